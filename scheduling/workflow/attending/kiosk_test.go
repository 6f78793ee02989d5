package attending_test

import (
	"testing"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/workflow/attending"
)

func (w *world) kiosk(n int) string {
	w.t.Helper()
	token, closes, err := w.desk.OpenKiosk(w.t.Context(), w.adviser, meeting(n))
	w.ok(err)
	if closes.Sub(w.clock.Now()) > 24*time.Hour {
		w.t.Errorf("the tablet closes at %s", closes)
	}
	return token
}

func TestAParticipantSignsInOnTheRoomsTabletWithHerOwnCode(t *testing.T) {
	story(t, func(w *world) {
		ctx := w.t.Context()
		w.at("2027-01-12T13:45:00+01:00")
		tablet := w.kiosk(1)
		w.ok(w.desk.SignInAtKiosk(ctx, tablet, " "+code(1)[:4]+"-"+code(1)[4:]))
		w.ok(w.desk.SignInAtKiosk(ctx, tablet, code(1))) // twice is once
		w.ok(w.desk.SignInAtKiosk(ctx, tablet, "https://trame.example/v/"+token(2)))
		s := w.sheet(1)
		if s.Turnout != (store.Turnout{Present: 2, Enrolled: 4, Unmarked: 2}) || !s.Kiosk || s.Rows[0].Attendance.MarkedBy != "" {
			w.t.Errorf("the sheet: %+v", s.Turnout)
		}
		if got := w.history(1); len(got) != 2 || got[0] != "expected present  herself" {
			w.t.Errorf("history %q", got)
		}
		g, err := w.desk.Kiosk(ctx, tablet)
		w.ok(err)
		if g.Title != "Vos rencontres" || g.Place == "" {
			w.t.Errorf("the tablet shows %+v", g)
		}
	})
}

func TestTheTabletMarksPresentOnlyWhoIsExpected(t *testing.T) {
	story(t, func(w *world) {
		ctx := w.t.Context()
		w.ok(w.desk.Apologise(ctx, token(1), 1, ""))
		w.at("2027-01-12T13:45:00+01:00")
		tablet := w.kiosk(1)
		w.refused(w.desk.SignInAtKiosk(ctx, tablet, code(1)), "kiosk.ask")
		w.ok(w.desk.Mark(ctx, w.worker, meeting(1), attending.Mark{Enrolment: "e2", Status: scheduling.AbsentUnexcused}))
		w.refused(w.desk.SignInAtKiosk(ctx, tablet, code(2)), "kiosk.ask")
		w.refused(w.desk.SignInAtKiosk(ctx, tablet, code(5)), "kiosk.unknown") // who waits has no chair
		w.refused(w.desk.SignInAtKiosk(ctx, tablet, "K7RWM2XZ"), "kiosk.unknown")
		w.refused(w.desk.SignInAtKiosk(ctx, tablet, "https://trame.example/v/nobody"), "kiosk.unknown")
		w.refused(w.desk.SignInAtKiosk(ctx, tablet, "bonjour"), "code.unreadable")
	})
}

func TestTheTabletIsForOneMeetingsDay(t *testing.T) {
	story(t, func(w *world) {
		ctx := w.t.Context()
		_, _, err := w.desk.OpenKiosk(ctx, w.worker, meeting(1)) // the evening before
		w.refused(err, "attendance.too_early")
		w.at("2027-01-12T09:00:00+01:00")
		_, _, err = w.desk.OpenKiosk(ctx, w.manager, meeting(1))
		w.refused(err, "actor.may_not.invite")
		_, _, err = w.desk.OpenKiosk(ctx, w.elsewhere, meeting(1))
		w.refused(err, "not_found")
		first, second := w.kiosk(1), w.kiosk(1)
		w.refused(w.desk.SignInAtKiosk(ctx, first, code(1)), "kiosk.over") // a second one closes the first
		w.ok(w.desk.SignInAtKiosk(ctx, second, code(1)))
		w.ok(w.desk.CloseKiosk(ctx, w.worker, meeting(1)))
		w.refused(w.desk.SignInAtKiosk(ctx, second, code(2)), "kiosk.over")
		third := w.kiosk(1)
		w.at("2027-01-13T00:00:00+01:00")
		w.refused(w.desk.SignInAtKiosk(ctx, third, code(2)), "kiosk.over")
		_, err = w.desk.Kiosk(ctx, third)
		w.refused(err, "kiosk.over")
		_, _, err = w.desk.OpenKiosk(ctx, w.worker, meeting(1))
		w.refused(err, "kiosk.day")
	})
}

func TestRule30_ATabletTakesAFewWrongCodesAndThenWaits(t *testing.T) {
	story(t, func(w *world) {
		ctx := w.t.Context()
		w.at("2027-01-12T13:45:00+01:00")
		tablet := w.kiosk(1)
		for range 20 {
			w.refused(w.desk.SignInAtKiosk(ctx, tablet, "K7RWM2XZ"), "kiosk.unknown")
		}
		w.refused(w.desk.SignInAtKiosk(ctx, tablet, code(1)), "code.too_many")
		w.clock.Add(16 * time.Minute)
		w.ok(w.desk.SignInAtKiosk(ctx, tablet, code(1)))
	})
}

func TestRule19_VisitorsAreCountedApart(t *testing.T) {
	story(t, func(w *world) {
		ctx := w.t.Context()
		w.after(1)
		id, err := w.desk.AddVisitor(ctx, w.adviser, scheduling.Visitor{Meeting: meeting(1), Kind: scheduling.WitnessVisitor, Name: " Rose Témoin "})
		w.ok(err)
		_, err = w.desk.AddVisitor(ctx, w.worker, scheduling.Visitor{Meeting: meeting(1), Kind: scheduling.Carer})
		w.ok(err)
		for key, v := range map[string]scheduling.Visitor{
			"visitor.kind.unknown":  {Meeting: meeting(1), Kind: "ghost"},
			"visitor.name.required": {Meeting: meeting(1), Kind: scheduling.ToEnrol, Name: " "},
			"visitor.name.long":     {Meeting: meeting(1), Kind: scheduling.OtherVisitor, Name: "a\nb"},
		} {
			_, err := w.desk.AddVisitor(ctx, w.worker, v)
			w.refused(err, key)
		}
		_, err = w.desk.AddVisitor(ctx, w.manager, scheduling.Visitor{Meeting: meeting(1), Kind: scheduling.Carer})
		w.refused(err, "actor.may_not.invite")
		s := w.sheet(1)
		if len(s.Visitors) != 2 || s.Visitors[0].Name != "Rose Témoin" || s.Turnout.Present != 0 || s.Turnout.Enrolled != 4 {
			w.t.Errorf("visitors %+v, turnout %+v", s.Visitors, s.Turnout)
		}
		w.hold(1, "puuu")
		o, err := w.desk.Overview(ctx, w.worker, "c")
		w.ok(err)
		if o.Gross != (scheduling.Rate{Part: 1, N: 4}) {
			w.t.Errorf("a visitor is in the rate: %+v", o.Gross)
		}
		w.refused(w.desk.RemoveVisitor(ctx, w.worker, meeting(1), id), "attendance.sheet_closed")
		w.ok(w.desk.Reopen(ctx, w.worker, meeting(1), 2, "le témoin n’était pas là"))
		w.refused(w.desk.RemoveVisitor(ctx, w.worker, meeting(2), id), "attendance.too_early")
		w.ok(w.desk.RemoveVisitor(ctx, w.worker, meeting(1), id))
		w.refused(w.desk.RemoveVisitor(ctx, w.worker, meeting(1), id), "not_found")
	})
}
