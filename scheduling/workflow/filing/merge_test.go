package filing_test

import (
	"slices"
	"strings"
	"testing"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/workflow/filing"
)

// person enters somebody as she is.
func (h *house) person(i scheduling.Insured) scheduling.Insured {
	h.Helper()
	i.Version = 1
	if i.Unit == "" {
		i.Unit = "unit-95"
	}
	h.write(func(tx *store.Tx) error {
		i.CreatedAt = tx.Now
		return tx.AddInsured(i)
	})
	return i
}

var rose = scheduling.Insured{ID: "a-rose", FirstName: "Rose", LastName: "Le Tellier", BirthDate: scheduling.MustDate("1980-02-29"), Phone: "06 12 34 56 78"}

func TestRule28_TwoFilesOfOnePersonAreProposedAndNoOthers(t *testing.T) {
	inEachHouse(t, func(h *house) {
		born := rose.BirthDate
		already, err := h.desk.Duplicates(t.Context(), h.adviser, "", "")
		h.ok(err)
		h.person(rose)
		for why, other := range map[string]scheduling.Insured{
			"name":    {ID: "b-1", FirstName: "ROSE", LastName: "Letellier", BirthDate: born},
			"order":   {ID: "b-2", FirstName: "Le Tellier", LastName: "Rosé", BirthDate: born},
			"longer":  {ID: "b-3", FirstName: "Rose", LastName: "Le Tellier-Durand", BirthDate: born},
			"contact": {ID: "b-4", FirstName: "Anne", LastName: "Autre", BirthDate: born, Phone: "+33 6 12 34 56 78"},
			"":        {ID: "b-5", FirstName: "Anne", LastName: "Autre", BirthDate: born},
			"-":       {ID: "b-6", FirstName: "Rose", LastName: "Le Tellier", BirthDate: scheduling.MustDate("1980-02-28")},
		} {
			h.person(other)
			list, err := h.desk.Twins(t.Context(), h.adviser, rose.ID)
			h.ok(err)
			at := slices.IndexFunc(list, func(t filing.Twin) bool { return t.B.ID == other.ID })
			if proposed := at >= 0; proposed != (len(why) > 1) || proposed && !slices.Equal(list[at].Why, []string{why}) {
				t.Errorf("%s: %+v", why, list)
			}
		}
		h.write(func(tx *store.Tx) error {
			h.person2(tx, "b-7")
			return nil
		})
		list, err := h.desk.Duplicates(t.Context(), h.adviser, "unit-95", "")
		h.ok(err)
		// Of the six of one day: the first with 1, 2, 3 and 4, 2 with 3, 4 with 5; and the two of one NIR.
		if list.Total != already.Total+7 {
			t.Errorf("%d pairs in the unit: %+v", list.Total, list.Pairs)
		}
		h.ok(h.desk.TellApart(t.Context(), h.adviser, "b-4", rose.ID))
		again, err := h.desk.Duplicates(t.Context(), h.adviser, "unit-95", "")
		h.ok(err)
		if again.Total != list.Total-1 {
			t.Errorf("%d pairs once two were told apart", again.Total)
		}
		_, err = h.desk.Duplicates(t.Context(), h.elsewhere, "unit-95", "")
		h.refused(err, "not_found")
		_, err = h.desk.Twins(t.Context(), h.elsewhere, rose.ID)
		h.refused(err, "not_found")
		h.refused(h.desk.TellApart(t.Context(), h.manager, "b-4", rose.ID), "actor.may_not.invite")
	})
}

// person2 adds somebody with another name and the NIR of Rose.
func (h *house) person2(tx *store.Tx, id scheduling.InsuredID) {
	h.Helper()
	h.ok(tx.AddInsured(scheduling.Insured{ID: id, Unit: "unit-95", FirstName: "R.", LastName: "Tellier", CreatedAt: tx.Now, Version: 1}))
	h.ok(tx.SetNIR(store.KeptNIR{Insured: id, Key: "same", Sealed: []byte("x"), SetAt: tx.Now}))
	h.ok(tx.SetNIR(store.KeptNIR{Insured: rose.ID, Key: "same", Sealed: []byte("x"), SetAt: tx.Now}))
}

func TestTwoFilesMadeOneKeepEverythingAndTheOldOneLeadsThere(t *testing.T) {
	inEachHouse(t, func(h *house) {
		group := h.participants()
		keep, gone := group[0], group[1]
		h.furnish(keep, group[2].Insured.ID, 1)
		h.furnish(gone, group[2].Insured.ID, 2)
		l := h.look()
		number, err := keys.Seal(scheduling.NIRPlace(gone.Insured.ID), []byte("284057512345672"))
		h.ok(err)
		h.write(func(tx *store.Tx) error {
			return tx.SetNIR(store.KeptNIR{Insured: gone.Insured.ID, Key: "k", Sealed: number, SetAt: tx.Now})
		})
		l.run("update insured set mail_consent = false, occupation = 'soudeuse', notes = 'une note' where id = '" + string(gone.Insured.ID) + "'")
		l.run("update insured set occupation = '', notes = 'autre note' where id = '" + string(keep.Insured.ID) + "'")
		m, err := h.desk.Merge(t.Context(), h.worker, keep.Insured.ID, gone.Insured.ID)
		h.ok(err)
		// Both were asked to the same session, twice over: one of the invitations speaks for the other.
		l.run("update invitations set withdrawn_at = null where token_hash in ('t1', 't2')")
		choice := filing.Choice{KeepVersion: m.Keep.Version, GoneVersion: m.Gone.Version, From: map[string]string{"last_name": "gone", "nir": "gone"}}
		rows := func(id scheduling.InsuredID) (n int) {
			for table, condition := range l.ofPerson(id) {
				if table != "insured" && table != "insured_nirs" && table != "distinct_people" && table != "returned_addresses" {
					n += len(l.rows("select * from " + table + " where " + condition))
				}
			}
			return n
		}
		before := rows(keep.Insured.ID) + rows(gone.Insured.ID)
		if len(m.Both) > 0 {
			h.refused(h.desk.MergeInto(t.Context(), h.worker, keep.Insured.ID, gone.Insured.ID, choice), "merge.both_enrolled")
			l.run("update enrolments set state = 'withdrawn' where id = '" + string(gone.Enrolment.ID) + "'")
		}
		stale := choice
		stale.GoneVersion++
		h.refused(h.desk.MergeInto(t.Context(), h.worker, keep.Insured.ID, gone.Insured.ID, stale), "stale")
		h.refused(h.desk.MergeInto(t.Context(), h.adviser, keep.Insured.ID, gone.Insured.ID, choice), "actor.may_not.answer_rights")
		h.refused(h.desk.MergeInto(t.Context(), h.worker, keep.Insured.ID, keep.Insured.ID, choice), "merge.itself")
		h.ok(h.desk.MergeInto(t.Context(), h.worker, keep.Insured.ID, gone.Insured.ID, choice))
		if after := rows(keep.Insured.ID); after != before || rows(gone.Insured.ID) != 0 {
			t.Errorf("%d rows of the two, %d of the one and %d left behind", before, after, rows(gone.Insured.ID))
		}
		h.read(func(tx *store.Tx) error {
			one, err := tx.Insured(keep.Insured.ID)
			if one.LastName != gone.Insured.LastName || one.MailConsent || one.Occupation != "soudeuse" || !strings.Contains(one.Notes, "une note") || !strings.Contains(one.Notes, "autre note") {
				t.Errorf("%+v", one)
			}
			if _, err := tx.Insured(gone.Insured.ID); !strings.Contains(err.Error(), scheduling.MovedKey) {
				t.Errorf("the file that went says %v", err)
			}
			for _, hash := range []string{"t1", "t2"} {
				if inv, err := tx.InvitationByToken(hash); err != nil || inv.Insured != keep.Insured.ID || !inv.WithdrawnAt.IsZero() {
					t.Errorf("the link %s leads to %+v, %v", hash, inv, err)
				}
				if b, err := tx.Behind(hash); err != nil || b.Invitation.Insured != keep.Insured.ID || !b.Invitation.WithdrawnAt.IsZero() {
					t.Errorf("behind the link %s stands %+v, %v", hash, b.Invitation, err)
				}
			}
			nirs, err2 := tx.NIRs([]scheduling.InsuredID{keep.Insured.ID})
			if plain, err := keys.Open(scheduling.NIRPlace(keep.Insured.ID), nirs[keep.Insured.ID].Sealed); err != nil || string(plain) != "284057512345672" {
				t.Errorf("the NIR does not open any more: %v, %v", err, err2)
			}
			return err
		})
		if left := strings.Count(all(l.dump()), gone.Insured.FirstName+"|"+gone.Insured.LastName); left != 0 {
			t.Errorf("the name stands %d times in the file that went", left)
		}
		// Erasing the one takes the words of the other's traces too.
		h.ok(h.desk.Erase(t.Context(), h.worker, keep.Insured.ID, asked, 0))
	})
}

func TestDeathAndPauseWinAndTheDeadHasNoSeat(t *testing.T) {
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
		dead := rose
		dead.DeceasedOn, dead.PausedUntil = today, today.AddDays(30)
		h.person(dead)
		choice := filing.Choice{KeepVersion: seated.Insured.Version, GoneVersion: 1}
		h.refused(h.desk.MergeInto(t.Context(), h.worker, seated.Insured.ID, dead.ID, choice), "merge.deceased")
		still := h.person(scheduling.Insured{ID: "c-1", FirstName: "Rose", LastName: "Tellier"})
		h.ok(h.desk.MergeInto(t.Context(), h.worker, still.ID, dead.ID, filing.Choice{KeepVersion: 1, GoneVersion: 1}))
		h.read(func(tx *store.Tx) error {
			one, err := tx.Insured(still.ID)
			if one.DeceasedOn != today || one.PausedUntil != today.AddDays(30) || one.BirthDate != rose.BirthDate || one.Phone != rose.Phone {
				t.Errorf("%+v", one)
			}
			return err
		})
	})
}
