package scheduling

import (
	"slices"
	"time"
)

// MeetingKind tells the modules' meetings from the point à six mois.
type MeetingKind string

// The kinds of meeting.
const (
	ModuleMeeting MeetingKind = "module"
	Supplementary MeetingKind = "supplementary"
)

// Meeting is a séance. Its truth is the wall clock at its site: Date, Start
// and Zone; StartsAt and EndsAt are those instants in UTC (rule 29).
type Meeting struct {
	ID           MeetingID
	Cohort       CohortID
	Module       ModuleID // "" for the supplementary meeting
	Kind         MeetingKind
	Position     int // the module's, n+1 for the supplementary meeting
	Date         Date
	Start        Clock
	Minutes      int
	Zone         string
	StartsAt     time.Time
	EndsAt       time.Time
	Site         SiteID
	Room         RoomID
	HeldAt       time.Time // the sheet was closed
	NobodyCame   bool
	CancelledAt  time.Time
	CancelReason string
	UID          string // iCalendar, one for life
	Sequence     int    // iCalendar, grows with what matters
	ChangedAt    time.Time
	Version      int
}

// MeetingState is where a meeting stands; it is derived, never stored.
type MeetingState string

// The states, in their order.
const (
	MeetingPlanned   MeetingState = "planned"
	MeetingUnderWay  MeetingState = "under_way"
	MeetingToFillIn  MeetingState = "to_fill_in" // over, and its sheet is open
	MeetingHeld      MeetingState = "held"       // its sheet is closed, or nobody came
	MeetingCancelled MeetingState = "cancelled"
)

// State derives where m stands.
func (m Meeting) State(now time.Time) MeetingState {
	switch {
	case !m.CancelledAt.IsZero():
		return MeetingCancelled
	case !m.HeldAt.IsZero():
		return MeetingHeld
	case m.StartsAt.After(now):
		return MeetingPlanned
	case m.EndsAt.After(now):
		return MeetingUnderWay
	}
	return MeetingToFillIn
}

// End is the wall-clock hour at which m ends.
func (m Meeting) End() Clock { return m.Start + Clock(m.Minutes) }

// At is m on another day or hour, at its own place; ok is false for an hour
// that its zone skips that day. An unknown zone is UTC.
func (m Meeting) At(day Date, start Clock) (moved Meeting, ok bool) {
	at, ok := start.At(day, m.zone())
	m.Date, m.Start = day, start
	m.StartsAt, m.EndsAt = at.UTC(), at.Add(time.Duration(m.Minutes)*time.Minute).UTC()
	return m, ok
}

// LiveModules are the meetings of modules that are not cancelled, in time.
func LiveModules(meetings []Meeting) []Meeting {
	var live []Meeting
	for _, m := range meetings {
		if m.Kind == ModuleMeeting && m.CancelledAt.IsZero() {
			live = append(live, m)
		}
	}
	slices.SortStableFunc(live, func(a, b Meeting) int { return a.StartsAt.Compare(b.StartsAt) })
	return live
}

// Move is a meeting's past date.
type Move struct {
	Meeting   MeetingID
	FromStart time.Time
	ToStart   time.Time
	Reason    string
	By        UserID
	At        time.Time
}
