package receiving

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
)

// Returned is a person whose address takes no mail.
type Returned struct {
	Owner  string // "facilitator:ID", "insured:ID", "user:ID"
	Name   string
	Since  time.Time
	Status string
	Letter bool // she may be written to on paper
	Phone  string
}

// ID is whose address it is.
func (r Returned) ID() string {
	_, id, _ := strings.Cut(r.Owner, ":")
	return id
}

// Returned lists the people of the actor's units whose present address takes
// no mail, each to whom may see her. An address that was changed is no longer
// there.
func (d *Desk) Returned(ctx context.Context, actor scheduling.Actor) (list []Returned, err error) {
	units := actor.Units(scheduling.SeePlan)
	if len(units) == 0 {
		return nil, nil
	}
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		list = nil
		found, err := tx.ReturnedAddresses(units)
		if err != nil {
			return err
		}
		found = slices.DeleteFunc(found, func(f store.ReturnedAddress) bool { return actor.May(deedOf(f.Owner), f.Unit) != nil })
		refs := make([]string, len(found))
		for n, f := range found {
			refs[n] = f.Owner
		}
		who, err := owners(tx, refs)
		for _, f := range found {
			if o, known := who[f.Owner]; known && d.key(o) == f.Key {
				o.Since, o.Status = f.ReturnedAt, f.Status
				list = append(list, o.Returned)
			}
		}
		return err
	})
	return list, err
}

// ReturnedFrom is what came back from a person's present address; ok is false
// when nothing did. The caller has seen to it that the actor may see her.
func (d *Desk) ReturnedFrom(ctx context.Context, owner string) (r Returned, ok bool, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		found, err := tx.ReturnedAddressesOf(owner)
		if err != nil || len(found) == 0 {
			return err
		}
		who, err := owners(tx, []string{owner})
		r = who[owner].Returned
		for _, f := range found {
			if f.Key == d.key(who[owner]) {
				r.Since, r.Status, ok = f.ReturnedAt, f.Status, true
			}
		}
		return err
	})
	return r, ok, err
}

// Retry has a person's present address be written to again: she says that it
// takes mail.
func (d *Desk) Retry(ctx context.Context, actor scheduling.Actor, owner string) error {
	return d.db.Write(ctx, func(tx *store.Tx) error {
		found, err := tx.ReturnedAddressesOf(owner)
		if err != nil {
			return err
		}
		who, err := owners(tx, []string{owner})
		if err != nil {
			return err
		}
		key := d.key(who[owner])
		for _, f := range found {
			if f.Key != key {
				continue
			}
			if err := mayRetry(actor, owner, f.Unit); err != nil {
				return err
			}
			if err := tx.ForgetReturnedAddress(key); err != nil {
				return err
			}
			return tx.Audit(scheduling.AuditEvent{Actor: actor.ID.Ref(), Verb: "address_retried", Subject: owner, Unit: f.Unit})
		}
		return nil
	})
}

// mayRetry lets whoever deals with a person say that her address takes mail;
// of an agent, he himself and who keeps the accounts, too.
func mayRetry(actor scheduling.Actor, owner string, unit scheduling.UnitID) error {
	if owner == actor.ID.Ref() || strings.HasPrefix(owner, "user:") && actor.May(scheduling.Administer, unit) == nil {
		return nil
	}
	return actor.May(deedOf(owner), unit)
}

// deedOf is what somebody must be trusted with to see whose address it is.
func deedOf(owner string) scheduling.Deed {
	if strings.HasPrefix(owner, "insured:") {
		return scheduling.Invite
	}
	return scheduling.Organise
}

// owner is a person who is written to, and her present address.
type owner struct {
	Returned
	address string
}

// key is that of her address, "" where there is none.
func (d *Desk) key(o owner) string {
	if o.address == "" {
		return ""
	}
	return d.post.AddressKey(o.address)
}

// owners reads people by what they are referred to as, a query for each kind.
// Who is nobody any more is not among them.
func owners(tx *store.Tx, refs []string) (map[string]owner, error) {
	var facilitators []scheduling.FacilitatorID
	var insured []scheduling.InsuredID
	var users []scheduling.UserID
	for _, ref := range refs {
		switch kind, id, _ := strings.Cut(ref, ":"); kind {
		case "facilitator":
			facilitators = append(facilitators, scheduling.FacilitatorID(id))
		case "insured":
			insured = append(insured, scheduling.InsuredID(id))
		case "user":
			users = append(users, scheduling.UserID(id))
		}
	}
	partners, err1 := tx.FacilitatorsByID(facilitators)
	people, err2 := tx.InsuredOf(insured)
	agents, err3 := tx.UsersByID(users)
	who := make(map[string]owner, len(refs))
	keep := func(ref string, r Returned, address string) {
		r.Owner = ref
		who[ref] = owner{r, address}
	}
	for _, f := range partners {
		keep("facilitator:"+string(f.ID), Returned{Name: f.Name(), Phone: f.Phone}, f.Email)
	}
	for _, i := range people {
		if i.Stands() == nil {
			keep("insured:"+string(i.ID), Returned{Name: i.Name(), Phone: i.Phone, Letter: i.Reaches(scheduling.ByLetter)}, i.Email)
		}
	}
	for _, u := range agents {
		keep(u.ID.Ref(), Returned{Name: u.Name(), Phone: u.Phone}, u.Email)
	}
	return who, errors.Join(err1, err2, err3)
}
