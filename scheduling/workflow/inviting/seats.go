package inviting

import (
	"context"
	"errors"
	"slices"

	"trame/scheduling"
	"trame/scheduling/cadence"
	"trame/scheduling/store"
)

// seat gives a person the place she asked for, or a rank on the waiting list.
// The cohort is locked: nobody else is being seated in it (rules 7 and 8).
func seat(tx *store.Tx, c scheduling.Cohort, inv scheduling.Invitation, by string) (scheduling.EnrolmentState, error) {
	taken, err := tx.Seated(c.ID)
	if err != nil {
		return "", err
	}
	waiting, err := tx.FirstWaiting(c.ID, 1)
	if err != nil {
		return "", err
	}
	state := scheduling.Waitlisted
	if taken < c.Capacity && len(waiting) == 0 {
		state = scheduling.Enrolled
	}
	e := scheduling.Enrolment{
		ID: store.NewID[scheduling.EnrolmentID](), Cohort: c.ID, Insured: inv.Insured, Invitation: inv.ID,
		RankedAt: tx.Now, CreatedAt: tx.Now, Version: 1,
	}
	e, change := e.Becomes(state, "", by, tx.Now)
	if err := tx.AddEnrolment(e); err != nil {
		return "", err
	}
	return state, tx.AddEnrolmentChange(change)
}

// move brings an enrolment to a state, with its line of history.
func move(tx *store.Tx, e scheduling.Enrolment, state scheduling.EnrolmentState, reason, by string) error {
	e, change := e.Becomes(state, reason, by, tx.Now)
	if err := tx.ReplaceEnrolment(e); err != nil {
		return err
	}
	return tx.AddEnrolmentChange(change)
}

// offerFree offers each free place to the first who wait, while one may still
// enter (rule 8). The cohort is locked.
func (d *Desk) offerFree(tx *store.Tx, c scheduling.Cohort) error {
	taken, err := tx.Seated(c.ID)
	if err != nil || taken >= c.Capacity || c.Recruits() != nil {
		return err
	}
	waiting, err := tx.FirstWaiting(c.ID, c.Capacity-taken)
	if err != nil || len(waiting) == 0 {
		return err
	}
	r, err := load(tx, c)
	if err != nil || !tx.Now.Before(r.closes()) {
		return err
	}
	office, err := r.office(tx)
	if err != nil {
		return err
	}
	for _, e := range waiting {
		if err := d.offer(tx, r, office, e); err != nil {
			return err
		}
	}
	return nil
}

// office is the calendar of the service's own days: an offer's time does not
// run while nobody answers the telephone.
func (r run) office(tx *store.Tx) (cadence.Calendar, error) {
	closures, err := tx.Closures(r.organisation.ID, scheduling.DateOf(tx.Now.In(r.zone)))
	closures = slices.DeleteFunc(closures, func(c scheduling.Closure) bool { return c.Site != "" })
	calendar, failed := cadence.CalendarAt(r.sites[r.cohort.Site].Insee, cadence.SchoolHolidays{}, closures)
	if failed != nil { // no commune was entered for the site
		calendar = cadence.Calendar{Territory: cadence.Metropole, Closures: closures}
	}
	return calendar, err
}

// offer holds a place for someone who waits, and tells her; never longer than
// entry is open (rule 8).
func (d *Desk) offer(tx *store.Tx, r run, office cadence.Calendar, e scheduling.Enrolment) error {
	i, err := tx.Insured(e.Insured)
	if err != nil {
		return err
	}
	e, change := e.Becomes(scheduling.Offered, "", "system", tx.Now)
	e.OfferedUntil = office.WorkingAfter(tx.Now, scheduling.OfferHours(i.Channel()), r.zone)
	if closes := r.closes(); e.OfferedUntil.After(closes) {
		e.OfferedUntil = closes
	}
	if err := tx.ReplaceEnrolment(e); err != nil {
		return err
	}
	if err := tx.AddEnrolmentChange(change); err != nil {
		return err
	}
	return d.tellOffer(tx, r, e, i)
}

// ExpireOffers takes back the offers past their deadline, and offers each
// freed place to the next (rule 8). The background runner calls it; it returns
// how many offers ended.
func (d *Desk) ExpireOffers(ctx context.Context) (int, error) {
	var cohorts []scheduling.CohortID
	err := d.db.Read(ctx, func(tx *store.Tx) (err error) {
		cohorts, err = tx.CohortsToOffer()
		return err
	})
	if err != nil {
		return 0, err
	}
	return store.InTurn(ctx, d.db, cohorts, d.expireIn)
}

func (d *Desk) expireIn(tx *store.Tx, id scheduling.CohortID) (ended int, err error) {
	c, err := tx.LockCohort(id)
	if err != nil {
		return 0, err
	}
	over, err := tx.OffersOver(id)
	if err != nil {
		return 0, err
	}
	for _, e := range over {
		if err := move(tx, e, scheduling.OfferExpired, "", "system"); err != nil {
			return 0, err
		}
	}
	if err := d.offerFree(tx, c); err != nil || len(over) == 0 {
		return 0, err
	}
	return len(over), tx.Audit(scheduling.AuditEvent{
		Actor: "system", Verb: "expired", Subject: aboutCohort(id), Unit: c.Unit,
		Fields: scheduling.TraceFields(map[string]any{"offers": len(over)}),
	})
}

func isKey(err error, key string) bool {
	e, ok := errors.AsType[*scheduling.Error](err)
	return ok && e.Key == key
}
