package screening_test

import (
	"fmt"
	"strings"
	"testing"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/workflow/screening"
)

func TestRule10_APersonIsExaminedOnAStatedDateAndEachAnswerIsKept(t *testing.T) {
	inEachHouse(t, func(h *house) {
		for name, c := range map[string]struct {
			change  func(*scheduling.Facts)
			want    scheduling.Eligibility
			becomes string
		}{
			"Collectif":  {func(*scheduling.Facts) {}, scheduling.Collective, ""},
			"Précaire":   {func(f *scheduling.Facts) { f.SolidarityCover = scheduling.KnownYes }, scheduling.IndividualFirst, ""},
			"Bientôt":    {func(f *scheduling.Facts) { f.LeaveStart = today.AddDays(-60) }, scheduling.NotYet, "2026-12-23"},
			"Incomplète": {func(f *scheduling.Facts) { f.LeaveTime = "" }, scheduling.Incomplete, ""},
			"Jamais":     {func(f *scheduling.Facts) { f.LeaveEnd = f.LeaveStart.AddDays(20) }, scheduling.NotEligible, ""},
		} {
			e := h.examined(h.signal(name, c.change))
			if e.Check.Outcome != c.want || e.Check.BecomesOn.String() != c.becomes || e.Check.On != today || len(e.Check.RulesHash) != 64 {
				h.Errorf("%s: %+v", name, e.Check)
			}
			if len(e.Results) != 6 || e.Results[0].Source == "" || e.Results[5].Answer != scheduling.Pass {
				h.Errorf("%s: results %+v", name, e.Results)
			}
		}
		_, err := h.desk.Examine(h.Context(), h.elsewhere, h.signal("Ailleurs", func(*scheduling.Facts) {}).Insured, version, today)
		h.refused(err, "not_found")
		_, err = h.desk.Examine(h.Context(), h.worker, h.signal("Trop tôt", func(*scheduling.Facts) {}).Insured, "version-vo-2", today)
		h.refused(err, "screening.version.not_approved")
	})
}

func TestRule11_ASocialWorkerLiftsTheInterviewWithAReasonAndItStands(t *testing.T) {
	inEachHouse(t, func(h *house) {
		r := h.signal("Précaire", func(f *scheduling.Facts) { f.LowAllowance = scheduling.KnownYes })
		e := h.examined(r)
		h.refused(h.desk.Override(h.Context(), h.adviser, e.Check.ID, scheduling.Collective, "vue en entretien"), "actor.may_not.see_social")
		h.refused(h.desk.Override(h.Context(), h.worker, e.Check.ID, scheduling.Collective, " "), "screening.override.reason")
		h.refused(h.desk.Override(h.Context(), h.worker, e.Check.ID, scheduling.NotYet, "x"), "screening.override.outcome")
		h.ok(h.desk.Override(h.Context(), h.worker, e.Check.ID, scheduling.Collective, "vue en entretien"))
		if h.verbs(r.Insured)["overrode"] != 1 {
			h.Error("the override left no trace")
		}
		if again := h.examined(r); again.Check.Stands() != scheduling.Collective || again.Check.OverrideReason != "vue en entretien" {
			h.Errorf("examined again, it stands as %s", again.Check.Stands())
		}
		h.refused(h.desk.Override(h.Context(), h.worker, e.Check.ID, "", "changé d’avis"), "screening.override.superseded")
		r.Facts.LowAllowance, r.Facts.LeaveTime = scheduling.KnownNo, ""
		h.ok(h.desk.EditReferral(h.Context(), h.worker, r))
		d, err := h.desk.Dossier(h.Context(), h.worker, r.ID)
		h.ok(err)
		if got := d.Checks[0].Check; got.Stands() != scheduling.Incomplete || got.Overridden != "" {
			h.Errorf("once the facts changed it stands as %s", got.Stands())
		}
	})
}

func TestRule12_NotEligibleTakesARedirectionToClose(t *testing.T) {
	inEachHouse(t, func(h *house) {
		r := h.signal("Mayeur", func(f *scheduling.Facts) { f.LeaveEnd = f.LeaveStart.AddDays(20) })
		e := h.examined(r)
		if e.Suggested != "other" {
			h.Errorf("suggests %q", e.Suggested)
		}
		h.refused(h.desk.CloseReferral(h.Context(), h.worker, r.ID, r.Version), "referral.redirection.required")
		to := scheduling.Redirection{Reason: "medical", Target: "Médecin du travail", Note: "reprise à préparer"}
		_, err := h.desk.Redirect(h.Context(), h.adviser, r.ID, to, r.Version)
		h.refused(err, "actor.may_not.see_social")
		_, err = h.desk.Redirect(h.Context(), h.worker, r.ID, to, r.Version-1)
		h.refused(err, "stale")
		id, err := h.desk.Redirect(h.Context(), h.worker, r.ID, to, r.Version)
		h.ok(err)
		if closed := h.referral(r.ID); closed.ClosedAt.IsZero() || closed.ClosedBy != h.worker.ID {
			h.Errorf("the referral is %+v", closed)
		}
		slip, err := h.desk.Slip(h.Context(), h.worker, id)
		h.ok(err)
		if slip.Redirection.Target != to.Target || slip.By.FirstName != "Claire" || slip.Insured.Pathology != "" {
			h.Errorf("slip %+v", slip)
		}
		_, err = h.desk.Slip(h.Context(), h.adviser, id)
		h.refused(err, "actor.may_not.see_social")
		_, err = h.desk.Redirect(h.Context(), h.worker, r.ID, to, r.Version+1)
		h.refused(err, "referral.closed")
	})
}

func TestAReferralOfSomebodyEligibleClosesWithoutAWord(t *testing.T) {
	inEachHouse(t, func(h *house) {
		r := h.signal("Petit", func(*scheduling.Facts) {})
		h.examined(r)
		h.refused(h.desk.CloseReferral(h.Context(), h.adviser, r.ID, r.Version), "actor.may_not.see_social")
		h.ok(h.desk.CloseReferral(h.Context(), h.worker, r.ID, r.Version))
		h.refused(h.desk.EditReferral(h.Context(), h.worker, h.referral(r.ID)), "referral.closed")
	})
}

func TestRule25_AnAdviserReadsTheWordAndNothingOfWhy(t *testing.T) {
	inEachHouse(t, func(h *house) {
		r := h.signal("Précaire", func(f *scheduling.Facts) { f.LowAllowance = scheduling.KnownYes })
		e := h.examined(r)
		h.ok(h.desk.Override(h.Context(), h.worker, e.Check.ID, scheduling.IndividualFirst, "SECRET"))
		seen, err := h.desk.Check(h.Context(), h.adviser, e.Check.ID)
		h.ok(err)
		if seen.Check.Stands() != scheduling.IndividualFirst || seen.Social {
			h.Errorf("the adviser reads %s", seen.Check.Stands())
		}
		d, err := h.desk.Dossier(h.Context(), h.adviser, r.ID)
		h.ok(err)
		list, err := h.desk.Signals(h.Context(), h.adviser, screening.Ask{}, store.Page{})
		h.ok(err)
		for what, shown := range map[string]any{"check": seen, "dossier": d, "list": list.Items} {
			text := fmt.Sprintf("%+v", shown)
			for _, secret := range []string{"SECRET", "breast", "low_allowance", "precarity", "2026-07-26"} {
				if strings.Contains(text, secret) {
					h.Errorf("the %s shows the adviser %q", what, secret)
				}
			}
		}
		before := h.verbs(r.Insured)["read"]
		_, err = h.desk.Check(h.Context(), h.manager, e.Check.ID)
		h.refused(err, "actor.may_not.see_people")
		_, err = h.desk.Dossier(h.Context(), h.elsewhere, r.ID)
		h.refused(err, "not_found")
		if before != 3 || h.verbs(r.Insured)["read"] != before {
			h.Errorf("%d readings left a trace", before)
		}
		counts, err := h.desk.Signals(h.Context(), h.manager, screening.Ask{}, store.Page{})
		h.ok(err)
		if len(counts.Items) != 0 || counts.Names || counts.Counts["individual_first"] != 1 {
			h.Errorf("the manager reads %+v", counts)
		}
	})
}

func TestAnAdviserEntersNoSocialContent(t *testing.T) {
	inEachHouse(t, func(h *house) {
		i := scheduling.Insured{FirstName: "Zoé", LastName: "Grand", BirthDate: scheduling.MustDate("1980-05-05"), Pathology: "breast"}
		id, err := h.desk.Enter(h.Context(), h.adviser, i, scheduling.Referral{Source: scheduling.FromHerself, ReceivedOn: today, Facts: eligible})
		h.ok(err)
		if r := h.referral(id); r.Facts != (scheduling.Facts{}) {
			h.Errorf("facts %+v", r.Facts)
		}
		_, err = h.desk.Enter(h.Context(), h.worker, i, scheduling.Referral{Source: scheduling.FromHerself, ReceivedOn: today})
		h.refused(err, "referral.person.known")
		_, err = h.desk.Enter(h.Context(), h.worker, scheduling.Insured{Unit: "unit-95", LastName: "Sans"}, scheduling.Referral{ReceivedOn: today})
		if text := fmt.Sprint(err); !strings.Contains(text, "first_name") || !strings.Contains(text, "source") {
			h.Errorf("one form, all its faults: %v", err)
		}
	})
}

func TestManyAreExaminedAtOnceAndTheListTellsWhereEachStands(t *testing.T) {
	inEachHouse(t, func(h *house) {
		var ids []scheduling.InsuredID
		for n := range 12 {
			r := h.signal(fmt.Sprintf("Personne %02d", n), func(f *scheduling.Facts) {
				switch n % 4 {
				case 1:
					f.LeaveStart = today.AddDays(-60)
				case 2:
					f.LeaveTime = ""
				case 3:
					f.LowPerHead = scheduling.KnownYes
				}
			})
			ids = append(ids, r.Insured)
		}
		tally, err := h.desk.CheckMany(h.Context(), h.worker, version, today, ids[:4])
		h.ok(err)
		if tally.People() != 4 || tally[scheduling.NotYet] != 1 {
			h.Errorf("tally %v", tally)
		}
		if none, err := h.desk.CheckMany(h.Context(), h.elsewhere, version, today, ids); err == nil && none.People() != 0 {
			h.Errorf("somebody of another unit examined %d", none.People())
		}
		first, err := h.desk.Signals(h.Context(), h.worker, screening.Ask{State: store.ToExamine}, store.Page{Limit: 5})
		h.ok(err)
		rest, err := h.desk.Signals(h.Context(), h.worker, screening.Ask{State: store.ToExamine}, store.Page{Limit: 5, After: first.Next})
		h.ok(err)
		if len(first.Items) != 5 || len(rest.Items) != 3 || rest.Next != "" || first.Counts[store.ToExamine] != 8 || first.Items[4].Referral.ID == rest.Items[0].Referral.ID {
			h.Errorf("%d, then %d; counts %v", len(first.Items), len(rest.Items), first.Counts)
		}
		all, err := h.desk.CheckUnit(h.Context(), h.worker, "unit-95", version, today)
		h.ok(err)
		if all.People() != 12 || all[scheduling.Incomplete] != 3 || all[scheduling.IndividualFirst] != 3 {
			h.Errorf("tally %v", all)
		}
		_, err = h.desk.CheckUnit(h.Context(), h.manager, "unit-95", version, today)
		h.refused(err, "actor.may_not.invite")
		list, err := h.desk.Signals(h.Context(), h.worker, screening.Ask{State: "not_yet"}, store.Page{})
		h.ok(err)
		if len(list.Items) != 3 || list.Items[0].Check.BecomesOn.String() != "2026-12-23" || list.Counts[store.ToExamine] != 0 {
			h.Errorf("not yet: %+v", list.Items)
		}
	})
}

func TestWhatIfCountsWhoWouldMoveAndWritesNothing(t *testing.T) {
	inEachHouse(t, func(h *house) {
		for n := range 7 {
			h.signal(fmt.Sprintf("Personne %d", n), func(f *scheduling.Facts) {
				f.LeaveStart = today.AddDays(-40 - 20*n) // 40, 60, 80, 100, 120, 140, 160 days
				f.LongIllness = scheduling.KnownYes
			})
		}
		rows := func() (n int64) {
			h.ok(h.db.Read(h.Context(), func(tx *store.Tx) error {
				for _, table := range []string{"eligibility_checks", "eligibility_rules", "audit_events"} {
					count, err := tx.Count(table)
					if err != nil {
						return err
					}
					n += count
				}
				return nil
			}))
			return n
		}
		before := rows()
		effect, err := h.desk.WhatIf(h.Context(), h.manager, version, []scheduling.EligibilityRule{
			{Key: "leave_days", Parameters: `{"more_than":45}`, Source: "essai", Blocks: true},
			{Key: "precarity", Parameters: `{"criteria":["long_illness"]}`, Source: "essai", Blocks: true},
		}, today)
		h.ok(err)
		want := []screening.Move{{From: scheduling.Collective, To: scheduling.IndividualFirst, People: 4}, {From: scheduling.NotYet, To: scheduling.IndividualFirst, People: 2}}
		if effect.People != 7 || effect.Moved() != 6 || len(effect.Moves) != 2 || effect.Moves[0] != want[0] || effect.Moves[1] != want[1] {
			h.Errorf("effect %+v", effect)
		}
		if rows() != before {
			h.Error("a question wrote something")
		}
		_, err = h.desk.WhatIf(h.Context(), h.manager, version, []scheduling.EligibilityRule{{Key: "leave_days", Parameters: `{}`, Source: "x"}}, today)
		h.refused(err, "rule.parameter.required")
		if other, err := h.desk.WhatIf(h.Context(), h.elsewhere, version, nil, today); err == nil {
			h.Errorf("another unit reads %+v", other)
		}
	})
}

func TestANewReferralKeepsWhatTheOlderOneKnew(t *testing.T) {
	inEachHouse(t, func(h *house) {
		old := h.signal("Deux", func(f *scheduling.Facts) { f.LeaveTime = "" })
		h.examined(old)
		_, err := h.desk.AddReferral(h.Context(), h.worker, old.Insured, scheduling.Referral{
			Source: scheduling.FromHerself, Reference: "A-1", ReceivedOn: today, Facts: scheduling.Facts{LeaveTime: scheduling.FullTime},
		})
		h.ok(err)
		d, err := h.desk.Dossier(h.Context(), h.worker, old.ID)
		h.ok(err)
		if d.Facts.LeaveTime != scheduling.FullTime || d.Facts.LeaveStart != eligible.LeaveStart || d.Checks[0].Check.Outcome != scheduling.Collective {
			h.Errorf("facts %+v, outcome %s", d.Facts, d.Checks[0].Check.Outcome)
		}
		_, err = h.desk.AddReferral(h.Context(), h.worker, old.Insured, scheduling.Referral{Source: scheduling.FromHerself, Reference: "A-1", ReceivedOn: today})
		h.refused(err, "referral.reference.taken")
		i, list, err := h.desk.OfPerson(h.Context(), h.adviser, old.Insured)
		h.ok(err)
		if len(list) != 2 || list[0].Facts != (scheduling.Facts{}) || i.Pathology != "" {
			h.Errorf("%+v of %+v", list, i)
		}
	})
}
