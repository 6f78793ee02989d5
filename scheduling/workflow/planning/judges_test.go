package planning_test

import (
	"strconv"
	"strings"
	"testing"

	"trame/scheduling"
	"trame/scheduling/ical/judges"
	"trame/scheduling/store"
	"trame/scheduling/store/storetest"
	"trame/scheduling/vault"
	"trame/scheduling/workflow/planning"
)

// told is how the calendar of a co-animator or agent must show a meeting as it
// now stands.
func (h *house) told(m scheduling.Meeting) (e judges.Event) {
	h.Helper()
	h.read(func(tx *store.Tx) error {
		c, err := tx.Cohort(m.Cohort)
		h.must(err)
		v, err := tx.Version(c.VersionID)
		h.must(err)
		modules, err := tx.Modules(v.ID)
		h.must(err)
		site, err := tx.Site(m.Site)
		h.must(err)
		lead, err := tx.User(c.Lead)
		h.must(err)
		organisation, err := tx.Organisation(h.claire.Organisation)
		h.must(err)
		e = judges.Event{
			UID: m.UID, Sequence: m.Sequence, Status: "CONFIRMED", Location: site.PublicAddress(),
			Start: judges.At(m.StartsAt), End: judges.At(m.EndsAt), Summary: "Point à six mois",
		}
		tail := v.PublicTitle + "\nAnimée par " + lead.Name() + ", " + organisation.Name + "\nUne question\u202f? " + organisation.Phone
		e.Description = tail
		for _, module := range modules {
			if module.ID == m.Module {
				e.Summary = module.Title
				if module.Parts > 1 {
					e.Summary += " (" + strconv.Itoa(module.Part) + "/" + strconv.Itoa(module.Parts) + ")"
				}
				e.Description = "Séance " + strconv.Itoa(m.Position) + " sur " + strconv.Itoa(len(modules)) + "\n" + tail
			}
		}
		if !m.CancelledAt.IsZero() {
			e.Status = "CANCELLED"
		}
		return nil
	})
	return e
}

// mails adds the calendar objects of the mails after the first n, as the
// meeting now stands, and has them sent.
func (h *house) mails(put map[string]judges.Object, id scheduling.MeetingID, n int, as func(*judges.Event)) int {
	h.Helper()
	e := h.told(h.meeting(id))
	_, letters := h.messages(h.meeting(id).Cohort)
	for i, l := range letters[n:] {
		if l.Calendar == nil {
			continue
		}
		e.Method, e.Organizer, e.Attendees = l.Method, "mailto:"+l.FromAddress, []string{"mailto:" + l.ToAddress}
		as(&e)
		put["mail "+strconv.Itoa(n+i)] = judges.Object{Text: l.Calendar, Events: []judges.Event{e}}
	}
	h.sendAll()
	return len(letters)
}

// calendars adds the feed of each scope and the files to download, with the
// meetings that each must show.
func (h *house) calendars(put map[string]judges.Object, c scheduling.Cohort, his scheduling.Meeting) {
	h.Helper()
	_, meetings := h.cohort(c.ID)
	var team, neighbours, hers, partner []judges.Event
	for _, m := range meetings {
		e, off := h.told(m), ""
		if !m.CancelledAt.IsZero() {
			off = "ANNULÉ – "
		}
		e.Summary = off + e.Summary
		team = append(team, e)
		if m.ID == his.ID {
			partner = append(partner, e)
		}
		e.Summary, e.Description = off+"Rencontres du service social de l’Assurance Maladie", strings.SplitN(e.Description, "\n", 2)[0]
		if m.Kind == scheduling.Supplementary {
			e.Description = "Point à six mois"
		}
		neighbours = append(neighbours, e)
		e.Class, e.Description = "PRIVATE", e.Description+"\nUne question\u202f? 3646"
		hers = append(hers, e)
	}
	for scope, of := range map[scheduling.FeedScope]struct {
		owner string
		shows []judges.Event
	}{
		scheduling.FeedOfUser: {string(h.claire.ID), team}, scheduling.FeedOfCohort: {string(c.ID), team}, scheduling.FeedOfUnit: {"unit-95", team},
		scheduling.FeedOfFacilitator: {string(physician), partner}, scheduling.FeedOfSite: {string(c.Site), neighbours},
		scheduling.FeedOfRoom: {string(c.Room), neighbours}, scheduling.FeedOfSeat: {string(c.ID) + "-person-0-e", hers},
	} {
		token, hash := vault.NewToken()
		h.write(func(tx *store.Tx) error {
			return tx.AddFeed(scheduling.Feed{ID: store.NewID[scheduling.FeedID](), Scope: scope, Owner: of.owner, Name: "x", TokenHash: hash, CreatedAt: tx.Now})
		})
		calendar, err := h.desk.Calendar(h.Context(), token)
		h.must(err)
		put["feed of "+string(scope)] = judges.Object{Text: calendar.Body, Events: of.shows}
	}
	session, err := h.desk.DownloadCohort(h.Context(), h.claire, c.ID)
	h.must(err)
	put["session.ics"] = judges.Object{Text: session, Events: team}
}

// What leaves while a meeting is asked for, moved to the other side of a change
// of clocks, left by one co-animator, and cancelled; then every calendar.
func TestRule16_EveryJudgeReadsWhatAMeetingsLifeSends(t *testing.T) {
	clock := storetest.NewClock(morning)
	h := open(t, reference.SQLite(t, clock), clock)
	put := map[string]judges.Object{}
	m, _, token := h.invited()
	h.seat(m.Cohort, 1)
	psychologist, err := h.desk.Place(t.Context(), h.claire, scheduling.Animation{Meeting: m.ID, Facilitator: "facilitator-psy"})
	h.must(err)
	_, err = h.desk.Invite(t.Context(), h.claire, m.ID, []scheduling.AnimationID{psychologist})
	h.must(err)
	n := h.mails(put, m.ID, 0, func(e *judges.Event) { e.Partstat = "NEEDS-ACTION" })
	h.do(move(h.meeting(m.ID), "2027-04-07", "10:00"))
	n = h.mails(put, m.ID, n, func(e *judges.Event) { e.Partstat = "NEEDS-ACTION" })
	h.must(h.desk.TakeOff(t.Context(), h.claire, psychologist))
	n = h.mails(put, m.ID, n, func(e *judges.Event) { e.Status = "" })
	for name, download := range map[string]func() ([]byte, error){
		"his seance.ics": func() ([]byte, error) { return h.desk.Download(t.Context(), token) },
		"her seance.ics": func() ([]byte, error) { return h.desk.DownloadMeeting(t.Context(), h.claire, m.ID) },
	} {
		text, err := download()
		h.must(err)
		e := h.told(h.meeting(m.ID))
		e.Method, e.Organizer = "PUBLISH", "mailto:"+h.sender()
		put[name] = judges.Object{Text: text, Events: []judges.Event{e}}
	}
	h.do(planning.CancelMeeting{Meeting: m.ID, Version: h.meeting(m.ID).Version, Reason: "r"})
	n = h.mails(put, m.ID, n, func(*judges.Event) {})
	c, _ := h.cohort(m.Cohort)
	h.calendars(put, c, m)
	if mails := len(put) - 10; mails != 6 {
		t.Errorf("%d mails held a calendar object, of %d", mails, n)
	}
	judges.Agree(t, put)
}

func (h *house) sender() (address string) {
	h.read(func(tx *store.Tx) error {
		o, err := tx.Organisation(h.claire.Organisation)
		address = o.SenderEmail
		return err
	})
	return address
}
