package planning_test

import (
	"strings"
	"testing"
	"time"

	"trame/scheduling"
	"trame/scheduling/ical"
	"trame/scheduling/post"
	"trame/scheduling/store"
	"trame/scheduling/workflow/planning"
)

const physician scheduling.FacilitatorID = "facilitator-travail"

// needing is the first meeting whose module requires kind.
func (h *house) needing(cohort scheduling.CohortID, kind scheduling.PartnerKind) scheduling.Meeting {
	h.Helper()
	_, meetings := h.cohort(cohort)
	for _, m := range meetings {
		for _, need := range h.staffing(m.ID).Needs {
			if need.Kind == kind {
				return m
			}
		}
	}
	h.Fatalf("no module requires %s", kind)
	return scheduling.Meeting{}
}

func (h *house) staffing(id scheduling.MeetingID) planning.Staffing {
	h.Helper()
	s, err := h.desk.Staffing(h.Context(), h.claire, id)
	h.must(err)
	return s
}

func (h *house) meeting(id scheduling.MeetingID) (m scheduling.Meeting) {
	h.Helper()
	h.read(func(tx *store.Tx) (err error) {
		m, err = tx.Meeting(id)
		return err
	})
	return m
}

func (h *house) animation(id scheduling.AnimationID) (a scheduling.Animation) {
	h.Helper()
	h.read(func(tx *store.Tx) (err error) {
		a, err = tx.Animation(id)
		return err
	})
	return a
}

// invited puts the physician on his meeting of a new cohort and invites him;
// the token of his link comes back.
func (h *house) invited() (m scheduling.Meeting, a scheduling.AnimationID, token string) {
	h.Helper()
	cohort := h.opened(spring())
	m = h.needing(cohort, "occupational_physician")
	a, err := h.desk.Place(h.Context(), h.claire, scheduling.Animation{Meeting: m.ID, Facilitator: physician})
	h.must(err)
	sent, err := h.desk.Invite(h.Context(), h.claire, m.ID, []scheduling.AnimationID{a})
	h.must(err)
	if sent != 1 {
		h.Fatalf("%d invitations, want 1", sent)
	}
	_, letters := h.messages(cohort)
	return m, a, tokenIn(h.T, letters[len(letters)-1])
}

// tokenIn is the secret of the answer link in a mail.
func tokenIn(t *testing.T, l post.Letter) string {
	t.Helper()
	_, rest, found := strings.Cut(l.Text, "/i/")
	if !found {
		t.Fatalf("no link in %s", l.Text)
	}
	return strings.Fields(rest)[0]
}

// sendAll marks every due message as sent.
func (h *house) sendAll() {
	h.Helper()
	h.clock.Add(10 * time.Minute)
	h.write(func(tx *store.Tx) error {
		for {
			due, err := tx.Lease(50, time.Minute)
			if err != nil || len(due) == 0 {
				return err
			}
			for _, m := range due {
				if err := tx.Sent(m.ID, ""); err != nil {
					return err
				}
			}
		}
	})
}

// objects are the calendar objects of a cohort's mails, each validated.
func (h *house) objects(cohort scheduling.CohortID) (list []string) {
	h.Helper()
	_, letters := h.messages(cohort)
	for _, l := range letters {
		if l.Calendar == nil {
			continue
		}
		if err := ical.Validate(ical.Method(l.Method), l.Calendar); err != nil {
			h.Errorf("%s: %v", l.Method, err)
		}
		list = append(list, strings.ReplaceAll(string(l.Calendar), "\r\n ", ""))
	}
	return list
}

func (h *house) lastObject(cohort scheduling.CohortID, wants ...string) string {
	h.Helper()
	all := h.objects(cohort)
	last := all[len(all)-1]
	for _, want := range wants {
		if !strings.Contains(last, want) {
			h.Errorf("%q is missing in\n%s", want, last)
		}
	}
	return last
}

func TestRule16_AnInvitationIsOneObjectForOnePersonOnce(t *testing.T) {
	inEachHouse(t, func(h *house) {
		m, a, token := h.invited()
		object := h.lastObject(m.Cohort, "METHOD:REQUEST", "UID:"+m.UID, "SEQUENCE:0", "PARTSTAT=NEEDS-ACTION", "STATUS:CONFIRMED",
			"mailto:travail@partenaire.example", "ORGANIZER;CN=", "Maison des Tulipes\\, 1 rue des Tulipes")
		if strings.Count(object, "ATTENDEE") != 1 || strings.Contains(object, token) {
			t.Error(object)
		}
		sent, err := h.desk.Invite(t.Context(), h.claire, m.ID, []scheduling.AnimationID{a})
		h.must(err)
		if sent != 0 || len(h.objects(m.Cohort)) != 1 {
			t.Error("asked twice")
		}
	})
}

func TestRule17_AMoveAsksAgainInTheSameThreadWithTheSameLink(t *testing.T) {
	inEachHouse(t, func(h *house) {
		m, a, token := h.invited()
		h.sendAll()
		h.must(h.desk.Answer(t.Context(), token, scheduling.Accepted, ""))
		h.do(move(m, m.Date.AddDays(1).String(), "10:00"))
		h.lastObject(m.Cohort, "METHOD:REQUEST", "UID:"+m.UID, "SEQUENCE:1", "PARTSTAT=NEEDS-ACTION")
		if reply := h.animation(a).Reply; reply != scheduling.NoReply {
			t.Errorf("the answer to the old date still counts: %s", reply)
		}
		messages, letters := h.messages(m.Cohort)
		first, last := messages[0], messages[len(messages)-1]
		if last.Thread != first.Thread || last.Kind != "meeting_update" || tokenIn(t, letters[len(letters)-1]) != token {
			t.Errorf("%s in %s after %s", last.Kind, last.Thread, first.Thread)
		}
		if !strings.Contains(letters[len(letters)-1].Text, "Elle était prévue le") || !strings.Contains(letters[len(letters)-1].Text, "Claire Moreau") {
			t.Error(letters[len(letters)-1].Text)
		}
	})
}

func TestAMoveBeforeTheInvitationLeftIsOneMailWithTheNewDate(t *testing.T) {
	inEachHouse(t, func(h *house) {
		m, _, _ := h.invited()
		h.do(move(m, m.Date.AddDays(1).String(), "10:00"))
		h.do(move(h.meeting(m.ID), m.Date.AddDays(2).String(), "10:00"))
		messages, _ := h.messages(m.Cohort)
		if len(messages) != 1 || messages[0].Kind != "meeting_request" {
			t.Errorf("%d messages, the first a %s", len(messages), messages[0].Kind)
		}
		h.lastObject(m.Cohort, "SEQUENCE:2")
	})
}

func TestACancellationNeverOvertakesItsInvitation(t *testing.T) {
	cancel := func(m scheduling.Meeting) planning.Change {
		return planning.CancelMeeting{Meeting: m.ID, Version: m.Version, Reason: "Panne de chauffage chez Claude"}
	}
	inEachHouse(t, func(h *house) {
		m, _, _ := h.invited()
		h.do(cancel(m))
		if messages, _ := h.messages(m.Cohort); len(messages) != 0 {
			t.Errorf("cancelled before it left: %d messages go", len(messages))
		}
	})
	inEachHouse(t, func(h *house) {
		m, _, token := h.invited()
		h.sendAll()
		h.do(cancel(m))
		object := h.lastObject(m.Cohort, "METHOD:CANCEL", "SEQUENCE:1", "STATUS:CANCELLED", "UID:"+m.UID)
		if strings.Contains(object, "Claude") {
			t.Error("the reason of the service is told")
		}
		_, letters := h.messages(m.Cohort)
		if last := letters[len(letters)-1]; !strings.Contains(last.Text, "annulée par Claire Moreau") || strings.Contains(last.Text, "Claude") {
			t.Error(last.Text)
		}
		h.refused(h.desk.Answer(t.Context(), token, scheduling.Accepted, ""), "animation.meeting_cancelled", "")
	})
}

func TestNothingIsToldOfAMeetingAlreadyPast(t *testing.T) {
	inEachHouse(t, func(h *house) {
		m, a, token := h.invited()
		h.sendAll()
		h.clock.Set(m.EndsAt)
		h.refused(h.desk.Answer(t.Context(), token, scheduling.Accepted, ""), "animation.meeting_over", "")
		h.refused(h.desk.TakeOff(t.Context(), h.claire, a), "animation.meeting_over", "")
		if n := len(h.objects(m.Cohort)); n != 1 {
			t.Errorf("%d objects", n)
		}
	})
}

func TestUninvitingIsACancelWithoutStatusAndEndsTheLink(t *testing.T) {
	inEachHouse(t, func(h *house) {
		m, a, token := h.invited()
		h.sendAll()
		h.must(h.desk.TakeOff(t.Context(), h.claire, a))
		object := h.lastObject(m.Cohort, "METHOD:CANCEL", "SEQUENCE:1")
		if strings.Contains(object, "STATUS:") {
			t.Error(object)
		}
		_, err := h.desk.Appointment(t.Context(), token)
		h.refused(err, "animation.link_ended", "")
		if len(h.bookings(scheduling.FacilitatorResource(physician))) != 0 {
			t.Error("his hour is still held")
		}
		// Asked again, he stays in the same thread, under a new link.
		again, err := h.desk.Place(t.Context(), h.claire, scheduling.Animation{Meeting: m.ID, Facilitator: physician})
		h.must(err)
		_, err = h.desk.Invite(t.Context(), h.claire, m.ID, []scheduling.AnimationID{again})
		h.must(err)
		messages, letters := h.messages(m.Cohort)
		if again != a || messages[len(messages)-1].Thread != messages[0].Thread || tokenIn(t, letters[len(letters)-1]) == token {
			t.Error("invited anew as somebody else")
		}
		h.lastObject(m.Cohort, "METHOD:REQUEST", "SEQUENCE:1")
	})
}

func TestADeclineFreesTheHourAndTheOrganiserIsTold(t *testing.T) {
	inEachHouse(t, func(h *house) {
		m, a, token := h.invited()
		for range 3 { // a double click, a page sent again
			h.must(h.desk.Answer(t.Context(), token, scheduling.Declined, "En congé ce jour-là."))
		}
		if h.animation(a).State() != scheduling.AnimationDeclined || len(h.bookings(scheduling.FacilitatorResource(physician))) != 0 {
			t.Error("he is still held")
		}
		s := h.staffing(m.ID)
		if len(s.Needs[0].On) != 0 || len(s.Gone) != 1 {
			t.Errorf("the need is not open again: %+v", s.Needs)
		}
		told := 0
		messages, letters := h.messages(m.Cohort)
		for i, message := range messages {
			if message.Kind == "animation_declined" {
				told++
				if message.Recipient != "user:agent-claire" || !strings.Contains(letters[i].Text, "En congé ce jour-là.") || strings.Contains(letters[i].Subject, "Vasseur") {
					t.Errorf("%s: %s", letters[i].Subject, letters[i].Text)
				}
			}
		}
		if told != 1 {
			t.Errorf("told %d times", told)
		}
		h.must(h.desk.Answer(t.Context(), token, scheduling.Accepted, ""))
		if len(h.bookings(scheduling.FacilitatorResource(physician))) != 1 || len(h.staffing(m.ID).Needs[0].On) != 1 {
			t.Error("he came back and is not held")
		}
	})
}

func TestWhoDeclinedIsLeftInPeaceUntilHeComesBack(t *testing.T) {
	inEachHouse(t, func(h *house) {
		m, _, token := h.invited()
		h.sendAll()
		h.must(h.desk.Answer(t.Context(), token, scheduling.Declined, ""))
		h.do(move(m, m.Date.AddDays(1).String(), "10:00"))
		if n := len(h.objects(m.Cohort)); n != 1 {
			t.Errorf("%d objects: he had declined", n)
		}
		h.must(h.desk.Answer(t.Context(), token, scheduling.Accepted, ""))
		h.lastObject(m.Cohort, "METHOD:REQUEST", "SEQUENCE:1", "PARTSTAT=ACCEPTED")
	})
}

func TestRule06_AFacilitatorIsNotInTwoPlaces(t *testing.T) {
	inEachHouse(t, func(h *house) {
		m, _, token := h.invited()
		elsewhere := spring()
		elsewhere.Site, elsewhere.Room, elsewhere.Lead = "site-argenteuil", "room-argenteuil", "agent-samir"
		other := h.needing(h.opened(elsewhere), "occupational_physician")
		if !other.StartsAt.Equal(m.StartsAt) {
			t.Fatal("the two cohorts do not run side by side")
		}
		place := scheduling.Animation{Meeting: other.ID, Facilitator: physician}
		_, err := h.desk.Place(t.Context(), h.claire, place)
		h.refused(err, "booking.taken.person", "who")
		for _, c := range h.staffing(other.ID).Candidates {
			if c.Resource == scheduling.FacilitatorResource(physician) && !c.Busy {
				t.Error("he looks free")
			}
		}
		h.must(h.desk.Answer(t.Context(), token, scheduling.Declined, ""))
		_, err = h.desk.Place(t.Context(), h.claire, place)
		h.must(err)
		h.refused(h.desk.Answer(t.Context(), token, scheduling.Accepted, ""), "booking.taken.person", "reply")
	})
}

func TestPlacingIsRefused(t *testing.T) {
	inEachHouse(t, func(h *house) {
		m := h.needing(h.opened(spring()), "occupational_physician")
		_, err := h.desk.Place(t.Context(), h.claire, scheduling.Animation{Meeting: m.ID, Facilitator: physician, AskedBy: "participants"})
		h.must(err)
		cases := map[string]struct {
			a          scheduling.Animation
			key, field string
		}{
			"nobody":          {scheduling.Animation{}, "animation.who.required", "who"},
			"two at once":     {scheduling.Animation{User: "agent-samir", Facilitator: physician}, "animation.who.required", "who"},
			"twice":           {scheduling.Animation{Facilitator: physician}, "animation.already_on", "who"},
			"a stranger":      {scheduling.Animation{Facilitator: "nobody"}, "animation.who.unknown", "who"},
			"a statistician":  {scheduling.Animation{User: "agent-paul"}, "animation.who.unknown", "who"},
			"asked by nobody": {scheduling.Animation{Facilitator: "facilitator-psy", AskedBy: "rain"}, "animation.asked_by.unknown", "asked_by"},
		}
		for name, c := range cases {
			c.a.Meeting = m.ID
			_, err := h.desk.Place(t.Context(), h.claire, c.a)
			if err == nil {
				t.Errorf("%s: done", name)
			}
			h.refused(err, c.key, c.field)
		}
		_, err = h.desk.Place(t.Context(), h.lucie, scheduling.Animation{Meeting: m.ID, Facilitator: "facilitator-psy"})
		h.refused(err, "actor.may_not.organise", "")
	})
}
