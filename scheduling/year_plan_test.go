package scheduling_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"trame/scheduling"
)

var (
	newYear  = scheduling.MustDate("2027-01-04")
	yearsEnd = scheduling.MustDate("2027-12-31")
)

func twice() scheduling.Wish {
	return scheduling.Wish{Number: 1, Times: 2, Sites: []scheduling.SiteID{"osny", "argenteuil"}}
}

func TestTwoSessionsAYearAlternateTheirSites(t *testing.T) {
	turns := twice().Turns(newYear, yearsEnd, 45, scheduling.Cohort{})
	if turns[0].Site != "osny" || turns[1].Site != "argenteuil" {
		t.Errorf("%v", turns)
	}
	after := twice().Turns(newYear, yearsEnd, 45, scheduling.Cohort{Site: "osny", FirstDate: scheduling.MustDate("2026-10-01")})
	if after[0].Site != "argenteuil" || after[1].Site != "osny" {
		t.Errorf("after a session in Osny: %v", after)
	}
	if want := scheduling.MustDate("2026-10-01").AddDays(scheduling.TurnsApart); after[0].From != want {
		t.Errorf("begins from %s, want %s", after[0].From, want)
	}
}

func TestTwoSessionsAYearBegin120DaysApartWhereverTheyFallInTheirTurns(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		span := rapid.IntRange(10, 120).Draw(t, "span")
		days := rapid.IntRange(300, 366).Draw(t, "days")
		turns := twice().Turns(newYear, newYear.AddDays(days), span, scheduling.Cohort{})
		latest := turns[0].To.AddDays(-span) // first meeting of the first session
		if apart := latest.DaysUntil(turns[1].From); apart < scheduling.TurnsApart {
			t.Errorf("%d days", apart)
		}
	})
}

func TestTurnsStayWithinTheYearAndLeaveRoomForASession(t *testing.T) {
	for times := 1; times <= 6; times++ {
		w := twice()
		w.Times = times
		turns := w.Turns(newYear, yearsEnd, 45, scheduling.Cohort{})
		for i, turn := range turns {
			if turn.From.Before(newYear) || turn.To.After(yearsEnd) || turn.From.DaysUntil(turn.To) < 63 && times < 5 {
				t.Errorf("%d a year: turn %d from %s to %s", times, i, turn.From, turn.To)
			}
		}
	}
}

func TestTheStateOfAYearPlanComesFromWhatHappened(t *testing.T) {
	at := time.Date(2027, 1, 12, 9, 0, 0, 0, time.UTC)
	for want, y := range map[scheduling.YearPlanState]scheduling.YearPlan{
		scheduling.YearPlanWaiting:   {},
		scheduling.YearPlanRunning:   {StartedAt: at},
		scheduling.YearPlanReady:     {StartedAt: at, ReadyAt: at},
		scheduling.YearPlanPublished: {ReadyAt: at, PublishedAt: at},
		scheduling.YearPlanFailed:    {StartedAt: at, FailedAt: at},
		scheduling.YearPlanAbandoned: {ReadyAt: at, AbandonedAt: at},
	} {
		if got := y.State(); got != want {
			t.Errorf("%+v is %s, want %s", y, got, want)
		}
	}
}

func TestAYearPlanIsRefusedAtTheFieldThatIsWrong(t *testing.T) {
	wish := scheduling.Wish{Times: 2, Sites: []scheduling.SiteID{"osny"}, Leads: []scheduling.UserID{"u"}, CadenceWeeks: 1}
	good := scheduling.YearPlan{Label: "2027", FirstDay: newYear, LastDay: yearsEnd, Seconds: 20}
	if err := good.Validate([]scheduling.Wish{wish}, newYear); err != nil {
		t.Fatal(err)
	}
	with := func(change func(*scheduling.YearPlan, *scheduling.Wish)) error {
		y, w := good, wish
		change(&y, &w)
		return y.Validate([]scheduling.Wish{w}, newYear)
	}
	for field, err := range map[string]error{
		"label":                  with(func(y *scheduling.YearPlan, _ *scheduling.Wish) { y.Label = "" }),
		"first_day":              with(func(y *scheduling.YearPlan, _ *scheduling.Wish) { y.FirstDay = newYear.AddDays(-1) }),
		"last_day":               with(func(y *scheduling.YearPlan, _ *scheduling.Wish) { y.LastDay = newYear.AddDays(600) }),
		"seconds":                with(func(y *scheduling.YearPlan, _ *scheduling.Wish) { y.Seconds = 0 }),
		"wishes.0.times":         with(func(_ *scheduling.YearPlan, w *scheduling.Wish) { w.Times = 25 }),
		"wishes.0.sites":         with(func(_ *scheduling.YearPlan, w *scheduling.Wish) { w.Sites = nil }),
		"wishes.0.leads":         with(func(_ *scheduling.YearPlan, w *scheduling.Wish) { w.Leads = nil }),
		"wishes.0.cadence_weeks": with(func(_ *scheduling.YearPlan, w *scheduling.Wish) { w.CadenceWeeks = 0 }),
		"":                       good.Validate(nil, newYear),
	} {
		faults, ok := err.(scheduling.Faults) //nolint:errorlint // as it comes
		if !ok || len(faults) != 1 || faults[0].Field != field {
			t.Errorf("%q: %v", field, err)
		}
	}
}

func TestADecisionIsTakenOnlyOnWhatIsStillADraft(t *testing.T) {
	planned := scheduling.DraftCohort{Label: "Printemps", Lead: "u"}
	if c, err := planned.Decide(scheduling.ChoiceAccepted); err != nil || c.Choice != scheduling.ChoiceAccepted {
		t.Errorf("%v, %v", c, err)
	}
	open := planned
	open.Cohort = "c"
	unplanned := scheduling.DraftCohort{}
	for name, err := range map[string]error{
		"draft_cohort.published":      second(open.Decide(scheduling.ChoiceLeft)),
		"draft_cohort.not_planned":    second(unplanned.Decide(scheduling.ChoicePinned)),
		"draft_cohort.choice.unknown": second(planned.Decide("perhaps")),
	} {
		if e, ok := err.(*scheduling.Error); !ok || e.Key != name { //nolint:errorlint // as it comes
			t.Errorf("%s: %v", name, err)
		}
	}
}

func second(_ scheduling.DraftCohort, err error) error { return err }
