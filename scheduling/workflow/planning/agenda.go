package planning

import (
	"context"

	"trame/scheduling"
	"trame/scheduling/store"
)

// AgendaQuery asks for the meetings of some days. Site and Person are "" for
// all.
type AgendaQuery struct {
	From   scheduling.Date
	Until  scheduling.Date // included; at most 62 days after From
	Site   scheduling.SiteID
	Person scheduling.UserID
}

// Agenda is who is where on some days, in time.
type Agenda struct {
	Entries []AgendaEntry
	Sites   []scheduling.Site          // to choose from
	People  []scheduling.User          // to choose from
	Units   []scheduling.Unit          // whose agendas the actor may share
	Closed  map[scheduling.Date]string // why nothing is held: holidays and closures
}

// AgendaEntry is a meeting in the agenda.
type AgendaEntry struct {
	Bead
	Cohort scheduling.Cohort
	Site   scheduling.Site
	Seated int
}

// Leads are the agents on e.
func (e AgendaEntry) Leads() []string {
	var names []string
	for _, a := range e.On {
		if a.Animation.User != "" && a.Animation.On() {
			names = append(names, a.Name)
		}
	}
	return names
}

const longestAgenda = 62 // days: two months

// Agenda shows the meetings of the actor's units.
func (d *Desk) Agenda(ctx context.Context, actor scheduling.Actor, q AgendaQuery) (a Agenda, err error) {
	units := actor.Units(scheduling.SeePlan)
	if len(units) == 0 {
		return a, scheduling.Refuse(scheduling.Forbidden, "actor.may_not.see_plan", "")
	}
	if q.From.DaysUntil(q.Until) > longestAgenda || q.Until.Before(q.From) {
		return a, scheduling.Refuse(scheduling.Invalid, "agenda.days.range", "until", "max", longestAgenda)
	}
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		a = Agenda{}
		if a.Sites, err = tx.Sites(units); err != nil {
			return err
		}
		if a.Units, err = tx.Units(units); err != nil {
			return err
		}
		if a.People, err = tx.UsersIn(units, []scheduling.Role{scheduling.SocialWorker}, scheduling.DateOf(tx.Now)); err != nil {
			return err
		}
		meetings, err := tx.MeetingsBetween(store.MeetingsFilter{Units: units, From: q.From, Until: q.Until, Site: q.Site, User: q.Person})
		if err != nil {
			return err
		}
		if a.Entries, err = entries(tx, meetings); err != nil {
			return err
		}
		a.Closed, err = closedDays(tx, actor.Organisation, a.Sites, q)
		return err
	})
	return a, err
}

func entries(tx *store.Tx, meetings []scheduling.Meeting) ([]AgendaEntry, error) {
	var ids []scheduling.CohortID
	var sites []scheduling.SiteID
	for _, m := range meetings {
		ids, sites = append(ids, m.Cohort), append(sites, m.Site)
	}
	cohorts, err := tx.CohortsByID(ids)
	if err != nil {
		return nil, err
	}
	var versions []scheduling.VersionID
	for _, c := range cohorts {
		versions = append(versions, c.VersionID)
	}
	around, err := readAround(tx, ids, versions, sites, nil)
	if err != nil {
		return nil, err
	}
	strung, err := beads(tx, meetings, around.modules)
	if err != nil {
		return nil, err
	}
	byID := index(cohorts, func(c scheduling.Cohort) scheduling.CohortID { return c.ID })
	list := make([]AgendaEntry, len(strung))
	for i, b := range strung {
		heads := around.heads[b.Meeting.Cohort]
		list[i] = AgendaEntry{Bead: b, Cohort: byID[b.Meeting.Cohort], Site: around.sites[b.Meeting.Site], Seated: heads.Enrolled + heads.Offered}
	}
	return list, nil
}

// closedDays names the days on which nothing is held: at the chosen site, or
// everywhere when none is chosen.
func closedDays(tx *store.Tx, organisation scheduling.OrganisationID, sites []scheduling.Site, q AgendaQuery) (map[scheduling.Date]string, error) {
	var place scheduling.Site
	for i, s := range sites {
		if i == 0 {
			place.Insee, place.Postcode = s.Insee, s.Postcode // the public holidays of here
		}
		if s.ID == q.Site {
			place = s
		}
	}
	calendar, err := calendarOf(tx, organisation, place)
	if err != nil {
		return nil, err
	}
	closed := map[scheduling.Date]string{}
	for day := q.From; !day.After(q.Until); day = day.AddDays(1) {
		if skip, ok := calendar.Closed(day); ok {
			closed[day] = skip.Name
		}
	}
	return closed, nil
}
