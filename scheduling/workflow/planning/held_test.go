package planning_test

import (
	"testing"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/workflow/planning"
)

func (h *house) held(cohort scheduling.CohortID) planning.Held {
	h.Helper()
	held, err := h.desk.Held(h.Context(), h.claire, cohort)
	h.must(err)
	return held
}

// due counts what a runner would take.
func (h *house) due() (n int) {
	h.Helper()
	h.write(func(tx *store.Tx) error {
		list, err := tx.Lease(50, time.Minute)
		n = len(list)
		return err
	})
	return n
}

func TestRule17_AWholeSessionShiftedIsOneMessageForEachPersonAndMeeting(t *testing.T) {
	inEachHouse(t, func(h *house) {
		cohort := h.opened(spring())
		h.seat(cohort, 3)
		_, all := h.cohort(cohort)
		h.askedTo(all[:3])
		h.sendAll()
		first := h.meeting(all[0].ID)
		later := planning.Shift{Meeting: first.ID, Version: first.Version, Date: first.Date.AddDays(7), Start: first.Start, Reason: "Travaux"}
		effect, err := h.desk.Foresee(t.Context(), h.claire, later)
		h.must(err)
		if len(effect.Animators) != 1 || effect.Animators[0].Mails != 3 || effect.Messages() != 3+2 {
			t.Errorf("the preview tells %d messages, %+v", effect.Messages(), effect.Animators)
		}
		h.do(later)
		later.Version, later.Date = h.meeting(first.ID).Version, first.Date.AddDays(14)
		h.do(later)
		held := h.held(cohort)
		counts := map[string]int{}
		for _, k := range held.Kinds {
			counts[k.Kind] = k.Count
		}
		if counts["meeting_update"] != 3 || counts["meeting_moved"] != 1 || held.Total != 4 || held.Notices != 1 {
			t.Errorf("%+v", held)
		}
		if h.due() != 0 {
			t.Error("something leaves at once")
		}
	})
}

func TestWhatIsHeldLeavesAtOnceWhenItIsAskedTo(t *testing.T) {
	inEachHouse(t, func(h *house) {
		m, _, _ := h.invited()
		h.seat(m.Cohort, 1)
		h.sendAll()
		h.do(move(m, m.Date.AddDays(1).String(), "10:00"))
		if held := h.held(m.Cohort); held.Total != 2 || !held.At.Equal(h.clock.Now().Add(5*time.Minute)) {
			t.Errorf("%+v", held)
		}
		n, err := h.desk.SendNow(t.Context(), h.claire, m.Cohort)
		h.must(err)
		again, err := h.desk.SendNow(t.Context(), h.claire, m.Cohort)
		h.must(err)
		if due := h.due(); n != 2 || again != 0 || due != 2 {
			t.Errorf("%d, then %d are sent, and %d leave", n, again, due)
		}
	})
}

func TestOnlyWhatNothingElseFollowsFromMayBeKeptBack(t *testing.T) {
	inEachHouse(t, func(h *house) {
		m, _, _ := h.invited()
		h.seat(m.Cohort, 1)
		h.sendAll()
		h.do(move(m, m.Date.AddDays(1).String(), "10:00"))
		n, err := h.desk.KeepBack(t.Context(), h.claire, m.Cohort)
		h.must(err)
		held := h.held(m.Cohort)
		if n != 1 || held.Total != 1 || held.Kinds[0].Kind != "meeting_update" {
			t.Errorf("%d kept back, %+v is left", n, held)
		}
		_, err = h.desk.KeepBack(t.Context(), h.paul, m.Cohort)
		if scheduling.KindOf(err) == 0 {
			t.Error("anybody may")
		}
		// The next change tells everything again.
		h.do(move(h.meeting(m.ID), m.Date.AddDays(2).String(), "10:00"))
		if held := h.held(m.Cohort); held.Notices != 1 {
			t.Errorf("%+v", held)
		}
	})
}
