package programmes_test

import (
	"testing"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/workflow/programmes"
)

const local scheduling.UnitID = "u-osny"

// below is an agent of a unit under the one that writes the programmes.
func (h *house) below() scheduling.Actor {
	h.Helper()
	h.write(func(tx *store.Tx) error {
		return tx.AddUnit(scheduling.Unit{ID: local, Organisation: "o", Parent: unit, Level: scheduling.LocalUnit, Code: "9501", Name: "Osny"})
	})
	return h.agent("lise", scheduling.SocialWorker, local)
}

func TestAUnitBelowReadsNoDraftAboveIt(t *testing.T) {
	inEachHouse(t, func(h *house) {
		below := h.below()
		id := h.draft()
		if cards := must[[]programmes.Card](h)(h.desk.List(h.Context(), below)); len(cards) != 0 {
			h.Errorf("a draft of the unit above is listed: %v", cards[0].Latest)
		}
		_, err := h.desk.Version(h.Context(), below, id)
		h.refused(err, "not_found")
		_, err = h.desk.Programme(h.Context(), below, h.version(id).Programme)
		h.refused(err, "not_found")
	})
}

func TestAUnitBelowReadsWhatIsApprovedAboveIt(t *testing.T) {
	inEachHouse(t, func(h *house) {
		below := h.below()
		id := h.approved()
		next := must[scheduling.VersionID](h)(h.desk.Revise(h.Context(), h.worker, id))
		cards := must[[]programmes.Card](h)(h.desk.List(h.Context(), below))
		if len(cards) != 1 || cards[0].Latest.ID != id || cards[0].State != scheduling.VersionApproved {
			h.Errorf("%d programmes are listed: %+v", len(cards), cards)
		}
		sheet := must[programmes.Sheet](h)(h.desk.Version(h.Context(), below, id))
		if len(sheet.Versions) != 1 || sheet.Can.Edit || sheet.Can.Revise || sheet.Can.Retire || !sheet.Can.Copy || !sheet.Can.Open {
			h.Errorf("from below, %d versions, may %+v", len(sheet.Versions), sheet.Can)
		}
		_, err := h.desk.Version(h.Context(), below, next)
		h.refused(err, "not_found")
		h.refused(h.desk.Retire(h.Context(), below, id, h.seen(id)), "not_found")
		_, err = h.desk.Version(h.Context(), h.other, id)
		h.refused(err, "not_found")
		must[scheduling.VersionID](h)(h.desk.Copy(h.Context(), below, id, local, "OSNY"))
	})
}
