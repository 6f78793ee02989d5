package receiving

import (
	"context"
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
		for _, f := range found {
			if actor.May(deedOf(f.Owner), f.Unit) != nil {
				continue
			}
			r, key, err := d.owner(tx, f.Owner)
			if err != nil {
				return err
			}
			if key != f.Key {
				continue
			}
			r.Since, r.Status = f.ReturnedAt, f.Status
			list = append(list, r)
		}
		return nil
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
		var key string
		if r, key, err = d.owner(tx, owner); err != nil {
			return err
		}
		for _, f := range found {
			if f.Key == key {
				r.Since, r.Status, ok = f.ReturnedAt, f.Status, true
			}
		}
		return nil
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
		_, key, err := d.owner(tx, owner)
		if err != nil {
			return err
		}
		for _, f := range found {
			if f.Key != key {
				continue
			}
			if err := actor.May(deedOf(owner), f.Unit); err != nil {
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

// deedOf is what somebody must be trusted with to see whose address it is.
func deedOf(owner string) scheduling.Deed {
	if strings.HasPrefix(owner, "insured:") {
		return scheduling.Invite
	}
	return scheduling.Organise
}

// owner reads a person and the key of her present address, "" where there is
// none, or nobody any more.
func (d *Desk) owner(tx *store.Tx, owner string) (r Returned, key string, err error) {
	r.Owner = owner
	address := ""
	switch kind, id, _ := strings.Cut(owner, ":"); kind {
	case "facilitator":
		var f scheduling.Facilitator
		f, err = tx.Facilitator(scheduling.FacilitatorID(id))
		r.Name, r.Phone, address = f.Name(), f.Phone, f.Email
	case "insured":
		var i scheduling.Insured
		i, err = tx.Insured(scheduling.InsuredID(id))
		r.Name, r.Phone, address, r.Letter = i.Name(), i.Phone, i.Email, i.Reaches(scheduling.ByLetter)
	case "user":
		var u scheduling.User
		u, err = tx.User(scheduling.UserID(id))
		r.Name, r.Phone, address = u.Name(), u.Phone, u.Email
	}
	if scheduling.KindOf(err) == scheduling.NotFound || address == "" {
		return r, "", nil
	}
	return r, d.post.AddressKey(address), err
}

// nameOf is how a facilitator or an agent is called.
func nameOf(tx *store.Tx, resource string) (string, error) {
	switch kind, id, _ := strings.Cut(resource, ":"); kind {
	case "facilitator":
		f, err := tx.Facilitator(scheduling.FacilitatorID(id))
		return f.Name(), err
	case "user":
		u, err := tx.User(scheduling.UserID(id))
		return u.Name(), err
	}
	return "", nil
}
