package filing

import (
	"context"
	"slices"
	"strings"

	"trame/scheduling"
	"trame/scheduling/store"
)

// Twin is another file that is perhaps of the same person, and what makes one
// think so: nir, number, name, order, longer, contact.
type Twin struct {
	A, B scheduling.Insured
	Why  []string
}

// alike is what two files share that two people seldom do (rule 28). Names are
// compared without accents, capitals, hyphens and order; one that holds the
// other is a married woman's, as often as not. A shared phone or mail counts
// with the same birth date alone: a couple shares it.
func alike(p store.Alike) (why []string) {
	if p.SameNIR {
		why = append(why, "nir")
	}
	a, b := p.A, p.B
	if a.InternalNumber != "" && a.InternalNumber == b.InternalNumber {
		why = append(why, "number")
	}
	if a.BirthDate.IsZero() || a.BirthDate != b.BirthDate {
		return why
	}
	if word := sameName(names(a), names(b)); word != "" {
		why = append(why, word)
	}
	if a.Email != "" && a.Email == b.Email || digits(a.Phone) != "" && digits(a.Phone) == digits(b.Phone) {
		why = append(why, "contact")
	}
	return why
}

func names(i scheduling.Insured) []string {
	return strings.Fields(store.Fold(i.LastName + " " + i.FirstName))
}

func sameName(a, b []string) string {
	if strings.Join(a, "") == strings.Join(b, "") { // Letellier is Le Tellier
		return "name"
	}
	a, b = slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b))
	if slices.Equal(a, b) {
		return "order"
	}
	if len(a) > len(b) {
		a, b = b, a
	}
	for _, name := range a {
		if !slices.Contains(b, name) {
			return ""
		}
	}
	if len(a) < 2 {
		return ""
	}
	return "longer"
}

// digits are those of a number, its last nine: +33 6 and 06 are one.
func digits(phone string) string {
	only := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, phone)
	return only[max(0, len(only)-9):]
}

// Twins lists the files, among those the actor may see, that are perhaps of the
// same person. It shows identity and contact only.
func (d *Desk) Twins(ctx context.Context, actor scheduling.Actor, id scheduling.InsuredID) (list []Twin, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		if _, err := tx.InsuredFor(actor, id, scheduling.SeePeople); err != nil {
			return err
		}
		pairs, err := tx.AlikeTo(id, actor.Units(scheduling.SeePeople))
		list = twins(pairs)
		return err
	})
	return list, err
}

func twins(pairs []store.Alike) (list []Twin) {
	for _, p := range pairs {
		if why := alike(p); len(why) > 0 {
			list = append(list, Twin{p.A, p.B, why})
		}
	}
	return list
}

// Duplicates is a page of what is perhaps double in a unit.
type Duplicates struct {
	Unit  scheduling.UnitID
	Units []scheduling.Unit // among which the actor may choose
	Pairs []Twin
	Total int
	Next  string
}

const pairsAtOnce = 25

// Duplicates lists the likely duplicates of one unit; "" is the actor's first.
// after is the pair already seen.
func (d *Desk) Duplicates(ctx context.Context, actor scheduling.Actor, unit scheduling.UnitID, after string) (list Duplicates, err error) {
	units := actor.Units(scheduling.SeePeople)
	if len(units) == 0 {
		return list, scheduling.Refuse(scheduling.Forbidden, "actor.may_not.see_people", "")
	}
	if unit == "" {
		unit = units[0]
	}
	if err := actor.May(scheduling.SeePeople, unit); err != nil {
		return list, err
	}
	list.Unit = unit
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		if list.Units, err = tx.Units(units); err != nil {
			return err
		}
		pairs, err := tx.AlikeIn(unit)
		list.Pairs = twins(pairs)
		return err
	})
	list.Total = len(list.Pairs)
	list.Pairs = slices.DeleteFunc(list.Pairs, func(t Twin) bool { return t.cursor() <= after })
	if len(list.Pairs) > pairsAtOnce {
		list.Pairs = list.Pairs[:pairsAtOnce]
		list.Next = list.Pairs[pairsAtOnce-1].cursor()
	}
	return list, err
}

func (t Twin) cursor() string { return string(t.A.ID) + "." + string(t.B.ID) }

// TellApart notes that two files are of two people: they are not proposed as
// one again.
func (d *Desk) TellApart(ctx context.Context, actor scheduling.Actor, a, b scheduling.InsuredID) error {
	return d.db.Write(ctx, func(tx *store.Tx) error {
		first, err := tx.InsuredFor(actor, a, scheduling.Invite)
		if err != nil {
			return err
		}
		if _, err := tx.InsuredFor(actor, b, scheduling.Invite); err != nil {
			return err
		}
		if a == b {
			return scheduling.Refuse(scheduling.Invalid, "merge.itself", "")
		}
		if err := tx.SayDistinct(a, b, actor.ID); err != nil {
			return err
		}
		return tx.Audit(scheduling.AuditEvent{
			Actor: actor.ID.Ref(), Verb: "told_apart", Subject: about(a), Unit: first.Unit,
			Fields: scheduling.TraceFields(map[string]any{"from": b}),
		})
	})
}
