package planning

import (
	"time"

	"trame/scheduling"
)

// Postpone takes every meeting to come off the calendar until Resume gives the
// cohort new dates. Version is the cohort's.
type Postpone struct {
	Cohort  scheduling.CohortID
	Version int
	Reason  string
	Word    string
}

func (c Postpone) of() (scheduling.CohortID, scheduling.MeetingID) { return c.Cohort, "" }
func (c Postpone) words() (string, string)                         { return c.Reason, c.Word }

func (c Postpone) apply(b *board) error {
	b.effect.Verb = "postponed"
	if err := b.stoppable(c.Version); err != nil {
		return err
	}
	if !b.cohort.PostponedAt.IsZero() {
		return scheduling.Refuse(scheduling.Conflict, "cohort.is_postponed", "")
	}
	b.cohort.PostponedAt, b.cohort.Reason = b.now, b.effect.Reason
	b.stop()
	return nil
}

// CancelCohort cancels a cohort and every meeting to come.
type CancelCohort struct {
	Cohort  scheduling.CohortID
	Version int
	Reason  string
	Word    string
}

func (c CancelCohort) of() (scheduling.CohortID, scheduling.MeetingID) { return c.Cohort, "" }
func (c CancelCohort) words() (string, string)                         { return c.Reason, c.Word }

func (c CancelCohort) apply(b *board) error {
	b.effect.Verb = "cancelled"
	if err := b.stoppable(c.Version); err != nil {
		return err
	}
	b.cohort.CancelledAt, b.cohort.Reason = b.now, b.effect.Reason
	b.stop()
	return nil
}

// Resume gives a postponed cohort new dates: what the postponement took off
// the calendar is laid out again from Date.
type Resume struct {
	Cohort  scheduling.CohortID
	Version int
	Date    scheduling.Date
	Start   scheduling.Clock
	Reason  string
	Word    string
}

func (c Resume) of() (scheduling.CohortID, scheduling.MeetingID) { return c.Cohort, "" }
func (c Resume) words() (string, string)                         { return c.Reason, c.Word }

func (c Resume) apply(b *board) error {
	b.effect.Verb = "resumed"
	if err := b.stoppable(c.Version); err != nil {
		return err
	}
	if b.cohort.PostponedAt.IsZero() {
		return scheduling.Refuse(scheduling.Conflict, "cohort.not_postponed", "")
	}
	stopped := b.cohort.PostponedAt
	b.cohort.PostponedAt, b.cohort.Reason, b.cohort.Start = time.Time{}, "", c.Start
	var rest []scheduling.Meeting
	for i, m := range b.meetings {
		if !m.CancelledAt.Equal(stopped) {
			continue
		}
		if m.Kind == scheduling.ModuleMeeting {
			rest = append(rest, m)
			continue
		}
		b.meetings[i].CancelledAt, b.meetings[i].CancelReason = time.Time{}, ""
	}
	if len(rest) == 0 {
		return b.followUp()
	}
	return b.layOut(rest, c.Date, c.Start)
}

// stoppable refuses what someone else changed, and what is over.
func (b *board) stoppable(version int) error {
	if b.cohort.Version != version {
		return scheduling.Refuse(scheduling.Conflict, "stale", "")
	}
	if err := b.openCohort(); err != nil {
		return err
	}
	if b.cohort.State(b.now, b.meetings).Over() {
		return scheduling.Refuse(scheduling.Conflict, "cohort.is_finished", "")
	}
	return nil
}

// stop cancels every meeting to come, with the cohort's reason. Those already
// begun stay: what was held was held.
func (b *board) stop() {
	for i, m := range b.meetings {
		if m.CancelledAt.IsZero() && m.HeldAt.IsZero() && m.StartsAt.After(b.now) {
			b.meetings[i].CancelledAt, b.meetings[i].CancelReason = b.now, b.effect.Reason
		}
	}
}
