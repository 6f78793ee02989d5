package inviting_test

import (
	"errors"
	"testing"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/workflow/inviting"
)

// screenedAs gives somebody an open referral and, unless outcome is "", a
// check of it.
func (w *world) screenedAs(id scheduling.InsuredID, outcome, overridden scheduling.Eligibility, becomes string) {
	w.t.Helper()
	w.write(func(tx *store.Tx) error {
		today := scheduling.DateOf(tx.Now)
		r := scheduling.Referral{ID: store.NewID[scheduling.ReferralID](), Insured: id, Unit: "u95", Source: scheduling.FromCPAM90, ReceivedOn: today, CreatedAt: tx.Now, Version: 1}
		c := scheduling.EligibilityCheck{
			ID: store.NewID[scheduling.EligibilityCheckID](), Insured: id, Referral: r.ID, VersionID: "v1", RulesHash: "h", On: today, Outcome: outcome,
			Results: "[]", CheckedBy: "user:ass", CheckedAt: tx.Now, Overridden: overridden,
		}
		if becomes != "" {
			c.BecomesOn = scheduling.MustDate(becomes)
		}
		if overridden != "" {
			c.OverriddenBy, c.OverrideReason, c.OverriddenAt = "ass", "vue en entretien", tx.Now
		}
		if outcome == "" {
			return tx.AddReferral(r)
		}
		return errors.Join(tx.AddReferral(r), tx.AddEligibilityChecks([]scheduling.EligibilityCheck{c}))
	})
}

func (w *world) criteria(rules ...scheduling.EligibilityRule) {
	w.t.Helper()
	w.write(func(tx *store.Tx) error { return tx.SetEligibilityRules("v1", rules) })
}

func TestRule11_NobodyIsInvitedBeforeTheCriteriaOrASocialWorkerSayYes(t *testing.T) {
	story(t, 12, func(w *world) {
		w.criteria(scheduling.EligibilityRule{Key: "leave_days", Parameters: `{"at_least":90}`, Source: "circulaire", Blocks: true})
		blocked := map[string]string{}
		var ids []scheduling.InsuredID
		for n, c := range []struct {
			outcome, overridden scheduling.Eligibility
			becomes, want       string
		}{
			{scheduling.Collective, "", "", ""},
			{scheduling.IndividualFirst, "", "", "candidate.individual_first"},
			{scheduling.IndividualFirst, scheduling.Collective, "", ""},
			{scheduling.Collective, scheduling.IndividualFirst, "", "candidate.individual_first"},
			{scheduling.NotEligible, "", "", "candidate.not_eligible"},
			{scheduling.Incomplete, "", "", "candidate.incomplete"},
			{scheduling.NotYet, "", "2027-02-01", "candidate.not_yet"},
			{scheduling.NotYet, "", "2027-01-04", "candidate.to_examine"},
			{"", "", "", "candidate.to_examine"},
		} {
			id := w.person(n).ID
			w.screenedAs(id, c.outcome, c.overridden, c.becomes)
			ids = append(ids, id)
			blocked[string(id)] = c.want
		}
		known := w.person(99).ID // never signalled
		ids = append(ids, known)
		p, err := w.desk.PreviewInvitations(t.Context(), w.adviser, w.cohort, inviting.Plan{People: ids, ReplyBy: replyBy})
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range append(append([]inviting.Candidate{}, p.Candidates...), p.Blocked...) {
			if c.Blocked != blocked[string(c.Insured.ID)] {
				t.Errorf("%s: %q, want %q", c.Outcome, c.Blocked, blocked[string(c.Insured.ID)])
			}
		}
		sent, err := w.desk.Invite(t.Context(), w.adviser, w.cohort, inviting.Plan{People: ids, ReplyBy: replyBy})
		if err != nil || sent.Mails+sent.Letters != 3 || sent.Blocked != 7 {
			t.Errorf("sent %+v, %v", sent, err)
		}
	})
}

func TestCriteriaThatDecideNothingKeepNobodyBack(t *testing.T) {
	for name, rules := range map[string][]scheduling.EligibilityRule{
		"none":                   nil,
		"one that only warns":    {{Key: "leave_days", Parameters: `{"at_least":90}`, Source: "x"}},
		"one of before the form": {{Key: "leave_kind", Parameters: `{"any_of":["full"]}`, Source: "x", Blocks: true}},
	} {
		t.Run(name, func(t *testing.T) {
			story(t, 12, func(w *world) {
				w.criteria(rules...)
				id := w.person(1).ID
				w.screenedAs(id, scheduling.Incomplete, "", "")
				if sent, err := w.desk.Invite(t.Context(), w.adviser, w.cohort, inviting.Plan{People: []scheduling.InsuredID{id}, ReplyBy: replyBy}); err != nil || sent.Blocked != 0 {
					t.Errorf("sent %+v, %v", sent, err)
				}
			})
		})
	}
}
