package planning

import (
	"slices"

	"trame/scheduling"
)

// Adopt gives meetings of a cohort the dates of a planning, all of them or
// none. Those that are there already stay as they are: the same planning again
// is no change. Version is the cohort's, as the actor saw it.
type Adopt struct {
	Cohort  scheduling.CohortID
	Version int
	Dates   []Adopted
	Reason  string
	Word    string
}

// Adopted is when and in which room a meeting is to be.
type Adopted struct {
	Meeting scheduling.MeetingID
	Date    scheduling.Date
	Start   scheduling.Clock
	Room    scheduling.RoomID
}

func (c Adopt) of() (scheduling.CohortID, scheduling.MeetingID) { return c.Cohort, "" }
func (c Adopt) words() (string, string)                         { return c.Reason, c.Word }

func (c Adopt) apply(b *board) error {
	b.effect.Verb = "redated"
	if err := b.stoppable(c.Version); err != nil {
		return err
	}
	if !b.cohort.PostponedAt.IsZero() {
		return scheduling.Refuse(scheduling.Conflict, "cohort.is_postponed", "")
	}
	var faults scheduling.Faults
	var extra []scheduling.Meeting // the supplementary meeting follows the modules, unless the planning dates it
	seen := map[scheduling.MeetingID]bool{}
	for _, date := range c.Dates {
		i := slices.IndexFunc(b.meetings, func(m scheduling.Meeting) bool { return m.ID == date.Meeting })
		field := "meeting." + string(date.Meeting)
		faults.Check(i >= 0, field, "adopt.unknown")
		faults.Check(!seen[date.Meeting], field, "adopt.twice")
		if i < 0 || seen[date.Meeting] {
			continue
		}
		seen[date.Meeting] = true
		moved, found := b.adopted(b.meetings[i], date)
		faults = append(faults, found...)
		switch {
		case len(found) > 0:
		case moved.Kind == scheduling.Supplementary:
			extra = append(extra, moved)
		case moved != b.meetings[i]:
			if err := b.put(moved); err != nil {
				return err
			}
		}
	}
	for _, m := range extra {
		b.set(m)
	}
	faults.Check(len(faults) > 0 || !slices.Equal(b.meetings, b.before), "dates", "adopt.same")
	return faults.Err()
}

// adopted is m where the planning has it; its faults stand at its own fields.
func (b *board) adopted(m scheduling.Meeting, date Adopted) (scheduling.Meeting, scheduling.Faults) {
	if m.CancelledAt.IsZero() && m.Date == date.Date && m.Start == date.Start && m.Room == date.Room {
		return m, nil
	}
	var faults scheduling.Faults
	faults.Check(m.HeldAt.IsZero(), "meeting", "meeting.is_held")
	moved := m
	if faults == nil {
		moved, faults = b.landing(m, date.Date, date.Start, date.Room)
	}
	for _, fault := range faults {
		fault.Field += "." + string(m.ID)
	}
	return moved, faults
}
