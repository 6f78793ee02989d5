package valdoise

import (
	"fmt"
	"time"

	"trame/scheduling"
)

// facilitatorOf is who of our partners co-animates for a kind.
var facilitatorOf = func() map[scheduling.PartnerKind]scheduling.FacilitatorID {
	of := map[scheduling.PartnerKind]scheduling.FacilitatorID{}
	for _, p := range partners {
		of[p.kind] = scheduling.FacilitatorID("facilitator-" + p.id)
	}
	return of
}()

// coAnimate puts a facilitator who said yes on every kind that the modules of
// some meetings require.
func (g *gathering) coAnimate(meetings []scheduling.Meeting, invited time.Time) {
	for _, m := range meetings {
		if m.Kind != scheduling.ModuleMeeting {
			continue
		}
		for _, kind := range g.modules[m.Position-1].Partners {
			g.animate(m, scheduling.Animation{
				Facilitator: facilitatorOf[kind], Role: "co", PartnerKind: kind, InvitedAt: invited,
				Reply: scheduling.Accepted, RepliedAt: invited.AddDate(0, 0, 2), CreatedAt: invited,
			})
		}
	}
}

// enrol seats a person in a session.
func (g *gathering) enrol(c scheduling.CohortID, p scheduling.Insured, at time.Time) *scheduling.Enrolment {
	return g.place(c, p, scheduling.Enrolled, at)
}

// place gives a person a place, an offer or a rank in a session.
func (g *gathering) place(c scheduling.CohortID, p scheduling.Insured, state scheduling.EnrolmentState, at time.Time) *scheduling.Enrolment {
	e := scheduling.Enrolment{
		ID: scheduling.EnrolmentID("enrolment-" + p.ID[len("insured-"):]), Cohort: c, Insured: p.ID, State: state,
		RankedAt: at, CreatedAt: at, Version: 1,
	}
	if state == scheduling.Enrolled {
		e.EnrolledAt = at
	}
	g.enrolments = append(g.enrolments, e)
	g.changes = append(g.changes, scheduling.EnrolmentChange{Enrolment: e.ID, To: state, By: "participant", At: at})
	return &g.enrolments[len(g.enrolments)-1]
}

func (g *gathering) leave(e *scheduling.Enrolment, state scheduling.EnrolmentState, reason string, at time.Time) {
	g.changes = append(g.changes, scheduling.EnrolmentChange{Enrolment: e.ID, From: e.State, To: state, Reason: reason, By: "user:agent-claire", At: at})
	e.State, e.Reason, e.LeftAt, e.Version = state, reason, at, e.Version+1
}

var absenceReasons = []string{"care", "care", "health", "health", "transport", "caring", "paperwork", "work"}

// attend fills the sheets of some meetings for one person, who comes percent
// times in a hundred, and to the first one always.
func (g *gathering) attend(e *scheduling.Enrolment, meetings []scheduling.Meeting, percent int) {
	for i, m := range meetings {
		status, reason, missed := scheduling.Present, "", 0
		switch lot := g.dice.IntN(100); {
		case i == 0 || lot < percent-4:
		case lot < percent:
			status, missed = scheduling.Partial, 30
		case lot < percent+(100-percent)*4/5:
			status, reason = scheduling.AbsentExcused, pick(g.dice, absenceReasons)
		default:
			status = scheduling.AbsentUnexcused
		}
		g.mark(e, m, status, reason, missed)
	}
}

func (g *gathering) missAll(e *scheduling.Enrolment, meetings []scheduling.Meeting) {
	for _, m := range meetings {
		g.mark(e, m, scheduling.AbsentUnexcused, "", 0)
	}
}

func (g *gathering) mark(e *scheduling.Enrolment, m scheduling.Meeting, status scheduling.AttendanceStatus, reason string, missed int) {
	g.attendances = append(g.attendances, scheduling.Attendance{
		ID:      scheduling.AttendanceID(fmt.Sprintf("attendance-%s-%02d", e.ID[len("enrolment-"):], m.Position)),
		Meeting: m.ID, Enrolment: e.ID, Status: status, Reason: reason, MinutesMissed: missed,
		MarkedBy: "agent-claire", MarkedAt: m.EndsAt.Add(30 * time.Minute), Version: 1,
	})
}

// follow records what became of a person, or nothing when nobody knows.
func (g *gathering) follow(e *scheduling.Enrolment, p scheduling.Insured, outcome scheduling.OutcomeCode, due, last scheduling.Date) {
	if outcome == "" {
		return
	}
	whereof := g.whereof(outcome)
	asked := due.AddDays(g.dice.IntN(30))
	f := scheduling.FollowUp{
		ID: scheduling.FollowUpID("follow-up-" + p.ID[len("insured-"):]), Enrolment: e.ID, Cohort: e.Cohort, DueOn: due, Attempts: 1 + g.dice.IntN(2),
		LastAttemptAt: asked.UTC().Add(10 * time.Hour), ReachedAt: asked.UTC().Add(10 * time.Hour), Outcome: outcome, Whereof: whereof, Details: detailsOf[whereof],
		AsOf: asked, Source: scheduling.FollowUpPhone, RecordedBy: "agent-claire", RecordedAt: asked.UTC().Add(11 * time.Hour), Version: 2,
	}
	if outcome == scheduling.OutcomeDeceased {
		died := last.AddDays(30 + g.dice.IntN(120))
		f.AsOf, f.Source, f.ReachedAt, f.Attempts = died, scheduling.FollowUpFile, time.Time{}, 0
		f.LastAttemptAt = time.Time{}
		g.insured[len(g.insured)-1].DeceasedOn = died
		g.leave(e, scheduling.Deceased, "", died.UTC())
	}
	g.followUps = append(g.followUps, f)
}
