package scheduling

import (
	"slices"
	"strings"
	"time"
)

// Tidy removes the blanks people leave around what they type.
func (s Site) Tidy() Site {
	for _, text := range []*string{
		&s.Name, &s.PublicPlace, &s.Street, &s.Postcode, &s.City, &s.Insee, &s.TimeZone,
		&s.Transport, &s.Parking, &s.AccessNotes, &s.Phone,
	} {
		*text = strings.TrimSpace(*text)
	}
	s.Insee = strings.ToUpper(s.Insee)
	return s
}

// Validate gives every fault of s. Participants read the public place, in
// calendars that others may see: no word of health in it (rule 13).
func (s Site) Validate() error {
	var faults Faults
	faults.Check(s.Unit != "", "unit", "site.unit.required")
	faults.Check(filled(s.Name, 200), "name", "site.name.required")
	faults.Check(short(s.PublicPlace, 200), "public_place", "site.text.long", "n", 200)
	word := HealthWord(s.PublicPlace)
	faults.Check(word == "", "public_place", "site.public_place.health_word", "word", word)
	faults.Check(filled(s.Street, 200), "street", "site.street.required")
	faults.Check(isPostcode(s.Postcode), "postcode", "site.postcode.malformed")
	faults.Check(filled(s.City, 100), "city", "site.city.required")
	faults.Check(isZone(s.TimeZone), "time_zone", "time_zone.unknown", "value", s.TimeZone)
	faults.Check(s.Phone == "" || isPhone(s.Phone), "phone", "site.phone.malformed")
	faults.Check(len(s.Transport) <= 2000, "transport", "site.text.long", "n", 2000)
	faults.Check(len(s.Parking) <= 2000, "parking", "site.text.long", "n", 2000)
	faults.Check(len(s.AccessNotes) <= 2000, "access_notes", "site.text.long", "n", 2000)
	return faults.Err()
}

// Validate gives every fault of r.
func (r Room) Validate() error {
	var faults Faults
	faults.Check(filled(r.Name, 100), "name", "room.name.required")
	faults.Check(r.Capacity >= 1 && r.Capacity <= 500, "capacity", "room.capacity.range")
	return faults.Err()
}

// maxClosure bounds a closure: a year mistyped would close everything.
const maxClosure = 366 // days

// Validate gives every fault of c.
func (c Closure) Validate() error {
	var faults Faults
	faults.Check(filled(c.Label, 200), "label", "closure.label.required")
	faults.Check(!c.From.IsZero(), "from", "closure.from.required")
	faults.Check(!c.Until.IsZero(), "until", "closure.until.required")
	if faults == nil {
		faults.Check(!c.Until.Before(c.From), "until", "closure.until.before_from")
		faults.Check(c.From.DaysUntil(c.Until) < maxClosure, "until", "closure.until.too_long")
	}
	return faults.Err()
}

// CheckOpenings refuses spans that end before they begin and spans of one day
// that overlap. The field of a fault is "opening_" and its weekday, Sunday 0.
func CheckOpenings(openings []Opening) error {
	var faults Faults
	for day := time.Sunday; day <= time.Saturday; day++ {
		var spans []Opening
		for _, o := range openings {
			if o.Weekday == day {
				spans = append(spans, o)
			}
		}
		slices.SortFunc(spans, func(a, b Opening) int { return int(a.From - b.From) })
		if key := faultOf(spans); key != "" {
			faults.Check(false, "opening_"+string('0'+rune(day)), key)
		}
	}
	for _, o := range openings {
		faults.Check(o.Weekday >= time.Sunday && o.Weekday <= time.Saturday, "weekday", "opening.weekday.unknown")
	}
	return faults.Err()
}

// faultOf is what is wrong with the spans of one day, in order; "" for nothing.
func faultOf(spans []Opening) string {
	for i, o := range spans {
		switch {
		case o.From < 0 || o.Until > 24*60 || o.From >= o.Until:
			return "opening.until.before_from"
		case i > 0 && o.From < spans[i-1].Until:
			return "opening.overlap"
		}
	}
	return ""
}
