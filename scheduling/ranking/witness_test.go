package ranking_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"trame/scheduling"
	"trame/scheduling/ranking"
)

// call seeks a witness for a meeting five weeks ahead.
var call = ranking.Call{On: today.AddDays(35), Today: today, Unit: "unit-95", Themes: []scheduling.WitnessThemeID{"work", "family"}}

// willing is somebody whom nothing bars.
func willing(id string) ranking.Witness {
	return ranking.Witness{
		ID: scheduling.InsuredID(id), Unit: "unit-95", Started: true, Kilometres: 12,
		Consent: scheduling.Witness{GivenOn: today.AddDays(-30), ValidUntil: today.AddMonths(20), Themes: []scheduling.WitnessThemeID{"work"}, Forms: scheduling.WitnessForms},
	}
}

func TestNobodyIsProposedWhomSomethingBars(t *testing.T) {
	for name, c := range map[string]struct {
		change func(w *ranking.Witness)
		want   []ranking.Bar
	}{
		"nothing at all":                  {func(*ranking.Witness) {}, nil},
		"asked by a link, not agreed yet": {func(w *ranking.Witness) { w.Consent.GivenOn = scheduling.Date{} }, []ranking.Bar{ranking.NoConsent}},
		"taken back":                      {func(w *ranking.Witness) { w.Consent.WithdrawnAt = time.Unix(1, 0) }, []ranking.Bar{ranking.NoConsent}},
		"over before the meeting":         {func(w *ranking.Witness) { w.Consent.ValidUntil = call.On.AddDays(-1) }, []ranking.Bar{ranking.ConsentOver}},
		"over the day after the meeting":  {func(w *ranking.Witness) { w.Consent.ValidUntil = call.On }, nil},
		"she died, or her file is erased": {func(w *ranking.Witness) { w.Over = true }, []ranking.Bar{ranking.FileOver}},
		"she came to no meeting":          {func(w *ranking.Witness) { w.Started = false }, []ranking.Bar{ranking.NeverStarted}},
		"she is in a session":             {func(w *ranking.Witness) { w.Seated = true }, []ranking.Bar{ranking.StillSeated}},
		"it is her own group":             {func(w *ranking.Witness) { w.OwnGroup = true }, []ranking.Bar{ranking.OwnGroup}},
		"messages are on pause":           {func(w *ranking.Witness) { w.Paused = true }, []ranking.Bar{ranking.OnPause}},
		"not beyond her unit":             {func(w *ranking.Witness) { w.Unit, w.Consent.OwnUnit = "unit-92", true }, []ranking.Bar{ranking.OtherUnit}},
		"another unit, which she accepts": {func(w *ranking.Witness) { w.Unit = "unit-92" }, nil},
		"as often as she wishes a year":   {func(w *ranking.Witness) { w.Consent.MostAYear, w.Times = 2, 2 }, []ranking.Bar{ranking.EnoughTimes}},
		"once more":                       {func(w *ranking.Witness) { w.Consent.MostAYear, w.Times = 2, 1 }, nil},
		"as often as it suits":            {func(w *ranking.Witness) { w.Times = 9 }, nil},
		"asked to this meeting":           {func(w *ranking.Witness) { w.Asked = true }, []ranking.Bar{ranking.AskedAlready}},
		"she testifies at that hour":      {func(w *ranking.Witness) { w.Elsewhere = true }, []ranking.Bar{ranking.Elsewhere}},
		"two reasons are both told":       {func(w *ranking.Witness) { w.Over, w.Seated = true, true }, []ranking.Bar{ranking.FileOver, ranking.StillSeated}},
	} {
		t.Run(name, func(t *testing.T) {
			w := willing("w")
			c.change(&w)
			if got := call.Bars(w); !slices.Equal(got, c.want) {
				t.Errorf("barred by %v, want %v", got, c.want)
			}
			if ranked := call.Rank([]ranking.Witness{w}); len(ranked) != map[bool]int{true: 1}[len(c.want) == 0] {
				t.Errorf("%d proposed", len(ranked))
			}
		})
	}
}

func TestEachReasonPutsTheWitnessItIsForFirst(t *testing.T) {
	for name, better := range map[string]func(w *ranking.Witness){
		"her subjects fit":         func(w *ranking.Witness) { w.Consent.Themes = call.Themes },
		"she lives nearer":         func(w *ranking.Witness) { w.Kilometres = 5 },
		"she was not asked lately": func(w *ranking.Witness) { w.LastAsked = scheduling.Date{} },
		"she testified less":       func(w *ranking.Witness) { w.Times = 0 },
		"she knows the programme":  func(w *ranking.Witness) { w.Followed = true },
	} {
		t.Run(name, func(t *testing.T) {
			a, b := willing("a"), willing("b")
			for _, w := range []*ranking.Witness{&a, &b} {
				w.Times, w.LastAsked = 1, today.AddDays(-20)
			}
			better(&b)
			if ranked := call.Rank([]ranking.Witness{a, b}); ranked[0].ID != "b" || ranked[0].Total <= ranked[1].Total {
				t.Errorf("ranked %+v", ranked)
			}
		})
	}
}

func TestWitnessesAreRankedTheSameWhateverTheOrderAndNoneWhoIsBarred(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var people []ranking.Witness
		for n := range rapid.IntRange(0, 10).Draw(t, "n") {
			w := willing(string(rune('a' + n)))
			w.Over, w.Started, w.Seated = rapid.Bool().Draw(t, "over"), rapid.Bool().Draw(t, "started"), rapid.Bool().Draw(t, "seated")
			w.Followed, w.Times = rapid.Bool().Draw(t, "followed"), rapid.IntRange(0, 5).Draw(t, "times")
			w.Consent.MostAYear, w.Kilometres = rapid.IntRange(0, 5).Draw(t, "most"), rapid.IntRange(-1, 90).Draw(t, "km")
			people = append(people, w)
		}
		ranked := call.Rank(people)
		if len(ranked) != len(slices.DeleteFunc(slices.Clone(people), func(w ranking.Witness) bool { return len(call.Bars(w)) > 0 })) {
			t.Fatalf("%d of %d ranked", len(ranked), len(people))
		}
		for at, r := range ranked {
			sum := 0
			for _, p := range r.Points {
				if p.Points < 0 || p.Points > 100 {
					t.Fatalf("%s gives %d points", p.Criterion, p.Points)
				}
				sum += p.Points * p.Weight
			}
			if sum != r.Total || at > 0 && ranked[at-1].Total < r.Total || r.Over || r.Seated || !r.Started {
				t.Fatalf("place %d of %+v", at, ranked)
			}
		}
		slices.Reverse(people)
		if again := call.Rank(people); !slices.EqualFunc(again, ranked, func(a, b ranking.RankedWitness) bool { return a.ID == b.ID }) {
			t.Fatal("another order, other ranks")
		}
	})
}
