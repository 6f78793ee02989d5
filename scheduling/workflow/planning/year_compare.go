package planning

import (
	"context"
	"slices"

	"trame/scheduling"
	"trame/scheduling/store"
)

// YearDifference is a session as two drafts propose it; nil where one does not.
type YearDifference struct {
	Title  string // of the programme
	Before *YearDraft
	After  *YearDraft
	Moved  int // meetings on another day or at another hour
}

// Same reports whether the drafts agree on the session.
func (x YearDifference) Same() bool {
	return x.Before != nil && x.After != nil && x.Moved == 0 && x.Before.Lead == x.After.Lead && x.Before.Site.ID == x.After.Site.ID && x.Before.Room == x.After.Room
}

// CompareYears sets two drafts side by side: the sessions of each programme in
// the order of their turns.
func (d *Desk) CompareYears(ctx context.Context, actor scheduling.Actor, before, after scheduling.YearPlanID) (list []YearDifference, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		old, err := readYear(tx, actor, before)
		if err != nil {
			return err
		}
		next, err := readYear(tx, actor, after)
		list = compareYears(old, next)
		return err
	})
	return list, err
}

func compareYears(old, next YearView) (list []YearDifference) {
	left := byVersion(old)
	for version, now := range byVersion(next) {
		list = append(list, pairTurns(left[version], now)...)
		delete(left, version)
	}
	for _, gone := range left {
		list = append(list, pairTurns(gone, nil)...)
	}
	for i := range list {
		list[i].Moved = list[i].moved()
	}
	slices.SortStableFunc(list, func(x, y YearDifference) int { return x.from().Compare(y.from()) })
	return list
}

// pairTurns pairs the sessions of one programme: those of the same turn first,
// the others in their order.
func pairTurns(was, now []*YearDraft) (list []YearDifference) {
	was = slices.Clone(was)
	var rest []*YearDraft
	for _, c := range now {
		at := slices.IndexFunc(was, func(b *YearDraft) bool { return b.From == c.From && b.Site.ID == c.Site.ID })
		if at < 0 {
			rest = append(rest, c)
			continue
		}
		list = append(list, YearDifference{Title: c.Title, Before: was[at], After: c})
		was = slices.Delete(was, at, at+1)
	}
	for i := range max(len(was), len(rest)) {
		x := YearDifference{}
		if i < len(was) {
			x.Before, x.Title = was[i], was[i].Title
		}
		if i < len(rest) {
			x.After, x.Title = rest[i], rest[i].Title
		}
		list = append(list, x)
	}
	return list
}

// byVersion groups the sessions of a draft, those left aside excepted.
func byVersion(v YearView) map[scheduling.VersionID][]*YearDraft {
	groups := map[scheduling.VersionID][]*YearDraft{}
	for i := range v.Drafts {
		c := &v.Drafts[i]
		if c.Choice != scheduling.ChoiceLeft {
			version := v.Wishes[c.Wish-1].VersionID
			groups[version] = append(groups[version], c)
		}
	}
	for _, group := range groups {
		slices.SortStableFunc(group, func(x, y *YearDraft) int { return x.From.Compare(y.From) })
	}
	return groups
}

func (x YearDifference) from() scheduling.Date {
	if x.After != nil {
		return x.After.From
	}
	return x.Before.From
}

func (x YearDifference) moved() (n int) {
	if x.Before == nil || x.After == nil || x.Before.Planned() != x.After.Planned() {
		return 0
	}
	for i := range max(len(x.Before.Meetings), len(x.After.Meetings)) {
		if i >= len(x.Before.Meetings) || i >= len(x.After.Meetings) ||
			x.Before.Meetings[i].Date != x.After.Meetings[i].Date || x.Before.Meetings[i].Start != x.After.Meetings[i].Start {
			n++
		}
	}
	return n
}
