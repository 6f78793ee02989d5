package planning

import (
	"slices"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
)

// RepairLine is one meeting before and after a repair.
type RepairLine struct {
	Rescheduled
	RoomBefore string
	RoomAfter  string
	Out        []Named
	In         []Named
}

// Named is somebody in a part: a lead has no kind.
type Named struct {
	Name string
	Lead bool
	Kind scheduling.PartnerKind
}

// lines says meeting by meeting what an option changes, in time; those that
// follow by themselves are among them.
func (o *RepairOption) lines(tx *store.Tx, b *board) error {
	var everybody []scheduling.Animation
	for _, s := range o.mend.steps {
		everybody = append(append(everybody, s.out...), s.in...)
	}
	people, err := peopleOf(tx, everybody)
	if err != nil {
		return err
	}
	named := func(list []scheduling.Animation) (names []Named) {
		for _, a := range list {
			names = append(names, Named{people[a.Resource()].name, a.Role == "lead", a.PartnerKind})
		}
		return names
	}
	add := func(r Rescheduled, out, in []Named) {
		before, _ := b.room(r.Before.Room)
		after, _ := b.room(r.After.Room)
		o.Lines = append(o.Lines, RepairLine{r, before.Name, after.Name, out, in})
	}
	for _, s := range o.mend.steps {
		i := slices.IndexFunc(b.meetings, func(m scheduling.Meeting) bool { return m.ID == s.meeting })
		m := b.meetings[i]
		add(Rescheduled{b.before[i], m, meetingTitle(m, b.modules[m.Module])}, named(s.out), named(s.in))
	}
	for _, r := range b.effect.Rescheduled {
		if !slices.Contains(o.mend.meetings(), r.After.ID) {
			add(r, nil, nil)
		}
	}
	slices.SortStableFunc(o.Lines, func(x, y RepairLine) int { return x.Before.StartsAt.Compare(y.Before.StartsAt) })
	return nil
}

// people is who joins and who is thanked; the latter no longer hears of the
// change itself.
func (o *RepairOption) people(tx *store.Tx, b *board) error {
	var in, out []scheduling.Animation
	for _, s := range o.mend.steps {
		for _, a := range s.in {
			if !slices.ContainsFunc(b.animations[s.meeting], func(on scheduling.Animation) bool { return on.On() && on.Resource() == a.Resource() }) {
				in = append(in, a)
			}
		}
		for _, a := range s.out {
			if !a.InvitedAt.IsZero() {
				out = append(out, a)
			}
		}
	}
	people, err := peopleOf(tx, append(slices.Clone(in), out...))
	if err != nil {
		return err
	}
	name := func(list []scheduling.Animation) (named []Animator) {
		for _, a := range list {
			named = append(named, animatorOf(a, people[a.Resource()]))
		}
		return named
	}
	o.Joins, o.Leaves = name(in), name(out)
	o.Effect.Animators = slices.DeleteFunc(o.Effect.Animators, func(a Animator) bool {
		return slices.ContainsFunc(out, func(gone scheduling.Animation) bool { return gone.ID == a.Animation.ID })
	})
	return nil
}

// Comfort is how a cohort's meetings lie, in figures that can be said.
type Comfort struct {
	Meetings  int
	Weekday   time.Weekday // the usual one
	OnWeekday int
	Start     scheduling.Clock // the usual hour
	OnStart   int
	Shortest  int // days between two meetings
	Longest   int
	Rooms     int // how many different ones
}

// comfortOf measures the meetings of a cohort's modules.
func comfortOf(meetings []scheduling.Meeting) (c Comfort) {
	live := scheduling.LiveModules(meetings)
	weekdays, starts, rooms := map[time.Weekday]int{}, map[scheduling.Clock]int{}, map[scheduling.RoomID]bool{}
	for i, m := range live {
		weekdays[m.Date.Weekday()]++
		starts[m.Start]++
		rooms[m.Room] = true
		if weekdays[m.Date.Weekday()] > c.OnWeekday {
			c.Weekday, c.OnWeekday = m.Date.Weekday(), weekdays[m.Date.Weekday()]
		}
		if starts[m.Start] > c.OnStart {
			c.Start, c.OnStart = m.Start, starts[m.Start]
		}
		if i == 0 {
			continue
		}
		gap := live[i-1].Date.DaysUntil(m.Date)
		if c.Shortest == 0 || gap < c.Shortest {
			c.Shortest = gap
		}
		c.Longest = max(c.Longest, gap)
	}
	c.Meetings, c.Rooms = len(live), len(rooms)
	return c
}
