package screening_test

import (
	"context"
	"errors"
	"testing"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/store/storetest"
	"trame/scheduling/valdoise"
	"trame/scheduling/workflow/screening"
)

const now = "2026-11-23T09:00:00+01:00"

var today = scheduling.MustDate("2026-11-23")

// version is the reference programme's in use; its criteria ask for a cancer,
// 90 days of leave, a situation, and no risk of precarity.
const version scheduling.VersionID = "version-vo-1"

var world = storetest.NewFilled(now, func(ctx context.Context, db *store.DB) error { return valdoise.Load(ctx, db, "hash") })

type house struct {
	*testing.T
	db   *store.DB
	desk *screening.Desk

	worker, adviser, manager, elsewhere scheduling.Actor
}

func inEachHouse(t *testing.T, f func(h *house)) {
	t.Helper()
	clock := storetest.NewClock(now)
	world.EachDialect(t, clock, func(t *testing.T, db *store.DB) {
		grant := func(id scheduling.UserID, role scheduling.Role, unit scheduling.UnitID) scheduling.Actor {
			return scheduling.Actor{ID: id, Organisation: "organisation-cramif", Grants: []scheduling.Grant{{Role: role, Units: []scheduling.UnitID{unit}}}}
		}
		f(&house{
			T: t, db: db, desk: screening.New(db), worker: grant("agent-claire", scheduling.SocialWorker, "unit-95"),
			adviser: grant("agent-lucie", scheduling.Adviser, "unit-95"), manager: grant("agent-helene", scheduling.UnitManager, "unit-95"),
			elsewhere: grant("agent-samir", scheduling.SocialWorker, "unit-92"),
		})
	})
}

func (h *house) ok(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

func (h *house) refused(err error, key string) {
	h.Helper()
	if faults, ok := errors.AsType[scheduling.Faults](err); ok && len(faults) == 1 {
		err = faults[0]
	}
	e, ok := errors.AsType[*scheduling.Error](err)
	if !ok || e.Key != key {
		h.Errorf("got %v, want %s", err, key)
	}
}

// eligible are facts that no criterion objects to.
var eligible = scheduling.Facts{
	LeaveStart: today.AddDays(-120), LeaveKind: scheduling.Illness, LeaveTime: scheduling.FullTime,
	LowAllowance: scheduling.KnownNo, LowPerHead: scheduling.KnownNo, SolidarityCover: scheduling.KnownNo,
}

// signal takes in somebody with a cancer and a contract, and facts changed.
func (h *house) signal(name string, change func(*scheduling.Facts)) scheduling.Referral {
	h.Helper()
	f := eligible
	change(&f)
	i := scheduling.Insured{Unit: "unit-95", FirstName: "Zoé", LastName: name, Pathology: "breast", Contract: "employed", Postcode: "95520", City: "Osny"}
	id, err := h.desk.Enter(h.Context(), h.worker, i, scheduling.Referral{Source: scheduling.FromCPAM90, ReceivedOn: today, Facts: f})
	h.ok(err)
	return h.referral(id)
}

func (h *house) referral(id scheduling.ReferralID) (r scheduling.Referral) {
	h.Helper()
	h.ok(h.db.Read(h.Context(), func(tx *store.Tx) (err error) {
		r, err = tx.Referral(id)
		return err
	}))
	return r
}

// examined examines the person of a referral today, and reads the check.
func (h *house) examined(r scheduling.Referral) screening.Examined {
	h.Helper()
	id, err := h.desk.Examine(h.Context(), h.worker, r.Insured, version, today)
	h.ok(err)
	e, err := h.desk.Check(h.Context(), h.worker, id)
	h.ok(err)
	return e
}

func (h *house) verbs(id scheduling.InsuredID) map[string]int {
	h.Helper()
	n := map[string]int{}
	h.ok(h.db.Read(h.Context(), func(tx *store.Tx) error {
		events, err := tx.AuditOf("insured:"+string(id), 1000)
		for _, e := range events {
			n[e.Verb]++
		}
		return err
	}))
	return n
}
