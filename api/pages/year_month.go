package pages

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"trame/scheduling"
	"trame/scheduling/workflow/planning"
	"trame/templates"
)

// yearMonthPage is a month of a draft, of one site or person or of all.
type yearMonthPage struct {
	Plan         scheduling.YearPlan
	Table        templates.Agenda
	Site, Person string
	Sites        []templates.Option
	People       []templates.Option
	Date         string
	Total        int
}

func (p *Pages) yearMonth(c echo.Context, actor scheduling.Actor) error {
	v, err := p.Planning.Year(c.Request().Context(), actor, yearID(c))
	if err != nil {
		return err
	}
	day, err := scheduling.ParseDate(c.QueryParam("date"))
	if err != nil || day.IsZero() {
		day = firstDrafted(v)
	}
	page := yearMonthPage{Plan: v.Plan, Site: c.QueryParam("site"), Person: c.QueryParam("personne"), Date: day.String()}
	page.offer(v)
	entries := page.entries(v)
	page.Total = len(entries)
	today := scheduling.DateOf(p.Planning.Now().In(p.Zone))
	page.Table = templates.MonthOf(day, today, entries, nil)
	first := scheduling.Date{Year: day.Year, Month: day.Month, Day: 1}
	page.Table.Previous, page.Table.Next = page.link(first.AddMonths(-1)), page.link(first.AddMonths(1))
	return p.show(c, "year-month", templates.View{Title: v.Plan.Label + ", mois par mois", Current: "cohorts", Data: page})
}

// firstDrafted is the day of the draft's first meeting.
func firstDrafted(v planning.YearView) scheduling.Date {
	day := v.Plan.LastDay
	for _, c := range v.Drafts {
		for _, m := range c.Meetings {
			if m.Date.Before(day) {
				day = m.Date
			}
		}
	}
	return day
}

func (page *yearMonthPage) offer(v planning.YearView) {
	for _, l := range v.Loads {
		page.People = append(page.People, templates.Option{Value: l.Who, Label: l.Name})
	}
	for _, w := range v.Wishes {
		for _, o := range siteOptions(w.Sites) {
			if !slices.Contains(page.Sites, o) {
				page.Sites = append(page.Sites, o)
			}
		}
	}
}

func (page *yearMonthPage) entries(v planning.YearView) (list []templates.Entry) {
	for _, c := range v.Drafts {
		if c.Choice == scheduling.ChoiceLeft || page.Site != "" && string(c.Site.ID) != page.Site {
			continue
		}
		for _, m := range c.Meetings {
			if page.Person == "" || on(m, page.Person) {
				list = append(list, templates.Entry{
					Date: m.Date, Start: m.Start, End: m.End(), Title: m.Title, Place: c.Label + ", " + c.LeadName,
					Href: yearPath(v.Plan.ID) + "#session-" + strconv.Itoa(c.Number), State: string(scheduling.MeetingPlanned),
				})
			}
		}
	}
	return list
}

// on reports whether somebody is on a proposed meeting.
func on(m planning.YearMeeting, who string) bool {
	return scheduling.UserResource(m.Lead) == who || slices.ContainsFunc(m.With, func(h planning.YearHolder) bool { return h.Who == who })
}

func (page *yearMonthPage) link(day scheduling.Date) string {
	query := url.Values{"date": {day.String()}}
	for name, value := range map[string]string{"site": page.Site, "personne": page.Person} {
		if value != "" {
			query.Set(name, value)
		}
	}
	return strings.TrimSuffix(yearPath(page.Plan.ID)+"/mois?"+query.Encode(), "?")
}
