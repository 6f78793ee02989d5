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
		was := left[version]
		delete(left, version)
		for i := range max(len(was), len(now)) {
			x := YearDifference{}
			if i < len(was) {
				x.Before, x.Title = was[i], was[i].Title
			}
			if i < len(now) {
				x.After, x.Title = now[i], now[i].Title
			}
			x.Moved = x.moved()
			list = append(list, x)
		}
	}
	for _, gone := range left {
		for _, c := range gone {
			list = append(list, YearDifference{Title: c.Title, Before: c})
		}
	}
	slices.SortStableFunc(list, func(x, y YearDifference) int { return x.from().Compare(y.from()) })
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
	if x.Before == nil || x.After == nil {
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
