package busy

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// stamp is a DATE or DATE-TIME: a wall clock, held as if it were UTC, and the
// zone in which it is read.
type stamp struct {
	wall time.Time
	day  bool   // a civil day
	utc  bool   // written with a Z
	tzid string // "": UTC, or floating
	line int
}

// stampsOf reads a list of values.
func stampsOf(l line) (list []stamp, ok bool) {
	for value := range strings.SplitSeq(l.value, ",") {
		s, ok := stampOf(strings.TrimSpace(value), l)
		if !ok {
			return list, false
		}
		list = append(list, s)
	}
	return list, true
}

func stampOf(value string, l line) (s stamp, ok bool) {
	s = stamp{tzid: strings.TrimSpace(l.tzid), line: l.number}
	if len(value) == len("20060102") {
		s.wall, ok = wallClock(value + "T000000")
		s.day, s.tzid = true, ""
		return s, ok
	}
	clock, utc := strings.CutSuffix(value, "Z")
	s.wall, ok = wallClock(clock)
	if s.utc = utc; utc {
		s.tzid = ""
	}
	return s, ok && l.kind != "DATE"
}

// The years in which a calendar is believed. Outlook begins its zones in 1601.
const firstYear, lastYear = 1600, 2500

// wallClock reads 20270112T140000; a leap second is the second before it.
func wallClock(text string) (time.Time, bool) {
	if strings.HasSuffix(text, "60") {
		text = text[:len(text)-2] + "59"
	}
	at, err := time.Parse("20060102T150405", text)
	return at, err == nil && len(text) == len("20060102T150405") && at.Year() >= firstYear && at.Year() <= lastYear
}

// span of time as it is written: civil days, then exact time.
type duration struct {
	days  int
	exact time.Duration
}

// maxDays bounds what one event may last: a calendar that says more is
// wrong.
const maxDays = 3660

var written = regexp.MustCompile(`^\+?P(?:(\d{1,4})W|(?:(\d{1,4})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,7})M)?(?:(\d{1,9})S)?)?)$`)

// durationOf reads P1W, P2D, PT1H30M, P1DT12H. None is negative here.
func durationOf(text string) (d duration, ok bool) {
	parts := written.FindStringSubmatch(strings.ToUpper(text))
	if parts == nil || strings.Join(parts[1:], "") == "" {
		return d, false
	}
	number := func(i int) int {
		n, _ := strconv.Atoi(parts[i]) // digits, or nothing
		return n
	}
	d.days = 7*number(1) + number(2)
	d.exact = time.Duration(number(3))*time.Hour + time.Duration(number(4))*time.Minute + time.Duration(number(5))*time.Second
	return d, d.days <= maxDays && d.exact <= maxDays*24*time.Hour
}

// period is from a moment to another, or for a time.
type period struct {
	start stamp
	end   stamp
	lasts *duration // nil: until end
	plain bool      // a start alone: it lasts as long as its event
}

func periodsOf(l line) (list []period, ok bool) {
	for value := range strings.SplitSeq(l.value, ",") {
		from, until, found := strings.Cut(strings.TrimSpace(value), "/")
		start, ok := stampOf(from, l)
		if !found || !ok || start.day {
			return list, false
		}
		p := period{start: start}
		if strings.HasPrefix(until, "P") {
			lasts, ok := durationOf(until)
			if !ok {
				return list, false
			}
			p.lasts = &lasts
		} else if p.end, ok = stampOf(until, l); !ok || p.end.day {
			return list, false
		}
		list = append(list, p)
	}
	return list, true
}

// endOf is when p ends, once it is known when it begins.
func (f *file) endOf(p period, from time.Time) time.Time {
	if p.lasts == nil {
		return f.instant(p.end, f.zone)
	}
	return from.AddDate(0, 0, p.lasts.days).Add(p.lasts.exact)
}
