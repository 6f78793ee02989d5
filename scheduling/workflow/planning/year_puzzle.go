package planning

import (
	"slices"
	"strconv"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/timetable"
)

// yearPuzzle readies a plan's draft for the engine. What stands in the house is
// fixed; the meetings that the draft holds already are pinned.
func yearPuzzle(tx *store.Tx, y scheduling.YearPlan, wishes []scheduling.Wish, drafts []scheduling.DraftCohort, pinned []scheduling.DraftMeeting) (*puzzle, error) {
	byNumber := index(wishes, func(w scheduling.Wish) int { return w.Number })
	modules := map[scheduling.VersionID][]scheduling.Module{}
	var asked []wish
	for _, c := range drafts {
		w := byNumber[c.Wish]
		if _, read := modules[w.VersionID]; !read {
			list, err := tx.Modules(w.VersionID)
			if err != nil {
				return nil, err
			}
			modules[w.VersionID] = list
		}
		asked = append(asked, wish{
			ID: draftName(c.Number), Unit: w.Unit, Modules: modules[w.VersionID], Sites: []scheduling.SiteID{c.Site},
			From: c.From, Until: c.To, Capacity: w.Capacity, Weeks: w.CadenceWeeks, Pause: w.SchoolPause, Leads: w.Leads,
		})
	}
	p, err := wishPuzzle(tx, y.Organisation, asked)
	if err != nil {
		return nil, err
	}
	p.share()
	for _, m := range pinned {
		p.pin(m)
	}
	return p, p.check()
}

// draftName is a proposed session's in the instance.
func draftName(number int) string { return "session-" + strconv.Itoa(number) }

// share gives whoever may lead a fair share: what each session would cost if
// all who may lead it did so equally, and what they have already brought level.
func (p *puzzle) share() {
	parts, had := map[string]float64{}, 0
	for _, c := range p.Cohorts {
		for _, lead := range c.Leads {
			if _, met := parts[lead]; !met {
				had += len(p.had[lead].Bookings)
			}
			parts[lead] += float64(len(c.Modules)) / float64(len(c.Leads))
		}
	}
	for i := range p.People {
		if part, leads := parts[p.People[i].ID]; leads {
			fair := max(0, fairShare(part, had, len(parts))-len(p.had[p.People[i].ID].Bookings))
			p.People[i].FairShare = &fair
		}
	}
}

// fairShare of one of n people, in meetings: his part of what is new, and a
// mean part of the meetings that they have had together.
func fairShare(part float64, had, n int) int {
	whole := part + float64(had)/float64(n)
	share := int(whole)
	if float64(share) < whole-0.001 {
		share++
	}
	return share
}

// pin fixes a meeting of the draft.
func (p *puzzle) pin(m scheduling.DraftMeeting) {
	fixed := timetable.Meeting{
		Cohort: draftName(m.Number), Module: string(m.Module), Room: scheduling.RoomResource(m.Room), Lead: scheduling.UserResource(m.Lead),
		Start: timetable.Moment{Day: m.Date, Clock: timetable.Clock(m.Start)}, Co: []string{},
	}
	at := slices.IndexFunc(p.Cohorts, func(c timetable.Cohort) bool { return c.ID == fixed.Cohort })
	for _, kind := range p.kinds[[2]string{fixed.Cohort, fixed.Module}] {
		fixed.Co = append(fixed.Co, m.Holder(kind))
	}
	if start := fixed.Start.Clock; !slices.Contains(p.Cohorts[at].Starts, start) {
		p.Cohorts[at].Starts = append(p.Cohorts[at].Starts, start)
		slices.Sort(p.Cohorts[at].Starts)
	}
	p.Pinned = append(p.Pinned, fixed)
}

// drafted turns the engine's answer into a draft.
func (p *puzzle) drafted(plan *timetable.Plan, drafts []scheduling.DraftCohort, sites map[scheduling.SiteID]scheduling.Site) ([]scheduling.DraftCohort, []scheduling.DraftMeeting) {
	var meetings []scheduling.DraftMeeting
	for i := range drafts {
		c := &drafts[i]
		c.Lead, c.Room, c.Blocking, c.Repairs, c.Shortage = "", "", nil, nil, nil
		own := p.meetingsOf(plan, *c)
		if len(own) > 0 {
			c.Lead, c.Room = own[0].Lead, most(own, func(m scheduling.DraftMeeting) scheduling.RoomID { return m.Room })
			c.Label = sessionLabel(own[0].Date, sites[c.Site])
			meetings = append(meetings, own...)
		}
		for _, why := range plan.Impossible {
			if why.Cohort == draftName(c.Number) {
				c.Blocking, c.Repairs, c.Shortage = reasonWords(why.Blocking), reasonWords(why.Repairs), shortages(why.Funnel)
			}
		}
	}
	return drafts, meetings
}

// meetingsOf are those of one proposed session, in order.
func (p *puzzle) meetingsOf(plan *timetable.Plan, c scheduling.DraftCohort) (list []scheduling.DraftMeeting) {
	at := slices.IndexFunc(p.Cohorts, func(t timetable.Cohort) bool { return t.ID == draftName(c.Number) })
	for position, module := range p.Cohorts[at].Modules {
		for _, m := range plan.Meetings {
			if m.Cohort != p.Cohorts[at].ID || m.Module != module.ID {
				continue
			}
			lead, _ := personNamed(m.Lead)
			meeting := scheduling.DraftMeeting{
				Plan: c.Plan, Number: c.Number, Position: position + 1, Module: scheduling.ModuleID(m.Module),
				Date: m.Start.Day, Start: scheduling.Clock(m.Start.Clock), Minutes: module.Minutes, Room: roomNamed(m.Room), Lead: lead,
			}
			for i, kind := range p.kinds[[2]string{m.Cohort, m.Module}] {
				meeting.With = append(meeting.With, string(kind)+"="+m.Co[i])
			}
			list = append(list, meeting)
		}
	}
	return list
}

func reasonWords(reasons []timetable.Reason) []string {
	words := make([]string, len(reasons))
	for i, r := range reasons {
		words[i] = string(r)
	}
	return words
}

func shortages(funnel []timetable.Funnel) []scheduling.Shortage {
	list := make([]scheduling.Shortage, len(funnel))
	for i, f := range funnel {
		list[i].Module = scheduling.ModuleID(f.Module)
		for _, stage := range f.Left {
			list[i].Stages = append(list[i].Stages, scheduling.ShortageStage{Name: stage.Name, Days: stage.Days})
		}
	}
	return list
}
