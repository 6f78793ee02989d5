package eligibility_test

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"trame/scheduling"
	"trame/scheduling/eligibility"
)

// every is a rule of each kind, all blocking.
var every = [][2]string{
	{"purpose", `{"any_of":["work","care"]}`},
	{"leave_kind", `{"any_of":["illness","work_accident"]}`},
	{"leave_days", `{"at_least":90}`},
	{"leave_time", `{"any_of":["therapeutic_part_time"]}`},
	{"work_situation", `{"any_of":["employed","invalidity_1"]}`},
	{"invalidity", `{"any_of":["none","granted"]}`},
	{"pathology_group", `{"any_of":["breast","lung"]}`},
	{"scheme", `{"any_of":["general","independent"]}`},
	{"age", `{"at_least":18,"at_most":62}`},
	{"residence", `{"departements":["95"],"zones":["Est"]}`},
	{"followed", `{"is":"no"}`},
	{"fragility", `{"at_least":2}`},
	{"consent", `{}`},
	{"precarity", `{"criteria":["low_allowance","low_per_head","solidarity_cover","long_illness"]}`},
}

var (
	drawnDay = rapid.Custom(func(t *rapid.T) scheduling.Date {
		return day("2026-06-01").AddDays(rapid.IntRange(0, 400).Draw(t, "day"))
	})
	drawnKnown = rapid.SampledFrom([]scheduling.Known{yes, no})
)

// whole draws a person of whom everything is known, dates apart.
var whole = rapid.Custom(func(t *rapid.T) eligibility.Person {
	return eligibility.Person{
		BirthDate: rapid.SampledFrom([]scheduling.Date{day("1964-02-29"), day("1963-10-01"), day("2008-12-24"), day("1980-05-05")}).Draw(t, "birth"),
		Contract:  rapid.SampledFrom(scheduling.Contracts).Draw(t, "contract"),
		Pathology: rapid.SampledFrom(scheduling.Pathologies[:3]).Draw(t, "pathology"),
		Insee:     rapid.SampledFrom([]string{"95018", "78646"}).Draw(t, "insee"),
		Zone:      rapid.SampledFrom([]string{"Est", "Ouest"}).Draw(t, "zone"),
		Consent:   drawnKnown.Draw(t, "consent"),
		Facts: scheduling.Facts{
			Purpose:    rapid.SampledFrom(scheduling.Purposes[:3]).Draw(t, "purpose"),
			LeaveStart: drawnDay.Draw(t, "start"), LeaveKind: rapid.SampledFrom(scheduling.LeaveKinds).Draw(t, "kind"),
			LeaveTime:  rapid.SampledFrom(scheduling.LeaveTimes).Draw(t, "time"),
			Invalidity: rapid.SampledFrom(scheduling.Invalidities).Draw(t, "invalidity"),
			Scheme:     rapid.SampledFrom(scheduling.Schemes).Draw(t, "scheme"),
			Followed:   drawnKnown.Draw(t, "followed"), LowAllowance: drawnKnown.Draw(t, "low"), LowPerHead: drawnKnown.Draw(t, "per head"),
			SolidarityCover: drawnKnown.Draw(t, "cover"), LongIllness: drawnKnown.Draw(t, "long"),
			Fragility: scheduling.Ticks(rapid.StringMatching("[yn]{6}").Draw(t, "fragility")),
		},
	}
})

// forgetting are the facts that may be missing, and the dates that may be given.
var forgetting = []func(known, some *eligibility.Person){
	func(_, p *eligibility.Person) { p.BirthDate = scheduling.Date{} },
	func(_, p *eligibility.Person) { p.Contract = "" },
	func(_, p *eligibility.Person) { p.Pathology = "" },
	func(_, p *eligibility.Person) { p.Insee, p.Zone = "", "" },
	func(_, p *eligibility.Person) { p.Zone = "" },
	func(_, p *eligibility.Person) { p.Consent = "" },
	func(_, p *eligibility.Person) { p.Facts.Purpose = "" },
	func(_, p *eligibility.Person) {
		p.Facts.LeaveStart, p.Facts.LeaveEnd = scheduling.Date{}, scheduling.Date{}
	},
	func(_, p *eligibility.Person) { p.Facts.LeaveEnd = scheduling.Date{} },
	func(_, p *eligibility.Person) { p.Facts.LeaveKind = "" },
	func(_, p *eligibility.Person) { p.Facts.LeaveTime, p.Facts.PartTimeFrom = "", scheduling.Date{} },
	func(_, p *eligibility.Person) { p.Facts.PartTimeFrom = scheduling.Date{} },
	func(_, p *eligibility.Person) { p.Facts.ContractOn = scheduling.Date{} },
	func(_, p *eligibility.Person) { p.Facts.Invalidity, p.Facts.InvalidityOn = "", scheduling.Date{} },
	func(_, p *eligibility.Person) { p.Facts.InvalidityOn = scheduling.Date{} },
	func(_, p *eligibility.Person) { p.Facts.Scheme = "" },
	func(_, p *eligibility.Person) { p.Facts.Followed, p.Facts.FollowedSince = "", scheduling.Date{} },
	func(_, p *eligibility.Person) { p.Facts.FollowedSince = scheduling.Date{} },
	func(_, p *eligibility.Person) { p.Facts.LowAllowance = "" },
	func(_, p *eligibility.Person) { p.Facts.LongIllness = "" },
	func(k, p *eligibility.Person) { p.Facts.Fragility = k.Facts.Fragility[:3] },
}

// dated is a whole person with the optional days given too.
func dated(t *rapid.T) eligibility.Person {
	p := whole.Draw(t, "person")
	p.Facts.LeaveEnd = p.Facts.LeaveStart.AddDays(rapid.IntRange(0, 300).Draw(t, "length"))
	p.Facts.PartTimeFrom, p.Facts.ContractOn = p.Facts.LeaveStart.AddDays(20), drawnDay.Draw(t, "contract on")
	p.Facts.InvalidityOn, p.Facts.FollowedSince = drawnDay.Draw(t, "invalidity on"), drawnDay.Draw(t, "followed since")
	return p
}

func TestRule10_MoreFactsNeverTurnAPassIntoAnUnknown(t *testing.T) {
	set := rules(t, every...)
	rapid.Check(t, func(t *rapid.T) {
		known := dated(t)
		some := known
		for i, forget := range forgetting {
			if rapid.Bool().Draw(t, fmt.Sprintf("forgets %d", i)) {
				forget(&known, &some)
			}
		}
		on := drawnDay.Draw(t, "on")
		less, more := set.Check(&some, on), set.Check(&known, on)
		for i := range every {
			if less.Answer(i) == scheduling.Pass && more.Answer(i) == scheduling.UnknownAnswer {
				t.Fatalf("%s: a pass is unknown once more is known", every[i][0])
			}
		}
	})
}

func TestRule10_TheDateOfNotYetIsTheFirstOnWhichTimeAloneMadeItTrue(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var chosen [][2]string
		for _, r := range every {
			if rapid.Bool().Draw(t, r[0]) {
				chosen = append(chosen, r)
			}
		}
		set := rules(t, chosen...)
		p := dated(t)
		on := drawnDay.Draw(t, "on")
		v := set.Check(&p, on)
		if v.Outcome != scheduling.NotYet {
			first := firstThatPasses(set, p, on)
			if v.Outcome == scheduling.NotEligible && first >= 0 {
				t.Fatalf("not eligible on %s, yet %d days later she may come", on, first)
			}
			return
		}
		for d := on; d != v.BecomesOn; d = d.AddDays(1) {
			if got := set.Check(&p, d); got.Outcome != scheduling.NotYet || got.BecomesOn != v.BecomesOn {
				t.Fatalf("on %s: %s on %s, announced on %s for %s", d, got.Outcome, got.BecomesOn, on, v.BecomesOn)
			}
		}
		if got := set.Check(&p, v.BecomesOn).Outcome; got != scheduling.Collective && got != scheduling.IndividualFirst {
			t.Fatalf("on the day it is %s", got)
		}
	})
}

// firstThatPasses looks at each of a thousand days: -1 for none.
func firstThatPasses(set eligibility.Rules, p eligibility.Person, on scheduling.Date) int {
	for n := range 1000 {
		if got := set.Check(&p, on.AddDays(n)).Outcome; got == scheduling.Collective || got == scheduling.IndividualFirst {
			return n
		}
	}
	return -1
}

func TestRule10_LeaveDaysAreCountedAsOneWouldOnACalendar(t *testing.T) {
	for _, start := range []string{"2026-01-01", "2026-11-22", "2027-12-01", "2028-02-29"} {
		p := eligibility.Person{Facts: scheduling.Facts{LeaveStart: day(start)}}
		for _, c := range []struct {
			parameters string
			first      int // days after the start
		}{{`{"at_least":90}`, 90}, {`{"more_than":45}`, 46}, {`{"at_least":45}`, 45}, {`{"at_least":1}`, 1}, {`{"more_than":90}`, 91}} {
			set := rules(t, [2]string{"leave_days", c.parameters})
			passed, becomes := 0, day(start).AddDays(c.first)
			for n := range 400 {
				v := set.Check(&p, day(start).AddDays(n))
				switch {
				case v.Outcome == scheduling.Collective:
					passed++
				case v.BecomesOn != becomes:
					t.Fatalf("%s from %s: day %d says %s, want %s", c.parameters, start, n, v.BecomesOn, becomes)
				}
			}
			if passed != 400-c.first {
				t.Errorf("%s from %s passes on %d days of 400", c.parameters, start, passed)
			}
		}
	}
}

func TestRule11_ACriterionMoreNeverOpensTheCollective(t *testing.T) {
	criteria := []string{"low_allowance", "low_per_head", "solidarity_cover", "long_illness"}
	rapid.Check(t, func(t *rapid.T) {
		p := dated(t)
		before := scheduling.Collective
		list := ""
		for _, c := range criteria {
			list += fmt.Sprintf(",%q", c)
			set := rules(t, [2]string{"precarity", `{"criteria":[` + list[1:] + `]}`})
			got := set.Check(&p, day("2026-11-22")).Outcome
			if before == scheduling.IndividualFirst && got != before {
				t.Fatalf("with %s it is %s", list, got)
			}
			before = got
		}
	})
}

// BenchmarkCheck is how many people one core examines in a second, by a rule of
// each kind; reasons are not asked for.
func BenchmarkCheck(b *testing.B) {
	set := rules(b, every...)
	var people []eligibility.Person
	for i := range 512 {
		people = append(people, whole.Example(i))
	}
	on := day("2026-11-22")
	counts := map[scheduling.Eligibility]int{}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		v := set.Check(&people[i%len(people)], on)
		if i < len(people) {
			counts[v.Outcome]++
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "people/s")
}
