package planning

import (
	"context"
	"slices"

	"trame/scheduling"
	"trame/scheduling/cadence"
	"trame/scheduling/planner"
	"trame/scheduling/store"
	"trame/scheduling/timetable"
)

// Wanted is a session that has no dates yet, and what they may be: held at one
// of the sites, between two days, led by one of the leads (none: whoever
// leads there). Of the session it reads the version, the unit, the second
// social worker, the capacity, the cadence and the pause.
type Wanted struct {
	scheduling.Cohort
	Sites []scheduling.SiteID
	Leads []scheduling.UserID
	From  scheduling.Date
	Until scheduling.Date // included
}

// Proposals are the dates that a session could have, the most comfortable
// first, or why there are none.
type Proposals struct {
	Version scheduling.ProgrammeVersion
	Unit    scheduling.UnitID
	List    []Proposal
	Why     []Hindrance // for each site, when the list is empty
	Warning cadence.Warning
}

// Proposal is a session as it could be: every date, room and person.
type Proposal struct {
	Site     scheduling.Site
	Lead     scheduling.User
	Second   scheduling.User // zero: the lead is alone
	Meetings []ProposedMeeting
	Comfort  int // what its discomforts cost: 0 is perfect
	Terms    []planner.Term
	Skipped  []cadence.Skip // days on which the rhythm fell
	Passed   []PassedDay    // others, on which somebody or the room could not be had
}

// ProposedMeeting is one of a proposal's meetings.
type ProposedMeeting struct {
	Module  scheduling.Module
	Title   string
	Date    scheduling.Date
	Start   scheduling.Clock
	Room    scheduling.Room
	Co      []ProposedHelper
	Lacking []scheduling.PartnerKind // nobody can be asked: to be found
}

// End is the hour at which the meeting ends.
func (m ProposedMeeting) End() scheduling.Clock { return m.Start + scheduling.Clock(m.Module.Minutes) }

// ProposedHelper is who would co-animate, for a kind that the module requires.
type ProposedHelper struct {
	Facilitator scheduling.FacilitatorID
	Kind        scheduling.PartnerKind
	Name        string
}

// Hindrance is why nothing can be proposed at a site: what stands together in
// the way, what alone would do if it were lifted, and how the days dwindle.
type Hindrance struct {
	Site     scheduling.Site
	Blocking []timetable.Reason
	Repairs  []timetable.Reason
	Funnel   []Dwindling
}

// Dwindling is how many days are left to a module.
type Dwindling struct {
	Title string
	Left  []timetable.Stage
}

// mostProposals is how many are shown; more are looked at for a choice of
// weekdays, half days and people.
const mostProposals, mostLookedAt = 5, 120

// Propose finds dates for a session; it writes nothing.
func (d *Desk) Propose(ctx context.Context, actor scheduling.Actor, w Wanted) (p Proposals, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		asked, err := ask(tx, actor, &w)
		if err != nil {
			return err
		}
		p.Version, p.Unit = asked.version, w.Unit
		var found []candidate
		for _, site := range w.Sites {
			puzzle, err := wishPuzzle(tx, actor.Organisation, []wish{asked.wish(w, site)})
			if err != nil {
				return err
			}
			list, err := puzzle.proposals()
			if err != nil {
				return err
			}
			if len(list) == 0 {
				h, err := asked.hindrance(tx, actor.Organisation, w, site)
				if err != nil {
					return err
				}
				p.Why = append(p.Why, h)
			}
			for _, one := range list {
				found = append(found, candidate{puzzle, site, one})
			}
			p.warn(puzzle.sites[site].calendar, w)
		}
		if p.List, err = asked.tell(tx, w, pick(found, mostProposals)); len(p.List) > 0 {
			p.Why = nil
		}
		return err
	})
	return p, err
}

// atOnce is how many possible leads are tried together: first those with the
// fewest meetings, the others when none of these can. So the load is shared,
// and forty colleagues take no longer than four.
const atOnce = 4

// proposals are the engine's, with the first leads who can.
func (p *puzzle) proposals() ([]planner.Proposal, error) {
	cohort := &p.Cohorts[0]
	everybody := cohort.Leads
	defer func() { cohort.Leads = everybody }()
	for leads := range slices.Chunk(everybody, atOnce) {
		cohort.Leads = leads
		list, _, err := planner.Propose(p.Instance, wished, mostLookedAt)
		if err != nil || len(list) > 0 {
			return list, err
		}
	}
	return nil, nil
}

// wished is the name of the one cohort in a proposal's instance.
const wished = "wished"

// warn of school holidays that nobody entered yet.
func (p *Proposals) warn(calendar cadence.Calendar, w Wanted) {
	known := calendar.School.KnownUntil(calendar.SchoolZone)
	if calendar.SchoolZone == "" || !known.Before(w.Until) {
		return
	}
	p.Warning = cadence.Warning{From: known.AddDays(1), KnownUntil: known}
	if p.Warning.From.Before(w.From) {
		p.Warning.From = w.From
	}
}

// asking is what a request is checked against.
type asking struct {
	version scheduling.ProgrammeVersion
	modules []scheduling.Module
}

// longestSearch bounds the days that a proposal is looked for in.
const longestSearch = 366

// ask checks who asks and what, and fills in what was left open.
func ask(tx *store.Tx, actor scheduling.Actor, w *Wanted) (asking, error) {
	o, err := ofVersion(tx, actor, w.Cohort)
	if err != nil {
		return asking{}, err
	}
	w.Cohort = o.Cohort
	var faults scheduling.Faults
	approvals, err := tx.Approvals(o.Version.ID)
	if err != nil {
		return asking{}, err
	}
	faults.Check(o.Version.State(approvals) == scheduling.VersionApproved, "version", "cohort.version.not_approved")
	faults.Check(len(o.Modules) >= scheduling.LeastMeetings, "version", "cohort.version.too_short", "least", scheduling.LeastMeetings)
	faults.Check(w.CadenceWeeks >= 1 && w.CadenceWeeks <= 26, "cadence_weeks", "cohort.cadence_weeks.range")
	faults.Check(w.Capacity >= o.Version.GroupMin && w.Capacity <= o.Version.GroupMax, "capacity", "cohort.capacity.group",
		"min", o.Version.GroupMin, "max", o.Version.GroupMax)
	w.period(scheduling.DateOf(tx.Now), &faults)
	if err := w.people(tx, &faults); err != nil {
		return asking{}, err
	}
	if err := w.places(tx, actor, &faults); err != nil {
		return asking{}, err
	}
	return asking{o.Version, o.Modules}, faults.Err()
}

// period begins tomorrow at the earliest.
func (w *Wanted) period(today scheduling.Date, faults *scheduling.Faults) {
	faults.Check(!w.From.IsZero(), "from", "proposal.from.required")
	faults.Check(!w.Until.IsZero(), "until", "proposal.until.required")
	if w.From.IsZero() || w.Until.IsZero() {
		return
	}
	if !w.From.After(today) {
		w.From = today.AddDays(1)
	}
	faults.Check(!w.Until.Before(w.From), "until", "proposal.until.before_from")
	faults.Check(w.From.DaysUntil(w.Until) < longestSearch, "until", "proposal.until.too_far")
}

// people are the social workers of the unit, or those chosen among them.
func (w *Wanted) people(tx *store.Tx, faults *scheduling.Faults) error {
	can, err := tx.UsersIn([]scheduling.UnitID{w.Unit}, []scheduling.Role{scheduling.SocialWorker}, scheduling.DateOf(tx.Now))
	if err != nil {
		return err
	}
	known := index(can, func(u scheduling.User) scheduling.UserID { return u.ID })
	if len(w.Leads) == 0 {
		for _, u := range can {
			w.Leads = append(w.Leads, u.ID)
		}
	}
	for _, id := range w.Leads {
		faults.Check(known[id].ID == id, "lead", "cohort.lead.not_social_worker")
	}
	slices.Sort(w.Leads)
	w.Leads = slices.DeleteFunc(slices.Compact(w.Leads), func(id scheduling.UserID) bool { return id == w.Second })
	faults.Check(w.Second == "" || known[w.Second].ID == w.Second, "second", "cohort.lead.not_social_worker")
	faults.Check(len(w.Leads) > 0, "lead", "proposal.lead.nobody")
	return nil
}

// places are sites that the actor sees, with a room each.
func (w *Wanted) places(tx *store.Tx, actor scheduling.Actor, faults *scheduling.Faults) error {
	slices.Sort(w.Sites)
	w.Sites = slices.Compact(w.Sites)
	if len(w.Sites) == 0 {
		faults.Check(false, "site", "cohort.site.required")
		return nil
	}
	sites, err := tx.SitesByID(w.Sites)
	if err != nil {
		return err
	}
	seen := slices.DeleteFunc(sites, func(s scheduling.Site) bool { return !slices.Contains(actor.Units(scheduling.SeePlan), s.Unit) })
	if len(seen) < len(w.Sites) {
		return scheduling.Refuse(scheduling.NotFound, "not_found", "")
	}
	rooms, err := tx.RoomsOf(w.Sites)
	for _, s := range seen {
		roomy := slices.ContainsFunc(rooms, func(r scheduling.Room) bool { return r.Site == s.ID })
		faults.Check(roomy, "site", "proposal.site.no_room", "site", s.Name)
	}
	return err
}

func (a asking) wish(w Wanted, site scheduling.SiteID) wish {
	return wish{
		ID: wished, Unit: w.Unit, Modules: a.modules, Sites: []scheduling.SiteID{site}, From: w.From, Until: w.Until,
		Capacity: w.Capacity, Weeks: w.CadenceWeeks, Pause: w.SchoolPause, Leads: w.Leads, Second: w.Second,
	}
}

// furtherDays is how long after the period the reasons look: the answer to a
// period that is too short is a longer one.
const furtherDays = 183

// hindrance asks again, knowing what lies beyond the period, why there is
// nothing at a site.
func (a asking) hindrance(tx *store.Tx, organisation scheduling.OrganisationID, w Wanted, site scheduling.SiteID) (Hindrance, error) {
	puzzle, err := wishPuzzleUntil(tx, organisation, []wish{a.wish(w, site)}, w.Until.AddDays(furtherDays))
	if err != nil {
		return Hindrance{}, err
	}
	why := planner.Explain(puzzle.Instance, nil, wished)
	h := Hindrance{Site: puzzle.sites[site].site, Blocking: why.Blocking, Repairs: why.Repairs}
	for i, f := range why.Funnel {
		h.Funnel = append(h.Funnel, Dwindling{meetingTitle(scheduling.Meeting{}, a.modules[i]), f.Left})
	}
	return h, nil
}
