package inviting

import (
	"context"
	"slices"

	"trame/scheduling"
	"trame/scheduling/sms"
	"trame/scheduling/store"
)

// AddInsured enters a person in a unit. Social content comes in only from an
// actor who may see it.
func (d *Desk) AddInsured(ctx context.Context, actor scheduling.Actor, i scheduling.Insured) (scheduling.InsuredID, error) {
	i = i.Tidy()
	if i.Unit == "" && len(actor.Units(scheduling.Invite)) == 1 {
		i.Unit = actor.Units(scheduling.Invite)[0]
	}
	if err := i.Validate(scheduling.DateOf(d.db.Now())); err != nil {
		return "", err
	}
	if err := actor.May(scheduling.Invite, i.Unit); err != nil {
		return "", err
	}
	i = keepSocial(actor, i, scheduling.Insured{})
	i.ID, i.DeceasedOn, i.Version = store.NewID[scheduling.InsuredID](), scheduling.Date{}, 1
	err := d.db.Write(ctx, func(tx *store.Tx) error {
		if err := textable(tx, i); err != nil {
			return err
		}
		i.CreatedAt = tx.Now
		if err := tx.AddInsured(i); err != nil {
			return err
		}
		return tx.Audit(scheduling.AuditEvent{Actor: actor.ID.Ref(), Verb: "created", Subject: aboutPerson(i.ID), Unit: i.Unit})
	})
	return i.ID, numberTaken(err)
}

// EditInsured replaces a person's file, but for her death (MarkDeceased) and
// for the social content when the actor may not see it.
func (d *Desk) EditInsured(ctx context.Context, actor scheduling.Actor, i scheduling.Insured) error {
	i = i.Tidy()
	if err := i.Validate(scheduling.DateOf(d.db.Now())); err != nil {
		return err
	}
	return numberTaken(d.db.Write(ctx, func(tx *store.Tx) error {
		before, err := tx.InsuredFor(actor, i.ID, scheduling.Invite)
		if err != nil {
			return err
		}
		if err := actor.May(scheduling.Invite, i.Unit); err != nil {
			return err
		}
		if err := textable(tx, i); err != nil {
			return err
		}
		i = keepSocial(actor, i, before)
		i.DeceasedOn, i.PausedUntil, i.CreatedAt = before.DeceasedOn, before.PausedUntil, before.CreatedAt
		i.AddressWrongOn = scheduling.Date{}
		if i.Street == before.Street && i.Postcode == before.Postcode && i.City == before.City {
			i.AddressWrongOn = before.AddressWrongOn
		}
		return saveInsured(tx, actor, before, i)
	}))
}

// textable refuses the consent to SMS of a number that takes none: a landline,
// or what is no number in the organisation's territory.
func textable(tx *store.Tx, i scheduling.Insured) error {
	if !i.SMSConsent {
		return nil
	}
	organisation, err := tx.OrganisationOf(i.Unit)
	if err != nil {
		return err
	}
	_, err = sms.Number(i.Phone, organisation.TimeZone)
	return err
}

// saveInsured replaces a person and tells which fields changed.
func saveInsured(tx *store.Tx, actor scheduling.Actor, before, i scheduling.Insured) error {
	changed := i.Changed(before)
	if len(changed) == 0 {
		return nil
	}
	if err := tx.ReplaceInsured(i); err != nil {
		return err
	}
	return tx.Audit(scheduling.AuditEvent{
		Actor: actor.ID.Ref(), Verb: "updated", Subject: aboutPerson(i.ID), Unit: i.Unit,
		Fields: scheduling.TraceFields(map[string]any{"changed": changed}),
	})
}

// keepSocial keeps the social content of before unless the actor may see, and
// so change, it (rule 25).
func keepSocial(actor scheduling.Actor, i, before scheduling.Insured) scheduling.Insured {
	if actor.May(scheduling.SeeSocial, i.Unit) == nil {
		return i
	}
	return i.WithSocialOf(before)
}

// numberTaken says which field a duplicate is about: the internal number is
// the only thing two people of a unit may not share.
func numberTaken(err error) error {
	if isKey(err, "already_exists") {
		return scheduling.Refuse(scheduling.Invalid, "insured.internal_number.taken", "internal_number")
	}
	return err
}

// List is a page of people, with the cursor of the next.
type List struct {
	People []scheduling.Insured
	Total  int
	Next   string // "" at the end
}

// People lists whom the actor may see, by name; words narrow it. The list
// shows identity and contact only and is not a reading of anyone's file.
func (d *Desk) People(ctx context.Context, actor scheduling.Actor, words string, page store.Page) (list List, err error) {
	units := actor.Units(scheduling.SeePeople)
	if len(units) == 0 {
		return list, scheduling.Refuse(scheduling.Forbidden, "actor.may_not.see_people", "")
	}
	if page.Limit <= 0 || page.Limit > 200 {
		page.Limit = 50
	}
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		n, err := tx.CountInsured(units, words)
		if err != nil {
			return err
		}
		more := page
		more.Limit++
		list.Total = int(n)
		list.People, err = tx.SearchInsured(units, words, more)
		return err
	})
	if len(list.People) > page.Limit {
		list.People = list.People[:page.Limit]
		list.Next = string(list.People[page.Limit-1].ID)
	}
	for at, i := range list.People {
		list.People[at] = i.WithoutSocial()
	}
	return list, err
}

// MarkDeceased closes a person's file in silence: her enrolments end, their
// seats are offered on, and no message leaves for her any more (rule 13).
func (d *Desk) MarkDeceased(ctx context.Context, actor scheduling.Actor, id scheduling.InsuredID, on scheduling.Date, version int) error {
	return d.db.Write(ctx, func(tx *store.Tx) error {
		i, err := tx.InsuredFor(actor, id, scheduling.Invite)
		if err != nil {
			return err
		}
		today := scheduling.DateOf(tx.Now)
		if on.IsZero() {
			on = today
		}
		if on.After(today) {
			return scheduling.Refuse(scheduling.Invalid, "insured.deceased_on.future", "deceased_on")
		}
		if version != 0 && version != i.Version {
			return scheduling.Refuse(scheduling.Conflict, "stale", "")
		}
		i.DeceasedOn = on
		if err := tx.ReplaceInsured(i); err != nil {
			return err
		}
		if err := tx.DropMessagesTo(id, "deceased"); err != nil {
			return err
		}
		if _, err := tx.EndWitness(id, "system"); err != nil {
			return err
		}
		if err := d.endAll(tx, actor, i); err != nil {
			return err
		}
		return tx.Audit(scheduling.AuditEvent{
			Actor: actor.ID.Ref(), Verb: "updated", Subject: aboutPerson(id), Unit: i.Unit,
			Fields: scheduling.TraceFields(map[string]any{"changed": []string{"deceased_on"}}),
		})
	})
}

// endAll ends the open enrolments of a person who died, in the order of the
// cohorts' ids so that two such changes cannot wait for each other.
func (d *Desk) endAll(tx *store.Tx, actor scheduling.Actor, i scheduling.Insured) error {
	enrolments, err := tx.EnrolmentsOf(i.ID)
	if err != nil {
		return err
	}
	slices.SortFunc(enrolments, func(a, b scheduling.Enrolment) int {
		if a.Cohort < b.Cohort {
			return -1
		}
		return 1
	})
	for _, e := range enrolments {
		if !e.State.Open() {
			continue
		}
		c, err := tx.LockCohort(e.Cohort)
		if err != nil {
			return err
		}
		if err := move(tx, e, scheduling.Deceased, "", actor.ID.Ref()); err != nil {
			return err
		}
		if err := d.offerFree(tx, c); err != nil {
			return err
		}
	}
	return nil
}
