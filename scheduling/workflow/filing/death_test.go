package filing_test

import (
	"testing"

	"trame/scheduling"
	"trame/scheduling/store"
)

func TestRule13_ADeathNotedByMistakeIsUndoneByAManagerAndNothingComesBackByItself(t *testing.T) {
	inEachHouse(t, func(h *house) {
		var p store.Participant
		h.write(func(tx *store.Tx) error {
			list, err := tx.Participants("cohort-osny")
			h.ok(err)
			for _, one := range list {
				if one.Enrolment.State == scheduling.Enrolled {
					p = one
				}
			}
			h.ok(tx.AddFollowUps([]scheduling.FollowUp{{
				ID: "follow-up-x", Enrolment: p.Enrolment.ID, Cohort: "cohort-osny", DueOn: today, Outcome: scheduling.OutcomeDeceased, AsOf: today, Version: 1,
			}}))
			p.Insured.DeceasedOn = today
			h.ok(tx.ReplaceInsured(p.Insured))
			e, change := p.Enrolment.Becomes(scheduling.Deceased, "", "user:agent-claire", tx.Now)
			h.ok(tx.ReplaceEnrolment(e))
			return tx.AddEnrolmentChange(change)
		})
		ctx, id := h.Context(), p.Insured.ID
		ask := func(actor scheduling.Actor, reason string) (scheduling.DeathCorrectionID, error) {
			return h.desk.AskDeathUndone(ctx, actor, id, reason)
		}
		_, err := ask(h.worker, "  ")
		h.refused(err, "death.reason.required")
		_, err = ask(h.worker, "Confusion : "+p.Insured.FirstName+" "+p.Insured.LastName+" a appelé.")
		h.refused(err, "death.reason.names")
		_, err = ask(h.elsewhere, "Confusion")
		h.refused(err, "not_found")
		asked, err := ask(h.adviser, "Confusion avec une homonyme.")
		h.ok(err)
		_, err = ask(h.worker, "Confusion")
		h.refused(err, "death.asked_already")

		manager := h.manager
		q, err := h.desk.QuestionedDeath(ctx, manager, asked)
		h.ok(err)
		if q.Seats != 1 || q.FollowUps != 1 || len(q.Sessions) != 1 || q.Reason == "" || q.Asker == "" {
			t.Errorf("the manager sees %+v", q)
		}
		h.refused(h.desk.DecideDeath(ctx, h.worker, asked, true), "actor.may_not.correct_deaths")
		both := manager
		both.ID = h.adviser.ID
		h.refused(h.desk.DecideDeath(ctx, both, asked, true), "death.own")
		h.ok(h.desk.DecideDeath(ctx, manager, asked, true))
		h.refused(h.desk.DecideDeath(ctx, manager, asked, false), "death.decided")
		h.read(func(tx *store.Tx) error {
			i, err := tx.Insured(id)
			h.ok(err)
			e, err := tx.Enrolment(p.Enrolment.ID)
			h.ok(err)
			f, err := tx.FollowUp("follow-up-x")
			if !i.DeceasedOn.IsZero() || e.State != scheduling.Withdrawn || f.Outcome != "" {
				t.Errorf("died on %q, place %s, outcome %q", i.DeceasedOn, e.State, f.Outcome)
			}
			return err
		})
		list, err := h.desk.DeathCorrections(ctx, h.worker, id)
		h.ok(err)
		if len(list) != 1 || !list[0].Undone || list[0].Seats != 1 || list[0].FollowUps != 1 || list[0].DecidedBy != manager.ID {
			t.Errorf("kept %+v", list)
		}
		_, err = ask(h.worker, "Confusion")
		h.refused(err, "death.none")
	})
}
