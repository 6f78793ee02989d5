package planning_test

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/timetable"
	"trame/scheduling/workflow/planning"
)

// told lists the breaches in a few words, and the options.
func brokenIn(list []planning.Breach) (said []string) {
	for _, b := range list {
		said = append(said, strings.TrimSpace(fmt.Sprintf("%s %s %s", b.Meeting.Date, b.Why, b.Who)))
	}
	return said
}

// linesOf says what an option changes: "03-02 14:00 → 03-04 14:00 -A +B".
func linesOf(o planning.RepairOption) (said []string) {
	for _, l := range o.Lines {
		line := l.Before.Date.String()[5:] + " " + l.Before.Start.String()
		if l.After.Date != l.Before.Date || l.After.Start != l.Before.Start {
			line += " → " + l.After.Date.String()[5:] + " " + l.After.Start.String()
		}
		if l.RoomBefore != l.RoomAfter {
			line += " @" + l.RoomAfter
		}
		for _, n := range l.Out {
			line += " -" + n.Name
		}
		for _, n := range l.In {
			line += " +" + n.Name
		}
		said = append(said, line)
	}
	return said
}

func (h *house) repairs(cohort scheduling.CohortID) planning.Repairs {
	h.Helper()
	r, err := h.desk.Repairs(h.Context(), h.claire, cohort)
	h.must(err)
	return r
}

func (h *house) option(r planning.Repairs, aim planning.Aim) planning.RepairOption {
	h.Helper()
	i := slices.IndexFunc(r.Options, func(o planning.RepairOption) bool { return o.Aim == aim })
	if i < 0 {
		h.Fatalf("no option %s among %d; why: %v, lifts: %v", aim, len(r.Options), r.Why, r.Lifts)
	}
	return r.Options[i]
}

// colleague is a second physician, of another service.
func (h *house) colleague() {
	h.Helper()
	h.write(func(tx *store.Tx) error {
		return errors.Join(
			tx.AddPartner(scheduling.Partner{ID: "partner-other", Unit: "unit-95", Kind: "occupational_physician", Name: "Autre service", Version: 1}),
			tx.AddFacilitator(scheduling.Facilitator{
				ID: "facilitator-other", Partner: "partner-other", FirstName: "Ada", LastName: "Lenoir", Email: "ada@partenaire.example", Active: true, Version: 1,
			}))
	})
}

func TestWhoDeclinesIsReplacedAtTheSameHourFirst(t *testing.T) {
	inEachHouse(t, func(h *house) {
		h.colleague()
		m, _, token := h.invited()
		h.seat(m.Cohort, 3)
		if r := h.repairs(m.Cohort); len(r.Breaches)+len(r.Options) > 0 {
			t.Fatalf("a plan that stands is repaired: %v", brokenIn(r.Breaches))
		}
		h.must(h.desk.Answer(h.Context(), token, scheduling.Declined, "Congrès ce jour-là"))
		list, err := h.desk.Breaches(h.Context(), h.claire, planning.BreachScope{})
		if want := []string{m.Date.String() + " declined Catherine Vasseur"}; err != nil || !reflect.DeepEqual(brokenIn(list), want) {
			t.Fatalf("broken %q, want %q (%v)", brokenIn(list), want, err)
		}
		r := h.repairs(m.Cohort)
		first := r.Options[0]
		day := m.Date.String()[5:] + " 14:00"
		if want := []string{day + " +Ada Lenoir"}; first.Aim != planning.FewestChanges || !reflect.DeepEqual(linesOf(first), want) {
			t.Errorf("first option %s %q, want %q", first.Aim, linesOf(first), want)
		}
		if first.Tell() != 1 || first.Messages() != 1 || first.Before != first.After {
			t.Errorf("tells %d by %d messages; comfort %+v then %+v", first.Tell(), first.Messages(), first.Before, first.After)
		}
		same := h.option(r, planning.SamePeople)
		if lines := linesOf(same); len(lines) != 1 || !strings.HasSuffix(lines[0], "+Catherine Vasseur") || !strings.Contains(lines[0], "→") {
			t.Errorf("the same people: %q", lines)
		}
		if len(r.Options) != 3 {
			t.Errorf("%d options, want three to choose from", len(r.Options))
		}
		_, err = h.desk.Repair(h.Context(), h.claire, m.Cohort, first.Seal, "Empêchement", "")
		h.must(err)
		if left := h.repairs(m.Cohort); len(left.Breaches) > 0 {
			t.Errorf("still broken: %q", brokenIn(left.Breaches))
		}
		messages, letters := h.messages(m.Cohort)
		last := messages[len(messages)-1]
		if last.Kind != "meeting_request" || last.Recipient != "facilitator:facilitator-other" || !strings.Contains(letters[len(letters)-1].Text, "/i/") {
			t.Errorf("the last message is a %s to %s", last.Kind, last.Recipient)
		}
		before := len(messages)
		_, err = h.desk.Repair(h.Context(), h.claire, m.Cohort, first.Seal, "Empêchement", "")
		h.must(err)
		if messages, _ = h.messages(m.Cohort); len(messages) != before {
			t.Errorf("clicking twice sent %d messages more", len(messages)-before)
		}
	})
}

func TestAClosedRoomIsLeftForAnotherAtTheSameHour(t *testing.T) {
	inEachHouse(t, func(h *house) {
		h.write(func(tx *store.Tx) error {
			return tx.AddRoom(scheduling.Room{ID: "room-osny-3", Site: "site-osny", Name: "Grande salle", Capacity: 20, Version: 1})
		})
		cohort := h.opened(spring())
		h.seat(cohort, 3)
		_, meetings := h.cohort(cohort)
		day := meetings[3].Date
		h.write(func(tx *store.Tx) error {
			return tx.AddAbsence(scheduling.Absence{ID: "works", Resource: "room:room-osny", From: day, AllDay: true}.Tidy())
		})
		list, err := h.desk.Breaches(h.Context(), h.claire, planning.BreachScope{Resource: "room:room-osny"})
		if want := []string{day.String() + " room Salle du jardin"}; err != nil || !reflect.DeepEqual(brokenIn(list), want) {
			t.Fatalf("broken %q, want %q (%v)", brokenIn(list), want, err)
		}
		first := h.repairs(cohort).Options[0]
		if want := []string{day.String()[5:] + " 14:00 @Grande salle"}; !reflect.DeepEqual(linesOf(first), want) || first.Tell() != 0 {
			t.Errorf("first %q telling %d, want %q and nobody", linesOf(first), first.Tell(), want)
		}
		_, err = h.desk.Repair(h.Context(), h.claire, cohort, first.Seal, "Travaux", "")
		h.must(err)
		if m := h.meeting(meetings[3].ID); m.Room != "room-osny-3" || m.Sequence != 0 {
			t.Errorf("room %s, sequence %d", m.Room, m.Sequence)
		}
		if messages, _ := h.messages(cohort); len(messages) != 0 {
			t.Errorf("%d messages for a room that is read at the door", len(messages))
		}
	})
}

func TestAClosedSiteMovesTheMeetingAndTellsEverybodyOnce(t *testing.T) {
	inEachHouse(t, func(h *house) {
		m, a, token := h.invited()
		h.seat(m.Cohort, 3)
		h.must(h.desk.Answer(h.Context(), token, scheduling.Accepted, ""))
		h.sendAll()
		h.write(func(tx *store.Tx) error {
			return tx.AddClosure(scheduling.Closure{ID: "works", Organisation: "organisation-cramif", Site: "site-osny", From: m.Date, Until: m.Date, Label: "travaux"})
		})
		_, before := h.cohort(m.Cohort)
		r := h.repairs(m.Cohort)
		if want := []string{m.Date.String() + " closed travaux"}; !reflect.DeepEqual(brokenIn(r.Breaches), want) {
			t.Fatalf("broken %q, want %q", brokenIn(r.Breaches), want)
		}
		first := r.Options[0]
		if len(first.Lines) != 1 || first.Lines[0].After.Date == m.Date || first.Effect.Participants.Count != 3 || first.Tell() != 4 {
			t.Errorf("%q tells %d", linesOf(first), first.Tell())
		}
		if len(r.Options) != 3 {
			t.Errorf("%d options, want three days to choose from", len(r.Options))
		}
		_, err := h.desk.Repair(h.Context(), h.claire, m.Cohort, first.Seal, "Travaux", "")
		h.must(err)
		_, after := h.cohort(m.Cohort)
		for i := range before {
			if before[i].ID != m.ID && before[i] != after[i] {
				t.Errorf("meeting %d moved unasked", i+1)
			}
		}
		messages, _ := h.messages(m.Cohort)
		kinds := map[string]int{}
		for _, message := range messages {
			if message.SentAt.IsZero() {
				kinds[message.Kind]++
			}
		}
		if want := map[string]int{"meeting_moved": 2, "meeting_update": 1}; !reflect.DeepEqual(kinds, want) { // the third has neither mail nor letter
			t.Errorf("queued %v, want %v", kinds, want)
		}
		if on := h.animation(a); on.Reply != scheduling.NoReply || h.meeting(m.ID).Sequence != 1 || on.SentSequence != 1 {
			t.Errorf("reply %s, sequence sent %d", on.Reply, on.SentSequence)
		}
	})
}

func TestAnAbsentLeadIsStoodInForOnThatDayAlone(t *testing.T) {
	inEachHouse(t, func(h *house) {
		cohort := h.opened(spring())
		_, meetings := h.cohort(cohort)
		day := meetings[2].Date
		h.write(func(tx *store.Tx) error {
			return tx.AddAbsence(scheduling.Absence{ID: "x", Resource: "user:agent-claire", From: day, AllDay: true}.Tidy())
		})
		r := h.repairs(cohort)
		if want := []string{day.String() + " absent Claire Moreau"}; !reflect.DeepEqual(brokenIn(r.Breaches), want) {
			t.Fatalf("broken %q, want %q", brokenIn(r.Breaches), want)
		}
		first := r.Options[0]
		if want := []string{day.String()[5:] + " 14:00 -Claire Moreau +Samir Benali"}; !reflect.DeepEqual(linesOf(first), want) {
			t.Errorf("first %q, want %q", linesOf(first), want)
		}
		if other := h.option(r, planning.SamePeople); !strings.Contains(linesOf(other)[0], "→") {
			t.Errorf("another date: %q", linesOf(other))
		}
		_, err := h.desk.Repair(h.Context(), h.claire, cohort, first.Seal, "Absence", "")
		h.must(err)
		if s := h.staffing(meetings[2].ID); len(s.Leads) != 1 || s.Leads[0].Name != "Samir Benali" {
			t.Errorf("led by %+v", s.Leads)
		}
		if s := h.staffing(meetings[3].ID); len(s.Leads) != 1 || s.Leads[0].Name != "Claire Moreau" {
			t.Errorf("the next one is led by %+v", s.Leads)
		}
		held := h.bookings("user:agent-claire")
		if slices.ContainsFunc(held, func(b scheduling.Booking) bool { return b.Meeting == meetings[2].ID }) {
			t.Error("she is still held that day")
		}
		if r := h.repairs(cohort); len(r.Breaches) > 0 {
			t.Errorf("still broken: %q", brokenIn(r.Breaches))
		}
	})
}

func TestTheSecondSocialWorkerStandsInFirst(t *testing.T) {
	inEachHouse(t, func(h *house) {
		cohort := h.opened(with(func(c *scheduling.Cohort) { c.Second = "agent-samir" }))
		_, meetings := h.cohort(cohort)
		day := meetings[2].Date
		h.write(func(tx *store.Tx) error {
			return tx.AddAbsence(scheduling.Absence{ID: "x", Resource: "user:agent-claire", From: day, AllDay: true}.Tidy())
		})
		first := h.repairs(cohort).Options[0]
		if want := []string{day.String()[5:] + " 14:00 -Claire Moreau +Samir Benali"}; !reflect.DeepEqual(linesOf(first), want) || first.Tell() != 0 {
			t.Errorf("first %q tells %d, want %q and nobody: he comes anyway", linesOf(first), first.Tell(), want)
		}
		_, err := h.desk.Repair(h.Context(), h.claire, cohort, first.Seal, "Absence", "")
		h.must(err)
		if s := h.staffing(meetings[2].ID); len(s.Leads) != 1 || s.Leads[0].Name != "Samir Benali" || s.Leads[0].Role != "lead" {
			t.Errorf("led by %+v", s.Leads)
		}
	})
}

func TestAnOptionThatIsGoneIsRefusedAndAnotherIsOffered(t *testing.T) {
	inEachHouse(t, func(h *house) {
		h.colleague()
		m, _, token := h.invited()
		h.must(h.desk.Answer(h.Context(), token, scheduling.Declined, ""))
		first := h.repairs(m.Cohort).Options[0]
		h.write(func(tx *store.Tx) error {
			return tx.AddAbsence(scheduling.Absence{ID: "x", Resource: "facilitator:facilitator-other", From: m.Date, AllDay: true}.Tidy())
		})
		_, err := h.desk.Repair(h.Context(), h.claire, m.Cohort, first.Seal, "x", "")
		h.refused(err, "repair.gone", "option")
		for _, o := range h.repairs(m.Cohort).Options {
			if o.Seal == first.Seal {
				t.Error("it is offered again")
			}
		}
		_, err = h.desk.Repair(h.Context(), h.lucie, m.Cohort, first.Seal, "x", "")
		h.refused(err, "actor.may_not.organise", "")
	})
}

func TestWhoIsAwayIsThankedOnceHisInvitationLeftAndReplaced(t *testing.T) {
	inEachHouse(t, func(h *house) {
		h.colleague()
		m, a, _ := h.invited()
		h.sendAll()
		h.write(func(tx *store.Tx) error {
			return tx.AddAbsence(scheduling.Absence{ID: "x", Resource: "facilitator:facilitator-travail", From: m.Date, AllDay: true}.Tidy())
		})
		first := h.repairs(m.Cohort).Options[0]
		if want := []string{m.Date.String()[5:] + " 14:00 -Catherine Vasseur +Ada Lenoir"}; !reflect.DeepEqual(linesOf(first), want) || first.Tell() != 2 {
			t.Errorf("%q tells %d, want %q and two", linesOf(first), first.Tell(), want)
		}
		_, err := h.desk.Repair(h.Context(), h.claire, m.Cohort, first.Seal, "Absence", "")
		h.must(err)
		messages, letters := h.messages(m.Cohort)
		var said []string
		for i, message := range messages {
			if message.SentAt.IsZero() {
				said = append(said, message.Kind+" "+message.Recipient+" "+strings.TrimSpace(sequenceIn(letters[i].Calendar)))
			}
		}
		slices.Sort(said)
		want := []string{"meeting_request facilitator:facilitator-other SEQUENCE:1", "meeting_uninvite facilitator:facilitator-travail SEQUENCE:1"}
		if !reflect.DeepEqual(said, want) {
			t.Errorf("queued %q, want %q", said, want)
		}
		if gone := h.animation(a); gone.RemovedAt.IsZero() {
			t.Error("she is still on the meeting")
		}
	})
}

func sequenceIn(calendar []byte) string {
	_, rest, _ := strings.Cut(string(calendar), "SEQUENCE:")
	line, _, _ := strings.Cut(rest, "\n")
	return "SEQUENCE:" + line
}

func TestWhatWasHeldNeverMovesAndWhatCannotBeIsExplained(t *testing.T) {
	inEachHouse(t, func(h *house) {
		cohort := h.opened(spring())
		_, before := h.cohort(cohort)
		h.clock.Set(before[4].StartsAt.AddDate(0, 0, 1))
		h.write(func(tx *store.Tx) error {
			return tx.AddClosure(scheduling.Closure{
				ID: "works", Organisation: "organisation-cramif", Site: "site-osny", From: before[2].Date, Until: before[6].Date, Label: "travaux",
			})
		})
		r := h.repairs(cohort)
		if len(r.Breaches) != 2 {
			t.Fatalf("broken %q", brokenIn(r.Breaches))
		}
		for _, o := range r.Options {
			for _, l := range o.Lines {
				if !l.Before.StartsAt.After(before[4].StartsAt) || !l.After.StartsAt.After(before[6].StartsAt) {
					t.Errorf("%s moves %q", o.Aim, linesOf(o))
				}
			}
		}
		h.write(func(tx *store.Tx) error {
			return tx.AddClosure(scheduling.Closure{
				ID: "more", Organisation: "organisation-cramif", Site: "site-osny", From: before[6].Date, Until: before[6].Date.AddDays(300), Label: "travaux",
			})
		})
		r = h.repairs(cohort)
		if len(r.Options) != 0 || !slices.Contains(r.Why, timetable.ReasonRoomClosed) || !slices.Contains(r.Lifts, timetable.ReasonRoomClosed) {
			t.Errorf("%d options, blocked by %v, freed by %v", len(r.Options), r.Why, r.Lifts)
		}
	})
}

func TestOfTwoWhoRepairAtOnceOneIsToldThatThePlanChanged(t *testing.T) {
	inEachHouse(t, func(h *house) {
		h.colleague()
		m, _, token := h.invited()
		h.must(h.desk.Answer(h.Context(), token, scheduling.Declined, ""))
		r := h.repairs(m.Cohort)
		said := make(chan error, 2)
		for _, o := range r.Options[:2] {
			go func() {
				_, err := h.desk.Repair(h.Context(), h.claire, m.Cohort, o.Seal, "Empêchement", "")
				said <- err
			}()
		}
		first, second := <-said, <-said
		if first != nil {
			first, second = second, first
		}
		h.must(first)
		h.refused(second, "repair.gone", "option")
		held := h.bookings("facilitator:facilitator-other", "facilitator:facilitator-travail")
		if len(held) != 1 {
			t.Errorf("%d of the physicians are held: %+v", len(held), held)
		}
	})
}
