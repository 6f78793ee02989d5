package eligibility_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"trame/scheduling"
	"trame/scheduling/eligibility"
)

var day = scheduling.MustDate

// failing is a test, a benchmark or a property.
type failing interface {
	Helper()
	Fatal(args ...any)
}

// rules compiles lines of key, parameters; a key with « ~ » before it warns.
func rules(t failing, lines ...[2]string) eligibility.Rules {
	t.Helper()
	var list []scheduling.EligibilityRule
	for _, l := range lines {
		r := scheduling.EligibilityRule{Key: l[0], Parameters: l[1], Source: "test", Blocks: true}
		if l[0][0] == '~' {
			r.Key, r.Blocks = l[0][1:], false
		}
		list = append(list, r)
	}
	compiled, err := eligibility.Compile(list)
	if err != nil {
		t.Fatal(err)
	}
	return compiled
}

const (
	yes = scheduling.KnownYes
	no  = scheduling.KnownNo
)

func TestRule10_EachRuleAnswersPassFailOrUnknown(t *testing.T) {
	on := day("2026-11-22")
	for name, c := range map[string]struct {
		key, parameters string
		person          eligibility.Person
		want            scheduling.RuleAnswer
		reason          string
		becomes         string
	}{
		"leave days, the 91st day":             {"leave_days", `{"at_least":90}`, facts(scheduling.Facts{LeaveStart: on.AddDays(-90)}), "pass", "pass", ""},
		"leave days, the 90th day":             {"leave_days", `{"at_least":90}`, facts(scheduling.Facts{LeaveStart: on.AddDays(-89)}), "fail", "not_yet", "2026-11-23"},
		"leave days, more than 45 on the 46th": {"leave_days", `{"more_than":45}`, facts(scheduling.Facts{LeaveStart: on.AddDays(-45)}), "fail", "not_yet", "2026-11-23"},
		"leave days, more than 45 on the 47th": {"leave_days", `{"more_than":45}`, facts(scheduling.Facts{LeaveStart: on.AddDays(-46)}), "pass", "pass", ""},
		"leave days, no start":                 {"leave_days", `{"at_least":90}`, eligibility.Person{}, "unknown", "unknown", ""},
		"leave days, prescribed too short":     {"leave_days", `{"at_least":90}`, facts(scheduling.Facts{LeaveStart: on.AddDays(-20), LeaveEnd: on.AddDays(5)}), "unknown", "short", ""},
		"leave days, over too soon":            {"leave_days", `{"at_least":90}`, facts(scheduling.Facts{LeaveStart: on.AddDays(-40), LeaveEnd: on.AddDays(-1)}), "fail", "ended", ""},
		"leave days, over after 90 days":       {"leave_days", `{"at_least":90}`, facts(scheduling.Facts{LeaveStart: on.AddDays(-100), LeaveEnd: on.AddDays(-11)}), "pass", "pass", ""},
		"leave days, a leave to come":          {"leave_days", `{"at_least":1}`, facts(scheduling.Facts{LeaveStart: on.AddDays(3)}), "fail", "to_come", "2026-11-26"},
		"leave kind":                           {"leave_kind", `{"any_of":["illness"]}`, facts(scheduling.Facts{LeaveKind: scheduling.WorkAccident}), "fail", "fail", ""},
		"full time before the part time":       {"leave_time", `{"any_of":["therapeutic_part_time"]}`, facts(scheduling.Facts{LeaveTime: scheduling.TherapeuticPartTime, PartTimeFrom: on.AddDays(7)}), "fail", "not_yet", "2026-11-29"},
		"full time until the part time":        {"leave_time", `{"any_of":["full"]}`, facts(scheduling.Facts{LeaveTime: scheduling.TherapeuticPartTime, PartTimeFrom: on.AddDays(7)}), "pass", "pass", ""},
		"a contract":                           {"work_situation", `{"any_of":["employed"]}`, eligibility.Person{Contract: "employed"}, "pass", "pass", ""},
		"dismissed on a day to come":           {"work_situation", `{"any_of":["dismissed"]}`, eligibility.Person{Contract: "dismissed", Facts: scheduling.Facts{ContractOn: on.AddDays(1)}}, "fail", "not_yet", "2026-11-23"},
		"a pension beside an odd job":          {"work_situation", `{"any_of":["invalidity_1"]}`, eligibility.Person{Contract: "other", Facts: scheduling.Facts{Invalidity: scheduling.Invalidity1}}, "pass", "pass", ""},
		"an odd job, a pension unknown":        {"work_situation", `{"any_of":["invalidity_1"]}`, eligibility.Person{Contract: "other"}, "unknown", "pension", ""},
		"a pension granted, not paid yet":      {"invalidity", `{"any_of":["granted"]}`, facts(scheduling.Facts{Invalidity: scheduling.Invalidity2, InvalidityOn: on}), "pass", "pass", ""},
		"a pension refused":                    {"invalidity", `{"any_of":["granted"]}`, facts(scheduling.Facts{Invalidity: scheduling.InvalidityRefused}), "fail", "fail", ""},
		"cancer, any":                          {"pathology_group", `{"any_of":["cancer"]}`, eligibility.Person{Pathology: "lung"}, "pass", "pass", ""},
		"a word of another file":               {"pathology_group", `{"any_of":["cancer"]}`, eligibility.Person{Pathology: "dos"}, "unknown", "unknown", ""},
		"another scheme":                       {"scheme", `{"any_of":["general"]}`, facts(scheduling.Facts{Scheme: scheduling.AgriculturalScheme}), "fail", "fail", ""},
		"eighteen today":                       {"age", `{"at_least":18}`, eligibility.Person{BirthDate: day("2008-11-22")}, "pass", "pass", ""},
		"eighteen tomorrow":                    {"age", `{"at_least":18}`, eligibility.Person{BirthDate: day("2008-11-23")}, "fail", "not_yet", "2026-11-23"},
		"sixty-two for one day more":           {"age", `{"at_most":62}`, eligibility.Person{BirthDate: day("1963-11-23")}, "pass", "pass", ""},
		"too old":                              {"age", `{"at_most":62}`, eligibility.Person{BirthDate: day("1963-11-22")}, "fail", "fail", ""},
		"in the département":                   {"residence", `{"departements":["95"]}`, eligibility.Person{Insee: "95018"}, "pass", "pass", ""},
		"overseas":                             {"residence", `{"departements":["976"]}`, eligibility.Person{Insee: "97608"}, "pass", "pass", ""},
		"in the zone":                          {"residence", `{"zones":["Est"]}`, eligibility.Person{Insee: "95018", Zone: "Est"}, "pass", "pass", ""},
		"a zone not drawn":                     {"residence", `{"zones":["Est"]}`, eligibility.Person{Insee: "95018"}, "unknown", "zone", ""},
		"elsewhere":                            {"residence", `{"communes":["95018"]}`, eligibility.Person{Insee: "95476"}, "fail", "fail", ""},
		"not followed yet":                     {"followed", `{"is":"no"}`, facts(scheduling.Facts{Followed: no}), "pass", "pass", ""},
		"followed from tomorrow":               {"followed", `{"is":"yes"}`, facts(scheduling.Facts{Followed: yes, FollowedSince: on.AddDays(1)}), "fail", "not_yet", "2026-11-23"},
		"one item of six":                      {"fragility", `{"at_least":1}`, facts(scheduling.Facts{Fragility: "?y"}), "pass", "pass", ""},
		"no item, five unknown":                {"fragility", `{"at_least":1}`, facts(scheduling.Facts{Fragility: "n"}), "unknown", "unknown", ""},
		"two wanted, five are no":              {"fragility", `{"at_least":2}`, facts(scheduling.Facts{Fragility: "nnynnn"}), "fail", "fail", ""},
		"nobody noted her consent":             {"consent", `{}`, eligibility.Person{}, "unknown", "unknown", ""},
		"she consented":                        {"consent", `{}`, eligibility.Person{Consent: yes}, "pass", "pass", ""},
	} {
		t.Run(name, func(t *testing.T) {
			compiled := rules(t, [2]string{c.key, c.parameters})
			got := compiled.Explain(&c.person, on)[0]
			if got.Answer != c.want || got.Reason != "eligibility.reason."+c.key+"."+c.reason || got.Becomes.String() != c.becomes {
				t.Errorf("%s, %s, becomes %q; want %s, %s, %q", got.Answer, got.Reason, got.Becomes, c.want, c.reason, c.becomes)
			}
		})
	}
}

func facts(f scheduling.Facts) eligibility.Person { return eligibility.Person{Facts: f} }

func TestRule10_UnknownNeverCountsAsPassAndTheDateOfNotYetIsGiven(t *testing.T) {
	on := day("2026-11-22")
	set := rules(t, [2]string{"leave_days", `{"at_least":90}`}, [2]string{"age", `{"at_least":18,"at_most":62}`}, [2]string{"~scheme", `{"any_of":["general"]}`})
	born := day("1970-01-01")
	for name, c := range map[string]struct {
		person  eligibility.Person
		want    scheduling.Eligibility
		becomes string
	}{
		"all is known":                 {eligibility.Person{BirthDate: born, Facts: scheduling.Facts{LeaveStart: day("2026-01-01")}}, scheduling.Collective, ""},
		"a fact is missing":            {eligibility.Person{BirthDate: born}, scheduling.Incomplete, ""},
		"time will tell":               {eligibility.Person{BirthDate: born, Facts: scheduling.Facts{LeaveStart: day("2026-11-01")}}, scheduling.NotYet, "2027-01-30"},
		"never, whatever else lacks":   {eligibility.Person{BirthDate: day("1950-01-01")}, scheduling.NotEligible, ""},
		"too old by the time it comes": {eligibility.Person{BirthDate: day("1963-12-01"), Facts: scheduling.Facts{LeaveStart: day("2026-11-01")}}, scheduling.NotEligible, ""},
		"a warning decides nothing":    {eligibility.Person{BirthDate: born, Facts: scheduling.Facts{LeaveStart: day("2026-01-01"), Scheme: scheduling.OtherScheme}}, scheduling.Collective, ""},
	} {
		t.Run(name, func(t *testing.T) {
			v := set.Check(&c.person, on)
			if v.Outcome != c.want || v.BecomesOn.String() != c.becomes {
				t.Errorf("%s on %q, want %s on %q", v.Outcome, v.BecomesOn, c.want, c.becomes)
			}
		})
	}
}

func TestRule11_AnyCriterionOfPrecaritySwitchedOnComesFirst(t *testing.T) {
	on := day("2026-11-22")
	set := rules(t, [2]string{"leave_days", `{"at_least":90}`}, [2]string{"precarity", `{"criteria":["low_allowance","solidarity_cover"]}`})
	base := scheduling.Facts{LeaveStart: day("2026-06-01"), LowAllowance: no, SolidarityCover: no}
	for name, c := range map[string]struct {
		change func(*scheduling.Facts)
		want   scheduling.Eligibility
	}{
		"no risk":                                {func(*scheduling.Facts) {}, scheduling.Collective},
		"a low allowance":                        {func(f *scheduling.Facts) { f.LowAllowance = yes }, scheduling.IndividualFirst},
		"solidarity cover, the other unknown":    {func(f *scheduling.Facts) { f.SolidarityCover, f.LowAllowance = yes, "" }, scheduling.IndividualFirst},
		"a risk that nobody asked about":         {func(f *scheduling.Facts) { f.LowAllowance = "" }, scheduling.Incomplete},
		"a long illness, which is switched off":  {func(f *scheduling.Facts) { f.LongIllness = yes }, scheduling.Collective},
		"at risk, and the leave is too short":    {func(f *scheduling.Facts) { f.LowAllowance, f.LeaveStart = yes, on.AddDays(-10) }, scheduling.NotYet},
		"at risk, and she can never come at all": {func(f *scheduling.Facts) { f.LowAllowance, f.LeaveEnd = yes, base.LeaveStart.AddDays(10) }, scheduling.NotEligible},
	} {
		t.Run(name, func(t *testing.T) {
			p := facts(base)
			c.change(&p.Facts)
			if got := set.Check(&p, on); got.Outcome != c.want {
				t.Errorf("%s, want %s", got.Outcome, c.want)
			}
		})
	}
}

func TestAFaultNamesTheFieldOfItsRule(t *testing.T) {
	for field, r := range map[string][2]string{
		"key":          {"shoe_size", `{}`},
		"parameters":   {"leave_days", `{"atleast":90}`},
		"at_least":     {"leave_days", `{"at_least":2000}`},
		"more_than":    {"leave_days", `{"at_least":90,"more_than":45}`},
		"at_most":      {"age", `{"at_least":60,"at_most":50}`},
		"any_of":       {"leave_kind", `{"any_of":["boredom"]}`},
		"criteria":     {"precarity", `{"criteria":[]}`},
		"is":           {"followed", `{"is":"maybe"}`},
		"departements": {"residence", `{"departements":["Val-d’Oise"]}`},
		"communes":     {"residence", `{"communes":["95"]}`},
		"zones":        {"consent", `{"zones":["Est"]}`},
	} {
		t.Run(field, func(t *testing.T) {
			_, err := eligibility.Compile([]scheduling.EligibilityRule{
				{Key: "consent", Parameters: "{}"}, {Key: r[0], Parameters: r[1]},
			})
			faults, _ := errors.AsType[scheduling.Faults](err)
			if len(faults) != 1 || faults[0].Field != "rules.2."+field {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestTheHashKnowsWhatDecidesAndNothingElse(t *testing.T) {
	one := []scheduling.EligibilityRule{{Key: "age", Parameters: `{"at_least": 18, "at_most":62}`, Source: "a", Blocks: true}}
	same := []scheduling.EligibilityRule{{Key: "age", Parameters: `{"at_most":62,"at_least":18}`, Source: "b", Blocks: true}}
	other := []scheduling.EligibilityRule{{Key: "age", Parameters: `{"at_least":18,"at_most":62}`, Source: "a"}}
	var hashes []string
	for _, list := range [][]scheduling.EligibilityRule{one, same, other} {
		compiled, err := eligibility.Compile(list)
		if err != nil {
			t.Fatal(err)
		}
		hashes = append(hashes, compiled.Hash())
	}
	if hashes[0] != hashes[1] || hashes[0] == hashes[2] {
		t.Errorf("hashes %q", hashes)
	}
}

func TestEveryKindHasAParameterThatItTakes(t *testing.T) {
	for _, k := range eligibility.Kinds {
		list := []scheduling.EligibilityRule{{Key: k.Key, Parameters: "{}"}}
		_, err := eligibility.Compile(list)
		if (err == nil) != (len(k.Fields) == 0) {
			t.Errorf("%s without parameters: %v", k.Key, err)
		}
		if len(k.Codes) > 0 && !slices.Contains([]string{"any_of", "criteria"}, k.Fields[0]) {
			t.Errorf("%s has codes and nowhere to put them", k.Key)
		}
		if len(k.Codes) > 0 {
			list[0].Parameters = fmt.Sprintf(`{%q:[%q]}`, k.Fields[0], k.Codes[0])
			if _, err := eligibility.Compile(list); err != nil {
				t.Errorf("%s: %v", k.Key, err)
			}
		}
	}
}
