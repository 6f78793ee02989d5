package scheduling

import "time"

// Kiosk is the room's tablet on which the participants of one meeting sign in
// themselves: its address is a secret, and good for the meeting's day.
type Kiosk struct {
	ID        KioskID
	Meeting   MeetingID
	TokenHash string
	OpenedBy  UserID
	OpenedAt  time.Time
	ClosesAt  time.Time
	ClosedAt  time.Time
}

// Open reports whether k takes sign-ins now.
func (k Kiosk) Open(now time.Time) bool { return k.ClosedAt.IsZero() && now.Before(k.ClosesAt) }

// DayEnds is the midnight after m's day, at its own place.
func (m Meeting) DayEnds() time.Time {
	d := m.Date.AddDays(1)
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, m.zone()).UTC()
}
