package busy

import (
	"bytes"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	goical "github.com/emersion/go-ical"
	"github.com/teambition/rrule-go"
	"pgregory.net/rapid"

	"trame/scheduling"
)

// aRule draws an RRULE. Left out is what rrule-go reads otherwise than RFC
// 5545 (numbered weekdays beside plain ones, BYSETPOS in the first, begun week,
// weeks counted from the end), and rules without any date, for which it looks
// until the year 9999.
func aRule(t *rapid.T) string {
	list := func(name string, low, high int) string {
		values := rapid.SliceOfNDistinct(rapid.IntRange(low, high), 1, 3, rapid.ID[int]).Draw(t, name)
		texts := []string{}
		for _, v := range values {
			if v != 0 || low >= 0 {
				texts = append(texts, fmt.Sprint(v))
			}
		}
		if len(texts) == 0 {
			return ""
		}
		return ";" + name + "=" + strings.Join(texts, ",")
	}
	maybe := func(name string) bool { return rapid.IntRange(0, 3).Draw(t, "with "+name) == 0 }
	freq := rapid.SampledFrom([]string{"YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY"}).Draw(t, "freq")
	text := "FREQ=" + freq + fmt.Sprintf(";INTERVAL=%d", rapid.IntRange(1, 4).Draw(t, "interval"))
	if maybe("month") {
		text += list("BYMONTH", 1, 12)
	}
	if maybe("month day") && freq != "WEEKLY" && freq != "HOURLY" {
		text += list("BYMONTHDAY", -28, 28)
	}
	if maybe("year day") && freq == "YEARLY" {
		text += list("BYYEARDAY", -366, 366)
	}
	if maybe("week") && freq == "YEARLY" {
		text += list("BYWEEKNO", 1, 53)
	}
	if maybe("day") {
		days := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"MO", "TU", "WE", "TH", "FR", "SA", "SU"}), 1, 4, rapid.ID[string]).Draw(t, "days")
		if (freq == "MONTHLY" || freq == "YEARLY" && !strings.Contains(text, "BYWEEKNO")) && maybe("nth") {
			nth := rapid.SampledFrom([]string{"1", "2", "-1", "-2"}).Draw(t, "nth")
			days = []string{nth + strings.Join(days, ","+nth)}
		}
		text += ";BYDAY=" + strings.Join(days, ",")
	}
	if maybe("hour") && freq != "HOURLY" {
		text += list("BYHOUR", 8, 18)
	}
	if maybe("place") && (freq == "MONTHLY" || freq == "YEARLY") {
		text += list("BYSETPOS", -3, 3)
	}
	if maybe("week start") {
		text += ";WKST=SU"
	}
	switch rapid.IntRange(0, 2).Draw(t, "end") {
	case 1:
		text += fmt.Sprintf(";COUNT=%d", rapid.IntRange(1, 60).Draw(t, "count"))
	case 2:
		text += ";UNTIL=20270315T120000Z"
	}
	return text
}

func TestRulesRecurAsAnotherLibraryHasIt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := aRule(t)
		start := utc("2025-01-01T00:00").AddDate(0, 0, rapid.IntRange(0, 800).Draw(t, "day")).Add(time.Duration(rapid.IntRange(8, 18).Draw(t, "hour")) * time.Hour)
		from, last := utc("2027-01-01T00:00"), utc("2027-12-31T00:00")

		option, err := rrule.StrToROption(text)
		if err != nil {
			t.Fatal(text, err)
		}
		option.Dtstart = start
		second, err := rrule.NewRRule(*option)
		if err != nil {
			t.Fatal(text, err)
		}
		want := second.Between(from, last, true)

		r, ok := ruleOf(line{value: text})
		if !ok {
			t.Fatalf("%s is not read", text)
		}
		var got []time.Time
		work := maxWork
		whole := r.each(start, from, last, &budget{maxRuleWork, &work}, func(wall time.Time) bool {
			if r.over(wall, func(wall time.Time) time.Time { return wall }) {
				return false
			}
			if !wall.Before(from) {
				got = append(got, wall)
			}
			return true
		})
		if !whole || len(got)+len(want) > 0 && !reflect.DeepEqual(got, want) {
			t.Fatalf("%s from %s (whole %t):\n%v\nwant\n%v", text, start, whole, got, want)
		}
	})
}

// anEvent draws a VEVENT in Paris, at hours that every clock change leaves
// alone. Dates are added to what recurs alone: elsewhere go-ical forgets them.
func anEvent(t *rapid.T, uid int) string {
	wall := func(name string) string {
		return utc("2026-10-01T00:00").AddDate(0, 0, rapid.IntRange(0, 200).Draw(t, name)).Format("20060102") +
			fmt.Sprintf("T%02d%02d00", rapid.IntRange(8, 18).Draw(t, "hour"), 15*rapid.IntRange(0, 3).Draw(t, "quarter"))
	}
	text := fmt.Sprintf("BEGIN:VEVENT\r\nUID:%d\r\nDTSTAMP:20260101T000000Z\r\n", uid)
	start := wall("start")
	text += "DTSTART;TZID=Europe/Paris:" + start + "\r\n"
	text += fmt.Sprintf("DURATION:PT%dM\r\n", 15*rapid.IntRange(1, 40).Draw(t, "minutes"))
	recurs := rapid.Bool().Draw(t, "recurs")
	if recurs {
		text += fmt.Sprintf("RRULE:FREQ=DAILY;INTERVAL=%d;COUNT=%d\r\n", rapid.IntRange(1, 9).Draw(t, "interval"), rapid.IntRange(1, 99).Draw(t, "count"))
	}
	for recurs && rapid.Bool().Draw(t, "excluded") {
		text += "EXDATE;TZID=Europe/Paris:" + wall("excluded")[:9] + start[9:] + "\r\n"
	}
	for recurs && rapid.Bool().Draw(t, "added") {
		text += "RDATE;TZID=Europe/Paris:" + wall("added") + "\r\n"
	}
	return text + "END:VEVENT\r\n"
}

func TestAnotherParserFindsTheSameBusyTime(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//FR\r\n"
		for uid := range rapid.IntRange(1, 5).Draw(t, "events") {
			text += anEvent(t, uid)
		}
		text += "END:VCALENDAR\r\n"
		want := secondOpinion(t, text)
		got, err := Read([]byte(text), spring, paris)
		if err != nil || got.Faults > 0 {
			t.Fatal(err, got.Wrong)
		}
		if !reflect.DeepEqual(shown(got.Spans), shown(want)) {
			t.Fatalf("%s\nbusy %q\nwant %q", text, shown(got.Spans), shown(want))
		}
	})
}

func secondOpinion(t *rapid.T, text string) []scheduling.Span {
	parsed, err := goical.NewDecoder(bytes.NewReader([]byte(text))).Decode()
	if err != nil {
		t.Fatal(err)
	}
	var spans []scheduling.Span
	for _, e := range parsed.Events() {
		start, err := e.DateTimeStart(paris)
		if err != nil {
			t.Fatal(err)
		}
		end, err := e.DateTimeEnd(paris)
		if err != nil {
			t.Fatal(err)
		}
		starts := []time.Time{start}
		if set, err := e.RecurrenceSet(paris); err != nil {
			t.Fatal(err)
		} else if set != nil {
			starts = set.Between(spring.From.AddDate(0, 0, -1), spring.Until, true)
		}
		for _, at := range starts {
			s := scheduling.Span{From: at.UTC(), Until: at.Add(end.Sub(start)).UTC()}
			if part, ok := s.Within(spring); ok {
				spans = append(spans, part)
			}
		}
	}
	return scheduling.MergeSpans(spans)
}
