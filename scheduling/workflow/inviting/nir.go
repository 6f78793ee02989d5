package inviting

import (
	"context"

	"trame/scheduling"
	"trame/scheduling/store"
)

// nirIndex is the purpose of the blind index by which a NIR is found.
const nirIndex = "insured.nir"

// NIRFile is what a form shows of a person's NIR.
type NIRFile struct {
	Insured scheduling.Insured // without social content
	Allowed bool               // her organisation keeps such numbers
	Masked  string             // "" when none is kept
	Number  scheduling.NIR     // once it was revealed
}

// NIR says whether a person's number is kept, and shows it masked.
func (d *Desk) NIR(ctx context.Context, actor scheduling.Actor, id scheduling.InsuredID) (f NIRFile, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		f, err = d.nirFile(tx, actor, id)
		f.Masked, f.Number = f.Number.Masked(), ""
		return err
	})
	return f, err
}

// RevealNIR shows a person's number whole, once: it is a trace of its own.
func (d *Desk) RevealNIR(ctx context.Context, actor scheduling.Actor, id scheduling.InsuredID) (f NIRFile, err error) {
	err = d.db.Write(ctx, func(tx *store.Tx) error {
		if f, err = d.nirFile(tx, actor, id); err != nil {
			return err
		}
		if f.Number == "" {
			return scheduling.Refuse(scheduling.Conflict, "nir.none", "")
		}
		f.Masked = f.Number.Masked()
		return tx.Audit(scheduling.AuditEvent{
			Actor: actor.ID.Ref(), Verb: "read", Subject: aboutPerson(id), Unit: f.Insured.Unit,
			Fields: scheduling.TraceFields(map[string]any{"nir": true}),
		})
	})
	return f, err
}

// nirFile opens what is kept of a number for whoever keeps files.
func (d *Desk) nirFile(tx *store.Tx, actor scheduling.Actor, id scheduling.InsuredID) (f NIRFile, err error) {
	i, err := tx.InsuredFor(actor, id, scheduling.Invite)
	if err != nil {
		return f, err
	}
	f.Insured = i.WithoutSocial()
	if f.Allowed, err = keepsNIRs(tx, i.Unit); err != nil || !f.Allowed {
		return f, err
	}
	kept, err := tx.NIRs([]scheduling.InsuredID{id})
	if err != nil || kept[id].Sealed == nil {
		return f, err
	}
	plain, err := d.vault.Open(scheduling.NIRPlace(id), kept[id].Sealed)
	f.Number = scheduling.NIR(plain)
	return f, err
}

func keepsNIRs(tx *store.Tx, unit scheduling.UnitID) (bool, error) {
	o, err := tx.OrganisationOf(unit)
	return o.NIRAllowed, err
}

// SetNIR keeps a person's number, sealed; "" forgets it. The trace tells that it
// changed, never what it is.
func (d *Desk) SetNIR(ctx context.Context, actor scheduling.Actor, id scheduling.InsuredID, typed string) error {
	var number scheduling.NIR
	if typed != "" {
		var err error
		if number, err = scheduling.ParseNIR(typed); err != nil {
			return err
		}
	}
	return d.db.Write(ctx, func(tx *store.Tx) error {
		f, err := d.nirFile(tx, actor, id)
		if err != nil {
			return err
		}
		if !f.Allowed {
			return scheduling.Refuse(scheduling.Invalid, "nir.off", "nir")
		}
		if number == f.Number {
			return nil
		}
		if err := d.writeNIR(tx, actor, id, number); err != nil {
			return err
		}
		return tx.Audit(scheduling.AuditEvent{
			Actor: actor.ID.Ref(), Verb: "updated", Subject: aboutPerson(id), Unit: f.Insured.Unit,
			Fields: scheduling.TraceFields(map[string]any{"changed": []string{"nir"}}),
		})
	})
}

func (d *Desk) writeNIR(tx *store.Tx, actor scheduling.Actor, id scheduling.InsuredID, number scheduling.NIR) error {
	if number == "" {
		return tx.RemoveNIR(id)
	}
	key := d.vault.Index(nirIndex, string(number))
	same, err := tx.InsuredByNIRs(actor.Units(scheduling.Invite), []string{key})
	if err != nil {
		return err
	}
	for _, other := range same {
		if other.ID != id {
			return scheduling.Refuse(scheduling.Invalid, "nir.taken", "nir")
		}
	}
	sealed, err := d.vault.Seal(scheduling.NIRPlace(id), []byte(number))
	if err != nil {
		return err
	}
	return tx.SetNIR(store.KeptNIR{Insured: id, Key: key, Sealed: sealed, SetAt: tx.Now})
}

// FindByNIR finds the person of a number, among those whose files the actor
// keeps. The number travels in a body, never in an address.
func (d *Desk) FindByNIR(ctx context.Context, actor scheduling.Actor, typed string) (id scheduling.InsuredID, err error) {
	units := actor.Units(scheduling.Invite)
	if len(units) == 0 {
		return "", scheduling.Refuse(scheduling.Forbidden, "actor.may_not.invite", "")
	}
	number, err := scheduling.ParseNIR(typed)
	if err != nil {
		return "", err
	}
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		people, err := tx.InsuredByNIRs(units, []string{d.vault.Index(nirIndex, string(number))})
		if err != nil {
			return err
		}
		for _, i := range people {
			if allowed, err := keepsNIRs(tx, i.Unit); err != nil || allowed {
				id = i.ID
				return err
			}
		}
		return scheduling.Refuse(scheduling.Invalid, "nir.nobody", "nir")
	})
	return id, err
}

// KeepsNIRs reports whether the actor's organisation keeps such numbers.
func (d *Desk) KeepsNIRs(ctx context.Context, actor scheduling.Actor) (allowed bool, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		o, err := tx.Organisation(actor.Organisation)
		allowed = o.NIRAllowed
		return err
	})
	return allowed, err
}
