package planning

import (
	"time"

	"trame/scheduling"
	"trame/scheduling/ical"
	"trame/scheduling/store"
)

// source is what the feeds of one scope hold, and who may hand them out.
type source struct {
	// may names the unit whose traces tell of it, or refuses.
	may func(tx *store.Tx, actor scheduling.Actor, owner string) (scheduling.UnitID, error)
	// read lists the meetings from an instant on, and whose they are. An owner
	// who may read no longer is Expired.
	read func(tx *store.Tx, owner string, since time.Time) ([]scheduling.Meeting, scheduling.OrganisationID, error)
	// as is how its readers see a meeting.
	as   func(o occasion) ical.Meeting
	name string // of the calendar
}

// sources are all of them. A site's reception and whoever shares a room read
// what a participant may: the public title.
var sources = map[scheduling.FeedScope]source{
	scheduling.FeedOfUser:        {mayOwn, ofUser, occasion.calendar, "Mes séances de groupe"},
	scheduling.FeedOfFacilitator: {mayFacilitator, ofFacilitator, occasion.calendar, "Mes séances de groupe"},
	scheduling.FeedOfRecap:       {mayFacilitator, ofRecap, occasion.calendar, "Mes séances de groupe"},
	scheduling.FeedOfCohort:      {mayCohort, ofCohort, occasion.calendar, "Une session"},
	scheduling.FeedOfUnit:        {mayUnit, ofUnit, occasion.calendar, "Séances de l’unité"},
	scheduling.FeedOfSite:        {maySite, ofSite, occasion.public, "Séances du site"},
	scheduling.FeedOfRoom:        {mayRoom, ofRoom, occasion.public, "Séances de la salle"},
	scheduling.FeedOfSeat:        {mayNobody, ofSeat, occasion.hers, "Mes rencontres"},
}

func notFound() error { return scheduling.Refuse(scheduling.NotFound, "not_found", "") }

// mayFeed lets an agent hand out addresses of a calendar.
func mayFeed(tx *store.Tx, actor scheduling.Actor, scope scheduling.FeedScope, owner string) (scheduling.UnitID, error) {
	s, known := sources[scope]
	if !known {
		return "", notFound()
	}
	return s.may(tx, actor, owner)
}

func mayNobody(*store.Tx, scheduling.Actor, string) (scheduling.UnitID, error) { return "", notFound() }

func mayOwn(_ *store.Tx, actor scheduling.Actor, owner string) (scheduling.UnitID, error) {
	if owner == "" || owner != string(actor.ID) {
		return "", notFound()
	}
	return "", nil
}

func mayFacilitator(tx *store.Tx, actor scheduling.Actor, owner string) (scheduling.UnitID, error) {
	f, err := tx.Facilitator(scheduling.FacilitatorID(owner))
	if err != nil {
		return "", err
	}
	p, err := tx.Partner(f.Partner)
	if err != nil {
		return "", err
	}
	near, err := tx.PartnerInReach(p.Unit, actor.Units(scheduling.Organise))
	if err == nil && !near {
		err = notFound()
	}
	return p.Unit, err
}

func mayCohort(tx *store.Tx, actor scheduling.Actor, owner string) (scheduling.UnitID, error) {
	c, err := tx.CohortFor(actor, scheduling.CohortID(owner), scheduling.SeePlan)
	return c.Unit, err
}

func mayUnit(_ *store.Tx, actor scheduling.Actor, owner string) (scheduling.UnitID, error) {
	return scheduling.UnitID(owner), actor.May(scheduling.SeePlan, scheduling.UnitID(owner))
}

func maySite(tx *store.Tx, actor scheduling.Actor, owner string) (scheduling.UnitID, error) {
	site, err := tx.Site(scheduling.SiteID(owner))
	if err != nil {
		return "", err
	}
	return site.Unit, actor.May(scheduling.SeePlan, site.Unit)
}

func mayRoom(tx *store.Tx, actor scheduling.Actor, owner string) (scheduling.UnitID, error) {
	room, err := tx.Room(scheduling.RoomID(owner))
	if err != nil {
		return "", err
	}
	return maySite(tx, actor, string(room.Site))
}

func ofUser(tx *store.Tx, owner string, since time.Time) ([]scheduling.Meeting, scheduling.OrganisationID, error) {
	user, err := tx.User(scheduling.UserID(owner))
	if err != nil {
		return nil, "", err
	}
	if !user.Active {
		return nil, "", scheduling.Refuse(scheduling.Expired, "feed.revoked", "")
	}
	animations, err := tx.AnimationsOfUser(user.ID, since)
	if err != nil {
		return nil, "", err
	}
	meetings, err := tx.MeetingsByID(meetingsIn(expected(animations)))
	return meetings, user.Organisation, err
}

func ofFacilitator(tx *store.Tx, owner string, since time.Time) ([]scheduling.Meeting, scheduling.OrganisationID, error) {
	f, err := tx.Facilitator(scheduling.FacilitatorID(owner))
	if err != nil {
		return nil, "", err
	}
	p, err := tx.Partner(f.Partner)
	if err != nil {
		return nil, "", err
	}
	animations, err := tx.AnimationsOfFacilitators([]scheduling.FacilitatorID{f.ID}, since)
	if err != nil {
		return nil, "", err
	}
	meetings, err := tx.MeetingsByID(meetingsIn(expected(animations)))
	if err != nil {
		return nil, "", err
	}
	return under(tx, p.Unit, meetings)
}

// ofRecap holds a facilitator's meetings only while no invitation puts them in
// her calendar: none is there twice.
func ofRecap(tx *store.Tx, owner string, since time.Time) ([]scheduling.Meeting, scheduling.OrganisationID, error) {
	f, err := tx.Facilitator(scheduling.FacilitatorID(owner))
	if err != nil {
		return nil, "", err
	}
	meetings, organisation, err := ofFacilitator(tx, owner, since)
	if !f.Recap {
		meetings = nil
	}
	return meetings, organisation, err
}

func ofCohort(tx *store.Tx, owner string, since time.Time) ([]scheduling.Meeting, scheduling.OrganisationID, error) {
	c, err := tx.Cohort(scheduling.CohortID(owner))
	if err != nil {
		return nil, "", err
	}
	return after(tx, c.Unit, store.MeetingsAfter{Cohort: c.ID, Since: since})
}

func ofUnit(tx *store.Tx, owner string, since time.Time) ([]scheduling.Meeting, scheduling.OrganisationID, error) {
	units, err := tx.UnitsBelow(scheduling.UnitID(owner))
	if err != nil {
		return nil, "", err
	}
	return after(tx, scheduling.UnitID(owner), store.MeetingsAfter{Units: units, Since: since})
}

func ofSite(tx *store.Tx, owner string, since time.Time) ([]scheduling.Meeting, scheduling.OrganisationID, error) {
	site, err := tx.Site(scheduling.SiteID(owner))
	if err != nil {
		return nil, "", err
	}
	return after(tx, site.Unit, store.MeetingsAfter{Site: site.ID, Since: since})
}

func ofRoom(tx *store.Tx, owner string, since time.Time) ([]scheduling.Meeting, scheduling.OrganisationID, error) {
	room, err := tx.Room(scheduling.RoomID(owner))
	if err != nil {
		return nil, "", err
	}
	site, err := tx.Site(room.Site)
	if err != nil {
		return nil, "", err
	}
	return after(tx, site.Unit, store.MeetingsAfter{Room: room.ID, Since: since})
}

func ofSeat(tx *store.Tx, owner string, since time.Time) ([]scheduling.Meeting, scheduling.OrganisationID, error) {
	e, err := tx.Enrolment(scheduling.EnrolmentID(owner))
	if err != nil {
		return nil, "", err
	}
	if e.State != scheduling.Enrolled {
		return nil, "", scheduling.Refuse(scheduling.Expired, "feed.revoked", "")
	}
	return ofCohort(tx, string(e.Cohort), since)
}

func after(tx *store.Tx, unit scheduling.UnitID, f store.MeetingsAfter) ([]scheduling.Meeting, scheduling.OrganisationID, error) {
	meetings, err := tx.MeetingsAfter(f)
	if err != nil {
		return nil, "", err
	}
	return under(tx, unit, meetings)
}

func under(tx *store.Tx, unit scheduling.UnitID, meetings []scheduling.Meeting) ([]scheduling.Meeting, scheduling.OrganisationID, error) {
	u, err := tx.Unit(unit)
	return meetings, u.Organisation, err
}

// expected keeps what stands in its person's calendar: an agent's meetings, a
// partner's once he was invited, none that was declined.
func expected(animations []scheduling.Animation) []scheduling.Animation {
	var list []scheduling.Animation
	for _, a := range animations {
		if a.On() && (a.User != "" || !a.InvitedAt.IsZero()) {
			list = append(list, a)
		}
	}
	return list
}

func meetingsIn(animations []scheduling.Animation) []scheduling.MeetingID {
	ids := make([]scheduling.MeetingID, len(animations))
	for i, a := range animations {
		ids[i] = a.Meeting
	}
	return ids
}
