package planning

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/timetable"
)

// Repairs is what can be done for a cohort of which some meetings no longer
// stand.
type Repairs struct {
	Cohort   scheduling.Cohort
	Breaches []Breach
	Options  []RepairOption // the fewest changes first; none: Why
	Why      []timetable.Reason
	Lifts    []timetable.Reason // each alone, if it gave way, would make room
}

// RepairOption is one way to mend a cohort: what changes, and whom it tells.
type RepairOption struct {
	Seal   string // what it does to which meetings, as they were seen
	Aim    Aim
	Lines  []RepairLine
	Effect Effect
	Joins  []Animator // who is asked
	Leaves []Animator // who is thanked, if he had been asked
	Before Comfort
	After  Comfort
	mend   mend
}

// Tell counts the people who hear of it: those enrolled, and whoever is asked,
// thanked, or has another date in his calendar.
func (o RepairOption) Tell() int {
	return o.Effect.Participants.Count + len(o.Effect.Animators) + len(o.Joins) + len(o.Leaves)
}

// Messages is how many leave.
func (o RepairOption) Messages() int { return o.Effect.Messages() + len(o.Joins) + len(o.Leaves) }

// Repairs finds the meetings of a cohort that no longer stand, and ways to
// mend it that were each tried on the plan as it is; it changes nothing.
func (d *Desk) Repairs(ctx context.Context, actor scheduling.Actor, id scheduling.CohortID) (r Repairs, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		c, err := tx.Cohort(id)
		if err != nil {
			return err
		}
		r, err = repairs(tx, actor, c)
		return err
	})
	return r, err
}

func repairs(tx *store.Tx, actor scheduling.Actor, c scheduling.Cohort) (r Repairs, err error) {
	r.Cohort = c
	if err := actor.May(scheduling.Organise, c.Unit); err != nil {
		return r, err
	}
	meetings, err := tx.Meetings(c.ID)
	if err != nil {
		return r, err
	}
	in, err := inspect(tx, actor.Organisation, meetings)
	if err != nil {
		return r, err
	}
	if r.Breaches, err = in.breaches(tx); err != nil {
		return r, err
	}
	modules := slices.DeleteFunc(slices.Clone(r.Breaches), func(b Breach) bool { return b.Meeting.Kind != scheduling.ModuleMeeting })
	if len(modules) == 0 {
		return r, nil
	}
	m, err := newMender(tx, actor.Organisation, c, in, modules)
	if err != nil {
		return r, err
	}
	list, why, err := m.search()
	if err != nil {
		return r, err
	}
	for _, f := range list {
		option, stands, err := tryOut(tx, actor, m.mend(f), meetings)
		if err != nil {
			return r, err
		}
		if stands {
			option.Aim = f.aim
			r.Options = append(r.Options, option)
		}
	}
	for _, w := range why {
		r.Why, r.Lifts = append(r.Why, w.Blocking...), append(r.Lifts, w.Repairs...)
	}
	return r, nil
}

// tryOut lays a mend on the board, as doing it would, and says whether it
// stands: the engine plans by hours, the bookings decide.
func tryOut(tx *store.Tx, actor scheduling.Actor, c mend, meetings []scheduling.Meeting) (o RepairOption, stands bool, err error) {
	trial := c
	trial.reason = "-" // nobody reads it
	b, err := lay(tx, actor, trial, tx.Cohort)
	if kind := scheduling.KindOf(err); kind == scheduling.Invalid || kind == scheduling.Conflict {
		return o, false, nil
	}
	if err != nil {
		return o, false, err
	}
	clashes, err := b.clashes(append(b.wanted(), c.joining(b)...))
	if err != nil || len(clashes) > 0 {
		return o, false, err
	}
	o = RepairOption{Effect: b.effect, mend: c, Before: comfortOf(b.before), After: comfortOf(b.meetings)}
	if err := whom(tx, actor, b.cohort, &o.Effect); err != nil {
		return o, false, err
	}
	if o.Effect.Cautions, err = cautions(tx, append(b.wanted(), c.joining(b)...), b.meetings); err != nil {
		return o, false, err
	}
	if err := o.people(tx, b); err != nil {
		return o, false, err
	}
	o.Seal = seal(b.cohort, meetings, c)
	return o, true, o.lines(tx, b)
}

// seal names an option by what it does to the plan as it was seen.
func seal(c scheduling.Cohort, meetings []scheduling.Meeting, m mend) string {
	var b strings.Builder
	fmt.Fprintln(&b, c.ID, c.Version)
	for _, meeting := range meetings {
		fmt.Fprintln(&b, meeting.ID, meeting.Version, meeting.Sequence)
	}
	sum := sha256.Sum256([]byte(b.String() + m.key()))
	return hex.EncodeToString(sum[:12])
}

// Repair carries an option out, if it is still one: it is searched for again
// on the plan as it is now, in the transaction that changes it. An option that
// is gone is a Conflict. The same option twice is done once.
func (d *Desk) Repair(ctx context.Context, actor scheduling.Actor, id scheduling.CohortID, option, reason, word string) (done RepairOption, err error) {
	err = d.db.Write(ctx, func(tx *store.Tx) error {
		c, err := tx.LockCohort(id)
		if err != nil {
			return err
		}
		if err := actor.May(scheduling.Organise, c.Unit); err != nil {
			return err
		}
		if did, err := repaired(tx, c, option); err != nil || did {
			return err
		}
		r, err := repairs(tx, actor, c)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(r.Options, func(o RepairOption) bool { return o.Seal == option })
		if at < 0 {
			return scheduling.Refuse(scheduling.Conflict, "repair.gone", "option")
		}
		done = r.Options[at]
		m := done.mend
		m.reason, m.word = reason, word
		if done.Effect, err = d.carryOut(tx, actor, m); err != nil {
			return err
		}
		return tx.Audit(trace(actor, "mended", c, done.Effect.Reason, map[string]any{
			"option": option, "aim": done.Aim, "meetings": m.meetings(), "told": done.Tell(),
		}))
	})
	return done, err
}

// repaired reports whether an option was carried out already: somebody clicked
// twice.
func repaired(tx *store.Tx, c scheduling.Cohort, option string) (bool, error) {
	events, err := tx.AuditOf("cohort:"+string(c.ID), 20)
	return slices.ContainsFunc(events, func(e scheduling.AuditEvent) bool {
		return e.Verb == "mended" && option != "" && strings.Contains(e.Fields, `"option":"`+option+`"`)
	}), err
}

func (c mend) meetings() []scheduling.MeetingID {
	ids := make([]scheduling.MeetingID, len(c.steps))
	for i, s := range c.steps {
		ids[i] = s.meeting
	}
	return ids
}
