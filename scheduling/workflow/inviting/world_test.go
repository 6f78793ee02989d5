package inviting_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"trame/scheduling"
	"trame/scheduling/post"
	"trame/scheduling/store"
	"trame/scheduling/store/storetest"
	"trame/scheduling/vault"
	"trame/scheduling/workflow/inviting"
)

// now is the morning on which every story here begins: eight days before the
// first of ten weekly meetings.
const now = "2027-01-04T09:00:00+01:00"

// marker stands in every field that no participant and no manager may read.
const marker = "MARQUEUR"

type world struct {
	receipts int
	t        testing.TB
	db       *store.DB
	clock    *storetest.Clock
	post     *post.Office
	desk     *inviting.Desk
	cohort   scheduling.CohortID

	worker, adviser, manager, elsewhere scheduling.Actor
}

// story runs f in a fresh world on each database: an approved programme, a
// recruiting cohort with places, nobody in it.
func story(t *testing.T, places int, f func(w *world)) {
	t.Helper()
	clock := storetest.NewClock(now)
	storetest.EachDialect(t, clock, func(t *testing.T, db *store.DB) {
		clock.Set(must(time.Parse(time.RFC3339, now)))
		f(build(t, db, clock, places))
	})
}

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func build(t testing.TB, db *store.DB, clock *storetest.Clock, places int) *world {
	t.Helper()
	v := must(vault.New(must(vault.Generate())))
	office := post.New(v, "https://trame.example").WithTexts()
	w := &world{t: t, db: db, clock: clock, post: office, desk: inviting.New(db, office, v), cohort: "c1"}
	grant := func(id scheduling.UserID, role scheduling.Role, units ...scheduling.UnitID) scheduling.Actor {
		return scheduling.Actor{ID: id, Organisation: "o", Grants: []scheduling.Grant{{Role: role, Units: units}}}
	}
	w.worker = grant("ass", scheduling.SocialWorker, "u95")
	w.adviser = grant("csam", scheduling.Adviser, "u95")
	w.manager = grant("chief", scheduling.UnitManager, "u95")
	w.elsewhere = grant("far", scheduling.SocialWorker, "u78")
	w.write(func(tx *store.Tx) error {
		return errors.Join(
			tx.AddOrganisation(scheduling.Organisation{
				ID: "o", Code: "CRAMIF", Kind: "cramif", Name: "Assurance Maladie, service social", TimeZone: "Europe/Paris",
				Phone: "3646", PhoneHours: "du lundi au vendredi", SenderName: "Service social", SenderEmail: "service@example.org", RetentionMonths: 24,
			}),
			tx.AddUnit(scheduling.Unit{ID: "u95", Organisation: "o", Level: scheduling.Departement, Code: "95", Name: "Val-d’Oise"}),
			tx.AddUnit(scheduling.Unit{ID: "u78", Organisation: "o", Level: scheduling.Departement, Code: "78", Name: "Yvelines"}),
			w.users(tx), w.programme(tx), w.site(tx), w.run(tx, places),
		)
	})
	return w
}

func (w *world) users(tx *store.Tx) error {
	var errs []error
	for _, id := range []scheduling.UserID{"ass", "csam", "chief", "region", "far"} {
		errs = append(errs, tx.AddUser(scheduling.User{
			ID: id, Organisation: "o", Email: string(id) + "@example.org", FirstName: "Agent", LastName: string(id), Active: true, CreatedAt: tx.Now,
		}, "hash"))
	}
	return errors.Join(errs...)
}

func (w *world) programme(tx *store.Tx) error {
	v := scheduling.ProgrammeVersion{
		ID: "v1", Programme: "p1", Number: 1, Title: marker + " cancer", PublicTitle: "Rencontres du service social", Axis: "job_retention",
		GroupMin: 10, GroupMax: 12, CadenceWeeks: 1, FollowUpMonths: 6, CreatedBy: "ass", CreatedAt: tx.Now,
		SubmittedBy: "ass", SubmittedAt: tx.Now, ContentHash: "abc", Version: 1,
	}
	errs := []error{
		tx.AddProgramme(scheduling.Programme{ID: "p1", Unit: "u95", Code: "P", CreatedAt: tx.Now}),
		tx.AddProgrammeVersion(v),
		tx.AddApproval(scheduling.Approval{ID: "a1", VersionID: "v1", Level: scheduling.Local, Verdict: scheduling.Approved, User: "chief", ContentHash: "abc", At: tx.Now}),
		tx.AddApproval(scheduling.Approval{ID: "a2", VersionID: "v1", Level: scheduling.Regional, Verdict: scheduling.Approved, User: "region", ContentHash: "abc", At: tx.Now.Add(time.Second)}),
	}
	for n := 1; n <= 10; n++ {
		errs = append(errs, tx.AddModule(scheduling.Module{
			ID: scheduling.ModuleID(fmt.Sprintf("m%d", n)), VersionID: "v1", Position: n, Title: marker + " chimiothérapie",
			Kind: "content", Minutes: 120, ToBring: "De quoi écrire",
		}))
	}
	return errors.Join(errs...)
}

func (w *world) site(tx *store.Tx) error {
	return tx.AddSite(scheduling.Site{
		ID: "s1", Unit: "u95", Name: marker + " Ligue contre le cancer", PublicPlace: "Maison des associations", Street: "1 rue des Tulipes",
		Postcode: "95520", City: "Osny", TimeZone: "Europe/Paris", StepFree: true, Transport: "bus 34, arrêt Mairie", AccessNotes: marker, Version: 1,
	})
}

func (w *world) run(tx *store.Tx, places int) error {
	c := scheduling.Cohort{
		ID: w.cohort, VersionID: "v1", Unit: "u95", Label: marker + " printemps", Site: "s1", Lead: "ass",
		FirstDate: scheduling.MustDate("2027-01-12"), Start: 14 * 60, CadenceWeeks: 1, Capacity: places, LastEntry: 2, Threshold: 3,
		CreatedBy: "ass", CreatedAt: tx.Now, RecruitingAt: tx.Now, Version: 1,
	}
	errs := []error{tx.AddCohort(c)}
	for n := 1; n <= 10; n++ {
		m := scheduling.Meeting{
			ID: scheduling.MeetingID(fmt.Sprintf("e%d", n)), Cohort: c.ID, Module: scheduling.ModuleID(fmt.Sprintf("m%d", n)),
			Kind: scheduling.ModuleMeeting, Position: n, Minutes: 120, Zone: "Europe/Paris", Site: "s1",
			UID: fmt.Sprintf("uid-%d", n), ChangedAt: tx.Now, Version: 1,
		}
		m, _ = m.At(c.FirstDate.AddDays(7*(n-1)), 14*60)
		errs = append(errs, tx.AddMeeting(m))
	}
	return errors.Join(errs...)
}

func (w *world) write(f func(tx *store.Tx) error) {
	w.t.Helper()
	if err := w.db.Write(w.t.Context(), f); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) read(f func(tx *store.Tx) error) {
	w.t.Helper()
	if err := w.db.Read(w.t.Context(), f); err != nil {
		w.t.Fatal(err)
	}
}

// person enters someone who takes mail, and letters when n is even.
func (w *world) person(n int) scheduling.Insured {
	w.t.Helper()
	i := scheduling.Insured{
		Unit: "u95", FirstName: "Claire", LastName: fmt.Sprintf("Personne %03d", n), BirthDate: scheduling.MustDate("1975-03-14"),
		Gender: "f", Email: fmt.Sprintf("p%d@example.org", n), MailConsent: true, Pathology: marker, Notes: marker,
		Street: "2 rue Basse", Postcode: "95000", City: "Cergy", LetterConsent: n%2 == 0,
	}
	id, err := w.desk.AddInsured(w.t.Context(), w.worker, i)
	if err != nil {
		w.t.Fatal(err)
	}
	i.ID = id
	return i
}

// people enters n of them.
func (w *world) people(n int) []scheduling.InsuredID {
	ids := make([]scheduling.InsuredID, n)
	for at := range ids {
		ids[at] = w.person(at).ID
	}
	return ids
}

var replyBy = scheduling.MustDate("2027-01-11")

// invite invites ids and returns their links' tokens, in the same order.
func (w *world) invite(ids ...scheduling.InsuredID) []string {
	w.t.Helper()
	if _, err := w.desk.Invite(w.t.Context(), w.adviser, w.cohort, inviting.Plan{People: ids, ReplyBy: replyBy}); err != nil {
		w.t.Fatal(err)
	}
	tokens := make([]string, len(ids))
	for at, id := range ids {
		tokens[at] = w.link(id)
	}
	return tokens
}

// link finds the token in the latest message to a person.
func (w *world) link(id scheduling.InsuredID) string {
	w.t.Helper()
	letter := w.letter(id)
	_, rest, found := strings.Cut(letter.Text, "https://trame.example/v/")
	if !found {
		w.t.Fatalf("no link in %q", letter.Text)
	}
	return rest[:43]
}

// letter opens the latest message to a person.
func (w *world) letter(id scheduling.InsuredID) (letter post.Letter) {
	w.t.Helper()
	w.read(func(tx *store.Tx) error {
		messages, err := tx.MessagesTo(id)
		if err != nil {
			return err
		}
		if len(messages) == 0 {
			return errors.New("no message")
		}
		letter, err = w.post.Open(messages[0])
		return err
	})
	return letter
}

func (w *world) reply(token string, a inviting.Answer) {
	w.t.Helper()
	if err := w.desk.Reply(w.t.Context(), token, a); err != nil {
		w.t.Fatal(err)
	}
}

var (
	yes    = inviting.Answer{Reply: scheduling.Accepts}
	no     = inviting.Answer{Reply: scheduling.Refuses, Reason: "hours"}
	callMe = inviting.Answer{Reply: scheduling.CallMe}
)

// standing is what a person's own page says.
func (w *world) standing(token string) inviting.Standing {
	w.t.Helper()
	page, err := w.desk.Welcome(w.t.Context(), token)
	if err != nil {
		w.t.Fatal(err)
	}
	return page.Standing
}

func (w *world) count() (h store.Headcount) {
	w.t.Helper()
	w.read(func(tx *store.Tx) error {
		counts, err := tx.Headcounts([]scheduling.CohortID{w.cohort})
		h = counts[w.cohort]
		return err
	})
	return h
}

func (w *world) refused(err error, kind scheduling.Kind, key string) {
	w.t.Helper()
	e, ok := errors.AsType[*scheduling.Error](err)
	if list, many := errors.AsType[scheduling.Faults](err); many {
		e, ok = list[0], true
	}
	if !ok || e.Kind != kind || e.Key != key {
		w.t.Errorf("got %v, want %s", err, key)
	}
}
