package planning_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/workflow/planning"
)

// year2027 asks for two sessions on two sites.
func year2027() (scheduling.YearPlan, []scheduling.Wish) {
	y := scheduling.YearPlan{
		Unit: "unit-95", Label: "Année 2027", FirstDay: scheduling.MustDate("2027-02-01"), LastDay: scheduling.MustDate("2027-12-31"), Seconds: 1,
	}
	w := scheduling.Wish{
		VersionID: "version-vo-1", Times: 2, Sites: []scheduling.SiteID{"site-osny", "site-argenteuil"}, CadenceWeeks: 1,
		SchoolPause: true, Capacity: 12, Leads: []scheduling.UserID{"agent-claire", "agent-samir"},
	}
	return y, []scheduling.Wish{w}
}

// drafted asks for a year and has it searched.
func (h *house) drafted() planning.YearView {
	h.Helper()
	y, wishes := year2027()
	id, err := h.desk.AskYear(h.Context(), h.helene, y, wishes)
	h.must(err)
	h.must(h.desk.SearchYears(h.Context()))
	return h.year(id)
}

func (h *house) year(id scheduling.YearPlanID) planning.YearView {
	h.Helper()
	v, err := h.desk.Year(h.Context(), h.helene, id)
	h.must(err)
	return v
}

func (h *house) decide(id scheduling.YearPlanID, choices map[int]scheduling.DraftChoice) {
	h.Helper()
	h.must(h.desk.DecideYear(h.Context(), h.helene, id, choices))
}

func TestAYearIsDraftedOnAlternateSitesAndPublishedLikeSessionsOpenedByHand(t *testing.T) {
	inEachHouse(t, func(h *house) {
		v := h.drafted()
		if v.State != scheduling.YearPlanReady || v.Plan.Placed != 2 || len(v.Drafts) != 2 {
			t.Fatalf("%s, %d placed of %d: %+v", v.State, v.Plan.Placed, len(v.Drafts), v.Drafts)
		}
		first, second := v.Drafts[0], v.Drafts[1]
		if first.Site.ID == second.Site.ID || len(first.Meetings) != 10 || len(second.Meetings) != 10 {
			t.Errorf("%s then %s, with %d and %d meetings", first.Site.ID, second.Site.ID, len(first.Meetings), len(second.Meetings))
		}
		if apart := first.Meetings[0].Date.DaysUntil(second.Meetings[0].Date); apart < scheduling.TurnsApart {
			t.Errorf("%d days between their first meetings", apart)
		}
		if len(first.Obstacles)+len(second.Obstacles) > 0 || v.Loads[0].Share != 10 {
			t.Errorf("obstacles %v, loads %+v", first.Obstacles, v.Loads)
		}

		h.decide(v.Plan.ID, map[int]scheduling.DraftChoice{1: scheduling.ChoiceAccepted})
		p, err := h.desk.PublishYear(h.Context(), h.helene, v.Plan.ID)
		h.must(err)
		if len(p.Opened) != 1 || len(p.Refused) != 0 {
			t.Fatalf("%+v", p)
		}
		c, meetings := h.cohort(p.Opened[0])
		if c.FirstDate != first.Meetings[0].Date || len(meetings) != 11 || c.Lead != first.Lead {
			t.Errorf("opened on %s with %d meetings", c.FirstDate, len(meetings))
		}
		for i, m := range meetings[:10] {
			if m.Date != first.Meetings[i].Date || m.Start != first.Meetings[i].Start || m.Room != first.Meetings[i].DraftMeeting.Room {
				t.Errorf("meeting %d is on %s at %s", i+1, m.Date, m.Start)
			}
		}
		h.read(func(tx *store.Tx) error {
			on, err := tx.Animations(meetings[5].ID)
			if len(on) != 2 || on[1].Facilitator != "facilitator-travail" || on[1].State() != scheduling.AnimationProposed {
				t.Errorf("on the sixth meeting: %+v", on)
			}
			return err
		})
		if after := h.year(v.Plan.ID); after.State != scheduling.YearPlanPublished || after.Drafts[0].Cohort != p.Opened[0] {
			t.Errorf("%s, %q", after.State, after.Drafts[0].Cohort)
		}
	})
}

func TestASessionWhoseRoomWasTakenSinceTheDraftIsRefusedByNameAndKeepsNoOtherBack(t *testing.T) {
	inEachHouse(t, func(h *house) {
		v := h.drafted()
		first := v.Drafts[0].Meetings[0]
		h.opened(with(func(c *scheduling.Cohort) {
			c.FirstDate, c.Start, c.Site, c.Room = first.Date, first.Start, v.Drafts[0].Site.ID, first.DraftMeeting.Room
		}))
		if list := h.year(v.Plan.ID).Drafts[0].Obstacles; len(list) == 0 {
			t.Error("the draft does not say that its room was taken")
		}
		h.decide(v.Plan.ID, map[int]scheduling.DraftChoice{1: scheduling.ChoiceAccepted, 2: scheduling.ChoiceAccepted})
		p, err := h.desk.PublishYear(h.Context(), h.helene, v.Plan.ID)
		h.must(err)
		if len(p.Opened) != 1 || len(p.Refused) != 1 || p.Refused[0].Number != 1 {
			t.Fatalf("%+v", p)
		}
		if !strings.Contains(p.Refused[0].Why.Error(), "booking.taken") {
			t.Errorf("refused with %v", p.Refused[0].Why)
		}
	})
}

func TestAPlanThatFollowsKeepsWhatIsPinnedByteForByteAndDropsWhatWasLeft(t *testing.T) {
	inEachHouse(t, func(h *house) {
		v := h.drafted()
		h.decide(v.Plan.ID, map[int]scheduling.DraftChoice{2: scheduling.ChoicePinned})
		id, err := h.desk.FollowYear(h.Context(), h.helene, v.Plan.ID)
		h.must(err)
		h.must(h.desk.SearchYears(h.Context()))
		next := h.year(id)
		strip := func(c planning.YearDraft) string {
			for i := range c.Meetings {
				c.Meetings[i].Plan = ""
			}
			return fmt.Sprint(c.Meetings, c.Lead, c.Site.ID, c.Label)
		}
		if next.State != scheduling.YearPlanReady || strip(next.Drafts[1]) != strip(v.Drafts[1]) || next.Drafts[1].Choice != scheduling.ChoicePinned {
			t.Errorf("%s\n%s\n%s", next.State, strip(next.Drafts[1]), strip(v.Drafts[1]))
		}
		differences, err := h.desk.CompareYears(h.Context(), h.helene, v.Plan.ID, id)
		h.must(err)
		if len(differences) != 2 || !differences[1].Same() || differences[1].After.Number != 2 {
			t.Errorf("compared: %+v", differences)
		}
		h.decide(id, map[int]scheduling.DraftChoice{1: scheduling.ChoiceLeft})
		again, err := h.desk.FollowYear(h.Context(), h.helene, id)
		h.must(err)
		h.must(h.desk.SearchYears(h.Context()))
		if last := h.year(again); len(last.Drafts) != 1 || last.Drafts[0].Label != v.Drafts[1].Label || last.Drafts[0].Meetings[9].Date != v.Drafts[1].Meetings[9].Date {
			t.Errorf("%+v", last.Drafts)
		}
	})
}

func TestOnePlanIsSearchedAtATimeAndAStoppedSearchBeginsAgain(t *testing.T) {
	inEachHouse(t, func(h *house) {
		y, wishes := year2027()
		y.Seconds = 60
		id, err := h.desk.AskYear(h.Context(), h.helene, y, wishes)
		h.must(err)
		stopped, stop := context.WithCancel(h.Context())
		stop()
		if err := h.desk.SearchYears(stopped); err != nil {
			t.Log(err)
		}
		if v := h.year(id); !v.State.Searching() {
			t.Fatalf("after a stop it is %s", v.State)
		}
		h.write(func(tx *store.Tx) error { // another process searches here
			other, err := tx.LockYearPlan(id)
			other.StartedAt, other.BeatAt = tx.Now, tx.Now
			if err != nil {
				return err
			}
			return tx.SaveYearPlan(other)
		})
		h.must(h.desk.SearchYears(h.Context()))
		if v := h.year(id); v.State != scheduling.YearPlanRunning {
			t.Errorf("while another searches it is %s", v.State)
		}
		h.must(h.desk.AbandonYear(h.Context(), h.helene, id))
		h.clock.Add(time.Minute) // no lease lasts so long
		h.must(h.desk.SearchYears(h.Context()))
		if v := h.year(id); v.State != scheduling.YearPlanAbandoned {
			t.Errorf("an abandoned plan is %s", v.State)
		}
	})
}

func TestWhatCannotBePlannedSaysWhy(t *testing.T) {
	inEachHouse(t, func(h *house) {
		y, wishes := year2027()
		y.LastDay = y.FirstDay.AddDays(30) // ten weekly meetings do not fit
		wishes[0].Times = 1
		id, err := h.desk.AskYear(h.Context(), h.helene, y, wishes)
		h.must(err)
		h.must(h.desk.SearchYears(h.Context()))
		v := h.year(id)
		c := v.Drafts[0]
		if v.Plan.Placed != 0 || c.Planned() || !slices.Contains(c.Repairs, "cadence") || len(c.Short) == 0 {
			t.Errorf("%d placed, blocked by %v, repaired by %v, %v", v.Plan.Placed, c.Blocking, c.Repairs, c.Short)
		}
	})
}

func TestOnlyWhoMayPlanAYearSeesIt(t *testing.T) {
	inEachHouse(t, func(h *house) {
		y, wishes := year2027()
		if _, err := h.desk.AskYear(h.Context(), h.claire, y, wishes); scheduling.KindOf(err) != scheduling.Forbidden {
			t.Errorf("a social worker asks: %v", err)
		}
		id, err := h.desk.AskYear(h.Context(), h.helene, y, wishes)
		h.must(err)
		if _, err := h.desk.Year(h.Context(), h.claire, id); scheduling.KindOf(err) != scheduling.Forbidden {
			t.Errorf("a social worker reads: %v", err)
		}
		for field, change := range map[string]func(w *scheduling.Wish){
			"wishes.0.capacity": func(w *scheduling.Wish) { w.Capacity = 99 },
			"wishes.0.leads":    func(w *scheduling.Wish) { w.Leads = []scheduling.UserID{"agent-lucie"} },
			"wishes.0.sites":    func(w *scheduling.Wish) { w.Sites = []scheduling.SiteID{"site-elsewhere"} },
		} {
			y, wishes := year2027()
			change(&wishes[0])
			_, err := h.desk.AskYear(h.Context(), h.helene, y, wishes)
			if faults, ok := err.(scheduling.Faults); !ok || faults[0].Field != field { //nolint:errorlint // as it comes
				t.Errorf("%s: %v", field, err)
			}
		}
	})
}
