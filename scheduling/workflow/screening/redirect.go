package screening

import (
	"context"
	"slices"
	"strings"

	"trame/scheduling"
	"trame/scheduling/store"
)

// Redirect sends a person to whom her question belongs, and closes her
// referral (rule 12).
func (d *Desk) Redirect(ctx context.Context, actor scheduling.Actor, id scheduling.ReferralID, to scheduling.Redirection, seen int) (scheduling.RedirectionID, error) {
	to.Target, to.Note = strings.TrimSpace(to.Target), strings.TrimSpace(to.Note)
	if err := to.Validate(); err != nil {
		return "", err
	}
	to.ID = store.NewID[scheduling.RedirectionID]()
	err := d.db.Write(ctx, func(tx *store.Tx) error {
		r, i, err := referral(tx, actor, id, scheduling.SeeSocial)
		if err != nil {
			return err
		}
		if !r.ClosedAt.IsZero() {
			return scheduling.Refuse(scheduling.Conflict, "referral.closed", "")
		}
		to.Referral, to.Insured, to.By, to.At = id, i.ID, actor.ID, tx.Now
		if err := tx.AddRedirection(to); err != nil {
			return err
		}
		return shut(tx, actor, i, r, seen)
	})
	return to.ID, err
}

// Slip is the paper that a redirected person takes along.
type Slip struct {
	Redirection  scheduling.Redirection
	Insured      scheduling.Insured
	Organisation scheduling.Organisation
	By           scheduling.User
	Zone         string
}

// Slip reads a redirection for paper. Its reading is a trace.
func (d *Desk) Slip(ctx context.Context, actor scheduling.Actor, id scheduling.RedirectionID) (s Slip, err error) {
	err = d.db.Write(ctx, func(tx *store.Tx) error {
		to, err := tx.Redirection(id)
		if err != nil {
			return err
		}
		i, err := tx.InsuredFor(actor, to.Insured, scheduling.SeeSocial)
		if err != nil {
			return err
		}
		s = Slip{Redirection: to, Insured: i.WithoutSocial()}
		if s.Organisation, err = tx.Organisation(actor.Organisation); err != nil {
			return err
		}
		s.Zone = s.Organisation.TimeZone
		by, err := tx.UsersByID([]scheduling.UserID{to.By})
		if at := slices.IndexFunc(by, func(u scheduling.User) bool { return u.ID == to.By }); at >= 0 {
			s.By = by[at]
		}
		if err != nil {
			return err
		}
		return audit(tx, actor, "read", i, map[string]any{"redirection": id})
	})
	return s, err
}
