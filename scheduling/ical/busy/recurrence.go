package busy

import (
	"slices"
	"time"
)

// budget is how much looking a rule may still do.
type budget struct {
	rule int
	file *int
}

func (f *file) budget() *budget { return &budget{maxRuleWork, &f.work} }

// spend takes n from the budget; false when it is used up.
func (b *budget) spend(n int) bool {
	b.rule -= n
	*b.file -= n
	return b.rule >= 0 && *b.file >= 0
}

// each calls yield with the wall clocks of r that begin at start, in order,
// until it says no or last is past. Periods that end before from are skipped
// unless they must be counted. It answers false when the budget is used up:
// what is left of the rule is unknown.
func (r rule) each(start, from, last time.Time, b *budget, yield func(wall time.Time) bool) bool {
	r = r.filled(start)
	counted := 0
	for p := r.periodAt(start, from); !p.After(last); p = r.next(p) {
		walls, ok := r.within(p, b)
		if !ok {
			return false
		}
		for _, wall := range walls {
			if wall.Before(start) {
				continue
			}
			if counted++; r.count > 0 && counted > r.count || wall.After(last) || !yield(wall) {
				return true
			}
		}
	}
	return true
}

// filled gives r what it leaves to the start to say.
func (r rule) filled(start time.Time) rule {
	if len(r.weeks)+len(r.yearDays)+len(r.monthDays)+len(r.weekdays) == 0 {
		switch r.frequency {
		case yearly:
			if len(r.months) == 0 {
				r.months = []int{int(start.Month())}
			}
			r.monthDays = []int{start.Day()}
		case monthly:
			r.monthDays = []int{start.Day()}
		case weekly:
			r.weekdays = []nthWeekday{{day: start.Weekday()}}
		}
	}
	if len(r.hours) == 0 && r.frequency < hourly {
		r.hours = []int{start.Hour()}
	}
	if len(r.minutes) == 0 && r.frequency < minutely {
		r.minutes = []int{start.Minute()}
	}
	if len(r.seconds) == 0 && r.frequency < secondly {
		r.seconds = []int{start.Second()}
	}
	return r
}

// steps of what is shorter than a month, in time.
var step = map[frequency]time.Duration{
	weekly: 7 * 24 * time.Hour, daily: 24 * time.Hour, hourly: time.Hour, minutely: time.Minute, secondly: time.Second,
}

// periodAt is where the first period begins that is worth looking at: the
// start's own, or, when nothing is counted, the last one before from.
func (r rule) periodAt(start, from time.Time) time.Time {
	var first time.Time
	switch r.frequency {
	case yearly:
		first = date(start.Year(), time.January)
	case monthly:
		first = date(start.Year(), start.Month())
	case weekly:
		day := start.Truncate(24 * time.Hour)
		first = day.AddDate(0, 0, -((int(day.Weekday()) - int(r.weekStart) + 7) % 7))
	default:
		first = start.Truncate(step[r.frequency])
	}
	if r.count > 0 || !from.After(first) {
		return first
	}
	var skipped int
	switch r.frequency {
	case yearly:
		skipped = from.Year() - first.Year() - 1
	case monthly:
		skipped = 12*(from.Year()-first.Year()) + int(from.Month()) - int(first.Month()) - 1
	default: // in seconds: a time.Duration holds 292 years
		skipped = int((from.Unix()-first.Unix())/int64(step[r.frequency]/time.Second)) - 1
	}
	return r.advance(first, max(skipped/r.interval, 0))
}

func date(year int, month time.Month) time.Time {
	return time.Date(year, month, 1, 0, 0, 0, 0, time.UTC)
}

func (r rule) next(period time.Time) time.Time { return r.advance(period, 1) }

// advance is n steps of the rule later.
func (r rule) advance(period time.Time, n int) time.Time {
	n *= r.interval
	switch r.frequency {
	case yearly:
		return period.AddDate(n, 0, 0)
	case monthly:
		return period.AddDate(0, n, 0)
	case weekly:
		return period.AddDate(0, 0, 7*n)
	case daily:
		return period.AddDate(0, 0, n)
	}
	return time.Unix(period.Unix()+int64(n)*int64(step[r.frequency]/time.Second), 0).UTC()
}

// within lists the wall clocks of one period, in order.
func (r rule) within(period time.Time, b *budget) (walls []time.Time, ok bool) {
	var days []time.Time
	if days, ok = r.daysOf(period, b); !ok || len(days) == 0 {
		return nil, ok
	}
	hours, minutes, seconds := r.hours, r.minutes, r.seconds
	if r.frequency >= hourly {
		if hours = only(r.hours, period.Hour()); hours == nil {
			return nil, true
		}
	}
	if r.frequency >= minutely {
		if minutes = only(r.minutes, period.Minute()); minutes == nil {
			return nil, true
		}
	}
	if r.frequency == secondly {
		if seconds = only(r.seconds, period.Second()); seconds == nil {
			return nil, true
		}
	}
	if !b.spend(len(days) * len(hours) * len(minutes) * len(seconds)) {
		return nil, false
	}
	for _, day := range days {
		for _, h := range hours {
			for _, m := range minutes {
				for _, s := range seconds {
					walls = append(walls, time.Date(day.Year(), day.Month(), day.Day(), h, m, s, 0, time.UTC))
				}
			}
		}
	}
	return r.positioned(walls), true
}

// only is n alone when list, if there is one, holds it.
func only(list []int, n int) []int {
	if len(list) > 0 && !slices.Contains(list, n) {
		return nil
	}
	return []int{n}
}

// positioned keeps the places of BYSETPOS.
func (r rule) positioned(walls []time.Time) []time.Time {
	if len(r.positions) == 0 {
		return walls
	}
	var kept []time.Time
	for _, p := range r.positions {
		if p < 0 {
			p += len(walls) + 1
		}
		if p >= 1 && p <= len(walls) {
			kept = append(kept, walls[p-1])
		}
	}
	slices.SortFunc(kept, time.Time.Compare)
	return slices.CompactFunc(kept, time.Time.Equal)
}

// daysOf lists the days of a period that r allows.
func (r rule) daysOf(period time.Time, b *budget) (days []time.Time, ok bool) {
	day := period.Truncate(24 * time.Hour)
	end := day.AddDate(0, 0, 1)
	switch r.frequency {
	case yearly:
		end = day.AddDate(1, 0, 0)
	case monthly:
		end = day.AddDate(0, 1, 0)
	case weekly:
		end = day.AddDate(0, 0, 7)
	}
	for ; day.Before(end); day = day.AddDate(0, 0, 1) {
		if !b.spend(1) {
			return nil, false
		}
		if len(r.months) > 0 && !slices.Contains(r.months, int(day.Month())) {
			if r.frequency == yearly {
				day = date(day.Year(), day.Month()+1).AddDate(0, 0, -1) // on to the next month
			}
			continue
		}
		if r.allows(day) {
			days = append(days, day)
		}
	}
	return days, true
}

// allows reports whether every BY… of days lets day through; its month did.
func (r rule) allows(day time.Time) bool {
	if len(r.monthDays)+len(r.yearDays)+len(r.weeks)+len(r.weekdays) == 0 {
		return true
	}
	last := date(day.Year(), day.Month()+1).AddDate(0, 0, -1).Day()
	lastOfYear := time.Date(day.Year(), time.December, 31, 0, 0, 0, 0, time.UTC).YearDay()
	return among(r.monthDays, day.Day(), last) && among(r.yearDays, day.YearDay(), lastOfYear) &&
		r.inWeeks(day) && r.onWeekday(day, last, lastOfYear)
}

// among reports whether n of last is in list, from the start or the end.
func among(list []int, n, last int) bool {
	return len(list) == 0 || slices.Contains(list, n) || slices.Contains(list, n-last-1)
}

// inWeeks looks at the number of day's week: the first one has four days or
// more of its year.
func (r rule) inWeeks(day time.Time) bool {
	if len(r.weeks) == 0 {
		return true
	}
	middle := r.middleOfWeek(day)
	number := (middle.YearDay()-1)/7 + 1
	lastWeek := r.middleOfWeek(time.Date(middle.Year(), time.December, 31, 0, 0, 0, 0, time.UTC))
	if lastWeek.Year() > middle.Year() {
		lastWeek = lastWeek.AddDate(0, 0, -7)
	}
	return among(r.weeks, number, (lastWeek.YearDay()-1)/7+1)
}

// middleOfWeek is the fourth day of day's week, which says whose week it is.
func (r rule) middleOfWeek(day time.Time) time.Time {
	return day.AddDate(0, 0, 3-(int(day.Weekday())-int(r.weekStart)+7)%7)
}

// onWeekday looks at BYDAY. Numbers count in the month where there is one,
// else in the year; in shorter periods they mean nothing.
func (r rule) onWeekday(day time.Time, last, lastOfYear int) bool {
	n, of := day.Day(), last
	if r.frequency == yearly && len(r.months) == 0 {
		n, of = day.YearDay(), lastOfYear
	}
	for _, w := range r.weekdays {
		if w.day != day.Weekday() {
			continue
		}
		if w.nth == 0 || r.frequency > monthly || w.nth == (n-1)/7+1 || w.nth == -((of-n)/7+1) {
			return true
		}
	}
	return len(r.weekdays) == 0
}
