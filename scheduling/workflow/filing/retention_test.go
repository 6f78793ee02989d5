package filing_test

import (
	"testing"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/workflow/filing"
)

// closeAt sets when the follow-up of a session was closed.
func (h *house) closeAt(id scheduling.CohortID, at time.Time) {
	h.Helper()
	h.write(func(tx *store.Tx) error {
		c, err := tx.LockCohort(id)
		if err != nil {
			return err
		}
		c.ClosedAt = at
		return tx.ReplaceCohort(c)
	})
}

func (h *house) outlook(by scheduling.Actor) filing.Outlook {
	h.Helper()
	o, err := h.desk.Outlook(h.Context(), by, store.Page{})
	h.ok(err)
	return o
}

func TestRule27_AFileIsDueSoManyMonthsAfterTheFollowUpClosed(t *testing.T) {
	inEachHouse(t, func(h *house) {
		her := h.participants()[0]
		before := h.outlook(h.admin).Files
		for _, c := range []struct {
			closed string
			due    bool
		}{
			{"2025-01-12T10:00:00+01:00", false}, // the day itself: two years are not over
			{"2025-01-11T23:59:00+01:00", true},
			{"2024-01-12T10:00:00+01:00", true},
			{"2027-01-11T10:00:00+01:00", false},
		} {
			at, err := time.Parse(time.RFC3339, c.closed)
			h.ok(err)
			h.closeAt(her.Enrolment.Cohort, at)
			h.read(func(tx *store.Tx) error {
				due, err := tx.FilesDue([]scheduling.UnitID{"unit-95"}, store.QuietFor(h.clock.Now(), 24), store.Page{Limit: 200})
				found := false
				for _, d := range due {
					found = found || d.Insured.ID == her.Insured.ID
				}
				if found != c.due {
					t.Errorf("closed %s: due is %v", c.closed, found)
				}
				return err
			})
		}
		if before == 0 || h.outlook(h.admin).Files >= before {
			t.Errorf("%d files were due, now %d", before, h.outlook(h.admin).Files)
		}
	})
}

func TestRule27_ADryRunChangesNothingAndNamesPeopleToWhomMayReadNames(t *testing.T) {
	inEachHouse(t, func(h *house) {
		l := h.look()
		before := all(l.dump())
		o := h.outlook(h.manager)
		if o.Files < 100 || len(o.Due) != 50 || o.Next == "" || o.Anybody || o.Due[0].Name != "" || o.May || !o.Since.IsZero() {
			t.Errorf("%d files, %d listed, named %v", o.Files, len(o.Due), o.Anybody)
		}
		if d := o.Due[0]; d.Why != "followed_up" || d.Until != d.Since.AddMonths(24) || d.Until.After(today) {
			t.Errorf("%+v", d)
		}
		both := h.manager
		both.Grants = append(both.Grants, h.worker.Grants...)
		if named := h.outlook(both); !named.Anybody || named.Due[0].Name == "" {
			t.Error("who reads files reads no name")
		}
		_, err := h.desk.Outlook(t.Context(), h.worker, store.Page{})
		h.refused(err, "actor.may_not.see_purge")
		if all(l.dump()) != before {
			t.Error("a dry run wrote")
		}
	})
}

func TestRule27_ThePurgeGoesRoundOnceSomebodyHadItDoneAndTakesUpWhereItStopped(t *testing.T) {
	inEachHouse(t, func(h *house) {
		h.ok(h.desk.Round(t.Context()))
		due := h.outlook(h.admin)
		if due.Files < 100 || !due.May {
			t.Fatalf("%d files are left by a round that nobody began", due.Files)
		}
		_, err := h.desk.Begin(t.Context(), h.manager)
		h.refused(err, "purge.may_not")
		done, err := h.desk.Begin(t.Context(), h.admin)
		h.ok(err)
		left := h.outlook(h.admin)
		if done.Files != 100 || left.Files != due.Files-100 || left.Since.IsZero() {
			t.Errorf("%d files went at once, %d of %d are left", done.Files, left.Files, due.Files)
		}
		h.ok(h.desk.Round(t.Context()))
		if left := h.outlook(h.admin); left.Purged != (filing.Purged{}) {
			t.Errorf("left %+v", left.Purged)
		}
		r, err := h.desk.Register(t.Context(), h.manager, store.Page{Limit: 100})
		h.ok(err)
		if len(r.Lines) != 100 || r.Next == "" || r.Lines[99].Basis != scheduling.OnRetention {
			t.Errorf("%d lines in the register", len(r.Lines))
		}
		h.ok(h.desk.End(t.Context(), h.admin))
		if !h.outlook(h.admin).Since.IsZero() {
			t.Error("it still goes round")
		}
	})
}

func TestRule27_HealthAndSocialReasonsGoWhenTheFollowUpCloses(t *testing.T) {
	inEachHouse(t, func(h *house) {
		group := h.participants()
		h.furnish(group[0], group[1].Insured.ID, 1)
		h.closeAt(group[0].Enrolment.Cohort, h.clock.Now().Add(-time.Hour))
		h.write(func(tx *store.Tx) error {
			i := group[0].Insured
			i.Notes, i.Occupation = "dort mal", "caissière"
			return tx.ReplaceInsured(i)
		})
		_, err := h.desk.PurgeAll(t.Context(), "organisation-cramif")
		h.ok(err)
		h.read(func(tx *store.Tx) error {
			i, err := tx.Insured(group[0].Insured.ID)
			if i.LastName != group[0].Insured.LastName || i.Pathology+i.Notes+i.Occupation != "" {
				t.Errorf("her file says %q %q %q", i.LastName, i.Pathology, i.Notes)
			}
			return err
		})
		if o := h.outlook(h.admin); o.Social != 0 {
			t.Errorf("%d are due again", o.Social)
		}
	})
}

func TestTheContentOfAMessageStaysSixMonths(t *testing.T) {
	inEachHouse(t, func(h *house) {
		_, err := h.desk.PurgeAll(t.Context(), "organisation-cramif")
		h.ok(err)
		group := h.participants()
		h.write(func(tx *store.Tx) error {
			err := tx.Queue(scheduling.Message{
				ID: "m1", Unit: "unit-95", Channel: scheduling.ByMail, Kind: "offer", DedupeKey: "d", Thread: "t", Insured: group[0].Insured.ID,
				Recipient: "insured:x", Sealed: []byte("x"),
			})
			if err != nil {
				return err
			}
			return tx.Sent("m1", "")
		})
		h.clock.Set(time.Date(2027, 7, 12, 23, 0, 0, 0, time.UTC).Add(-2 * time.Hour)) // the day itself, in Paris
		if o := h.outlook(h.admin); o.Messages != 0 {
			t.Errorf("%d messages are due after six months less a moment", o.Messages)
		}
		h.clock.Add(3 * time.Hour)
		if o := h.outlook(h.admin); o.Messages != 1 {
			t.Errorf("%d messages are due after six months", o.Messages)
		}
		_, err = h.desk.PurgeAll(t.Context(), "organisation-cramif")
		h.ok(err)
		h.read(func(tx *store.Tx) error {
			m, err := tx.Message("m1")
			if len(m.Sealed) != 0 || m.SentAt.IsZero() {
				t.Errorf("%+v", m)
			}
			return err
		})
	})
}
