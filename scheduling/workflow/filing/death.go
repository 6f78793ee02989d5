package filing

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"trame/scheduling"
	"trame/scheduling/anonymity"
	"trame/scheduling/store"
)

// AskDeathUndone asks a manager to undo a death that was noted by mistake. He
// may not know who she is (rule 25): the reason does not name her.
func (d *Desk) AskDeathUndone(ctx context.Context, actor scheduling.Actor, id scheduling.InsuredID, reason string) (asked scheduling.DeathCorrectionID, err error) {
	reason = strings.TrimSpace(reason)
	err = d.db.Write(ctx, func(tx *store.Tx) error {
		i, err := tx.InsuredFor(actor, id, scheduling.Invite)
		if err != nil {
			return err
		}
		if i.DeceasedOn.IsZero() {
			return scheduling.Refuse(scheduling.Conflict, "death.none", "")
		}
		word, _ := anonymity.Tells(reason, []store.Participant{{Insured: i}}, scheduling.DateOf(tx.Now))
		var f scheduling.Faults
		f.Check(reason != "", "reason", "death.reason.required")
		f.Check(utf8.RuneCountInString(reason) <= 500, "reason", "death.reason.long")
		f.Check(word == "", "reason", "death.reason.names", "word", word)
		if err := f.Err(); err != nil {
			return err
		}
		known, err := tx.DeathCorrections(id)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(known, func(c scheduling.DeathCorrection) bool { return c.DecidedAt.IsZero() }) {
			return scheduling.Refuse(scheduling.Conflict, "death.asked_already", "")
		}
		asked = store.NewID[scheduling.DeathCorrectionID]()
		if err := tx.AddDeathCorrection(scheduling.DeathCorrection{
			ID: asked, Insured: id, Unit: i.Unit, NotedOn: i.DeceasedOn, Reason: reason, AskedBy: actor.ID, AskedAt: tx.Now,
		}); err != nil {
			return err
		}
		return tx.Audit(scheduling.AuditEvent{
			Actor: actor.ID.Ref(), Verb: "death_questioned", Subject: about(id), Unit: i.Unit, Fields: scheduling.TraceFields(map[string]any{"correction": asked}),
		})
	})
	return asked, err
}

// DeathCorrections lists those of a person, for whoever may see her.
func (d *Desk) DeathCorrections(ctx context.Context, actor scheduling.Actor, id scheduling.InsuredID) (list []scheduling.DeathCorrection, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		if _, err := tx.InsuredFor(actor, id, scheduling.SeePeople); err != nil {
			return err
		}
		list, err = tx.DeathCorrections(id)
		return err
	})
	return list, err
}

// QuestionedDeath is a correction as a manager decides on it: he sees no name.
type QuestionedDeath struct {
	scheduling.DeathCorrection
	Asker    string
	Unit     string
	Sessions []string // of which her place was ended
}

// QuestionedDeath finds one in the actor's units.
func (d *Desk) QuestionedDeath(ctx context.Context, actor scheduling.Actor, id scheduling.DeathCorrectionID) (q QuestionedDeath, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		c, err := questioned(tx, actor, id)
		if err != nil {
			return err
		}
		q = QuestionedDeath{DeathCorrection: c}
		stopped, err := stoppedFor(tx, c.Insured)
		if err != nil {
			return err
		}
		if c.DecidedAt.IsZero() {
			q.Messages, q.Seats, q.FollowUps = stopped.messages, len(stopped.places), len(stopped.followUps)
		}
		for _, e := range stopped.places {
			cohort, err := tx.Cohort(e.Cohort)
			if err != nil {
				return err
			}
			q.Sessions = append(q.Sessions, cohort.Label)
		}
		asker, err := tx.User(c.AskedBy)
		if err != nil {
			return err
		}
		unit, err := tx.Unit(c.Unit)
		q.Asker, q.Unit = asker.Name(), unit.Name
		return err
	})
	return q, err
}

func questioned(tx *store.Tx, actor scheduling.Actor, id scheduling.DeathCorrectionID) (scheduling.DeathCorrection, error) {
	c, err := tx.DeathCorrection(id)
	if err != nil {
		return c, err
	}
	return c, actor.May(scheduling.CorrectDeaths, c.Unit)
}

// DecideDeath undoes a death, or says that it stands. Undone, she may be invited
// and followed again; nothing that was stopped comes back by itself.
func (d *Desk) DecideDeath(ctx context.Context, actor scheduling.Actor, id scheduling.DeathCorrectionID, undone bool) error {
	return d.db.Write(ctx, func(tx *store.Tx) error {
		c, err := questioned(tx, actor, id)
		if err != nil {
			return err
		}
		switch {
		case !c.DecidedAt.IsZero():
			return scheduling.Refuse(scheduling.Conflict, "death.decided", "")
		case c.AskedBy == actor.ID:
			return scheduling.Refuse(scheduling.Conflict, "death.own", "")
		}
		c.DecidedBy, c.DecidedAt, c.Undone = actor.ID, tx.Now, undone
		verb := "death_confirmed"
		if undone {
			verb = "death_undone"
			stopped, err := revive(tx, actor, c.Insured)
			if err != nil {
				return err
			}
			c.Messages, c.Seats, c.FollowUps = stopped.messages, len(stopped.places), len(stopped.followUps)
		}
		if err := tx.DecideDeathCorrection(c); err != nil {
			return err
		}
		return tx.Audit(scheduling.AuditEvent{
			Actor: actor.ID.Ref(), Verb: verb, Subject: about(c.Insured), Unit: c.Unit, Reason: c.Reason,
			Fields: scheduling.TraceFields(map[string]any{"correction": id, "messages": c.Messages, "seats": c.Seats, "follow_ups": c.FollowUps}),
		})
	})
}

// stopped is what a death that was noted put an end to.
type stopped struct {
	messages  int
	places    []scheduling.Enrolment
	followUps []scheduling.FollowUp
}

func stoppedFor(tx *store.Tx, id scheduling.InsuredID) (s stopped, err error) {
	if s.messages, err = tx.StoppedByDeath(id); err != nil {
		return s, err
	}
	enrolments, err := tx.EnrolmentsOf(id)
	if err != nil {
		return s, err
	}
	for _, e := range enrolments {
		if e.State == scheduling.Deceased {
			s.places = append(s.places, e)
		}
		f, err := tx.FollowUpOf(e.ID)
		switch {
		case scheduling.KindOf(err) == scheduling.NotFound:
		case err != nil:
			return s, err
		case f.Outcome == scheduling.OutcomeDeceased:
			s.followUps = append(s.followUps, f)
		}
	}
	slices.SortFunc(s.places, func(a, b scheduling.Enrolment) int { return strings.Compare(string(a.Cohort), string(b.Cohort)) })
	return s, nil
}

// revive takes a death off a file. A place in a session that is over is hers as
// it was; one in a session that goes on may be somebody else's by now: she has
// left, and may be given one again. Her follow-ups are to be made once more.
func revive(tx *store.Tx, actor scheduling.Actor, id scheduling.InsuredID) (stopped, error) {
	s, err := stoppedFor(tx, id)
	if err != nil {
		return s, err
	}
	for _, e := range s.places {
		if err := giveBack(tx, actor, e); err != nil {
			return s, err
		}
	}
	for _, f := range s.followUps {
		f.Outcome, f.Whereof, f.Details, f.AsOf, f.Source, f.ClosedReason = "", "", "", scheduling.Date{}, "", ""
		f.RecordedBy, f.RecordedAt = "", time.Time{}
		if err := tx.ReplaceFollowUp(f); err != nil {
			return s, err
		}
	}
	i, err := tx.LockFile(id)
	if err != nil {
		return s, err
	}
	i.DeceasedOn = scheduling.Date{}
	return s, tx.ReplaceInsured(i)
}

func giveBack(tx *store.Tx, actor scheduling.Actor, e scheduling.Enrolment) error {
	c, err := tx.LockCohort(e.Cohort)
	if err != nil {
		return err
	}
	meetings, err := tx.Meetings(c.ID)
	if err != nil {
		return err
	}
	live, since, to := scheduling.LiveModules(meetings), e.EnrolledAt, scheduling.Withdrawn
	if over := len(live) > 0 && !live[len(live)-1].EndsAt.After(tx.Now); over && !since.IsZero() {
		to = scheduling.Enrolled
	}
	e, change := e.Becomes(to, "", actor.ID.Ref(), tx.Now)
	if to == scheduling.Enrolled {
		e.EnrolledAt, e.LeftAt = since, time.Time{} // as if she had never left
	}
	if err := tx.ReplaceEnrolment(e); err != nil {
		return err
	}
	return tx.AddEnrolmentChange(change)
}
