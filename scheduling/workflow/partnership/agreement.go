package partnership

import (
	"context"
	"strings"

	"trame/scheduling"
	"trame/scheduling/store"
)

// AddAgreement enters what was signed with a partner.
func (d *Desk) AddAgreement(ctx context.Context, actor scheduling.Actor, a scheduling.Agreement) (scheduling.AgreementID, error) {
	a.ID, a.Version, a.Scope = store.NewID[scheduling.AgreementID](), 1, strings.TrimSpace(a.Scope)
	return a.ID, d.db.Write(ctx, func(tx *store.Tx) error {
		p, err := kept(tx, actor, a.Partner)
		if err != nil {
			return err
		}
		if err := a.Validate(); err != nil {
			return err
		}
		if err := tx.AddAgreement(a); err != nil {
			return err
		}
		return tx.Audit(trace(actor, "updated", p, map[string]any{"agreement": a.ID, "until": a.ValidUntil}))
	})
}

// EditAgreement corrects one; a.Version is what the actor saw. Its partner
// stays.
func (d *Desk) EditAgreement(ctx context.Context, actor scheduling.Actor, a scheduling.Agreement) error {
	a.Scope = strings.TrimSpace(a.Scope)
	return d.db.Write(ctx, func(tx *store.Tx) error {
		old, err := tx.Agreement(a.ID)
		if err != nil {
			return err
		}
		p, err := kept(tx, actor, old.Partner)
		if err != nil {
			return err
		}
		a.Partner = old.Partner
		if err := a.Validate(); err != nil {
			return err
		}
		if err := tx.ReplaceAgreement(a); err != nil {
			return err
		}
		return tx.Audit(trace(actor, "updated", p, map[string]any{"agreement": a.ID, "until": a.ValidUntil}))
	})
}

// RemoveAgreement takes out one that was entered by mistake.
func (d *Desk) RemoveAgreement(ctx context.Context, actor scheduling.Actor, id scheduling.AgreementID) error {
	return d.db.Write(ctx, func(tx *store.Tx) error {
		a, err := tx.Agreement(id)
		if err != nil {
			return err
		}
		p, err := kept(tx, actor, a.Partner)
		if err != nil {
			return err
		}
		if err := tx.RemoveAgreement(id); err != nil {
			return err
		}
		return tx.Audit(trace(actor, "updated", p, map[string]any{"agreement": id, "removed": true}))
	})
}

// Agreement reads one with its partner.
func (d *Desk) Agreement(ctx context.Context, actor scheduling.Actor, id scheduling.AgreementID) (signed SignedAgreement, p scheduling.Partner, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		a, err := tx.Agreement(id)
		if err != nil {
			return err
		}
		signed = SignedAgreement{a, a.State(scheduling.DateOf(tx.Now))}
		p, err = seen(tx, actor, a.Partner)
		return err
	})
	return signed, p, err
}
