package pages

import (
	"github.com/labstack/echo/v4"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/workflow/planning"
	"trame/templates"
)

// yearCompare sets a draft beside another one of the same unit: without a
// choice, the one that it follows.
func (p *Pages) yearCompare(c echo.Context, actor scheduling.Actor) error {
	ctx := c.Request().Context()
	v, err := p.Planning.Year(ctx, actor, yearID(c))
	if err != nil {
		return err
	}
	others, err := p.Planning.Years(ctx, actor, store.Page{Limit: 100})
	if err != nil {
		return err
	}
	with := orElse(c.QueryParam("avec"), string(v.Plan.Follows))
	page := struct {
		Plan        scheduling.YearPlan
		With        string
		Others      []templates.Option
		Differences []planning.YearDifference
	}{Plan: v.Plan, With: with}
	for _, y := range others.Lines {
		if y.Plan.ID != v.Plan.ID && y.Plan.Unit == v.Plan.Unit && !y.State.Searching() {
			label := templates.French(y.Plan.Label + ", demandé le " + templates.LongDate(scheduling.DateOf(y.Plan.AskedAt.In(p.Zone))) + " à " + scheduling.Clock(y.Plan.AskedAt.In(p.Zone).Hour()*60+y.Plan.AskedAt.In(p.Zone).Minute()).String())
			page.Others = append(page.Others, templates.Option{Value: string(y.Plan.ID), Label: label})
		}
	}
	if with != "" {
		if page.Differences, err = p.Planning.CompareYears(ctx, actor, scheduling.YearPlanID(with), v.Plan.ID); err != nil {
			return err
		}
	}
	return p.show(c, "year-compare", templates.View{Title: "Comparer deux brouillons", Current: "cohorts", Data: page})
}
