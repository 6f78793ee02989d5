package screening

import (
	"context"
	"errors"
	"slices"
	"strings"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/transfer"
)

// Follow examines whom imports changed, a part at a time, until nobody is left:
// for the programmes of their units and for those that they were examined for
// before. Any number of processes may run it, and a stop costs nothing: how far
// an import was followed is written with the checks.
func (d *Desk) Follow(ctx context.Context) error {
	var kept []scheduling.Import
	err := d.db.Read(ctx, func(tx *store.Tx) (err error) {
		kept, err = tx.ImportsKept()
		return err
	})
	for _, im := range kept {
		if !im.Examining() {
			continue
		}
		f := follower{desk: d, organisation: im.Organisation, examiners: map[scheduling.VersionID]*examiner{}, running: map[scheduling.UnitID][]scheduling.VersionID{}}
		for more := true; more && err == nil && ctx.Err() == nil; {
			more, err = f.some(ctx, im.ID)
		}
	}
	return err
}

// follower goes through the changes of an import. What it reads of programmes
// it reads once.
type follower struct {
	desk         *Desk
	organisation scheduling.OrganisationID
	communes     *store.Communes
	examiners    map[scheduling.VersionID]*examiner // nil: nobody is examined for it
	running      map[scheduling.UnitID][]scheduling.VersionID
}

// some follows the next changes; more says that there may be others.
func (f *follower) some(ctx context.Context, id scheduling.ImportID) (more bool, err error) {
	err = f.desk.db.WriteMany(ctx, func(tx *store.Tx) error {
		im, err := tx.LockImport(id)
		if more = err == nil && im.Examining(); !more {
			return err
		}
		outcome := scheduling.ImportOutcome("")
		if !im.UndoneAt.IsZero() {
			outcome = scheduling.RowUndone
		}
		changes, err := tx.ImportChangesToExamine(id, outcome, im.ExamineLine, f.desk.pace)
		if err != nil {
			return err
		}
		if more = len(changes) > 0; !more {
			im.ExaminedAt = tx.Now
			return tx.SaveImport(im)
		}
		im.ExamineLine = changes[len(changes)-1].Line
		if outcome == scheduling.RowUndone { // who was created by it is gone
			changes = slices.DeleteFunc(changes, func(c store.ImportChanged) bool { return c.NewInsured })
		}
		im.Examined += len(changes)
		if err := tx.SaveImport(im); err != nil {
			return err
		}
		return f.examine(tx, im, changes)
	})
	return more, err
}

// examine examines the people of some changes.
func (f *follower) examine(tx *store.Tx, im scheduling.Import, changes []store.ImportChanged) error {
	touched := map[scheduling.InsuredID][]string{}
	ids := make([]scheduling.InsuredID, 0, len(changes))
	for _, c := range changes {
		if fields := bearing(c); len(fields) > 0 {
			ids = append(ids, c.Insured)
			touched[c.Insured] = append(touched[c.Insured], fields...)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	people, err1 := tx.InsuredOf(ids)
	referrals, err2 := tx.ReferralsOfPeople(ids)
	standing, err3 := tx.ChecksStanding(scheduling.DateOf(tx.Now), ids)
	if err := errors.Join(err1, err2, err3); err != nil {
		return err
	}
	wanted := map[scheduling.VersionID][]scheduling.Insured{}
	for _, i := range people {
		versions, err := f.versions(tx, im, i, referrals[i.ID], standing[i.ID])
		if err != nil {
			return err
		}
		for _, v := range versions {
			wanted[v] = append(wanted[v], i)
		}
	}
	return f.keep(tx, im, wanted, known{referrals, standing, touched})
}

// known is what is read of people before they are examined.
type known struct {
	referrals map[scheduling.InsuredID][]scheduling.Referral
	standing  map[scheduling.InsuredID][]scheduling.EligibilityCheck
	touched   map[scheduling.InsuredID][]string
}

// versions are those a person is examined for: the ones her unit runs when she
// is signalled, and those she was examined for. Once an import was undone the
// checks from before it stand again; those that somebody made since are made
// anew.
func (f *follower) versions(tx *store.Tx, im scheduling.Import, i scheduling.Insured, referrals []scheduling.Referral, standing []scheduling.EligibilityCheck) (versions []scheduling.VersionID, err error) {
	if !i.DeceasedOn.IsZero() {
		return nil, nil
	}
	undone := !im.UndoneAt.IsZero()
	open := slices.ContainsFunc(referrals, func(r scheduling.Referral) bool { return r.ClosedAt.IsZero() })
	if open && !undone {
		if versions, err = f.runs(tx, i.Unit); err != nil {
			return nil, err
		}
		versions = slices.Clone(versions)
	}
	for _, c := range standing {
		if !slices.Contains(versions, c.VersionID) && (!undone || !c.CheckedAt.Before(im.ConfirmedAt)) {
			versions = append(versions, c.VersionID)
		}
	}
	return versions, nil
}

// runs are the approved versions that a unit runs, with criteria that can be
// applied.
func (f *follower) runs(tx *store.Tx, unit scheduling.UnitID) ([]scheduling.VersionID, error) {
	if ids, read := f.running[unit]; read {
		return ids, nil
	}
	over, err := tx.UnitsOver([]scheduling.UnitID{unit})
	if err != nil {
		return nil, err
	}
	list, err := applicable(tx, over)
	ids := make([]scheduling.VersionID, len(list))
	for n, v := range list {
		ids[n] = v.ID
	}
	f.running[unit] = ids
	return ids, err
}

// examiner is the one of a version, nil when nobody is examined for it.
func (f *follower) examiner(tx *store.Tx, id scheduling.VersionID) (*examiner, error) {
	if e, read := f.examiners[id]; read {
		return e, nil
	}
	if f.communes == nil {
		communes, err := tx.Communes(f.organisation)
		if err != nil {
			return nil, err
		}
		f.communes = &communes
	}
	e, err := examinerOf(tx, id, scheduling.DateOf(tx.Now), *f.communes)
	switch {
	case scheduling.KindOf(err) == scheduling.Conflict, scheduling.KindOf(err) == scheduling.NotFound:
		f.examiners[id] = nil
	case err != nil:
		return nil, err
	default:
		f.examiners[id] = &e
	}
	return f.examiners[id], nil
}

// keep examines people for each version, with a trace for each.
func (f *follower) keep(tx *store.Tx, im scheduling.Import, wanted map[scheduling.VersionID][]scheduling.Insured, k known) error {
	var checks []scheduling.EligibilityCheck
	var traces []scheduling.AuditEvent
	for version, people := range wanted {
		e, err := f.examiner(tx, version)
		if err != nil {
			return err
		}
		if e == nil {
			continue
		}
		for _, i := range people {
			check := e.check(i, k.referrals[i.ID])
			check.CheckedBy, check.CheckedAt = im.ID.Ref(), tx.Now
			if at := slices.IndexFunc(k.standing[i.ID], func(c scheduling.EligibilityCheck) bool { return c.VersionID == version }); at >= 0 {
				check = underDecision(check, k.standing[i.ID][at], k.touched[i.ID])
			}
			checks = append(checks, check)
		}
		traces = append(traces, scheduling.AuditEvent{
			Actor: im.ConfirmedBy.Ref(), Verb: "examined", Subject: "version:" + string(version), Unit: im.Unit,
			Fields: scheduling.TraceFields(map[string]any{"people": len(people), "on": e.on, "import": im.ID}),
		})
	}
	if len(checks) == 0 {
		return nil
	}
	if err := tx.AddEligibilityChecks(checks); err != nil {
		return err
	}
	return tx.AuditAll(traces)
}

// underDecision is a check of somebody on whom a human decided before: no file
// sets that aside. It stands, to be looked at again, with what changed under it.
func underDecision(c, before scheduling.EligibilityCheck, changed []string) scheduling.EligibilityCheck {
	if before.Overridden == "" {
		return c
	}
	c.Overridden, c.OverriddenBy, c.OverrideReason, c.OverriddenAt = before.Overridden, before.OverriddenBy, before.OverrideReason, before.OverriddenAt
	words := append(strings.Fields(before.Review), changed...)
	if c.Outcome != before.Outcome {
		words = append(words, "outcome")
	}
	if c.RulesHash != before.RulesHash {
		words = append(words, "rules")
	}
	slices.Sort(words)
	c.Review = strings.Join(slices.Compact(words), " ")
	return c
}

// bearing are the fields of a change that criteria read; of somebody new, her
// referral.
func bearing(c store.ImportChanged) []string {
	if c.NewInsured || c.NewReferral {
		return append([]string{"referral"}, bearers(c.Fields)...)
	}
	return bearers(c.Fields)
}

func bearers(fields []string) []string {
	return slices.DeleteFunc(slices.Clone(fields), func(name string) bool {
		switch f := transfer.Field(name); f {
		case transfer.BirthDate, transfer.Postcode, transfer.City, transfer.Insee, transfer.Pathology, transfer.Contract,
			transfer.MailConsent, transfer.SMSConsent, transfer.LetterConsent:
			return false
		default:
			return !f.Fact()
		}
	})
}
