package planning_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"trame/scheduling"
	"trame/scheduling/post"
	"trame/scheduling/store"
	"trame/scheduling/workflow/planning"
)

// summed has the physician want one mail for all, puts him on the first three
// meetings of a new session and invites him.
func (h *house) summed() (cohort scheduling.CohortID, meetings []scheduling.Meeting) {
	h.Helper()
	h.must(h.desk.SetRecap(h.Context(), h.claire, physician, true))
	cohort = h.opened(spring())
	_, all := h.cohort(cohort)
	meetings = all[:3]
	h.askedTo(meetings)
	return cohort, meetings
}

func (h *house) askedTo(meetings []scheduling.Meeting) {
	h.Helper()
	chosen := map[scheduling.MeetingID][]scheduling.AnimationID{}
	for _, m := range meetings {
		a, err := h.desk.Place(h.Context(), h.claire, scheduling.Animation{Meeting: m.ID, Facilitator: physician})
		h.must(err)
		chosen[m.ID] = append(chosen[m.ID], a)
	}
	_, err := h.desk.InviteAll(h.Context(), h.claire, chosen)
	h.must(err)
}

// kinds are the messages to the physician that leave or have left.
func (h *house) kinds(cohort scheduling.CohortID) (list []string) {
	h.Helper()
	messages, _ := h.messages(cohort)
	for _, m := range messages {
		if m.Recipient == "facilitator:"+string(physician) {
			list = append(list, m.Kind)
		}
	}
	return list
}

func (h *house) sends(cohort scheduling.CohortID, want ...string) {
	h.Helper()
	if got := h.kinds(cohort); !slices.Equal(got, want) {
		h.Errorf("%v, want %v", got, want)
	}
}

func (h *house) lastLetter(cohort scheduling.CohortID) post.Letter {
	h.Helper()
	_, letters := h.messages(cohort)
	return letters[len(letters)-1]
}

// after is the word that follows mark in a letter.
func (h *house) after(l post.Letter, mark string) string {
	h.Helper()
	_, rest, found := strings.Cut(l.Text, mark)
	if !found {
		h.Fatalf("no %s in %s", mark, l.Text)
	}
	return strings.Fields(rest)[0]
}

func (h *house) recapPage(token string) planning.RecapPage {
	h.Helper()
	page, err := h.desk.RecapPage(h.Context(), token)
	h.must(err)
	return page
}

// inFeed counts the meetings of the calendar that a letter gives the address of.
func (h *house) inFeed(l post.Letter) int {
	h.Helper()
	calendar, err := h.desk.Calendar(h.Context(), strings.TrimSuffix(h.after(l, "/feeds/"), ".ics"))
	h.must(err)
	return strings.Count(string(calendar.Body), "BEGIN:VEVENT")
}

func yes(page planning.RecapPage) (answers []planning.RecapAnswer) {
	for _, d := range page.Dates {
		answers = append(answers, planning.RecapAnswer{Animation: d.Animation, Start: d.Start, Reply: scheduling.Accepted})
	}
	return answers
}

func TestARecapIsOneMailForAllDatesWithoutAnyObject(t *testing.T) {
	inEachHouse(t, func(h *house) {
		cohort, meetings := h.summed()
		h.sends(cohort, "recap")
		letter := h.lastLetter(cohort)
		for _, m := range meetings {
			if day := m.StartsAt.Format("2"); !strings.Contains(letter.Text, day+" janvier") {
				t.Errorf("the %s is missing in %s", day, letter.Text)
			}
		}
		if letter.Calendar != nil || h.inFeed(letter) != 3 {
			t.Errorf("%d meetings in the feed, an object of %d octets", h.inFeed(letter), len(letter.Calendar))
		}
		preview, err := h.desk.ToInvite(t.Context(), h.claire, cohort, "")
		h.must(err)
		if len(preview) != 0 {
			t.Errorf("%d still to be asked", len(preview))
		}
	})
}

func TestOneAnswerToARecapIsForAllDatesAndMayChange(t *testing.T) {
	inEachHouse(t, func(h *house) {
		cohort, meetings := h.summed()
		h.sendAll()
		token := h.after(h.lastLetter(cohort), "/r/")
		page := h.recapPage(token)
		if len(page.Dates) != 3 || page.Answered() || !page.Open() {
			t.Fatalf("%+v", page)
		}
		answers := yes(page)
		answers[1].Reply = scheduling.Declined
		for range 2 { // a double click, a page sent again
			stale, err := h.desk.AnswerRecap(t.Context(), token, answers, "En congé le 19")
			h.must(err)
			if stale != 0 {
				t.Errorf("%d stale", stale)
			}
		}
		page = h.recapPage(token)
		if !page.Answered() || page.Dates[0].Reply != scheduling.Accepted || page.Dates[1].Reply != scheduling.Declined || page.Comment != "En congé le 19" {
			t.Errorf("%+v", page)
		}
		messages, _ := h.messages(cohort)
		if told := messages[len(messages)-1]; told.Kind != "animation_declined" || len(messages) != 2 {
			t.Errorf("%d messages, the last a %s", len(messages), told.Kind)
		}
		if n := h.inFeed(h.firstLetter(cohort)); n != 2 {
			t.Errorf("%d dates in his calendar", n)
		}
		_, err := h.desk.AnswerRecap(t.Context(), token, yes(page), "")
		h.must(err)
		if n := len(h.bookings(scheduling.FacilitatorResource(physician))); n != 3 {
			t.Errorf("%d of his hours are held", n)
		}
		// The page was open while a date moved: of that one nothing is said.
		h.do(move(h.meeting(meetings[2].ID), meetings[2].Date.AddDays(1).String(), "10:00"))
		stale, err := h.desk.AnswerRecap(t.Context(), token, yes(page), "")
		h.must(err)
		if stale != 1 || h.recapPage(token).Dates[2].Reply != scheduling.NoReply {
			t.Errorf("an answer to the old date counts: %d stale", stale)
		}
	})
}

func (h *house) firstLetter(cohort scheduling.CohortID) post.Letter {
	h.Helper()
	_, letters := h.messages(cohort)
	return letters[0]
}

func TestOneMailTellsWhatChangedHoweverMuchDid(t *testing.T) {
	inEachHouse(t, func(h *house) {
		cohort, meetings := h.summed()
		h.sendAll()
		first := h.meeting(meetings[0].ID)
		h.do(planning.Shift{Meeting: first.ID, Version: first.Version, Date: first.Date.AddDays(7), Start: first.Start, Reason: "Travaux"})
		h.do(move(h.meeting(meetings[1].ID), meetings[1].Date.AddDays(8).String(), "10:00"))
		h.sends(cohort, "recap", "recap_update")
		letter := h.lastLetter(cohort)
		if !strings.Contains(letter.Subject, "3 changements dans") || strings.Count(letter.Text, "au lieu du") != 3 || strings.Count(letter.Text, "Claire Moreau") < 1 {
			t.Errorf("%s\n%s", letter.Subject, letter.Text)
		}
		if letter.Calendar != nil || h.inFeed(letter) != 3 {
			t.Error("his calendar follows the address, and nothing else")
		}
	})
}

func TestAChangeTakenBackBeforeTheRecapLeftTellsNothing(t *testing.T) {
	inEachHouse(t, func(h *house) {
		cohort, meetings := h.summed()
		h.sendAll()
		h.do(move(h.meeting(meetings[0].ID), meetings[0].Date.AddDays(1).String(), "10:00"))
		h.sends(cohort, "recap", "recap_update")
		h.do(move(h.meeting(meetings[0].ID), meetings[0].Date.String(), meetings[0].Start.String()))
		h.sends(cohort, "recap")
	})
}

func TestWhoIsTakenOffReadsItInTheRecapAndThePageEndsWithTheLast(t *testing.T) {
	inEachHouse(t, func(h *house) {
		cohort, meetings := h.summed()
		h.sendAll()
		token := h.after(h.lastLetter(cohort), "/r/")
		page := h.recapPage(token)
		h.must(h.desk.TakeOff(t.Context(), h.claire, page.Dates[0].Animation))
		h.do(planning.CancelMeeting{Meeting: meetings[1].ID, Version: h.meeting(meetings[1].ID).Version, Reason: "Panne"})
		h.sends(cohort, "recap", "recap_update")
		letter := h.lastLetter(cohort)
		if !strings.Contains(letter.Text, "Elle se fera sans vous") || !strings.Contains(letter.Text, "Annulée") || strings.Contains(letter.Text, "Panne") {
			t.Error(letter.Text)
		}
		h.sendAll()
		h.must(h.desk.TakeOff(t.Context(), h.claire, page.Dates[2].Animation))
		if letter := h.lastLetter(cohort); !strings.Contains(letter.Text, "aucune date à venir") {
			t.Error(letter.Text)
		}
		_, err := h.desk.AnswerRecap(t.Context(), token, yes(page), "")
		h.must(err) // a cancelled meeting is still his
		h.do(move(h.meeting(meetings[1].ID), meetings[1].Date.String(), "14:00"))
		h.must(h.desk.TakeOff(t.Context(), h.claire, page.Dates[1].Animation))
		_, err = h.desk.RecapPage(t.Context(), token)
		h.refused(err, "animation.link_ended", "")
		// Asked again, he gets a new page.
		h.askedTo(meetings[2:])
		if again := h.after(h.lastLetter(cohort), "/r/"); again == token {
			t.Error("the old link opens the new page")
		}
	})
}

func TestInvitationsBecomeARecapAndComeBackWithoutADateTwice(t *testing.T) {
	inEachHouse(t, func(h *house) {
		m, a, token := h.invited()
		h.sendAll()
		h.must(h.desk.Answer(t.Context(), token, scheduling.Accepted, ""))
		effect, err := h.desk.ForeseeRecap(t.Context(), h.claire, physician)
		h.must(err)
		if effect.Mails != 2 || effect.Dates != 1 || len(effect.Sessions) != 1 || !effect.Recap {
			t.Errorf("%+v", effect)
		}
		h.must(h.desk.SetOwnRecap(t.Context(), token, true))
		h.must(h.desk.SetOwnRecap(t.Context(), token, true)) // pressed twice
		h.sends(m.Cohort, "meeting_request", "meeting_to_recap", "recap")
		object := h.lastObject(m.Cohort, "METHOD:CANCEL", "SEQUENCE:1", "UID:"+m.UID)
		if strings.Contains(object, "STATUS:") {
			t.Error("the meeting is said to be cancelled: " + object)
		}
		letter := h.lastLetter(m.Cohort)
		if h.animation(a).Reply != scheduling.Accepted || h.inFeed(letter) != 1 {
			t.Error("his answer is lost, or the date is not in the feed")
		}
		h.sendAll()
		h.do(move(h.meeting(m.ID), m.Date.AddDays(1).String(), "10:00"))
		h.sends(m.Cohort, "meeting_request", "meeting_to_recap", "recap", "recap_update")
		h.sendAll()
		h.must(h.desk.Answer(t.Context(), token, scheduling.Tentative, ""))

		h.must(h.desk.SetRecap(t.Context(), h.claire, physician, false))
		h.lastObject(m.Cohort, "METHOD:REQUEST", "SEQUENCE:2", "PARTSTAT=TENTATIVE", "UID:"+m.UID)
		if n := h.inFeed(letter); n != 0 {
			t.Errorf("%d dates are in his calendar twice", n)
		}
		h.sendAll()
		h.clock.Add(time.Hour)
		h.must(h.desk.SetRecap(t.Context(), h.claire, physician, true))
		got := h.kinds(m.Cohort)
		if last := got[len(got)-1]; last != "recap" || h.inFeed(letter) != 1 {
			t.Errorf("%v", got)
		}
	})
}

func TestAPreferenceChangedBackAtOnceSendsOnlyWhatIsNeeded(t *testing.T) {
	inEachHouse(t, func(h *house) {
		m, _, _ := h.invited()
		for _, recap := range []bool{true, false, true, false} { // before anything left
			h.must(h.desk.SetRecap(t.Context(), h.claire, physician, recap))
			h.clock.Add(time.Second)
		}
		h.sends(m.Cohort, "meeting_to_calendar")
		h.lastObject(m.Cohort, "METHOD:REQUEST", "PARTSTAT=NEEDS-ACTION")
	})
}

func TestWhoMayNotOrganiseChangesNobodysPreference(t *testing.T) {
	inEachHouse(t, func(h *house) {
		if err := h.desk.SetRecap(t.Context(), h.paul, physician, true); scheduling.KindOf(err) == 0 {
			t.Error("anybody may")
		}
		h.read(func(tx *store.Tx) error {
			f, err := tx.Facilitator(physician)
			if f.Recap {
				t.Error("it was changed")
			}
			return err
		})
	})
}
