package pages

import (
	"net/url"
	"time"

	"github.com/labstack/echo/v4"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/workflow/planning"
	"trame/templates"
)

// cohortRow is a session in the list, with its small thread.
type cohortRow struct {
	planning.CohortLine
	Beads []templates.Bead
}

// cohorts lists the sessions; what narrows the list is in the URL.
func (p *Pages) cohorts(c echo.Context, actor scheduling.Actor) error {
	filter := store.CohortsFilter{
		Words: c.QueryParam("q"), State: scheduling.CohortState(c.QueryParam("etat")),
		Site: scheduling.SiteID(c.QueryParam("site")), Programme: scheduling.ProgrammeID(c.QueryParam("programme")),
	}
	ctx := c.Request().Context()
	list, err := p.Planning.Cohorts(ctx, actor, filter, store.Page{After: c.QueryParam("apres"), Limit: 20})
	if err != nil {
		return err
	}
	sites, err := p.Planning.Sites(ctx, actor)
	if err != nil {
		return err
	}
	rows := make([]cohortRow, len(list.Lines))
	for i, line := range list.Lines {
		rows[i] = cohortRow{line, smallBeads(line, p.Planning.Now())}
	}
	return p.show(c, "cohorts", templates.View{Title: "Sessions", Current: "cohorts", Data: struct {
		Rows            []cohortRow
		Total           int
		Filtered        bool
		Words, State    string
		Site, Programme string
		Sites           []templates.Option
		Pager           templates.Pager
		Organise        bool
		PlanYear        bool
		Invite          bool
	}{
		rows, list.Total, filter.Words != "" || filter.State != "" || filter.Site != "" || filter.Programme != "",
		filter.Words, string(filter.State), string(filter.Site), string(filter.Programme), siteOptions(sites),
		templates.Pager{Shown: len(rows), Total: list.Total, Next: nextPage(c, list.Next)},
		actor.Can(scheduling.Organise), actor.Can(scheduling.PlanYear), actor.Can(scheduling.Invite),
	}})
}

// nextPage is this page's address with the cursor of the next part.
func nextPage(c echo.Context, next string) string {
	if next == "" {
		return ""
	}
	query := url.Values{}
	for name, values := range c.QueryParams() {
		if values[0] != "" {
			query[name] = values
		}
	}
	query.Set("apres", next)
	return c.Request().URL.Path + "?" + query.Encode()
}

func siteOptions(sites []scheduling.Site) []templates.Option {
	options := make([]templates.Option, len(sites))
	for i, s := range sites {
		options[i] = templates.Option{Value: string(s.ID), Label: s.Name + ", " + s.City}
	}
	return options
}

// smallBeads strings a session's meetings for the small thread.
func smallBeads(line planning.CohortLine, now time.Time) []templates.Bead {
	beads := make([]templates.Bead, len(line.Meetings))
	for i, m := range line.Meetings {
		beads[i] = templates.Bead{Position: numberOf(m), State: beadState(m, m.State(now), now), Date: m.Date, Title: line.Titles[m.Module]}
	}
	return beads
}

// numberOf is what a bead shows: the supplementary meeting has no number.
func numberOf(m scheduling.Meeting) int {
	if m.Kind == scheduling.Supplementary {
		return 0
	}
	return m.Position
}

// beadState is the drawing of a meeting's state.
func beadState(m scheduling.Meeting, state scheduling.MeetingState, now time.Time) string {
	zone, err := time.LoadLocation(m.Zone)
	if err != nil {
		zone = time.UTC
	}
	switch {
	case state == scheduling.MeetingUnderWay,
		state == scheduling.MeetingPlanned && m.Date == scheduling.DateOf(now.In(zone)):
		return "today"
	case state == scheduling.MeetingPlanned && m.Kind == scheduling.Supplementary:
		return "supplementary"
	}
	return string(state)
}
