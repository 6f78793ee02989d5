package importing_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/store/storetest"
	"trame/scheduling/vault"
	"trame/scheduling/workflow/importing"
)

// now is the morning on which every import here arrives.
const now = "2027-01-04T09:00:00+01:00"

type world struct {
	t     *testing.T
	db    *store.DB
	clock *storetest.Clock
	vault *vault.Vault
	desk  *importing.Desk

	worker, adviser, elsewhere, manager scheduling.Actor
}

// story runs f in a fresh world on each database: two units, nobody in them.
func story(t *testing.T, f func(w *world)) {
	t.Helper()
	clock := storetest.NewClock(now)
	storetest.EachDialect(t, clock, func(t *testing.T, db *store.DB) {
		clock.Set(must(time.Parse(time.RFC3339, now)))
		f(build(t, db, clock))
	})
}

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func build(t testing.TB, db *store.DB, clock *storetest.Clock) *world {
	t.Helper()
	keys := must(vault.New(must(vault.Generate())))
	w := &world{db: db, clock: clock, vault: keys, desk: importing.New(db, keys)}
	w.t, _ = t.(*testing.T)
	err := db.Write(t.Context(), func(tx *store.Tx) error {
		return errors.Join(
			tx.AddOrganisation(scheduling.Organisation{
				ID: "o", Code: "CRAMIF", Kind: "cramif", Name: "Assurance Maladie, service social", TimeZone: "Europe/Paris",
				Phone: "3646", SenderName: "Service social", SenderEmail: "service@example.org", RetentionMonths: 24, Version: 1,
			}),
			tx.AddUnit(scheduling.Unit{ID: "u95", Organisation: "o", Level: scheduling.Departement, Code: "95", Name: "Val-d’Oise"}),
			tx.AddUnit(scheduling.Unit{ID: "u78", Organisation: "o", Level: scheduling.Departement, Code: "78", Name: "Yvelines"}),
			w.agent(tx, &w.worker, "ass", scheduling.SocialWorker, "u95"),
			w.agent(tx, &w.adviser, "csam", scheduling.Adviser, "u95"),
			w.agent(tx, &w.manager, "chief", scheduling.UnitManager, "u95"),
			w.agent(tx, &w.elsewhere, "far", scheduling.SocialWorker, "u78"),
		)
	})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func (w *world) agent(tx *store.Tx, actor *scheduling.Actor, id scheduling.UserID, role scheduling.Role, unit scheduling.UnitID) error {
	*actor = scheduling.Actor{ID: id, Organisation: "o", Grants: []scheduling.Grant{{Role: role, Units: []scheduling.UnitID{unit}}}}
	return errors.Join(
		tx.AddUser(scheduling.User{
			ID: id, Organisation: "o", Email: string(id) + "@example.org", FirstName: "Agent", LastName: string(id), Active: true, CreatedAt: tx.Now, Version: 1,
		}, "hash"),
		tx.AddGrant(scheduling.RoleGrant{User: id, Role: role, Unit: unit, From: scheduling.MustDate("2026-01-01")}),
	)
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

// stage uploads a file and has it read.
func (w *world) stage(source scheduling.ReferralSource, content string) importing.View {
	w.t.Helper()
	im := scheduling.Import{Unit: "u95", Source: source}
	id := must(w.desk.Upload(w.t.Context(), w.worker, im, strings.NewReader(content)))
	return w.work(id)
}

// work does what is due and gives what became of an import.
func (w *world) work(id scheduling.ImportID) importing.View {
	w.t.Helper()
	if err := w.desk.Work(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
	return must(w.desk.Look(w.t.Context(), w.worker, id))
}

// bring stages a file and applies it, when there is something to apply.
func (w *world) bring(source scheduling.ReferralSource, content string) importing.View {
	w.t.Helper()
	return w.apply(w.stage(source, content))
}

func (w *world) apply(v importing.View) importing.View {
	w.t.Helper()
	err := w.desk.Confirm(w.t.Context(), w.worker, v.Import.ID, 0)
	if scheduling.KindOf(err) == scheduling.Conflict {
		return v
	}
	if err != nil {
		w.t.Fatal(err)
	}
	return w.work(v.Import.ID)
}

func (w *world) undo(v importing.View) importing.View {
	w.t.Helper()
	if err := w.desk.Undo(w.t.Context(), w.worker, v.Import.ID); err != nil {
		w.t.Fatal(err)
	}
	return w.work(v.Import.ID)
}

// counts fails unless the rows have these verdicts and no other.
func (w *world) counts(v importing.View, want map[scheduling.ImportVerdict]int) {
	w.t.Helper()
	for _, verdict := range scheduling.ImportVerdicts {
		if v.Count[verdict] != want[verdict] {
			w.t.Errorf("%d %s, want %d (%s %s)", v.Count[verdict], verdict, want[verdict], v.State, v.Import.Failure)
		}
	}
}

func (w *world) refused(err error, kind scheduling.Kind, key string) {
	w.t.Helper()
	refusal, _ := errors.AsType[*scheduling.Error](err)
	if list, ok := errors.AsType[scheduling.Faults](err); ok {
		refusal = list[0]
	}
	if refusal == nil || refusal.Kind != kind || refusal.Key != key {
		w.t.Errorf("got %v, want %s", err, key)
	}
}

func (w *world) lines(v importing.View) []importing.Line {
	w.t.Helper()
	return must(w.desk.Lines(w.t.Context(), w.worker, v.Import.ID, "", 0, 200)).Lines
}

// everyone is who is in the files, by name.
func (w *world) everyone() (people []scheduling.Insured) {
	w.t.Helper()
	w.read(func(tx *store.Tx) (err error) {
		people, err = tx.SearchInsured([]scheduling.UnitID{"u95", "u78"}, "", store.Page{Limit: 200})
		return err
	})
	return people
}

func (w *world) referralsOf(id scheduling.InsuredID) (list []scheduling.Referral) {
	w.t.Helper()
	w.read(func(tx *store.Tx) (err error) {
		list, err = tx.ReferralsOf(id)
		return err
	})
	return list
}
