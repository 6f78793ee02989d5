package templates

import (
	"slices"
	"unicode"
	"unicode/utf8"

	"trame/scheduling"
)

// Entry is a meeting in the agenda.
type Entry struct {
	Date       scheduling.Date
	Start, End scheduling.Clock
	Title      string
	Place      string
	Href       string
	State      string // of a Bead
	Row        string // week by site or person: the line it stands on
	Note       string // « sans intervenant », « 11/12 »
	NoteTone   string // done, todo, trouble, info; plain when empty
}

// Agenda is a month or a week as a plain table.
type Agenda struct {
	Caption                         string // « Janvier 2027 », « Semaine du 11 au 17 janvier 2027 »
	Previous, Next, Now             string // hrefs; empty hides the link
	PreviousText, NextText, NowText string
	Columns                         []AgendaDay   // headings of a week
	Rows                            []AgendaRow   // of a week
	Weeks                           [][]AgendaDay // of a month
}

// AgendaDay is a cell of a month, or a heading of a week.
type AgendaDay struct {
	Date    scheduling.Date
	Today   bool
	Outside bool   // belongs to the month before or after
	Closed  string // « 1er mai », why nothing is held
	Entries []Entry
}

// AgendaRow is a line of a week: a half day, a site, a person.
type AgendaRow struct {
	Label string
	Cells []AgendaDay
}

// MonthOf lays entries out in the weeks, Monday first, that touch the month of
// day. closed may be nil; else it names why a day is closed, "" when open.
func MonthOf(day, today scheduling.Date, entries []Entry, closed func(scheduling.Date) string) Agenda {
	first := scheduling.Date{Year: day.Year, Month: day.Month, Day: 1}
	last := first.AddMonths(1).AddDays(-1)
	a := Agenda{
		Caption:      Capital(months[day.Month]) + " " + itoa(day.Year),
		PreviousText: Message("agenda.month.previous"), NextText: Message("agenda.month.next"), NowText: Message("agenda.now"),
	}
	for monday := mondayOf(first); !monday.After(last); monday = monday.AddDays(7) {
		var week []AgendaDay
		for i := range 7 {
			d := dayWith(monday.AddDays(i), today, entries, closed)
			d.Outside = d.Date.Month != day.Month
			week = append(week, d)
		}
		a.Weeks = append(a.Weeks, week)
	}
	return a
}

// WeekOf lays entries out in the week of day: a row per Entry.Row in order of
// first appearance (those without one under « Autres »), or morning and
// afternoon when no entry names a row.
// Saturday and Sunday show only when something is held then.
func WeekOf(day, today scheduling.Date, entries []Entry, closed func(scheduling.Date) string) Agenda {
	monday := mondayOf(day)
	a := Agenda{
		Caption:      "Semaine du " + weekCaption(monday, monday.AddDays(6)),
		PreviousText: Message("agenda.week.previous"), NextText: Message("agenda.week.next"), NowText: Message("agenda.now"),
	}
	for i := range 7 {
		d := dayWith(monday.AddDays(i), today, entries, closed)
		if i < 5 || len(d.Entries) > 0 {
			a.Columns = append(a.Columns, d)
		}
	}
	labels, byHalfDay := rowLabels(entries)
	for _, label := range labels {
		row := AgendaRow{Label: label}
		for _, column := range a.Columns {
			cell := column
			cell.Entries = nil
			for _, e := range column.Entries {
				if rowOf(e, byHalfDay) == label {
					cell.Entries = append(cell.Entries, e)
				}
			}
			row.Cells = append(row.Cells, cell)
		}
		a.Rows = append(a.Rows, row)
	}
	return a
}

func rowLabels(entries []Entry) (labels []string, byHalfDay bool) {
	others := false
	for _, e := range entries {
		switch {
		case e.Row == "":
			others = true
		case !slices.Contains(labels, e.Row):
			labels = append(labels, e.Row)
		}
	}
	if len(labels) == 0 {
		return []string{Message("agenda.morning"), Message("agenda.afternoon")}, true
	}
	if others {
		labels = append(labels, Message("agenda.others"))
	}
	return labels, false
}

func rowOf(e Entry, byHalfDay bool) string {
	const noon = 12 * 60
	switch {
	case e.Row != "":
		return e.Row
	case !byHalfDay:
		return Message("agenda.others")
	case e.Start < noon:
		return Message("agenda.morning")
	}
	return Message("agenda.afternoon")
}

func dayWith(d, today scheduling.Date, entries []Entry, closed func(scheduling.Date) string) AgendaDay {
	day := AgendaDay{Date: d, Today: d == today}
	for _, e := range entries {
		if e.Date == d {
			day.Entries = append(day.Entries, e)
		}
	}
	slices.SortStableFunc(day.Entries, func(a, b Entry) int { return int(a.Start - b.Start) })
	if closed != nil {
		day.Closed = closed(d)
	}
	return day
}

// Weekday is « lundi ».
func (d AgendaDay) Weekday() string { return weekdays[d.Date.Weekday()] }

// WeekdayNames are the headings of a month.
func (Agenda) WeekdayNames() []string { return append(slices.Clone(weekdays[1:]), weekdays[0]) }

func mondayOf(d scheduling.Date) scheduling.Date {
	return d.AddDays(-(int(d.Weekday()) + 6) % 7)
}

func weekCaption(from, to scheduling.Date) string {
	switch {
	case from.Year != to.Year:
		return ordinal(from.Day) + " " + months[from.Month] + " " + itoa(from.Year) + " au " + dayMonth(to)
	case from.Month != to.Month:
		return ordinal(from.Day) + " " + months[from.Month] + " au " + dayMonth(to)
	}
	return ordinal(from.Day) + " au " + dayMonth(to)
}

func dayMonth(d scheduling.Date) string {
	return ordinal(d.Day) + " " + months[d.Month] + " " + itoa(d.Year)
}

// Capital is s with its first letter in upper case.
func Capital(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(first)) + s[size:]
}
