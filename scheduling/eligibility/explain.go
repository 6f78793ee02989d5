package eligibility

import (
	"slices"

	"trame/scheduling"
)

// Explain is what each rule answers of p on a day, with the key of its reason:
// eligibility.reason.KEY.CASE. Codes are given as LIST.CODE, days as dates.
func (r Rules) Explain(p *Person, on scheduling.Date) []scheduling.RuleResult {
	today := dayOf(on)
	results := make([]scheduling.RuleResult, len(r.list))
	v := r.Check(p, on)
	for i := range r.list {
		rule := &r.list[i]
		f := rule.judge(p, today)
		result := scheduling.RuleResult{
			Rule: i + 1, Key: rule.Key, Parameters: rule.Text(), Source: rule.Source, Blocks: rule.Blocks, Answer: v.Answer(i),
		}
		if becomes, ok := f.becomes(today); ok {
			result.Becomes = becomes.date()
		}
		found, with := rule.reason(p, today, f)
		result.Reason, result.With = "eligibility.reason."+rule.Key+"."+found, with
		if !result.Becomes.IsZero() {
			result.With = append(result.With, "becomes", result.Becomes.String())
		}
		results[i] = result
	}
	return results
}

// reason is the case that p is, and what its sentence is filled with.
func (r *rule) reason(p *Person, on day, f finding) (found string, with []any) {
	found = map[answer]string{pass: "pass", fail: "fail", missing: "unknown"}[f.at(on)]
	if _, ok := f.becomes(on); ok {
		found = "not_yet"
	}
	switch r.Key {
	case "leave_days":
		return leaveReason(p, on, f, found)
	case "work_situation":
		return situationReason(p, found)
	case "age":
		return ageReason(p, on, found)
	case "fragility":
		return fragilityReason(p, found)
	case Precarity:
		return r.precarityReason(p, found)
	case "residence":
		if found == "unknown" && p.Insee != "" {
			return "zone", nil
		}
		return found, nil
	}
	if code := r.code(p); code != "" {
		with = append(with, "is", r.kind.List+"."+code)
	}
	return found, with
}

// code is the fact that a rule of codes looks at.
func (r *rule) code(p *Person) string {
	switch r.Key {
	case "purpose":
		return string(p.Facts.Purpose)
	case "leave_kind":
		return string(p.Facts.LeaveKind)
	case "leave_time":
		return string(p.Facts.LeaveTime)
	case "invalidity":
		return string(p.Facts.Invalidity)
	case "scheme":
		return string(p.Facts.Scheme)
	case "pathology_group":
		if slices.Contains(scheduling.Pathologies, p.Pathology) {
			return p.Pathology
		}
	}
	return ""
}

func leaveReason(p *Person, on day, f finding, found string) (string, []any) {
	start, end := p.Facts.LeaveStart, p.Facts.LeaveEnd
	switch {
	case start.IsZero():
		return found, nil
	case !f.known:
		return "short", []any{"start", start.String(), "end", end.String()}
	case found == "fail":
		return "ended", []any{"end", end.String(), "days", start.DaysUntil(end) + 1}
	case on < dayOf(start):
		return "to_come", []any{"start", start.String()}
	default:
		return found, []any{"start", start.String(), "days", int(on - dayOf(start))}
	}
}

func situationReason(p *Person, found string) (string, []any) {
	switch {
	case p.Facts.Invalidity == scheduling.Invalidity1 && found != "fail":
		return found, []any{"is", "invalidity." + string(scheduling.Invalidity1)}
	case p.Contract == "":
		return found, nil
	case found == "unknown":
		return "pension", []any{"is", "contract." + p.Contract}
	default:
		return found, []any{"is", "contract." + p.Contract}
	}
}

func ageReason(p *Person, on day, found string) (string, []any) {
	if p.BirthDate.IsZero() {
		return found, nil
	}
	years := 0
	for birthday(p.BirthDate, years+1) <= on {
		years++
	}
	return found, []any{"years", years}
}

func fragilityReason(p *Person, found string) (string, []any) {
	yes := 0
	for n := 1; n <= scheduling.FragilityItems; n++ {
		if p.Facts.Fragility.At(n) == scheduling.KnownYes {
			yes++
		}
	}
	return found, []any{"n", yes}
}

// precarityReason names the criteria that put her at risk, or those that
// nobody knows.
func (r *rule) precarityReason(p *Person, found string) (string, []any) {
	wanted := map[string]scheduling.Known{"fail": scheduling.KnownYes, "unknown": scheduling.Unknown}
	k, ok := wanted[found]
	if !ok {
		return found, nil
	}
	var which []string
	for _, name := range r.Criteria {
		if risk(&p.Facts, name) == k {
			which = append(which, "precarity."+name)
		}
	}
	return found, []any{"which", which}
}

// Redirection suggests why a person is sent elsewhere, one of
// RedirectionReasons: by what she asks for, else by the rule that she can never
// pass. "" when nothing speaks for any.
func (r Rules) Redirection(p *Person, on scheduling.Date) string {
	v := r.Check(p, on)
	if v.Outcome == scheduling.IndividualFirst {
		return "precarity"
	}
	if v.Outcome != scheduling.NotEligible {
		return ""
	}
	today := dayOf(on)
	suggested := ""
	for i := range r.list {
		rule := &r.list[i]
		f := rule.judge(p, today)
		if !rule.Blocks || rule.Key == Precarity || v.answers[i] != fail {
			continue
		}
		if _, later := f.becomes(today); later {
			continue
		}
		if rule.Key == "purpose" {
			return byPurpose(p.Facts.Purpose)
		}
		if reason, ok := byRule[rule.Key]; ok && suggested == "" {
			suggested = reason
		}
	}
	if suggested == "" {
		return "other"
	}
	return suggested
}

var byRule = map[string]string{
	"scheme": "not_affiliated", "residence": "out_of_territory", "fragility": "no_complex_social_problem",
}

func byPurpose(p scheduling.Purpose) string {
	switch p {
	case scheduling.ForPension:
		return "pension"
	case scheduling.ForHomeHelp:
		return "no_complex_social_problem"
	case scheduling.ForHousing:
		return "not_health_related"
	case scheduling.ForMedical:
		return "medical"
	case scheduling.ForEmergency:
		return "emergency"
	default:
		return "other"
	}
}
