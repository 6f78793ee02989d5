package filing_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/workflow/filing"
)

// consent is one that a person gave some days ago, standing unless she took it
// back some days ago.
func consent(id scheduling.WitnessID, who scheduling.InsuredID, given, back int, now time.Time) scheduling.Witness {
	w := scheduling.Witness{
		ID: id, Insured: who, GivenOn: today.AddDays(-given), Way: scheduling.ConsentByPhone, Forms: []scheduling.WitnessForm{scheduling.InPerson},
		Themes: []scheduling.WitnessThemeID{"work"}, Limits: "le matin", ValidUntil: today.AddMonths(12), RecordedBy: "agent-claire",
		RecordedAt: now.AddDate(0, 0, -given), TokenHash: "hash-" + string(id), Version: 1,
	}
	if back > 0 {
		w.WithdrawnAt, w.WithdrawnBy = now.AddDate(0, 0, -back), "participant"
	}
	return w
}

func TestOfTwoFilesMadeOneHerLastWordOnTestifyingStands(t *testing.T) {
	inEachHouse(t, func(h *house) {
		at := h.clock.Now()
		for name, c := range map[string]struct {
			keep, gone [2]int // days since it was given, and taken back; 0 for none
			want       scheduling.WitnessID
		}{
			"the one that stays alone":             {[2]int{9}, [2]int{}, "keep"},
			"the one that goes alone":              {[2]int{}, [2]int{9}, "gone"},
			"the newer of two, which stays":        {[2]int{3}, [2]int{9}, "keep"},
			"the newer of two, which goes":         {[2]int{9}, [2]int{3}, "gone"},
			"taken back since, in the other file":  {[2]int{9}, [2]int{20, 2}, ""},
			"taken back since, in the one to stay": {[2]int{20, 2}, [2]int{9}, ""},
			"given again after it was taken back":  {[2]int{20, 9}, [2]int{3}, "gone"},
		} {
			slug := strings.ReplaceAll(name, " ", "-")
			keep := h.person(scheduling.Insured{ID: scheduling.InsuredID("k-" + slug), FirstName: "Rose", LastName: slug})
			gone := h.person(scheduling.Insured{ID: scheduling.InsuredID("g-" + slug), FirstName: "Rose", LastName: slug + "x"})
			h.write(func(tx *store.Tx) error {
				for _, one := range []struct {
					id   string
					who  scheduling.InsuredID
					days [2]int
				}{{"keep-", keep.ID, c.keep}, {"gone-", gone.ID, c.gone}} {
					if one.days[0] > 0 {
						h.ok(tx.AddWitness(consent(scheduling.WitnessID(one.id+slug), one.who, one.days[0], one.days[1], at)))
					}
				}
				return nil
			})
			h.ok(h.desk.MergeInto(t.Context(), h.worker, keep.ID, gone.ID, filing.Choice{KeepVersion: 1, GoneVersion: 1}))
			h.read(func(tx *store.Tx) error {
				w, err := tx.StandingWitness(keep.ID)
				if c.want == "" && scheduling.KindOf(err) != scheduling.NotFound || c.want != "" && !strings.HasPrefix(string(w.ID), string(c.want)) {
					t.Errorf("%s: %q stands, %v", name, w.ID, err)
				}
				return nil
			})
		}
	})
}

func TestHerCopyTellsWhatSheAgreedToAndWhatSheWasAsked(t *testing.T) {
	inEachHouse(t, func(h *house) {
		her := h.participants()[0]
		h.write(func(tx *store.Tx) error {
			h.ok(tx.AddWitness(consent("w-copy", her.Insured.ID, 30, 0, tx.Now)))
			return h.testimony(tx, her, 7)
		})
		c, err := h.desk.Copy(t.Context(), h.worker, her.Insured.ID, today)
		h.ok(err)
		var out bytes.Buffer
		h.ok(c.WriteJSON(&out))
		for _, want := range []string{`"witness": [`, `"reprise du travail"`, `"limits": "le matin"`, `"testimonies": [`, `"form": "in_person"`} {
			if !strings.Contains(out.String(), want) {
				t.Errorf("no %s in %s", want, out.String())
			}
		}
		out.Reset()
		h.ok(c.WritePDF(&out))
	})
}
