package planning

import (
	"slices"

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
	return slices.DeleteFunc(list, func(t scheduling.Testimony) bool { return !t.Open() }), err
}

// tellWitnesses tells each that the date changes, or that it will not be; what
// was asked for at a cancelled meeting is over.
func (d *Desk) tellWitnesses(tx *store.Tx, effect Effect) error {
	told := index(effect.told(), func(r Rescheduled) scheduling.MeetingID { return r.After.ID })
	for _, t := range effect.witnesses {
		r := told[t.Meeting]
		if !r.Cancelled() {
			if _, err := d.post.TellWitness(tx, t, r.After, post.TestimonyMove); err != nil {
				return err
			}
			continue
		}
		if _, err := d.post.TellWitness(tx, t, r.Before, post.TestimonyCancel); err != nil { // the date that she knows
			return err
		}
		t.CancelledAt, t.CancelledBy = tx.Now, scheduling.CancelledByMeeting
		if err := tx.ReplaceTestimony(t); err != nil {
			return err
		}
	}
	return nil
}
