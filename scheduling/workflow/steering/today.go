package steering

import (
	"context"
	"slices"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
)

// Task is one line of what waits for the actor. Kind is a key of
// templates/messages: task.KIND.
type Task struct {
	Kind string
	store.Need
	Days int // since the meeting was held, of a sheet that waits
}

// Today is what needs the actor, and what his week holds.
type Today struct {
	Date  scheduling.Date
	Tasks []Task
	Week  []store.Seen // the next seven days
}

const (
	answerWithin = 7 * 24 * time.Hour  // then an invitation is called unanswered
	staffWithin  = 45 * 24 * time.Hour // time enough to find a co-animator
	offersWithin = 24 * time.Hour
	weekSpan     = 7 * 24 * time.Hour
)

// Today gathers what waits, by what the actor may do, the most pressing first.
func (d *Desk) Today(ctx context.Context, actor scheduling.Actor) (today Today, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		today.Date = scheduling.DateOf(tx.Now.In(d.zone))
		for _, w := range waiting {
			units := actor.Units(w.deed)
			if len(units) == 0 {
				continue
			}
			needs, err := w.find(tx, units, today.Date)
			if err != nil {
				return err
			}
			for _, n := range needs {
				today.Tasks = append(today.Tasks, d.task(w.kind, n, today.Date))
			}
		}
		midnight := time.Date(today.Date.Year, today.Date.Month, today.Date.Day, 0, 0, 0, 0, d.zone)
		today.Week, err = tx.SeenBetween(actor.Units(scheduling.SeePlan), midnight, midnight.Add(weekSpan))
		return err
	})
	return today, err
}

// Forgotten reports whether t is a sheet that waits for two days or more:
// memory fades, and the rates wait for it.
func (t Task) Forgotten() bool { return t.Days >= 2 }

func (d *Desk) task(kind string, n store.Need, today scheduling.Date) Task {
	t := Task{Kind: kind, Need: n}
	if kind == "sheet" {
		t.Days = scheduling.DateOf(n.At.In(d.zone)).DaysUntil(today)
	}
	return t
}

// waiting lists what may wait for somebody, the most pressing first.
var waiting = []struct {
	kind string
	deed scheduling.Deed
	find func(tx *store.Tx, units []scheduling.UnitID, today scheduling.Date) ([]store.Need, error)
}{
	{"offers", scheduling.Invite, func(tx *store.Tx, units []scheduling.UnitID, _ scheduling.Date) ([]store.Need, error) {
		return tx.OffersEnding(units, tx.Now.Add(offersWithin))
	}},
	{"call", scheduling.Invite, func(tx *store.Tx, units []scheduling.UnitID, _ scheduling.Date) ([]store.Need, error) {
		return tx.ToCall(units)
	}},
	{"call_reminder", scheduling.Invite, func(tx *store.Tx, units []scheduling.UnitID, _ scheduling.Date) ([]store.Need, error) {
		return bySession(tx.RemindersToCall(units))
	}},
	{"sheet", scheduling.SeePeople, func(tx *store.Tx, units []scheduling.UnitID, _ scheduling.Date) ([]store.Need, error) {
		return tx.UnfilledSheets(units)
	}},
	{"call_absence", scheduling.Invite, func(tx *store.Tx, units []scheduling.UnitID, _ scheduling.Date) ([]store.Need, error) {
		return bySession(tx.AbsencesToCall(units))
	}},
	{"call_out_of_reach", scheduling.Invite, func(tx *store.Tx, units []scheduling.UnitID, _ scheduling.Date) ([]store.Need, error) {
		return bySession(tx.OutOfReachToCall(units))
	}},
	{"approve_local", scheduling.ApproveLocal, func(tx *store.Tx, units []scheduling.UnitID, _ scheduling.Date) ([]store.Need, error) {
		return tx.ToApprove(units, scheduling.Local)
	}},
	{"approve_regional", scheduling.ApproveRegional, func(tx *store.Tx, units []scheduling.UnitID, _ scheduling.Date) ([]store.Need, error) {
		return tx.ToApprove(units, scheduling.Regional)
	}},
	{"death", scheduling.CorrectDeaths, func(tx *store.Tx, units []scheduling.UnitID, _ scheduling.Date) ([]store.Need, error) {
		return tx.DeathsToCorrect(units)
	}},
	{"letters", scheduling.Invite, func(tx *store.Tx, units []scheduling.UnitID, _ scheduling.Date) ([]store.Need, error) {
		return together(tx.LettersToPost(units))
	}},
	{"unstaffed", scheduling.Organise, func(tx *store.Tx, units []scheduling.UnitID, _ scheduling.Date) ([]store.Need, error) {
		return tx.Unstaffed(units, tx.Now.Add(staffWithin))
	}},
	{"unanswered", scheduling.Invite, func(tx *store.Tx, units []scheduling.UnitID, _ scheduling.Date) ([]store.Need, error) {
		return tx.Unanswered(units, tx.Now.Add(-answerWithin))
	}},
	{"follow_up", scheduling.SeeSocial, func(tx *store.Tx, units []scheduling.UnitID, today scheduling.Date) ([]store.Need, error) {
		return tx.FollowUpsToMake(units, today)
	}},
	{"witness_to_find", scheduling.Invite, func(tx *store.Tx, units []scheduling.UnitID, _ scheduling.Date) ([]store.Need, error) {
		return tx.WitnessesToFind(units, tx.Now.Add(staffWithin))
	}},
	{"willing", scheduling.Invite, func(tx *store.Tx, units []scheduling.UnitID, _ scheduling.Date) ([]store.Need, error) {
		return tx.WillingToAsk(units)
	}},
	{"texts", scheduling.SeeSocial, func(tx *store.Tx, units []scheduling.UnitID, _ scheduling.Date) ([]store.Need, error) {
		return tx.TextsToRead(units)
	}},
	{"busy_calendar", scheduling.Organise, func(tx *store.Tx, units []scheduling.UnitID, _ scheduling.Date) ([]store.Need, error) {
		return tx.FailingCalendars(units, scheduling.BusyAlarm(tx.Now))
	}},
	{"failed", scheduling.Organise, func(tx *store.Tx, units []scheduling.UnitID, _ scheduling.Date) ([]store.Need, error) {
		n, err := tx.FailedMessages(units, tx.Now.Add(-weekSpan))
		if n == 0 {
			return nil, err
		}
		return []store.Need{{N: n}}, err
	}},
}

// together is one task of the letters of all sessions: they are printed at once.
func together(needs []store.Need, err error) ([]store.Need, error) {
	if len(needs) == 0 {
		return nil, err
	}
	var all store.Need
	for _, n := range needs {
		all.N += n.N
		if n.Detail != "" {
			all.Detail = n.Detail
		}
	}
	return []store.Need{all}, err
}

// bySession counts calls by session, in the order in which they come.
func bySession(calls []store.ToCall, err error) (needs []store.Need, _ error) {
	for _, c := range calls {
		at := slices.IndexFunc(needs, func(n store.Need) bool { return n.Cohort == c.Cohort })
		if at < 0 {
			at, needs = len(needs), append(needs, store.Need{Cohort: c.Cohort, Label: c.Label, City: c.City})
		}
		needs[at].N++
	}
	return needs, err
}
