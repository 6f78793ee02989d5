package pages

import (
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"trame/scheduling"
	"trame/scheduling/transfer"
	"trame/scheduling/workflow/inviting"
	"trame/templates"
)

// importView is an import on screen: the file travels in the form, so that
// nothing is kept before it is confirmed.
type importView struct {
	Plan      inviting.Import
	Count     map[string]int // by verdict
	Unit      scheduling.UnitID
	Units     []templates.Option
	Content   string // base64
	Separator string
	Ignored   []string // headings we have no use for
	Write     int      // rows that confirming writes
	Steps     []templates.Step
	MaxRows   int
	MaxMB     int
}

func steps(current int) []templates.Step {
	list := []templates.Step{{Label: "Choisir le fichier", Href: "/personnes/importer"}, {Label: "Relire"}, {Label: "Terminé"}}
	for at := range list {
		switch {
		case at < current:
			list[at].State = "done"
		case at == current:
			list[at].State, list[at].Href = "current", ""
		default:
			list[at].State, list[at].Href = "todo", ""
		}
	}
	return list
}

func (p *Pages) importStart(c echo.Context, actor scheduling.Actor) (templates.View, error) {
	view, err := p.insuredView(c, actor, scheduling.Insured{})
	form, _ := view.Data.(insuredForm)
	if err == nil && len(form.Units) == 0 {
		err = scheduling.Refuse(scheduling.Forbidden, "actor.may_not.invite", "")
	}
	return templates.View{Title: "Importer des personnes", Current: "people", Data: importView{
		Unit: form.Insured.Unit, Units: form.Units, Steps: steps(0), MaxRows: transfer.MaxRows, MaxMB: transfer.MaxBytes >> 20,
	}}, err
}

func (p *Pages) importForm(c echo.Context, actor scheduling.Actor) error {
	view, err := p.importStart(c, actor)
	if err != nil {
		return err
	}
	return p.show(c, "import", view)
}

// importPreview shows what the file would do, the first time from the file
// and then, with choices made, from the form.
func (p *Pages) importPreview(c echo.Context, actor scheduling.Actor) error {
	raw, err := importedFile(c)
	unit := scheduling.UnitID(c.FormValue("unit"))
	var plan inviting.Import
	if err == nil {
		plan, err = p.Inviting.PreviewImport(c.Request().Context(), actor, unit, raw, choicesFrom(c))
	}
	if err != nil {
		view, failed := p.importStart(c, actor)
		return errors.Join(failed, p.again(c, err, "import", view))
	}
	return p.show(c, "import-preview", previewOf(plan, unit, raw))
}

func (p *Pages) importApply(c echo.Context, actor scheduling.Actor) error {
	raw, err := importedFile(c)
	unit := scheduling.UnitID(c.FormValue("unit"))
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	plan, err := p.Inviting.ApplyImport(ctx, actor, unit, raw, choicesFrom(c), c.FormValue("seen"))
	if scheduling.KindOf(err) == scheduling.Conflict {
		again, failed := p.Inviting.PreviewImport(ctx, actor, unit, raw, choicesFrom(c))
		if failed != nil {
			return failed
		}
		view := previewOf(again, unit, raw)
		view.Errors = templates.ErrorsOf(err)
		return p.render(c, Status(err), "import-preview", view)
	}
	if err != nil {
		return err
	}
	return p.done(c, "/personnes", "import.done", "created", plan.Count[inviting.ToCreate], "updated", plan.Count[inviting.ToUpdate])
}

func previewOf(plan inviting.Import, unit scheduling.UnitID, raw []byte) templates.View {
	v := importView{
		Plan: plan, Unit: unit, Content: base64.StdEncoding.EncodeToString(raw), Steps: steps(1),
		Separator: map[rune]string{';': "point-virgule", ',': "virgule", '\t': "tabulation"}[plan.Sheet.Separator],
		Write:     plan.Count[inviting.ToCreate] + plan.Count[inviting.ToUpdate],
	}
	v.Count = map[string]int{}
	for verdict, n := range plan.Count {
		v.Count[string(verdict)] = n
	}
	for _, column := range plan.Sheet.Columns {
		if column.Field == "" && column.Header != "" {
			v.Ignored = append(v.Ignored, column.Header)
		}
	}
	return templates.View{Title: "Relire avant d’importer", Current: "people", Data: v}
}

// importedFile is the file of a first preview, or the one that travels in the form.
func importedFile(c echo.Context) ([]byte, error) {
	if content := c.FormValue("content"); content != "" {
		raw, err := base64.StdEncoding.DecodeString(content)
		if err != nil {
			return nil, scheduling.Refuse(scheduling.Invalid, "import.malformed", "file")
		}
		return raw, nil
	}
	header, err := c.FormFile("file")
	if errors.Is(err, http.ErrMissingFile) || errors.Is(err, http.ErrNotMultipart) {
		return nil, scheduling.Refuse(scheduling.Invalid, "import.no_file", "file")
	}
	if err != nil {
		return nil, err
	}
	file, err := header.Open()
	if err != nil {
		return nil, err
	}
	content, err := io.ReadAll(io.LimitReader(file, transfer.MaxBytes+1))
	return content, errors.Join(err, file.Close())
}

// choicesFrom reads what was decided of ambiguous rows: fields choice-LINE.
func choicesFrom(c echo.Context) inviting.Choices {
	form, err := c.FormParams()
	if err != nil {
		return nil
	}
	choices := inviting.Choices{}
	for name, values := range form {
		number, found := strings.CutPrefix(name, "choice-")
		if line, err := strconv.Atoi(number); found && err == nil && len(values) > 0 {
			choices[line] = values[0]
		}
	}
	return choices
}
