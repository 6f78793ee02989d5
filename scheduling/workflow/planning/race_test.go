package planning_test

import (
	"fmt"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"trame/scheduling"
	"trame/scheduling/workflow/planning"
)

// attempt is one organiser's move, drawn so that many collide.
type attempt struct {
	Cohort, Meeting, Day, Hour int
	Shift                      bool
}

func attempts(n int) []attempt {
	one := rapid.Custom(func(t *rapid.T) attempt {
		return attempt{
			Cohort: rapid.IntRange(0, 3).Draw(t, "cohort"), Meeting: rapid.IntRange(0, 9).Draw(t, "meeting"),
			Day: rapid.IntRange(0, 12).Draw(t, "day"), Hour: rapid.IntRange(9, 15).Draw(t, "hour"), Shift: rapid.IntRange(0, 5).Draw(t, "kind") == 0,
		}
	})
	return rapid.SliceOfN(one, n, n).Example(11)
}

func TestRule06_RacingOrganisersLeaveNoOverlapAndNoDeadlock(t *testing.T) {
	inEachHouse(t, func(h *house) {
		var ids []scheduling.CohortID
		for i, c := range []scheduling.Cohort{spring(), spring(), spring(), spring()} {
			c.Label, c.Start = fmt.Sprint("n° ", i), scheduling.Clock(9*60+30)
			if i%2 == 1 {
				c.Start = 14 * 60
			}
			if i > 1 {
				c.Site, c.Room, c.Lead, c.Second = "site-argenteuil", "room-argenteuil", "agent-samir", ""
			} else {
				c.Second = ""
			}
			ids = append(ids, h.opened(c))
		}
		const racers = 8
		drawn := attempts(racers * 12)
		var race sync.WaitGroup
		for r := range racers {
			race.Go(func() {
				for _, a := range drawn[r*12 : (r+1)*12] {
					h.try(ids[a.Cohort], a)
				}
			})
		}
		race.Wait()
		all := h.bookings("room:room-osny", "room:room-argenteuil", "user:agent-claire", "user:agent-samir")
		if len(all) != 4*11*2 {
			t.Errorf("%d bookings, want one room and one person for each of 44 meetings", len(all))
		}
		if clashes := scheduling.Clashes(all, nil); len(clashes) > 0 {
			t.Errorf("%d clashes, the first %+v", len(clashes), clashes[0])
		}
	})
}

// try makes one attempt; being told no is what most of them are for.
func (h *house) try(id scheduling.CohortID, a attempt) {
	_, meetings := h.cohort(id)
	m := meetings[a.Meeting]
	day := scheduling.MustDate("2027-01-11").AddDays(a.Day)
	var change planning.Change = planning.Move{Meeting: m.ID, Version: m.Version, Date: day, Start: scheduling.Clock(a.Hour * 60), Room: m.Room, Reason: "r"}
	if a.Shift {
		change = planning.Shift{Meeting: m.ID, Version: m.Version, Date: m.Date.AddDays(7), Start: scheduling.Clock(a.Hour * 60), Reason: "r"}
	}
	_, err := h.desk.Do(h.Context(), h.claire, change)
	if kind := scheduling.KindOf(err); err != nil && kind != scheduling.Conflict && kind != scheduling.Invalid {
		h.Errorf("%+v: %v", a, err)
	}
}

func TestRule06_OfManyWhoOpenTheSameCohortOneSucceeds(t *testing.T) {
	inEachHouse(t, func(h *house) {
		var race sync.WaitGroup
		opened := make(chan error, 10)
		for range 10 {
			race.Go(func() {
				_, err := h.desk.Open(h.Context(), h.claire, spring())
				opened <- err
			})
		}
		race.Wait()
		close(opened)
		won := 0
		for err := range opened {
			if err == nil {
				won++
			} else if scheduling.KindOf(err) != scheduling.Conflict {
				t.Error(err)
			}
		}
		if won != 1 {
			t.Errorf("%d cohorts opened", won)
		}
		if clashes := scheduling.Clashes(h.bookings("room:room-osny", "user:agent-claire"), nil); len(clashes) > 0 {
			t.Errorf("%d clashes", len(clashes))
		}
	})
}
