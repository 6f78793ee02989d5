package planning_test

import (
	"errors"
	"strings"
	"testing"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/workflow/planning"
)

func (h *house) do(change planning.Change) planning.Effect {
	h.Helper()
	foreseen, err := h.desk.Foresee(h.Context(), h.claire, change)
	h.must(err)
	effect, err := h.desk.Do(h.Context(), h.claire, change)
	h.must(err)
	if foreseen.Participants.Count != effect.Participants.Count || len(foreseen.Rescheduled) != len(effect.Rescheduled) || len(foreseen.Animators) != len(effect.Animators) {
		h.Errorf("foreseen %+v, done %+v", foreseen, effect)
	}
	return effect
}

func move(m scheduling.Meeting, day, hour string) planning.Move {
	start, err := scheduling.ParseClock(hour)
	if err != nil {
		panic(err)
	}
	return planning.Move{Meeting: m.ID, Version: m.Version, Date: scheduling.MustDate(day), Start: start, Room: m.Room, Reason: "Salle indisponible"}
}

func TestRule17_AMoveIsToldToEveryoneInTheSameTransaction(t *testing.T) {
	inEachHouse(t, func(h *house) {
		id := h.opened(spring())
		h.seat(id, 3)
		_, before := h.cohort(id)
		change := move(before[2], "2027-01-27", "10:00")
		change.Word = "La salle est prise ce jour-là."
		effect := h.do(change)

		if p := effect.Participants; p.Count != 3 || p.ByMail != 1 || p.ByLetter != 1 || p.ToCall != 1 || len(p.People) != 3 {
			t.Errorf("told %+v", p)
		}
		_, after := h.cohort(id)
		m := after[2]
		if m.Date.String() != "2027-01-27" || m.Start != 10*60 || m.Sequence != before[2].Sequence+1 || m.UID != before[2].UID || m.Version != before[2].Version+1 {
			t.Errorf("moved to %+v", m)
		}
		h.read(func(tx *store.Tx) error {
			moves, err := tx.Moves(m.ID)
			if len(moves) != 1 || moves[0].Reason != "Salle indisponible" || moves[0].By != "agent-claire" || !moves[0].FromStart.Equal(before[2].StartsAt) {
				t.Errorf("history %+v", moves)
			}
			return err
		})
		messages, letters := h.messages(id)
		if len(messages) != 2 {
			t.Fatalf("%d messages, want a mail and a letter", len(messages))
		}
		for i, letter := range letters {
			text := letter.Subject + letter.Text + letter.HTML
			for _, want := range []string{"mercredi 27 janvier 2027", "La salle est prise ce jour-là.", "Maison des Tulipes, 1 rue des Tulipes"} {
				if !strings.Contains(letter.Text, want) {
					t.Errorf("%s lacks %q:\n%s", messages[i].Kind, want, letter.Text)
				}
			}
			for _, never := range []string{"Confidentiel", "Salle indisponible", "Mes droits", "cancer", "Ligue", "Prénom1", "Claire"} {
				if i == 0 && strings.Contains(text, never) {
					t.Errorf("the mail tells %q:\n%s", never, text)
				}
			}
			if scheduling.HealthWord(letter.Subject) != "" {
				t.Errorf("subject %q", letter.Subject)
			}
		}
	})
}

func TestRule25_AManagerSeesHowManyAreToldNotWho(t *testing.T) {
	inEachHouse(t, func(h *house) {
		id := h.opened(spring())
		h.seat(id, 3)
		_, meetings := h.cohort(id)
		effect, err := h.desk.Foresee(t.Context(), h.helene, move(meetings[2], "2027-01-27", "10:00"))
		h.must(err)
		if effect.Participants.Count != 3 || effect.Participants.People != nil {
			t.Errorf("a manager reads %+v", effect.Participants)
		}
	})
}

func TestAStaleMoveIsRefusedAndNothingHappens(t *testing.T) {
	inEachHouse(t, func(h *house) {
		id := h.opened(spring())
		h.seat(id, 1)
		_, before := h.cohort(id)
		h.do(move(before[2], "2027-01-27", "10:00"))
		messages, _ := h.messages(id)
		_, err := h.desk.Do(t.Context(), h.samir, move(before[2], "2027-01-28", "10:00"))
		h.refused(err, "stale", "")
		_, after := h.cohort(id)
		again, _ := h.messages(id)
		if after[2].Date.String() != "2027-01-27" || len(again) != len(messages) {
			t.Errorf("a stale move left a trace: %s, %d messages", after[2].Date, len(again))
		}
	})
}

func TestAMoveIsRefusedWhereNoMeetingCanBe(t *testing.T) {
	inEachHouse(t, func(h *house) {
		id := h.opened(spring())
		_, meetings := h.cohort(id)
		m := meetings[2]
		cases := map[string]struct {
			change     planning.Change
			key, field string
		}{
			"a public holiday":      {move(m, "2027-05-06", "14:00"), "meeting.date.closed", "date"},
			"in the past":           {move(m, "2027-01-04", "14:00"), "meeting.date.past", "date"},
			"too late in the day":   {move(m, "2027-01-27", "17:00"), "cohort.start.site_closed", "start"},
			"nothing changes":       {move(m, "2027-01-26", "14:00"), "meeting.move.same", "date"},
			"taken by the next one": {move(m, "2027-02-02", "15:00"), "booking.taken.room", "date"},
			"without a reason":      {planning.Move{Meeting: m.ID, Version: 1, Date: m.Date, Start: 600}, "change.reason.required", "reason"},
			"a word about health":   {planning.CancelMeeting{Meeting: m.ID, Version: 1, Reason: "r", Word: "Le psychologue est malade"}, "change.word.health", "word"},
			"a shift onto the one before": {
				planning.Shift{Meeting: m.ID, Version: 1, Date: scheduling.MustDate("2027-01-19"), Start: 840, Reason: "r"},
				"cadence.shift.not_after_previous", "date",
			},
		}
		for name, c := range cases {
			_, err := h.desk.Do(t.Context(), h.claire, c.change)
			if err == nil {
				t.Errorf("%s: done", name)
			}
			h.refused(err, c.key, c.field)
		}
	})
}

func TestAnotherRoomIsNoNewsAndNoNewSequence(t *testing.T) {
	inEachHouse(t, func(h *house) {
		id := h.opened(spring())
		h.seat(id, 1)
		_, meetings := h.cohort(id)
		change := move(meetings[2], "2027-01-26", "14:00")
		change.Room = "room-osny-2"
		h.do(change)
		_, after := h.cohort(id)
		if messages, _ := h.messages(id); len(messages) != 0 || after[2].Sequence != 0 || after[2].Room != "room-osny-2" {
			t.Errorf("%d messages, %+v", len(messages), after[2])
		}
	})
}

func TestAShiftPushesTheRestAndTheSupplementaryMeetingFollows(t *testing.T) {
	inEachHouse(t, func(h *house) {
		id := h.opened(spring())
		h.seat(id, 1)
		_, m := h.cohort(id)
		if got, want := dates(m), "01-12 01-19 01-26 02-02 02-09 02-16 02-23 03-02 03-09 03-16 09-16"; got != want {
			t.Fatalf("before %s", got)
		}
		effect := h.do(planning.Shift{Meeting: m[2].ID, Version: 1, Date: scheduling.MustDate("2027-02-02"), Start: 14 * 60, Reason: "Grève"})
		_, m = h.cohort(id)
		if got, want := dates(m), "01-12 01-19 02-02 02-09 02-16 02-23 03-02 03-09 03-16 03-23 09-23"; got != want {
			t.Errorf("after  %s, want %s", got, want)
		}
		if len(effect.Rescheduled) != 9 || effect.OutOfOrder || effect.TooShort {
			t.Errorf("effect %+v", effect)
		}
		messages, letters := h.messages(id)
		if len(messages) != 1 || messages[0].Kind != "meeting_moved" || strings.Count(letters[0].Text, "aura lieu") != 9 {
			t.Errorf("one message tells all nine: %d messages", len(messages))
		}
	})
}

func TestASecondChangeBeforeTheFirstLeftIsToldOnce(t *testing.T) {
	inEachHouse(t, func(h *house) {
		id := h.opened(spring())
		h.seat(id, 1)
		_, m := h.cohort(id)
		h.do(move(m[2], "2027-01-27", "10:00"))
		_, m = h.cohort(id)
		h.do(move(m[2], "2027-01-28", "10:00"))
		messages, letters := h.messages(id)
		if len(messages) != 1 || !strings.Contains(letters[0].Text, "28 janvier") {
			t.Errorf("%d messages wait", len(messages))
		}
	})
}

func TestACancelledMeetingFreesItsRoomAndIsPlannedAgainAtTheEnd(t *testing.T) {
	inEachHouse(t, func(h *house) {
		id := h.opened(spring())
		h.seat(id, 1)
		_, m := h.cohort(id)
		h.do(planning.CancelMeeting{Meeting: m[4].ID, Version: 1, Reason: "Intervenant absent"})
		_, m = h.cohort(id)
		if m[4].CancelReason != "Intervenant absent" || m[4].Sequence != 1 || m[4].State(h.clock.Now()) != scheduling.MeetingCancelled {
			t.Errorf("cancelled %+v", m[4])
		}
		if n := len(h.bookings("room:room-osny")); n != 10 {
			t.Errorf("the room is still held %d times", n)
		}
		day, err := h.desk.NextDay(t.Context(), h.claire, id)
		h.must(err)
		if day.String() != "2027-03-23" {
			t.Errorf("offered %s, want the week after the last", day)
		}
		effect := h.do(move(m[4], day.String(), "14:00"))
		_, m = h.cohort(id)
		if got, want := dates(m), "01-12 01-19 01-26 02-02 03-23 02-16 02-23 03-02 03-09 03-16 09-23"; got != want {
			t.Errorf("after %s, want %s", got, want)
		}
		if !effect.OutOfOrder || m[4].Sequence != 2 || m[4].CancelReason != "" {
			t.Errorf("planned again %+v", m[4])
		}
	})
}

func TestRule03_CancellingDownToTwoMeetingsIsFlagged(t *testing.T) {
	inEachHouse(t, func(h *house) {
		id := h.opened(spring())
		for i := range 8 {
			_, m := h.cohort(id)
			effect := h.do(planning.CancelMeeting{Meeting: m[i].ID, Version: m[i].Version, Reason: "r"})
			if effect.TooShort != (i == 7) {
				t.Errorf("after %d cancellations, flagged: %v", i+1, effect.TooShort)
			}
		}
	})
}

func TestAPostponedCohortKeepsItsPeopleAndComesBackOnNewDates(t *testing.T) {
	inEachHouse(t, func(h *house) {
		id := h.opened(spring())
		h.seat(id, 2)
		c, _ := h.cohort(id)
		h.do(planning.Postpone{Cohort: id, Version: c.Version, Reason: "Travaux"})
		c, m := h.cohort(id)
		if c.State(h.clock.Now(), m) != scheduling.CohortPostponed || strings.Trim(dates(m), "– ") != "" || len(h.bookings("room:room-osny", "user:agent-claire")) != 0 {
			t.Errorf("postponed: %s %s", c.State(h.clock.Now(), m), dates(m))
		}
		_, letters := h.messages(id)
		if len(letters) != 2 || !strings.Contains(letters[0].Text, "Votre place vous est gardée") {
			t.Errorf("%d messages", len(letters))
		}
		_, err := h.desk.Do(t.Context(), h.claire, move(m[0], "2027-04-06", "14:00"))
		h.refused(err, "cohort.is_postponed", "")

		h.do(planning.Resume{Cohort: id, Version: c.Version, Date: scheduling.MustDate("2027-04-06"), Start: 10 * 60, Reason: "Travaux finis"})
		c, m = h.cohort(id)
		if got, want := dates(m), "04-06 04-13 04-20 04-27 05-04 05-11 05-18 05-25 06-01 06-08 12-08"; got != want {
			t.Errorf("back on %s, want %s", got, want)
		}
		if c.State(h.clock.Now(), m) != scheduling.CohortPlanned || c.Reason != "" || len(h.bookings("room:room-osny")) != 11 {
			t.Errorf("back as %+v", c)
		}
	})
}

func TestACancelledCohortTellsItsPeopleAndIsOver(t *testing.T) {
	inEachHouse(t, func(h *house) {
		id := h.opened(spring())
		h.seat(id, 2)
		c, _ := h.cohort(id)
		h.do(planning.CancelCohort{Cohort: id, Version: c.Version, Reason: "Trop peu d’inscrits"})
		c, m := h.cohort(id)
		if c.State(h.clock.Now(), m) != scheduling.CohortCancelled || c.Reason != "Trop peu d’inscrits" {
			t.Errorf("cancelled as %+v", c)
		}
		messages, _ := h.messages(id)
		if len(messages) != 2 || messages[0].Kind != "cohort_cancelled" {
			t.Errorf("%d messages", len(messages))
		}
		_, err := h.desk.Do(t.Context(), h.claire, planning.CancelCohort{Cohort: id, Version: c.Version, Reason: "encore"})
		h.refused(err, "cohort.is_cancelled", "")
	})
}

func TestRule17_ACoAnimatorIsToldAndAskedAgain(t *testing.T) {
	inEachHouse(t, func(h *house) {
		id := h.opened(spring())
		_, m := h.cohort(id)
		var kept scheduling.Animation
		h.write(func(tx *store.Tx) error {
			found, err := tx.Animations(m[5].ID)
			for _, a := range found {
				if a.PartnerKind == "occupational_physician" {
					kept = a
				}
			}
			kept.Facilitator, kept.InvitedAt, kept.Reply, kept.SentSequence = "facilitator-travail", tx.Now, scheduling.Accepted, 0
			clashes, bookErr := tx.Book([]scheduling.Booking{{Meeting: m[5].ID, Resource: "facilitator:facilitator-travail", Site: m[5].Site, StartsAt: m[5].StartsAt, EndsAt: m[5].EndsAt}})
			if len(clashes) > 0 {
				t.Errorf("clashes %+v", clashes)
			}
			return errors.Join(err, bookErr, tx.SaveAnimation(kept))
		})
		effect := h.do(move(m[5], "2027-02-17", "10:00"))
		if len(effect.Animators) != 1 || effect.Animators[0].Name != "Catherine Vasseur" {
			t.Errorf("told %+v", effect.Animators)
		}
		messages, letters := h.messages(id)
		if len(messages) != 1 || messages[0].Recipient != "facilitator:facilitator-travail" || letters[0].Method != "REQUEST" {
			t.Errorf("%d messages", len(messages))
		}
		if b := h.bookings("facilitator:facilitator-travail"); len(b) != 1 || b[0].StartsAt.Day() != 17 {
			t.Errorf("booked %+v", b)
		}
		h.read(func(tx *store.Tx) error {
			a, err := tx.Animation(kept.ID)
			if a.Reply != scheduling.NoReply {
				t.Errorf("still %s to another date", a.Reply)
			}
			return err
		})
	})
}

func TestRule01_RecruitingThenConfirmingEachInItsTurn(t *testing.T) {
	inEachHouse(t, func(h *house) {
		id := h.opened(spring())
		h.refused(h.desk.Confirm(t.Context(), h.claire, id, 1), "cohort.not_recruiting_yet", "")
		h.refused(h.desk.Recruit(t.Context(), h.lucie, id, 1), "actor.may_not.organise", "")
		h.refused(h.desk.Recruit(t.Context(), h.claire, id, 7), "stale", "")
		h.must(h.desk.Recruit(t.Context(), h.claire, id, 1))
		h.refused(h.desk.Recruit(t.Context(), h.claire, id, 2), "cohort.not_planned", "")
		h.must(h.desk.Confirm(t.Context(), h.claire, id, 2))
		h.refused(h.desk.Close(t.Context(), h.claire, id, 3), "cohort.not_finished", "")
		c, m := h.cohort(id)
		if got := c.State(h.clock.Now(), m); got != scheduling.CohortConfirmed {
			t.Errorf("state %s", got)
		}
	})
}

func TestRule07_PlacesNeverFallUnderThoseTaken(t *testing.T) {
	inEachHouse(t, func(h *house) {
		id := h.opened(spring())
		h.seat(id, 11)
		edit := planning.CohortEdit{Label: "Osny, printemps", Capacity: 10, LastEntry: 3, Threshold: 4}
		h.refused(h.desk.Edit(t.Context(), h.claire, id, 1, edit), "cohort.capacity.seated", "capacity")
		edit.Capacity = 11
		h.must(h.desk.Edit(t.Context(), h.claire, id, 1, edit))
		if c, _ := h.cohort(id); c.Capacity != 11 || c.Label != "Osny, printemps" || c.LastEntry != 3 || c.Version != 2 {
			t.Errorf("edited %+v", c)
		}
	})
}
