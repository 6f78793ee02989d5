package inviting

import (
	"bytes"
	"context"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/transfer"
)

// exportBatch is how many people are read at a time.
const exportBatch = 200

// Export is a CSV of the people that words find. Social content comes out only
// for an actor who may see it everywhere he sees people. It leaves a trace
// (rule 25).
func (d *Desk) Export(ctx context.Context, actor scheduling.Actor, words string) ([]byte, error) {
	units := actor.Units(scheduling.SeePeople)
	if len(units) == 0 {
		return nil, scheduling.Refuse(scheduling.Forbidden, "actor.may_not.see_people", "")
	}
	social := len(actor.Units(scheduling.SeeSocial)) == len(units)
	var out bytes.Buffer
	err := d.db.Write(ctx, func(tx *store.Tx) error {
		out.Reset()
		people, err := everyone(tx, units, words)
		if err != nil {
			return err
		}
		if err := transfer.WritePeople(&out, people, social); err != nil {
			return err
		}
		return tx.Audit(scheduling.AuditEvent{
			Actor: actor.ID.Ref(), Verb: "exported", Subject: "insured", Unit: units[0],
			Fields: scheduling.TraceFields(map[string]any{"people": len(people), "social": social, "units": units}),
		})
	})
	return out.Bytes(), err
}

func everyone(tx *store.Tx, units []scheduling.UnitID, words string) (people []scheduling.Insured, err error) {
	page := store.Page{Limit: exportBatch}
	for {
		found, err := tx.SearchInsured(units, words, page)
		if err != nil {
			return nil, err
		}
		people = append(people, found...)
		if len(found) < exportBatch {
			return people, nil
		}
		page.After = string(found[len(found)-1].ID)
	}
}
