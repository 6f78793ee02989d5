package pages

import (
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/transfer"
	"trame/scheduling/workflow/importing"
	"trame/templates"
)

// importRoutes hangs the bringing in of files.
func (p *Pages) importRoutes(e *echo.Echo) {
	e.GET(ImportPath, private(p.imports))
	e.POST(ImportPath, private(p.upload))
	e.GET(ImportPath+"/:import", private(p.importPage))
	e.GET(ImportPath+"/:import/colonnes", private(p.importColumns))
	e.POST(ImportPath+"/:import/colonnes", private(p.restateImport))
	e.GET(ImportPath+"/:import/lignes/:line", private(p.importLine))
	e.POST(ImportPath+"/:import/lignes/:line", private(p.correctImport))
	e.POST(ImportPath+"/:import/confirmer", private(p.confirmImport))
	e.POST(ImportPath+"/:import/annuler", private(p.undoImport))
	e.POST(ImportPath+"/:import/abandonner", private(p.abandonImport))
	e.POST(ImportPath+"/:import/erreurs", private(p.importErrors))
}

// ImportPath is where files are brought in; its POST alone takes a large body.
const ImportPath = "/personnes/importer"

func importID(c echo.Context) scheduling.ImportID { return scheduling.ImportID(c.Param("import")) }

func importPath(id scheduling.ImportID) string { return ImportPath + "/" + string(id) }

// importStart is the form of a new import, above the earlier ones.
type importStart struct {
	importing.List
	Units      []templates.Option
	Unit       scheduling.UnitID
	Sources    []templates.Option
	ReceivedOn scheduling.Date
	Pager      templates.Pager
	MaxMB      int
	MaxRows    int
	WorkbookMB int
}

// Name of an import: what it brings.
func (importStart) Name(v importing.View) string { return importName(v) }

func importName(v importing.View) string {
	return templates.Label("import_source", orElse(string(v.Import.Source), "people"))
}

func (p *Pages) importStart(c echo.Context, actor scheduling.Actor) (templates.View, error) {
	ctx := c.Request().Context()
	list, err := p.Importing.Imports(ctx, actor, store.Page{After: c.QueryParam("after")})
	if err != nil {
		return templates.View{}, err
	}
	units, err := p.Inviting.Units(ctx, actor)
	start := importStart{
		List: list, ReceivedOn: scheduling.DateOf(list.Now.In(p.Zone)), MaxMB: transfer.MaxFile >> 20, MaxRows: transfer.MaxRows, WorkbookMB: transfer.MaxWorkbook >> 20,
		Sources: []templates.Option{{Value: "", Label: templates.Label("import_source", "people")}},
	}
	for _, u := range units {
		start.Units, start.Unit = append(start.Units, templates.Option{Value: string(u.ID), Label: u.Name}), u.ID
	}
	for _, s := range scheduling.ReferralSources {
		start.Sources = append(start.Sources, templates.Option{Value: string(s), Label: templates.Label("import_source", string(s))})
	}
	if list.Next != "" {
		start.Pager.Next = ImportPath + "?after=" + list.Next
	}
	return templates.View{Title: "Importer un fichier", Current: "people", Data: start}, err
}

func (p *Pages) imports(c echo.Context, actor scheduling.Actor) error {
	view, err := p.importStart(c, actor)
	if err != nil {
		return err
	}
	return p.show(c, "import", view)
}

// uploadWithin is how long a large file may take to come over a poor line.
const uploadWithin = 15 * time.Minute

// upload takes the file as it comes, piece by piece: the fields stand before it
// in the form.
func (p *Pages) upload(c echo.Context, actor scheduling.Actor) error {
	line := http.NewResponseController(c.Response())
	until := time.Now().Add(uploadWithin)
	_ = line.SetReadDeadline(until)  // where the server can
	_ = line.SetWriteDeadline(until) // the answer comes after the file
	typed := url.Values{}
	file, err := untilFile(c.Request(), typed)
	var im scheduling.Import
	if err == nil {
		im, err = importFrom(typed)
	}
	var id scheduling.ImportID
	if err == nil {
		id, err = p.Importing.Upload(c.Request().Context(), actor, im, file)
	}
	if err != nil {
		return p.uploadAgain(c, actor, typed, err)
	}
	return c.Redirect(http.StatusSeeOther, importPath(id))
}

// untilFile reads the fields of a form up to its file.
func untilFile(r *http.Request, typed url.Values) (*multipart.Part, error) {
	missing := scheduling.Refuse(scheduling.Invalid, "import.no_file", "file")
	form, err := r.MultipartReader()
	if errors.Is(err, http.ErrNotMultipart) {
		return nil, missing
	}
	for err == nil {
		var part *multipart.Part
		if part, err = form.NextPart(); err != nil {
			break
		}
		if part.FormName() == "file" {
			if part.FileName() == "" {
				return nil, missing
			}
			return part, nil
		}
		var value []byte
		value, err = io.ReadAll(io.LimitReader(part, 1000))
		typed.Set(part.FormName(), string(value))
	}
	if errors.Is(err, io.EOF) {
		return nil, missing
	}
	return nil, err
}

func importFrom(typed url.Values) (scheduling.Import, error) {
	received, err := scheduling.ParseDate(typed.Get("received_on"))
	if err != nil {
		err = scheduling.Refuse(scheduling.Invalid, "date.unreadable", "received_on")
	}
	return scheduling.Import{
		Unit: scheduling.UnitID(typed.Get("unit")), Source: scheduling.ReferralSource(typed.Get("source")), ReceivedOn: received,
	}, err
}

func (p *Pages) uploadAgain(c echo.Context, actor scheduling.Actor, typed url.Values, refusal error) error {
	if scheduling.KindOf(refusal) != scheduling.Invalid {
		return refusal
	}
	view, err := p.importStart(c, actor)
	if err != nil {
		return err
	}
	view.Form, view.Errors = typed, templates.ErrorsOf(refusal)
	return p.render(c, Status(refusal), "import", view)
}

// importPage is an import wherever it stands: being read, to be reviewed, being
// written, applied, undone.
type importPage struct {
	importing.Lines
	Name    string
	Post    string
	Verdict string
	Tabs    []templates.Tab
	Left    []importing.Line
	Ignored []string // headings left aside
	Write   int      // rows that confirming writes
	First   bool
	Until   time.Time
	Next    string
}

func (p *Pages) importPage(c echo.Context, actor scheduling.Actor) error {
	ctx, id := c.Request().Context(), importID(c)
	verdict := c.QueryParam("etat")
	after := max(0, optionalNumber(c.QueryParam("apres")))
	lines, err := p.Importing.Lines(ctx, actor, id, scheduling.ImportVerdict(verdict), after, 50)
	if err != nil {
		return err
	}
	page := importPage{
		Lines: lines, Name: importName(lines.View), Post: importPath(id), Verdict: verdict, First: after == 0, Until: lines.Import.Until(),
		Write: lines.Count[scheduling.RowToCreate] + lines.Count[scheduling.RowToUpdate],
	}
	for _, column := range lines.Columns {
		if column.Field == "" && column.Header != "" {
			page.Ignored = append(page.Ignored, column.Header)
		}
	}
	page.Tabs = page.tabs()
	if lines.Next > 0 {
		page.Next = strconv.Itoa(lines.Next)
	}
	if lines.State.Written() || lines.State == scheduling.ImportUndone {
		if page.Left, err = p.Importing.Left(ctx, actor, id); err != nil {
			return err
		}
	}
	if lines.State.Working() {
		c.Response().Header().Set("Refresh", refreshEvery)
	}
	return p.show(c, "import-review", templates.View{Title: page.Name, Current: "people", Data: page})
}

func (page importPage) tabs() []templates.Tab {
	tabs := []templates.Tab{{Label: "Toutes les lignes", Href: page.Post, Current: page.Verdict == "", Count: grouped(page.Import.Rows)}}
	for _, v := range scheduling.ImportVerdicts {
		if n := page.Count[v]; n > 0 {
			tabs = append(tabs, templates.Tab{
				Label: templates.Label("import_tab", string(v)), Href: page.Post + "?etat=" + string(v), Count: grouped(n), Current: page.Verdict == string(v),
			})
		}
	}
	return tabs
}

// grouped is a count with its thousands apart.
func grouped(n int) string {
	text, err := templates.Number(n)
	if err != nil { // every int is a number
		return strconv.Itoa(n)
	}
	return text
}

// Separator in words.
func (page importPage) Separator() string { return separatorWord(page.View.Separator()) }

func separatorWord(s string) string {
	return map[string]string{";": "point-virgule", ",": "virgule", "\t": "tabulation", "|": "barre verticale"}[s]
}

// Why an import failed, in words.
func (page importPage) Why() string {
	return templates.Message(page.Import.Failure, "line", page.Import.FailureLine, "mb", transfer.MaxFile>>20, "rows", transfer.MaxRows, "columns", 100)
}

// N is how many rows have a verdict.
func (page importPage) N(verdict string) int { return page.Count[scheduling.ImportVerdict(verdict)] }

// Out is how many changes had an outcome.
func (page importPage) Out(outcome string) int {
	return page.Outcomes[scheduling.ImportOutcome(outcome)]
}

// At names the columns of a row in which something is wrong: far to the right
// of a wide table nobody would see it.
func (page importPage) At(l importing.Line) (names []string) {
	for at, column := range page.Columns {
		if l.Fault(at) != nil {
			names = append(names, column.Header)
		}
	}
	return names
}

// Wrong is what stands at a column of a row, in words.
func (importPage) Wrong(l importing.Line, column int) string { return wrong(l, column) }

func wrong(l importing.Line, column int) string {
	if fault := l.Fault(column); fault != nil {
		return templates.Sentence(fault)
	}
	return ""
}

func (p *Pages) confirmImport(c echo.Context, actor scheduling.Actor) error {
	err := p.Importing.Confirm(c.Request().Context(), actor, importID(c), optionalNumber(c.FormValue("version")))
	return p.importDone(c, err, "import.confirmed")
}

func (p *Pages) undoImport(c echo.Context, actor scheduling.Actor) error {
	return p.importDone(c, p.Importing.Undo(c.Request().Context(), actor, importID(c)), "import.undoing")
}

// importDone leads back to the import, with what stood in the way if anything
// did: what it is may change while one reads it.
func (p *Pages) importDone(c echo.Context, err error, key string) error {
	path := importPath(importID(c))
	if scheduling.KindOf(err) == scheduling.Conflict {
		p.setFlash(c, "trouble", templates.Sentence(err))
		return c.Redirect(http.StatusSeeOther, path)
	}
	if err != nil {
		return err
	}
	return p.done(c, path, key)
}

func (p *Pages) abandonImport(c echo.Context, actor scheduling.Actor) error {
	err := p.Importing.Abandon(c.Request().Context(), actor, importID(c))
	if err != nil {
		return p.importDone(c, err, "")
	}
	return p.done(c, ImportPath, "import.abandoned")
}

// importErrors hands out the rows that stay out; a POST, for it leaves a trace.
func (p *Pages) importErrors(c echo.Context, actor scheduling.Actor) error {
	out := &attachment{c: c, name: "a-corriger.csv"}
	say := func(e *scheduling.Error) string { return templates.Sentence(e) }
	err := p.Importing.WriteErrors(c.Request().Context(), actor, importID(c), out, say)
	if scheduling.KindOf(err) == scheduling.Conflict {
		return p.importDone(c, err, "")
	}
	return err
}

// attachment is a CSV that begins with its first byte: what fails before is
// still a page.
type attachment struct {
	c    echo.Context
	name string
}

func (a *attachment) Write(b []byte) (int, error) {
	if response := a.c.Response(); !response.Committed {
		header := response.Header()
		header.Set(echo.HeaderContentType, "text/csv; charset=utf-8")
		header.Set("Content-Disposition", `attachment; filename="`+a.name+`"`)
		header.Set("Cache-Control", "no-store")
		response.WriteHeader(http.StatusOK)
	}
	return a.c.Response().Write(b)
}

// importColumnsPage says how a file is read, and lets it be said otherwise.
type importColumnsPage struct {
	importing.View
	Name       string
	Post       string
	Encodings  []templates.Option
	Separators []templates.Option
	SheetNames []templates.Option
	Fields     []templates.Option
	First      []string // cells of the first row
}

// Sample is what the first row has in a column; "" where the actor may not read.
func (page importColumnsPage) Sample(at int) string {
	if at >= len(page.First) || page.First[at] == "" {
		return ""
	}
	return "Par exemple : " + page.First[at]
}

// Field is the name of a column's input.
func (importColumnsPage) Field(at int) string { return "columns." + strconv.Itoa(at) }

func (p *Pages) importColumnsView(c echo.Context, actor scheduling.Actor) (templates.View, error) {
	lines, err := p.Importing.Lines(c.Request().Context(), actor, importID(c), "", 0, 1)
	v := lines.View
	page := importColumnsPage{View: v, Name: importName(v), Post: importPath(v.Import.ID)}
	if len(lines.Lines) > 0 {
		page.First = lines.Lines[0].Cells
	}
	for _, e := range transfer.Encodings {
		page.Encodings = append(page.Encodings, templates.Option{Value: e, Label: templates.Label("encoding", e)})
	}
	for _, s := range transfer.Separators {
		page.Separators = append(page.Separators, templates.Option{Value: s, Label: separatorWord(s)})
	}
	for _, s := range v.Sheets {
		page.SheetNames = append(page.SheetNames, templates.Option{Value: s, Label: s})
	}
	for _, f := range transfer.Fields(v.Import.Referrals()) {
		page.Fields = append(page.Fields, templates.Option{Value: string(f), Label: f.Heading()})
	}
	return templates.View{Title: "Comment lire ce fichier", Current: "people", Data: page}, err
}

func (p *Pages) importColumns(c echo.Context, actor scheduling.Actor) error {
	view, err := p.importColumnsView(c, actor)
	if err != nil {
		return err
	}
	return p.show(c, "import-columns", view)
}

func (p *Pages) restateImport(c echo.Context, actor scheduling.Actor) error {
	view, err := p.importColumnsView(c, actor)
	if err != nil {
		return err
	}
	page, _ := view.Data.(importColumnsPage)
	s := importing.Statement{Encoding: c.FormValue("encoding"), Separator: c.FormValue("separator"), Sheet: c.FormValue("sheet"), Fields: []transfer.Field{}}
	for at := range page.Columns {
		s.Fields = append(s.Fields, transfer.Field(c.FormValue(page.Field(at))))
	}
	if cut := page.Import.Kind == transfer.CSV && (s.Separator != page.View.Separator() || s.Encoding != page.Import.Encoding); cut {
		s.Fields = nil // other columns than those of the form
	}
	if err := p.Importing.Restate(c.Request().Context(), actor, importID(c), s); err != nil {
		return p.again(c, err, "import-columns", view)
	}
	return p.done(c, importPath(importID(c)), "import.restated")
}

// importLinePage is a row with a field per column.
type importLinePage struct {
	importing.View
	Line    importing.Line
	Name    string
	Post    string
	Choices []templates.Option
}

// Cell is the name of a column's input.
func (importLinePage) Cell(at int) string { return "cell." + strconv.Itoa(at) }

// Shows reports whether a column is one to correct.
func (page importLinePage) Shows(at int) bool {
	f := page.Columns[at].Field
	return f != "" && page.Reads(f)
}

func (p *Pages) importLineView(c echo.Context, actor scheduling.Actor) (templates.View, error) {
	number := wholeNumber(c.Param("line"))
	v, line, err := p.Importing.Row(c.Request().Context(), actor, importID(c), number)
	if err != nil {
		return templates.View{}, err
	}
	page := importLinePage{View: v, Line: line, Name: importName(v), Post: importPath(v.Import.ID)}
	if len(line.Candidates) > 0 || line.Choice != "" {
		for _, i := range line.Candidates {
			page.Choices = append(page.Choices, templates.Option{Value: string(i.ID), Label: "C’est " + i.Name(), Hint: bornIn(i)})
		}
		page.Choices = append(page.Choices, templates.Option{Value: "new", Label: "C’est une autre personne, à créer"})
	}
	if len(page.Choices) == 0 { // a lone answer could not be taken back
		page.Choices = append(page.Choices, templates.Option{Value: "", Label: "La garder"})
	}
	page.Choices = append(page.Choices, templates.Option{Value: "skip", Label: "Laisser cette ligne de côté"})
	view := templates.View{Title: "Ligne " + strconv.Itoa(number), Current: "people", Data: page}
	for at := range page.Columns {
		if text := wrong(line, at); text != "" {
			view.Errors = append(view.Errors, templates.FieldError{Field: page.Cell(at), Sentence: text})
		}
	}
	if text := wrong(line, -1); text != "" {
		view.Errors = append(view.Errors, templates.FieldError{Sentence: text})
	}
	return view, nil
}

func bornIn(i scheduling.Insured) string {
	var known []string
	if !i.BirthDate.IsZero() {
		known = append(known, templates.PlainDate(i.BirthDate))
	}
	for _, told := range []string{i.City, templates.Phone(i.Phone), i.Email} { // two of one name and one birth date differ in these
		if told != "" {
			known = append(known, told)
		}
	}
	return strings.Join(known, ", ")
}

func (p *Pages) importLine(c echo.Context, actor scheduling.Actor) error {
	view, err := p.importLineView(c, actor)
	if err != nil {
		return err
	}
	return p.show(c, "import-line", view)
}

// correctImport keeps what was typed; a row that is still in error comes back.
func (p *Pages) correctImport(c echo.Context, actor scheduling.Actor) error {
	form, err := c.FormParams()
	if err != nil {
		return err
	}
	fix := importing.Correction{Cells: map[int]string{}, Choice: form.Get("choice")}
	for name := range form {
		if number, ok := strings.CutPrefix(name, "cell."); ok {
			fix.Cells[wholeNumber(number)] = form.Get(name)
		}
	}
	ctx, number := c.Request().Context(), wholeNumber(c.Param("line"))
	if err := p.Importing.Correct(ctx, actor, importID(c), number, fix); err != nil {
		return p.importDone(c, err, "")
	}
	view, err := p.importLineView(c, actor)
	if err != nil {
		return err
	}
	page, _ := view.Data.(importLinePage)
	if page.Line.Verdict == scheduling.RowInError || page.Line.Verdict == scheduling.RowAmbiguous {
		return p.render(c, http.StatusUnprocessableEntity, "import-line", view)
	}
	return p.done(c, importPath(importID(c)), "import.corrected", "line", number)
}
