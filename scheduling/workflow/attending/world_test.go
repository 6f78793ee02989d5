package attending_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/store/storetest"
	"trame/scheduling/vault"
	"trame/scheduling/workflow/attending"
)

// eve is when every story begins: the evening before the first of four weekly
// meetings, 14 h – 16 h in Osny, with four people enrolled.
const eve = "2027-01-11T18:00:00+01:00"

type world struct {
	t     *testing.T
	db    *store.DB
	clock *storetest.Clock
	desk  *attending.Desk
	keys  *vault.Vault

	worker, second, adviser, manager, elsewhere scheduling.Actor
}

// story runs f in a fresh world on each database.
func story(t *testing.T, f func(w *world)) {
	t.Helper()
	clock := storetest.NewClock(eve)
	keyset, err := vault.Generate()
	if err != nil {
		t.Fatal(err)
	}
	keys, err := vault.New(keyset)
	if err != nil {
		t.Fatal(err)
	}
	storetest.EachDialect(t, clock, func(t *testing.T, db *store.DB) {
		w := &world{t: t, db: db, clock: clock, desk: attending.New(db, keys), keys: keys}
		w.at(eve)
		grant := func(id scheduling.UserID, role scheduling.Role, unit scheduling.UnitID) scheduling.Actor {
			return scheduling.Actor{ID: id, Organisation: "o", Grants: []scheduling.Grant{{Role: role, Units: []scheduling.UnitID{unit}}}}
		}
		w.worker, w.second = grant("ass", scheduling.SocialWorker, "u95"), grant("ass2", scheduling.SocialWorker, "u95")
		w.adviser, w.manager = grant("csam", scheduling.Adviser, "u95"), grant("chief", scheduling.UnitManager, "u95")
		w.elsewhere = grant("far", scheduling.SocialWorker, "u78")
		w.write(func(tx *store.Tx) error { return errors.Join(house(tx), run(tx), people(tx, keys)) })
		f(w)
	})
}

func house(tx *store.Tx) error {
	errs := []error{
		tx.AddOrganisation(scheduling.Organisation{ID: "o", Code: "CRAMIF", Kind: "cramif", Name: "Service social", TimeZone: "Europe/Paris", RetentionMonths: 24}),
		tx.AddUnit(scheduling.Unit{ID: "u95", Organisation: "o", Level: scheduling.Departement, Code: "95", Name: "Val-d’Oise"}),
		tx.AddUnit(scheduling.Unit{ID: "u78", Organisation: "o", Level: scheduling.Departement, Code: "78", Name: "Yvelines"}),
		tx.AddSite(scheduling.Site{ID: "s", Unit: "u95", Name: "Maison des Tulipes", Street: "1 rue", Postcode: "95520", City: "Osny", TimeZone: "Europe/Paris", Version: 1}),
	}
	for _, id := range []scheduling.UserID{"ass", "ass2", "csam", "chief", "far"} {
		errs = append(errs, tx.AddUser(scheduling.User{
			ID: id, Organisation: "o", Email: string(id) + "@example.org", FirstName: "Agent", LastName: string(id), Active: true, CreatedAt: tx.Now,
		}, "hash"))
	}
	return errors.Join(errs...)
}

func run(tx *store.Tx) error {
	c := scheduling.Cohort{
		ID: "c", VersionID: "v", Unit: "u95", Label: "Printemps", Site: "s", Lead: "ass", FirstDate: scheduling.MustDate("2027-01-12"),
		Start: 14 * 60, CadenceWeeks: 1, Capacity: 12, LastEntry: 2, Threshold: 3, CreatedBy: "ass", CreatedAt: tx.Now, Version: 1,
	}
	errs := []error{
		tx.AddProgramme(scheduling.Programme{ID: "p", Unit: "u95", Code: "P", CreatedAt: tx.Now}),
		tx.AddProgrammeVersion(scheduling.ProgrammeVersion{
			ID: "v", Programme: "p", Number: 1, Title: "Cancer et emploi", PublicTitle: "Vos rencontres", Axis: "job_retention",
			GroupMin: 3, GroupMax: 12, CadenceWeeks: 1, FollowUpMonths: 6, CreatedBy: "ass", CreatedAt: tx.Now, Version: 1,
		}),
	}
	for n := 1; n <= 4; n++ {
		errs = append(errs, tx.AddModule(scheduling.Module{
			ID: module(n), VersionID: "v", Position: n, Title: fmt.Sprintf("Module %d", n), Kind: "content", Minutes: 120,
		}))
	}
	errs = append(errs, tx.AddCohort(c))
	for n := 1; n <= 5; n++ {
		m := scheduling.Meeting{
			ID: meeting(n), Cohort: "c", Module: module(n), Kind: scheduling.ModuleMeeting, Position: n, Minutes: 120,
			Zone: "Europe/Paris", Site: "s", UID: fmt.Sprint("uid-", n), ChangedAt: tx.Now, Version: 1,
		}
		m, _ = m.At(c.FirstDate.AddDays(7*(n-1)), 14*60)
		if n == 5 { // the point à six mois
			m.Kind, m.Module = scheduling.Supplementary, ""
			m, _ = m.At(scheduling.MustDate("2027-08-03"), 14*60)
		}
		errs = append(errs, tx.AddMeeting(m))
	}
	return errors.Join(errs...)
}

// people are Ada, Berthe, Chloé and Dina, enrolled, and Edith who waits.
func people(tx *store.Tx, keys *vault.Vault) error {
	var errs []error
	for n, first := range []string{"Ada", "Berthe", "Chloé", "Dina", "Edith"} {
		id := fmt.Sprint(n + 1)
		e := scheduling.Enrolment{
			ID: scheduling.EnrolmentID("e" + id), Cohort: "c", Insured: scheduling.InsuredID("i" + id), State: scheduling.Enrolled,
			RankedAt: tx.Now, EnrolledAt: tx.Now.AddDate(0, 0, -7), CreatedAt: tx.Now, Version: 1,
		}
		if first == "Edith" {
			e.State, e.EnrolledAt = scheduling.Waitlisted, time.Time{}
		}
		inv := scheduling.Invitation{
			ID: scheduling.InvitationID("inv" + id), Cohort: "c", Insured: e.Insured, Channel: scheduling.ByMail,
			TokenHash: vault.HashToken(token(n + 1)), CodeHash: keys.HashCode(code(n + 1)), PreparedBy: "ass", PreparedAt: tx.Now,
		}
		e.Invitation = inv.ID
		errs = append(errs,
			tx.AddInsured(scheduling.Insured{
				ID: e.Insured, Unit: "u95", FirstName: first, LastName: "Personne" + id, Phone: "01 34 25 39 0" + id,
				Pathology: "MARQUEUR", Notes: "MARQUEUR", Language: "fr", CreatedAt: tx.Now, Version: 1,
			}),
			tx.AddInvitation(inv), tx.AddEnrolment(e))
	}
	return errors.Join(errs...)
}

// token is that of the n-th person's link.
func token(n int) string { return fmt.Sprint("token-", n) }

// code is that of the n-th person's letter.
func code(n int) string { return "K7RWM2X" + string(rune('A'+n)) }

func module(n int) scheduling.ModuleID   { return scheduling.ModuleID(fmt.Sprint("m", n)) }
func meeting(n int) scheduling.MeetingID { return scheduling.MeetingID(fmt.Sprint("s", n)) }

// at sets the clock.
func (w *world) at(instant string) {
	w.t.Helper()
	t, err := time.Parse(time.RFC3339, instant)
	if err != nil {
		w.t.Fatal(err)
	}
	w.clock.Set(t)
}

// after sets the clock to an hour after the end of meeting n.
func (w *world) after(n int) {
	w.t.Helper()
	w.read(func(tx *store.Tx) error {
		m, err := tx.Meeting(meeting(n))
		w.clock.Set(m.EndsAt.Add(time.Hour))
		return err
	})
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

// ok fails on an error.
func (w *world) ok(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// refused fails unless err bears key.
func (w *world) refused(err error, key string) {
	w.t.Helper()
	if list, ok := errors.AsType[scheduling.Faults](err); ok {
		err = list[0]
	}
	if e, ok := errors.AsType[*scheduling.Error](err); !ok || e.Key != key {
		w.t.Errorf("got %v, want %s", err, key)
	}
}

// sheet reads meeting n's sheet as the social worker.
func (w *world) sheet(n int) attending.Sheet {
	w.t.Helper()
	s, err := w.desk.Sheet(w.t.Context(), w.worker, meeting(n))
	w.ok(err)
	return s
}

// hold marks the four people at meeting n by a letter each (p, h, e, u) and
// closes its sheet an hour after it.
func (w *world) hold(n int, letters string) {
	w.t.Helper()
	w.after(n)
	status := map[rune]scheduling.AttendanceStatus{
		'p': scheduling.Present, 'h': scheduling.Partial, 'e': scheduling.AbsentExcused, 'u': scheduling.AbsentUnexcused,
	}
	var marks []attending.Mark
	for i, r := range w.sheet(n).Rows {
		marks = append(marks, attending.Mark{Enrolment: r.Enrolment.ID, Status: status[rune(letters[i])], Version: r.Attendance.Version})
	}
	w.ok(w.desk.Mark(w.t.Context(), w.worker, meeting(n), marks...))
	w.ok(w.desk.Close(w.t.Context(), w.worker, meeting(n), w.sheet(n).Meeting.Version, false))
}

// lines are one person's history at a meeting, in time.
func (w *world) lines(m scheduling.MeetingID, e scheduling.EnrolmentID) (lines []scheduling.AttendanceChange) {
	w.t.Helper()
	w.read(func(tx *store.Tx) error {
		a, err := tx.AttendanceOf(m, e)
		if scheduling.KindOf(err) == scheduling.NotFound {
			return nil
		}
		w.ok(err)
		lines, err = tx.AttendanceChanges(a.ID)
		return err
	})
	return lines
}

// again is the first meeting once more, with an empty sheet.
func (w *world) again(n int) (id scheduling.MeetingID) {
	w.t.Helper()
	id = scheduling.MeetingID(fmt.Sprint("again", n))
	w.write(func(tx *store.Tx) error {
		m, err := tx.Meeting(meeting(1))
		w.ok(err)
		m.ID, m.UID, m.Position = id, "uid-"+string(id), 100+n
		return tx.AddMeeting(m)
	})
	return id
}
