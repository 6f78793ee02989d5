package evaluating_test

import (
	"regexp"
	"testing"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/valdoise/scene"
	"trame/scheduling/workflow/evaluating"
)

const cohort = scene.Osny

type world struct {
	*scene.World
	desk *evaluating.Desk
}

// story runs f on each database, in the reference world.
func story(t *testing.T, f func(w *world)) {
	t.Helper()
	scene.Each(t, func(s *scene.World) {
		w := &world{s, evaluating.New(s.DB, s.Post, s.Keys)}
		f(w)
	})
}

// over is the day after the last module of the session in Osny.
func (w *world) over() {
	w.Helper()
	w.Read(func(tx *store.Tx) error {
		meetings, err := tx.Meetings(cohort)
		if err == nil {
			live := scheduling.LiveModules(meetings)
			w.Clock.Set(live[len(live)-1].EndsAt.Add(24 * time.Hour))
		}
		return err
	})
}

var link = regexp.MustCompile(`https://trame\.example/q/([A-Za-z0-9_-]+)`)

// tokens are the links that were written to participants, or stand in the squares
// of their sheets.
func (w *world) tokens() (tokens []string) {
	w.Helper()
	letters := false
	for _, m := range w.Messages("questionnaire") {
		if m.Channel == scheduling.ByLetter {
			letters = true
			continue
		}
		letter, err := w.Post.Open(m)
		w.Must(err)
		tokens = append(tokens, link.FindStringSubmatch(letter.Text)[1])
	}
	if letters {
		_, of := w.letterSheets()
		tokens = append(tokens, of...)
	}
	return tokens
}

// handedOut is a session that is over, its questionnaire in everybody's hands.
func (w *world) handedOut() []string {
	w.Helper()
	w.over()
	_, err := w.desk.HandOut(w.Context(), w.Worker, cohort)
	w.Must(err)
	return w.tokens()
}

func (w *world) submissions() (list []scheduling.Submission) {
	w.Helper()
	w.Read(func(tx *store.Tx) (err error) {
		list, err = tx.Submissions([]scheduling.CohortID{cohort}, scheduling.AtEnd)
		return err
	})
	return list
}

func (w *world) refused(err error, kind scheduling.Kind, key string) {
	w.Helper()
	if err == nil || scheduling.KindOf(err) != kind || err.Error() != scheduling.Refuse(kind, key, "").Error() {
		w.Errorf("got %v, want %s", err, key)
	}
}

func sheet(words string) scheduling.Answers {
	return scheduling.Answers{"satisfaction_overall": {"5"}, "recommend": {"yes"}, "takeaway": {words}}
}
