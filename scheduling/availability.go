package scheduling

import "time"

// Availability is when a room or a person can be had within a window.
type Availability struct {
	Resource string         // "room:ID", "user:ID", "facilitator:ID"
	Site     SiteID         // of a room
	Zone     *time.Location // in which hours and days are meant: the site's, the organisation's
	Hours    []WeeklyHours  // a room's opening, a person's habit; none: at any hour
	Away     []Away         // in time; they may overlap
	Bookings []Booking      // the meetings placed, in time
}

// Away is a span in which a room or a person cannot be had, and why.
type Away struct {
	Span
	Why AwayReason
}

// AwayReason is why a room or a person cannot be had.
type AwayReason string

// The reasons, the plainest first.
const (
	AwayClosed    AwayReason = "closed"    // a closure of the site, or of the organisation
	AwayAbsent    AwayReason = "absent"    // an absence
	AwayAgreement AwayReason = "agreement" // no agreement with the partner holds then; who never signed any is not bound by them
	AwayBusy      AwayReason = "busy"      // her own calendar says so
	AwayHours     AwayReason = "hours"     // out of the habitual hours: derived, never listed
)

// Against is the first reason why a could not be had for all of s, its
// bookings left aside.
func (a Availability) Against(s Span) (Away, bool) {
	for _, away := range a.Away {
		if away.Overlaps(s) {
			return away, true
		}
	}
	from, until := s.From.In(a.Zone), s.Until.In(a.Zone)
	day := DateOf(from)
	begins := Clock(from.Hour()*60 + from.Minute())
	ends := begins + Clock(until.Sub(from)/time.Minute)
	for _, h := range a.Hours {
		if h.Weekday == day.Weekday() && h.From <= begins && ends <= h.Until {
			return Away{}, false
		}
	}
	return Away{Span: s, Why: AwayHours}, len(a.Hours) > 0
}

// Uncovered is the part of window in which none of a partner's agreements
// holds; without any there is none, for nothing was ever signed.
func Uncovered(agreements []Agreement, window Span, zone *time.Location) []Span {
	if len(agreements) == 0 {
		return nil
	}
	var covered []Span
	for _, a := range agreements {
		s := Span{instantOf(a.ValidFrom, 0, zone), window.Until}
		if !a.ValidUntil.IsZero() {
			s.Until = DaysSpan(a.ValidUntil, a.ValidUntil, zone).Until
		}
		if part, ok := s.Within(window); ok {
			covered = append(covered, part)
		}
	}
	var bare []Span
	from := window.From
	for _, s := range MergeSpans(covered) {
		if from.Before(s.From) {
			bare = append(bare, Span{from, s.From})
		}
		from = s.Until
	}
	if from.Before(window.Until) {
		bare = append(bare, Span{from, window.Until})
	}
	return bare
}
