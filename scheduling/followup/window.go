// Package followup knows what happens after the last module: when each person is
// due, whom to call first, and what may be said of all who started.
package followup

import (
	"cmp"
	"slices"
	"time"

	"trame/scheduling"
)

// DueOn is when a person is to be asked what became of her: months calendar
// months after the last module, the month's end clamped (rule 4: 31 August
// + 6 months is 28 or 29 February).
func DueOn(lastModule scheduling.Date, months int) scheduling.Date {
	return lastModule.AddMonths(months)
}

// State is where a follow-up stands, by its facts. A person tried without
// answer is still contacted: she may answer next time. Only lost, refused and
// the situations end it.
func State(f scheduling.FollowUp) scheduling.FollowUpState {
	switch {
	case f.Outcome == scheduling.OutcomeDeceased:
		return scheduling.FollowUpDeceased
	case f.Outcome == scheduling.OutcomeRefused:
		return scheduling.FollowUpRefused
	case f.Outcome == scheduling.OutcomeLost:
		return scheduling.FollowUpLost
	case f.Outcome.Answered():
		return scheduling.FollowUpCollected
	case f.Attempts > 0 || f.Outcome == scheduling.OutcomeNoAnswer:
		return scheduling.FollowUpContacted
	case !f.PlannedOn.IsZero():
		return scheduling.FollowUpPlanned
	}
	return scheduling.FollowUpToPlan
}

// Open reports whether something is still to be done.
func Open(f scheduling.FollowUp) bool {
	switch State(f) {
	case scheduling.FollowUpToPlan, scheduling.FollowUpPlanned, scheduling.FollowUpContacted:
		return true
	}
	return false
}

// NextOn is the day to act: the one planned, or the due day.
func NextOn(f scheduling.FollowUp) scheduling.Date {
	if !f.PlannedOn.IsZero() {
		return f.PlannedOn
	}
	return f.DueOn
}

// Due lists the open follow-ups to act on by day, in the order to call: the
// longest overdue first; on one day those least tried, then those tried longest
// ago. The list given is not changed.
func Due(list []scheduling.FollowUp, day scheduling.Date) []scheduling.FollowUp {
	var due []scheduling.FollowUp
	for _, f := range list {
		if Open(f) && !NextOn(f).After(day) {
			due = append(due, f)
		}
	}
	slices.SortFunc(due, func(a, b scheduling.FollowUp) int {
		return cmp.Or(
			NextOn(a).Compare(NextOn(b)),
			cmp.Compare(a.Attempts, b.Attempts),
			a.LastAttemptAt.Compare(b.LastAttemptAt),
			cmp.Compare(a.ID, b.ID),
		)
	})
	return due
}

// pauses are the days to leave between a try and the next: a silent phone is
// rung again soon, a letter is given its time, and an address that is wrong
// calls for another way at once.
var pauses = map[scheduling.AttemptOutcome]int{
	scheduling.AttemptNoAnswer: 2, scheduling.AttemptMessageLeft: 5, scheduling.AttemptSent: 14, scheduling.AttemptAbsent: 2,
	scheduling.AttemptWrongNumber: 1, scheduling.AttemptBounced: 1, scheduling.AttemptReturned: 1,
}

// insistence is the number of tries after which each pause is twice as long.
const insistence = 3

// NextTry proposes the day of the next try after one on day, the tries-th from
// 1; never a Saturday nor a Sunday. It is zero once she was reached: the day is
// then hers to say.
func NextTry(o scheduling.AttemptOutcome, tries int, day scheduling.Date) scheduling.Date {
	pause := pauses[o]
	if pause == 0 {
		return scheduling.Date{}
	}
	if tries > insistence {
		pause *= 2
	}
	next := day.AddDays(pause)
	for next.Weekday() == time.Saturday || next.Weekday() == time.Sunday {
		next = next.AddDays(1)
	}
	return next
}
