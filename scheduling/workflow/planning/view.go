package planning

import (
	"context"

	"trame/scheduling"
	"trame/scheduling/store"
)

// CohortView is a cohort's whole life on one page. The panels are counts: they
// name nobody, so that a manager may read them (rule 25).
type CohortView struct {
	Cohort   scheduling.Cohort
	State    scheduling.CohortState
	Version  scheduling.ProgrammeVersion
	Unit     scheduling.Unit
	Site     scheduling.Site
	Room     scheduling.Room
	Lead     scheduling.User
	Second   scheduling.User
	Beads    []Bead
	Moves    int
	Heads    store.Headcount // the panels of participants and invitations
	Tally    store.Tally     // those of evaluation, booklet and messages
	Modules  int
	Held     int
	TooShort bool // rule 3
	Organise bool // the actor may plan here
	People   bool // the actor may see who takes part
}

// Seated is how many places are taken.
func (v CohortView) Seated() int { return v.Heads.Enrolled + v.Heads.Offered }

// Bead is a meeting on its cohort's thread, with who animates it and how many
// came.
type Bead struct {
	Meeting scheduling.Meeting
	State   scheduling.MeetingState
	Module  scheduling.Module // zero for the supplementary meeting
	Title   string
	On      []Animating
	Missing []scheduling.PartnerKind // required and not found
	Turnout store.Turnout
}

// Animating is one person on a meeting.
type Animating struct {
	Animation scheduling.Animation
	State     scheduling.AnimationState
	Name      string
}

// CoAnimators are those on b beside whoever leads.
func (b Bead) CoAnimators() []Animating {
	var list []Animating
	for _, a := range b.On {
		if a.Animation.Facilitator != "" {
			list = append(list, a)
		}
	}
	return list
}

// Proposed counts who is on b and was not invited yet.
func (b Bead) Proposed() (n int) {
	for _, a := range b.On {
		if a.State == scheduling.AnimationProposed {
			n++
		}
	}
	return n
}

// Cohort shows one.
func (d *Desk) Cohort(ctx context.Context, actor scheduling.Actor, id scheduling.CohortID) (v CohortView, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		v, err = view(tx, actor, id)
		return err
	})
	return v, err
}

func view(tx *store.Tx, actor scheduling.Actor, id scheduling.CohortID) (v CohortView, err error) {
	if v.Cohort, err = tx.Cohort(id); err != nil {
		return v, err
	}
	c := v.Cohort
	if err := actor.May(scheduling.SeePlan, c.Unit); err != nil {
		return v, err
	}
	v.Organise = actor.May(scheduling.Organise, c.Unit) == nil
	v.People = actor.May(scheduling.SeePeople, c.Unit) == nil
	a, err := readAround(tx, []scheduling.CohortID{id}, []scheduling.VersionID{c.VersionID}, []scheduling.SiteID{c.Site}, []scheduling.UserID{c.Lead, c.Second})
	if err != nil {
		return v, err
	}
	meetings := a.meetings[id]
	v.State, v.Version, v.Site, v.Lead, v.Second = c.State(tx.Now, meetings), a.versions[c.VersionID], a.sites[c.Site], a.users[c.Lead], a.users[c.Second]
	v.Heads, v.Modules = a.heads[id], len(a.modules)
	v.TooShort = c.CancelledAt.IsZero() && c.PostponedAt.IsZero() && scheduling.TooShort(meetings)
	if v.Unit, err = tx.Unit(c.Unit); err != nil {
		return v, err
	}
	if c.Room != "" {
		if v.Room, err = tx.Room(c.Room); err != nil {
			return v, err
		}
	}
	if v.Tally, err = tx.Tally(id); err != nil {
		return v, err
	}
	moves, err := tx.MovesOf(id)
	if err != nil {
		return v, err
	}
	v.Moves = len(moves)
	v.Beads, err = beads(tx, meetings, a.modules)
	for _, b := range v.Beads {
		if b.State == scheduling.MeetingHeld && b.Meeting.Kind == scheduling.ModuleMeeting {
			v.Held++
		}
	}
	return v, err
}

// beads reads who is on meetings of one or several cohorts, and how many came.
func beads(tx *store.Tx, meetings []scheduling.Meeting, modules map[scheduling.ModuleID]scheduling.Module) ([]Bead, error) {
	var ids []scheduling.MeetingID
	var cohorts []scheduling.CohortID
	seen := map[scheduling.CohortID]bool{}
	for _, m := range meetings {
		ids = append(ids, m.ID)
		if !seen[m.Cohort] {
			seen[m.Cohort] = true
			cohorts = append(cohorts, m.Cohort)
		}
	}
	animations, err := tx.AnimationsOf(ids)
	if err != nil {
		return nil, err
	}
	var everybody []scheduling.Animation
	for _, list := range animations {
		everybody = append(everybody, list...)
	}
	people, err := peopleOf(tx, everybody)
	if err != nil {
		return nil, err
	}
	turnouts, err := tx.Turnouts(cohorts)
	if err != nil {
		return nil, err
	}
	list := make([]Bead, len(meetings))
	for i, m := range meetings {
		module := modules[m.Module]
		b := Bead{Meeting: m, State: m.State(tx.Now), Module: module, Title: meetingTitle(m, module), Turnout: turnouts[m.ID]}
		for _, a := range animations[m.ID] {
			if a.State() != scheduling.AnimationToFind {
				b.On = append(b.On, Animating{a, a.State(), people[a.Resource()].name})
			}
		}
		for _, need := range scheduling.Needs(module.Partners, animations[m.ID]) {
			if len(need.On) == 0 {
				b.Missing = append(b.Missing, need.Kind)
			}
		}
		list[i] = b
	}
	return list, nil
}

// MeetingView is one meeting with its surroundings.
type MeetingView struct {
	Bead
	Cohort   CohortView
	Room     scheduling.Room
	Rooms    []scheduling.Room // of the site: where it can go
	Moves    []scheduling.Move
	Movers   map[scheduling.UserID]string
	Next     scheduling.Date // where it can be planned again, when cancelled
	Editable bool            // the actor may move or cancel it now
}

// Meeting shows one.
func (d *Desk) Meeting(ctx context.Context, actor scheduling.Actor, id scheduling.MeetingID) (v MeetingView, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		m, err := tx.Meeting(id)
		if err != nil {
			return err
		}
		if v.Cohort, err = view(tx, actor, m.Cohort); err != nil {
			return err
		}
		for _, b := range v.Cohort.Beads {
			if b.Meeting.ID == id {
				v.Bead = b
			}
		}
		if v.Rooms, err = tx.Rooms(m.Site); err != nil {
			return err
		}
		for _, r := range v.Rooms {
			if r.ID == m.Room {
				v.Room = r
			}
		}
		if v.Moves, err = tx.Moves(id); err != nil {
			return err
		}
		var movers []scheduling.UserID
		for _, move := range v.Moves {
			movers = append(movers, move.By)
		}
		users, err := tx.UsersByID(movers)
		v.Movers = map[scheduling.UserID]string{}
		for _, u := range users {
			v.Movers[u.ID] = u.Name()
		}
		c := v.Cohort.Cohort
		v.Editable = v.Cohort.Organise && m.HeldAt.IsZero() && c.CancelledAt.IsZero() && c.ClosedAt.IsZero() && c.PostponedAt.IsZero()
		return err
	})
	return v, err
}
