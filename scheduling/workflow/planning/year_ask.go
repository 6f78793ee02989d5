package planning

import (
	"context"
	"slices"
	"strconv"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
)

// AskYear asks for a unit's year to be planned. Its sessions are laid out by
// turns at once (which, where, between which days); their meetings are searched
// by SearchYears.
func (d *Desk) AskYear(ctx context.Context, actor scheduling.Actor, y scheduling.YearPlan, wishes []scheduling.Wish) (scheduling.YearPlanID, error) {
	if err := actor.May(scheduling.PlanYear, y.Unit); err != nil {
		return "", err
	}
	err := d.db.Write(ctx, func(tx *store.Tx) error {
		today, err := begin(tx, actor, &y)
		if err != nil {
			return err
		}
		for i := range wishes {
			w := &wishes[i]
			w.Plan, w.Number = y.ID, i+1
			if w.Unit == "" {
				w.Unit = y.Unit
			}
		}
		if err := y.Validate(wishes, today); err != nil {
			return err
		}
		var drafts []scheduling.DraftCohort
		for i, w := range wishes {
			turns, err := turnsOf(tx, actor, y, w, "wishes."+strconv.Itoa(i)+".")
			if err != nil {
				return err
			}
			drafts = append(drafts, turns...)
		}
		return keepYear(tx, actor, y, wishes, drafts, nil)
	})
	return y.ID, err
}

// begin makes y a plan of its own, asked for now by actor; today is the day in
// its organisation.
func begin(tx *store.Tx, actor scheduling.Actor, y *scheduling.YearPlan) (today scheduling.Date, err error) {
	o, err := tx.OrganisationOf(y.Unit)
	if err != nil {
		return today, err
	}
	zone, err := time.LoadLocation(o.TimeZone)
	if err != nil {
		return today, err
	}
	y.ID, y.Organisation, y.AskedBy, y.AskedAt, y.Version = store.NewID[scheduling.YearPlanID](), o.ID, actor.ID, tx.Now, 1
	return scheduling.DateOf(tx.Now.In(zone)), nil
}

func keepYear(tx *store.Tx, actor scheduling.Actor, y scheduling.YearPlan, wishes []scheduling.Wish,
	drafts []scheduling.DraftCohort, meetings []scheduling.DraftMeeting,
) error {
	y.Wanted = len(drafts)
	if err := tx.AddYearPlan(y, wishes); err != nil {
		return err
	}
	for i := range drafts {
		drafts[i].Plan, drafts[i].Number = y.ID, i+1
	}
	if err := tx.ReplaceDraft(y.ID, drafts, meetings); err != nil {
		return err
	}
	return tx.Audit(yearTrace(actor, "asked", y, map[string]any{"sessions": len(drafts), "follows": y.Follows}))
}

// turnsOf checks a wish against what the house knows, and lays its sessions
// out. at is where the form asks for it.
func turnsOf(tx *store.Tx, actor scheduling.Actor, y scheduling.YearPlan, w scheduling.Wish, at string) ([]scheduling.DraftCohort, error) {
	o, err := ofVersion(tx, actor, scheduling.Cohort{VersionID: w.VersionID, Unit: w.Unit})
	if err != nil {
		return nil, err
	}
	within, err := tx.UnitsBelow(y.Unit)
	if err != nil {
		return nil, err
	}
	approvals, err := tx.Approvals(w.VersionID)
	if err != nil {
		return nil, err
	}
	var f scheduling.Faults
	f.Check(slices.Contains(within, w.Unit), at+"unit", "year_plan.unit.elsewhere")
	f.Check(o.Version.State(approvals) == scheduling.VersionApproved, at+"version", "cohort.version.not_approved")
	f.Check(len(o.Modules) >= scheduling.LeastMeetings, at+"version", "cohort.version.too_short", "least", scheduling.LeastMeetings)
	f.Check(w.Capacity >= o.Version.GroupMin && w.Capacity <= o.Version.GroupMax, at+"capacity", "cohort.capacity.group", "min", o.Version.GroupMin, "max", o.Version.GroupMax)
	if err := checkWishLeads(tx, w, at, &f); err != nil {
		return nil, err
	}
	sites, err := checkWishSites(tx, actor, w, at, &f)
	if err != nil || f.Err() != nil {
		return nil, orElse(err, f.Err())
	}
	previous, err := lastBefore(tx, w, o.Version.Programme, y.FirstDay)
	if err != nil {
		return nil, err
	}
	span := (len(o.Modules) - 1) * bearable(w.CadenceWeeks, w.SchoolPause).MinDays
	turns := w.Turns(y.FirstDay, y.LastDay, span, previous)
	for i := range turns {
		turns[i].Label = sessionLabel(turns[i].From, sites[turns[i].Site])
	}
	return turns, nil
}

func orElse(err, otherwise error) error {
	if err == nil {
		return otherwise
	}
	return err
}

func checkWishLeads(tx *store.Tx, w scheduling.Wish, at string, f *scheduling.Faults) error {
	can, err := tx.UsersIn([]scheduling.UnitID{w.Unit}, []scheduling.Role{scheduling.SocialWorker}, scheduling.DateOf(tx.Now))
	known := index(can, func(u scheduling.User) scheduling.UserID { return u.ID })
	for _, id := range w.Leads {
		if _, ok := known[id]; !ok && err == nil {
			f.Check(false, at+"leads", "cohort.lead.not_social_worker")
			break
		}
	}
	return err
}

// checkWishSites wants sites that the actor sees, each with a room for the
// group and who leads it.
func checkWishSites(tx *store.Tx, actor scheduling.Actor, w scheduling.Wish, at string, f *scheduling.Faults) (map[scheduling.SiteID]scheduling.Site, error) {
	list, err := tx.Sites(actor.Units(scheduling.SeePlan))
	if err != nil {
		return nil, err
	}
	sites := index(list, func(s scheduling.Site) scheduling.SiteID { return s.ID })
	rooms, err := tx.RoomsOf(w.Sites)
	for _, id := range w.Sites {
		s, ok := sites[id]
		if !ok {
			f.Check(false, at+"sites", "year_plan.sites.unknown")
			continue
		}
		holds := func(r scheduling.Room) bool { return r.Site == id && r.Capacity > w.Capacity }
		f.Check(slices.ContainsFunc(rooms, holds), at+"sites", "year_plan.sites.no_room", "site", s.Name, "needed", w.Capacity+1)
	}
	return sites, err
}

// lastBefore is the last session of a programme in the wish's unit that begins
// before a day; the zero Cohort when there is none.
func lastBefore(tx *store.Tx, w scheduling.Wish, programme scheduling.ProgrammeID, day scheduling.Date) (scheduling.Cohort, error) {
	list, err := tx.Cohorts(store.CohortsFilter{Units: []scheduling.UnitID{w.Unit}, Programme: programme}, store.Page{})
	for _, c := range list {
		if c.CancelledAt.IsZero() && c.PostponedAt.IsZero() && c.FirstDate.Before(day) {
			return c, err
		}
	}
	return scheduling.Cohort{}, err
}

// seasons name a session by the month in which it begins.
var seasons = [...]string{"d’hiver", "de printemps", "d’été", "d’automne"}

func sessionLabel(first scheduling.Date, site scheduling.Site) string {
	return "Session " + seasons[int(first.Month)%12/3] + " " + strconv.Itoa(first.Year) + " · " + site.City
}

// yearTrace is an audit event about a plan of a year.
func yearTrace(actor scheduling.Actor, verb string, y scheduling.YearPlan, fields map[string]any) scheduling.AuditEvent {
	return scheduling.AuditEvent{
		Actor: actor.ID.Ref(), Verb: verb, Subject: "year_plan:" + string(y.ID), Unit: y.Unit, Fields: scheduling.TraceFields(fields),
	}
}
