package scheduling

import "time"

const (
	remindDays  = 2       // before the meeting
	remindHour  = 9 * 60  // in the morning
	quietUntil  = 8 * 60  // nobody is written to before
	quietFrom   = 20 * 60 // nor after
	remindGrace = 2 * time.Hour
)

// RemindFrom is when reminders of m fall due: two days before, at nine, where
// it takes place.
func (m Meeting) RemindFrom() time.Time {
	at, _ := Clock(remindHour).At(m.Date.AddDays(-remindDays), m.zone()) // nine o'clock exists every day
	return at.UTC()
}

// RemindUntil is when a reminder of m comes too late to be of use (rule 15).
func (m Meeting) RemindUntil() time.Time { return m.StartsAt.Add(-remindGrace) }

// Reminds reports whether a reminder of m may leave now: due, of use still,
// and at an hour at which people are awake.
func (m Meeting) Reminds(now time.Time) bool {
	local := now.In(m.zone())
	clock := local.Hour()*60 + local.Minute()
	return !now.Before(m.RemindFrom()) && now.Before(m.RemindUntil()) && clock >= quietUntil && clock < quietFrom
}

// ReminderKey is what makes the reminder of m to e one: a meeting on another
// day is another reminder.
func (m Meeting) ReminderKey(e EnrolmentID) string {
	return "reminder:" + string(m.ID) + ":" + m.Date.String() + ":" + string(e)
}

// zone is where m takes place; an unknown one is UTC.
func (m Meeting) zone() *time.Location {
	zone, err := LoadZone(m.Zone)
	if err != nil {
		return time.UTC
	}
	return zone
}
