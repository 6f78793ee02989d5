package pages

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/workflow/planning"
	"trame/templates"
)

// yearRoutes hangs « Planifier l’année ».
func (p *Pages) yearRoutes(e *echo.Echo) {
	e.GET("/plans", private(p.years))
	e.GET("/plans/nouveau", private(p.yearNewForm))
	e.POST("/plans", private(p.askYear))
	e.GET("/plans/:id", private(p.year))
	e.GET("/plans/:id/mois", private(p.yearMonth))
	e.GET("/plans/:id/comparer", private(p.yearCompare))
	e.POST("/plans/:id/decisions", private(p.decideYear))
	e.POST("/plans/:id/abandonner", private(p.abandonYear))
}

func yearID(c echo.Context) scheduling.YearPlanID { return scheduling.YearPlanID(c.Param("id")) }

func yearPath(id scheduling.YearPlanID) string { return "/plans/" + string(id) }

// yearPage is a plan with its draft.
type yearPage struct {
	planning.YearView
	Choices []templates.Option
	Post    string
	Other   bool // there is another draft to compare with
}

func (p *Pages) years(c echo.Context, actor scheduling.Actor) error {
	list, err := p.Planning.Years(c.Request().Context(), actor, store.Page{After: c.QueryParam("apres"), Limit: 20})
	if err != nil {
		return err
	}
	return p.show(c, "years", templates.View{Title: "Plans de l’année", Current: "cohorts", Data: struct {
		planning.YearPage
		Pager templates.Pager
	}{list, templates.Pager{Shown: len(list.Lines), Next: nextPage(c, list.Next)}}})
}

// refreshEvery is how often a plan under search is read again, without script.
const refreshEvery = "3"

func (p *Pages) year(c echo.Context, actor scheduling.Actor) error {
	v, err := p.Planning.Year(c.Request().Context(), actor, yearID(c))
	if err != nil {
		return err
	}
	page := yearPage{YearView: v, Post: yearPath(v.Plan.ID)}
	for _, choice := range scheduling.DraftChoices {
		page.Choices = append(page.Choices, templates.Option{Value: string(choice), Label: templates.Message("label.draft_choice." + orElse(string(choice), "open"))})
	}
	if v.State.Searching() {
		c.Response().Header().Set("Refresh", refreshEvery)
	}
	return p.show(c, "year", templates.View{Title: v.Plan.Label, Current: "cohorts", Data: page})
}

// Quality says how good the draft is, in words: its comfort is measured once
// every session has its place.
func (y yearPage) Quality() string {
	gap := y.Plan.Gap()
	switch {
	case y.State.Searching() && (y.Plan.Placed == 0 || y.Missing() > 0):
		return ""
	case y.Missing() > 0:
		return templates.Message("year_plan.quality.missing", "n", y.Missing())
	case gap == 0:
		return templates.Message("year_plan.quality.best")
	case gap <= 20:
		return templates.Message("year_plan.quality.near", "gap", tenths(gap))
	}
	return templates.Message("year_plan.quality.far", "gap", tenths(gap))
}

// Missing is how many sessions found no dates.
func (y yearPage) Missing() int { return y.Plan.Wanted - y.Plan.Placed }

// Why is the plan's failure, in words.
func (y yearPage) Why() string { return templates.Message(y.Plan.Failure) }

// Percent is thousandths as « 12,5 % ».
func (yearPage) Percent(thousandths int) string { return tenths(thousandths) }

// Eligible reports whether anybody of the zones was found eligible yet.
func (y yearPage) Eligible() bool {
	return slices.ContainsFunc(y.Zones, func(z planning.YearZone) bool { return z.Eligible > 0 })
}

// Name of the choice field of a session.
func (yearPage) Name(number int) string { return "choice." + strconv.Itoa(number) }

// decideYear keeps the decisions, then does what its button says besides.
func (p *Pages) decideYear(c echo.Context, actor scheduling.Actor) error {
	values, err := c.FormParams()
	if err != nil {
		return err
	}
	choices := map[int]scheduling.DraftChoice{}
	for name := range values {
		if number, ok := strings.CutPrefix(name, "choice."); ok {
			choices[wholeNumber(number)] = scheduling.DraftChoice(values.Get(name))
		}
	}
	ctx, id := c.Request().Context(), yearID(c)
	if err := p.Planning.DecideYear(ctx, actor, id, choices); err != nil {
		return p.yearRefused(c, err)
	}
	switch values.Get("then") {
	case "publish":
		return p.publishYear(c, actor, id)
	case "follow":
		next, err := p.Planning.FollowYear(ctx, actor, id)
		if err != nil {
			return p.yearRefused(c, err)
		}
		return p.done(c, yearPath(next), "year_plan.asked.done")
	}
	return p.done(c, yearPath(id), "year_plan.decided.done")
}

func (p *Pages) publishYear(c echo.Context, actor scheduling.Actor, id scheduling.YearPlanID) error {
	published, err := p.Planning.PublishYear(c.Request().Context(), actor, id)
	if err != nil {
		return p.yearRefused(c, err)
	}
	if len(published.Refused) == 0 {
		return p.done(c, yearPath(id), "year_plan.published.done", "n", len(published.Opened))
	}
	labels := make([]string, len(published.Refused))
	for i, r := range published.Refused {
		labels[i] = "«\u00a0" + r.Label + "\u00a0»"
	}
	p.setFlash(c, "trouble", templates.Message("year_plan.published.refused", "n", len(published.Opened), "refused", strings.Join(labels, ", ")))
	return c.Redirect(http.StatusSeeOther, yearPath(id))
}

// yearRefused leads back to the plan with what stood in the way: what a draft
// is may change while one reads it.
func (p *Pages) yearRefused(c echo.Context, err error) error {
	switch scheduling.KindOf(err) {
	case scheduling.Conflict, scheduling.Invalid:
		p.setFlash(c, "trouble", templates.Sentence(err))
		return c.Redirect(http.StatusSeeOther, yearPath(yearID(c)))
	}
	return err
}

func (p *Pages) abandonYear(c echo.Context, actor scheduling.Actor) error {
	if err := p.Planning.AbandonYear(c.Request().Context(), actor, yearID(c)); err != nil {
		return p.yearRefused(c, err)
	}
	return p.done(c, "/plans", "year_plan.abandoned.done")
}
