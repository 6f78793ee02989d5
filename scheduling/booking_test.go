package scheduling_test

import (
	"testing"
	"time"

	"trame/scheduling"
)

func TestRule06_NobodyIsInTwoPlacesTravelIncluded(t *testing.T) {
	booking := func(meeting scheduling.MeetingID, resource string, site scheduling.SiteID, from, until int) scheduling.Booking {
		return scheduling.Booking{
			Meeting: meeting, Resource: resource, Site: site,
			StartsAt: noon.Add(time.Duration(from) * time.Minute), EndsAt: noon.Add(time.Duration(until) * time.Minute),
		}
	}
	taken := booking("a", "user:u", "osny", 0, 120)
	room := booking("a", "room:r", "osny", 0, 120)
	cases := map[string]struct {
		taken, wanted scheduling.Booking
		want          string // "", overlap, travel
	}{
		"right after, same site":             {taken, booking("b", "user:u", "osny", 120, 240), ""},
		"a minute before its end":            {taken, booking("b", "user:u", "osny", 119, 240), "overlap"},
		"around it":                          {taken, booking("b", "user:u", "osny", -60, 240), "overlap"},
		"another person":                     {taken, booking("b", "user:v", "osny", 0, 120), ""},
		"the meeting itself":                 {taken, booking("a", "user:u", "osny", 30, 150), ""},
		"elsewhere with an hour to go there": {taken, booking("b", "user:u", "argenteuil", 180, 240), ""},
		"elsewhere with less":                {taken, booking("b", "user:u", "argenteuil", 179, 240), "travel"},
		"elsewhere before, with less":        {taken, booking("b", "user:u", "argenteuil", -120, -59), "travel"},
		"a room does not travel":             {room, booking("b", "room:r", "argenteuil", 130, 240), ""},
		"a room is not in two meetings":      {room, booking("b", "room:r", "osny", 60, 180), "overlap"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			clashes := scheduling.Clashes([]scheduling.Booking{c.wanted}, []scheduling.Booking{c.taken})
			got := ""
			if len(clashes) > 0 {
				got = map[bool]string{true: "travel", false: "overlap"}[clashes[0].Travel]
			}
			if got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

func TestASiteIsOpenForAMeetingWhole(t *testing.T) {
	tuesday := []scheduling.Opening{{Weekday: time.Tuesday, From: 9 * 60, Until: 12 * 60}, {Weekday: time.Tuesday, From: 14 * 60, Until: 17 * 60}}
	cases := map[string]struct {
		openings    []scheduling.Opening
		day         string
		from, until scheduling.Clock
		want        bool
	}{
		"to the minute":                 {tuesday, "2027-01-12", 14 * 60, 17 * 60, true},
		"one minute over":               {tuesday, "2027-01-12", 14 * 60, 17*60 + 1, false},
		"across the lunch break":        {tuesday, "2027-01-12", 11 * 60, 15 * 60, false},
		"another day":                   {tuesday, "2027-01-13", 14 * 60, 16 * 60, false},
		"no hours known means no limit": {nil, "2027-01-13", 20 * 60, 22 * 60, true},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			if got := scheduling.OpenDuring(c.openings, scheduling.MustDate(c.day), c.from, c.until); got != c.want {
				t.Errorf("open: %v", got)
			}
		})
	}
}
