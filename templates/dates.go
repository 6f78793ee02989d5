package templates

import (
	"fmt"
	"time"

	"trame/scheduling"
)

var (
	weekdays = [...]string{"dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"}
	months   = [...]string{
		"", "janvier", "février", "mars", "avril", "mai", "juin",
		"juillet", "août", "septembre", "octobre", "novembre", "décembre",
	}
	shortMonths = [...]string{
		"", "janv.", "févr.", "mars", "avr.", "mai", "juin",
		"juil.", "août", "sept.", "oct.", "nov.", "déc.",
	}
)

// WeekdayName is « lundi ».
func WeekdayName(d time.Weekday) string { return weekdays[d] }

// LongDate is « mardi 12 janvier 2027 », "" for none.
func LongDate(d scheduling.Date) string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%s %s %s %d", weekdays[d.Weekday()], ordinal(d.Day), months[d.Month], d.Year)
}

// PlainDate is « 12 janvier 2027 », as a letter is dated; "" for none.
func PlainDate(d scheduling.Date) string {
	if d.IsZero() {
		return ""
	}
	return dayMonth(d)
}

// ShortDate is « mar. 12 janv. », "" for none.
func ShortDate(d scheduling.Date) string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%s. %s %s", weekdays[d.Weekday()][:3], ordinal(d.Day), shortMonths[d.Month])
}

// Hour is « 14 h » or « 9 h 30 », with no-break spaces.
func Hour(c scheduling.Clock) string {
	if c%60 == 0 {
		return fmt.Sprintf("%d%sh", c/60, nbsp)
	}
	return fmt.Sprintf("%d%sh%s%02d", c/60, nbsp, nbsp, c%60)
}

// Span is « 14 h – 16 h », shown in zone.
func Span(start, end time.Time, zone *time.Location) string {
	return Hour(clockOf(start.In(zone))) + nbsp + "– " + Hour(clockOf(end.In(zone)))
}

// When is « mardi 12 janvier 2027, 14 h – 16 h », shown in zone.
func When(start, end time.Time, zone *time.Location) string {
	return LongDate(scheduling.DateOf(start.In(zone))) + ", " + Span(start, end, zone)
}

// Duration is « 45 min », « 2 h » or « 1 h 30 », of minutes.
func Duration(minutes int) string {
	if minutes < 60 {
		return itoa(minutes) + nbsp + "min"
	}
	return Hour(scheduling.Clock(minutes))
}

func ordinal(day int) string {
	if day == 1 {
		return "1er"
	}
	return itoa(day)
}

func clockOf(t time.Time) scheduling.Clock { return scheduling.Clock(t.Hour()*60 + t.Minute()) }

// dayOf reads what a template has at hand: a Date, a pointer to one, or an
// instant with the zone to show it in (its own when none is given).
func dayOf(v any, zone ...any) (scheduling.Date, error) {
	switch v := v.(type) {
	case scheduling.Date:
		return v, nil
	case *scheduling.Date:
		if v == nil {
			return scheduling.Date{}, nil
		}
		return *v, nil
	case string:
		return scheduling.ParseDate(v)
	}
	t, err := instant(v, zone...)
	if err != nil || t.IsZero() {
		return scheduling.Date{}, err
	}
	return scheduling.DateOf(t), nil
}

// instant shows a time, or a type around one with a Time method, in zone.
func instant(v any, zone ...any) (time.Time, error) {
	t, ok := v.(time.Time)
	if !ok {
		holder, ok := v.(interface{ Time() time.Time })
		if !ok {
			return t, fmt.Errorf("%T is no date or time", v)
		}
		t = holder.Time()
	}
	if len(zone) == 0 {
		return t, nil
	}
	loc, err := location(zone[0])
	if err != nil {
		return t, err
	}
	if t.IsZero() {
		return t, nil
	}
	return t.In(loc), nil
}

// location takes a *time.Location or an IANA name.
func location(zone any) (*time.Location, error) {
	if loc, ok := zone.(*time.Location); ok && loc != nil {
		return loc, nil
	}
	return scheduling.LoadZone(fmt.Sprint(zone))
}

func dateText(show func(scheduling.Date) string) func(any, ...any) (string, error) {
	return func(v any, zone ...any) (string, error) {
		d, err := dayOf(v, zone...)
		return show(d), err
	}
}

func hourText(v any, zone ...any) (string, error) {
	switch v := v.(type) {
	case scheduling.Clock:
		return Hour(v), nil
	case int:
		return Hour(scheduling.Clock(v)), nil
	}
	t, err := instant(v, zone...)
	return Hour(clockOf(t)), err
}

// spanText takes two clocks, or two instants and their zone.
func spanText(start, end any, zone ...any) (string, error) {
	from, err := hourText(start, zone...)
	if err != nil {
		return "", err
	}
	to, err := hourText(end, zone...)
	return from + nbsp + "– " + to, err
}

func whenText(start, end any, zone ...any) (string, error) {
	d, err := dayOf(start, zone...)
	if err != nil {
		return "", err
	}
	hours, err := spanText(start, end, zone...)
	return LongDate(d) + ", " + hours, err
}
