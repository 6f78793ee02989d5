package scheduling

import "time"

// WeeklyHours is a span of the week in which a person ("user:ID",
// "facilitator:ID") can usually be had, or a room ("room:ID") is open. Who has
// none can be had at any hour.
type WeeklyHours struct {
	Resource string
	Weekday  time.Weekday
	From     Clock
	Until    Clock // excluded
}

// CheckWeeklyHours refuses what CheckOpenings refuses, at the same fields.
func CheckWeeklyHours(hours []WeeklyHours) error {
	openings := make([]Opening, len(hours))
	for i, h := range hours {
		openings[i] = Opening{Weekday: h.Weekday, From: h.From, Until: h.Until}
	}
	return CheckOpenings(openings)
}

// Absence is when a person cannot be had: whole days, or from an hour of the
// first day to an hour of the last. Its label is a word for the organisers;
// why somebody is away is nobody's concern.
type Absence struct {
	ID       AbsenceID
	Resource string // "user:ID", "facilitator:ID"
	From     Date
	Until    Date // included
	AllDay   bool
	Start    Clock // on From; 0 all day
	End      Clock // on Until; 24:00 all day
	Label    string
}

// fullDay is the Clock of the midnight that ends a day.
const fullDay Clock = 24 * 60

// Tidy gives whole days their hours.
func (a Absence) Tidy() Absence {
	if a.AllDay {
		a.Start, a.End = 0, fullDay
	}
	if a.Until.IsZero() {
		a.Until = a.From
	}
	return a
}

// Validate gives every fault of a.
func (a Absence) Validate() error {
	var faults Faults
	faults.Check(!a.From.IsZero(), "from", "absence.from.required")
	faults.Check(len([]rune(a.Label)) <= 40 && oneLine(a.Label), "label", "absence.label.long", "max", 40)
	word := HealthWord(a.Label)
	faults.Check(word == "", "label", "absence.label.health", "word", word)
	faults.Check(a.Start >= 0 && a.Start < fullDay, "start", "absence.hour.required")
	faults.Check(a.End > 0 && a.End <= fullDay, "end", "absence.hour.required")
	if faults == nil {
		faults.Check(!a.Until.Before(a.From), "until", "absence.until.before_from")
		faults.Check(a.From.DaysUntil(a.Until) < maxClosure, "until", "absence.until.too_long")
		faults.Check(a.From != a.Until || a.Start < a.End, "end", "absence.end.before_start")
	}
	return faults.Err()
}

// Span is a on the clock of zone.
func (a Absence) Span(zone *time.Location) Span {
	return Span{instantOf(a.From, a.Start, zone), instantOf(a.Until, a.End, zone)}
}
