package programmes_test

import (
	"testing"

	"trame/scheduling"
	"trame/scheduling/workflow/programmes"
)

func TestADraftThatWasNeverSubmittedCanBeDeleted(t *testing.T) {
	inEachHouse(t, func(h *house) {
		id := h.draft()
		sheet := must[programmes.Sheet](h)(h.desk.Version(h.Context(), h.worker, id))
		seen := sheet.Content.Version.Version
		for want, refused := range map[string]error{
			"not_found":              deletion(h, h.other, id, seen),
			"actor.may_not.organise": deletion(h, h.regional, id, seen),
			"stale":                  deletion(h, h.worker, id, seen-1),
		} {
			h.refused(refused, want)
		}
		left := must[scheduling.ProgrammeID](h)(h.desk.Delete(h.Context(), h.worker, id, seen))
		if left != "" {
			h.Error("a programme without versions is left")
		}
		_, err := h.desk.Version(h.Context(), h.worker, id)
		h.refused(err, "not_found")
		if cards := must[[]programmes.Card](h)(h.desk.List(h.Context(), h.worker)); len(cards) != 0 {
			h.Errorf("%d programmes are listed", len(cards))
		}
		h.draft() // its code is free again
	})
}

func deletion(h *house, actor scheduling.Actor, id scheduling.VersionID, seen int) error {
	_, err := h.desk.Delete(h.Context(), actor, id, seen)
	return err
}
