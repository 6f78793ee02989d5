package inviting

import (
	"context"
	"slices"
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
	err = d.db.Read(ctx, func(tx *store.Tx) (err error) {
		cohorts, err = toRemind(tx)
		return err
	})
	if err != nil {
		return 0, err
	}
	return store.InTurn(ctx, d.db, cohorts, d.remind)
}

// toRemind lists the cohorts of which some meeting reminds now.
func toRemind(tx *store.Tx) (cohorts []scheduling.CohortID, err error) {
	due, err := tx.Reminders("", tx.Now, tx.Now.Add(remindSpan))
	if err != nil || len(due) == 0 {
		return nil, err
	}
	ids := make([]scheduling.MeetingID, len(due))
	for at, r := range due {
		ids[at] = r.Meeting
	}
	slices.Sort(ids)
	meetings, err := tx.MeetingsByID(slices.Compact(ids))
	for _, m := range meetings {
		if m.Reminds(tx.Now) {
			cohorts = append(cohorts, m.Cohort)
		}
	}
	slices.Sort(cohorts)
	return slices.Compact(cohorts), err
}

// remind queues what is due in one cohort.
func (d *Desk) remind(tx *store.Tx, id scheduling.CohortID) (n int, err error) {
	c, err := tx.Cohort(id)
	if err != nil {
		return 0, err
	}
	r, err := load(tx, c)
	if err != nil {
		return 0, err
	}
	due, err := tx.Reminders(id, tx.Now, tx.Now.Add(remindSpan))
	if err != nil {
		return 0, err
	}
	for at, m := range r.meetings {
		if !m.Reminds(tx.Now) {
			continue
		}
		told, err := d.remindOf(tx, r, at, due)
		if err != nil {
			return 0, err
		}
		n += told
	}
	return n, nil
}

// remindOf reminds of the at-th meeting of a run. Whoever has a message today
// already is left for another day (rule 13).
func (d *Desk) remindOf(tx *store.Tx, r run, at int, due []store.Reminder) (n int, err error) {
	due = slices.DeleteFunc(slices.Clone(due), func(each store.Reminder) bool { return each.Meeting != r.meetings[at].ID })
	people, ways, err := d.reminded(tx, r, due)
	if err != nil {
		return 0, err
	}
	invitations, err := tx.Invitations(r.cohort.ID)
	if err != nil {
		return 0, err
	}
	for _, each := range due {
		channel, free := ways[each.Insured]
		if !free {
			continue
		}
		var inv scheduling.Invitation
		if of := slices.IndexFunc(invitations, func(i scheduling.Invitation) bool { return i.ID == each.Invitation }); of >= 0 {
			inv = invitations[of]
		}
		if err := d.tellReminder(tx, r, at, each.Enrolment, inv, people[each.Insured], channel); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// reminded finds the people of some reminders, and the channel of each who can
// be written to now; she is called, or left in peace, who has none.
func (d *Desk) reminded(tx *store.Tx, r run, due []store.Reminder) (map[scheduling.InsuredID]scheduling.Insured, map[scheduling.InsuredID]scheduling.Channel, error) {
	ids := make([]scheduling.InsuredID, len(due))
	for at, each := range due {
		ids[at] = each.Insured
	}
	list, err := tx.InsuredOf(ids)
	if err != nil {
		return nil, nil, err
	}
	people, by := map[scheduling.InsuredID]scheduling.Insured{}, map[scheduling.Channel][]scheduling.InsuredID{}
	for _, i := range list {
		people[i.ID] = i
		if channel := soon(d.post.Ways(i, r.organisation)); channel != "" && !i.Paused(scheduling.DateOf(tx.Now.In(r.zone))) {
			by[channel] = append(by[channel], i.ID)
		}
	}
	ways := map[scheduling.InsuredID]scheduling.Channel{}
	for channel, ids := range by {
		when, err := tx.DueFor(ids, channel, r.zone)
		if err != nil {
			return nil, nil, err
		}
		for _, id := range ids {
			if !when[id].After(tx.Now) {
				ways[id] = channel
			}
		}
	}
	return people, ways, nil
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

// tellReminder queues one; without an invitation it has no link.
func (d *Desk) tellReminder(tx *store.Tx, r run, at int, e scheduling.EnrolmentID, inv scheduling.Invitation, i scheduling.Insured, channel scheduling.Channel) error {
	a := d.asking(r, i, secrets{}, tx.Now)
	a.Link = ""
	if inv.ID != "" {
		s, err := d.secretsOf(inv)
		if err != nil {
			return err
		}
		a = d.asking(r, i, s, tx.Now)
	}
	meeting := r.meetings[at]
	a.First = r.visits(tx.Now)[at]
	m := r.draft(i, channel, reminderKind, a)
	m.Meeting, m.DedupeKey, m.GraceAt = meeting.ID, meeting.ReminderKey(e), meeting.RemindUntil()
	_, err := d.post.Queue(tx, m)
	return err
}
