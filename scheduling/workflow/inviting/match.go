package inviting

import (
	"slices"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/transfer"
)

// known is whom an import may be about, by each way of recognising a person.
type known struct {
	byNumber map[string][]scheduling.Insured
	byBirth  map[birthName][]scheduling.Insured
	byName   map[string][]scheduling.Insured
}

type birthName struct {
	born scheduling.Date
	name string
}

// foldedName is a person's name as rule 28 compares it.
func foldedName(i scheduling.Insured) string { return store.Fold(i.LastName + " " + i.FirstName) }

// readKnown finds, in one query, everyone of units that rows may be about.
func readKnown(tx *store.Tx, units []scheduling.UnitID, rows []transfer.Row) (known, error) {
	var numbers, names []string
	var born []scheduling.Date
	for _, row := range rows {
		i := row.Onto(scheduling.Insured{})
		if i.InternalNumber != "" {
			numbers = append(numbers, i.InternalNumber)
		}
		if !i.BirthDate.IsZero() {
			born = append(born, i.BirthDate)
		}
		names = append(names, foldedName(i))
	}
	k := known{map[string][]scheduling.Insured{}, map[birthName][]scheduling.Insured{}, map[string][]scheduling.Insured{}}
	people, err := tx.InsuredKnown(units, numbers, born, names)
	for _, i := range people {
		name := foldedName(i)
		k.byName[name] = append(k.byName[name], i)
		if i.InternalNumber != "" {
			k.byNumber[i.InternalNumber] = append(k.byNumber[i.InternalNumber], i)
		}
		if !i.BirthDate.IsZero() {
			k.byBirth[birthName{i.BirthDate, name}] = append(k.byBirth[birthName{i.BirthDate, name}], i)
		}
	}
	return k, err
}

// candidates are those whom a row may be about; sure tells that there is one
// and no doubt (rule 28: internal number first, then birth date and name).
func (k known) candidates(i scheduling.Insured) (people []scheduling.Insured, sure bool) {
	if same := k.byNumber[i.InternalNumber]; i.InternalNumber != "" && len(same) > 0 {
		return same, len(same) == 1
	}
	if same := k.byBirth[birthName{i.BirthDate, foldedName(i)}]; !i.BirthDate.IsZero() && len(same) > 0 {
		// Another number on the same person and day is a human's call.
		another := func(o scheduling.Insured) bool { return i.InternalNumber != "" && o.InternalNumber != "" }
		return same, len(same) == 1 && !slices.ContainsFunc(same, another)
	}
	// The same name tells nothing when both dates are known and differ.
	return slices.DeleteFunc(slices.Clone(k.byName[foldedName(i)]), func(o scheduling.Insured) bool {
		return !i.BirthDate.IsZero() && !o.BirthDate.IsZero()
	}), false
}
