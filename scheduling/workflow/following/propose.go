package following

import (
	"context"
	"time"

	"trame/scheduling"
	"trame/scheduling/post"
	"trame/scheduling/store"
)

// ahead is how long before the six months each is written to; a server that
// was stopped catches up within grace (rule 15).
const (
	ahead = 21 // days
	grace = 30 // days
)

// answerable is how long after the due day a link takes answers.
const answerable = 90 // days

// Propose writes to everybody of a session who started, is to be reached and
// was not written to yet: the day of the point à six mois, and the link to
// answer by. It returns to how many; the others are called.
func (d *Desk) Propose(ctx context.Context, actor scheduling.Actor, id scheduling.CohortID) (n int, err error) {
	err = d.db.Write(ctx, func(tx *store.Tx) error {
		c, err := tx.CohortFor(actor, id, scheduling.Invite)
		if err != nil {
			return err
		}
		n, err = d.propose(tx, c, actor.ID.Ref())
		return err
	})
	return n, err
}

// ProposeDue does so for every session three weeks before its six months. The
// background runner calls it.
func (d *Desk) ProposeDue(ctx context.Context) (n int, err error) {
	var due []scheduling.CohortID
	err = d.db.Read(ctx, func(tx *store.Tx) (err error) {
		today := scheduling.DateOf(tx.Now)
		due, err = tx.CohortsToPropose(today.AddDays(-grace), today.AddDays(ahead))
		return err
	})
	if err != nil {
		return 0, err
	}
	return store.InTurn(ctx, d.db, due, func(tx *store.Tx, id scheduling.CohortID) (int, error) {
		c, err := tx.LockCohort(id)
		if err != nil {
			return 0, err
		}
		return d.propose(tx, c, "system")
	})
}

func (d *Desk) propose(tx *store.Tx, c scheduling.Cohort, by string) (n int, err error) {
	if !c.ClosedAt.IsZero() {
		return 0, refuse(scheduling.Conflict, "attendance.cohort_closed")
	}
	s, err := load(tx, c)
	if err != nil {
		return 0, err
	}
	today := scheduling.DateOf(tx.Now.In(s.zone))
	if from := s.DueOn.AddDays(-2 * ahead); !s.DueOn.IsZero() && from.After(today) { // before any follow-up is open
		return 0, refuse(scheduling.Conflict, "follow_up.proposal.early", "from", from)
	}
	for _, p := range s.people {
		if !p.FollowUp.DueOn.IsZero() && p.FollowUp.DueOn.AddDays(-2*ahead).After(today) {
			return 0, refuse(scheduling.Conflict, "follow_up.proposal.early", "from", p.FollowUp.DueOn.AddDays(-2*ahead))
		}
		if channel := d.channel(s, p, today); channel != "" {
			if err := d.tell(tx, s, p, channel); err != nil {
				return n, err
			}
			n++
		}
	}
	if n == 0 {
		return 0, nil
	}
	return n, tx.Audit(scheduling.AuditEvent{
		Actor: by, Verb: "proposed", Subject: about(c.ID), Unit: c.Unit, Fields: scheduling.TraceFields(map[string]any{"six_months": n}),
	})
}

// channel is how a person is to be written to now; "" when she is not, or
// cannot be.
func (d *Desk) channel(s study, p Person, today scheduling.Date) scheduling.Channel {
	if p.FollowUp.ID == "" || p.State != scheduling.FollowUpToPlan && p.State != scheduling.FollowUpPlanned && p.State != scheduling.FollowUpContacted ||
		!p.FollowUp.ProposedAt.IsZero() || p.Insured.Paused(today) {
		return ""
	}
	ways := d.post.Ways(p.Insured, s.organisation)
	if len(ways) == 0 {
		return ""
	}
	return ways[0]
}

// Asking is what the message is worded with: the public title, one reader,
// nothing of health (rules 13 and 14).
type Asking struct {
	From      string
	FirstName string
	Gender    string
	Title     string // public
	Start     time.Time
	End       time.Time // zero: no meeting is planned
	Zone      *time.Location
	Place     string
	City      string
	Link      string
	AnswerBy  scheduling.Date
}

const kind = "follow_up"

const why = "Vous recevez ce message parce que vous avez pris part à ces rencontres. Répondre reste votre choix."

// tell queues the message and notes it as a try.
func (d *Desk) tell(tx *store.Tx, s study, p Person, channel scheduling.Channel) error {
	f := p.FollowUp
	token, hash := d.post.Token("follow_up/" + string(f.ID))
	due, err := tx.DueFor([]scheduling.InsuredID{p.Insured.ID}, channel, s.zone)
	if err != nil {
		return err
	}
	a := Asking{
		From: s.organisation.SenderName, FirstName: p.Insured.FirstName, Gender: p.Insured.Gender, Title: s.version.PublicTitle, Zone: s.zone,
		Link: d.post.Link("/nouvelles/" + token), AnswerBy: f.DueOn.AddDays(answerable),
	}
	if m := s.Meeting; m.ID != "" && m.StartsAt.After(tx.Now) {
		a.Start, a.End, a.Place, a.City = m.StartsAt, m.EndsAt, s.Site.PublicAddress(), s.Site.City
	}
	_, err = d.post.Queue(tx, post.Draft{
		Unit: s.Cohort.Unit, Organisation: s.organisation, Kind: kind, Template: kind, DedupeKey: "follow_up:" + string(f.ID),
		Cohort: s.Cohort.ID, Meeting: s.Meeting.ID, DueAt: due[p.Insured.ID], GraceAt: a.AnswerBy.UTC(), Why: why, Data: a,
	}.Addressed(p.Insured, channel))
	if err != nil {
		return err
	}
	f.TokenHash, f.ProposedAt, f.ProposedBy = hash, tx.Now, channel
	f.Attempts, f.LastAttemptAt = f.Attempts+1, tx.Now
	if err := tx.ReplaceFollowUp(f); err != nil {
		return err
	}
	return tx.AddFollowUpAttempt(scheduling.Attempt{
		ID: store.NewID[scheduling.AttemptID](), FollowUp: f.ID, Way: scheduling.TriedBy(channel), Outcome: scheduling.AttemptSent, At: tx.Now,
	})
}
