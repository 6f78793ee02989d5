package evaluating_test

import (
	"strings"
	"testing"
	"time"

	"trame/scheduling"
	"trame/scheduling/evaluation"
	"trame/scheduling/store"
)

func TestTheQuestionnaireGoesToEverybodyWhoStartedOnce(t *testing.T) {
	story(t, func(w *world) {
		_, err := w.desk.HandOut(w.Context(), w.Worker, cohort)
		w.refused(err, scheduling.Conflict, "handout.too_early")
		w.over()
		_, err = w.desk.HandOut(w.Context(), w.Adviser, cohort)
		w.refused(err, scheduling.Forbidden, "actor.may_not.organise")
		_, err = w.desk.HandOut(w.Context(), w.Elsewhere, cohort)
		w.refused(err, scheduling.NotFound, "not_found")
		n, err := w.desk.HandOut(w.Context(), w.Worker, cohort)
		if err != nil || n != 12 {
			w.Errorf("handed to %d, %v", n, err)
		}
		if n, err := w.desk.HandOut(w.Context(), w.Worker, cohort); err != nil || n != 0 {
			w.Errorf("handed again to %d, %v", n, err)
		}
		if tokens := w.tokens(); len(tokens) != 12 {
			w.Errorf("%d links", len(tokens))
		}
		w.Read(func(tx *store.Tx) error {
			messages, err := tx.MessagesAbout(cohort, "questionnaire")
			for _, m := range messages {
				letter, err := w.Post.Open(m)
				w.Must(err)
				if m.Channel == scheduling.ByMail && letter.Subject != "Votre avis sur les rencontres" {
					w.Errorf("subject %q", letter.Subject)
				}
				if word := scheduling.HealthWord(letter.Subject + " " + letter.Text); word != "" {
					w.Errorf("a message says %q", word)
				}
			}
			return err
		})
	})
}

func TestTheRunnerHandsOutTheDayAfterAndNeverLate(t *testing.T) {
	story(t, func(w *world) {
		if n, err := w.desk.HandOutDue(w.Context()); err != nil || n != 0 {
			w.Errorf("before the end: %d, %v", n, err)
		}
		w.over()
		end := w.Clock.Now()
		w.Clock.Set(end.AddDate(0, 0, 15))
		if n, err := w.desk.HandOutDue(w.Context()); err != nil || n != 0 {
			w.Errorf("a fortnight late: %d, %v", n, err)
		}
		w.Clock.Set(end)
		if n, err := w.desk.HandOutDue(w.Context()); err != nil || n != 12 {
			w.Errorf("the day after: %d, %v", n, err)
		}
		if n, err := w.desk.HandOutDue(w.Context()); err != nil || n != 0 {
			w.Errorf("again: %d, %v", n, err)
		}
	})
}

func TestLettersArePrintedForWhoIsNotMailedAndLeaveATrace(t *testing.T) {
	story(t, func(w *world) {
		w.handedOut()
		letters, err := w.desk.Letters(w.Context(), w.Worker, cohort)
		w.Must(err)
		o, err := w.desk.Overview(w.Context(), w.Worker, cohort)
		if err != nil || len(letters) != o.Letters || len(letters) == 0 {
			w.Fatalf("%d letters of %d, %v", len(letters), o.Letters, err)
		}
		for _, l := range letters {
			if len(l.ToLines) != 3 || l.Code == "" || !strings.Contains(l.Text, l.Code+" sur https://trame.example/code") || !strings.Contains(l.Text, "36 46") && !strings.Contains(l.Text, "36\u00a046") {
				w.Errorf("%+v", l)
			}
		}
		w.Read(func(tx *store.Tx) error {
			events, err := tx.AuditOf("cohort:"+string(cohort), 1)
			if len(events) != 1 || events[0].Verb != "printed" {
				w.Errorf("traces %+v", events)
			}
			return err
		})
	})
}

func TestAQuestionnaireThatWasSentOrApprovedNeverChanges(t *testing.T) {
	story(t, func(w *world) {
		const id = "questionnaire-satisfaction"
		q, questions, err := w.desk.Questionnaire(w.Context(), w.Worker, id)
		w.Must(err)
		q.Title = "Autre chose"
		w.refused(w.desk.Replace(w.Context(), w.Worker, q, questions), scheduling.Conflict, "questionnaire.frozen")
		next, err := w.desk.Add(w.Context(), w.Worker, q, questions)
		w.Must(err)
		q, questions, err = w.desk.Questionnaire(w.Context(), w.Worker, next)
		if err != nil || q.Number != 2 || q.Frozen() || len(questions) != 16 {
			w.Errorf("number %d, %d questions, %v", q.Number, len(questions), err)
		}
		q.Opening = "Bonjour."
		w.Must(w.desk.Replace(w.Context(), w.Worker, q, questions[:3]))
		w.refused(w.desk.Replace(w.Context(), w.Worker, q, questions), scheduling.Conflict, "stale")
		_, questions, err = w.desk.Questionnaire(w.Context(), w.Worker, next)
		if err != nil || len(questions) != 3 {
			w.Errorf("%d questions, %v", len(questions), err)
		}
		_, err = w.desk.Add(w.Context(), w.Adviser, q, questions)
		w.refused(err, scheduling.Forbidden, "actor.may_not.organise")
	})
}

func TestRule21_ResultsAppearFromFiveSubmissionsOnceNobodyMayAnswer(t *testing.T) {
	story(t, func(w *world) {
		tokens := w.handedOut()
		for _, token := range tokens[:4] {
			w.Must(w.desk.Answer(w.Context(), token, sheet("")))
		}
		shown := func(actor scheduling.Actor) evaluation.Results {
			o, err := w.desk.Overview(w.Context(), actor, cohort)
			w.Must(err)
			return o.Results
		}
		w.Must(w.desk.Answer(w.Context(), tokens[4], sheet("")))
		if r := shown(w.Worker); r.Questions != nil {
			w.Error("shown while others may answer")
		}
		w.Clock.Add(31 * 24 * time.Hour)
		r := shown(w.Worker)
		overall, ok := r.Of("satisfaction_overall")
		if !ok || overall.Answered != 5 || overall.Mean != 5 {
			w.Errorf("after the last day: %+v", overall)
		}
		if r := shown(w.Adviser); r.Questions != nil {
			w.Error("shown to an adviser")
		}
		w.refused(w.desk.Answer(w.Context(), tokens[5], sheet("")), scheduling.Expired, "link.over")
		if _, err := w.desk.Open(w.Context(), tokens[5]); scheduling.KindOf(err) != scheduling.Expired {
			w.Errorf("opened past its last day: %v", err)
		}
	})
	story(t, func(w *world) {
		tokens := w.handedOut()
		for _, token := range tokens[:4] {
			w.Must(w.desk.Answer(w.Context(), token, sheet("")))
		}
		w.Must(w.desk.EndAnswering(w.Context(), w.Worker, cohort))
		o, err := w.desk.Overview(w.Context(), w.Worker, cohort)
		if err != nil || !o.Over || o.Results.Questions != nil || o.Results.Submissions != 4 {
			w.Errorf("four submissions: %+v, %v", o.Results, err)
		}
	})
}
