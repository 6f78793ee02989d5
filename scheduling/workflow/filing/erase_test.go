package filing_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"trame/scheduling"
	"trame/scheduling/store"
)

// Every column that takes a word is given one, of two people of one group. Once
// the first is erased her word is nowhere; every row that is not hers stands
// byte for byte.
func TestRule27_AnErasureLeavesNoWordOfAPersonAndTouchesNobodyElse(t *testing.T) {
	const hers, others = "MARQUEUR-ELLE", "MARQUEUR-AUTRE"
	inEachHouse(t, func(h *house) {
		group := h.participants()
		her, other := group[0], group[1]
		h.furnish(her, other.Insured.ID, 1)
		h.furnish(other, group[2].Insured.ID, 2)
		h.write(func(tx *store.Tx) error {
			return tx.AuditAll([]scheduling.AuditEvent{
				{Actor: "user:agent-claire", Verb: "read", Subject: "insured:" + string(her.Insured.ID), Reason: hers},
				{Actor: "user:agent-claire", Verb: "read", Subject: "insured:" + string(other.Insured.ID), Reason: others},
			})
		})
		l := h.look()
		for _, owner := range []scheduling.InsuredID{her.Insured.ID, other.Insured.ID} {
			l.run("insert into returned_addresses (key, owner, unit_id, status, returned_at) select 'k-" + string(owner) + "', 'insured:" + string(owner) + "', unit_id, '5.1.1', created_at from insured limit 1")
			l.run("insert into incoming (id, digest, kind, verdict, message_id, received_at) select 'in-' || id, id, 'bounce', 'x', id, created_at from messages where insured_id = '" + string(owner) + "'")
		}
		marked := l.mark(her.Insured.ID, hers)
		l.mark(other.Insured.ID, others)
		if len(marked) < 45 {
			t.Errorf("only %d columns were marked: %s", len(marked), marked)
		}
		mine := []string{string(her.Insured.ID), string(her.Enrolment.ID), hers}
		mine = append(mine, l.rows("select id from attendances where enrolment_id = '"+string(her.Enrolment.ID)+"'")...)
		before := l.dump()
		h.ok(h.desk.Erase(t.Context(), h.worker, her.Insured.ID, asked, 0))
		after := l.dump()
		for line := range strings.Lines(all(after)) {
			if strings.Contains(line, hers) {
				t.Errorf("left: %s", line)
			}
		}
		delete(before, "commits") // SQLite's count of them
		for table, rows := range before {
			for _, row := range rows {
				if slices.ContainsFunc(mine, func(id string) bool { return strings.Contains(row, id) }) {
					continue
				}
				if !slices.Contains(after[table], row) {
					t.Errorf("%s: somebody else's row is not there any more: %s", table, row)
				}
			}
		}
		if n := strings.Count(all(after), others); n != strings.Count(all(before), others) {
			t.Errorf("%d words of the other are left", n)
		}
	})
}

func TestEveryTableThatLeadsToAPersonIsErasedOrSaysWhyNot(t *testing.T) {
	codes := map[string]bool{
		"phone_calls": true, // purposes, outcomes and next steps alone
		"recap_lines": true, // dates and places, of mails to co-animators
	}
	erased := store.PersonalTables()
	inEachHouse(t, func(h *house) {
		for table := range h.look().ofPerson("x") {
			if !erased[table] && !codes[table] {
				t.Errorf("%s leads to a person, and no erasure empties it", table)
			}
		}
	})
}

func TestAPersonIsErasedOnceSheLeftTheSessionThatRuns(t *testing.T) {
	inEachHouse(t, func(h *house) {
		var seated store.Participant
		h.read(func(tx *store.Tx) error {
			list, err := tx.Participants("cohort-osny")
			for _, p := range list {
				if p.Enrolment.State == scheduling.Enrolled {
					seated = p
				}
			}
			return err
		})
		id := seated.Insured.ID
		h.refused(h.desk.Erase(t.Context(), h.worker, id, asked, 0), "erasure.running")
		h.refused(h.desk.Erase(t.Context(), h.adviser, id, asked, 0), "actor.may_not.answer_rights")
		h.refused(h.desk.Erase(t.Context(), h.elsewhere, id, asked, 0), "not_found")
		h.refused(h.desk.Erase(t.Context(), h.worker, h.participants()[0].Insured.ID, scheduling.Erasure{AskedOn: today}, 0), "erasure.ground.unknown")
		h.write(func(tx *store.Tx) error {
			e := seated.Enrolment
			e.State, e.Reason, e.LeftAt = scheduling.DroppedOut, "health", tx.Now
			return tx.ReplaceEnrolment(e)
		})
		r, err := h.desk.Request(t.Context(), h.worker, id)
		h.ok(err)
		if len(r.Running) != 0 || r.Insured.Notes != "" {
			t.Errorf("%+v", r)
		}
		h.refused(h.desk.Erase(t.Context(), h.worker, id, asked, 99), "stale")
		h.ok(h.desk.Erase(t.Context(), h.worker, id, asked, 0))
		_, err = h.desk.Request(t.Context(), h.worker, id)
		h.refused(err, "insured.erased")
		_, err = h.desk.Request(t.Context(), h.elsewhere, id)
		h.refused(err, "not_found")
	})
}

func TestTheRegisterNamesNobodyAndErasesAgainWhomABackupBroughtBack(t *testing.T) {
	inEachHouse(t, func(h *house) {
		her := h.participants()[0].Insured
		h.ok(h.desk.Erase(t.Context(), h.worker, her.ID, asked, 0))
		var out bytes.Buffer
		h.ok(h.desk.ExportRegister(t.Context(), h.manager, &out))
		text := out.String()
		if strings.Count(text, "\n") != 1 || !strings.Contains(text, string(her.ID)) || !strings.Contains(text, `"attendances":`) || strings.Contains(text, her.LastName) {
			t.Errorf("register %s", text)
		}
		if _, err := h.desk.Register(t.Context(), h.worker, store.Page{}); err == nil {
			t.Error("a social worker reads the register")
		}
		h.write(func(tx *store.Tx) error { return tx.ReplaceInsured(back(her)) })
		done, err := h.desk.Replay(t.Context(), strings.NewReader(text))
		h.ok(err)
		if _, err := h.desk.Request(t.Context(), h.worker, her.ID); done != 1 || scheduling.KindOf(err) != scheduling.Expired {
			t.Errorf("replayed %d, then %v", done, err)
		}
		if again, err := h.desk.Replay(t.Context(), strings.NewReader(text+"\n")); again != 0 || err != nil {
			t.Errorf("again %d, %v", again, err)
		}
		r, err := h.desk.Register(t.Context(), h.admin, store.Page{})
		h.ok(err)
		if len(r.Lines) != 1 || r.Lines[0].By == "" || r.Lines[0].Ground != scheduling.ConsentWithdrawn || r.Lines[0].AskedOn != today {
			t.Errorf("%+v", r.Lines)
		}
	})
}

// back is a person as an old backup has her, for the version that stands now.
func back(i scheduling.Insured) scheduling.Insured {
	i.Version += 2 // social content, then the rest
	return i
}
