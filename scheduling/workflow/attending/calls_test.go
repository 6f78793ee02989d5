package attending_test

import (
	"fmt"
	"slices"
	"testing"

	"trame/scheduling"
	"trame/scheduling/store"
)

// toCall lists whom to call as "purpose first-name position".
func (w *world) toCall() (list []string) {
	w.t.Helper()
	calls, err := w.desk.CallsToMake(w.t.Context(), w.adviser)
	w.ok(err)
	for _, c := range calls {
		list = append(list, fmt.Sprintf("%s %s %s", c.Purpose, c.Insured.FirstName, c.Meeting))
	}
	slices.Sort(list)
	return list
}

func (w *world) call(c scheduling.PhoneCall) {
	w.t.Helper()
	_, err := w.desk.RecordCall(w.t.Context(), w.adviser, c)
	w.ok(err)
}

func TestWhoWasAbsentWithoutAWordIsCalledUntilTheMatterIsSettled(t *testing.T) {
	story(t, func(w *world) {
		w.hold(1, "peuu")
		if got := w.toCall(); !slices.Equal(got, []string{"absence Chloé s1", "absence Dina s1"}) {
			w.t.Fatalf("to call %q", got)
		}
		w.call(scheduling.PhoneCall{Enrolment: "e3", Meeting: meeting(1), Purpose: scheduling.CallAbsence, Outcome: scheduling.CallNoAnswer, NextStep: scheduling.StepCallAgain})
		calls, err := w.desk.CallsToMake(w.t.Context(), w.worker)
		w.ok(err)
		if c := calls[0]; len(calls) != 2 || c.Tries != 1 || c.Last.Outcome != scheduling.CallNoAnswer || c.Insured.Phone == "" || c.Insured.Notes != "" {
			w.t.Errorf("after a try: %+v", calls)
		}
		w.call(scheduling.PhoneCall{Enrolment: "e3", Meeting: meeting(1), Purpose: scheduling.CallAbsence, Outcome: scheduling.CallReached, NextStep: scheduling.StepComes})
		w.write(func(tx *store.Tx) error { // Dina gave her place back
			e, err := tx.Enrolment("e4")
			w.ok(err)
			e, _ = e.Becomes(scheduling.DroppedOut, "health", "user:ass", tx.Now)
			return tx.ReplaceEnrolment(e)
		})
		if got := w.toCall(); got != nil {
			w.t.Errorf("still to call %q", got)
		}
	})
}

func TestWhomNoMessageRemindsIsCalledBeforeTheMeeting(t *testing.T) {
	story(t, func(w *world) {
		w.write(func(tx *store.Tx) error {
			i, err := tx.Insured("i1")
			w.ok(err)
			i.Email, i.MailConsent = "ada@example.org", true
			return tx.ReplaceInsured(i)
		})
		w.ok(w.desk.Apologise(w.t.Context(), token(2), 1, ""))
		if got := w.toCall(); !slices.Equal(got, []string{"reminder Chloé s1", "reminder Dina s1"}) { // Ada gets mail, Berthe does not come
			w.t.Errorf("to call %q", got)
		}
		w.call(scheduling.PhoneCall{Enrolment: "e3", Meeting: meeting(1), Purpose: scheduling.CallReminder, Outcome: scheduling.CallMessageLeft, NextStep: scheduling.StepNothing})
		if got := w.toCall(); !slices.Equal(got, []string{"reminder Dina s1"}) {
			w.t.Errorf("to call %q", got)
		}
		w.at("2027-01-15T10:00:00+01:00") // four days before the second
		if got := w.toCall(); got != nil {
			w.t.Errorf("called too early: %q", got)
		}
	})
}

// TestRule20_WhoCannotReachTheMinimumIsOnTheListAsSoonAsItIsTrue holds the query
// and Standing together, whatever the sheets say.
func TestRule20_WhoCannotReachTheMinimumIsOnTheListAsSoonAsItIsTrue(t *testing.T) {
	for _, sheets := range [][]string{{"puue"}, {"ppuu", "phue"}, {"uuup", "pppp"}, {"ehpu", "eupu", "uupp"}} {
		story(t, func(w *world) {
			for n, letters := range sheets {
				w.hold(n+1, letters)
			}
			o, err := w.desk.Overview(w.t.Context(), w.worker, "c")
			w.ok(err)
			var want, got []string
			for _, p := range o.People {
				if p.Standing.OutOfReach() {
					want = append(want, p.Insured.FirstName)
				}
			}
			calls, err := w.desk.CallsToMake(w.t.Context(), w.worker)
			w.ok(err)
			for _, c := range calls {
				if c.Purpose == scheduling.CallOutOfReach {
					got = append(got, c.Insured.FirstName)
				}
			}
			slices.Sort(want)
			slices.Sort(got)
			if !slices.Equal(got, want) || o.Stuck != len(want) {
				w.t.Errorf("%v: on the list %q, out of reach %q, counted %d", sheets, got, want, o.Stuck)
			}
		})
	}
}

func TestACallIsNotedInWordsThatHoldTogetherByWhoMay(t *testing.T) {
	story(t, func(w *world) {
		w.hold(1, "pppu")
		good := scheduling.PhoneCall{Enrolment: "e4", Meeting: meeting(1), Purpose: scheduling.CallAbsence, Outcome: scheduling.CallReached, NextStep: scheduling.StepComes}
		for key, edit := range map[string]func(*scheduling.PhoneCall){
			"call.purpose.unknown":    func(c *scheduling.PhoneCall) { c.Purpose = "gossip" },
			"call.meeting.required":   func(c *scheduling.PhoneCall) { c.Meeting = "" },
			"call.outcome.required":   func(c *scheduling.PhoneCall) { c.Outcome = "" },
			"call.next_step.required": func(c *scheduling.PhoneCall) { c.NextStep = "" },
			"call.next_step.unspoken": func(c *scheduling.PhoneCall) { c.Outcome = scheduling.CallNoAnswer },
		} {
			c := good
			edit(&c)
			_, err := w.desk.RecordCall(w.t.Context(), w.worker, c)
			w.refused(err, key)
		}
		_, err := w.desk.RecordCall(w.t.Context(), w.manager, good)
		w.refused(err, "actor.may_not.invite")
		_, err = w.desk.RecordCall(w.t.Context(), w.elsewhere, good)
		w.refused(err, "not_found")
		_, err = w.desk.CallsToMake(w.t.Context(), w.manager)
		w.refused(err, "actor.may_not.invite")
		if calls, err := w.desk.CallsToMake(w.t.Context(), w.elsewhere); err != nil || len(calls) != 0 {
			w.t.Errorf("another unit reads %v, %v", calls, err)
		}
	})
}
