package scheduling_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"trame/scheduling"
)

// weekly lays out n module meetings a week apart from 12 January 2027, 14 h in
// Osny, each with its sheet closed at its end up to held.
func weekly(n, held int) []scheduling.Meeting {
	first := time.Date(2027, 1, 12, 13, 0, 0, 0, time.UTC)
	meetings := make([]scheduling.Meeting, n)
	for i := range meetings {
		start := first.AddDate(0, 0, 7*i)
		meetings[i] = scheduling.Meeting{
			ID: scheduling.MeetingID(fmt.Sprint(i + 1)), Kind: scheduling.ModuleMeeting, Position: i + 1, Date: scheduling.DateOf(start),
			Zone: "Europe/Paris", Minutes: 120, StartsAt: start, EndsAt: start.Add(2 * time.Hour),
		}
		if i < held {
			meetings[i].HeldAt = meetings[i].EndsAt
		}
	}
	return meetings
}

var seated = scheduling.Enrolment{ID: "e", State: scheduling.Enrolled, EnrolledAt: time.Date(2027, 1, 4, 9, 0, 0, 0, time.UTC)}

// marks reads one letter a meeting: p present, h partial, e excused, u
// unexcused, n not concerned, . expected, a space for no row at all.
func marks(letters string) []scheduling.Attendance {
	status := map[rune]scheduling.AttendanceStatus{
		'p': scheduling.Present, 'h': scheduling.Partial, 'e': scheduling.AbsentExcused,
		'u': scheduling.AbsentUnexcused, 'n': scheduling.NotConcerned, '.': scheduling.Expected,
	}
	var list []scheduling.Attendance
	for i, letter := range letters {
		if letter != ' ' {
			list = append(list, scheduling.Attendance{Meeting: scheduling.MeetingID(fmt.Sprint(i + 1)), Enrolment: "e", Status: status[letter]})
		}
	}
	return list
}

func TestRule20_CompletionAndWhenItIsOutOfReach(t *testing.T) {
	late := seated
	late.EnrolledAt = time.Date(2027, 1, 14, 9, 0, 0, 0, time.UTC)
	gone := seated
	gone.State, gone.LeftAt = scheduling.DroppedOut, time.Date(2027, 1, 20, 9, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		who         scheduling.Enrolment
		total, held int
		marks       string
		came, left  int
		done, lost  bool
	}{
		"nothing yet":                          {seated, 10, 0, "", 0, 10, false, false},
		"three are enough":                     {seated, 10, 4, "pphu", 3, 6, true, false},
		"two, and eight to come":               {seated, 10, 2, "pp", 2, 8, false, false},
		"one more absence and it is lost":      {seated, 4, 1, "e", 0, 3, false, false},
		"it is lost before the last meeting":   {seated, 4, 2, "eu", 0, 2, false, true},
		"an announced absence counts at once":  {seated, 3, 0, "  e", 0, 2, false, true},
		"an open sheet may still count":        {seated, 3, 2, "pp.", 2, 1, false, false},
		"a closed sheet without her does not":  {seated, 3, 3, "pp ", 2, 0, false, true},
		"meetings before she entered do not":   {late, 4, 1, "", 0, 3, false, false},
		"nor those she is not concerned by":    {seated, 3, 0, "n", 0, 2, false, true},
		"who dropped out comes no more":        {gone, 10, 1, "p", 1, 0, false, true},
		"who dropped out after three had done": {gone, 10, 3, "ppp", 3, 0, true, false},
	} {
		t.Run(name, func(t *testing.T) {
			s := scheduling.Cohort{Threshold: 3}.Standing(c.who, weekly(c.total, c.held), marks(c.marks))
			if s.Came != c.came || s.Left != c.left || s.Completed() != c.done || s.OutOfReach() != c.lost {
				t.Errorf("came %d, left %d, completed %v, out of reach %v", s.Came, s.Left, s.Completed(), s.OutOfReach())
			}
		})
	}
}

func TestRule20_ACancelledMeetingAndThePointASixMoisDoNotCount(t *testing.T) {
	meetings := weekly(4, 0)
	meetings[0].CancelledAt = meetings[0].StartsAt
	meetings[3].Kind = scheduling.Supplementary
	s := scheduling.Cohort{Threshold: 3}.Standing(seated, meetings, marks("p"))
	if s.Came != 0 || s.Left != 2 || !s.OutOfReach() {
		t.Errorf("got %+v", s)
	}
}

func TestRule19_OnlyMeetingsThatHaveBegunAreCounted(t *testing.T) {
	meetings := weekly(4, 2)
	counts := scheduling.AttendanceCountsOf("e", meetings[2].StartsAt, meetings, marks("phee"))
	if want := (scheduling.AttendanceCounts{Present: 1, Partial: 1, Excused: 1}); counts != want {
		t.Errorf("got %+v, want %+v", counts, want)
	}
}

func TestRule18_OnlyTheEnrolledAreConcerned(t *testing.T) {
	at := func(day, hour int) time.Time { return time.Date(2027, 1, day, hour, 0, 0, 0, time.UTC) }
	m := weekly(1, 0)[0]
	for name, c := range map[string]struct {
		enrolled, left time.Time
		want           scheduling.AttendanceStatus
	}{
		"enrolled before":           {at(4, 9), time.Time{}, scheduling.Expected},
		"enrolled at the door":      {at(12, 13), time.Time{}, scheduling.Expected},
		"enrolled the day after":    {at(13, 9), time.Time{}, scheduling.NotConcerned},
		"never seated":              {time.Time{}, time.Time{}, scheduling.NotConcerned},
		"left the day before":       {at(4, 9), at(11, 9), scheduling.NotConcerned},
		"left after it":             {at(4, 9), at(14, 9), scheduling.Expected},
		"left while it took place":  {at(4, 9), at(12, 14), scheduling.Expected},
		"left as it was to begin":   {at(4, 9), at(12, 13), scheduling.NotConcerned},
		"enrolled as it was ending": {at(12, 15), time.Time{}, scheduling.Expected},
	} {
		t.Run(name, func(t *testing.T) {
			blank := scheduling.Enrolment{ID: "e", EnrolledAt: c.enrolled, LeftAt: c.left}.Blank(m)
			if blank.Status != c.want || blank.Version != 0 {
				t.Errorf("got %s, version %d", blank.Status, blank.Version)
			}
		})
	}
}

func TestRule18_ASheetOpensOnTheDayOfItsPlace(t *testing.T) {
	m := scheduling.Meeting{Date: scheduling.MustDate("2027-01-12"), Zone: "Indian/Reunion"}
	for at, want := range map[string]bool{"2027-01-11T19:59:59Z": false, "2027-01-11T20:00:00Z": true, "2027-02-01T00:00:00Z": true} {
		now, err := time.Parse(time.RFC3339, at)
		if err != nil {
			t.Fatal(err)
		}
		if got := m.DayHasCome(now); got != want {
			t.Errorf("%s: %v, want %v", at, got, want)
		}
	}
}

func TestAMarkExplainsWhatWasMissedAndNothingElse(t *testing.T) {
	m := scheduling.Meeting{Minutes: 120}
	for name, c := range map[string]struct {
		mark  scheduling.Attendance
		field string
	}{
		"present":                    {scheduling.Attendance{Status: scheduling.Present}, ""},
		"late by a quarter":          {scheduling.Attendance{Status: scheduling.Partial, MinutesMissed: 15, Reason: "transport"}, ""},
		"excused for care":           {scheduling.Attendance{Status: scheduling.AbsentExcused, Reason: "care"}, ""},
		"a status of nobody's":       {scheduling.Attendance{Status: "maybe"}, "status"},
		"a reason of nobody's":       {scheduling.Attendance{Status: scheduling.AbsentExcused, Reason: "rain"}, "reason"},
		"a reason to be present":     {scheduling.Attendance{Status: scheduling.Present, Reason: "care"}, "reason"},
		"minutes of a whole absence": {scheduling.Attendance{Status: scheduling.AbsentExcused, MinutesMissed: 15}, "minutes_missed"},
		"minutes past the end":       {scheduling.Attendance{Status: scheduling.Partial, MinutesMissed: 120}, "minutes_missed"},
		"minutes before the start":   {scheduling.Attendance{Status: scheduling.Partial, MinutesMissed: -5}, "minutes_missed"},
	} {
		t.Run(name, func(t *testing.T) {
			field := ""
			if faults, ok := errors.AsType[scheduling.Faults](c.mark.Validate(m)); ok {
				field = faults[0].Field
			}
			if field != c.field {
				t.Errorf("fault at %q, want %q", field, c.field)
			}
		})
	}
}
