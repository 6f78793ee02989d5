package api_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/store/storetest"
	"trame/scheduling/valdoise"
	"trame/scheduling/workflow/reporting"
	"trame/scheduling/workflow/trust"
)

// withPast adds the eleven sessions of the published study to a platform.
func (p *platform) withPast() {
	p.t.Helper()
	if err := valdoise.AddPast(p.t.Context(), p.db); err != nil {
		p.t.Fatal(err)
	}
}

// somebodyPast is a participant of a session that is closed.
func (p *platform) somebodyPast() (found scheduling.Insured) {
	p.t.Helper()
	p.read(func(tx *store.Tx) error {
		people, err := tx.SearchInsured([]scheduling.UnitID{"unit-95"}, "", store.Page{Limit: 1})
		if len(people) == 1 {
			found = people[0]
		}
		return err
	})
	return found
}

func TestRule27_AReportReadsTheSameOnceEverybodyIsErased(t *testing.T) {
	eachPlatform(t, func(t *testing.T, p *platform) {
		p.withPast()
		manager := p.actor("agent-helene")
		report := func() string {
			t.Helper()
			r, err := p.desks.Reporting.Report(t.Context(), manager, "programme-vo", reporting.Scope{Running: true})
			if err != nil {
				t.Fatal(err)
			}
			text, err := json.Marshal(r)
			if err != nil {
				t.Fatal(err)
			}
			return string(text)
		}
		before := report()
		gone, err := p.desks.Filing.PurgeAll(t.Context(), "organisation-cramif")
		if err != nil || gone.Files < 110 {
			t.Fatalf("%+v, %v", gone, err)
		}
		if after := report(); after != before {
			t.Errorf("the report changed\n%s\n%s", before, after)
		}
	})
}

func TestRule26_TheTracesOfAnErasedPersonStandAndTheirChainHolds(t *testing.T) {
	eachPlatform(t, func(t *testing.T, p *platform) {
		p.withPast()
		her := p.somebodyPast()
		for _, reason := range []string{"rappelle sa sœur Odile", ""} {
			p.write(func(tx *store.Tx) error {
				return tx.Audit(scheduling.AuditEvent{Actor: "user:agent-claire", Verb: "updated", Subject: "insured:" + string(her.ID), Unit: "unit-95", Reason: reason})
			})
		}
		asked := scheduling.Erasure{Ground: scheduling.Objects, AskedOn: scheduling.MustDate("2027-01-11")}
		if err := p.desks.Filing.Erase(t.Context(), p.actor("agent-claire"), her.ID, asked, her.Version); err != nil {
			t.Fatal(err)
		}
		p.read(func(tx *store.Tx) error {
			events, err := tx.AuditOf("insured:"+string(her.ID), 100)
			if len(events) != 3 || events[0].Verb != "erased" || strings.Contains(events[0].Fields, "Odile") || events[1].Reason+events[2].Reason != "" {
				t.Errorf("%+v", events)
			}
			return err
		})
		if _, _, err := p.desks.Trust.VerifyAudit(t.Context()); err != nil {
			t.Error(err)
		}
		// What nothing vouches for is still found.
		raw := storetest.SQL(t, p.db)
		if _, err := raw.ExecContext(t.Context(), "update audit_events set verb = 'imported' where reason = '' and verb = 'updated'"); err != nil {
			t.Fatal(err)
		}
		_, _, err := p.desks.Trust.VerifyAudit(t.Context())
		if broken, ok := errors.AsType[*trust.BrokenChain](err); !ok || broken.Reason != "altered" {
			t.Errorf("an altered trace goes unseen behind an erasure: %v", err)
		}
	})
}

func (p *platform) read(f func(tx *store.Tx) error) {
	p.t.Helper()
	if err := p.db.Read(p.t.Context(), f); err != nil {
		p.t.Fatal(err)
	}
}

func (p *platform) write(f func(tx *store.Tx) error) {
	p.t.Helper()
	if err := p.db.Write(p.t.Context(), f); err != nil {
		p.t.Fatal(err)
	}
}
