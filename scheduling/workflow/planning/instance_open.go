package planning

import (
	"slices"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/timetable"
)

// slack is how long after its last meeting a cohort that is mended may end.
const slack = 6 * 7

// openPuzzle readies cohorts that are open: their meetings are what was
// announced (Previous), and those over, or held, stay (Pinned). Everybody
// else's are closures. Where somebody declined, the meetings of refill ask for
// another of the kind; elsewhere a need that nobody fills is nobody's concern.
func openPuzzle(tx *store.Tx, organisation scheduling.OrganisationID, cohorts []scheduling.Cohort, refill map[scheduling.MeetingID]bool) (*puzzle, error) {
	p := newPuzzle()
	o, err := readOpen(tx, cohorts)
	if err != nil {
		return nil, err
	}
	if len(o.cohorts) == 0 {
		return nil, scheduling.Refuse(scheduling.Conflict, "plan.nothing_open", "")
	}
	p.FirstDay, p.LastDay = o.days()
	var units []scheduling.UnitID
	for _, c := range o.cohorts {
		units = append(units, c.Unit)
	}
	if err := p.places(tx, organisation, o.sites()); err != nil {
		return nil, err
	}
	if err := p.findHelpers(tx, organisation, units); err != nil {
		return nil, err
	}
	var people []string
	leads := map[scheduling.UnitID][]scheduling.User{}
	for _, c := range o.cohorts {
		if _, known := leads[c.Unit]; !known {
			if leads[c.Unit], err = tx.UsersIn([]scheduling.UnitID{c.Unit}, []scheduling.Role{scheduling.SocialWorker}, scheduling.DateOf(tx.Now)); err != nil {
				return nil, err
			}
		}
		people = append(people, p.standing(tx, o, c, leads[c.Unit], refill)...)
	}
	if err := p.resources(tx, people); err != nil {
		return nil, err
	}
	for i, c := range o.cohorts {
		p.settle(&p.Cohorts[i], o.meetings[c.ID])
	}
	p.admitPinned()
	return p, p.check()
}

// standings is what is known of open cohorts.
type standings struct {
	cohorts    []scheduling.Cohort
	meetings   map[scheduling.CohortID][]scheduling.Meeting // live modules, in time
	animations map[scheduling.MeetingID][]scheduling.Animation
	modules    map[scheduling.ModuleID]scheduling.Module
}

// readOpen reads the meetings of cohorts and who is on them; a cohort without
// any is left out.
func readOpen(tx *store.Tx, cohorts []scheduling.Cohort) (o standings, err error) {
	ids := make([]scheduling.CohortID, len(cohorts))
	versions := make([]scheduling.VersionID, len(cohorts))
	for i, c := range cohorts {
		ids[i], versions[i] = c.ID, c.VersionID
	}
	if o.meetings, err = tx.MeetingsOf(ids); err != nil {
		return o, err
	}
	var meetings []scheduling.MeetingID
	for _, c := range cohorts {
		live := scheduling.LiveModules(o.meetings[c.ID])
		o.meetings[c.ID] = live
		if len(live) > 0 {
			o.cohorts = append(o.cohorts, c)
		}
		for _, m := range live {
			meetings = append(meetings, m.ID)
		}
	}
	if o.animations, err = tx.AnimationsOf(meetings); err != nil {
		return o, err
	}
	slices.Sort(versions)
	modules, err := tx.ModulesOf(slices.Compact(versions))
	o.modules = index(modules, func(m scheduling.Module) scheduling.ModuleID { return m.ID })
	return o, err
}

func (o standings) days() (first, last scheduling.Date) {
	for _, c := range o.cohorts {
		meetings := o.meetings[c.ID]
		begins, ends := meetings[0].Date, meetings[len(meetings)-1].Date.AddDays(slack)
		if first.IsZero() || begins.Before(first) {
			first = begins
		}
		if ends.After(last) {
			last = ends
		}
	}
	return first, last
}

func (o standings) sites() (ids []scheduling.SiteID) {
	for _, c := range o.cohorts {
		ids = append(ids, c.Site)
		for _, m := range o.meetings[c.ID] {
			ids = append(ids, m.Site)
		}
	}
	return ids
}

// standing puts an open cohort in the puzzle, but for its hours, and names
// everybody who may be needed for it.
func (p *puzzle) standing(tx *store.Tx, o standings, c scheduling.Cohort, leads []scheduling.User, refill map[scheduling.MeetingID]bool) (people []string) {
	meetings := o.meetings[c.ID]
	t := timetable.Cohort{
		ID: string(c.ID), Size: c.Capacity, From: meetings[0].Date, To: meetings[len(meetings)-1].Date.AddDays(slack),
		Cadence: bearable(c.CadenceWeeks, c.SchoolPause), Leads: []string{scheduling.UserResource(c.Lead)},
	}
	for _, u := range leads {
		if u.ID != c.Lead && u.ID != c.Second {
			t.Leads = append(t.Leads, scheduling.UserResource(u.ID))
		}
	}
	for _, r := range p.Rooms {
		at := scheduling.SiteID(r.Site)
		if at == c.Site || slices.ContainsFunc(meetings, func(m scheduling.Meeting) bool { return m.Site == at }) {
			t.Rooms = append(t.Rooms, r.ID)
		}
	}
	people = append(people, t.Leads...)
	for _, m := range meetings {
		p.own[m.ID], p.meetings[[2]string{t.ID, string(m.Module)}] = true, m.ID
		stays := !m.HeldAt.IsZero() || !m.StartsAt.After(tx.Now)
		module, was := p.announced(o, c, m, refill[m.ID] && !stays)
		was.Room = p.roomFor(&t, m)
		t.Size = min(t.Size, p.seats(was.Room)-1-len(module.Roles)) // a room it has is a room it may have
		t.Modules = append(t.Modules, module)
		p.Previous = append(p.Previous, was)
		if stays {
			p.Pinned = append(p.Pinned, was)
		}
		for _, role := range module.Roles {
			people = append(people, role...)
		}
		people = append(people, was.Co...)
	}
	t.Size = max(1, t.Size)
	p.Cohorts = append(p.Cohorts, t)
	return people
}

// announced is a meeting as it was announced, and the module behind it: a role
// for everybody on it, and for whom is missed where that is asked.
func (p *puzzle) announced(o standings, c scheduling.Cohort, m scheduling.Meeting, refill bool) (timetable.Module, timetable.Meeting) {
	module := timetable.Module{ID: string(m.Module), Minutes: m.Minutes, Roles: [][]string{}}
	was := timetable.Meeting{
		Cohort: string(c.ID), Module: module.ID, Lead: scheduling.UserResource(c.Lead), Co: []string{},
		Start: timetable.Moment{Day: m.Date, Clock: timetable.Clock(m.Start)},
	}
	at := [2]string{was.Cohort, was.Module}
	animations := o.animations[m.ID]
	others := p.others(c, m, animations)
	add := func(kind scheduling.PartnerKind, who []string, a scheduling.Animation) {
		p.role(&module, at, kind, who)
		if len(who) > 0 {
			was.Co = append(was.Co, a.Resource())
			p.animated[at] = append(p.animated[at], a.ID)
		}
	}
	required := o.modules[m.Module].Partners
	for _, a := range animations {
		switch {
		case !a.On() || a.User != "" && a.User == c.Lead:
		case slices.Contains(required, a.PartnerKind) && !slices.Contains(p.kinds[at], a.PartnerKind):
			add(a.PartnerKind, append([]string{a.Resource()}, others(a.PartnerKind)...), a)
		default:
			add("", []string{a.Resource()}, a)
		}
	}
	for _, need := range scheduling.Needs(required, animations) {
		gone := slices.IndexFunc(animations, func(a scheduling.Animation) bool {
			return a.PartnerKind == need.Kind && a.Reply == scheduling.Declined && a.Resource() != ""
		})
		if refill && len(need.On) == 0 && gone >= 0 {
			add(need.Kind, others(need.Kind), animations[gone])
		}
	}
	return module, was
}

// others are whom a meeting could ask besides those who are on it, or declined.
func (p *puzzle) others(c scheduling.Cohort, m scheduling.Meeting, animations []scheduling.Animation) func(scheduling.PartnerKind) []string {
	return func(kind scheduling.PartnerKind) []string {
		list := p.ofKind(kind, c.Unit, []scheduling.SiteID{m.Site}, m.Date, m.Date.AddDays(slack))
		return slices.DeleteFunc(list, func(id string) bool {
			return slices.ContainsFunc(animations, func(a scheduling.Animation) bool { return a.Resource() == id })
		})
	}
}

// roomFor is the room of a meeting; without one, a room of its own that the
// cohort shares with nobody.
func (p *puzzle) roomFor(c *timetable.Cohort, m scheduling.Meeting) string {
	if m.Room != "" {
		name := scheduling.RoomResource(m.Room)
		if !slices.Contains(c.Rooms, name) {
			c.Rooms = append(c.Rooms, name)
		}
		return name
	}
	name := "nowhere:" + c.ID
	if !slices.Contains(c.Rooms, name) {
		c.Rooms = append(c.Rooms, name)
		p.Rooms = append(p.Rooms, timetable.Room{ID: name, Site: string(m.Site), Seats: 1000})
	}
	return name
}

func (p *puzzle) seats(name string) int {
	at := slices.IndexFunc(p.Rooms, func(r timetable.Room) bool { return r.ID == name })
	return p.Rooms[at].Seats
}
