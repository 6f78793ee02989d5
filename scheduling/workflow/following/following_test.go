package following_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/workflow/following"
)

func TestEachPersonIsToldOnceByHerOwnWayAndNothingOfHealthIsSaid(t *testing.T) {
	story(t, func(w *world) {
		before := w.progress(w.Adviser)
		if before.Meeting.ID == "" || before.ToTell == 0 || before.ToTell+before.ToCall != before.Counts[scheduling.FollowUpToPlan] {
			w.Fatalf("to tell %d, to call %d of %v; meeting %q", before.ToTell, before.ToCall, before.Counts, before.Meeting.ID)
		}
		for range 2 { // again: harmless
			if _, err := w.desk.ProposeDue(w.Context()); err != nil {
				w.Fatal(err)
			}
		}
		list := w.Messages("follow_up")
		if len(list) != before.ToTell {
			w.Errorf("%d messages, want %d", len(list), before.ToTell)
		}
		for _, m := range list {
			letter, err := w.Post.Open(m)
			w.Must(err)
			for _, word := range []string{"cancer", "Cancer", "Ligue", "maladie "} {
				if strings.Contains(letter.Subject+letter.Text+letter.HTML, word) {
					w.Errorf("a %s says %q: %s", m.Channel, word, letter.Text)
				}
			}
		}
		after := w.progress(w.Adviser)
		if after.Proposed != len(list) || after.ToTell != 0 || after.Counts[scheduling.FollowUpContacted] != len(list) {
			w.Errorf("told %d, left %d, %v", after.Proposed, after.ToTell, after.Counts)
		}
		w.refusedAll()
	})
}

// refusedAll: who may neither propose nor see.
func (w *world) refusedAll() {
	w.Helper()
	_, err := w.desk.Propose(w.Context(), w.Manager, cohort)
	w.Refused(err, "actor.may_not.invite")
	_, err = w.desk.Progress(w.Context(), w.Elsewhere, cohort)
	w.Refused(err, "not_found")
	if p := w.progress(w.Manager); len(p.People) != 0 || p.Study.Base != p.Base {
		w.Errorf("a manager sees %d people; his study is of %d", len(p.People), p.Study.Base)
	}
	if p := w.progress(w.Adviser); len(p.People) != p.Base || p.Study.Base != 0 {
		w.Errorf("an adviser sees %d of %d people, and a study of %d", len(p.People), p.Base, p.Study.Base)
	}
}

func TestRule23_WhatAPersonAnswersByHerLinkIsTheOneRecordOfHerOutcome(t *testing.T) {
	story(t, func(w *world) {
		ctx := w.Context()
		_, err := w.desk.Propose(ctx, w.Adviser, cohort)
		w.Must(err)
		token := w.token(w.Messages("follow_up")[0])
		for range 3 { // a mail scanner follows links
			sheet, err := w.desk.Open(ctx, token)
			if err != nil || !sheet.MeetingAhead || !sheet.AnsweredOn.IsZero() {
				w.Fatalf("got %+v, %v", sheet, err)
			}
		}
		w.Refused(w.desk.Answer(ctx, token, following.Own{}), "follow_up.own.empty")
		w.Refused(w.desk.Answer(ctx, token, following.Own{Outcome: scheduling.OutcomeDeceased}), "follow_up.own.unknown")
		w.Refused(w.desk.Answer(ctx, "another", following.Own{Comes: following.Comes}), "link.unknown")
		w.Must(w.desk.Answer(ctx, token, following.Own{Comes: following.Comes, Outcome: scheduling.OutcomeInvalidity1, Details: " à mi-temps "}))
		w.Must(w.desk.Answer(ctx, token, following.Own{Outcome: scheduling.OutcomeWorkResumedPartTime, Details: "depuis lundi"})) // she corrects herself
		p := w.progress(w.Worker)
		at := slices.IndexFunc(p.People, func(p following.Person) bool { return p.FollowUp.Source == scheduling.FollowUpLink })
		if at < 0 {
			w.Fatalf("nobody answered: %+v", p.Counts)
		}
		f := p.People[at].FollowUp
		if f.Outcome != scheduling.OutcomeWorkResumedPartTime || f.Details != "depuis lundi" || f.Comes != following.Comes || p.Coming != 1 || p.People[at].Last.Outcome != scheduling.AttemptReached {
			w.Errorf("kept %+v, %d come", f, p.Coming)
		}
		for _, one := range w.progress(w.Adviser).People {
			if one.FollowUp.Outcome != "" || one.FollowUp.Details != "" {
				w.Error("an adviser reads what she answered")
			}
		}
		f.Outcome, f.Source, f.RecordedBy = scheduling.OutcomeTraining, scheduling.FollowUpMeeting, w.Worker.ID // her social worker corrects it
		w.Write(func(tx *store.Tx) error { return tx.ReplaceFollowUp(f) })
		w.Refused(w.desk.Answer(ctx, token, following.Own{Outcome: scheduling.OutcomeRetired}), "follow_up.own.known")
		w.Clock.Add(200 * 24 * time.Hour)
		_, err = w.desk.Open(ctx, token)
		w.Refused(err, "link.over")
	})
}

func TestRule13_ALinkAndAProposalEndWithADeath(t *testing.T) {
	story(t, func(w *world) {
		ctx := w.Context()
		_, err := w.desk.Propose(ctx, w.Adviser, cohort)
		w.Must(err)
		m := w.Messages("follow_up")[0]
		w.Write(func(tx *store.Tx) error {
			i, err := tx.Insured(m.Insured)
			w.Must(err)
			i.DeceasedOn = scheduling.DateOf(tx.Now)
			return tx.ReplaceInsured(i)
		})
		_, err = w.desk.Open(ctx, w.token(m))
		w.Refused(err, "link.over")
		w.Refused(w.desk.Answer(ctx, w.token(m), following.Own{Comes: following.Comes}), "link.over")
		again, err := w.desk.Propose(ctx, w.Adviser, cohort)
		if p := w.progress(w.Worker); err != nil || again != 0 || p.Counts[scheduling.FollowUpDeceased] == 0 {
			w.Errorf("%d told afterwards, %v; %v", again, err, p.Counts)
		}
	})
}
