package evaluating

import (
	"context"
	"slices"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
)

// HandOut gives the end questionnaire to everybody who started a session and
// was not handed it yet: by mail, or on a letter to print. It returns to how
// many. Doing it again reaches those who started since, within the same days.
func (d *Desk) HandOut(ctx context.Context, actor scheduling.Actor, id scheduling.CohortID) (n int, err error) {
	err = d.db.Write(ctx, func(tx *store.Tx) error {
		c, err := heldCohort(tx, actor, id, scheduling.Organise)
		if err != nil {
			return err
		}
		n, err = d.handOut(tx, c, actor.ID.Ref())
		return err
	})
	return n, err
}

// waits and gives up: the runner hands out the day after the last module, and
// not when it comes back after a fortnight (rule 15).
const (
	handOutAfter = 20 * time.Hour
	handOutUntil = 14 * 24 * time.Hour
)

// HandOutDue does so for every session whose last module was held the day
// before, unless somebody did. The background runner calls it.
func (d *Desk) HandOutDue(ctx context.Context) (n int, err error) {
	var due []scheduling.CohortID
	err = d.db.Read(ctx, func(tx *store.Tx) (err error) {
		due, err = tx.CohortsToAsk(tx.Now.Add(-handOutUntil), tx.Now.Add(-handOutAfter))
		return err
	})
	if err != nil {
		return 0, err
	}
	return d.inTurn(ctx, due, func(tx *store.Tx, c scheduling.Cohort) (int, error) { return d.handOut(tx, c, "system") })
}

// inTurn does something about each of some sessions, held.
func (d *Desk) inTurn(ctx context.Context, due []scheduling.CohortID, f func(tx *store.Tx, c scheduling.Cohort) (int, error)) (int, error) {
	return store.InTurn(ctx, d.db, due, func(tx *store.Tx, id scheduling.CohortID) (int, error) {
		c, err := tx.LockCohort(id)
		if err != nil {
			return 0, err
		}
		return f(tx, c)
	})
}

func (d *Desk) handOut(tx *store.Tx, c scheduling.Cohort, by string) (int, error) {
	version, err := tx.Version(c.VersionID)
	if err != nil {
		return 0, err
	}
	meetings, err := tx.Meetings(c.ID)
	if err != nil {
		return 0, err
	}
	given, err := tx.Assignments(c.ID, scheduling.AtEnd)
	if err != nil {
		return 0, err
	}
	today := scheduling.DateOf(tx.Now)
	if err := mayHandOut(tx.Now, c, version, meetings, given); err != nil {
		return 0, err
	}
	answerBy := today.AddDays(answerDays)
	if len(given) > 0 {
		answerBy = given[0].AnswerBy // one day for all: then the results are shown
	}
	readers, err := readers(tx, c, given)
	if err != nil || len(readers) == 0 {
		return 0, err
	}
	if err := d.give(tx, c, version, readers, given, answerBy); err != nil {
		return 0, err
	}
	if err := tx.FreezeQuestionnaire(version.Questionnaire); err != nil {
		return 0, err
	}
	return len(readers), audit(tx, by, "sent", about(c.ID), c.Unit, map[string]any{"questionnaires": len(readers)})
}

func mayHandOut(now time.Time, c scheduling.Cohort, v scheduling.ProgrammeVersion, meetings []scheduling.Meeting, given []scheduling.Assignment) error {
	live := scheduling.LiveModules(meetings)
	switch {
	case v.Questionnaire == "":
		return refuse(scheduling.Conflict, "handout.none")
	case !c.CancelledAt.IsZero():
		return refuse(scheduling.Conflict, "handout.cancelled")
	case len(live) == 0 || live[len(live)-1].EndsAt.After(now):
		return refuse(scheduling.Conflict, "handout.too_early")
	case scheduling.AnsweringOver(given, scheduling.DateOf(now)):
		return refuse(scheduling.Conflict, "handout.over")
	}
	return nil
}

// readers are the people who started, live, and have no link yet.
func readers(tx *store.Tx, c scheduling.Cohort, given []scheduling.Assignment) ([]store.Participant, error) {
	counted, err := tx.StudyPeople([]scheduling.CohortID{c.ID})
	if err != nil {
		return nil, err
	}
	started := map[scheduling.EnrolmentID]bool{}
	for _, p := range counted {
		started[p.Enrolment] = p.Counts.Came() > 0
	}
	for _, a := range given {
		started[a.Enrolment] = false
	}
	people, err := tx.Participants(c.ID)
	return slices.DeleteFunc(people, func(p store.Participant) bool {
		dead := p.Enrolment.State == scheduling.Deceased || !p.Insured.DeceasedOn.IsZero()
		return dead || !started[p.Enrolment.ID]
	}), err
}

func (d *Desk) give(tx *store.Tx, c scheduling.Cohort, v scheduling.ProgrammeVersion, readers []store.Participant, given []scheduling.Assignment, answerBy scheduling.Date) error {
	r := round{cohort: c, version: v, codes: map[scheduling.AssignmentID]string{}}
	var err error
	if r.organisation, err = tx.OrganisationOf(c.Unit); err != nil {
		return err
	}
	if r.questionnaire, err = tx.Questionnaire(v.Questionnaire); err != nil {
		return err
	}
	assignments, sheets := make([]scheduling.Assignment, len(readers)), make([]scheduling.PaperSheet, len(readers))
	for i, reader := range readers {
		a := scheduling.Assignment{
			ID: store.NewID[scheduling.AssignmentID](), Cohort: c.ID, Enrolment: reader.Enrolment.ID, Questionnaire: v.Questionnaire,
			Moment: scheduling.AtEnd, Channel: scheduling.ByLetter, CreatedAt: tx.Now, AnswerBy: answerBy,
		}
		if len(given) > 0 {
			a.HeldAt = given[0].HeldAt // as for the others
		}
		if reader.Insured.Reaches(scheduling.ByMail) {
			a.Channel = scheduling.ByMail
		}
		token, err := d.secure(&a)
		if err != nil {
			return err
		}
		assignments[i], sheets[i] = a, d.newSheet(c.ID, a.Questionnaire, a.ID)
		r.codes[a.ID] = d.codeOf(sheets[i].ID)
		m := d.draft(r, a, reader.Insured, a.Channel, kind, token)
		m.DedupeKey, m.GraceAt = handOutKey(a.ID), answerBy.UTC()
		if _, err := d.post.Queue(tx, m); err != nil {
			return err
		}
	}
	if err := tx.AddAssignments(assignments); err != nil {
		return err
	}
	return tx.AddPaperSheets(sheets)
}

const kind = "questionnaire"

func handOutKey(id scheduling.AssignmentID) string { return kind + ":" + string(id) }
