package pages

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"trame/scheduling"
	"trame/scheduling/workflow/reporting"
	"trame/templates"
)

func (p *Pages) reportRoutes(e *echo.Echo) {
	e.GET("/rapports", private(p.reports))
	e.GET("/rapports/bilan", private(p.report))
	e.GET("/rapports/bilan.pdf", private(p.reportFile(pdfFile)))
	e.GET("/rapports/bilan.csv", private(p.reportFile(csvFile)))
	e.GET("/rapports/bilan.xlsx", private(p.reportFile(xlsxFile)))
}

// reports lists what has a bilan.
func (p *Pages) reports(c echo.Context, actor scheduling.Actor) error {
	list, err := p.Reporting.List(c.Request().Context(), actor)
	if err != nil {
		return err
	}
	return p.show(c, "reports", templates.View{Title: "Rapports", Current: "reports", Data: list})
}

// reportView is a bilan.
type reportView struct {
	reporting.Report
	Subject     string // of the address: « programme=programme-vo »
	Query       string // of the scope, for the links
	Studies     []studyView
	Grids       []chapter
	Satisfied   string
	SatisfiedOn string
	Gross, Net  string
	GrossOn     string
	NetOn       string
	Completed   string
	CompletedOn string
	Given       string
	GivenOn     string
	Results     []resultView
}

// Heading is the bilan's title.
func (v reportView) Heading() string { return templates.Message("report.of", "what", v.Named()) }

// Named is what the bilan is of.
func (v reportView) Named() string {
	if v.Title == "" {
		return templates.Message("report.of_all", "n", fmt.Sprint(v.Organisations))
	}
	return v.Title
}

// spanLink leads to the bilan of whole spans.
type spanLink struct{ Text, Query string }

// Published are the periods of which a masked bilan of this may be, the last
// first, then all of them.
func (v reportView) Published() (links []spanLink) {
	if v.Scope.Kind() == "cohort" {
		return nil
	}
	add := func(text string, from, until reporting.Span) {
		s := v.Scope
		s.From, s.Until, s.Running = from.First(), until.Last(), false
		links = append(links, spanLink{text, query(s)})
	}
	for _, s := range slices.Backward(v.Spans) {
		text := fmt.Sprint(s.From)
		if s.Until > s.From {
			text = templates.Message("report.span", "from", s.From, "until", s.Until)
		}
		add(text, s, s)
	}
	if n := len(v.Spans); n > 1 {
		add(templates.Message("report.span.all"), v.Spans[0], v.Spans[n-1])
	}
	return links
}

// Period says when the sessions that count began.
func (v reportView) Period() string {
	from, until := v.Scope.From, v.Scope.Until
	switch {
	case from.IsZero() && until.IsZero():
		return templates.Message("report.period.all")
	case from.IsZero():
		return templates.Message("report.period.until", "until", templates.PlainDate(until))
	case until.IsZero():
		return templates.Message("report.period.from", "from", templates.PlainDate(from))
	}
	return templates.Message("report.period.both", "from", templates.PlainDate(from), "until", templates.PlainDate(until))
}

// scopeOf reads what a bilan is of from the address; what is no date is Invalid.
func scopeOf(c echo.Context) (s reporting.Scope, err error) {
	var faults scheduling.Faults
	s.Cohort = scheduling.CohortID(c.QueryParam("session"))
	s.Programme = scheduling.ProgrammeID(c.QueryParam("programme"))
	s.Unit = scheduling.UnitID(c.QueryParam("unite"))
	s.From, err = scheduling.ParseDate(c.QueryParam("du"))
	faults.Check(err == nil, "du", "report.date")
	s.Until, err = scheduling.ParseDate(c.QueryParam("au"))
	faults.Check(err == nil, "au", "report.date")
	if text := c.QueryParam("annee"); text != "" {
		year, err := strconv.Atoi(text)
		faults.Check(err == nil && year >= 1900 && year <= 9999, "annee", "report.year")
		s.From, s.Until = scheduling.Date{Year: year, Month: time.January, Day: 1}, scheduling.Date{Year: year, Month: time.December, Day: 31}
	}
	s.Running, s.Publication = c.QueryParam("en_cours") != "", c.QueryParam("publication") != ""
	return s, faults.Err()
}

func (p *Pages) report(c echo.Context, actor scheduling.Actor) error {
	scope, err := scopeOf(c)
	if err != nil {
		return err
	}
	r, err := p.Reporting.Report(c.Request().Context(), actor, scope)
	if err != nil {
		return err
	}
	v := viewReport(r)
	return p.show(c, "report", templates.View{Title: v.Heading(), Current: "reports", Data: v})
}

func viewReport(r reporting.Report) reportView {
	v := reportView{Report: r, Results: resultViews(r.Satisfaction.Results), Grids: grids(r)}
	v.Subject, v.Query = subject(r.Scope), query(r.Scope)
	v.Gross, v.GrossOn = rateText(r.Gross)
	v.Net, v.NetOn = rateText(r.Net)
	v.Completed, v.CompletedOn = rateText(scheduling.Rate{Part: r.Completed, N: r.Started})
	v.Given, v.GivenOn = rateText(scheduling.Rate{Part: r.Booklets, N: r.Started})
	v.Satisfied, v.SatisfiedOn = "—", ""
	if r.Satisfaction.Known {
		v.Satisfied, v.SatisfiedOn = rateText(r.Satisfaction.Satisfied)
	}
	v.Studies = []studyView{
		study("outcomes", "Situation six mois après", "Ce qu’a dit chaque personne, ou ce que dit son dossier, six mois après le dernier module.", "Situation", "outcome", r.Outcomes, false),
		study("ages", "Âge", "En années révolues, le premier jour de la session.", "Tranche d’âge", "age", r.Ages, true),
		study("pathologies", "Pathologie", "Le groupe noté au dossier.", "Groupe", "pathology", r.Pathologies, false),
		study("occupations", templates.Message("report.occupations"), templates.Message("report.occupations.definition"), "Groupe", "occupation_group", r.Occupations, false),
	}
	v.Studies[0].detail(r.Outcomes, r.Whereof)
	if r.Leavings.Base > 0 && (!r.Masked || r.Leavings.Base >= r.Threshold) {
		leavings := study("leavings", "Arrêts en cours de route", "La raison dite quand une personne qui était venue a arrêté.", "Raison", "left", r.Leavings, false)
		leavings.Base = templates.Message("report.leavings.base", "n", fmt.Sprint(r.Leavings.Base))
		v.Studies = append(v.Studies, leavings)
	}
	return v
}

// subject names a scope in an address.
func subject(s reporting.Scope) string {
	q := url.Values{}
	for name, id := range map[string]string{"session": string(s.Cohort), "programme": string(s.Programme), "unite": string(s.Unit)} {
		if id != "" {
			q.Set(name, id)
		}
	}
	return q.Encode()
}

func query(s reporting.Scope) string {
	q, err := url.ParseQuery(subject(s))
	if err != nil {
		panic(err) // it was just encoded
	}
	if !s.From.IsZero() {
		q.Set("du", s.From.String())
	}
	if !s.Until.IsZero() {
		q.Set("au", s.Until.String())
	}
	if s.Running {
		q.Set("en_cours", "1")
	}
	if s.Publication {
		q.Set("publication", "1")
	}
	return q.Encode()
}
