package attending_test

import (
	"slices"
	"testing"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/workflow/attending"
)

// due runs the round and lists the cohort's follow-ups.
func (w *world) due() []scheduling.FollowUp {
	w.t.Helper()
	_, err := w.desk.OpenFollowUps(w.t.Context())
	w.ok(err)
	var list []scheduling.FollowUp
	w.read(func(tx *store.Tx) error {
		list, err = tx.FollowUpsOf([]scheduling.CohortID{"c"})
		return err
	})
	return list
}

// list reads the due list as an actor.
func (w *world) list(actor scheduling.Actor, state string) attending.FollowUpList {
	w.t.Helper()
	list, err := w.desk.FollowUps(w.t.Context(), actor, store.FollowUpsFilter{State: state}, store.Page{})
	w.ok(err)
	return list
}

func TestRule04_FollowUpsAreDueSixMonthsAfterTheLastModuleForAllWhoStarted(t *testing.T) {
	story(t, func(w *world) {
		w.hold(1, "ppuu")
		w.hold(2, "puuu")
		w.hold(3, "puhu")
		if early := w.due(); len(early) != 0 {
			w.t.Fatalf("before the last module: %+v", early)
		}
		w.hold(4, "puuu") // 2 February; closing its sheet is enough
		var who []scheduling.EnrolmentID
		for _, f := range w.due() {
			who = append(who, f.Enrolment)
			if f.DueOn != scheduling.MustDate("2027-08-02") {
				w.t.Errorf("due on %s", f.DueOn)
			}
		}
		slices.Sort(who)
		if !slices.Equal(who, []scheduling.EnrolmentID{"e1", "e2", "e3"}) {
			w.t.Errorf("followed: %v; Dina never came", who)
		}
		if again := w.due(); len(again) != 3 {
			w.t.Errorf("a second round made %d of 3", len(again))
		}
	})
}

func TestFollowUpsBeginOnceTheLastDayIsPastEvenWithAnOpenSheet(t *testing.T) {
	story(t, func(w *world) {
		w.hold(1, "puuu")
		w.at("2027-02-02T20:00:00+01:00")
		if early := w.due(); len(early) != 0 {
			w.t.Errorf("on the day: %+v", early)
		}
		w.at("2027-02-03T08:00:00+01:00")
		if got := w.due(); len(got) != 1 {
			w.t.Fatalf("the day after: %+v", got)
		}
		w.hold(4, "hppu") // filled in late: two more came
		if got := w.due(); len(got) != 3 {
			w.t.Errorf("after the sheet: %d", len(got))
		}
	})
}

func TestAVersionThatAsksForNoFollowUpHasNone(t *testing.T) {
	story(t, func(w *world) {
		w.write(func(tx *store.Tx) error {
			v, err := tx.Version("v")
			w.ok(err)
			v.FollowUpMonths = 0
			return tx.ReplaceProgrammeVersion(v)
		})
		w.hold(1, "pppp")
		w.hold(4, "pppp")
		if got := w.due(); len(got) != 0 {
			w.t.Errorf("got %+v", got)
		}
	})
}

// finished is a world six months on: Ada, Berthe and Chloé came.
func finished(w *world) map[scheduling.EnrolmentID]scheduling.FollowUp {
	w.hold(1, "pppu")
	w.hold(4, "pppu")
	w.at("2027-08-02T09:00:00+02:00")
	found := map[scheduling.EnrolmentID]scheduling.FollowUp{}
	for _, f := range w.due() {
		found[f.Enrolment] = f
	}
	return found
}

func TestTheDueListSaysWhomToCall(t *testing.T) {
	story(t, func(w *world) {
		ctx := w.t.Context()
		f := finished(w)
		list := w.list(w.adviser, "open")
		if len(list.Items) != 3 || list.Due != 3 || list.Items[0].Insured.Phone == "" || list.Items[0].Late {
			w.t.Fatalf("got %+v", list)
		}
		w.ok(w.desk.Plan(ctx, w.adviser, f["e1"].ID, scheduling.MustDate("2027-08-20"), 1))
		w.ok(w.desk.Attempt(ctx, w.adviser, f["e2"].ID, attending.Tried{Way: "phone", Outcome: "no_answer", NextOn: scheduling.MustDate("2027-08-05")}, 1))
		w.ok(w.desk.Attempt(ctx, w.worker, f["e2"].ID, attending.Tried{Way: "phone", Outcome: "reached"}, 2))
		list = w.list(w.worker, "open")
		if list.Due != 2 || list.Open != 3 || list.Items[2].Enrolment.ID != "e1" || list.Items[2].State != scheduling.FollowUpPlanned {
			w.t.Errorf("got due %d, open %d, last %+v", list.Due, list.Open, list.Items[2])
		}
		if e2 := list.Items[slices.IndexFunc(list.Items, func(i attending.Following) bool { return i.Enrolment.ID == "e2" })]; e2.FollowUp.Attempts != 2 || e2.FollowUp.ReachedAt.IsZero() || e2.State != scheduling.FollowUpContacted {
			w.t.Errorf("got %+v", e2)
		}
		w.refused(w.desk.Plan(ctx, w.worker, f["e1"].ID, scheduling.MustDate("2027-08-21"), 1), "stale")
		w.refused(w.desk.Plan(ctx, w.worker, f["e3"].ID, scheduling.MustDate("2027-08-01"), 1), "follow_up.planned.past")
		w.refused(w.desk.Plan(ctx, w.manager, f["e3"].ID, scheduling.MustDate("2027-08-21"), 1), "actor.may_not.invite")
		w.refused(w.desk.Plan(ctx, w.elsewhere, f["e3"].ID, scheduling.MustDate("2027-08-21"), 1), "not_found")
		w.read(func(tx *store.Tx) error {
			needs, err := tx.FollowUpsToMake([]scheduling.UnitID{"u95"}, scheduling.MustDate("2027-08-02"))
			if len(needs) != 1 || needs[0].N != 2 {
				w.t.Errorf("today says %+v, want 2 to call", needs)
			}
			return err
		})
		if far := w.list(w.elsewhere, "open"); len(far.Items)+far.Due+far.Open+far.Done != 0 {
			w.t.Errorf("another unit sees %+v", far)
		}
		_, err := w.desk.FollowUps(ctx, w.manager, store.FollowUpsFilter{}, store.Page{})
		w.refused(err, "actor.may_not.see_people")
	})
}

func TestRule25_OutcomesAreReadAndCorrectedBySocialWorkersAlone(t *testing.T) {
	story(t, func(w *world) {
		ctx := w.t.Context()
		f := finished(w)
		good := attending.Collected{
			Outcome: scheduling.OutcomeInvalidity1, Whereof: scheduling.WhereofPartTimeWork, Details: " le matin ", AsOf: scheduling.MustDate("2027-08-01"), Source: scheduling.FollowUpPhone,
		}
		for name, c := range map[string]struct {
			edit func(*attending.Collected)
			key  string
		}{
			"no outcome":        {func(c *attending.Collected) { c.Outcome = "" }, "follow_up.outcome.required"},
			"one of nobody's":   {func(c *attending.Collected) { c.Outcome = "rich" }, "follow_up.outcome.required"},
			"another's detail":  {func(c *attending.Collected) { c.Whereof = scheduling.WhereofSameJob }, "follow_up.whereof.elsewhere"},
			"no source":         {func(c *attending.Collected) { c.Source = "" }, "follow_up.source.required"},
			"no day":            {func(c *attending.Collected) { c.AsOf = scheduling.Date{} }, "follow_up.as_of.required"},
			"a day to come":     {func(c *attending.Collected) { c.AsOf = scheduling.MustDate("2027-08-03") }, "follow_up.as_of.future"},
			"another's version": {func(*attending.Collected) {}, "stale"},
		} {
			bad, version := good, 1
			if c.edit(&bad); name == "another's version" {
				version = 2
			}
			w.refused(w.desk.Collect(ctx, w.worker, f["e1"].ID, bad, version), c.key)
		}
		atMeeting := good
		atMeeting.Source = scheduling.FollowUpMeeting
		w.refused(w.desk.Collect(ctx, w.adviser, f["e1"].ID, atMeeting, 1), "actor.may_not.see_social")
		w.refused(w.desk.Collect(ctx, w.manager, f["e1"].ID, good, 1), "actor.may_not.see_people")
		w.ok(w.desk.Collect(ctx, w.adviser, f["e1"].ID, good, 1)) // what she was told on the phone
		w.refused(w.desk.Collect(ctx, w.adviser, f["e1"].ID, good, 2), "actor.may_not.see_social")
		w.refused(w.desk.Attempt(ctx, w.worker, f["e1"].ID, attending.Tried{Way: "phone", Outcome: "reached"}, 2), "follow_up.over")
		for _, c := range []struct {
			actor scheduling.Actor
			want  scheduling.OutcomeCode
		}{{w.worker, scheduling.OutcomeInvalidity1}, {w.adviser, ""}} {
			item, err := w.desk.FollowUp(ctx, c.actor, f["e1"].ID)
			w.ok(err)
			if item.FollowUp.Outcome != c.want || item.State != scheduling.FollowUpCollected || (item.FollowUp.Details == "") != (c.want == "") || (item.FollowUp.Whereof == "") != (c.want == "") {
				w.t.Errorf("%s reads %+v", c.actor.ID, item.FollowUp)
			}
		}
		w.ok(w.desk.Collect(ctx, w.worker, f["e2"].ID, attending.Collected{Outcome: scheduling.OutcomeLost, ClosedReason: "numéro perdu"}, 1))
		if list := w.list(w.worker, "done"); list.Done != 2 || list.Open != 1 {
			w.t.Errorf("done %d, open %d", list.Done, list.Open)
		}
		var reads int
		w.read(func(tx *store.Tx) error {
			events, err := tx.AuditOf("insured:i1", 50)
			for _, e := range events {
				if e.Verb == "read" {
					reads++
				}
			}
			return err
		})
		if reads != 2 {
			w.t.Errorf("%d readings traced, want 2", reads)
		}
	})
}

func TestRule13_NobodyIsCalledAboutTheDeceased(t *testing.T) {
	story(t, func(w *world) {
		ctx := w.t.Context()
		f := finished(w)
		w.write(func(tx *store.Tx) error { // Ada died; her file says so, her follow-up not yet
			i, err := tx.Insured("i1")
			w.ok(err)
			i.DeceasedOn = scheduling.MustDate("2027-07-01")
			return tx.ReplaceInsured(i)
		})
		if list := w.list(w.worker, "open"); list.Due != 2 {
			w.t.Errorf("before the round %d are due, want 2", list.Due)
		}
		w.refused(w.desk.Attempt(ctx, w.worker, f["e1"].ID, attending.Tried{Way: "phone", Outcome: "no_answer"}, 1), "follow_up.over")
		for _, got := range w.due() {
			if got.Enrolment == "e1" && (got.Outcome != scheduling.OutcomeDeceased || got.AsOf != scheduling.MustDate("2027-07-01")) {
				w.t.Errorf("after the round %+v", got)
			}
		}
		death := attending.Collected{Outcome: scheduling.OutcomeDeceased, AsOf: scheduling.MustDate("2027-07-20"), Source: scheduling.FollowUpPhone}
		w.ok(w.desk.Collect(ctx, w.worker, f["e2"].ID, death, 1)) // learnt on the phone
		w.read(func(tx *store.Tx) error {
			i, err := tx.Insured("i2")
			w.ok(err)
			e, err := tx.Enrolment("e2")
			if i.DeceasedOn != death.AsOf || e.State != scheduling.Deceased {
				w.t.Errorf("her file %s, her enrolment %s", i.DeceasedOn, e.State)
			}
			return err
		})
		if list := w.list(w.worker, "open"); list.Open != 1 {
			w.t.Errorf("%d left to call, want Chloé alone", list.Open)
		}
	})
}

func TestTheDueListIsPagedWithoutLossOrDouble(t *testing.T) {
	story(t, func(w *world) {
		f := finished(w)
		w.ok(w.desk.Plan(w.t.Context(), w.worker, f["e2"].ID, scheduling.MustDate("2027-08-03"), 1))
		seen := map[scheduling.EnrolmentID]bool{}
		page := store.Page{Limit: 1}
		for range 4 {
			list, err := w.desk.FollowUps(w.t.Context(), w.worker, store.FollowUpsFilter{State: "open"}, page)
			w.ok(err)
			for _, item := range list.Items {
				if seen[item.Enrolment.ID] {
					w.t.Errorf("%s twice", item.Enrolment.ID)
				}
				seen[item.Enrolment.ID] = true
			}
			if page.After = list.Next; page.After == "" {
				break
			}
		}
		if len(seen) != 3 || page.After != "" {
			w.t.Errorf("saw %v, next %q", seen, page.After)
		}
	})
}

func TestEveryTryIsKeptWithItsWayAndTheDayOfTheNext(t *testing.T) {
	story(t, func(w *world) {
		ctx := w.t.Context()
		id := finished(w)["e1"].ID
		w.refused(w.desk.Attempt(ctx, w.adviser, id, attending.Tried{Way: "letter", Outcome: "no_answer"}, 1), "follow_up.attempt.unknown")
		w.ok(w.desk.Attempt(ctx, w.adviser, id, attending.Tried{Way: "phone", Outcome: "wrong_number"}, 1))
		w.ok(w.desk.Attempt(ctx, w.worker, id, attending.Tried{Way: "letter", Outcome: "returned", NextOn: scheduling.MustDate("2027-09-01")}, 2))
		item, err := w.desk.FollowUp(ctx, w.worker, id)
		w.ok(err)
		if len(item.Attempts) != 2 || item.Attempts[0].Outcome != scheduling.AttemptReturned || item.Attempts[1].NextOn != scheduling.MustDate("2027-08-03") || item.FollowUp.PlannedOn != scheduling.MustDate("2027-09-01") {
			w.t.Errorf("tried %+v, planned on %s", item.Attempts, item.FollowUp.PlannedOn)
		}
		if item.Insured.Reaches(scheduling.ByLetter) || item.Insured.AddressWrongOn.IsZero() {
			w.t.Error("another letter would go where one came back from")
		}
		w.ok(w.desk.Collect(ctx, w.worker, id, attending.Collected{Outcome: scheduling.OutcomeLost, ClosedReason: "ni téléphone ni adresse"}, 3))
		w.refused(w.desk.Attempt(ctx, w.worker, id, attending.Tried{Way: "phone", Outcome: "reached"}, 4), "follow_up.over")
	})
}
