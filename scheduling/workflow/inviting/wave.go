package inviting

import (
	"context"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
)

// Sending is an invitation as the organiser's list shows it.
type Sending struct {
	Invitation scheduling.Invitation
	Insured    scheduling.Insured
	State      string // label.invitation: queued, sent, failed, prepared, posted, replied, withdrawn
	At         time.Time
	Enrolment  scheduling.EnrolmentState
}

// Sendings is every invitation of a cohort, with what became of it.
type Sendings struct {
	Cohort  scheduling.Cohort
	Zone    string
	List    []Sending
	Letters int // still to be posted
	Count   store.Headcount
	social  bool // the actor reads why people decline
}

// Sendings lists a cohort's invitations.
func (d *Desk) Sendings(ctx context.Context, actor scheduling.Actor, id scheduling.CohortID) (s Sendings, err error) {
	units := actor.Units(scheduling.SeePeople)
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		c, err := tx.CohortFor(actor, id, scheduling.SeePeople)
		if err != nil {
			return err
		}
		invitations, err := tx.Invitations(id)
		if err != nil {
			return err
		}
		people, _, err := around(tx, units, invitations)
		if err != nil {
			return err
		}
		messages, err := tx.MessagesAbout(id, invitationKind)
		if err != nil {
			return err
		}
		enrolments, err := tx.Enrolments(id)
		if err != nil {
			return err
		}
		counts, err := tx.Headcounts([]scheduling.CohortID{id})
		if err != nil {
			return err
		}
		unit, err := tx.Unit(c.Unit)
		if err != nil {
			return err
		}
		organisation, err := tx.Organisation(unit.Organisation)
		s = Sendings{Cohort: c, Zone: organisation.TimeZone, Count: counts[id], social: actor.May(scheduling.SeeSocial, c.Unit) == nil}
		s.fill(invitations, people, messages, enrolments)
		return err
	})
	return s, err
}

func (s *Sendings) fill(invitations []scheduling.Invitation, people map[scheduling.InsuredID]scheduling.Insured, messages []scheduling.Message, enrolments []scheduling.Enrolment) {
	told := map[string]scheduling.Message{}
	for _, m := range messages {
		told[m.DedupeKey] = m
	}
	states := map[scheduling.InsuredID]scheduling.EnrolmentState{}
	for _, e := range enrolments {
		if states[e.Insured] == "" || e.State.Open() {
			states[e.Insured] = e.State
		}
	}
	for _, inv := range invitations {
		i, visible := people[inv.Insured]
		if !visible {
			continue // of a unit the actor does not reach
		}
		if !s.social {
			inv.Reason, inv.Comment = "", ""
		}
		state, at := stateOf(inv, told["invitation:"+string(inv.ID)])
		if state == "prepared" {
			s.Letters++
		}
		s.List = append(s.List, Sending{inv, withoutSocial(i), state, at, states[inv.Insured]})
	}
}

// stateOf derives an invitation's state, and since when, from its facts.
func stateOf(inv scheduling.Invitation, m scheduling.Message) (string, time.Time) {
	switch {
	case !inv.WithdrawnAt.IsZero():
		return "withdrawn", inv.WithdrawnAt
	case inv.Reply != "":
		return "replied", inv.RepliedAt
	case inv.Channel == scheduling.ByLetter && inv.SentAt.IsZero():
		return "prepared", inv.PreparedAt
	case inv.Channel == scheduling.ByLetter:
		return "posted", inv.SentAt
	case !m.FailedAt.IsZero():
		return "failed", m.FailedAt
	case !m.SentAt.IsZero():
		return "sent", m.SentAt
	case !inv.SentAt.IsZero():
		return "sent", inv.SentAt
	default:
		return "queued", m.DueAt
	}
}
