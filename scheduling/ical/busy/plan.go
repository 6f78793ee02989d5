package busy

import (
	"bytes"
	"slices"
	"strings"
	"time"

	"trame/scheduling"
)

// mostEntries bounds the meetings of a planning.
const mostEntries = 2000

// what is kept of a title or a place, in bytes.
const mostTitle = 1000

// titled are the properties that say what a meeting is, read in a planning
// alone.
var titled = map[string]bool{"SUMMARY": true, "LOCATION": true}

// ReadPlan reads an organiser's own planning: the same reading as Read's, and
// the only one that looks at titles and places. Hours are those of zone. What
// cannot be read is a row that says so; a whole day has no hour.
func ReadPlan(text []byte, window scheduling.Span, zone *time.Location) ([]scheduling.PlanRow, error) {
	if len(text) > MaxSize {
		return nil, ErrTooLarge
	}
	f := &file{window: window, zone: zone, work: maxWork, zones: map[string]*time.Location{}, described: map[string]*timezone{}, planned: &[]scheduling.PlanRow{}}
	f.read(bytes.TrimPrefix(text, []byte("\xef\xbb\xbf")))
	if !f.calendar {
		return nil, ErrNotCalendar
	}
	f.expand()
	rows := *f.planned
	for _, line := range f.found.Wrong {
		rows = append(rows, scheduling.PlanRow{Line: line, Fault: "plan_file.line", Field: "line"})
	}
	slices.SortStableFunc(rows, func(a, b scheduling.PlanRow) int { return a.Line - b.Line })
	return rows, nil
}

// entry takes an instance of an event of a planning.
func (f *file) entry(e *event, from time.Time) {
	if f.planned == nil || len(*f.planned) >= mostEntries || from.Before(f.window.From) || !from.Before(f.window.Until) {
		return
	}
	at := from.In(f.zone)
	row := scheduling.PlanRow{
		Line: e.line, UID: e.uid, Title: e.title, Place: e.place,
		Date: scheduling.DateOf(at), Start: scheduling.Clock(60*at.Hour() + at.Minute()),
	}
	switch {
	case e.start.day:
		row.Start, row.Fault, row.Field = 0, "plan_file.start", "start"
	case row.Title == "":
		row.Fault, row.Field = "plan_file.title", "title"
	}
	*f.planned = append(*f.planned, row)
}

var unescaped = strings.NewReplacer(`\\`, `\`, `\;`, ";", `\,`, ",", `\n`, " ", `\N`, " ")

// words reads a text of one line.
func words(value string) string {
	text := strings.Join(strings.Fields(strings.ToValidUTF8(unescaped.Replace(value[:min(len(value), mostTitle)]), "")), " ")
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return -1
		}
		return r
	}, text)
}
