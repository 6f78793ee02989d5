package planning_test

import (
	"errors"
	"fmt"
	"reflect"
	"testing"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/workflow/planning"
)

func saidOf(list []planning.Caution) (said []string) {
	for _, c := range list {
		said = append(said, fmt.Sprintf("%s %s %s", c.Meeting.Date, c.Who, c.Why))
	}
	return said
}

// Absences and calendars are often wrong: they warn, and refuse nothing.
func TestRule06_WhoIsAwayIsWarnedAboutAndNotRefused(t *testing.T) {
	inEachHouse(t, func(h *house) {
		day := scheduling.MustDate("2027-01-19")
		h.write(func(tx *store.Tx) error {
			at := day.UTC().Add(13 * 3600e9) // 14:00 in Paris
			return errors.Join(
				tx.AddAbsence(scheduling.Absence{ID: "x", Resource: "user:agent-claire", From: day, AllDay: true}.Tidy()),
				tx.AddBusyCalendar(scheduling.BusyCalendar{ID: "b", Resource: "facilitator:facilitator-psy", Source: scheduling.BusyFile, AddedBy: "agent-claire", AddedAt: tx.Now}),
				tx.ReplaceBusySpans("b", []scheduling.Span{{From: at, Until: at.Add(3600e9)}}),
				tx.ReplaceWeeklyHours("user:agent-samir", []scheduling.WeeklyHours{{Weekday: 1, From: 540, Until: 1020}}))
		})
		outline, err := h.desk.Preview(h.Context(), h.claire, spring())
		if err != nil {
			h.Fatal(err)
		}
		if want := []string{"2027-01-19 Claire Moreau absent"}; !reflect.DeepEqual(saidOf(outline.Cautions), want) || len(outline.Obstacles) > 0 {
			h.Errorf("warned %q, want %q; %d obstacles", saidOf(outline.Cautions), want, len(outline.Obstacles))
		}
		id := h.opened(spring())
		_, meetings := h.cohort(id)

		staffing, err := h.desk.Staffing(h.Context(), h.claire, meetings[1].ID)
		if err != nil {
			h.Fatal(err)
		}
		away := map[string]scheduling.AwayReason{}
		for _, c := range append(staffing.Candidates, staffing.Agents...) {
			if c.Away != "" {
				away[c.Resource] = c.Away
			}
		}
		want := map[string]scheduling.AwayReason{"facilitator:facilitator-psy": scheduling.AwayBusy, "user:agent-samir": scheduling.AwayHours}
		if !reflect.DeepEqual(away, want) || staffing.Leads[0].Away != scheduling.AwayAbsent {
			h.Errorf("away %v and %q, want %v and the lead absent", away, staffing.Leads[0].Away, want)
		}
		if _, err := h.desk.Place(h.Context(), h.claire, scheduling.Animation{Meeting: meetings[1].ID, Facilitator: "facilitator-psy"}); err != nil {
			h.Errorf("who is busy cannot be placed: %v", err)
		}

		effect, err := h.desk.Foresee(h.Context(), h.claire, planning.Move{
			Meeting: meetings[0].ID, Version: meetings[0].Version, Date: day.AddDays(-1), Start: 14 * 60, Reason: "salle",
		})
		if err != nil || len(effect.Cautions) != 0 {
			h.Errorf("warned %q of a day when everybody is there (%v)", saidOf(effect.Cautions), err)
		}
		effect, err = h.desk.Foresee(h.Context(), h.claire, planning.Move{
			Meeting: meetings[0].ID, Version: meetings[0].Version, Date: day, Start: 9*60 + 30, Reason: "salle",
		})
		if err != nil || len(effect.Cautions) != 1 {
			h.Errorf("warned %q, want of the absence (%v)", saidOf(effect.Cautions), err)
		}
	})
}
