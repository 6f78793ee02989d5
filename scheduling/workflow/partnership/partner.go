package partnership

import (
	"context"
	"strings"

	"trame/scheduling"
	"trame/scheduling/store"
)

// Listed is a partner as a list shows it.
type Listed struct {
	scheduling.Partner
	People    int // active ones
	Agreement scheduling.AgreementState
	Until     scheduling.Date // the end of the agreement that holds longest; zero: open, or none
}

// Partners lists those in the actor's reach by name, and the cursor of the
// next part, "" at the end.
func (d *Desk) Partners(ctx context.Context, actor scheduling.Actor, words string, kind scheduling.PartnerKind, page store.Page) (list []Listed, next string, err error) {
	units := actor.Units(scheduling.SeePlan)
	if page.Limit <= 0 || page.Limit > 200 {
		page.Limit = 50
	}
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		asked := page
		asked.Limit = min(page.Limit+1, 200)
		partners, err := tx.Partners(store.PartnersFilter{Units: units, Words: words, Kind: kind}, asked)
		if err != nil {
			return err
		}
		next = ""
		if len(partners) > page.Limit {
			partners = partners[:page.Limit]
			next = string(partners[page.Limit-1].ID)
		}
		list, err = listed(tx, partners)
		return err
	})
	return list, next, err
}

func listed(tx *store.Tx, partners []scheduling.Partner) ([]Listed, error) {
	ids := make([]scheduling.PartnerID, len(partners))
	for i, p := range partners {
		ids[i] = p.ID
	}
	facilitators, err := tx.FacilitatorsOf(ids)
	if err != nil {
		return nil, err
	}
	agreements, err := tx.AgreementsOf(ids)
	if err != nil {
		return nil, err
	}
	people := map[scheduling.PartnerID]int{}
	for _, f := range facilitators {
		if f.Active {
			people[f.Partner]++
		}
	}
	signed := map[scheduling.PartnerID][]scheduling.Agreement{}
	for _, a := range agreements {
		signed[a.Partner] = append(signed[a.Partner], a)
	}
	today := scheduling.DateOf(tx.Now)
	list := make([]Listed, len(partners))
	for i, p := range partners {
		list[i] = Listed{Partner: p, People: people[p.ID], Agreement: scheduling.Covered(signed[p.ID], today), Until: longest(signed[p.ID])}
	}
	return list, nil
}

// longest is the last day that any of agreements holds; zero when one has no
// end, or there is none.
func longest(agreements []scheduling.Agreement) (until scheduling.Date) {
	for _, a := range agreements {
		if a.ValidUntil.IsZero() {
			return scheduling.Date{}
		}
		if a.ValidUntil.After(until) {
			until = a.ValidUntil
		}
	}
	return until
}

// File is all there is of a partner on one page.
type File struct {
	scheduling.Partner
	UnitName     string
	State        scheduling.AgreementState
	Agreements   []SignedAgreement
	Facilitators []scheduling.Facilitator
	Coming       []Coming
	MayChange    bool
}

// SignedAgreement is an agreement and where it stands today.
type SignedAgreement struct {
	scheduling.Agreement
	State scheduling.AgreementState
}

// Partner reads one with its people, agreements and coming meetings.
func (d *Desk) Partner(ctx context.Context, actor scheduling.Actor, id scheduling.PartnerID) (f File, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		p, err := seen(tx, actor, id)
		if err != nil {
			return err
		}
		f, err = file(tx, actor, p)
		return err
	})
	return f, err
}

func file(tx *store.Tx, actor scheduling.Actor, p scheduling.Partner) (f File, err error) {
	f = File{Partner: p, MayChange: actor.May(scheduling.Organise, p.Unit) == nil}
	unit, err := tx.Unit(p.Unit)
	if err != nil {
		return f, err
	}
	f.UnitName = unit.Name
	agreements, err := tx.Agreements(p.ID)
	if err != nil {
		return f, err
	}
	today := scheduling.DateOf(tx.Now)
	f.State = scheduling.Covered(agreements, today)
	for _, a := range agreements {
		f.Agreements = append(f.Agreements, SignedAgreement{a, a.State(today)})
	}
	if f.Facilitators, err = tx.Facilitators(p.ID); err != nil {
		return f, err
	}
	f.Coming, err = coming(tx, actor, f.Facilitators)
	return f, err
}

// AddPartner enters one.
func (d *Desk) AddPartner(ctx context.Context, actor scheduling.Actor, p scheduling.Partner) (scheduling.PartnerID, error) {
	p = tidy(p)
	if err := p.Validate(); err != nil {
		return "", err
	}
	if err := actor.May(scheduling.Organise, p.Unit); err != nil {
		return "", err
	}
	p.ID, p.Version = store.NewID[scheduling.PartnerID](), 1
	return p.ID, d.db.Write(ctx, func(tx *store.Tx) error {
		if err := tx.AddPartner(p); err != nil {
			return err
		}
		return tx.Audit(trace(actor, "created", p, map[string]any{"kind": p.Kind}))
	})
}

// EditPartner corrects one; p.Version is what the actor saw. Its unit stays.
func (d *Desk) EditPartner(ctx context.Context, actor scheduling.Actor, p scheduling.Partner) error {
	return d.db.Write(ctx, func(tx *store.Tx) error {
		old, err := kept(tx, actor, p.ID)
		if err != nil {
			return err
		}
		p = tidy(p)
		p.Unit = old.Unit
		if err := p.Validate(); err != nil {
			return err
		}
		if err := tx.ReplacePartner(p); err != nil {
			return err
		}
		return tx.Audit(trace(actor, "updated", p, map[string]any{"kind": p.Kind}))
	})
}

func tidy(p scheduling.Partner) scheduling.Partner {
	p.Name, p.Notes = strings.TrimSpace(p.Name), strings.TrimSpace(p.Notes)
	return p
}

// Units are where the actor may enter a partner.
func (d *Desk) Units(ctx context.Context, actor scheduling.Actor) (units []scheduling.Unit, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		units, err = tx.Units(actor.Units(scheduling.Organise))
		return err
	})
	return units, err
}
