package planning

import (
	"context"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
)

// Staffing is who is needed on a meeting, who is on it, and who could be.
type Staffing struct {
	Meeting    scheduling.Meeting
	Cohort     scheduling.Cohort
	Title      string
	Zone       *time.Location
	Place      string
	Leads      []OnMeeting
	Needs      []StaffNeed // each kind the module requires
	Also       []OnMeeting // in addition
	Gone       []OnMeeting // declined, and not asked again
	ToInvite   int         // on it, not asked yet
	Candidates []Candidate
	Agents     []Candidate
	MayChange  bool
}

// StaffNeed is a required kind and who holds it.
type StaffNeed struct {
	Kind scheduling.PartnerKind
	On   []OnMeeting
}

// OnMeeting is somebody on a meeting.
type OnMeeting struct {
	scheduling.Animation
	Name      string
	Partner   string
	Reachable bool                  // has an address that invitations can be sent to
	Away      scheduling.AwayReason // why he could not be had then; "" when he can
}

// Candidate is somebody who may be put on a meeting. Busy says that he is
// taken at that hour, or could not travel in time; Away that he is not to be
// had then.
type Candidate struct {
	Resource string // "facilitator:ID", "user:ID"
	Name     string
	Function string
	Partner  string
	Kind     scheduling.PartnerKind
	Busy     bool
	Away     scheduling.AwayReason
}

// Staffing reads the people of a meeting.
func (d *Desk) Staffing(ctx context.Context, actor scheduling.Actor, id scheduling.MeetingID) (s Staffing, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		m, err := tx.Meeting(id)
		if err != nil {
			return err
		}
		o, err := occasionOf(tx, m)
		if err != nil {
			return err
		}
		if err := actor.May(scheduling.SeePlan, o.cohort.Unit); err != nil {
			return err
		}
		s = Staffing{Meeting: m, Cohort: o.cohort, Title: o.title(), Zone: o.zone, Place: o.site.Address()}
		s.MayChange = actor.May(scheduling.Organise, o.cohort.Unit) == nil && m.CancelledAt.IsZero() && !o.over(tx.Now)
		if err := s.fill(tx, o); err != nil || !s.MayChange {
			return err
		}
		return s.candidates(tx, o)
	})
	return s, err
}

func (s *Staffing) fill(tx *store.Tx, o occasion) error {
	animations, err := tx.Animations(o.meeting.ID)
	if err != nil {
		return err
	}
	people, err := peopleOf(tx, animations)
	if err != nil {
		return err
	}
	partners, err := partnersOf(tx, animations)
	if err != nil {
		return err
	}
	away, err := awayReasons(tx, bookings(withoutRoom(o.meeting), animations))
	if err != nil {
		return err
	}
	on := func(a scheduling.Animation) OnMeeting {
		p := people[a.Resource()]
		return OnMeeting{Animation: a, Name: p.name, Partner: partners[a.Facilitator], Reachable: p.reachable(o), Away: away[a.Resource()]}
	}
	required := map[scheduling.PartnerKind]bool{}
	for _, need := range scheduling.Needs(o.module.Partners, animations) {
		staff := StaffNeed{Kind: need.Kind}
		for _, a := range need.On {
			staff.On = append(staff.On, on(a))
		}
		required[need.Kind] = true
		s.Needs = append(s.Needs, staff)
	}
	for _, a := range animations {
		switch {
		case a.State() == scheduling.AnimationToFind:
		case o.leads(a):
			s.Leads = append(s.Leads, on(a))
		case !a.On():
			s.Gone = append(s.Gone, on(a))
		case !required[a.PartnerKind]:
			s.Also = append(s.Also, on(a))
		}
		if a.State() == scheduling.AnimationProposed {
			s.ToInvite++
		}
	}
	return nil
}

// partnersOf names the partner of each facilitator among animations.
func partnersOf(tx *store.Tx, animations []scheduling.Animation) (map[scheduling.FacilitatorID]string, error) {
	var ids []scheduling.FacilitatorID
	for _, a := range animations {
		if a.Facilitator != "" {
			ids = append(ids, a.Facilitator)
		}
	}
	facilitators, err := tx.FacilitatorsByID(ids)
	if err != nil {
		return nil, err
	}
	partners, err := partnersBehind(tx, facilitators)
	names := map[scheduling.FacilitatorID]string{}
	for _, f := range facilitators {
		names[f.ID] = partners[f.Partner].Name
	}
	return names, err
}

func partnersBehind(tx *store.Tx, facilitators []scheduling.Facilitator) (map[scheduling.PartnerID]scheduling.Partner, error) {
	ids := make([]scheduling.PartnerID, len(facilitators))
	for i, f := range facilitators {
		ids[i] = f.Partner
	}
	partners, err := tx.PartnersByID(ids)
	return index(partners, func(p scheduling.Partner) scheduling.PartnerID { return p.ID }), err
}

// candidates are whoever is not on the meeting yet.
func (s *Staffing) candidates(tx *store.Tx, o occasion) error {
	facilitators, err := tx.FacilitatorsIn([]scheduling.UnitID{o.cohort.Unit})
	if err != nil {
		return err
	}
	partners, err := partnersBehind(tx, facilitators)
	if err != nil {
		return err
	}
	for _, f := range facilitators {
		p := partners[f.Partner]
		s.Candidates = append(s.Candidates, Candidate{
			Resource: scheduling.FacilitatorResource(f.ID), Name: f.Name(), Function: f.Function, Partner: p.Name, Kind: p.Kind,
		})
	}
	agents, err := agentsFor(tx, o.cohort)
	if err != nil {
		return err
	}
	for _, u := range agents {
		if u.ID != o.cohort.Lead && u.ID != o.cohort.Second {
			s.Agents = append(s.Agents, Candidate{Resource: scheduling.UserResource(u.ID), Name: u.Name()})
		}
	}
	return s.busy(tx, o.meeting)
}

// busy marks who is taken, and leaves out who is on the meeting already.
func (s *Staffing) busy(tx *store.Tx, m scheduling.Meeting) error {
	var wanted []scheduling.Booking
	for _, c := range append(append([]Candidate{}, s.Candidates...), s.Agents...) {
		wanted = append(wanted, scheduling.Booking{Meeting: m.ID, Resource: c.Resource, Site: m.Site, StartsAt: m.StartsAt, EndsAt: m.EndsAt})
	}
	clashes, err := tx.Clashes(wanted, nil)
	if err != nil {
		return err
	}
	away, err := awayReasons(tx, wanted)
	if err != nil {
		return err
	}
	taken, on := map[string]bool{}, map[string]bool{}
	for _, c := range clashes {
		taken[c.Wanted.Resource] = true
	}
	for _, list := range [][]OnMeeting{s.Leads, s.Also} {
		for _, a := range list {
			on[a.Resource()] = true
		}
	}
	for _, need := range s.Needs {
		for _, a := range need.On {
			on[a.Resource()] = true
		}
	}
	free := func(list []Candidate) []Candidate {
		var kept []Candidate
		for _, c := range list {
			c.Busy, c.Away = taken[c.Resource], away[c.Resource]
			if !on[c.Resource] {
				kept = append(kept, c)
			}
		}
		return kept
	}
	s.Candidates, s.Agents = free(s.Candidates), free(s.Agents)
	return nil
}

// Everybody is who may be changed: all but those who lead.
func (s Staffing) Everybody() []OnMeeting {
	var list []OnMeeting
	for _, need := range s.Needs {
		list = append(list, need.On...)
	}
	return append(append(list, s.Also...), s.Gone...)
}
