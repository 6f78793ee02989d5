package planning_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"trame/scheduling"
	"trame/scheduling/ical"
	"trame/scheduling/store"
	"trame/scheduling/vault"
	"trame/scheduling/workflow/planning"
)

func TestAFeedHoldsWhatItsOwnerIsExpectedAt(t *testing.T) {
	inEachHouse(t, func(h *house) {
		m, _, token := h.invited()
		_, address, err := h.desk.OpenFeed(t.Context(), h.claire, scheduling.FeedOfFacilitator, string(physician), "Téléphone")
		h.must(err)
		read := func() string {
			c, err := h.desk.Calendar(t.Context(), address)
			h.must(err)
			if err := ical.Validate(ical.MethodFeed, c.Body); err != nil {
				t.Error(err)
			}
			again, err := h.desk.Calendar(t.Context(), address)
			h.must(err)
			if c.ETag != again.ETag || !bytes.Equal(c.Body, again.Body) {
				t.Error("the same meetings are other bytes")
			}
			return string(c.Body)
		}
		if body := read(); strings.Count(body, "BEGIN:VEVENT") != 1 || !strings.Contains(body, m.UID) {
			t.Error(body)
		}
		h.must(h.desk.Answer(t.Context(), token, scheduling.Declined, ""))
		if strings.Contains(read(), "BEGIN:VEVENT") {
			t.Error("what he declined stays")
		}
		h.must(h.desk.Answer(t.Context(), token, scheduling.Accepted, ""))
		h.do(planning.CancelMeeting{Meeting: m.ID, Version: h.meeting(m.ID).Version, Reason: "r"})
		if body := read(); !strings.Contains(body, "STATUS:CANCELLED") || !strings.Contains(body, "SUMMARY:ANNULÉ – ") {
			t.Error(body)
		}
		h.clock.Set(m.EndsAt.Add(89 * 24 * time.Hour))
		h.clock.Set(h.meeting(m.ID).ChangedAt.Add(91 * 24 * time.Hour))
		if strings.Contains(read(), "BEGIN:VEVENT") {
			t.Error("a cancelled meeting stays for ever")
		}
	})
}

func TestAnAgentsFeedHoldsTheMeetingsHeLeads(t *testing.T) {
	inEachHouse(t, func(h *house) {
		cohort := h.opened(spring())
		_, meetings := h.cohort(cohort)
		_, address, err := h.desk.OpenFeed(t.Context(), h.claire, scheduling.FeedOfUser, string(h.claire.ID), "Bureau")
		h.must(err)
		c, err := h.desk.Calendar(t.Context(), address)
		h.must(err)
		if n := bytes.Count(c.Body, []byte("BEGIN:VEVENT")); n != len(meetings) {
			t.Errorf("%d meetings, want %d", n, len(meetings))
		}
	})
}

func TestAFeedsAddressIsSecretRevocableAndOwned(t *testing.T) {
	inEachHouse(t, func(h *house) {
		feed, address, err := h.desk.OpenFeed(t.Context(), h.claire, scheduling.FeedOfFacilitator, string(physician), "Téléphone")
		h.must(err)
		if len(address) != 43 || feed.TokenHash != vault.HashToken(address) {
			t.Errorf("address of %d characters", len(address))
		}
		_, err = h.desk.Calendar(t.Context(), address)
		h.must(err)
		h.read(func(tx *store.Tx) error {
			used, err := tx.Feed(feed.ID)
			if used.LastUsedAt.IsZero() {
				t.Error("its use is not noted")
			}
			return err
		})
		_, renewed, err := h.desk.RotateFeed(t.Context(), h.claire, feed.ID)
		h.must(err)
		_, err = h.desk.Calendar(t.Context(), address)
		h.refused(err, "feed.revoked", "")
		_, err = h.desk.Calendar(t.Context(), renewed)
		h.must(err)
		_, err = h.desk.Calendar(t.Context(), "unknown")
		h.refused(err, "not_found", "")
		_, _, err = h.desk.OpenFeed(t.Context(), h.samir, scheduling.FeedOfUser, string(h.claire.ID), "x")
		h.refused(err, "not_found", "")
		_, err = h.desk.Feeds(t.Context(), h.lucie, scheduling.FeedOfFacilitator, string(physician))
		h.refused(err, "not_found", "")
		_, _, err = h.desk.OpenFeed(t.Context(), h.claire, scheduling.FeedOfFacilitator, string(physician), " ")
		h.refused(err, "feed.name.required", "name")
	})
}

func TestRule13_OnlyTheTeamReadsTitlesInItsCalendars(t *testing.T) {
	inEachHouse(t, func(h *house) {
		c := spring()
		c.Notes = "ZZNOTES"
		cohort := h.opened(c)
		h.mark(cohort)
		_, meetings := h.cohort(cohort)
		for scope, s := range map[scheduling.FeedScope]struct {
			owner string
			tells bool // of modules
		}{
			scheduling.FeedOfCohort: {string(cohort), true}, scheduling.FeedOfUnit: {"unit-95", true},
			scheduling.FeedOfSite: {string(c.Site), false}, scheduling.FeedOfRoom: {string(c.Room), false},
		} {
			_, address, err := h.desk.OpenFeed(t.Context(), h.claire, scope, s.owner, "Accueil")
			h.must(err)
			calendar, err := h.desk.Calendar(t.Context(), address)
			h.must(err)
			h.must(ical.Validate(ical.MethodFeed, calendar.Body))
			body := strings.ReplaceAll(string(calendar.Body), "\r\n ", "")
			if n := strings.Count(body, "BEGIN:VEVENT"); n != len(meetings) {
				t.Errorf("%s: %d meetings, want %d", scope, n, len(meetings))
			}
			if strings.Contains(body, "SUMMARY:Mes droits") != s.tells {
				t.Errorf("%s tells of modules: %t, want %t\n%s", scope, !s.tells, s.tells, body)
			}
			for _, marker := range markers {
				if strings.Contains(body, marker) {
					t.Errorf("%s holds %s", scope, marker)
				}
			}
			_, _, err = h.desk.OpenFeed(t.Context(), scheduling.Actor{ID: "agent-far"}, scope, s.owner, "Accueil")
			h.refused(err, "not_found", "")
		}
		_, _, err := h.desk.OpenFeed(t.Context(), h.claire, scheduling.FeedOfSeat, "enrolment", "x")
		h.refused(err, "not_found", "")
		_, _, err = h.desk.OpenFeed(t.Context(), h.claire, "planet", "earth", "x")
		h.refused(err, "not_found", "")
		session, err := h.desk.DownloadCohort(t.Context(), h.claire, cohort)
		h.must(err)
		one, err := h.desk.DownloadMeeting(t.Context(), h.claire, meetings[0].ID)
		h.must(err)
		if strings.Count(string(session), "BEGIN:VEVENT") != len(meetings) || strings.Count(string(one), "BEGIN:VEVENT") != 1 {
			t.Error("the files hold other meetings")
		}
		_, err = h.desk.DownloadCohort(t.Context(), scheduling.Actor{ID: "agent-far"}, cohort)
		h.refused(err, "not_found", "")
	})
}
