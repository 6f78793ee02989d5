package pages

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"trame/scheduling"
	"trame/scheduling/transfer"
	"trame/scheduling/workflow/reporting"
	"trame/templates"
)

func (p *Pages) reportRoutes(e *echo.Echo) {
	e.GET("/rapports", private(p.reports))
	e.GET("/rapports/programmes/:id", private(p.report))
	e.GET("/rapports/programmes/:id/imprimer", private(p.printReport))
	e.GET("/rapports/programmes/:id/tableau.csv", private(p.exportReport))
}

// reports lists the programmes that have a bilan.
func (p *Pages) reports(c echo.Context, actor scheduling.Actor) error {
	lines, err := p.Reporting.List(c.Request().Context(), actor)
	if err != nil {
		return err
	}
	return p.show(c, "reports", templates.View{Title: "Rapports", Current: "reports", Data: lines})
}

// reportView is the bilan of a programme.
type reportView struct {
	reporting.Report
	Query       string // of the scope, for the links
	Studies     []studyView
	Satisfied   string
	SatisfiedOn string
	Gross, Net  string
	GrossOn     string
	NetOn       string
	Completed   string
	CompletedOn string
	Results     []resultView
}

// scopeOf reads the period from the address; what is no date is Invalid.
func scopeOf(c echo.Context) (s reporting.Scope, err error) {
	var faults scheduling.Faults
	s.From, err = scheduling.ParseDate(c.QueryParam("du"))
	faults.Check(err == nil, "du", "report.date")
	s.Until, err = scheduling.ParseDate(c.QueryParam("au"))
	faults.Check(err == nil, "au", "report.date")
	s.Running, s.Publication = c.QueryParam("en_cours") != "", c.QueryParam("publication") != ""
	return s, faults.Err()
}

func (p *Pages) report(c echo.Context, actor scheduling.Actor) error {
	return p.showReport(c, actor, "report")
}

func (p *Pages) printReport(c echo.Context, actor scheduling.Actor) error {
	return p.showReport(c, actor, "report-print")
}

func (p *Pages) showReport(c echo.Context, actor scheduling.Actor, page string) error {
	scope, err := scopeOf(c)
	if err != nil {
		return err
	}
	r, err := p.Reporting.Report(c.Request().Context(), actor, scheduling.ProgrammeID(c.Param("id")), scope)
	if err != nil {
		return err
	}
	return p.show(c, page, templates.View{Title: "Bilan : " + r.Title, Current: "reports", Data: viewReport(r)})
}

func viewReport(r reporting.Report) reportView {
	v := reportView{Report: r, Query: query(r.Scope), Results: resultViews(r.Satisfaction.Results)}
	v.Gross, v.GrossOn = rateText(r.Gross)
	v.Net, v.NetOn = rateText(r.Net)
	v.Completed, v.CompletedOn = rateText(scheduling.Rate{Part: r.Completed, N: r.Started})
	v.Satisfied, v.SatisfiedOn = "—", ""
	if r.Satisfaction.Known {
		v.Satisfied, v.SatisfiedOn = rateText(r.Satisfaction.Satisfied)
	}
	v.Studies = []studyView{
		study("outcomes", "Situation six mois après", "Ce qu’a dit chaque personne, ou ce que dit son dossier, six mois après le dernier module.", "Situation", "outcome", r.Outcomes, false),
		study("ages", "Âge", "En années révolues, le premier jour de la session.", "Tranche d’âge", "age", r.Ages, true),
		study("pathologies", "Pathologie", "Le groupe noté au dossier.", "Groupe", "pathology", r.Pathologies, false),
	}
	return v
}

func query(s reporting.Scope) string {
	q := url.Values{}
	if !s.From.IsZero() {
		q.Set("du", s.From.String())
	}
	if !s.Until.IsZero() {
		q.Set("au", s.Until.String())
	}
	if s.Running {
		q.Set("en_cours", "1")
	}
	return q.Encode()
}

// exportReport is the bilan as a file; for publication, small cells are masked.
func (p *Pages) exportReport(c echo.Context, actor scheduling.Actor) error {
	scope, err := scopeOf(c)
	if err != nil {
		return err
	}
	r, err := p.Reporting.Export(c.Request().Context(), actor, scheduling.ProgrammeID(c.Param("id")), scope)
	if err != nil {
		return err
	}
	var file bytes.Buffer
	if err := transfer.WriteTable(&file, reportTable(viewReport(r))); err != nil {
		return err
	}
	header := c.Response().Header()
	header.Set(echo.HeaderContentDisposition, `attachment; filename="bilan.csv"`)
	header.Set("Cache-Control", "no-store")
	return c.Blob(http.StatusOK, "text/csv; charset=utf-8", file.Bytes())
}

// reportTable is a line for each figure: chapter, category, count, share of the
// base, share of what is known.
func reportTable(v reportView) [][]string {
	rows := [][]string{
		{"Chapitre", "Catégorie", "Nombre", "Part de la base", "Part de ce qui est connu"},
		{"Activité", "sessions", fmt.Sprint(len(v.Cohorts))},
		{"Activité", "séances tenues", fmt.Sprint(v.Meetings)},
		{"Activité", "personnes inscrites", fmt.Sprint(v.Enrolled)},
		{"Activité", "personnes venues au moins une fois (base)", fmt.Sprint(v.Started)},
		{"Activité", "parcours suivi", fmt.Sprint(v.Report.Completed), v.Completed},
		{"Présence", "brute : tous les inscrits", v.GrossOn, v.Gross},
		{"Présence", "nette : ceux qui sont venus", v.NetOn, v.Net},
		{"Satisfaction", "satisfaits (4 ou 5 sur 5)", v.SatisfiedOn, v.Satisfied},
	}
	for _, s := range v.Studies {
		for _, r := range s.Rows {
			rows = append(rows, []string{s.Title, r.Label, r.Count, r.Share, r.Within})
		}
	}
	return rows
}
