package planning

import (
	"slices"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/timetable"
)

// In the puzzle of a repair the lead of a meeting is a role like the others,
// so that one absence costs one meeting its lead and not the cohort. What the
// engine calls lead is the group itself; nobody is who is not there any more.
const (
	theGroup = "group:"
	nobody   = "nobody:"
)

// notice is how long beforehand people hear of another day: time for a letter
// to arrive.
const notice = 4 // days

// mender is the puzzle of a cohort of which some meetings no longer stand.
type mender struct {
	*puzzle
	in       inspection
	id       string // of the cohort, in the instance
	breaches map[scheduling.MeetingID][]Breach
	parts    map[string][]part // of each module to come, in the order of its roles
}

// part is what somebody does on a meeting, and who was to do it.
type part struct {
	role string // lead, co
	kind scheduling.PartnerKind
	was  scheduling.Animation
}

func newMender(tx *store.Tx, organisation scheduling.OrganisationID, c scheduling.Cohort, in inspection, list []Breach) (*mender, error) {
	m := &mender{in: in, id: string(c.ID), breaches: map[scheduling.MeetingID][]Breach{}, parts: map[string][]part{}}
	refill := map[scheduling.MeetingID]bool{}
	for _, b := range list {
		m.breaches[b.Meeting.ID] = append(m.breaches[b.Meeting.ID], b)
		refill[b.Meeting.ID] = true
	}
	var err error
	if m.puzzle, err = openPuzzle(tx, organisation, []scheduling.Cohort{c}, refill); err != nil {
		return nil, err
	}
	if err := m.recall(tx, c); err != nil {
		return nil, err
	}
	m.lead(c)
	m.refuse()
	m.excuse()
	m.closeUntil(scheduling.DateOf(tx.Now.In(m.zone)).AddDays(notice))
	return m, m.check()
}

// lead makes a role of who leads each meeting.
func (m *mender) lead(c scheduling.Cohort) {
	cohort := &m.Cohorts[0]
	leads := cohort.Leads
	cohort.Leads, cohort.Size = []string{theGroup}, max(1, cohort.Size-1)
	m.People = append(m.People,
		timetable.Person{ID: theGroup, Open: slices.Clone(anyHour)}, timetable.Person{ID: nobody})
	for i := range cohort.Modules {
		m.leadOf(&cohort.Modules[i], c, leads)
	}
	for i := range m.Pinned {
		m.Pinned[i].Co = slices.Clone(m.previous(m.Pinned[i].Module).Co)
		m.Pinned[i].Lead = theGroup
	}
}

func (m *mender) leadOf(module *timetable.Module, c scheduling.Cohort, leads []string) {
	at := [2]string{m.id, module.ID}
	meeting, was := m.puzzle.meetings[at], m.previous(module.ID)
	parts := m.partsOf(at, was)
	lead := scheduling.Animation{Meeting: meeting, User: c.Lead, Role: "lead"}
	for _, a := range m.in.animations[meeting] {
		if a.Role == "lead" {
			lead = a
		}
	}
	drop := func(resource string) {
		if k := slices.Index(was.Co, resource); k >= 0 {
			was.Co, parts = slices.Delete(was.Co, k, k+1), slices.Delete(parts, k, k+1)
			module.Roles = slices.Delete(module.Roles, k, k+1)
		}
	}
	drop(lead.Resource()) // a stand-in for the cohort's lead
	who := []string{lead.Resource()}
	second := scheduling.UserResource(c.Second)
	if m.failing(meeting, lead.Resource()) {
		drop(second)
	}
	if c.Second != "" && lead.User != c.Second && !slices.Contains(was.Co, second) {
		who = append(who, second)
	}
	for _, id := range leads {
		if !slices.Contains(who, id) {
			who = append(who, id)
		}
	}
	module.Roles = slices.Insert(module.Roles, 0, who)
	was.Co, was.Lead = slices.Insert(was.Co, 0, lead.Resource()), theGroup
	m.parts[module.ID] = slices.Insert(parts, 0, part{"lead", "", lead})
}

// partsOf is who was to fill each role of a module.
func (m *mender) partsOf(at [2]string, was *timetable.Meeting) []part {
	parts := make([]part, len(was.Co))
	for k, id := range m.animated[at] {
		parts[k] = part{role: "co", kind: m.kinds[at][k]}
		for _, a := range m.in.animations[m.puzzle.meetings[at]] {
			if a.ID == id {
				parts[k].was = a
				parts[k].kind = a.PartnerKind
			}
		}
	}
	return parts
}

func (m *mender) previous(module string) *timetable.Meeting {
	at := slices.IndexFunc(m.Previous, func(p timetable.Meeting) bool { return p.Module == module })
	return &m.Previous[at]
}

// failing reports whether a resource is what breaks a meeting.
func (m *mender) failing(meeting scheduling.MeetingID, resource string) bool {
	return slices.ContainsFunc(m.breaches[meeting], func(b Breach) bool { return b.Resource == resource })
}

// recall reads when those who declined can be had, for whom nobody replaces may
// come on another day; and the second social worker, on the meetings or not.
func (m *mender) recall(tx *store.Tx, c scheduling.Cohort) error {
	var missing []string
	known := func(id string) bool {
		return slices.Contains(missing, id) || slices.ContainsFunc(m.People, func(p timetable.Person) bool { return p.ID == id })
	}
	if second := scheduling.UserResource(c.Second); c.Second != "" && !known(second) {
		missing = append(missing, second)
	}
	for _, list := range m.breaches {
		for _, b := range list {
			if b.Why == BreachDeclined && !known(b.Resource) {
				missing = append(missing, b.Resource)
			}
		}
	}
	slices.Sort(missing)
	found, err := tx.Availability(missing, m.window())
	for _, id := range missing {
		m.People = append(m.People, timetable.Person{ID: id, Open: week(found[id].Hours, anyHour), Closed: m.closures(found[id])})
	}
	return err
}

// refuse keeps those who fail a meeting off it: who declined may come on
// another day, who left on none.
func (m *mender) refuse() {
	cohort := &m.Cohorts[0]
	for i := range cohort.Modules {
		module := &cohort.Modules[i]
		for _, b := range m.breaches[m.meetings[[2]string{m.id, module.ID}]] {
			switch b.Why {
			case BreachDeclined:
				m.shut(b.Resource, wholeDay(b.Meeting.Date)) // a no is to the day, not to the hour
				m.invite(module, b)
			case BreachLeft:
				m.dismiss(module, b.Resource)
			}
		}
	}
}

// invite puts who declined last among those who could fill his part.
func (m *mender) invite(module *timetable.Module, b Breach) {
	k := slices.IndexFunc(m.parts[module.ID], func(p part) bool { return p.kind == b.Kind && (p.role == "lead") == (b.Kind == "") })
	if k >= 0 {
		if !slices.Contains(module.Roles[k], b.Resource) {
			module.Roles[k] = append(slices.Clone(module.Roles[k]), b.Resource)
		}
		return
	}
	p := part{role: "co", kind: b.Kind}
	for _, a := range m.in.animations[b.Meeting.ID] {
		if a.Resource() == b.Resource {
			p.was = a
		}
	}
	was := m.previous(module.ID)
	was.Co, module.Roles = append(was.Co, b.Resource), append(module.Roles, []string{b.Resource})
	m.parts[module.ID] = append(m.parts[module.ID], p)
}

func (m *mender) dismiss(module *timetable.Module, resource string) {
	for k, role := range module.Roles {
		module.Roles[k] = slices.DeleteFunc(slices.Clone(role), func(id string) bool { return id == resource })
		if len(module.Roles[k]) == 0 {
			module.Roles[k] = []string{nobody}
		}
	}
}

func (m *mender) span(meeting scheduling.Meeting) timetable.Closure {
	return timetable.Closure{From: m.moment(meeting.StartsAt), To: m.moment(meeting.EndsAt)}
}

func (m *mender) shut(resource string, span timetable.Closure) {
	for i := range m.People {
		if m.People[i].ID == resource {
			m.People[i].Closed = append(m.People[i].Closed, span)
		}
	}
}

// excuse lets what stands stand: whoever is expected on a meeting, and does
// not break it, is taken to be there, whatever his hours or his calendar say.
func (m *mender) excuse() {
	for _, meeting := range m.in.meetings {
		placed := false
		for _, b := range m.breaches[meeting.ID] {
			placed = placed || b.Why == BreachClosed || b.Why == BreachHours || b.Why == BreachRoom
		}
		for _, b := range bookings(meeting, m.in.animations[meeting.ID]) {
			if b.Person() && !m.failing(meeting.ID, b.Resource) || !b.Person() && !placed {
				m.admit(b.Resource, m.span(meeting))
			}
		}
	}
}

func (m *mender) admit(resource string, span timetable.Closure) {
	for i := range m.People {
		if p := &m.People[i]; p.ID == resource {
			p.Open, p.Closed = widened(p.Open, span), cut(p.Closed, span)
		}
	}
	for i := range m.Rooms {
		if r := &m.Rooms[i]; r.ID == resource {
			r.Open, r.Closed = widened(r.Open, span), cut(r.Closed, span)
		}
	}
}

// closeUntil keeps everything off the days before one, except where a meeting
// stands already: there it may change its room or its people.
func (m *mender) closeUntil(day scheduling.Date) {
	for i := range m.Rooms {
		r := &m.Rooms[i]
		early := []timetable.Closure{{From: timetable.Moment{Day: m.FirstDay}, To: timetable.Moment{Day: day}}}
		for _, meeting := range m.in.meetings {
			early = cut(early, m.span(meeting))
		}
		if day.After(m.FirstDay) {
			r.Closed = append(r.Closed, early...)
		}
	}
}

// cut takes a span out of closures.
func cut(list []timetable.Closure, span timetable.Closure) (rest []timetable.Closure) {
	for _, c := range list {
		if !c.From.Before(span.To) || !span.From.Before(c.To) {
			rest = append(rest, c)
			continue
		}
		if c.From.Before(span.From) {
			rest = append(rest, timetable.Closure{From: c.From, To: span.From})
		}
		if span.To.Before(c.To) {
			rest = append(rest, timetable.Closure{From: span.To, To: c.To})
		}
	}
	return rest
}

// widened adds the weekday and hours of a span to openings.
func widened(list []timetable.Opening, span timetable.Closure) []timetable.Opening {
	wanted := timetable.Opening{Weekday: timetable.Weekday(span.From.Day.Weekday()), From: span.From.Clock, To: span.To.Clock}
	rest := make([]timetable.Opening, 0, len(list)+1)
	for _, o := range list {
		if o.Weekday == wanted.Weekday && o.From <= wanted.To && wanted.From <= o.To {
			wanted.From, wanted.To = min(wanted.From, o.From), max(wanted.To, o.To)
		} else {
			rest = append(rest, o)
		}
	}
	return append(rest, wanted)
}
