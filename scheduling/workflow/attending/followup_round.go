package attending

import (
	"context"

	"trame/scheduling"
	"trame/scheduling/followup"
	"trame/scheduling/store"
)

// OpenFollowUps writes the follow-ups that time made due: one for everyone who
// came, once the last module was held or its day is past. Running it again
// changes nothing. It returns how many cohorts it touched.
func (d *Desk) OpenFollowUps(ctx context.Context) (int, error) {
	var cohorts []scheduling.CohortID
	err := d.db.Read(ctx, func(tx *store.Tx) (err error) {
		cohorts, err = tx.CohortsToFollowUp(scheduling.DateOf(tx.Now))
		return err
	})
	if err != nil {
		return 0, err
	}
	for i, id := range cohorts {
		err := d.db.Write(ctx, func(tx *store.Tx) error {
			c, err := tx.LockCohort(id)
			if err != nil {
				return err
			}
			return followUp(tx, c)
		})
		if err != nil {
			return i, err
		}
	}
	return len(cohorts), nil
}

// followUp brings a cohort's follow-ups up to date with its facts: a row for
// each who came, the due day of those nobody touched yet, silence for the dead.
func followUp(tx *store.Tx, c scheduling.Cohort) error {
	due, err := dueDay(tx, c)
	if err != nil || due.IsZero() {
		return err
	}
	people, err := tx.Participants(c.ID)
	if err != nil {
		return err
	}
	attendances, err := tx.AttendancesOf([]scheduling.CohortID{c.ID})
	if err != nil {
		return err
	}
	known, err := tx.FollowUpsOf([]scheduling.CohortID{c.ID})
	if err != nil {
		return err
	}
	came := map[scheduling.EnrolmentID]bool{}
	for _, a := range attendances {
		came[a.Enrolment] = came[a.Enrolment] || a.Status.Came()
	}
	byEnrolment := map[scheduling.EnrolmentID]scheduling.FollowUp{}
	for _, f := range known {
		byEnrolment[f.Enrolment] = f
	}
	var added []scheduling.FollowUp
	for _, p := range people {
		f, exists := byEnrolment[p.Enrolment.ID]
		switch {
		case exists:
			if err := refresh(tx, f, p, due); err != nil {
				return err
			}
		case came[p.Enrolment.ID]:
			f = scheduling.FollowUp{
				ID: store.NewID[scheduling.FollowUpID](), Enrolment: p.Enrolment.ID, Cohort: c.ID, DueOn: due, Version: 1,
			}
			added = append(added, silenced(f, p, tx))
		}
	}
	return tx.AddFollowUps(added)
}

// dueDay is when a cohort's follow-ups are due; zero while it is too early, or
// when its version asks for none.
func dueDay(tx *store.Tx, c scheduling.Cohort) (scheduling.Date, error) {
	meetings, err := tx.Meetings(c.ID)
	if err != nil {
		return scheduling.Date{}, err
	}
	live := scheduling.LiveModules(meetings)
	if len(live) == 0 {
		return scheduling.Date{}, nil
	}
	last := live[len(live)-1]
	if last.HeldAt.IsZero() && !last.Date.Before(scheduling.DateOf(tx.Now)) {
		return scheduling.Date{}, nil
	}
	v, err := tx.Version(c.VersionID)
	if err != nil || v.FollowUpMonths == 0 {
		return scheduling.Date{}, err
	}
	return followup.DueOn(last.Date, v.FollowUpMonths), nil
}

// refresh follows what changed since f was written: the last module moved, or
// the person died.
func refresh(tx *store.Tx, f scheduling.FollowUp, p store.Participant, due scheduling.Date) error {
	now := silenced(f, p, tx)
	if followup.State(f) == scheduling.FollowUpToPlan {
		now.DueOn = due
	}
	if now == f {
		return nil
	}
	return tx.ReplaceFollowUp(now)
}

// silenced is f with its outcome when the person is dead: it is counted
// (rule 23), and nobody is called.
func silenced(f scheduling.FollowUp, p store.Participant, tx *store.Tx) scheduling.FollowUp {
	if !dead(p) || !followup.Open(f) {
		return f
	}
	f.Outcome, f.AsOf, f.Source, f.RecordedAt = scheduling.OutcomeDeceased, p.Insured.DeceasedOn, scheduling.FollowUpFile, tx.Now
	return f
}

func dead(p store.Participant) bool {
	return !p.Insured.DeceasedOn.IsZero() || p.Enrolment.State == scheduling.Deceased
}
