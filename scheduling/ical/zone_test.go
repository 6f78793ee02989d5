package ical

import (
	"strconv"
	"strings"
	"testing"
	"time"

	goical "github.com/emersion/go-ical"
	"github.com/teambition/rrule-go"
)

// frenchZones maps every French zone to the number of its clock changes from
// 2024 to 2037.
var frenchZones = map[string]int{
	"Europe/Paris":       28,
	"America/Miquelon":   28,
	"America/Guadeloupe": 0,
	"America/Martinique": 0,
	"America/Cayenne":    0,
	"America/Marigot":    0,
	"Indian/Reunion":     0,
	"Indian/Mayotte":     0,
	"Pacific/Noumea":     0,
	"Pacific/Tahiti":     0,
	"Pacific/Marquesas":  0,
	"Pacific/Wallis":     0,
}

// onset is the moment when an observance takes effect, and its offset.
type onset struct {
	at     time.Time
	offset int
}

// onsets expands a VTIMEZONE as a calendar would: with an RRULE library, from
// what is written and nothing else.
func onsets(t *testing.T, zone *goical.Component) []onset {
	t.Helper()
	var all []onset
	for _, o := range zone.Children {
		from, to := seconds(t, value(o, "TZOFFSETFROM")), seconds(t, value(o, "TZOFFSETTO"))
		start, err := time.Parse(wallClock, value(o, "DTSTART"))
		if err != nil {
			t.Fatal(err)
		}
		at := []time.Time{start}
		if text := value(o, "RRULE"); text != "" {
			option, err := rrule.StrToROption(text)
			if err != nil {
				t.Fatal(err)
			}
			option.Dtstart = start
			rule, err := rrule.NewRRule(*option)
			if err != nil {
				t.Fatal(err)
			}
			if at = rule.Between(start, time.Date(lastYear+1, 1, 1, 0, 0, 0, 0, time.UTC), true); !at[0].Equal(start) {
				t.Errorf("DTSTART %s is not of its own rule", start)
			}
		}
		for _, wall := range at {
			all = append(all, onset{wall.Add(-time.Duration(from) * time.Second), to})
		}
	}
	return all
}

func seconds(t *testing.T, offset string) int {
	t.Helper()
	hours, errH := strconv.Atoi(offset[1:3])
	minutes, errM := strconv.Atoi(offset[3:])
	if errH != nil || errM != nil || len(offset) != 5 {
		t.Fatalf("offset %q", offset)
	}
	if offset[0] == '-' {
		return -hours*3600 - minutes*60
	}
	return hours*3600 + minutes*60
}

func offsetIn(all []onset, at time.Time) int {
	var latest onset
	for _, o := range all {
		if !o.at.After(at) && o.at.After(latest.at) {
			latest = o
		}
	}
	return latest.offset
}

func TestRule29_EveryClockChangeOfEveryFrenchZoneIsWritten(t *testing.T) {
	for name, changes := range frenchZones {
		t.Run(name, func(t *testing.T) {
			loc := mustZone(name)
			text, err := Feed(Calendar{Name: "Trame", Zone: loc}, nil)
			if err != nil {
				t.Fatal(err)
			}
			cal, err := decode(text)
			if err != nil {
				t.Fatal(err)
			}
			all := onsets(t, cal.Children[0])
			seen := 0
			_, before := time.Date(firstYear, 1, 1, 0, 0, 0, 0, loc).Zone()
			// Quarter hours find every change and its very minute.
			for at := time.Date(firstYear, 1, 1, 0, 0, 0, 0, time.UTC); at.Year() <= lastYear; at = at.Add(15 * time.Minute) {
				_, want := at.In(loc).Zone()
				if want != before {
					seen, before = seen+1, want
				} else if at.Hour() > 0 && changes == 0 {
					continue
				} else if at.Day() > 14 && at.Day() < 25 {
					continue // nothing changes then; the days around keep watch
				}
				if got := offsetIn(all, at); got != want {
					t.Fatalf("%s: offset %d, want %d", at, got, want)
				}
			}
			if seen != changes {
				t.Errorf("%d clock changes, want %d", seen, changes)
			}
		})
	}
}

func TestAZoneWithoutClockChangesHasOneObservance(t *testing.T) {
	for name, changes := range frenchZones {
		z, err := zoneOf(mustZone(name))
		if err != nil {
			t.Fatal(err)
		}
		if got := len(z.component().Children); got != 1+min(changes, 1) {
			t.Errorf("%s has %d observances", name, got)
		}
	}
}

func TestTheRulesOfParisAndMiquelon(t *testing.T) {
	for name, want := range map[string]string{
		"Europe/Paris":     "FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
		"America/Miquelon": "FREQ=YEARLY;BYMONTH=3;BYDAY=2SU FREQ=YEARLY;BYMONTH=11;BYDAY=1SU",
	} {
		z, err := zoneOf(mustZone(name))
		if err != nil {
			t.Fatal(err)
		}
		var rules []string
		for _, o := range z.component().Children {
			rules = append(rules, value(o, "RRULE"))
		}
		if got := strings.Join(rules, " "); got != want {
			t.Errorf("%s: %s", name, got)
		}
	}
}

// A zone south of the equator begins its year in summer time.
func TestASouthernZoneIsWrittenToo(t *testing.T) {
	loc := mustZone("Australia/Sydney")
	z, err := zoneOf(loc)
	if err != nil {
		t.Fatal(err)
	}
	for month := time.January; month <= time.December; month++ {
		at := time.Date(2030, month, 15, 12, 0, 0, 0, time.UTC)
		if _, want := at.In(loc).Zone(); z.offsetAt(at) != want {
			t.Errorf("%s: %d, want %d", at, z.offsetAt(at), want)
		}
	}
}
