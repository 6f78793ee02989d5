package attending_test

import (
	"testing"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/workflow/attending"
)

// history is a sheet's, the oldest first: "from to reason who".
func (w *world) history(n int) (lines []string) {
	w.t.Helper()
	s := w.sheet(n)
	for i := len(s.History) - 1; i >= 0; i-- {
		l := s.History[i]
		by := l.By
		if l.Herself {
			by = "herself"
		}
		lines = append(lines, string(l.From)+" "+string(l.To)+" "+l.Reason+" "+by)
	}
	return lines
}

func TestAParticipantSaysAheadThatSheWillNotComeAndTakesItBack(t *testing.T) {
	story(t, func(w *world) {
		ctx := w.t.Context()
		w.ok(w.desk.Apologise(ctx, token(1), 2, "care"))
		w.ok(w.desk.Apologise(ctx, token(1), 2, "care")) // twice is once
		a := w.sheet(2).Rows[0].Attendance
		if a.Status != scheduling.AbsentExcused || a.Reason != "care" || a.AnnouncedAt.IsZero() || a.MarkedBy != "" {
			w.t.Errorf("announced %+v", a)
		}
		if away, err := w.desk.Apologies(ctx, token(1)); err != nil || len(away) != 1 || !away[2] {
			w.t.Errorf("away %v, %v", away, err)
		}
		w.at("2027-01-11T19:00:00+01:00")
		w.ok(w.desk.ComeAfterAll(ctx, token(1), 2))
		w.ok(w.desk.ComeAfterAll(ctx, token(1), 2))
		if a = w.sheet(2).Rows[0].Attendance; a.Status != scheduling.Expected || a.Reason != "" || !a.AnnouncedAt.IsZero() {
			w.t.Errorf("taken back %+v", a)
		}
		want := []string{"expected absent_excused care herself", "absent_excused expected  herself"}
		if got := w.history(2); len(got) != 2 || got[0] != want[0] || got[1] != want[1] {
			w.t.Errorf("history %q", got)
		}
	})
}

func TestRule25_WhyAParticipantApologisesIsForSocialWorkersAlone(t *testing.T) {
	story(t, func(w *world) {
		ctx := w.t.Context()
		w.ok(w.desk.Apologise(ctx, token(1), 2, "health"))
		s, err := w.desk.Sheet(ctx, w.adviser, meeting(2))
		w.ok(err)
		if s.Rows[0].Attendance.Reason != "" || s.History[0].Reason != "" {
			w.t.Errorf("an adviser reads %+v", s.Rows[0].Attendance)
		}
	})
}

func TestAnApologyIsRefusedWhereThereIsNothingToExcuse(t *testing.T) {
	story(t, func(w *world) {
		ctx := w.t.Context()
		for name, c := range map[string]struct {
			token  string
			n      int
			reason string
			key    string
		}{
			"an unknown link":       {"nobody", 1, "", "link.unknown"},
			"who waits":             {token(5), 1, "", "not_found"},
			"a meeting of nobody's": {token(1), 9, "", "not_found"},
			"before the first":      {token(1), 0, "", "not_found"},
			"a reason of nobody's":  {token(1), 1, "MARQUEUR", "attendance.reason.unknown"},
		} {
			w.t.Log(name)
			w.refused(w.desk.Apologise(ctx, c.token, c.n, c.reason), c.key)
		}
		w.write(func(tx *store.Tx) error {
			inv, err := tx.Invitation("inv2")
			inv.WithdrawnAt = tx.Now
			w.ok(err)
			return tx.SaveInvitation(inv)
		})
		w.refused(w.desk.Apologise(ctx, token(2), 1, ""), "link.over")
		w.at("2027-01-12T14:00:00+01:00")
		w.refused(w.desk.Apologise(ctx, token(1), 1, ""), "attendance.announce.begun")
		w.ok(w.desk.Apologise(ctx, token(1), 5, "")) // the point à six mois
		w.hold(1, "pppp")
		w.refused(w.desk.ComeAfterAll(ctx, token(1), 1), "attendance.sheet_closed")
	})
}

func TestAnApologyIsOverwrittenByWhatAnAgentSawOnTheDay(t *testing.T) {
	story(t, func(w *world) {
		ctx := w.t.Context()
		w.ok(w.desk.Apologise(ctx, token(1), 1, ""))
		w.after(1)
		w.ok(w.desk.Mark(ctx, w.worker, meeting(1), attending.Mark{Enrolment: "e1", Status: scheduling.Present, Version: 1}))
		if got := w.history(1); len(got) != 2 || got[1] != "absent_excused present  Agent ass" {
			w.t.Errorf("history %q", got)
		}
	})
}
