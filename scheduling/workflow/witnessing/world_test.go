package witnessing_test

import (
	"cmp"
	"regexp"
	"strings"
	"testing"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/valdoise/scene"
	"trame/scheduling/workflow/witnessing"
)

// The reference world has two witnesses, both of the session that ended six
// months ago: one said yes to the last module in Osny, one was not asked yet.
const (
	former  scheduling.CohortID    = "cohort-six-months"
	spoken  scheduling.WitnessID   = "witness-link"
	unasked scheduling.WitnessID   = "witness-phone"
	said    scheduling.TestimonyID = "testimony-osny"
)

type world struct {
	*scene.World
	desk    *witnessing.Desk
	meeting scheduling.Meeting   // the last module in Osny
	people  []scheduling.Insured // of the former session, by id
	is      map[scheduling.WitnessID]scheduling.InsuredID
}

// inEach runs f on each database.
func inEach(t *testing.T, f func(w *world)) {
	t.Helper()
	scene.Each(t, func(s *scene.World) {
		w := &world{World: s, desk: witnessing.New(s.DB, s.Post), is: map[scheduling.WitnessID]scheduling.InsuredID{}}
		s.Read(func(tx *store.Tx) error {
			meetings, err := tx.Meetings(scene.Osny)
			s.Must(err)
			for _, m := range meetings {
				if m.Position == 10 && m.Kind == scheduling.ModuleMeeting {
					w.meeting = m
				}
			}
			consents, err := tx.WitnessesIn([]scheduling.UnitID{"unit-95"})
			s.Must(err)
			for _, c := range consents {
				w.is[c.ID] = c.Insured
			}
			list, err := tx.Participants(former)
			for _, p := range list {
				w.people = append(w.people, p.Insured)
			}
			return err
		})
		f(w)
	})
}

// other is a former participant who is no witness.
func (w *world) other() scheduling.Insured {
	for _, i := range w.people {
		if i.ID != w.is[spoken] && i.ID != w.is[unasked] {
			return i
		}
	}
	w.Fatal("nobody else came")
	return scheduling.Insured{}
}

// change changes a person's file.
func (w *world) change(id scheduling.InsuredID, f func(i *scheduling.Insured)) {
	w.Helper()
	w.Write(func(tx *store.Tx) error {
		i, err := tx.Insured(id)
		w.Must(err)
		f(&i)
		return tx.ReplaceInsured(i)
	})
}

// consent is one that may be recorded today.
func (w *world) consent() scheduling.Witness {
	return scheduling.Witness{
		GivenOn: scheduling.DateOf(w.Clock.Now()), Way: scheduling.ConsentByPhone, Forms: []scheduling.WitnessForm{scheduling.InPerson},
		Themes: []scheduling.WitnessThemeID{"work"}, Limits: " le matin ",
	}
}

func (w *world) file(actor scheduling.Actor, id scheduling.InsuredID) witnessing.File {
	w.Helper()
	f, err := w.desk.File(w.Context(), actor, id)
	w.Must(err)
	return f
}

func (w *world) proposals(actor scheduling.Actor, sought ...scheduling.WitnessThemeID) witnessing.Proposals {
	w.Helper()
	p, err := w.desk.Proposals(w.Context(), actor, w.meeting.ID, sought)
	w.Must(err)
	return p
}

// sent are the messages of a kind about any session, worded: none holds a word
// of health, or a subject of testimony.
func (w *world) sent(kind string) (list []scheduling.Message, texts []string) {
	w.Helper()
	w.Read(func(tx *store.Tx) error {
		all, err := tx.MessagesOf([]scheduling.UnitID{"unit-95"}, "", store.Page{Limit: 200})
		for _, m := range all {
			if m.Kind == kind && m.DroppedAt.IsZero() {
				list = append(list, m)
			}
		}
		return err
	})
	for _, m := range list {
		letter, err := w.Post.Open(m)
		w.Must(err)
		text := letter.Subject + "\n" + letter.Text + "\n" + letter.HTML
		for _, word := range []string{"cancer", "Ligue", "maladie ", "fatigue", "traitement"} {
			if strings.Contains(strings.ToLower(text), strings.ToLower(word)) {
				w.Errorf("a %s by %s says %q: %s", kind, cmp.Or(m.Channel, "mail"), word, letter.Text)
			}
		}
		texts = append(texts, text)
	}
	return list, texts
}

var links = regexp.MustCompile(`/(?:temoin|temoignage)/([\w-]{43})`)

// link is the token of the only message of a kind.
func (w *world) link(kind string) string {
	w.Helper()
	_, texts := w.sent(kind)
	if len(texts) != 1 {
		w.Fatalf("%d messages of %s", len(texts), kind)
	}
	found := links.FindStringSubmatch(texts[0])
	if found == nil {
		w.Fatalf("no link in %s", texts[0])
	}
	return found[1]
}
