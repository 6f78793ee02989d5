package booklets_test

import (
	"regexp"
	"strings"
	"testing"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/valdoise/scene"
	"trame/scheduling/workflow/booklets"
)

const cohort = scene.Osny

type world struct {
	*scene.World
	desk *booklets.Desk
}

// story runs f on each database, in the reference world.
func story(t *testing.T, f func(w *world)) {
	t.Helper()
	scene.Each(t, func(s *scene.World) {
		w := &world{s, booklets.New(s.DB, s.Post)}
		f(w)
	})
}

// entry adds a question of the first module, written by Claire.
func (w *world) entry(answer string, reviewed bool) scheduling.BookletEntryID {
	w.Helper()
	e := scheduling.BookletEntry{
		ID: store.NewID[scheduling.BookletEntryID](), Cohort: cohort, Position: 90, Question: "Peut-on reprendre à mi-temps ?", Answer: answer,
		WrittenBy: "agent-claire", Version: 1,
	}
	w.Write(func(tx *store.Tx) error {
		c, err := tx.Cohort(cohort)
		w.Must(err)
		modules, err := tx.Modules(c.VersionID)
		w.Must(err)
		if e.Module, e.WrittenAt = modules[0].ID, tx.Now; reviewed {
			e.ReviewedBy, e.ReviewedAt = "agent-samir", tx.Now
		}
		return tx.AddBookletEntry(e)
	})
	return e.ID
}

var links = regexp.MustCompile(`/(?:livret|reponse)/([\w-]{43})`)

// token is that of the link in a message, which tells nothing of an illness.
func (w *world) token(m scheduling.Message) string {
	w.Helper()
	letter, err := w.Post.Open(m)
	w.Must(err)
	whole := letter.Subject + letter.Text + letter.HTML
	for _, word := range []string{"cancer", "Cancer", "Ligue", "mi-temps"} {
		if strings.Contains(whole, word) {
			w.Errorf("a %s says %q: %s", m.Channel, word, whole)
		}
	}
	found := links.FindStringSubmatch(letter.Text)
	if found == nil {
		w.Fatalf("no link in %s", letter.Text)
	}
	return found[1]
}
