package inviting

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/transfer"
)

// ImportVerdict is what an import will do with a row.
type ImportVerdict string

// The verdicts, in the order of the screen.
const (
	InError   ImportVerdict = "in_error"
	Ambiguous ImportVerdict = "ambiguous"
	ToCreate  ImportVerdict = "to_create"
	ToUpdate  ImportVerdict = "to_update"
	UpToDate  ImportVerdict = "up_to_date"
	LeftOut   ImportVerdict = "left_out" // so chosen
)

// Choices are what a person decided of ambiguous rows, by line: an id, "new"
// or "skip".
type Choices map[int]string

// Import is a file before, or after, it is applied.
type Import struct {
	Sheet transfer.Sheet
	Rows  []ImportRow
	Count map[ImportVerdict]int
	Seen  string // stands for what was shown: it is what is confirmed
}

// ImportRow is a line and what becomes of it.
type ImportRow struct {
	transfer.Row
	Verdict    ImportVerdict
	Insured    scheduling.Insured // as she will be
	Before     scheduling.Insured // as she is; zero when she is new
	Changed    []string
	Candidates []scheduling.Insured // of an ambiguous row
	Choice     string
}

// PreviewImport reads a file of people for a unit and says of each row what
// would become of it. It writes nothing (rule 28).
func (d *Desk) PreviewImport(ctx context.Context, actor scheduling.Actor, unit scheduling.UnitID, raw []byte, choices Choices) (plan Import, err error) {
	sheet, err := d.sheet(actor, unit, raw)
	if err != nil {
		return plan, err
	}
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		plan, err = planImport(tx, actor, unit, sheet, choices)
		return err
	})
	return plan, err
}

func (d *Desk) sheet(actor scheduling.Actor, unit scheduling.UnitID, raw []byte) (transfer.Sheet, error) {
	if unit == "" {
		return transfer.Sheet{}, scheduling.Refuse(scheduling.Invalid, "insured.unit.required", "unit")
	}
	if err := actor.May(scheduling.Invite, unit); err != nil {
		return transfer.Sheet{}, err
	}
	return transfer.ReadPeople(raw, actor.May(scheduling.SeeSocial, unit) == nil)
}

// ApplyImport does what a preview showed, all of it or nothing. seen is the
// preview's: when the files changed meanwhile it is a Conflict, and nothing is
// written. Applied again, it changes nothing.
func (d *Desk) ApplyImport(ctx context.Context, actor scheduling.Actor, unit scheduling.UnitID, raw []byte, choices Choices, seen string) (plan Import, err error) {
	sheet, err := d.sheet(actor, unit, raw)
	if err != nil {
		return plan, err
	}
	err = d.db.Write(ctx, func(tx *store.Tx) error {
		if err := tx.LockUnit(unit); err != nil { // two imports at once would both create
			return err
		}
		plan, err = planImport(tx, actor, unit, sheet, choices)
		if err != nil {
			return err
		}
		if plan.Seen != seen {
			return scheduling.Refuse(scheduling.Conflict, "import.changed", "")
		}
		return plan.write(tx, actor, unit)
	})
	return plan, numberTaken(err)
}

func planImport(tx *store.Tx, actor scheduling.Actor, unit scheduling.UnitID, sheet transfer.Sheet, choices Choices) (Import, error) {
	plan := Import{Sheet: sheet, Count: map[ImportVerdict]int{}}
	k, err := readKnown(tx, actor.Units(scheduling.Invite), sheet.Rows)
	if err != nil {
		return plan, err
	}
	today := scheduling.DateOf(tx.Now)
	first := map[any]int{} // by whom, or by what, a line already speaks for
	seen := sha256.New()
	for _, row := range sheet.Rows {
		r := ImportRow{Row: row, Choice: choices[row.Line]}
		r.judge(k, actor, unit, today)
		r.once(first)
		plan.Count[r.Verdict]++
		plan.Rows = append(plan.Rows, r)
		fmt.Fprintf(seen, "%d %s %s %d %q\n", r.Line, r.Verdict, r.Before.ID, r.Before.Version, r.Changed)
	}
	plan.Seen = hex.EncodeToString(seen.Sum(nil))
	return plan, nil
}

// judge decides what becomes of a row.
func (r *ImportRow) judge(k known, actor scheduling.Actor, unit scheduling.UnitID, today scheduling.Date) {
	if len(r.Faults) > 0 {
		r.Verdict = InError
		return
	}
	people, sure := k.candidates(r.Onto(scheduling.Insured{}))
	chosen := slices.IndexFunc(people, func(i scheduling.Insured) bool { return string(i.ID) == r.Choice })
	switch {
	case len(people) == 0 || !sure && r.Choice == "new":
		r.Insured = r.Onto(scheduling.Insured{Unit: unit}).Tidy()
		r.Verdict = ToCreate
	case sure:
		r.onto(people[0], actor)
	case r.Choice == "skip":
		r.Verdict = LeftOut
	case chosen >= 0:
		r.onto(people[chosen], actor)
	default:
		r.Verdict, r.Candidates = Ambiguous, people
		if r.onto(people[0], actor); len(people) > 1 || r.Verdict != UpToDate {
			r.Verdict, r.Insured, r.Before, r.Changed = Ambiguous, scheduling.Insured{}, scheduling.Insured{}, nil
		}
		return
	}
	if r.Verdict == ToCreate || r.Verdict == ToUpdate {
		r.check(today)
	}
}

// onto is a row that is about someone known.
func (r *ImportRow) onto(before scheduling.Insured, actor scheduling.Actor) {
	r.Before = before
	r.Insured = keepSocial(actor, r.Onto(before).Tidy(), before)
	r.Changed = changedFields(before, r.Insured)
	r.Verdict = ToUpdate
	if len(r.Changed) == 0 {
		r.Verdict = UpToDate
	}
}

// check puts what the file of a person refuses at the cells it comes from.
func (r *ImportRow) check(today scheduling.Date) {
	faults, _ := errors.AsType[scheduling.Faults](r.Insured.Validate(today))
	for _, f := range faults {
		r.Verdict = InError
		r.Faults = append(r.Faults, transfer.Fault{Column: r.At(f.Field), Error: f})
	}
}

// once refuses a second line about the same person.
func (r *ImportRow) once(first map[any]int) {
	if r.Verdict != ToCreate && r.Verdict != ToUpdate && r.Verdict != UpToDate {
		return
	}
	keys := []any{birthName{r.Insured.BirthDate, foldedName(r.Insured)}}
	if r.Insured.InternalNumber != "" {
		keys = append(keys, r.Insured.InternalNumber)
	}
	if r.Before.ID != "" {
		keys = []any{r.Before.ID}
	}
	for _, key := range keys {
		if line, twice := first[key]; twice {
			r.Verdict = InError
			r.Faults = append(r.Faults, transfer.Fault{Column: -1, Error: scheduling.Refuse(scheduling.Invalid, "import.twice", "", "line", line)})
			return
		}
		first[key] = r.Line
	}
}

// write applies a plan. The audit comes last: it holds the chain.
func (plan *Import) write(tx *store.Tx, actor scheduling.Actor, unit scheduling.UnitID) error {
	var created []scheduling.Insured
	var events []scheduling.AuditEvent
	for at := range plan.Rows {
		r := &plan.Rows[at]
		event := scheduling.AuditEvent{Actor: actor.ID.Ref(), Unit: r.Insured.Unit, Verb: "updated"}
		switch r.Verdict {
		case ToCreate:
			r.Insured.ID, r.Insured.CreatedAt, r.Insured.Version = store.NewID[scheduling.InsuredID](), tx.Now, 1
			created = append(created, r.Insured)
			event.Verb = "created"
		case ToUpdate:
			if err := tx.ReplaceInsured(r.Insured); err != nil {
				return err
			}
		default:
			continue
		}
		event.Subject, event.Fields = aboutPerson(r.Insured.ID), scheduling.TraceFields(map[string]any{"import": true, "changed": r.Changed})
		events = append(events, event)
	}
	if err := tx.AddAllInsured(created); err != nil {
		return err
	}
	for _, e := range events {
		if err := tx.Audit(e); err != nil {
			return err
		}
	}
	return tx.Audit(scheduling.AuditEvent{
		Actor: actor.ID.Ref(), Verb: "imported", Subject: "unit:" + string(unit), Unit: unit,
		Fields: scheduling.TraceFields(map[string]any{"created": plan.Count[ToCreate], "updated": plan.Count[ToUpdate]}),
	})
}
