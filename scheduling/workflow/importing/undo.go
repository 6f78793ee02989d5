package importing

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
)

// Undo has an applied import taken back, in the background: what it created is
// removed unless something hangs on it, what it replaced is restored unless
// somebody changed it since. What stays is listed.
func (d *Desk) Undo(ctx context.Context, actor scheduling.Actor, id scheduling.ImportID) error {
	return d.change(ctx, actor, id, func(tx *store.Tx, im *scheduling.Import) error {
		if err := unless(im.State().Written() && im.PurgedAt.IsZero()); err != nil {
			return err
		}
		im.UndoBy, im.UndoAt, im.UndoLine, im.Undone, im.BeatAt = actor.ID, tx.Now, math.MaxInt32, 0, time.Time{}
		im.ToExamine, im.Examined, im.ExamineLine, im.ExaminedAt = 0, 0, 0, time.Time{}
		return tx.Audit(scheduling.AuditEvent{Actor: actor.ID.Ref(), Verb: "undoing", Subject: about(id), Unit: im.Unit})
	})
}

// undo takes the changes back, the last first.
func (w *worker) undo(ctx context.Context) error { return w.steps(ctx, w.undoSome) }

func (w *worker) undoSome(tx *store.Tx, im *scheduling.Import) (last bool, err error) {
	if err := tx.LockUnit(im.Unit); err != nil {
		return false, err
	}
	changes, err := tx.ImportChangesBefore(im.ID, im.UndoLine, w.pace.undo)
	if err != nil {
		return false, err
	}
	if len(changes) == 0 {
		im.UndoneAt, im.BeatAt = tx.Now, time.Time{}
		if im.ToExamine == 0 {
			im.ExaminedAt = tx.Now
		}
		return true, tx.Audit(scheduling.AuditEvent{
			Actor: im.UndoBy.Ref(), Verb: "undone", Subject: about(im.ID), Unit: im.Unit,
			Fields: scheduling.TraceFields(map[string]any{"rows": im.Undone}),
		})
	}
	s, err := readStanding(tx, changes)
	if err != nil {
		return false, err
	}
	u := undoing{worker: w, tx: tx, im: *im, standing: s, outcomes: map[scheduling.ImportOutcome][]int{}}
	for _, c := range changes {
		outcome, err := u.take(c)
		if err != nil {
			return false, err
		}
		u.outcomes[outcome] = append(u.outcomes[outcome], c.Line)
	}
	im.UndoLine, im.Undone = changes[len(changes)-1].Line, im.Undone+len(u.outcomes[scheduling.RowUndone])
	im.ToExamine += len(u.restored)
	return false, u.write()
}

// standing is how the rows that some changes touched stand now.
type standing struct {
	people     map[scheduling.InsuredID]scheduling.Insured
	nirs       map[scheduling.InsuredID]store.KeptNIR
	referrals  map[scheduling.InsuredID][]scheduling.Referral
	dealtWith  map[scheduling.InsuredID]bool
	redirected map[scheduling.ReferralID]bool
}

func readStanding(tx *store.Tx, changes []scheduling.ImportChange) (s standing, err error) {
	s = standing{people: map[scheduling.InsuredID]scheduling.Insured{}, referrals: map[scheduling.InsuredID][]scheduling.Referral{}}
	ids := make([]scheduling.InsuredID, len(changes))
	var numbers []scheduling.ReferralID
	for at, c := range changes {
		ids[at] = c.Insured
		if c.Referral != "" {
			numbers = append(numbers, c.Referral)
		}
	}
	people, err := tx.InsuredOf(ids)
	for _, i := range people {
		s.people[i.ID] = i
	}
	if err != nil {
		return s, err
	}
	referrals, err := tx.ReferralsOfAll(ids)
	for _, r := range referrals {
		s.referrals[r.Insured] = append(s.referrals[r.Insured], r)
	}
	if err != nil {
		return s, err
	}
	if s.nirs, err = tx.NIRs(ids); err != nil {
		return s, err
	}
	if s.dealtWith, err = tx.InsuredDealtWith(ids); err != nil {
		return s, err
	}
	s.redirected, err = tx.ReferralsDealtWith(numbers)
	return s, err
}

// undoing is one step of taking back.
type undoing struct {
	*worker
	tx        *store.Tx
	im        scheduling.Import
	standing  standing
	back      over
	without   []scheduling.InsuredID // who had no NIR
	people    []scheduling.InsuredID
	restored  []scheduling.InsuredID // who stay
	referrals []scheduling.ReferralID
	outcomes  map[scheduling.ImportOutcome][]int
	traces    []scheduling.AuditEvent
}

// take takes one change back, or says why not.
func (u *undoing) take(c scheduling.ImportChange) (scheduling.ImportOutcome, error) {
	old, err := u.before(c)
	if err != nil {
		return "", err
	}
	person, here := u.standing.people[c.Insured]
	if !here {
		return scheduling.RowUndone, nil // erased meanwhile
	}
	var referral scheduling.Referral
	others := 0
	for _, r := range u.standing.referrals[c.Insured] {
		if r.ID == c.Referral {
			referral = r
		} else {
			others++
		}
	}
	if u.mark(touchedOf(c, old), person, u.standing.nirs[c.Insured].Key, referral) != c.After {
		return scheduling.RowEdited, nil
	}
	if c.NewInsured && (u.standing.dealtWith[c.Insured] || others > 0) || c.NewReferral && u.standing.redirected[c.Referral] {
		return scheduling.RowAttached, nil
	}
	verb := "updated"
	if c.NewReferral {
		u.referrals = append(u.referrals, c.Referral)
	}
	if c.NewInsured {
		u.people, verb = append(u.people, c.Insured), "deleted"
	} else {
		u.restored = append(u.restored, c.Insured)
	}
	u.traces = append(u.traces, scheduling.AuditEvent{
		Actor: u.im.UndoBy.Ref(), Verb: verb, Subject: aboutPerson(c.Insured), Unit: person.Unit,
		Fields: scheduling.TraceFields(map[string]any{"import": u.im.ID, "undone": true}),
	})
	u.restore(c, old, person, referral)
	return scheduling.RowUndone, nil
}

// restore prepares what was replaced to be written back.
func (u *undoing) restore(c scheduling.ImportChange, old replaced, person scheduling.Insured, referral scheduling.Referral) {
	if old.Insured != nil {
		i := *old.Insured
		i.Version = person.Version
		u.back.people = append(u.back.people, i)
	}
	if old.Referral != nil {
		r := *old.Referral
		r.Version = referral.Version
		u.back.referrals = append(u.back.referrals, r)
	}
	if old.NIR != nil && old.NIR.Sealed == nil {
		u.without = append(u.without, c.Insured)
	} else if old.NIR != nil {
		u.back.nirs = append(u.back.nirs, *old.NIR)
	}
}

func (u *undoing) before(c scheduling.ImportChange) (old replaced, err error) {
	if len(c.Before) == 0 {
		return old, nil
	}
	plain, err := u.vault.Open(changePlace(c.Import, c.Line), c.Before)
	if err != nil {
		return old, err
	}
	return old, json.Unmarshal(plain, &old)
}

func (u *undoing) write() error {
	if err := u.back.write(u.tx); err != nil {
		return err
	}
	// Without the checks that the import brought about, those before it stand.
	errs := []error{u.tx.RemoveNIRs(u.without), u.tx.RemoveChecksBy(u.im.ID.Ref(), u.restored), u.tx.RemoveReferrals(u.referrals), u.tx.RemoveInsured(u.people)}
	for outcome, lines := range u.outcomes {
		errs = append(errs, u.tx.MarkImportChanges(u.im.ID, outcome, lines))
	}
	if err := errors.Join(errs...); err != nil || len(u.traces) == 0 {
		return err
	}
	return u.tx.AuditAll(u.traces)
}
