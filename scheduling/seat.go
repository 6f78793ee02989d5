package scheduling

import "time"

// EntryCloses is the last instant at which someone may still enter c: the
// start of its “last entry” meeting (rule 8). Zero when it has no meeting.
func (c Cohort) EntryCloses(meetings []Meeting) time.Time {
	last := c.LastEntry
	if last < 1 {
		last = 2
	}
	var closes time.Time
	for _, m := range meetings {
		if m.Kind == ModuleMeeting && m.Position <= last && m.CancelledAt.IsZero() && m.StartsAt.After(closes) {
			closes = m.StartsAt
		}
	}
	return closes
}

// Over is when the last meeting of a cohort ends, the supplementary one
// included. Zero when it has no meeting.
func Over(meetings []Meeting) time.Time {
	var over time.Time
	for _, m := range meetings {
		if m.CancelledAt.IsZero() && m.EndsAt.After(over) {
			over = m.EndsAt
		}
	}
	return over
}

// Recruits refuses unless invitations may leave for c and answers may seat
// people in it.
func (c Cohort) Recruits() error {
	switch {
	case !c.CancelledAt.IsZero():
		return Refuse(Conflict, "recruit.cancelled", "")
	case !c.ClosedAt.IsZero():
		return Refuse(Conflict, "recruit.closed", "")
	case !c.PostponedAt.IsZero():
		return Refuse(Conflict, "recruit.postponed", "")
	case c.RecruitingAt.IsZero():
		return Refuse(Conflict, "recruit.not_yet", "")
	}
	return nil
}

// OfferHours is for how many working hours a place is held for the person it
// is offered to (rule 8): two days by mail or when she is called, one by SMS,
// seven by letter: one to print and post it, three on the way, three to answer.
func OfferHours(c Channel) int {
	switch c {
	case BySMS:
		return 8
	case ByLetter:
		return 56
	}
	return 16
}

// Enters refuses unless one may enter c now: it recruits, and its “last entry”
// meeting has not begun (rule 8).
func (c Cohort) Enters(meetings []Meeting, now time.Time) error {
	err := c.Recruits()
	if err == nil && !now.Before(c.EntryCloses(meetings)) {
		err = Refuse(Conflict, "recruit.entry_closed", "")
	}
	return err
}

// Becomes is e in another state, with the line of history that says so.
func (e Enrolment) Becomes(state EnrolmentState, reason, by string, now time.Time) (Enrolment, EnrolmentChange) {
	change := EnrolmentChange{Enrolment: e.ID, From: e.State, To: state, Reason: reason, By: by, At: now}
	e.State, e.OfferedUntil = state, time.Time{}
	switch {
	case state == Enrolled:
		e.EnrolledAt, e.Reason = now, ""
	case !state.Open():
		e.LeftAt, e.Reason = now, reason
	}
	return e, change
}
