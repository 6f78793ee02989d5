package inviting

import (
	"context"
	"errors"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
)

// remindSpan is further ahead than any reminder falls due.
const remindSpan = 4 * 24 * time.Hour

// RemindDue reminds the people of each meeting that is two days away, by the
// channel that reaches them at once; whom only letters reach is on the list of
// calls. What is due and not done is asked of the rows each time: a server that
// was stopped catches up, and nobody is reminded twice (rule 15). The background
// runner calls it; it returns how many reminders it queued.
func (d *Desk) RemindDue(ctx context.Context) (n int, err error) {
	var cohorts []scheduling.CohortID
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		due, err := tx.Reminders("", tx.Now, tx.Now.Add(remindSpan))
		for _, r := range due { // in the order of cohorts
			if len(cohorts) == 0 || cohorts[len(cohorts)-1] != r.Cohort {
				cohorts = append(cohorts, r.Cohort)
			}
		}
		return err
	})
	for _, id := range cohorts {
		queued, failed := d.remind(ctx, id)
		n += queued
		err = errors.Join(err, failed)
	}
	return n, err
}

// remind queues what is due in one cohort.
func (d *Desk) remind(ctx context.Context, id scheduling.CohortID) (n int, err error) {
	err = d.db.Write(ctx, func(tx *store.Tx) error {
		n = 0
		c, err := tx.Cohort(id)
		if err != nil {
			return err
		}
		r, err := load(tx, c)
		if err != nil {
			return err
		}
		due, err := tx.Reminders(id, tx.Now, tx.Now.Add(remindSpan))
		if err != nil {
			return err
		}
		for at, m := range r.meetings {
			if !m.Reminds(tx.Now) {
				continue
			}
			told, err := d.remindOf(tx, r, at, due)
			if err != nil {
				return err
			}
			n += told
		}
		return nil
	})
	return n, err
}

// remindOf reminds of the at-th meeting of a run. Whoever has a message today
// already is left for another day (rule 13).
func (d *Desk) remindOf(tx *store.Tx, r run, at int, due []store.Reminder) (n int, err error) {
	for _, each := range due {
		if each.Meeting != r.meetings[at].ID {
			continue
		}
		i, err := tx.Insured(each.Insured)
		if err != nil {
			return n, err
		}
		channel := soon(d.ways(r, i))
		if channel == "" || i.Paused(scheduling.DateOf(tx.Now.In(r.zone))) { // she is called, or left in peace
			continue
		}
		when, err := tx.DueFor([]scheduling.InsuredID{i.ID}, channel, r.zone)
		if err != nil {
			return n, err
		}
		if when[i.ID].After(tx.Now) {
			continue
		}
		if err := d.tellReminder(tx, r, at, each, i, channel); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// soon is the first of a person's ways that reaches her in time; letters are
// too slow.
func soon(ways []scheduling.Channel) scheduling.Channel {
	for _, c := range ways {
		if c != scheduling.ByLetter {
			return c
		}
	}
	return ""
}

// reminderKind is the kind of the messages that remind of one meeting.
const reminderKind = "reminder"

func (d *Desk) tellReminder(tx *store.Tx, r run, at int, due store.Reminder, i scheduling.Insured, channel scheduling.Channel) error {
	a := d.asking(r, i, secrets{}, tx.Now)
	a.Link = ""
	if due.Invitation != "" {
		inv, err := tx.Invitation(due.Invitation)
		if err != nil {
			return err
		}
		s, err := d.secretsOf(inv)
		if err != nil {
			return err
		}
		a = d.asking(r, i, s, tx.Now)
	}
	meeting := r.meetings[at]
	a.First = r.visits(tx.Now)[at]
	m := r.draft(i, channel, reminderKind, a)
	m.Meeting, m.DedupeKey, m.GraceAt = meeting.ID, meeting.ReminderKey(due.Enrolment), meeting.RemindUntil()
	_, err := d.post.Queue(tx, m)
	return err
}
