package planning_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"trame/scheduling"
	"trame/scheduling/post"
	"trame/scheduling/store"
	"trame/scheduling/store/storetest"
	"trame/scheduling/valdoise"
	"trame/scheduling/vault"
	"trame/scheduling/workflow/planning"
)

// house is the reference world with a planning desk in it.
type house struct {
	*testing.T
	db     *store.DB
	clock  *storetest.Clock
	desk   *planning.Desk
	office *post.Office

	claire, samir, lucie, helene, paul scheduling.Actor
}

// morning is when every story here begins.
const morning = "2027-01-05T08:00:00Z"

// reference is the reference world, loaded once.
var reference = storetest.NewFilled(morning, func(ctx context.Context, db *store.DB) error {
	return valdoise.Load(ctx, db, "hash")
})

func inEachHouse(t *testing.T, f func(h *house)) {
	t.Helper()
	clock := storetest.NewClock(morning)
	reference.EachDialect(t, clock, func(t *testing.T, db *store.DB) {
		clock.Set(storetest.NewClock(morning).Now())
		f(open(t, db, clock))
	})
}

func open(t *testing.T, db *store.DB, clock *storetest.Clock) *house {
	t.Helper()
	keyset, err := vault.Generate()
	if err != nil {
		t.Fatal(err)
	}
	keys, err := vault.New(keyset)
	if err != nil {
		t.Fatal(err)
	}
	office := post.New(keys, "https://trame.test")
	h := &house{T: t, db: db, clock: clock, desk: planning.New(db, office), office: office}
	h.claire, h.samir, h.lucie = h.actor("agent-claire"), h.actor("agent-samir"), h.actor("agent-lucie")
	h.helene, h.paul = h.actor("agent-helene"), h.actor("agent-paul")
	return h
}

func (h *house) actor(id scheduling.UserID) (actor scheduling.Actor) {
	h.Helper()
	h.read(func(tx *store.Tx) error {
		u, err := tx.User(id)
		if err == nil {
			actor, err = tx.Actor(u, scheduling.DateOf(tx.Now))
		}
		return err
	})
	return actor
}

func (h *house) read(f func(tx *store.Tx) error) {
	h.Helper()
	if err := h.db.Read(h.Context(), f); err != nil {
		h.Fatal(err)
	}
}

func (h *house) write(f func(tx *store.Tx) error) {
	h.Helper()
	if err := h.db.Write(h.Context(), f); err != nil {
		h.Fatal(err)
	}
}

// spring is a cohort that can be opened: Tuesdays at 14:00 in Osny.
func spring() scheduling.Cohort {
	return scheduling.Cohort{
		VersionID: "version-vo-1", Label: "Session de printemps", Site: "site-osny", Room: "room-osny", Lead: "agent-claire",
		FirstDate: scheduling.MustDate("2027-01-12"), Start: 14 * 60, CadenceWeeks: 1, Capacity: 12, LastEntry: 2, Threshold: 3,
	}
}

func with(change func(c *scheduling.Cohort)) scheduling.Cohort {
	c := spring()
	change(&c)
	return c
}

func (h *house) opened(c scheduling.Cohort) scheduling.CohortID {
	h.Helper()
	id, err := h.desk.Open(h.Context(), h.claire, c)
	if err != nil {
		h.Fatal(err)
	}
	return id
}

func (h *house) cohort(id scheduling.CohortID) (c scheduling.Cohort, meetings []scheduling.Meeting) {
	h.Helper()
	h.read(func(tx *store.Tx) (err error) {
		if c, err = tx.Cohort(id); err == nil {
			meetings, err = tx.Meetings(id)
		}
		return err
	})
	return c, meetings
}

// seat enrols n people: the first has mail, the second letters, the others
// neither.
func (h *house) seat(cohort scheduling.CohortID, n int) {
	h.Helper()
	h.write(func(tx *store.Tx) error {
		for i := range n {
			person := scheduling.Insured{
				ID: scheduling.InsuredID(fmt.Sprintf("%s-person-%d", cohort, i)), Unit: "unit-95",
				FirstName: fmt.Sprintf("Prénom%d", i), LastName: "Confidentiel", Email: fmt.Sprintf("p%d@example.org", i),
				Street: "1 rue", Postcode: "95000", City: "Cergy",
				MailConsent: i == 0, LetterConsent: i == 1, CreatedAt: tx.Now, Version: 1,
			}
			err := errors.Join(tx.AddInsured(person), tx.AddEnrolment(scheduling.Enrolment{
				ID: scheduling.EnrolmentID(person.ID + "-e"), Cohort: cohort, Insured: person.ID, State: scheduling.Enrolled,
				RankedAt: tx.Now, EnrolledAt: tx.Now, CreatedAt: tx.Now, Version: 1,
			}))
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// messages are those of a cohort that still have to leave, the oldest first,
// read.
func (h *house) messages(cohort scheduling.CohortID) (list []scheduling.Message, letters []post.Letter) {
	h.Helper()
	h.read(func(tx *store.Tx) error {
		found, err := tx.MessagesOf([]scheduling.UnitID{"unit-95"}, cohort, store.Page{Limit: 200})
		for i := len(found) - 1; i >= 0; i-- {
			if !found[i].DroppedAt.IsZero() {
				continue
			}
			letter, openErr := h.office.Open(found[i])
			err = errors.Join(err, openErr)
			list, letters = append(list, found[i]), append(letters, letter)
		}
		return err
	})
	return list, letters
}

// refused checks that err holds the refusal of key at field.
func (h *house) refused(err error, key, field string) {
	h.Helper()
	if list, ok := errors.AsType[scheduling.Faults](err); ok {
		for _, e := range list {
			if e.Key == key && e.Field == field {
				return
			}
		}
	}
	if e, ok := errors.AsType[*scheduling.Error](err); ok && e.Key == key && e.Field == field {
		return
	}
	h.Errorf("got %v, want the refusal %s (%s)", err, key, field)
}

func (h *house) must(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

// dates are the days of live meetings in order of position: "01-12 01-19 …".
func dates(meetings []scheduling.Meeting) string {
	var list []string
	for _, m := range meetings {
		day := m.Date.String()[5:]
		if !m.CancelledAt.IsZero() {
			day = "–"
		}
		list = append(list, day)
	}
	return strings.Join(list, " ")
}

// bookingsOf reads what some resources hold.
func (h *house) bookings(resources ...string) (list []scheduling.Booking) {
	h.Helper()
	h.read(func(tx *store.Tx) (err error) {
		list, err = tx.Bookings(resources...)
		return err
	})
	return list
}
