package attending_test

import (
	"slices"
	"strings"
	"testing"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/workflow/attending"
)

var present = func(e scheduling.EnrolmentID, version int) attending.Mark {
	return attending.Mark{Enrolment: e, Status: scheduling.Present, Version: version}
}

func TestRule18_AttendanceIsOnlyForTheEnrolledAndNotBeforeTheDay(t *testing.T) {
	story(t, func(w *world) {
		ctx := w.t.Context()
		w.refused(w.desk.Mark(ctx, w.worker, meeting(1), present("e1", 0)), "attendance.too_early")
		w.at("2027-01-11T22:59:59Z") // 23 h 59 in Osny
		w.refused(w.desk.Mark(ctx, w.worker, meeting(1), present("e1", 0)), "attendance.too_early")
		w.at("2027-01-11T23:00:00Z") // midnight in Osny
		w.ok(w.desk.Mark(ctx, w.worker, meeting(1), present("e1", 0)))
		w.refused(w.desk.Mark(ctx, w.worker, meeting(1), present("e5", 0)), "attendance.not_enrolled")
		w.refused(w.desk.Mark(ctx, w.worker, meeting(1), present("nobody", 0)), "attendance.not_enrolled")
		w.refused(w.desk.Mark(ctx, w.worker, meeting(2), present("e1", 0)), "attendance.too_early")
		var names []string
		for _, r := range w.sheet(1).Rows {
			names = append(names, r.Insured.FirstName)
		}
		if !slices.Equal(names, []string{"Ada", "Berthe", "Chloé", "Dina"}) {
			w.t.Errorf("on the sheet: %v", names)
		}
	})
}

func TestRule18_AllPresentFillsOnlyTheExpectedAndOverwritesNobody(t *testing.T) {
	story(t, func(w *world) {
		ctx := w.t.Context()
		w.ok(w.desk.Announce(ctx, w.worker, meeting(1), attending.Mark{Enrolment: "e2", Reason: "care"}))
		w.after(1)
		w.ok(w.desk.Mark(ctx, w.worker, meeting(1), attending.Mark{Enrolment: "e1", Status: scheduling.AbsentUnexcused}))
		n, err := w.desk.AllPresent(ctx, w.worker, meeting(1))
		w.ok(err)
		if n != 2 {
			w.t.Errorf("filled %d, want 2", n)
		}
		want := []scheduling.AttendanceStatus{scheduling.AbsentUnexcused, scheduling.AbsentExcused, scheduling.Present, scheduling.Present}
		for i, r := range w.sheet(1).Rows {
			if r.Attendance.Status != want[i] {
				w.t.Errorf("%s is %s, want %s", r.Insured.FirstName, r.Attendance.Status, want[i])
			}
		}
		if again, err := w.desk.AllPresent(ctx, w.worker, meeting(1)); err != nil || again != 0 {
			w.t.Errorf("a second time filled %d, %v", again, err)
		}
	})
}

func TestRule18_EveryChangeKeepsItsHistory(t *testing.T) {
	story(t, func(w *world) {
		ctx := w.t.Context()
		w.ok(w.desk.Announce(ctx, w.second, meeting(1), attending.Mark{Enrolment: "e1", Reason: "care"}))
		w.after(1)
		w.ok(w.desk.Mark(ctx, w.worker, meeting(1), present("e1", 1)))
		w.ok(w.desk.Mark(ctx, w.worker, meeting(1), present("e1", 2))) // already so: nothing happens
		w.hold(1, "pppp")
		w.ok(w.desk.Reopen(ctx, w.worker, meeting(1), 2, "Erreur de ligne"))
		var lines []string
		for _, l := range w.sheet(1).History {
			lines = append(lines, strings.TrimSpace(strings.Join([]string{l.By, l.Verb, l.Who, string(l.From), string(l.To), l.Reason}, " ")))
		}
		slices.Sort(lines)
		want := []string{
			"Agent ass closed", "Agent ass marked Ada Personne1 absent_excused present",
			"Agent ass marked Berthe Personne2 expected present", "Agent ass marked Chloé Personne3 expected present",
			"Agent ass marked Dina Personne4 expected present", "Agent ass reopened    Erreur de ligne",
			"Agent ass2 marked Ada Personne1 expected absent_excused care",
		}
		if !slices.Equal(lines, want) {
			w.t.Errorf("history:\n%s", strings.Join(lines, "\n"))
		}
	})
}

func TestAStaleMarkIsRefusedAndLeavesTheOthersUntouched(t *testing.T) {
	story(t, func(w *world) {
		w.after(1)
		ctx := w.t.Context()
		w.ok(w.desk.Mark(ctx, w.second, meeting(1), present("e2", 0)))
		late := attending.Mark{Enrolment: "e2", Status: scheduling.AbsentUnexcused}
		w.refused(w.desk.Mark(ctx, w.worker, meeting(1), present("e1", 0), late), "stale")
		if turnout := w.sheet(1).Turnout; turnout != (store.Turnout{Present: 1, Enrolled: 4, Unmarked: 3}) {
			w.t.Errorf("got %+v", turnout)
		}
	})
}

func TestAnAbsenceIsAnnouncedAheadAndTakenBack(t *testing.T) {
	story(t, func(w *world) {
		ctx := w.t.Context()
		w.ok(w.desk.Announce(ctx, w.adviser, meeting(2), attending.Mark{Enrolment: "e1", Reason: "health"}))
		a := w.sheet(2).Rows[0].Attendance
		if a.Status != scheduling.AbsentExcused || a.AnnouncedAt.IsZero() || a.Reason != "" {
			w.t.Errorf("an adviser announced %+v; reasons are social content", a)
		}
		w.ok(w.desk.TakeBack(ctx, w.worker, meeting(2), "e1", 1))
		if a = w.sheet(2).Rows[0].Attendance; a.Status != scheduling.Expected || !a.AnnouncedAt.IsZero() {
			w.t.Errorf("taken back: %+v", a)
		}
		w.at("2027-01-12T14:00:00+01:00")
		w.refused(w.desk.Announce(ctx, w.worker, meeting(1), attending.Mark{Enrolment: "e1"}), "attendance.announce.begun")
	})
}

func TestRule25_ReasonsAreForWhoMaySeeSocialContent(t *testing.T) {
	story(t, func(w *world) {
		ctx := w.t.Context()
		w.after(1)
		w.ok(w.desk.Mark(ctx, w.worker, meeting(1), attending.Mark{Enrolment: "e1", Status: scheduling.AbsentExcused, Reason: "care"}))
		s, err := w.desk.Sheet(ctx, w.adviser, meeting(1))
		w.ok(err)
		if r := s.Rows[0]; r.Attendance.Reason != "" || s.History[0].Reason != "" || r.Insured.Pathology != "" || r.Insured.Notes != "" {
			w.t.Errorf("an adviser reads %+v", r)
		}
		w.ok(w.desk.Mark(ctx, w.adviser, meeting(1), attending.Mark{Enrolment: "e1", Status: scheduling.AbsentExcused, Version: 1}))
		if got := w.sheet(1).Rows[0].Attendance; got.Reason != "care" || got.Version != 1 {
			w.t.Errorf("an adviser who changes nothing erased the reason: %+v", got)
		}
		_, err = w.desk.Sheet(ctx, w.manager, meeting(1))
		w.refused(err, "actor.may_not.see_people")
		_, err = w.desk.Sheet(ctx, w.elsewhere, meeting(1))
		w.refused(err, "not_found")
		w.refused(w.desk.Mark(ctx, w.manager, meeting(1), present("e1", 1)), "actor.may_not.invite")
		w.refused(w.desk.Close(ctx, w.adviser, meeting(1), 1, false), "actor.may_not.organise")
	})
}

func TestASheetIsClosedWhenItSaysWhatHappenedToEveryone(t *testing.T) {
	story(t, func(w *world) {
		ctx := w.t.Context()
		w.at("2027-01-12T10:00:00+01:00")
		w.refused(w.desk.Close(ctx, w.worker, meeting(1), 1, true), "attendance.close.not_begun")
		w.after(1)
		w.refused(w.desk.Close(ctx, w.worker, meeting(1), 1, false), "attendance.close.unmarked")
		w.refused(w.desk.Close(ctx, w.worker, meeting(1), 9, false), "stale")
		w.hold(1, "phue")
		s := w.sheet(1)
		if s.Meeting.HeldAt.IsZero() || s.Open || s.Turnout != (store.Turnout{Present: 2, Enrolled: 4}) {
			w.t.Errorf("closed: %+v, open %v, %+v", s.Meeting, s.Open, s.Turnout)
		}
		w.refused(w.desk.Mark(ctx, w.worker, meeting(1), present("e3", 1)), "attendance.sheet_closed")
		w.refused(w.desk.Reopen(ctx, w.worker, meeting(1), 2, " "), "attendance.reopen.reason")
		w.ok(w.desk.Reopen(ctx, w.worker, meeting(1), 2, "Chloé était là"))
		w.ok(w.desk.Mark(ctx, w.worker, meeting(1), present("e3", 1)))
		w.refused(w.desk.Close(ctx, w.worker, meeting(1), 3, true), "attendance.close.somebody")
	})
}

func TestNobodyCameIsSaidExplicitly(t *testing.T) {
	story(t, func(w *world) {
		ctx := w.t.Context()
		w.ok(w.desk.Announce(ctx, w.worker, meeting(1), attending.Mark{Enrolment: "e1", Reason: "transport"}))
		w.after(1)
		for _, e := range []scheduling.EnrolmentID{"e2", "e3", "e4"} {
			w.ok(w.desk.Mark(ctx, w.worker, meeting(1), attending.Mark{Enrolment: e, Status: scheduling.AbsentUnexcused}))
		}
		w.refused(w.desk.Close(ctx, w.worker, meeting(1), 1, false), "attendance.close.nobody")
		w.ok(w.desk.Close(ctx, w.worker, meeting(1), 1, true))
		if m := w.sheet(1).Meeting; m.HeldAt.IsZero() || !m.NobodyCame {
			w.t.Errorf("got %+v", m)
		}
		w.after(2)
		w.ok(w.desk.Close(ctx, w.worker, meeting(2), 1, true)) // marks whoever was still expected
		if turnout := w.sheet(2).Turnout; turnout != (store.Turnout{Enrolled: 4}) {
			w.t.Errorf("got %+v", turnout)
		}
	})
}

func TestSheetsToFillAreDerivedFromTimeAndTurnoutsCountEachMeeting(t *testing.T) {
	story(t, func(w *world) {
		w.hold(1, "phue")
		w.after(2)
		w.ok(w.desk.Mark(w.t.Context(), w.worker, meeting(2), present("e1", 0)))
		w.write(func(tx *store.Tx) error { // Dina leaves after the second meeting
			e, err := tx.Enrolment("e4")
			e, _ = e.Becomes(scheduling.DroppedOut, "health", "user:ass", tx.Now)
			w.ok(err)
			return tx.ReplaceEnrolment(e)
		})
		w.read(func(tx *store.Tx) error {
			sheets, err := tx.UnfilledSheets([]scheduling.UnitID{"u95"})
			if len(sheets) != 1 || sheets[0].Meeting != meeting(2) {
				w.t.Errorf("to fill: %+v", sheets)
			}
			w.ok(err)
			if elsewhere, err := tx.UnfilledSheets([]scheduling.UnitID{"u78"}); err != nil || len(elsewhere) != 0 {
				w.t.Errorf("another unit's: %v, %v", elsewhere, err)
			}
			turnouts, err := tx.Turnouts([]scheduling.CohortID{"c"})
			for n, want := range map[int]store.Turnout{
				1: {Present: 2, Enrolled: 4}, 2: {Present: 1, Enrolled: 4, Unmarked: 3}, 3: {Enrolled: 3, Unmarked: 3},
			} {
				if got := turnouts[meeting(n)]; got != want {
					w.t.Errorf("meeting %d: %+v, want %+v", n, got, want)
				}
				if got := w.sheet(n).Turnout; got != want {
					w.t.Errorf("its sheet counts %+v, want %+v", got, want)
				}
			}
			return err
		})
	})
}

func TestRule19_RatesOfACohortGrossAndNet(t *testing.T) {
	story(t, func(w *world) {
		ctx := w.t.Context()
		w.hold(1, "ppuu")
		w.hold(2, "phue")
		w.ok(w.desk.Announce(ctx, w.worker, meeting(3), attending.Mark{Enrolment: "e1"})) // to come: in no rate
		o, err := w.desk.Overview(ctx, w.worker, "c")
		w.ok(err)
		if o.Gross != (scheduling.Rate{Part: 4, N: 8}) || o.Net != (scheduling.Rate{Part: 4, N: 4}) {
			w.t.Errorf("gross %+v, net %+v", o.Gross, o.Net)
		}
		if o.Started != 2 || o.Finished != 0 || o.Lost != 2 || len(o.People) != 4 {
			w.t.Errorf("started %d, finished %d, lost %d, %d people", o.Started, o.Finished, o.Lost, len(o.People))
		}
		counts, err := w.desk.Overview(ctx, w.manager, "c")
		w.ok(err)
		if counts.People != nil || counts.Gross != o.Gross {
			w.t.Errorf("a manager reads %d people, rate %+v", len(counts.People), counts.Gross)
		}
	})
}
