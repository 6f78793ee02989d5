package evaluating_test

import (
	"fmt"
	"testing"
	"time"

	"trame/scheduling"
	"trame/scheduling/evaluation"
	"trame/scheduling/store"
	"trame/scheduling/valdoise"
	"trame/scheduling/workflow/evaluating"
)

// past adds the eleven sessions that were published to the reference world,
// and finds their questionnaire.
func (w *world) past() scheduling.QuestionnaireID {
	w.Helper()
	w.Must(valdoise.AddPast(w.Context(), w.DB))
	var id scheduling.QuestionnaireID
	w.Read(func(tx *store.Tx) error {
		c, err := tx.Cohort(cohort)
		if err != nil {
			return err
		}
		v, err := tx.Version(c.VersionID)
		id = v.Questionnaire
		return err
	})
	return id
}

func TestRule21_SessionsSpeakTogetherOnceTheirYearIsOver(t *testing.T) {
	story(t, func(w *world) {
		id := w.past()
		r, err := w.desk.Results(w.Context(), w.manager(), id)
		w.Must(err)
		sessions := len(r.Sessions)
		if sessions < 11 || r.Coming != 0 || len(r.Moments) != 1 || r.Moments[0].Questions[0].All.Withheld {
			w.Fatalf("%d sessions, %d coming, %d moments", sessions, r.Coming, len(r.Moments))
		}
		before := figures(r.Moments[0])

		// The session of this year is asked, and answers at once.
		for _, token := range w.handedOut() {
			w.Must(w.desk.Answer(w.Context(), token, w.fullAnswers()))
		}
		r, err = w.desk.Results(w.Context(), w.manager(), id)
		w.Must(err)
		if len(r.Sessions) != sessions+1 || r.Coming != 1 {
			w.Fatalf("%d sessions, %d coming", len(r.Sessions), r.Coming)
		}
		if now := figures(r.Moments[0]); now != before {
			w.Errorf("a session of the running year changed %q to %q: the difference is what it answered", before, now)
		}
		w.Clock.Set(time.Date(2028, 1, 2, 9, 0, 0, 0, time.UTC))
		r, err = w.desk.Results(w.Context(), w.manager(), id)
		w.Must(err)
		if r.Coming != 0 || r.Moments[0].Asked == 0 {
			w.Errorf("%d sessions wait after their year", r.Coming)
		}
	})
}

func TestResultsAreForWhoReadsReports(t *testing.T) {
	story(t, func(w *world) {
		id := w.past()
		for name, actor := range map[string]scheduling.Actor{"an adviser": w.Adviser} {
			if _, err := w.desk.Results(w.Context(), actor, id); scheduling.KindOf(err) != scheduling.NotFound {
				w.Errorf("%s reads them: %v", name, err)
			}
		}
		r, err := w.desk.Results(w.Context(), w.Elsewhere, id)
		w.Must(err)
		if len(r.Sessions) != 0 || len(r.Moments) != 0 {
			w.Errorf("another unit reads of %d sessions", len(r.Sessions))
		}
	})
}

func figures(m evaluating.MomentResults) (text string) {
	for _, q := range m.Questions {
		text += shownOf(q)
	}
	return text
}

func shownOf(g evaluation.Gathered) string {
	return fmt.Sprint(g.Question.Key, g.All.Answered, g.All.Cells, g.All.Mean, len(g.Periods), ";")
}

func (w *world) manager() scheduling.Actor {
	a := w.Worker
	a.Grants = append([]scheduling.Grant{{Role: scheduling.UnitManager, Units: w.Worker.Grants[0].Units}}, a.Grants...)
	return a
}

// fullAnswers is a sheet that answers whatever must be answered.
func (w *world) fullAnswers() scheduling.Answers {
	answers := scheduling.Answers{}
	o, err := w.desk.Overview(w.Context(), w.Worker, cohort)
	w.Must(err)
	for _, item := range o.Items {
		switch item.Kind {
		case scheduling.ScaleQuestion:
			answers[item.Key] = []string{fmt.Sprint(item.Max)}
		case scheduling.YesNoQuestion:
			answers[item.Key] = []string{scheduling.Yes}
		case scheduling.SingleQuestion, scheduling.MultipleQuestion:
			answers[item.Key] = []string{item.Options[0].Code}
		}
	}
	return answers
}
