package scheduling_test

import (
	"testing"
	"time"

	"trame/scheduling"
)

func TestRule15_AReminderIsDueTwoDaysBeforeAndNeverAtNight(t *testing.T) {
	m := scheduling.Meeting{ID: "m", Zone: "Europe/Paris", Minutes: 120}
	m, _ = m.At(scheduling.MustDate("2027-03-30"), 14*60) // two days after the clocks went forward
	for at, want := range map[string]bool{
		"2027-03-28T08:59:00+02:00": false, // a Sunday, the first of summer time
		"2027-03-28T09:00:00+02:00": true,
		"2027-03-28T19:59:00+02:00": true,
		"2027-03-28T20:00:00+02:00": false,
		"2027-03-29T07:59:00+02:00": false,
		"2027-03-29T08:00:00+02:00": true,
		"2027-03-30T11:59:00+02:00": true,
		"2027-03-30T12:00:00+02:00": false, // two hours before
		"2027-03-31T10:00:00+02:00": false,
	} {
		now, err := time.Parse(time.RFC3339, at)
		if err != nil {
			t.Fatal(err)
		}
		if got := m.Reminds(now); got != want {
			t.Errorf("%s: %v", at, got)
		}
	}
	moved, _ := m.At(scheduling.MustDate("2027-03-31"), 14*60)
	if m.ReminderKey("e") == moved.ReminderKey("e") {
		t.Error("a meeting on another day is not reminded of again")
	}
}
