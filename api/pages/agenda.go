package pages

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"trame/scheduling"
	"trame/scheduling/workflow/planning"
	"trame/templates"
)

// agendaPage shows who is where: a month, a week or a list; its state is in
// the URL, so that it can be kept and sent.
type agendaPage struct {
	Kind         string // mois, semaine, liste
	Table        templates.Agenda
	Days         []templates.AgendaDay // of the list
	Tabs         []templates.Tab
	Rows         []templates.Tab // of the week: by half day, site, person
	Site, Person string
	By, Date     string
	Sites        []templates.Option
	People       []templates.Option
	Units        []scheduling.Unit
	Total        int
}

func (p *Pages) agenda(c echo.Context, actor scheduling.Actor) error {
	today := scheduling.DateOf(p.Planning.Now().In(p.Zone))
	kind := oneOf(c.QueryParam("vue"), "semaine", "mois", "liste")
	home := opening(kind, today)
	day, err := scheduling.ParseDate(c.QueryParam("date"))
	if err != nil || day.IsZero() {
		day = home
	}
	page := agendaPage{
		Kind: kind, By: oneOf(c.QueryParam("par"), "", "site", "personne"),
		Site: c.QueryParam("site"), Person: c.QueryParam("personne"), Date: day.String(),
	}
	query := planning.AgendaQuery{Site: scheduling.SiteID(page.Site), Person: scheduling.UserID(page.Person)}
	query.From, query.Until = span(page.Kind, day)
	a, err := p.Planning.Agenda(c.Request().Context(), actor, query)
	if err != nil {
		return err
	}
	page.Sites, page.Units, page.Total = siteOptions(a.Sites), a.Units, len(a.Entries)
	for _, u := range a.People {
		page.People = append(page.People, templates.Option{Value: string(u.ID), Label: u.Name()})
	}
	page.draw(a, day, today, p)
	if day != home {
		page.Table.Now = page.link("date", "")
	}
	return p.show(c, "agenda", templates.View{Title: "Agenda", Current: "agenda", Data: page})
}

// opening is the day that an agenda begins with when nobody named one: today,
// but on a Sunday, when the week is over, the next.
func opening(kind string, today scheduling.Date) scheduling.Date {
	if kind == "semaine" && today.Weekday() == time.Sunday {
		return today.AddDays(1)
	}
	return today
}

// oneOf is value when it is one of those known, else the first.
func oneOf(value string, known ...string) string {
	if slices.Contains(known, value) {
		return value
	}
	return known[0]
}

// span is the days a view reads: a month with the weeks it touches, a week,
// or the list of a month from its day.
func span(kind string, day scheduling.Date) (from, until scheduling.Date) {
	monday := func(d scheduling.Date) scheduling.Date { return d.AddDays(-(int(d.Weekday()) + 6) % 7) }
	switch kind {
	case "mois":
		first := scheduling.Date{Year: day.Year, Month: day.Month, Day: 1}
		return monday(first), monday(first.AddMonths(1).AddDays(-1)).AddDays(6)
	case "liste":
		return day, day.AddMonths(1)
	}
	return monday(day), monday(day).AddDays(6)
}

func (page *agendaPage) draw(a planning.Agenda, day, today scheduling.Date, p *Pages) {
	closed := func(d scheduling.Date) string { return a.Closed[d] }
	var list []templates.Entry
	for _, e := range a.Entries {
		list = append(list, page.entries(e, p)...)
	}
	previous, next := day.AddDays(-7), day.AddDays(7)
	switch page.Kind {
	case "mois":
		page.Table = templates.MonthOf(day, today, list, closed)
		previous, next = day.AddMonths(-1), day.AddMonths(1)
	case "liste":
		previous, next = day.AddMonths(-1), day.AddMonths(1)
		page.Table = templates.MonthOf(day, today, nil, nil) // for the words of its links
		page.Table.Caption = templates.Message("agenda.from", "date", templates.LongDate(day))
		page.Days = daysOf(list, today)
	default:
		page.Table = templates.WeekOf(day, today, list, closed)
	}
	page.Table.Previous, page.Table.Next = page.link("date", previous.String()), page.link("date", next.String())
	for _, kind := range []string{"mois", "semaine", "liste"} {
		page.Tabs = append(page.Tabs, templates.Tab{Label: templates.Label("agenda", kind), Href: page.link("vue", kind), Current: kind == page.Kind})
	}
	if page.Kind != "semaine" {
		return
	}
	for _, by := range []string{"", "site", "personne"} {
		label := templates.Message("agenda.by." + orElse(by, "half_day"))
		page.Rows = append(page.Rows, templates.Tab{Label: label, Href: page.link("par", by), Current: by == page.By})
	}
}

// placed is the session and its town, which its name often says already.
func placed(e planning.AgendaEntry) string {
	if strings.Contains(e.Cohort.Label, e.Site.City) {
		return e.Cohort.Label
	}
	return e.Cohort.Label + ", " + e.Site.City
}

// entries draws one meeting: once, or on the row of each of its agents.
func (page *agendaPage) entries(e planning.AgendaEntry, p *Pages) []templates.Entry {
	m := e.Meeting
	entry := templates.Entry{
		Date: m.Date, Start: m.Start, End: m.End(), Title: e.Title, Place: placed(e),
		Href: "/seances/" + string(m.ID), State: beadState(m, e.State, p.Planning.Now()),
	}
	entry.Note, entry.NoteTone = agendaNote(e)
	if page.Kind != "semaine" || page.By == "" {
		return []templates.Entry{entry}
	}
	if page.By == "site" {
		entry.Row = e.Site.Name
		return []templates.Entry{entry}
	}
	var list []templates.Entry
	for _, name := range e.Leads() {
		entry.Row = name
		list = append(list, entry)
	}
	return list
}

func agendaNote(e planning.AgendaEntry) (note, tone string) {
	switch {
	case e.State == scheduling.MeetingHeld:
		return strconv.Itoa(e.Turnout.Present) + "/" + strconv.Itoa(e.Turnout.Enrolled), ""
	case e.State == scheduling.MeetingPlanned && len(e.Missing) > 0:
		return templates.Message("meeting.lacks", "kind", templates.Label("partner", e.Missing[0])), "todo"
	case e.State == scheduling.MeetingToFillIn:
		return templates.Message("meeting.sheet_to_fill_in"), "todo"
	}
	return "", ""
}

func daysOf(list []templates.Entry, today scheduling.Date) []templates.AgendaDay {
	var days []templates.AgendaDay
	for _, e := range list {
		if n := len(days); n == 0 || days[n-1].Date != e.Date {
			days = append(days, templates.AgendaDay{Date: e.Date, Today: e.Date == today})
		}
		last := &days[len(days)-1]
		last.Entries = append(last.Entries, e)
	}
	return days
}

// link is this page with one thing changed.
func (page *agendaPage) link(name, value string) string {
	query := url.Values{}
	for _, pair := range [][2]string{
		{"vue", page.Kind}, {"date", page.Date}, {"par", page.By}, {"site", page.Site}, {"personne", page.Person},
	} {
		if pair[1] != "" {
			query.Set(pair[0], pair[1])
		}
	}
	query.Del(name)
	if value != "" {
		query.Set(name, value)
	}
	return strings.TrimSuffix("/agenda?"+query.Encode(), "?")
}
