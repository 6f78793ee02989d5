package following_test

import (
	"errors"
	"regexp"
	"testing"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/valdoise/scene"
	"trame/scheduling/workflow/following"
)

const cohort = scene.Osny

type world struct {
	*scene.World
	desk *following.Desk
}

// story runs f on each database, in the reference world, where the session in
// Osny ended and its six months are two weeks away.
func story(t *testing.T, f func(w *world)) {
	t.Helper()
	scene.Each(t, func(s *scene.World) {
		w := &world{s, following.New(s.DB, s.Post)}
		w.ended()
		f(w)
	})
}

// ended has every meeting of a module held, the clock two weeks before the six
// months, and a follow-up open for each who came.
func (w *world) ended() {
	w.Helper()
	var last scheduling.Date
	w.Write(func(tx *store.Tx) error {
		meetings, err := tx.Meetings(cohort)
		for _, m := range scheduling.LiveModules(meetings) {
			if last = m.Date; m.HeldAt.IsZero() {
				m.HeldAt = m.EndsAt
				err = errors.Join(err, tx.ReplaceMeeting(m))
			}
		}
		return err
	})
	w.Clock.Set(last.AddMonths(6).AddDays(-14).UTC().Add(9 * time.Hour))
	var due []scheduling.FollowUp
	for _, p := range w.progress(w.Worker).People {
		due = append(due, scheduling.FollowUp{
			ID: store.NewID[scheduling.FollowUpID](), Enrolment: p.Enrolment.ID, Cohort: cohort, DueOn: last.AddMonths(6), Version: 1,
		})
	}
	w.Write(func(tx *store.Tx) error { return tx.AddFollowUps(due) })
}

func (w *world) progress(actor scheduling.Actor) following.Progress {
	w.Helper()
	p, err := w.desk.Progress(w.Context(), actor, cohort)
	w.Must(err)
	return p
}

var links = regexp.MustCompile(`/nouvelles/([\w-]{43})`)

// token is that of the link in a message.
func (w *world) token(m scheduling.Message) string {
	w.Helper()
	letter, err := w.Post.Open(m)
	w.Must(err)
	found := links.FindStringSubmatch(letter.Text)
	if found == nil {
		w.Fatalf("no link in %s", letter.Text)
	}
	return found[1]
}
