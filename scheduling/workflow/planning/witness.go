package planning

import (
	"trame/scheduling"
	"trame/scheduling/post"
	"trame/scheduling/store"
)

// Witnesses is how many witnesses a change tells; who they are is on the page of
// the meeting's witnesses alone.
func (e Effect) Witnesses() int { return len(e.witnesses) }

// witnessesOf are the testimonies that a change concerns: those asked for, and
// not refused, at meetings whose change is told.
func witnessesOf(tx *store.Tx, told []Rescheduled) ([]scheduling.Testimony, error) {
	if len(told) == 0 {
		return nil, nil
	}
	list, err := tx.TestimoniesAt(idsOf(told))
	if err != nil {
		return nil, err
	}
	var open []scheduling.Testimony
	for _, t := range list {
		if t.Open() {
			open = append(open, t)
		}
	}
	return open, nil
}

// tellWitnesses tells each that the date changes, or that it will not be; what
// was asked for at a cancelled meeting is over.
func (d *Desk) tellWitnesses(tx *store.Tx, effect Effect) error {
	told := index(effect.told(), func(r Rescheduled) scheduling.MeetingID { return r.After.ID })
	for _, t := range effect.witnesses {
		r := told[t.Meeting]
		what := post.TestimonyMove
		if r.Cancelled() {
			what = post.TestimonyCancel
		}
		at := r.After
		if r.Cancelled() {
			at = r.Before // the date that she knows
		}
		if _, err := d.post.TellWitness(tx, t, at, what); err != nil {
			return err
		}
		if !r.Cancelled() {
			continue
		}
		t.CancelledAt, t.CancelledBy = tx.Now, scheduling.CancelledByMeeting
		if err := tx.ReplaceTestimony(t); err != nil {
			return err
		}
	}
	return nil
}
