package programmes_test

import (
	"errors"
	"testing"

	"trame/scheduling"
	"trame/scheduling/post"
	"trame/scheduling/store"
	"trame/scheduling/store/storetest"
	"trame/scheduling/vault"
	"trame/scheduling/workflow/programmes"
)

// house is two départements of a region, with who works there.
type house struct {
	*testing.T
	db   *store.DB
	desk *programmes.Desk
	post *post.Office

	worker, manager, regional, other, lead scheduling.Actor
}

const (
	region  scheduling.UnitID = "u-idf"
	unit    scheduling.UnitID = "u-95"
	unit78  scheduling.UnitID = "u-78"
	atStart                   = "2027-01-12T09:00:00Z"
)

func inEachHouse(t *testing.T, f func(h *house)) {
	t.Helper()
	storetest.EachDialect(t, storetest.NewClock(atStart), func(t *testing.T, db *store.DB) { f(open(t, db)) })
}

func open(t *testing.T, db *store.DB) *house {
	t.Helper()
	keyset, err := vault.Generate()
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := vault.New(keyset)
	if err != nil {
		t.Fatal(err)
	}
	office := post.New(sealed, "https://trame.test")
	h := &house{T: t, db: db, desk: programmes.New(db, office), post: office}
	h.write(func(tx *store.Tx) error {
		return errors.Join(
			tx.AddOrganisation(scheduling.Organisation{
				ID: "o", Code: "CRAMIF", Kind: "cramif", Name: "CRAMIF", TimeZone: "Europe/Paris",
				Phone: "3646", SenderName: "Service social", SenderEmail: "a@example.org", RetentionMonths: 24,
			}),
			tx.AddUnit(scheduling.Unit{ID: region, Organisation: "o", Level: scheduling.Region, Code: "11", Name: "Île-de-France"}),
			tx.AddUnit(scheduling.Unit{ID: unit, Organisation: "o", Parent: region, Level: scheduling.Departement, Code: "95", Name: "Val-d’Oise"}),
			tx.AddUnit(scheduling.Unit{ID: unit78, Organisation: "o", Parent: region, Level: scheduling.Departement, Code: "78", Name: "Yvelines"}),
		)
	})
	h.worker = h.agent("nadia", scheduling.SocialWorker, unit)
	h.manager = h.agent("marc", scheduling.UnitManager, unit)
	h.regional = h.agent("rose", scheduling.RegionalManager, region)
	h.other = h.agent("odile", scheduling.UnitManager, unit78)
	h.lead = h.agent("theo", scheduling.TechnicalLead, region)
	return h
}

func (h *house) agent(name string, role scheduling.Role, at scheduling.UnitID) (actor scheduling.Actor) {
	h.Helper()
	today := scheduling.MustDate("2027-01-12")
	h.write(func(tx *store.Tx) (err error) {
		u := scheduling.User{
			ID: scheduling.UserID(name), Organisation: "o", Email: name + "@example.org",
			FirstName: name, LastName: "Martin", Active: true, CreatedAt: tx.Now,
		}
		err = errors.Join(tx.AddUser(u, "hash"), tx.AddGrant(scheduling.RoleGrant{User: u.ID, Role: role, Unit: at, From: today}))
		if err == nil {
			actor, err = tx.Actor(u, today)
		}
		return err
	})
	return actor
}

func (h *house) write(f func(tx *store.Tx) error) {
	h.Helper()
	if err := h.db.Write(h.Context(), f); err != nil {
		h.Fatal(err)
	}
}

func (h *house) read(f func(tx *store.Tx) error) {
	h.Helper()
	if err := h.db.Read(h.Context(), f); err != nil {
		h.Fatal(err)
	}
}

// must stops at an error, and gives the value otherwise.
func must[T any](h *house) func(T, error) T {
	h.Helper()
	return func(value T, err error) T {
		h.Helper()
		if err != nil {
			h.Fatal(err)
		}
		return value
	}
}

// refused checks that err is the refusal of key.
func (h *house) refused(err error, key string) {
	h.Helper()
	if e, ok := errors.AsType[*scheduling.Error](err); ok && e.Key == key {
		return
	}
	if list, ok := errors.AsType[scheduling.Faults](err); ok && list[0].Key == key {
		return
	}
	h.Errorf("got %v, want the refusal %s", err, key)
}

func (h *house) ok(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

var identity = scheduling.ProgrammeVersion{
	Title: "Cancer et retour à l’emploi", PublicTitle: "Rencontres du service social de l’Assurance Maladie",
	Axis: "job_retention", Problem: "Reprendre après un cancer.", Public: "Personnes en arrêt de travail.",
	Objectives: "Connaître ses droits.", GroupMin: 10, GroupMax: 12, CadenceWeeks: 1, FollowUpMonths: 6,
}

// draft is a programme of the unit with three modules.
func (h *house) draft() scheduling.VersionID {
	h.Helper()
	id := must[scheduling.VersionID](h)(h.desk.Create(h.Context(), h.worker, scheduling.Programme{Unit: unit, Code: "vo-emploi"}, identity))
	for _, m := range []scheduling.Module{
		{Title: "Présentation", Kind: "presentation", Minutes: 120, Partners: []scheduling.PartnerKind{"ligue_cancer"}},
		{Title: "Mes droits", Part: 1, Parts: 2, Kind: "content", Minutes: 120, ToBring: "Une attestation"},
		{Title: "Mes droits", Part: 2, Parts: 2, Kind: "content", Minutes: 120},
	} {
		must[int](h)(h.desk.AddModule(h.Context(), h.worker, id, h.seen(id), m))
	}
	return id
}

// submitted is a draft that was submitted.
func (h *house) submitted() scheduling.VersionID {
	h.Helper()
	id := h.draft()
	h.ok(h.desk.Submit(h.Context(), h.worker, id, h.seen(id)))
	return id
}

// approved is a version with both approvals.
func (h *house) approved() scheduling.VersionID {
	h.Helper()
	id := h.submitted()
	h.ok(h.decide(h.manager, id, scheduling.Approved, ""))
	h.ok(h.decide(h.regional, id, scheduling.Approved, ""))
	return id
}

func (h *house) decide(actor scheduling.Actor, id scheduling.VersionID, verdict scheduling.Verdict, comment string) error {
	h.Helper()
	return h.desk.Decide(h.Context(), actor, id, programmes.Decision{Verdict: verdict, Comment: comment, ContentHash: h.version(id).ContentHash})
}

func (h *house) version(id scheduling.VersionID) (v scheduling.ProgrammeVersion) {
	h.Helper()
	h.read(func(tx *store.Tx) (err error) {
		v, err = tx.Version(id)
		return err
	})
	return v
}

func (h *house) seen(id scheduling.VersionID) int { h.Helper(); return h.version(id).Version }

func (h *house) state(id scheduling.VersionID) (state scheduling.VersionState) {
	h.Helper()
	h.read(func(tx *store.Tx) (err error) {
		state, err = tx.VersionState(id)
		return err
	})
	return state
}

// mail lists « recipient: subject » of the messages queued so far, in order.
func (h *house) mail() []string {
	h.Helper()
	var lines []string
	h.read(func(tx *store.Tx) error {
		messages, err := tx.MessagesOf([]scheduling.UnitID{unit, unit78, region}, "", store.Page{})
		if err != nil {
			return err
		}
		for i := len(messages) - 1; i >= 0; i-- {
			letter, err := h.post.Open(messages[i])
			if err != nil {
				return err
			}
			lines = append(lines, messages[i].Recipient+": "+letter.Subject)
		}
		return nil
	})
	return lines
}

// verbs lists what the audit trail says of a version.
func (h *house) verbs(id scheduling.VersionID) []string {
	h.Helper()
	var verbs []string
	h.read(func(tx *store.Tx) error {
		events, err := tx.AuditOf("version:"+string(id), 50)
		for i := len(events) - 1; i >= 0; i-- {
			verbs = append(verbs, events[i].Actor+" "+events[i].Verb)
		}
		return err
	})
	return verbs
}
