package importing

import (
	"errors"
	"slices"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/transfer"
)

// known is whom some rows may be about, by each way of recognising a person,
// with what is kept of them.
type known struct {
	byNIR       map[string][]scheduling.Insured
	byNumber    map[string][]scheduling.Insured
	byName      map[string][]scheduling.Insured
	nirs        map[scheduling.InsuredID]store.KeptNIR
	referrals   map[scheduling.InsuredID][]scheduling.Referral
	byReference map[string]scheduling.InsuredID
}

// foldedName is a person's name as rule 28 compares it.
func foldedName(i scheduling.Insured) string { return store.Fold(i.LastName + " " + i.FirstName) }

// wanted are the ways in which rows name people.
type wanted struct{ nirs, numbers, names, references []string }

func wantedBy(pleas []plea) (w wanted) {
	for _, p := range pleas {
		if p.nirKey != "" {
			w.nirs = append(w.nirs, p.nirKey)
		}
		if p.told.InternalNumber != "" {
			w.numbers = append(w.numbers, p.told.InternalNumber)
		}
		if p.row.Says(transfer.Reference) {
			w.references = append(w.references, p.row.Cell(transfer.Reference))
		}
		w.names = append(w.names, p.name)
	}
	return w
}

// nirKey finds a person by her number without knowing it.
func (d *Desk) nirKey(n scheduling.NIR) string { return d.vault.Index("insured.nir", string(n)) }

// readKnown finds, in a few queries, everyone of units that rows may be about.
func readKnown(tx *store.Tx, im scheduling.Import, units []scheduling.UnitID, pleas []plea) (known, error) {
	k := known{
		map[string][]scheduling.Insured{},
		map[string][]scheduling.Insured{},
		map[string][]scheduling.Insured{},
		nil,
		map[scheduling.InsuredID][]scheduling.Referral{},
		map[string]scheduling.InsuredID{},
	}
	w := wantedBy(pleas)
	byNIR, err1 := tx.InsuredByNIRs(units, w.nirs)
	byNumber, err2 := tx.InsuredByNumbers(units, w.numbers)
	byName, err3 := tx.InsuredByNames(units, w.names)
	if err := errors.Join(err1, err2, err3); err != nil {
		return k, err
	}
	people := map[scheduling.InsuredID]scheduling.Insured{}
	for _, i := range slices.Concat(byNIR, byNumber, byName) {
		people[i.ID] = i
	}
	ids := make([]scheduling.InsuredID, 0, len(people))
	for id := range people {
		ids = append(ids, id)
	}
	if len(ids) > 0 {
		if k.nirs, err1 = tx.NIRs(ids); err1 != nil {
			return k, err1
		}
		if err := k.readReferrals(tx, im, ids); err != nil {
			return k, err
		}
	}
	for _, i := range people {
		k.add(i, foldedName(i), k.nirs[i.ID].Key)
	}
	k.sort()
	numbered, err := tx.ReferralsNumbered(units, im.Source, w.references)
	for _, r := range numbered {
		k.byReference[r.Reference] = r.Insured
	}
	return k, err
}

func (k *known) readReferrals(tx *store.Tx, im scheduling.Import, ids []scheduling.InsuredID) error {
	if !im.Referrals() {
		return nil
	}
	list, err := tx.ReferralsOfAll(ids)
	for _, r := range list {
		k.referrals[r.Insured] = append(k.referrals[r.Insured], r)
	}
	return err
}

// add makes a person known.
func (k *known) add(i scheduling.Insured, name, nir string) {
	k.byName[name] = append(k.byName[name], i)
	if i.InternalNumber != "" {
		k.byNumber[i.InternalNumber] = append(k.byNumber[i.InternalNumber], i)
	}
	if nir != "" {
		k.byNIR[nir] = append(k.byNIR[nir], i)
	}
}

// sort keeps the same order whatever the map's.
func (k *known) sort() {
	for _, index := range []map[string][]scheduling.Insured{k.byNIR, k.byNumber, k.byName} {
		for _, people := range index {
			slices.SortFunc(people, func(a, b scheduling.Insured) int {
				if a.ID < b.ID {
					return -1
				}
				return 1
			})
		}
	}
}

// candidates are those whom a row may be about; sure tells that there is one
// and no doubt (rule 28: NIR key, then internal number, then birth date and
// name).
func (k known) candidates(p plea) (people []scheduling.Insured, sure bool) {
	i, nir := p.told, p.nirKey
	if same := k.byNIR[nir]; nir != "" && len(same) > 0 {
		return same, len(same) == 1
	}
	// Another NIR, or another number, on the same person is a human's call.
	another := func(o scheduling.Insured) bool {
		return nir != "" && k.nirs[o.ID].Key != "" || i.InternalNumber != "" && o.InternalNumber != "" && i.InternalNumber != o.InternalNumber
	}
	if same := k.byNumber[i.InternalNumber]; i.InternalNumber != "" && len(same) > 0 {
		return same, len(same) == 1 && !another(same[0])
	}
	named := k.byName[p.name]
	born := slices.DeleteFunc(slices.Clone(named), func(o scheduling.Insured) bool { return o.BirthDate.IsZero() || o.BirthDate != i.BirthDate })
	if len(born) > 0 {
		return born, len(born) == 1 && !another(born[0])
	}
	// The same name tells nothing when both dates are known and differ.
	return slices.DeleteFunc(slices.Clone(named), func(o scheduling.Insured) bool {
		return !i.BirthDate.IsZero() && !o.BirthDate.IsZero()
	}), false
}
