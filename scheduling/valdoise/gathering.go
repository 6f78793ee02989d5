package valdoise

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"trame/scheduling"
	"trame/scheduling/cadence"
	"trame/scheduling/store"
)

// gathering collects the rows of sessions, to write them in few statements.
type gathering struct {
	now     time.Time
	zone    *time.Location
	dice    *rand.Rand
	modules []scheduling.Module
	sites   map[scheduling.SiteID]scheduling.Site
	people  people

	cohorts     []scheduling.Cohort
	meetings    []scheduling.Meeting
	bookings    []scheduling.Booking
	animations  []scheduling.Animation
	insured     []scheduling.Insured
	invitations []scheduling.Invitation
	enrolments  []scheduling.Enrolment
	changes     []scheduling.EnrolmentChange
	attendances []scheduling.Attendance
	assignments []scheduling.Assignment
	submissions []scheduling.Submission
	followUps   []scheduling.FollowUp
	entries     []scheduling.BookletEntry
	referrals   []scheduling.Referral
	checks      []scheduling.EligibilityCheck
	redirected  []scheduling.Redirection
}

// newGathering draws the same lots for the same seed.
func newGathering(tx *store.Tx, seed uint64) (*gathering, error) {
	g := &gathering{now: tx.Now, sites: map[scheduling.SiteID]scheduling.Site{}}
	g.dice = rand.New(rand.NewPCG(seed, 95)) //nolint:gosec // the same invented world each time; nothing here is secret
	var err error
	if g.zone, err = time.LoadLocation("Europe/Paris"); err != nil {
		return nil, err
	}
	if g.modules, err = tx.Modules(versionInUse); err != nil {
		return nil, err
	}
	sites, err := tx.SitesByID([]scheduling.SiteID{argenteuil, osny})
	if err != nil {
		return nil, err
	}
	for _, s := range sites {
		g.sites[s.ID] = s
	}
	g.people, err = newPeople(g.dice, seed)
	return g, err
}

// write adds everything gathered.
func (g *gathering) write(tx *store.Tx) error {
	for _, c := range g.cohorts {
		if err := tx.AddCohort(c); err != nil {
			return err
		}
	}
	if err := tx.AddMeetings(g.meetings); err != nil {
		return err
	}
	clashes, err := tx.Book(g.bookings)
	if err != nil {
		return err
	}
	if len(clashes) > 0 {
		return fmt.Errorf("%d bookings of the world clash: %s and %s", len(clashes), clashes[0].Wanted.Meeting, clashes[0].Taken.Meeting)
	}
	for _, e := range g.entries {
		if err := tx.AddBookletEntry(e); err != nil {
			return err
		}
	}
	for _, step := range []func() error{
		func() error { return tx.AddAnimations(g.animations) },
		func() error { return tx.AddInsureds(g.insured) },
		func() error { return tx.AddReferrals(g.referrals) },
		func() error { return tx.AddEligibilityChecks(g.checks) },
		func() error { return tx.AddRedirections(g.redirected) },
		func() error { return tx.AddInvitations(g.invitations) },
		func() error { return tx.AddEnrolments(g.enrolments, g.changes) },
		func() error { return tx.AddAttendances(g.attendances) },
		func() error { return tx.AddAssignments(g.assignments) },
		func() error { return tx.AddSubmissions(g.submissions) },
		func() error { return listTexts(tx, g.submissions) },
		func() error { return tx.AddFollowUps(g.followUps) },
		func() error { return tx.FreezeQuestionnaire(satisfaction) },
	} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// rhythm is the weekly cadence at a site, around what closes it.
func (g *gathering) rhythm(tx *store.Tx, site scheduling.SiteID, start scheduling.Clock) (cadence.Cadence, error) {
	closures, err := tx.ClosuresAt(organisation, site)
	if err != nil {
		return cadence.Cadence{}, err
	}
	calendar, err := cadence.CalendarAt(g.sites[site].Insee, cadence.ShippedSchoolHolidays(), closures)
	return cadence.Cadence{Weeks: 1, Start: start, Zone: g.zone, Calendar: calendar}, err
}

// lay adds a cohort with the meetings of its modules, one a week from its
// first date, and its point à six mois; each holds its room and its lead.
func (g *gathering) lay(tx *store.Tx, c scheduling.Cohort) ([]scheduling.Meeting, error) {
	c.VersionID, c.Unit, c.Room = versionInUse, valDOise, rooms[c.Site]
	c.CadenceWeeks, c.LastEntry, c.Threshold, c.CreatedBy, c.Version = 1, 2, 3, c.Lead, 1
	rhythm, err := g.rhythm(tx, c.Site, c.Start)
	if err != nil {
		return nil, err
	}
	layout, err := rhythm.Meetings(c.FirstDate, len(g.modules))
	if err != nil {
		return nil, err
	}
	last, err := rhythm.Supplementary(layout.Meetings[len(g.modules)-1].Date, 6)
	if err != nil {
		return nil, err
	}
	c.FirstDate = layout.Meetings[0].Date
	g.cohorts = append(g.cohorts, c)
	from := len(g.meetings)
	for i, at := range slices.Concat(layout.Meetings, last.Meetings) {
		m := scheduling.Meeting{
			ID: scheduling.MeetingID(fmt.Sprintf("meeting-%s-%02d", c.ID[len("cohort-"):], i+1)), Cohort: c.ID, Kind: scheduling.Supplementary,
			Position: i + 1, Minutes: 120, Zone: "Europe/Paris", Site: c.Site, Room: c.Room, UID: store.RandomID[string](), ChangedAt: c.CreatedAt, Version: 1,
		}
		if i < len(g.modules) {
			m.Kind, m.Module, m.Minutes = scheduling.ModuleMeeting, g.modules[i].ID, g.modules[i].Minutes
		}
		m, ok := m.At(at.Date, c.Start)
		if !ok {
			return nil, errors.New("an hour that its zone skips")
		}
		g.meetings = append(g.meetings, m)
		g.book(m, scheduling.RoomResource(m.Room))
		g.animate(m, scheduling.Animation{User: c.Lead, Role: "lead", Reply: scheduling.Accepted, CreatedAt: c.CreatedAt, SentSequence: -1})
	}
	return g.meetings[from:], nil
}

var rooms = map[scheduling.SiteID]scheduling.RoomID{argenteuil: "room-argenteuil", osny: "room-osny"}

func (g *gathering) book(m scheduling.Meeting, resource string) {
	g.bookings = append(g.bookings, scheduling.Booking{
		Meeting: m.ID, Resource: resource, Site: m.Site, StartsAt: m.StartsAt, EndsAt: m.EndsAt,
	})
}

// animate puts somebody, or a kind still to be found, on a meeting.
func (g *gathering) animate(m scheduling.Meeting, a scheduling.Animation) {
	a.ID = scheduling.AnimationID(fmt.Sprintf("animation-%s-%d", m.ID[len("meeting-"):], len(g.animations)))
	a.Meeting = m.ID
	if a.AskedBy == "" {
		a.AskedBy = "social_worker"
	}
	g.animations = append(g.animations, a)
	if a.On() {
		g.book(m, a.Resource())
	}
}

// hold closes the sheet of a meeting the hour after it ended.
func (g *gathering) hold(m *scheduling.Meeting) { m.HeldAt = m.EndsAt.Add(time.Hour) }
