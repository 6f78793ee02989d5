package api

import (
	"context"

	"trame/scheduling"
	"trame/scheduling/workflow/reporting"
)

func (a *api) reportRoutes() {
	get(a, "/reports", operation{ID: "listReports", Summary: "The programmes that have a report", Tag: "Reports"}, a.listReports)
	get(a, "/reports/{programme}", operation{ID: "readReport", Summary: "The report (bilan) of a programme", Tag: "Reports"}, a.readReport)
}

type reportLineBody struct {
	Programme string `json:"programme"`
	Code      string `json:"code"`
	Title     string `json:"title"`
	Unit      string `json:"unit"`
	Cohorts   int    `json:"cohorts"`
}

func (a *api) listReports(ctx context.Context, actor scheduling.Actor, _ *struct{}) (*body[page[reportLineBody]], error) {
	lines, err := a.Reporting.List(ctx, actor)
	if err != nil {
		return nil, err
	}
	items := make([]reportLineBody, len(lines))
	for i, l := range lines {
		items[i] = reportLineBody{string(l.Programme.ID), l.Programme.Code, l.Title, l.Unit, l.Cohorts}
	}
	return &body[page[reportLineBody]]{page[reportLineBody]{Items: items}}, nil
}

type reportIn struct {
	Programme   string `path:"programme"`
	From        string `query:"from" format:"date" required:"false" doc:"First meetings from this day on"`
	Until       string `query:"until" format:"date" required:"false" doc:"First meetings until this day"`
	Running     bool   `query:"running" required:"false" doc:"Count the sessions whose follow-up is not closed, too"`
	Publication bool   `query:"publication" required:"false" doc:"Hide small cells, for what leaves the house"`
}

type rateBody struct {
	Part int     `json:"part"`
	N    int     `json:"n"`
	Low  float64 `json:"low" doc:"Of the 95 % score interval (Wilson), in percent"`
	High float64 `json:"high"`
}

func rateOf(r scheduling.Rate) rateBody {
	low, high, _ := r.Wilson()
	return rateBody{r.Part, r.N, low, high}
}

type studyRowBody struct {
	Code   string  `json:"code"`
	Count  *int    `json:"count" nullable:"true" doc:"null: hidden, fewer than five people or a cell that would tell of them"`
	Share  float64 `json:"share" doc:"Percent of the base; the rows sum to 100"`
	Known  bool    `json:"known" doc:"false: a non-answer, or unknown"`
	Within float64 `json:"within" doc:"Percent of what is known"`
}

type studyBody struct {
	Base  int            `json:"base" doc:"Everybody who came at least once"`
	Known *int           `json:"known" nullable:"true" doc:"Those of whom it is known; null: hidden"`
	Rows  []studyRowBody `json:"rows"`
}

func studyOf(t reporting.Table) studyBody {
	b := studyBody{Base: t.Base, Rows: make([]studyRowBody, len(t.Rows))}
	if t.KnownShown {
		b.Known = &t.Known
	}
	for i, r := range t.Rows {
		b.Rows[i] = studyRowBody{Code: r.Code, Share: float64(r.Share) / 10, Known: r.Known, Within: float64(r.Within) / 10}
		if !t.Hidden[i] {
			b.Rows[i].Count = &r.Count
		}
	}
	return b
}

type reportBody struct {
	Programme   string    `json:"programme"`
	Title       string    `json:"title"`
	Cohorts     int       `json:"cohorts"`
	Left        int       `json:"left" doc:"Sessions of the period whose follow-up is not closed, left out"`
	Meetings    int       `json:"meetings"`
	Enrolled    int       `json:"enrolled"`
	Started     int       `json:"started"`
	Completed   int       `json:"completed"`
	Gross       rateBody  `json:"gross" doc:"Attendance of everybody enrolled"`
	Net         rateBody  `json:"net" doc:"Attendance of those who came at least once"`
	Ages        studyBody `json:"ages"`
	Pathologies studyBody `json:"pathologies"`
	Outcomes    studyBody `json:"outcomes"`
	Asked       int       `json:"asked" doc:"Questionnaires handed out"`
	Submissions int       `json:"submissions"`
	Satisfied   *rateBody `json:"satisfied,omitempty" doc:"4 or 5 of 5; absent: too few answers to show"`
}

func (a *api) readReport(ctx context.Context, actor scheduling.Actor, in *reportIn) (*body[reportBody], error) {
	scope := reporting.Scope{Running: in.Running, Publication: in.Publication}
	var faults scheduling.Faults
	var err error
	scope.From, err = scheduling.ParseDate(in.From)
	faults.Check(err == nil, "from", "report.date")
	scope.Until, err = scheduling.ParseDate(in.Until)
	faults.Check(err == nil, "until", "report.date")
	if err := faults.Err(); err != nil {
		return nil, err
	}
	r, err := a.Reporting.Report(ctx, actor, scheduling.ProgrammeID(in.Programme), scope)
	if err != nil {
		return nil, err
	}
	b := reportBody{
		Programme: in.Programme, Title: r.Title, Cohorts: len(r.Cohorts), Left: r.Left, Meetings: r.Meetings,
		Enrolled: r.Enrolled, Started: r.Started, Completed: r.Completed, Gross: rateOf(r.Gross), Net: rateOf(r.Net),
		Ages: studyOf(r.Ages), Pathologies: studyOf(r.Pathologies), Outcomes: studyOf(r.Outcomes),
		Asked: r.Satisfaction.Asked, Submissions: r.Satisfaction.Submissions,
	}
	if r.Satisfaction.Known {
		satisfied := rateOf(r.Satisfaction.Satisfied)
		b.Satisfied = &satisfied
	}
	return &body[reportBody]{b}, nil
}
