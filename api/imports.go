package api

import (
	"bytes"
	"context"
	"net/http"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/transfer"
	"trame/scheduling/workflow/importing"
	"trame/templates"
)

func (a *api) importRoutes() {
	const tag = "Imports"
	get(a, "/imports", operation{ID: "listImports", Summary: "Files brought in, the latest first", Tag: tag}, a.listImports)
	post(a, "/imports", operation{ID: "beginImport", Summary: "Begin to bring a file in: its parts follow", Tag: tag, Status: http.StatusCreated}, a.beginImport)
	get(a, "/imports/{id}", operation{ID: "getImport", Summary: "An import: how far it is, its columns, what becomes of its rows", Tag: tag}, a.getImport)
	put(a, "/imports/{id}/parts/{number}", operation{
		ID: "sendImportPart", Summary: "The n-th part of the file, from 1, 4 MB at most; sent again it changes nothing", Tag: tag, Status: http.StatusNoContent, MaxBytes: 8 << 20,
	}, a.sendImportPart)
	post(a, "/imports/{id}/reading", operation{ID: "readImport", Summary: "The file is whole: read it, in the background. Nothing is written to people", Tag: tag}, a.readImport)
	put(a, "/imports/{id}/format", operation{ID: "restateImport", Summary: "Read the file anew, as it is said here; remembered for the next file of the source", Tag: tag}, a.restateImport)
	get(a, "/imports/{id}/rows", operation{ID: "listImportRows", Summary: "Rows with their verdicts and what is wrong at which cell", Tag: tag}, a.listImportRows)
	put(a, "/imports/{id}/rows/{line}", operation{ID: "correctImportRow", Summary: "Correct cells of a row, or say whom it is about", Tag: tag, Status: http.StatusNoContent}, a.correctImportRow)
	post(a, "/imports/{id}/application", operation{ID: "applyImport", Summary: "Write the reviewed rows, in the background", Tag: tag}, a.applyImport)
	post(a, "/imports/{id}/undoing", operation{ID: "undoImport", Summary: "Take an applied import back, but for what was changed or used since", Tag: tag}, a.undoImport)
	post(a, "/imports/{id}/abandonment", operation{ID: "abandonImport", Summary: "End an import before it wrote anything", Tag: tag}, a.abandonImport)
	post(a, "/imports/{id}/errors", operation{ID: "exportImportErrors", Summary: "The rows in error or undecided, as CSV with what is wrong; it leaves a trace", Tag: tag}, a.exportImportErrors)
}

type importBody struct {
	ID         string         `json:"id"`
	Unit       string         `json:"unit"`
	Source     string         `json:"source,omitempty" doc:"Absent: a list of people, without referrals"`
	State      string         `json:"state" enum:"uploading,reading,review,applying,examining,applied,undoing,undone,failed,abandoned"`
	AskedAt    time.Time      `json:"asked_at"`
	Parts      int            `json:"parts"`
	Kind       string         `json:"kind,omitempty" enum:"csv,xlsx"`
	Encoding   string         `json:"encoding,omitempty"`
	Separator  string         `json:"separator,omitempty"`
	Sheet      string         `json:"sheet,omitempty"`
	Sheets     []string       `json:"sheets,omitempty"`
	Columns    []columnBody   `json:"columns,omitempty"`
	Rows       int            `json:"rows" doc:"Read so far"`
	Wanted     int            `json:"wanted" doc:"Rows that were confirmed"`
	Done       int            `json:"done" doc:"Of those, so far"`
	ToExamine  int            `json:"to_examine,omitempty" doc:"Changes whose people are examined afterwards"`
	Examined   int            `json:"examined,omitempty" doc:"Of those, so far"`
	Count      map[string]int `json:"count,omitempty" doc:"Rows by verdict"`
	Outcomes   map[string]int `json:"outcomes,omitempty" doc:"What became of confirmed rows: written, moved (not written), undone, edited and attached (not taken back)"`
	Failure    string         `json:"failure,omitempty"`
	WithoutNIR bool           `json:"without_nir,omitempty" doc:"A column of NIRs was not read: the organisation keeps none"`
}

type columnBody struct {
	Header string `json:"header"`
	Field  string `json:"field,omitempty" doc:"Absent: the column is left aside"`
}

func importOf(v importing.View) importBody {
	im := v.Import
	out := importBody{
		ID: string(im.ID), Unit: string(im.Unit), Source: string(im.Source), State: string(v.State), AskedAt: im.AskedAt, Parts: im.Parts, Kind: im.Kind,
		Encoding: im.Encoding, Separator: v.Separator(), Sheet: im.Sheet, Sheets: v.Sheets, Rows: im.Rows, Wanted: im.Wanted, Done: im.Done, WithoutNIR: v.NoNIR,
		ToExamine: im.ToExamine, Examined: im.Examined,
	}
	for _, c := range v.Columns {
		out.Columns = append(out.Columns, columnBody{c.Header, string(c.Field)})
	}
	for verdict, n := range v.Count {
		if out.Count == nil {
			out.Count = map[string]int{}
		}
		out.Count[string(verdict)] = n
	}
	for outcome, n := range v.Outcomes {
		if out.Outcomes == nil {
			out.Outcomes = map[string]int{}
		}
		if outcome == "" {
			outcome = "written"
		}
		out.Outcomes[string(outcome)] = n
	}
	if im.Failure != "" {
		out.Failure = templates.Message(im.Failure, "line", im.FailureLine, "mb", transfer.MaxFile>>20, "rows", transfer.MaxRows, "columns", 100)
	}
	return out
}

func (a *api) listImports(ctx context.Context, actor scheduling.Actor, in *Paging) (*body[page[importBody]], error) {
	list, err := a.Importing.Imports(ctx, actor, store.Page{After: in.After, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	out := page[importBody]{Items: []importBody{}, Next: list.Next}
	for _, v := range list.Imports {
		out.Items = append(out.Items, importOf(v))
	}
	return &body[page[importBody]]{out}, nil
}

func (a *api) beginImport(ctx context.Context, actor scheduling.Actor, in *struct {
	Body struct {
		Unit       string `json:"unit,omitempty" doc:"May be left out by an agent of one unit"`
		Source     string `json:"source,omitempty" doc:"Absent: a list of people. Else the source of its referrals: cpam_45, cpam_90, medical_service, partner, employer, self, service, other"`
		ReceivedOn string `json:"received_on,omitempty" doc:"Of the referrals that do not say; today when absent"`
	}
},
) (*tagged[importBody], error) {
	received, err := dateIn(in.Body.ReceivedOn, "received_on")
	if err != nil {
		return nil, err
	}
	id, err := a.Importing.Begin(ctx, actor, scheduling.Import{
		Unit: scheduling.UnitID(in.Body.Unit), Source: scheduling.ReferralSource(in.Body.Source), ReceivedOn: received,
	})
	if err != nil {
		return nil, err
	}
	return a.importAnswer(ctx, actor, string(id))
}

func (a *api) importAnswer(ctx context.Context, actor scheduling.Actor, id string) (*tagged[importBody], error) {
	v, err := a.Importing.Look(ctx, actor, scheduling.ImportID(id))
	if err != nil {
		return nil, err
	}
	return taggedWith(v.Import.Version, importOf(v)), nil
}

func (a *api) getImport(ctx context.Context, actor scheduling.Actor, in *ByID) (*tagged[importBody], error) {
	return a.importAnswer(ctx, actor, in.ID)
}

func (a *api) sendImportPart(ctx context.Context, actor scheduling.Actor, in *struct {
	ByID
	Number int `path:"number" minimum:"1"`
	Body   struct {
		Content []byte `json:"content" doc:"Base64" maxLength:"6000000"`
	}
},
) (*struct{}, error) {
	return nil, a.Importing.Append(ctx, actor, scheduling.ImportID(in.ID), in.Number, in.Body.Content)
}

func (a *api) readImport(ctx context.Context, actor scheduling.Actor, in *ByID) (*tagged[importBody], error) {
	if err := a.Importing.Finish(ctx, actor, scheduling.ImportID(in.ID)); err != nil {
		return nil, err
	}
	return a.importAnswer(ctx, actor, in.ID)
}

func (a *api) restateImport(ctx context.Context, actor scheduling.Actor, in *struct {
	ByID
	Body struct {
		Encoding  string   `json:"encoding,omitempty" enum:"UTF-8,Windows-1252,ISO-8859-15,Macintosh,UTF-16"`
		Separator string   `json:"separator,omitempty"`
		Sheet     string   `json:"sheet,omitempty" doc:"Of a workbook; absent: its first"`
		Columns   []string `json:"columns,omitempty" doc:"The field of each column, empty to leave it aside; absent: as the headings tell"`
	}
},
) (*tagged[importBody], error) {
	s := importing.Statement{Encoding: in.Body.Encoding, Separator: in.Body.Separator, Sheet: in.Body.Sheet}
	for _, f := range in.Body.Columns {
		s.Fields = append(s.Fields, transfer.Field(f))
	}
	if err := a.Importing.Restate(ctx, actor, scheduling.ImportID(in.ID), s); err != nil {
		return nil, err
	}
	return a.importAnswer(ctx, actor, in.ID)
}

type importRowBody struct {
	Line       int         `json:"line"`
	Verdict    string      `json:"verdict" enum:"in_error,ambiguous,to_create,to_update,up_to_date,left_out"`
	Cells      []string    `json:"cells" doc:"In the order of the columns; empty where the agent may not read"`
	Insured    string      `json:"insured,omitempty"`
	Changed    []string    `json:"changed,omitempty"`
	Candidates []string    `json:"candidates,omitempty"`
	Choice     string      `json:"choice,omitempty"`
	Faults     []cellFault `json:"faults,omitempty"`
}

type cellFault struct {
	Column int    `json:"column" doc:"From 0; -1 is the row"`
	Key    string `json:"key"`
	Title  string `json:"title"`
}

func importRowOf(l importing.Line) importRowBody {
	out := importRowBody{Line: l.Number, Verdict: string(l.Verdict), Cells: l.Cells, Insured: string(l.Insured), Changed: l.Changed, Choice: l.Choice}
	for _, i := range l.Candidates {
		out.Candidates = append(out.Candidates, string(i.ID))
	}
	for _, f := range l.Faults {
		out.Faults = append(out.Faults, cellFault{f.Column, f.Error.Key, templates.Sentence(f.Error)})
	}
	return out
}

func (a *api) listImportRows(ctx context.Context, actor scheduling.Actor, in *struct {
	ByID
	Verdict string `query:"verdict" enum:",in_error,ambiguous,to_create,to_update,up_to_date,left_out"`
	After   int    `query:"after" doc:"The next of the part before"`
	Limit   int    `query:"limit" minimum:"1" maximum:"200" default:"50" required:"false"`
},
) (*body[importRows], error) {
	lines, err := a.Importing.Lines(ctx, actor, scheduling.ImportID(in.ID), scheduling.ImportVerdict(in.Verdict), in.After, in.Limit)
	if err != nil {
		return nil, err
	}
	out := importRows{Items: []importRowBody{}, Next: lines.Next}
	for _, l := range lines.Lines {
		out.Items = append(out.Items, importRowOf(l))
	}
	return &body[importRows]{out}, nil
}

type importRows struct {
	Items []importRowBody `json:"items"`
	Next  int             `json:"next,omitempty" doc:"Pass it as after for the next part; absent at the end"`
}

func (a *api) correctImportRow(ctx context.Context, actor scheduling.Actor, in *struct {
	ByID
	Line int `path:"line"`
	Body struct {
		Cells  map[int]string `json:"cells,omitempty" doc:"By column, from 0; those absent stay"`
		Choice string         `json:"choice,omitempty" doc:"A candidate's id, new or skip; absent: undecided"`
	}
},
) (*struct{}, error) {
	return nil, a.Importing.Correct(ctx, actor, scheduling.ImportID(in.ID), in.Line, importing.Correction{Cells: in.Body.Cells, Choice: in.Body.Choice})
}

func (a *api) applyImport(ctx context.Context, actor scheduling.Actor, in *struct {
	ByID
	IfMatch
},
) (*tagged[importBody], error) {
	version, err := in.version()
	if err != nil {
		return nil, err
	}
	if err := a.Importing.Confirm(ctx, actor, scheduling.ImportID(in.ID), version); err != nil {
		return nil, err
	}
	return a.importAnswer(ctx, actor, in.ID)
}

func (a *api) undoImport(ctx context.Context, actor scheduling.Actor, in *ByID) (*tagged[importBody], error) {
	if err := a.Importing.Undo(ctx, actor, scheduling.ImportID(in.ID)); err != nil {
		return nil, err
	}
	return a.importAnswer(ctx, actor, in.ID)
}

func (a *api) abandonImport(ctx context.Context, actor scheduling.Actor, in *ByID) (*tagged[importBody], error) {
	if err := a.Importing.Abandon(ctx, actor, scheduling.ImportID(in.ID)); err != nil {
		return nil, err
	}
	return a.importAnswer(ctx, actor, in.ID)
}

func (a *api) exportImportErrors(ctx context.Context, actor scheduling.Actor, in *ByID) (*csvAnswer, error) {
	var out bytes.Buffer
	err := a.Importing.WriteErrors(ctx, actor, scheduling.ImportID(in.ID), &out, func(e *scheduling.Error) string { return templates.Sentence(e) })
	if err != nil {
		return nil, err
	}
	return &csvAnswer{"text/csv; charset=utf-8", out.Bytes()}, nil
}
