package inviting

import (
	"trame/scheduling"
	"trame/scheduling/eligibility"
	"trame/scheduling/store"
)

// verdict is what was found of somebody, and why she may not be invited to a
// collective session; "" when she may.
type verdict struct {
	outcome scheduling.Eligibility
	barred  string
}

// barring is why each outcome keeps an invitation back (rules 10 and 11).
var barring = map[scheduling.Eligibility]string{
	scheduling.IndividualFirst: "candidate.individual_first",
	scheduling.NotEligible:     "candidate.not_eligible",
	scheduling.Incomplete:      "candidate.incomplete",
	scheduling.NotYet:          "candidate.not_yet",
}

// screen reads the checks that stand for people. Who was signalled to the
// service is examined before she is invited; who was never signalled is known
// otherwise, and stays at the social worker's judgement. A version whose
// criteria decide nothing, or were written before they could, keeps nobody
// back.
func screen(tx *store.Tx, version scheduling.VersionID, people []scheduling.Insured) (map[scheduling.InsuredID]verdict, error) {
	ids := make([]scheduling.InsuredID, len(people))
	for n, i := range people {
		ids[n] = i.ID
	}
	stored, err := tx.EligibilityRules(version)
	if err != nil {
		return nil, err
	}
	rules, unreadable := eligibility.Compile(stored)
	decides := unreadable == nil && rules.Block()
	today := scheduling.DateOf(tx.Now)
	checks, err := tx.StandingChecks(version, today, ids)
	if err != nil {
		return nil, err
	}
	referrals, err := tx.ReferralsOfPeople(ids)
	if err != nil {
		return nil, err
	}
	verdicts := make(map[scheduling.InsuredID]verdict, len(people))
	for _, id := range ids {
		check := checks[id]
		v := verdict{outcome: check.Stands()}
		switch {
		case !decides:
		case check.ID == "" && signalled(referrals[id]), v.outcome == scheduling.NotYet && !check.BecomesOn.After(today):
			v.barred = "candidate.to_examine"
		default:
			v.barred = barring[v.outcome]
		}
		verdicts[id] = v
	}
	return verdicts, nil
}

func signalled(referrals []scheduling.Referral) bool {
	for _, r := range referrals {
		if r.ClosedAt.IsZero() {
			return true
		}
	}
	return false
}
