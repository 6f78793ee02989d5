package planning

import (
	"slices"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/timetable"
)

// PassedDay is a day of the rhythm on which nothing could be held, though the
// calendar is open: a room or a person could not be had.
type PassedDay struct {
	Date scheduling.Date
	Room bool
	Who  string
	Why  scheduling.AwayReason // "": on another meeting
}

// tell gives proposals the names that an organiser reads.
func (a asking) tell(tx *store.Tx, w Wanted, picked []candidate) ([]Proposal, error) {
	if len(picked) == 0 {
		return nil, nil
	}
	users := []scheduling.UserID{w.Second}
	names := map[scheduling.FacilitatorID]string{}
	for _, c := range picked {
		lead, _ := personNamed(c.Meetings[0].Lead)
		users = append(users, lead)
		for _, f := range c.helpers.list {
			names[f.ID] = f.Name()
		}
	}
	found, err := tx.UsersByID(users)
	if err != nil {
		return nil, err
	}
	agents := index(found, func(u scheduling.User) scheduling.UserID { return u.ID })
	list := make([]Proposal, len(picked))
	for i, c := range picked {
		lead, _ := personNamed(c.Meetings[0].Lead)
		p := Proposal{Site: c.sites[c.site].site, Lead: agents[lead], Second: agents[w.Second], Comfort: c.Comfort, Terms: c.Terms}
		for k, m := range c.Meetings {
			p.Meetings = append(p.Meetings, c.meeting(a.modules[k], m, names))
		}
		c.passed(&p, w)
		list[i] = p
	}
	return list, nil
}

func (c candidate) meeting(module scheduling.Module, m timetable.Meeting, names map[scheduling.FacilitatorID]string) ProposedMeeting {
	at := [2]string{m.Cohort, m.Module}
	proposed := ProposedMeeting{
		Module: module, Title: meetingTitle(scheduling.Meeting{}, module), Date: m.Start.Day, Start: scheduling.Clock(m.Start.Clock),
		Room: c.rooms[roomNamed(m.Room)], Lacking: c.lacking[at],
	}
	for i, who := range m.Co {
		if _, f := personNamed(who); f != "" {
			proposed.Co = append(proposed.Co, ProposedHelper{f, c.kinds[at][i], names[f]})
		}
	}
	return proposed
}

// passed says why a meeting comes later than the rhythm would have it.
func (c candidate) passed(p *Proposal, w Wanted) {
	calendar := c.sites[c.site].calendar
	for i := 1; i < len(c.Meetings); i++ {
		before, next := c.Meetings[i-1].Start, c.Meetings[i].Start
		for day := before.Day.AddDays(7 * w.CadenceWeeks); day.Before(next.Day); day = day.AddDays(7) {
			if skip, closed := calendar.Closed(day); closed {
				p.Skipped = append(p.Skipped, skip)
			} else if skip, off := calendar.SchoolHoliday(day); off {
				p.Skipped = append(p.Skipped, skip)
			} else if passed, found := c.hindered(p, i, timetable.Moment{Day: day, Clock: next.Clock}); found {
				p.Passed = append(p.Passed, passed)
			}
		}
	}
}

// hindered finds who could not be had for module i at a moment: the room of
// the proposal, its lead, or all who could fill a role.
func (c candidate) hindered(p *Proposal, i int, at timetable.Moment) (PassedDay, bool) {
	starts, ok := scheduling.Clock(at.Clock).At(at.Day, c.zone)
	if !ok {
		return PassedDay{}, false
	}
	span := scheduling.Span{From: starts, Until: starts.Add(time.Duration(p.Meetings[i].Module.Minutes) * time.Minute)}
	m := c.Meetings[i]
	if why, away := c.away(m.Room, span); away {
		return PassedDay{Date: at.Day, Room: true, Who: p.Meetings[i].Room.Name, Why: why}, true
	}
	if why, away := c.away(m.Lead, span); away {
		return PassedDay{Date: at.Day, Who: p.Lead.Name(), Why: why}, true
	}
	for n, role := range c.Cohorts[0].Modules[i].Roles {
		everybody := !slices.ContainsFunc(role, func(id string) bool { _, away := c.away(id, span); return !away })
		if everybody {
			why, _ := c.away(m.Co[n], span)
			return PassedDay{Date: at.Day, Who: c.nameOf(p, m.Co[n]), Why: why}, true
		}
	}
	return PassedDay{}, false
}

func (c candidate) nameOf(p *Proposal, who string) string {
	_, f := personNamed(who)
	at := slices.IndexFunc(c.helpers.list, func(one scheduling.Facilitator) bool { return one.ID == f })
	if at < 0 {
		return p.Second.Name()
	}
	return c.helpers.list[at].Name()
}

// away reports whether a room or a person cannot be had for span; why is ""
// when it is on another meeting.
func (c candidate) away(resource string, span scheduling.Span) (why scheduling.AwayReason, away bool) {
	had := c.had[resource]
	if found, away := had.Against(span); away {
		return found.Why, true
	}
	wanted := scheduling.Booking{Meeting: wished, Resource: resource, Site: c.site, StartsAt: span.From, EndsAt: span.Until}
	for _, taken := range had.Bookings {
		if _, clash := wanted.Clash(taken); clash {
			return "", true
		}
	}
	return "", false
}

// Usual is the weekday, hour and room of most of a proposal's meetings.
func (p Proposal) Usual() (weekday time.Weekday, start scheduling.Clock, room scheduling.Room) {
	return most(p.Meetings, func(m ProposedMeeting) time.Weekday { return m.Date.Weekday() }),
		most(p.Meetings, func(m ProposedMeeting) scheduling.Clock { return m.Start }),
		most(p.Meetings, func(m ProposedMeeting) scheduling.Room { return m.Room })
}
