package inviting

import (
	"context"
	"strings"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
)

// Sending is an invitation as the organiser's list shows it.
type Sending struct {
	Invitation scheduling.Invitation
	Insured    scheduling.Insured
	State      string // label.invitation: queued, sent, delivered, failed, prepared, printed, posted, returned, replied, withdrawn
	At         time.Time
	Enrolment  scheduling.EnrolmentState
}

// Sendings is every invitation of a cohort, with what became of it.
type Sendings struct {
	Cohort  scheduling.Cohort
	Zone    string
	List    []Sending
	Waves   []scheduling.Wave
	Tallies []Tally
	Letters int // still to be posted
	Count   store.Headcount
	social  bool // the actor reads why people decline
}

// Tally counts what became of the invitations by one channel.
type Tally struct {
	Channel scheduling.Channel
	Total   int
	States  []StateCount // in the order of a life, none of zero
}

// StateCount is how many stand in one state.
type StateCount struct {
	State string
	N     int
}

// states are those of an invitation, in the order of its life.
var states = []string{"queued", "prepared", "printed", "sent", "posted", "delivered", "replied", "failed", "returned", "withdrawn"}

func tally(list []Sending) []Tally {
	counts := map[scheduling.Channel]map[string]int{}
	for _, s := range list {
		if counts[s.Invitation.Channel] == nil {
			counts[s.Invitation.Channel] = map[string]int{}
		}
		counts[s.Invitation.Channel][s.State]++
	}
	var tallies []Tally
	for _, c := range scheduling.Channels {
		t := Tally{Channel: c}
		for _, state := range states {
			if n := counts[c][state]; n > 0 {
				t.Total += n
				t.States = append(t.States, StateCount{state, n})
			}
		}
		if t.Total > 0 {
			tallies = append(tallies, t)
		}
	}
	return tallies
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
		messages, err := tx.MessagesAbout(id, invitationKind, againKind)
		if err != nil {
			return err
		}
		waves, err := tx.Waves(id)
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
		organisation, err := tx.OrganisationOf(c.Unit)
		s = Sendings{Cohort: c, Waves: waves, Zone: organisation.TimeZone, Count: counts[id], social: actor.May(scheduling.SeeSocial, c.Unit) == nil}
		s.fill(invitations, people, messages, enrolments)
		s.Tallies = tally(s.List)
		return err
	})
	return s, err
}

func (s *Sendings) fill(invitations []scheduling.Invitation, people map[scheduling.InsuredID]scheduling.Insured, messages []scheduling.Message, enrolments []scheduling.Enrolment) {
	told := map[string]scheduling.Message{} // the latest about each invitation
	for _, m := range messages {
		_, rest, _ := strings.Cut(m.DedupeKey, ":")
		id, _, _ := strings.Cut(rest, ":")
		told[id] = m
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
		state, at := stateOf(inv, told[string(inv.ID)])
		if state == "prepared" || state == "printed" {
			s.Letters++
		}
		s.List = append(s.List, Sending{inv, i.WithoutSocial(), state, at, states[inv.Insured]})
	}
}

// stateOf derives an invitation's state, and since when, from its facts.
func stateOf(inv scheduling.Invitation, m scheduling.Message) (string, time.Time) {
	switch {
	case !inv.WithdrawnAt.IsZero():
		return "withdrawn", inv.WithdrawnAt
	case inv.Reply != "":
		return "replied", inv.RepliedAt
	case inv.Channel == scheduling.ByLetter:
		return stateOfLetter(inv)
	case !m.FailedAt.IsZero():
		return "failed", m.FailedAt
	case !m.DeliveredAt.IsZero():
		return "delivered", m.DeliveredAt
	case !m.SentAt.IsZero():
		return "sent", m.SentAt
	case !inv.SentAt.IsZero():
		return "sent", inv.SentAt
	default:
		return "queued", m.DueAt
	}
}

func stateOfLetter(inv scheduling.Invitation) (string, time.Time) {
	switch {
	case !inv.ReturnedAt.IsZero() && !inv.SentAt.IsZero():
		return "returned", inv.ReturnedAt
	case !inv.SentAt.IsZero():
		return "posted", inv.SentAt
	case !inv.PrintedAt.IsZero():
		return "printed", inv.PrintedAt
	}
	return "prepared", inv.PreparedAt
}
