package eligibility_test

import (
	"testing"

	"trame/scheduling"
	"trame/scheduling/eligibility"
)

// What the service takes on, by its own criteria: what is asked for is within
// its missions, one item of the fragility sheet at least, a scheme that it
// serves, and precarity met alone first (CNAM circular 28/2007).
var service = [][2]string{
	{"purpose", `{"any_of":["work","income","care","discharge","transfer"]}`},
	{"scheme", `{"any_of":["general","independent"]}`},
	{"fragility", `{"at_least":1}`},
	{"precarity", `{"criteria":["solidarity_cover","low_allowance"]}`},
}

func TestTheNineSituationsOfTheFieldAreDecidedAsTheyWere(t *testing.T) {
	on := day("2026-11-22")
	for name, c := range map[string]struct {
		born     string
		contract string
		facts    scheduling.Facts
		want     scheduling.Eligibility
		sentTo   string
	}{
		"a self-employed shopkeeper, three months off work, invalidité refused": {
			"1972-04-02", "self_employed", scheduling.Facts{
				Purpose: scheduling.ForWork, LeaveStart: on.AddDays(-92), LeaveKind: scheduling.Illness, Invalidity: scheduling.InvalidityRefused,
				Scheme: scheduling.IndependentScheme, LowAllowance: no, SolidarityCover: no, Fragility: "nynnyn",
			}, scheduling.Collective, "",
		},
		"a carer of 70 after hospital": {
			"1956-02-11", "other", scheduling.Facts{
				Purpose: scheduling.ForDischarge, Scheme: scheduling.GeneralScheme, LowAllowance: no, SolidarityCover: no, Fragility: "nnynnn",
			}, scheduling.Collective, "",
		},
		"a mother who puts off prescribed care for social reasons": {
			"1990-09-30", "job_seeker", scheduling.Facts{
				Purpose: scheduling.ForCare, Scheme: scheduling.GeneralScheme, LowAllowance: no, SolidarityCover: yes, Fragility: "ynnynn",
			}, scheduling.IndividualFirst, "precarity",
		},
		"a severe illness, four months off": {
			"1980-06-15", "employed", scheduling.Facts{
				Purpose: scheduling.ForWork, LeaveStart: on.AddDays(-121), LeaveKind: scheduling.Illness, Scheme: scheduling.GeneralScheme,
				LowAllowance: no, SolidarityCover: no, LongIllness: yes, Fragility: "nynnnn",
			}, scheduling.Collective, "",
		},
		"a medical transfer from Mayotte": {
			"1999-01-20", "", scheduling.Facts{
				Purpose: scheduling.ForTransfer, Scheme: scheduling.GeneralScheme, LowAllowance: no, SolidarityCover: no, Fragility: "yyyyny",
			}, scheduling.Collective, "",
		},
		"a secretary three months off who loses her salary top-up": {
			"1985-12-05", "employed", scheduling.Facts{
				Purpose: scheduling.ForIncome, LeaveStart: on.AddDays(-91), LeaveKind: scheduling.Illness, Scheme: scheduling.GeneralScheme,
				LowAllowance: yes, SolidarityCover: no, Fragility: "nnnyyn",
			}, scheduling.IndividualFirst, "precarity",
		},
		"a question about her pension": {
			"1963-03-03", "employed", scheduling.Facts{
				Purpose: scheduling.ForPension, Scheme: scheduling.GeneralScheme, LowAllowance: no, SolidarityCover: no, Fragility: "nnnnnn",
			}, scheduling.NotEligible, "pension",
		},
		"a plain request for home help": {
			"1948-08-08", "other", scheduling.Facts{
				Purpose: scheduling.ForHomeHelp, Scheme: scheduling.GeneralScheme, LowAllowance: no, SolidarityCover: no, Fragility: "nnnnnn",
			}, scheduling.NotEligible, "no_complex_social_problem",
		},
		"a heating problem that no illness causes": {
			"1977-10-10", "employed", scheduling.Facts{
				Purpose: scheduling.ForHousing, Scheme: scheduling.GeneralScheme, LowAllowance: no, SolidarityCover: no, Fragility: "nnnynn",
			}, scheduling.NotEligible, "not_health_related",
		},
	} {
		t.Run(name, func(t *testing.T) {
			set := rules(t, service...)
			p := eligibility.Person{BirthDate: day(c.born), Contract: c.contract, Facts: c.facts}
			if v := set.Check(&p, on); v.Outcome != c.want {
				t.Errorf("%s, want %s", v.Outcome, c.want)
			}
			if got := set.Redirection(&p, on); got != c.sentTo {
				t.Errorf("suggests %q, want %q", got, c.sentTo)
			}
		})
	}
}

func TestARuleThatCanNeverPassSuggestsWhereElse(t *testing.T) {
	on := day("2026-11-22")
	set := rules(t,
		[2]string{"scheme", `{"any_of":["general"]}`}, [2]string{"residence", `{"departements":["95"]}`},
		[2]string{"leave_days", `{"at_least":90}`}, [2]string{"~age", `{"at_most":62}`})
	home := eligibility.Person{Insee: "95018", BirthDate: day("1940-01-01"), Facts: scheduling.Facts{Scheme: scheduling.GeneralScheme, LeaveStart: day("2026-01-01")}}
	for want, spoil := range map[string]func(*eligibility.Person){
		"":                 func(*eligibility.Person) {},
		"not_affiliated":   func(p *eligibility.Person) { p.Facts.Scheme = scheduling.AgriculturalScheme },
		"out_of_territory": func(p *eligibility.Person) { p.Insee = "78646" },
		"other":            func(p *eligibility.Person) { p.Facts.LeaveEnd = day("2026-02-01") },
	} {
		t.Run(want, func(t *testing.T) {
			p := home
			spoil(&p)
			if got := set.Redirection(&p, on); got != want {
				t.Errorf("suggests %q", got)
			}
		})
	}
}
