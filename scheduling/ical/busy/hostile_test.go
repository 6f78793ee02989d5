package busy

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Each of these would take hours, or all the memory there is, if it were
// believed: the test ends at all because none is.
func TestAHostileCalendarCostsNoMoreThanItsSize(t *testing.T) {
	many := func(lines string) []byte {
		var text bytes.Buffer
		text.WriteString("BEGIN:VCALENDAR\n")
		for i := 0; text.Len() < MaxSize-len(lines)-200; i++ {
			fmt.Fprintf(&text, "BEGIN:VEVENT\nUID:%d\n%s\nEND:VEVENT\n", i, lines)
		}
		text.WriteString("END:VCALENDAR\n")
		return text.Bytes()
	}
	for name, text := range map[string][]byte{
		"every second for ever":        calendar("DTSTART:19700101T000000Z", "DURATION:PT1S", "RRULE:FREQ=SECONDLY"),
		"every second, counted":        calendar("DTSTART:19700101T000000Z", "DURATION:PT1S", "RRULE:FREQ=SECONDLY;COUNT=1000000"),
		"a day that never comes":       calendar("DTSTART:16000101T000000Z", "DURATION:PT1S", "RRULE:FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30"),
		"all seconds of all days":      calendar("DTSTART:20270101T000000Z", "DURATION:PT1S", "RRULE:FREQ=YEARLY;BYMONTH=1,2,3;BYDAY=MO,TU;BYHOUR="+upTo(23)+";BYMINUTE="+upTo(59)+";BYSECOND="+upTo(59)),
		"ten thousand endless minutes": many("DTSTART:20270101T000000Z\nDURATION:PT1S\nRRULE:FREQ=MINUTELY"),
		"a million dates":              calendar("DTSTART:20270101T000000Z\nDURATION:PT1H\nRDATE:" + strings.Repeat("20270111T090000Z,", 500_000)),
		"deeply nested":                []byte(strings.Repeat("BEGIN:VCALENDAR\n", 500_000)),
		"deeply nested events":         []byte("BEGIN:VCALENDAR\n" + strings.Repeat("BEGIN:VEVENT\n", 500_000)),
		"one line":                     append([]byte("BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:"), bytes.Repeat([]byte("2"), MaxSize-100)...),
		"folded for ever":              []byte("BEGIN:VCALENDAR\nDTSTART:2" + strings.Repeat("\n ;", 3_000_000)),
		"zones without end":            many("DTSTART;TZID=x:20270101T000000\nDURATION:PT1S\nEXDATE;TZID=y:20270101T000000"),
		"a lasting event":              calendar("DTSTART:20270101T000000Z", "DURATION:P9999999D"),
	} {
		t.Run(name, func(t *testing.T) {
			got, err := Read(text, spring, paris)
			if err != nil {
				t.Fatal(err)
			}
			if got.Faults == 0 || len(got.Spans) > maxSpans || len(got.Wrong) > maxWrong {
				t.Errorf("%d spans, %d faults at %d lines", len(got.Spans), got.Faults, len(got.Wrong))
			}
		})
	}
}

func upTo(n int) string {
	var list []string
	for i := range n + 1 {
		list = append(list, fmt.Sprint(i))
	}
	return strings.Join(list, ",")
}

func FuzzReadNeverFails(f *testing.F) {
	files, err := filepath.Glob("testdata/*.ics")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Add(calendar("DTSTART;TZID=x:20270101T000000", "DURATION:P1DT1H", "RRULE:FREQ=MONTHLY;BYDAY=-1MO;BYSETPOS=-1;COUNT=3;WKST=SU"))
	f.Fuzz(func(t *testing.T, text []byte) {
		got, err := Read(text, spring, paris)
		if err != nil {
			return
		}
		for i, s := range got.Spans {
			if !s.From.Before(s.Until) || s.From.Before(spring.From) || s.Until.After(spring.Until) {
				t.Errorf("span %v is empty, or out of the window", s)
			}
			if i > 0 && !got.Spans[i-1].Until.Before(s.From) {
				t.Errorf("spans %v and %v are out of order, or one", got.Spans[i-1], s)
			}
		}
	})
}

func BenchmarkReadTenYears(b *testing.B) {
	var text bytes.Buffer
	text.WriteString("BEGIN:VCALENDAR\r\n")
	for i := range 15_000 {
		fmt.Fprintf(&text, "BEGIN:VEVENT\r\nUID:%d\r\nDTSTART;TZID=Europe/Paris:%sT090000\r\nDURATION:PT1H\r\nSUMMARY:%s\r\n",
			i, utc("2018-01-01T00:00").AddDate(0, 0, i/4).Format("20060102"), strings.Repeat("x", 300))
		if i%50 == 0 {
			text.WriteString("RRULE:FREQ=WEEKLY\r\n")
		}
		text.WriteString("END:VEVENT\r\n")
	}
	text.WriteString("END:VCALENDAR\r\n")
	b.SetBytes(int64(text.Len()))
	for b.Loop() {
		if _, err := Read(text.Bytes(), spring, paris); err != nil {
			b.Fatal(err)
		}
	}
}
