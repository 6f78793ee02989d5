package following

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"trame/scheduling"
	"trame/scheduling/followup"
	"trame/scheduling/store"
	"trame/scheduling/vault"
)

// Whether a person comes to the point à six mois, as she said.
const (
	Comes    = "yes"
	ComesNot = "no"
)

// Sheet is what a person's link opens. It never shows what she answered: the
// link may have been passed on.
type Sheet struct {
	Organisation scheduling.Organisation
	Title        string // public
	Start, End   time.Time
	Zone         *time.Location
	Place        string
	MeetingAhead bool
	AnswerBy     scheduling.Date
	Comes        string
	AnsweredOn   scheduling.Date // zero: not yet
	Testifies    string
	Known        bool // somebody of the service wrote it down: it is not hers to change here
}

// Own is what a person answers by herself. Either may be left out.
type Own struct {
	Comes   string
	Outcome scheduling.OutcomeCode
	Details string
	// Testifies is whether she may be asked to testify: a task for the team, no
	// consent by itself.
	Testifies string
}

// Open finds the sheet behind a link. An unknown link is NotFound; past its
// day, after a death or once the session is closed it is Expired.
func (d *Desk) Open(ctx context.Context, token string) (sheet Sheet, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		f, _, s, err := reach(tx, token)
		if err != nil {
			return err
		}
		sheet = Sheet{
			Organisation: s.organisation, Title: s.version.PublicTitle, Zone: s.zone, AnswerBy: f.DueOn.AddDays(answerable),
			Comes: f.Comes, Known: known(f), Testifies: f.Testifies,
		}
		if m := s.Meeting; m.ID != "" && m.StartsAt.After(tx.Now) {
			sheet.MeetingAhead, sheet.Start, sheet.End, sheet.Place = true, m.StartsAt, m.EndsAt, s.Site.PublicAddress()
		}
		if f.Outcome != "" && f.Source == scheduling.FollowUpLink {
			sheet.AnsweredOn = scheduling.DateOf(f.RecordedAt.In(s.zone))
		}
		return nil
	})
	return sheet, err
}

// Answer takes what a person says. It is the one record of her outcome, as if
// an agent had written it down; what an agent wrote is not hers to change.
func (d *Desk) Answer(ctx context.Context, token string, own Own) error {
	own.Details = strings.TrimSpace(own.Details)
	if err := own.validate(); err != nil {
		return err
	}
	return d.db.Write(ctx, func(tx *store.Tx) error {
		f, p, s, err := reach(tx, token)
		if err != nil {
			return err
		}
		if own.Outcome != "" && known(f) {
			return refuse(scheduling.Conflict, "follow_up.own.known")
		}
		if own.Comes != "" {
			f.Comes = own.Comes
		}
		if own.Testifies != "" {
			f.Testifies = own.Testifies
		}
		if own.Outcome != "" {
			f.Outcome, f.Details, f.AsOf, f.Source, f.ClosedReason = own.Outcome, own.Details, scheduling.DateOf(tx.Now.In(s.zone)), scheduling.FollowUpLink, ""
			f.RecordedBy, f.RecordedAt = "", tx.Now
		}
		if f.ReachedAt.IsZero() {
			f.ReachedAt = tx.Now
			err := tx.AddFollowUpAttempt(scheduling.Attempt{
				ID: store.NewID[scheduling.AttemptID](), FollowUp: f.ID, Way: scheduling.TriedBy(f.ProposedBy), Outcome: scheduling.AttemptReached, At: tx.Now,
			})
			if err != nil {
				return err
			}
		}
		if err := tx.ReplaceFollowUp(f); err != nil {
			return err
		}
		return tx.Audit(scheduling.AuditEvent{
			Actor: "participant", Verb: "answered", Subject: "insured:" + string(p.Insured.ID), Unit: s.Cohort.Unit,
			Fields: scheduling.TraceFields(map[string]any{"follow_up": f.ID, "cohort": s.Cohort.ID}),
		})
	})
}

func (own Own) validate() error {
	var f scheduling.Faults
	f.Check(own.Comes == "" || own.Comes == Comes || own.Comes == ComesNot, "comes", "follow_up.own.unknown")
	f.Check(own.Testifies == "" || own.Testifies == Comes || own.Testifies == ComesNot, "testifies", "follow_up.own.unknown")
	f.Check(own.Outcome == "" || slices.Contains(scheduling.OwnOutcomes, own.Outcome), "outcome", "follow_up.own.unknown")
	f.Check(own.Comes != "" || own.Outcome != "" || own.Testifies != "", "outcome", "follow_up.own.empty")
	f.Check(utf8.RuneCountInString(own.Details) <= 1000, "details", "follow_up.details.long")
	return f.Err()
}

// Link is the path of the sheet of whoever holds a link to her session; "" when
// she was not written to about the six months, or it is over.
func (d *Desk) Link(ctx context.Context, invitation string) (path string, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		inv, err := tx.InvitationByToken(vault.HashToken(invitation))
		if err != nil {
			return err
		}
		e, err := tx.LastEnrolment(inv.Cohort, inv.Insured)
		if err != nil {
			return err
		}
		f, err := tx.FollowUpOf(e.ID)
		if err != nil || f.TokenHash == "" {
			return err
		}
		token, _ := d.post.Token("follow_up/" + string(f.ID))
		if _, _, _, err = reach(tx, token); err == nil {
			path = "/nouvelles/" + token
		}
		return err
	})
	if kind := scheduling.KindOf(err); kind == scheduling.NotFound || kind == scheduling.Expired {
		return "", nil
	}
	return path, err
}

// known reports whether an agent wrote down what became of her.
func known(f scheduling.FollowUp) bool { return !followup.Open(f) && f.RecordedBy != "" }

func reach(tx *store.Tx, token string) (f scheduling.FollowUp, p store.Participant, s study, err error) {
	f, err = tx.FollowUpByToken(vault.HashToken(token))
	if scheduling.KindOf(err) == scheduling.NotFound {
		err = refuse(scheduling.NotFound, "link.unknown")
	}
	if err != nil {
		return f, p, s, err
	}
	people, err := tx.ParticipantsByEnrolment([]scheduling.EnrolmentID{f.Enrolment})
	if err != nil {
		return f, p, s, err
	}
	c, err := tx.Cohort(f.Cohort)
	if err != nil {
		return f, p, s, err
	}
	p = people[f.Enrolment]
	over := dead(p) || p.Insured.Stands() != nil || !c.ClosedAt.IsZero() || scheduling.DateOf(tx.Now).After(f.DueOn.AddDays(answerable))
	if over {
		return f, p, s, refuse(scheduling.Expired, "link.over")
	}
	s, err = load(tx, c)
	return f, p, s, err
}
