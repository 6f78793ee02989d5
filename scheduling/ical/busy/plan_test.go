package busy_test

import (
	"strings"
	"testing"
	"time"

	"trame/scheduling"
	"trame/scheduling/ical/busy"
)

var planWindow = scheduling.Span{From: time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC), Until: time.Date(2028, 1, 1, 0, 0, 0, 0, time.UTC)}

func planOf(lines ...string) []byte {
	return []byte("BEGIN:VCALENDAR\r\n" + strings.Join(lines, "\r\n") + "\r\nEND:VCALENDAR\r\n")
}

func TestAPlanningTellsEachInstanceWithItsTitleAndPlace(t *testing.T) {
	rows, err := busy.ReadPlan(planOf("BEGIN:VEVENT", "UID:a", "DTSTART:20270112T140000", "DURATION:PT2H", "RRULE:FREQ=WEEKLY;COUNT=3",
		"SUMMARY:Mes droits\\, la", " suite", "LOCATION:Osny\\nsalle 1", "END:VEVENT", "BEGIN:VEVENT", "UID:b", "SUMMARY:Sans date", "END:VEVENT"), planWindow, time.UTC)
	if err != nil || len(rows) != 4 {
		t.Fatalf("%v, %+v", err, rows)
	}
	if r := rows[2]; r.Title != "Mes droits, lasuite" || r.Place != "Osny salle 1" || r.Date.String() != "2027-01-26" || r.Start != 14*60 {
		t.Errorf("%+v", r)
	}
	if r := rows[3]; r.Fault != "plan_file.line" || r.Line != 11 {
		t.Errorf("%+v", r)
	}
}

func FuzzReadPlan(f *testing.F) {
	f.Add(planOf("BEGIN:VEVENT", "DTSTART:20270112T140000", "SUMMARY:a\\", "LOCATION:\x00", "RRULE:FREQ=SECONDLY", "END:VEVENT"))
	f.Fuzz(func(t *testing.T, text []byte) {
		rows, err := busy.ReadPlan(text, planWindow, time.UTC)
		if err == nil && len(rows) > 2200 {
			t.Errorf("%d rows", len(rows))
		}
		for _, r := range rows {
			if strings.ContainsAny(r.Title+r.Place, "\r\n\x00") {
				t.Errorf("%q", r.Title+r.Place)
			}
		}
	})
}
