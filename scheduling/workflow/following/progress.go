package following

import (
	"context"
	"time"

	"trame/scheduling"
	"trame/scheduling/followup"
	"trame/scheduling/store"
)

// Progress is how far a session's study has come: everyone who started is on
// exactly one of its lines (rule 23).
type Progress struct {
	Cohort   scheduling.Cohort
	Meeting  scheduling.Meeting // the point à six mois; zero when none is planned
	Off      scheduling.Meeting // the one that was cancelled, when none is planned: it may be planned again
	Site     scheduling.Site
	Zone     *time.Location
	Today    scheduling.Date
	DueOn    scheduling.Date
	Base     int // everyone who started
	Counts   map[scheduling.FollowUpState]int
	Late     int
	Proposed int // were written to
	Coming   int // said that they come to the meeting
	ToTell   int // would be written to now
	ToCall   int // cannot be written to
	Study    followup.Table
	People   []Person // for whoever may see them
	May      struct{ See, Propose, Social, Plan bool }
}

// Person is one of those who started.
type Person struct {
	store.Participant
	FollowUp scheduling.FollowUp
	State    scheduling.FollowUpState
	Late     bool
	Last     scheduling.Attempt
}

// study is a session with everyone who started it.
type study struct {
	Progress
	version      scheduling.ProgrammeVersion
	organisation scheduling.Organisation
	zone         *time.Location
	people       []Person
	started      []scheduling.EnrolmentID
	followUps    []scheduling.FollowUp
}

// Progress reads how far the study of a session has come: counts for whoever
// sees the plan, names for whoever sees people, which leaves a trace.
func (d *Desk) Progress(ctx context.Context, actor scheduling.Actor, id scheduling.CohortID) (p Progress, err error) {
	err = d.db.Write(ctx, func(tx *store.Tx) error {
		c, err := tx.CohortFor(actor, id, scheduling.SeePlan)
		if err != nil {
			return err
		}
		s, err := load(tx, c)
		if err != nil {
			return err
		}
		p = d.shown(s, actor)
		if !p.May.See {
			return nil
		}
		return tx.Audit(scheduling.AuditEvent{
			Actor: actor.ID.Ref(), Verb: "read", Subject: about(id), Unit: c.Unit,
			Fields: scheduling.TraceFields(map[string]any{"six_months": len(p.People)}),
		})
	})
	return p, err
}

// shown counts a study, and keeps of it what an actor may see.
func (d *Desk) shown(s study, actor scheduling.Actor) Progress {
	p, unit := s.Progress, s.Cohort.Unit
	p.May.See = actor.May(scheduling.SeePeople, unit) == nil
	p.May.Plan = actor.May(scheduling.Organise, unit) == nil && s.Cohort.ClosedAt.IsZero()
	p.May.Propose = actor.May(scheduling.Invite, unit) == nil
	p.May.Social = actor.May(scheduling.SeeSocial, unit) == nil
	p.Counts = map[scheduling.FollowUpState]int{}
	for _, person := range s.people {
		p.Counts[person.State]++
		if person.Late {
			p.Late++
		}
		if !person.FollowUp.ProposedAt.IsZero() {
			p.Proposed++
		}
		if person.FollowUp.Comes == Comes {
			p.Coming++
		}
		if p.May.See {
			p.People = append(p.People, seen(person, p.May.Social))
		}
		switch {
		case person.FollowUp.ID == "", !followup.Open(person.FollowUp) || person.State == scheduling.FollowUpDeceased || !person.FollowUp.ProposedAt.IsZero():
		case d.channel(s, person, p.Today) != "":
			p.ToTell++
		default:
			p.ToCall++
		}
	}
	if p.May.Social || actor.May(scheduling.SeeReports, unit) == nil {
		p.Study = followup.Study(s.started, s.followUps)
	}
	return p
}

// seen is a person on a list: without what only social workers read.
func seen(p Person, social bool) Person {
	p.Insured = p.Insured.WithoutSocial()
	if !social {
		p.FollowUp = scheduling.FollowUp{
			ID: p.FollowUp.ID, DueOn: p.FollowUp.DueOn, PlannedOn: p.FollowUp.PlannedOn, Attempts: p.FollowUp.Attempts,
			ProposedAt: p.FollowUp.ProposedAt, ProposedBy: p.FollowUp.ProposedBy, Comes: p.FollowUp.Comes,
		}
	}
	return p
}

// load reads a session with everyone who started it: each of them once,
// whether or not the round has opened her follow-up yet.
func load(tx *store.Tx, c scheduling.Cohort) (s study, err error) {
	s.Cohort, s.Today = c, scheduling.DateOf(tx.Now)
	if s.organisation, err = tx.OrganisationOf(c.Unit); err != nil {
		return s, err
	}
	if s.zone, err = time.LoadLocation(s.organisation.TimeZone); err != nil {
		return s, err
	}
	s.Zone = s.zone
	if s.version, err = tx.Version(c.VersionID); err != nil {
		return s, err
	}
	if err := s.readMeeting(tx); err != nil {
		return s, err
	}
	return s, s.readPeople(tx)
}

// readMeeting finds the point à six mois, and the day of the six months.
func (s *study) readMeeting(tx *store.Tx) error {
	meetings, err := tx.Meetings(s.Cohort.ID)
	if err != nil {
		return err
	}
	for _, m := range meetings {
		switch {
		case m.Kind != scheduling.Supplementary:
		case m.CancelledAt.IsZero():
			s.Meeting = m
		default:
			s.Off = m
		}
	}
	if live := scheduling.LiveModules(meetings); len(live) > 0 && s.version.FollowUpMonths > 0 {
		s.DueOn = followup.DueOn(live[len(live)-1].Date, s.version.FollowUpMonths)
	}
	id := s.Cohort.Site
	if s.Meeting.ID != "" {
		id = s.Meeting.Site
	}
	s.Site, err = tx.Site(id)
	return err
}

func (s *study) readPeople(tx *store.Tx) error {
	ids := []scheduling.CohortID{s.Cohort.ID}
	people, err := tx.Participants(s.Cohort.ID)
	if err != nil {
		return err
	}
	attendances, err := tx.AttendancesOf(ids)
	if err != nil {
		return err
	}
	if s.followUps, err = tx.FollowUpsOf(ids); err != nil {
		return err
	}
	last, err := tx.LastFollowUpAttempts(s.Cohort.ID)
	if err != nil {
		return err
	}
	came, of := map[scheduling.EnrolmentID]bool{}, map[scheduling.EnrolmentID]scheduling.FollowUp{}
	for _, a := range attendances {
		came[a.Enrolment] = came[a.Enrolment] || a.Status.Came()
	}
	for _, f := range s.followUps {
		of[f.Enrolment] = f
	}
	for _, p := range people {
		f, followed := of[p.Enrolment.ID]
		if !came[p.Enrolment.ID] && !followed {
			continue
		}
		s.Base++
		s.started = append(s.started, p.Enrolment.ID)
		s.people = append(s.people, personOf(p, f, last[f.ID], s.Today))
	}
	return nil
}

func personOf(p store.Participant, f scheduling.FollowUp, last scheduling.Attempt, today scheduling.Date) Person {
	one := Person{Participant: p, FollowUp: f, State: followup.State(f), Last: last}
	if dead(p) {
		one.State = scheduling.FollowUpDeceased
	}
	one.Late = f.ID != "" && followup.Open(f) && !dead(p) && followup.NextOn(f).Before(today)
	return one
}

func dead(p store.Participant) bool {
	return !p.Insured.DeceasedOn.IsZero() || p.Enrolment.State == scheduling.Deceased
}
