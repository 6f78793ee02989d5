package pages

import (
	"strconv"
	"strings"
	"time"

	"trame/scheduling"
	"trame/scheduling/planner"
	"trame/scheduling/timetable"
	"trame/scheduling/workflow/planning"
	"trame/templates"
)

// proposalView is a proposal in words.
type proposalView struct {
	planning.Proposal
	Number  int
	Name    string // « le mardi, 14 h, avec Claire Moreau »
	Label   string // of the session, to begin with
	Terms   []string
	Skipped []string
	Beads   []templates.Bead
	Rows    []proposalRow
}

// proposalRow is one of its meetings.
type proposalRow struct {
	planning.ProposedMeeting
	Text   string // what opening it sends
	Unlike bool   // not on the usual day, hour or in the usual room
}

// First and Last are the days between which it is held.
func (v proposalView) First() scheduling.Date { return v.Meetings[0].Date }

// Last is the day of its last module.
func (v proposalView) Last() scheduling.Date { return v.Meetings[len(v.Meetings)-1].Date }

// Days is every day in a line: « 20, 27 avril · 4, 11 mai ».
func (v proposalView) Days() string {
	var months []string
	var days []string
	for i, m := range v.Meetings {
		day := strconv.Itoa(m.Date.Day)
		if m.Date.Day == 1 {
			day = "1er"
		}
		days = append(days, day)
		if i+1 == len(v.Meetings) || v.Meetings[i+1].Date.Month != m.Date.Month {
			months = append(months, strings.Join(days, ", ")+"\u00a0"+monthNames[m.Date.Month])
			days = nil
		}
	}
	return strings.Join(months, " · ")
}

var weekdayNames = [...]string{"dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"}

var monthNames = [...]string{
	time.January: "janvier", time.February: "février", time.March: "mars", time.April: "avril", time.May: "mai", time.June: "juin",
	time.July: "juillet", time.August: "août", time.September: "septembre", time.October: "octobre", time.November: "novembre", time.December: "décembre",
}

func viewProposal(number int, p planning.Proposal, weeks int) proposalView {
	weekday, start, room := p.Usual()
	v := proposalView{
		Proposal: p, Number: number,
		Name: templates.Message("proposal.name", "weekday", weekdayNames[weekday], "hour", templates.Hour(start), "lead", p.Lead.Name()),
	}
	first := p.Meetings[0].Date
	v.Label = templates.Message("proposal.label", "month", monthNames[first.Month], "year", strconv.Itoa(first.Year), "place", p.Site.City)
	for _, t := range p.Terms {
		v.Terms = append(v.Terms, termWords(p, t, weeks))
	}
	for _, s := range p.Skipped {
		v.Skipped = append(v.Skipped, templates.Message("proposal.skipped", "date", templates.LongDate(s.Date), "why", skipWords(s)))
	}
	for _, d := range p.Passed {
		v.Skipped = append(v.Skipped, templates.Message("proposal.skipped", "date", templates.LongDate(d.Date), "why", passedWords(d)))
	}
	for i, m := range p.Meetings {
		v.Beads = append(v.Beads, templates.Bead{Position: i + 1, State: string(scheduling.MeetingPlanned), Date: m.Date, Title: m.Title})
		unlike := m.Date.Weekday() != weekday || m.Start != start || m.Room.ID != room.ID
		v.Rows = append(v.Rows, proposalRow{m, datedText(m), unlike})
	}
	return v
}

func passedWords(d planning.PassedDay) string {
	switch {
	case d.Why != "":
		return d.Who + ", " + templates.Label("away", d.Why)
	case d.Room:
		return d.Who + ", " + templates.Message("proposal.passed.room")
	}
	return d.Who + ", " + templates.Message("proposal.passed.person")
}

// termWords is a discomfort in a sentence that names its meetings.
func termWords(p planning.Proposal, t planner.Term, weeks int) string {
	weekday, start, room := p.Usual()
	var numbers []string
	var gaps []string
	for i, m := range p.Meetings {
		for _, id := range t.Modules {
			if string(m.Module.ID) != id {
				continue
			}
			numbers = append(numbers, strconv.Itoa(i+1))
			if i > 0 {
				gaps = append(gaps, strconv.Itoa(p.Meetings[i-1].Date.DaysUntil(m.Date)))
			}
		}
	}
	return templates.Message("proposal.term."+string(t.Kind), "n", len(numbers), "which", enumerated(numbers),
		"weekday", weekdayNames[weekday], "hour", templates.Hour(start), "room", room.Name,
		"days", 7*weeks, "gaps", enumerated(gaps))
}

// enumerated is « 1, 2 et 5 ».
func enumerated(list []string) string {
	if len(list) < 2 {
		return strings.Join(list, "")
	}
	return strings.Join(list[:len(list)-1], ", ") + " et " + list[len(list)-1]
}

// hindranceView is why nothing can be proposed at a site, in words.
type hindranceView struct {
	Site     scheduling.Site
	Blocking []string
	Repairs  []string
	Rows     []planning.Dwindling
}

func viewHindrance(h planning.Hindrance) hindranceView {
	v := hindranceView{Site: h.Site, Rows: h.Funnel}
	for _, reason := range h.Blocking {
		v.Blocking = appendOnce(v.Blocking, reasonWords("plan_reason", reason))
	}
	for _, reason := range h.Repairs {
		v.Repairs = appendOnce(v.Repairs, reasonWords("plan_repair", reason))
	}
	return v
}

func reasonWords(list string, reason timetable.Reason) string { return templates.Label(list, reason) }

func appendOnce(list []string, text string) []string {
	for _, known := range list {
		if known == text {
			return list
		}
	}
	return append(list, text)
}
