package api

import (
	"context"

	"trame/scheduling"
	"trame/scheduling/workflow/reporting"
)

func (a *api) reportRoutes() {
	get(a, "/reports", operation{ID: "listReports", Summary: "The programmes that have a report", Tag: "Reports"}, a.listReports)
	get(a, "/report", operation{ID: "readReport", Summary: "The report (bilan) of a session, a programme, a unit, or of all that the reader may see", Tag: "Reports"}, a.readReport)
}

type reportLineBody struct {
	Programme string `json:"programme"`
	Code      string `json:"code"`
	Title     string `json:"title"`
	Unit      string `json:"unit"`
	Cohorts   int    `json:"cohorts"`
}

func (a *api) listReports(ctx context.Context, actor scheduling.Actor, _ *struct{}) (*body[page[reportLineBody]], error) {
	list, err := a.Reporting.List(ctx, actor)
	if err != nil {
		return nil, err
	}
	items := make([]reportLineBody, len(list.Programmes))
	for i, l := range list.Programmes {
		items[i] = reportLineBody{string(l.Programme.ID), l.Programme.Code, l.Title, l.Unit, l.Cohorts}
	}
	return &body[page[reportLineBody]]{page[reportLineBody]{Items: items}}, nil
}

type reportIn struct {
	Cohort      string `query:"cohort" required:"false" doc:"Of one session"`
	Programme   string `query:"programme" required:"false" doc:"Of a programme"`
	Unit        string `query:"unit" required:"false" doc:"Of a unit and those below it; of everything when nothing is named"`
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
	Code    string     `json:"code"`
	Count   *int       `json:"count" nullable:"true" doc:"null: hidden, fewer than five people or a cell that would tell of them"`
	Share   float64    `json:"share" doc:"Percent of the base; the rows sum to 100"`
	Known   bool       `json:"known" doc:"false: a non-answer, or unknown"`
	Within  float64    `json:"within" doc:"Percent of what is known"`
	Whereof []partBody `json:"whereof,omitempty" doc:"What a situation is made of; the shares sum to its own. Never told where small cells are hidden"`
}

type partBody struct {
	Code  string  `json:"code" doc:"Empty: not said"`
	Count int     `json:"count"`
	Share float64 `json:"share" doc:"Percent of the base"`
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
	Of           string        `json:"of" enum:"cohort,programme,unit,all"`
	Title        string        `json:"title" doc:"Empty: of several organisations"`
	Threshold    int           `json:"threshold" doc:"The fewest people of a cell that is shown, when masked"`
	Masked       bool          `json:"masked"`
	Cohorts      int           `json:"cohorts"`
	Left         int           `json:"left" doc:"Sessions of the period whose follow-up is not closed, left out"`
	Meetings     int           `json:"meetings"`
	Minutes      int           `json:"minutes" doc:"Of the meetings that were held"`
	Places       int           `json:"places"`
	Invited      int           `json:"invited"`
	Enrolled     int           `json:"enrolled"`
	Started      int           `json:"started"`
	Completed    int           `json:"completed"`
	Booklets     int           `json:"booklets" doc:"People who were given the booklet"`
	Gross        rateBody      `json:"gross" doc:"Attendance of everybody enrolled"`
	Net          rateBody      `json:"net" doc:"Attendance of those who came at least once"`
	Ages         studyBody     `json:"ages"`
	Pathologies  studyBody     `json:"pathologies"`
	Occupations  studyBody     `json:"occupations" doc:"Socio-professional groups: INSEE, PCS 2020, level 1"`
	Outcomes     studyBody     `json:"outcomes"`
	Leavings     studyBody     `json:"leavings" doc:"Why those who dropped out did; the base is they"`
	Asked        int           `json:"asked" doc:"Questionnaires handed out"`
	Submissions  int           `json:"submissions"`
	Satisfied    *rateBody     `json:"satisfied,omitempty" doc:"4 or 5 of 5; absent: too few answers to show"`
	Confidence   []regainBody  `json:"confidence" doc:"What people regained confidence for; empty: too few answers"`
	PartnerHours []partnerTime `json:"partner_minutes"`
	Zones        []areaBody    `json:"zones"`
	Lessons      []citedLesson `json:"lessons" doc:"What the teams of the sessions chose to have told"`
	Fifths       []areaBody    `json:"fifths" doc:"Of the communes by fragility, 1 the least; the last is unknown"`
}

type regainBody struct {
	Code  string    `json:"code"`
	Chose *rateBody `json:"chose,omitempty" doc:"absent: hidden"`
}

type partnerTime struct {
	Name    string `json:"name,omitempty"`
	Kind    string `json:"kind"`
	Minutes int    `json:"minutes"`
}

type citedLesson struct {
	Cohort string `json:"cohort"`
	Title  string `json:"title" doc:"Of the session"`
	First  string `json:"first" doc:"The day of its first meeting"`
	Keep   string `json:"keep"`
	Change string `json:"change"`
}

type areaBody struct {
	Code     string `json:"code"`
	OnLeave  int    `json:"on_leave"`
	Places   int    `json:"places"`
	Filled   *int   `json:"filled" nullable:"true" doc:"null: hidden"`
	Invited  *int   `json:"invited" nullable:"true"`
	Enrolled *int   `json:"enrolled" nullable:"true"`
}

func areasOf(areas []reporting.Area) []areaBody {
	list := make([]areaBody, len(areas))
	for i, a := range areas {
		list[i] = areaBody{a.Code, a.OnLeave, a.Places, cellOf(a.Filled), cellOf(a.Invited), cellOf(a.Enrolled)}
	}
	return list
}

func cellOf(c reporting.Cell) *int {
	if c.Hidden {
		return nil
	}
	return &c.N
}

func (a *api) readReport(ctx context.Context, actor scheduling.Actor, in *reportIn) (*body[reportBody], error) {
	scope := reporting.Scope{
		Cohort: scheduling.CohortID(in.Cohort), Programme: scheduling.ProgrammeID(in.Programme), Unit: scheduling.UnitID(in.Unit),
		Running: in.Running, Publication: in.Publication,
	}
	var faults scheduling.Faults
	var err error
	scope.From, err = scheduling.ParseDate(in.From)
	faults.Check(err == nil, "from", "report.date")
	scope.Until, err = scheduling.ParseDate(in.Until)
	faults.Check(err == nil, "until", "report.date")
	if err := faults.Err(); err != nil {
		return nil, err
	}
	r, err := a.Reporting.Report(ctx, actor, scope)
	if err != nil {
		return nil, err
	}
	return &body[reportBody]{reportOf(r)}, nil
}

func reportOf(r reporting.Report) reportBody {
	b := reportBody{
		Of: r.Scope.Kind(), Title: r.Title, Threshold: r.Threshold, Masked: r.Masked,
		Cohorts: r.Cohorts, Left: r.Left, Meetings: r.Meetings, Minutes: r.Minutes, Places: r.Places, Invited: r.Invited,
		Enrolled: r.Enrolled, Started: r.Started, Completed: r.Completed, Booklets: r.Booklets, Gross: rateOf(r.Gross), Net: rateOf(r.Net),
		Ages: studyOf(r.Ages), Pathologies: studyOf(r.Pathologies), Occupations: studyOf(r.Occupations), Outcomes: studyOf(r.Outcomes), Leavings: studyOf(r.Leavings),
		Asked: r.Satisfaction.Asked, Submissions: r.Satisfaction.Submissions,
		Confidence: []regainBody{}, PartnerHours: []partnerTime{}, Zones: areasOf(r.Zones), Lessons: []citedLesson{}, Fifths: areasOf(r.Fifths),
	}
	for i, row := range b.Outcomes.Rows {
		for _, part := range r.Whereof[row.Code] {
			b.Outcomes.Rows[i].Whereof = append(b.Outcomes.Rows[i].Whereof, partBody{string(part.Code), part.Count, float64(part.Share) / 10})
		}
	}
	if r.Satisfaction.Known {
		satisfied := rateOf(r.Satisfaction.Satisfied)
		b.Satisfied = &satisfied
	}
	for _, c := range r.Confidence.Rows {
		line := regainBody{Code: c.Code}
		if !c.Hidden {
			chose := rateOf(c.Chose)
			line.Chose = &chose
		}
		b.Confidence = append(b.Confidence, line)
	}
	for _, p := range r.Partners {
		b.PartnerHours = append(b.PartnerHours, partnerTime{p.Name, string(p.Kind), p.Minutes})
	}
	for _, l := range r.Lessons {
		b.Lessons = append(b.Lessons, citedLesson{string(l.Cohort), l.Label, l.First.String(), l.Keep, l.Change})
	}
	return b
}
