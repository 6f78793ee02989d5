package evaluating_test

import (
	"context"
	"regexp"
	"testing"
	"time"

	"trame/scheduling"
	"trame/scheduling/post"
	"trame/scheduling/store"
	"trame/scheduling/store/storetest"
	"trame/scheduling/valdoise"
	"trame/scheduling/vault"
	"trame/scheduling/workflow/evaluating"
)

// cohort is the session in Osny of the reference world: twelve people came.
const cohort scheduling.CohortID = "cohort-osny"

type world struct {
	*testing.T
	db    *store.DB
	clock *storetest.Clock
	post  *post.Office
	desk  *evaluating.Desk

	worker, adviser, elsewhere scheduling.Actor
}

const today = "2027-01-12T09:00:00+01:00"

// reference is the reference world, loaded once.
var reference = storetest.NewFilled(today, func(ctx context.Context, db *store.DB) error {
	return valdoise.Load(ctx, db, "hash")
})

// story runs f on each database, in the reference world; the clock stands
// three months on, when the session in Osny is over.
func story(t *testing.T, f func(w *world)) {
	t.Helper()
	clock := storetest.NewClock(today)
	reference.EachDialect(t, clock, func(t *testing.T, db *store.DB) {
		clock.Set(time.Date(2027, 1, 12, 8, 0, 0, 0, time.UTC))
		keyset, err := vault.Generate()
		w := &world{T: t, db: db, clock: clock}
		w.must(err)
		keys, err := vault.New(keyset)
		w.must(err)
		w.must(valdoise.AddPresent(t.Context(), db, keys))
		w.post = post.New(keys, "https://trame.example")
		w.desk = evaluating.New(db, w.post)
		grant := func(id scheduling.UserID, role scheduling.Role, unit scheduling.UnitID) scheduling.Actor {
			return scheduling.Actor{ID: id, Organisation: "organisation-cramif", Grants: []scheduling.Grant{{Role: role, Units: []scheduling.UnitID{unit}}}}
		}
		w.worker = grant("agent-claire", scheduling.SocialWorker, "unit-95")
		w.adviser = grant("agent-lucie", scheduling.Adviser, "unit-95")
		w.elsewhere = grant("agent-samir", scheduling.SocialWorker, "unit-92")
		f(w)
	})
}

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

// over is the day after the last module of the session in Osny.
func (w *world) over() {
	w.Helper()
	w.read(func(tx *store.Tx) error {
		meetings, err := tx.Meetings(cohort)
		if err == nil {
			live := scheduling.LiveModules(meetings)
			w.clock.Set(live[len(live)-1].EndsAt.Add(24 * time.Hour))
		}
		return err
	})
}

func (w *world) read(f func(tx *store.Tx) error) {
	w.Helper()
	w.must(w.db.Read(w.Context(), f))
}

var link = regexp.MustCompile(`https://trame\.example/q/([A-Za-z0-9_-]+)`)

// tokens are the links that were written to participants.
func (w *world) tokens() (tokens []string) {
	w.Helper()
	w.read(func(tx *store.Tx) error {
		messages, err := tx.MessagesAbout(cohort, "questionnaire")
		for _, m := range messages {
			letter, err := w.post.Open(m)
			if err != nil {
				return err
			}
			tokens = append(tokens, link.FindStringSubmatch(letter.Text)[1])
		}
		return err
	})
	return tokens
}

// handedOut is a session that is over, its questionnaire in everybody's hands.
func (w *world) handedOut() []string {
	w.Helper()
	w.over()
	_, err := w.desk.HandOut(w.Context(), w.worker, cohort)
	w.must(err)
	return w.tokens()
}

func (w *world) submissions() (list []scheduling.Submission) {
	w.Helper()
	w.read(func(tx *store.Tx) (err error) {
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
