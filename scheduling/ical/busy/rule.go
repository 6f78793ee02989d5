package busy

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// frequency is how large the steps of a rule are.
type frequency int

const (
	yearly frequency = iota
	monthly
	weekly
	daily
	hourly
	minutely
	secondly
)

var frequencies = map[string]frequency{
	"YEARLY": yearly, "MONTHLY": monthly, "WEEKLY": weekly, "DAILY": daily, "HOURLY": hourly, "MINUTELY": minutely, "SECONDLY": secondly,
}

// rule is an RRULE (RFC 5545 §3.3.10).
type rule struct {
	line      int
	frequency frequency
	interval  int
	count     int    // 0: no end by count
	until     *stamp // nil: no end by date
	weekStart time.Weekday
	weekdays  []nthWeekday
	seconds   []int
	minutes   []int
	hours     []int
	monthDays []int
	yearDays  []int
	weeks     []int
	months    []int
	positions []int
}

// nthWeekday is a weekday, or its nth in the month or year; 0 is each.
type nthWeekday struct {
	nth int
	day time.Weekday
}

var weekdays = map[string]time.Weekday{
	"SU": time.Sunday, "MO": time.Monday, "TU": time.Tuesday, "WE": time.Wednesday, "TH": time.Thursday, "FR": time.Friday, "SA": time.Saturday,
}

// mostRules is how many rules of one component are heard.
const mostRules = 4

// takeRule adds a rule to those of a component.
func takeRule(rules *[]rule, l line) bool {
	r, ok := ruleOf(l)
	if ok && len(*rules) < mostRules {
		*rules = append(*rules, r)
	}
	return ok
}

func ruleOf(l line) (r rule, ok bool) {
	r = rule{line: l.number, interval: 1, weekStart: time.Monday, frequency: -1}
	for part := range strings.SplitSeq(strings.TrimSuffix(l.value, ";"), ";") {
		name, value, found := strings.Cut(part, "=")
		if !found || !r.part(strings.ToUpper(strings.TrimSpace(name)), strings.ToUpper(strings.TrimSpace(value)), l) {
			return r, false
		}
	}
	return r, r.frequency >= 0
}

// part reads NAME=value; one that is not known would change what the rule
// means, so it is refused.
func (r *rule) part(name, value string, l line) (ok bool) {
	switch name {
	case "FREQ":
		r.frequency, ok = frequencies[value]
	case "INTERVAL":
		r.interval, ok = between(value, 1, 1_000_000)
	case "COUNT":
		r.count, ok = between(value, 1, 1_000_000)
	case "UNTIL":
		var s stamp
		s, ok = stampOf(value, line{number: l.number})
		r.until = &s
	case "WKST":
		r.weekStart, ok = weekdays[value]
	case "BYDAY":
		ok = r.byDay(value)
	case "RSCALE":
		ok = value == "GREGORIAN"
	default:
		ok = r.numbered(name, value)
	}
	return ok
}

// numbered reads the lists of numbers.
func (r *rule) numbered(name, value string) (ok bool) {
	list, known := map[string]struct {
		to        *[]int
		low, high int
	}{
		"BYSECOND": {&r.seconds, 0, 59}, "BYMINUTE": {&r.minutes, 0, 59}, "BYHOUR": {&r.hours, 0, 23},
		"BYMONTHDAY": {&r.monthDays, -31, 31}, "BYYEARDAY": {&r.yearDays, -366, 366}, "BYWEEKNO": {&r.weeks, -53, 53},
		"BYMONTH": {&r.months, 1, 12}, "BYSETPOS": {&r.positions, -366, 366},
	}[name]
	if known {
		*list.to, ok = numbers(value, list.low, list.high)
	}
	return ok
}

func (r *rule) byDay(value string) bool {
	for text := range strings.SplitSeq(value, ",") {
		text = strings.TrimSpace(text)
		if len(text) < 2 {
			return false
		}
		day, known := weekdays[text[len(text)-2:]]
		w := nthWeekday{day: day}
		if nth := text[:len(text)-2]; nth != "" {
			var ok bool
			if w.nth, ok = between(strings.TrimPrefix(nth, "+"), -53, 53); !ok || w.nth == 0 {
				return false
			}
		}
		if !known || len(r.weekdays) >= 400 {
			return false
		}
		r.weekdays = append(r.weekdays, w)
	}
	return true
}

func between(text string, low, high int) (int, bool) {
	n, err := strconv.Atoi(text)
	return n, err == nil && low <= n && n <= high
}

// numbers reads a list in order, without doubles; zero is none where negative
// numbers count from the end.
func numbers(text string, low, high int) (list []int, ok bool) {
	for part := range strings.SplitSeq(text, ",") {
		n, ok := between(strings.TrimPrefix(strings.TrimSpace(part), "+"), low, high)
		if !ok || n == 0 && low < 0 {
			return nil, false
		}
		list = append(list, n)
	}
	slices.Sort(list)
	return slices.Compact(list), true
}

// over reports whether wall lies after r's last day or instant. A day is meant
// whole: some programs give no hour.
func (r rule) over(wall time.Time, at func(wall time.Time) time.Time) bool {
	switch {
	case r.until == nil:
		return false
	case r.until.day:
		return !wall.Before(r.until.wall.AddDate(0, 0, 1))
	case r.until.utc:
		return at(wall).After(r.until.wall)
	}
	return wall.After(r.until.wall)
}
