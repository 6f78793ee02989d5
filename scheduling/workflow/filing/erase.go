package filing

import (
	"context"
	"maps"
	"slices"

	"trame/scheduling"
	"trame/scheduling/followup"
	"trame/scheduling/store"
	"trame/templates"
)

// erase is the one way in which a file is emptied, whoever asked for it: what
// reports count of her is counted apart, what is personal goes, the traces keep
// no word about her, and the register says that it was done (rules 26 and 27).
func erase(tx *store.Tx, i scheduling.Insured, e scheduling.Erasure) (scheduling.Erasure, error) {
	if err := tally(tx, i.ID); err != nil {
		return e, err
	}
	fields := map[string]any{"scope": e.Scope, "basis": e.Basis}
	var err error
	switch e.Scope {
	case scheduling.ErasePerson:
		if e.Counts, err = tx.EraseInsured(i.ID, templates.Message("insured.erased_name")); err != nil {
			return e, err
		}
		vouched, err := redact(tx, i.ID)
		if err != nil {
			return e, err
		}
		if len(vouched) > 0 {
			fields["redacted"], e.Counts["audit_events"] = vouched, len(vouched)
		}
		if err := tx.AddErasure(e); err != nil {
			return e, err
		}
	default:
		if e.Counts, err = tx.EraseSocial(i.ID); err != nil {
			return e, err
		}
	}
	return e, tx.Audit(scheduling.AuditEvent{
		Actor: e.Actor, Verb: "erased", Subject: about(i.ID), Unit: i.Unit, Fields: scheduling.TraceFields(fields),
	})
}

// redact takes the words about a person from the traces, those of the files that
// hers speaks for too.
func redact(tx *store.Tx, id scheduling.InsuredID) (map[string]string, error) {
	ids, err := tx.MergedInto(id)
	if err != nil {
		return nil, err
	}
	vouched := map[string]string{}
	for _, each := range append(ids, id) {
		more, err := tx.RedactAudit(about(each))
		if err != nil {
			return nil, err
		}
		maps.Copy(vouched, more)
	}
	return vouched, nil
}

// tally counts a person where she started, before nothing tells any more how old
// she was and what she had.
func tally(tx *store.Tx, id scheduling.InsuredID) error {
	list, err := tx.Untallied(id)
	if err != nil {
		return err
	}
	for _, u := range list {
		codes := map[store.TallyKind]string{
			store.TallyAge: followup.AgeBand(u.Birth, u.First), store.TallyPathology: u.Pathology, store.TallyOccupation: u.Occupation,
		}
		if codes[store.TallyAge] == followup.Unknown {
			codes[store.TallyAge] = ""
		}
		if u.Pathology != "" && !slices.Contains(scheduling.Pathologies, u.Pathology) {
			codes[store.TallyPathology] = "other" // where reports count a word of one's own
		}
		if !slices.Contains(scheduling.OccupationGroups, u.Occupation) {
			codes[store.TallyOccupation] = ""
		}
		if err := tx.AddTally(u, codes); err != nil {
			return err
		}
	}
	return nil
}

// Request is what is known before a person is erased because she asks.
type Request struct {
	Insured scheduling.Insured // without social content
	Running []scheduling.Cohort
	Today   scheduling.Date
	Months  int // after which time would erase her
}

// Request reads what an erasure would meet.
func (d *Desk) Request(ctx context.Context, actor scheduling.Actor, id scheduling.InsuredID) (r Request, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		i, err := tx.InsuredFor(actor, id, scheduling.AnswerRights)
		if err != nil {
			return err
		}
		o, now, err := here(tx, i.Unit)
		if err != nil {
			return err
		}
		r = Request{Insured: i.WithoutSocial(), Today: scheduling.DateOf(now), Months: o.RetentionMonths}
		r.Running, err = tx.RunningSeats(id)
		return err
	})
	return r, err
}

// Erase erases a person who asks for it, on a ground and a day that the register
// keeps. While she has a place in a session that runs, or waits for one, she
// leaves it first: the group's sheets and seats are not changed behind anyone's
// back (RGPD art. 17.3.b). version 0 takes the file as it is.
func (d *Desk) Erase(ctx context.Context, actor scheduling.Actor, id scheduling.InsuredID, e scheduling.Erasure, version int) error {
	return d.db.Write(ctx, func(tx *store.Tx) error {
		if _, err := tx.InsuredFor(actor, id, scheduling.AnswerRights); err != nil {
			return err
		}
		i, err := tx.LockFile(id)
		if err != nil {
			return err
		}
		o, now, err := here(tx, i.Unit)
		if err != nil {
			return err
		}
		if err := e.Validate(scheduling.DateOf(now)); err != nil {
			return err
		}
		if version != 0 && version != i.Version {
			return scheduling.Refuse(scheduling.Conflict, "stale", "")
		}
		running, err := tx.RunningSeats(id)
		if err != nil {
			return err
		}
		if len(running) > 0 {
			return scheduling.Refuse(scheduling.Conflict, "erasure.running", "", "cohort", running[0].Label)
		}
		e.ID, e.At, e.Scope, e.Basis = store.NewID[scheduling.ErasureID](), tx.Now, scheduling.ErasePerson, scheduling.OnRequest
		e.Organisation, e.Unit, e.Subject, e.Actor = o.ID, i.Unit, id, actor.ID.Ref()
		_, err = erase(tx, i, e)
		return err
	})
}
