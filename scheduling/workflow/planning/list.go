package planning

import (
	"context"

	"trame/scheduling"
	"trame/scheduling/store"
)

// CohortLine is a cohort in a list, with its whole thread.
type CohortLine struct {
	Cohort   scheduling.Cohort
	State    scheduling.CohortState
	Title    string // of the programme, for the service
	Site     scheduling.Site
	Lead     string
	Meetings []scheduling.Meeting
	Titles   map[scheduling.ModuleID]string
	Seated   int
	Waiting  int
	TooShort bool
}

// CohortList is a part of a list; Next is the cursor of the rest, "" at the
// end.
type CohortList struct {
	Lines []CohortLine
	Total int
	Next  string
}

// Cohorts lists what the actor may see, the latest first. Units of the filter
// are his.
func (d *Desk) Cohorts(ctx context.Context, actor scheduling.Actor, f store.CohortsFilter, page store.Page) (list CohortList, err error) {
	f.Units = actor.Units(scheduling.SeePlan)
	if len(f.Units) == 0 {
		return list, scheduling.Refuse(scheduling.Forbidden, "actor.may_not.see_plan", "")
	}
	if page.Limit <= 0 || page.Limit > 200 {
		page.Limit = 50
	}
	wanted := page.Limit
	page.Limit++ // one more tells whether there is a next part
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		found, err := tx.Cohorts(f, page)
		if err != nil {
			return err
		}
		if len(found) > wanted {
			found = found[:wanted]
			list.Next = string(found[wanted-1].ID)
		}
		if list.Total, err = tx.CountCohorts(f); err != nil {
			return err
		}
		list.Lines, err = lines(tx, found)
		return err
	})
	return list, err
}

// lines reads what surrounds some cohorts, one query for each kind of thing.
func lines(tx *store.Tx, cohorts []scheduling.Cohort) ([]CohortLine, error) {
	var ids []scheduling.CohortID
	var versions []scheduling.VersionID
	var sites []scheduling.SiteID
	var leads []scheduling.UserID
	for _, c := range cohorts {
		ids, versions = append(ids, c.ID), append(versions, c.VersionID)
		sites, leads = append(sites, c.Site), append(leads, c.Lead)
	}
	a, err := readAround(tx, ids, versions, sites, leads)
	if err != nil {
		return nil, err
	}
	list := make([]CohortLine, len(cohorts))
	for i, c := range cohorts {
		meetings, heads := a.meetings[c.ID], a.heads[c.ID]
		list[i] = CohortLine{
			Cohort: c, State: c.State(tx.Now, meetings), Title: a.versions[c.VersionID].Title,
			Site: a.sites[c.Site], Lead: a.users[c.Lead].Name(), Meetings: meetings, Titles: a.titles,
			Seated: heads.Enrolled + heads.Offered, Waiting: heads.Waiting,
			TooShort: c.CancelledAt.IsZero() && c.PostponedAt.IsZero() && scheduling.TooShort(meetings),
		}
	}
	return list, nil
}

// around is what cohorts refer to, by id.
type around struct {
	named
	meetings map[scheduling.CohortID][]scheduling.Meeting
	heads    map[scheduling.CohortID]store.Headcount
	titles   map[scheduling.ModuleID]string
}

func readAround(tx *store.Tx, ids []scheduling.CohortID, versions []scheduling.VersionID, sites []scheduling.SiteID, users []scheduling.UserID) (a around, err error) {
	if a.meetings, err = tx.MeetingsOf(ids); err != nil {
		return a, err
	}
	if a.heads, err = tx.Headcounts(ids); err != nil {
		return a, err
	}
	a.named, err = readNamed(tx, versions, sites, users)
	a.titles = map[scheduling.ModuleID]string{}
	for _, m := range a.modules {
		a.titles[m.ID] = meetingTitle(scheduling.Meeting{}, m)
	}
	return a, err
}

// named is what meetings are called by: what they are about, where, with whom.
type named struct {
	versions map[scheduling.VersionID]scheduling.ProgrammeVersion
	modules  map[scheduling.ModuleID]scheduling.Module
	sites    map[scheduling.SiteID]scheduling.Site
	users    map[scheduling.UserID]scheduling.User
}

func readNamed(tx *store.Tx, versions []scheduling.VersionID, sites []scheduling.SiteID, users []scheduling.UserID) (n named, err error) {
	foundVersions, err := tx.VersionsByID(versions)
	if err != nil {
		return n, err
	}
	modules, err := tx.ModulesOf(versions)
	if err != nil {
		return n, err
	}
	foundSites, err := tx.SitesByID(sites)
	if err != nil {
		return n, err
	}
	foundUsers, err := tx.UsersByID(users)
	n.versions = index(foundVersions, func(v scheduling.ProgrammeVersion) scheduling.VersionID { return v.ID })
	n.modules = index(modules, func(m scheduling.Module) scheduling.ModuleID { return m.ID })
	n.sites = index(foundSites, func(s scheduling.Site) scheduling.SiteID { return s.ID })
	n.users = index(foundUsers, func(u scheduling.User) scheduling.UserID { return u.ID })
	return n, err
}
