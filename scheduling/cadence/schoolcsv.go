package cadence

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"trame/scheduling"
)

// Bounds of an imported file. The longest school holidays last nine weeks; a
// year mistyped makes a period that would close everything.
const (
	maxSchoolBytes = 1 << 20
	maxSchoolRows  = 2000
	maxSchoolDays  = 120
)

var schoolHeader = []string{"zone", "from", "to", "name"}

// ParseSchoolHolidays reads school holidays from CSV: a line
// "zone,from,to,name", then one line a period; dates as 2027-02-06, both days
// off; commas or, as spreadsheets in French write, semicolons; UTF-8.
//
// The error is one *scheduling.Error, Invalid, for the first fault: Field is
// the column ("" for the whole line) and Args hold its "line", from 1.
func ParseSchoolHolidays(r io.Reader) ([]SchoolPeriod, error) {
	lines, err := newSchoolReader(r)
	if err != nil {
		return nil, err
	}
	header, err := lines.Read()
	if err != nil || !slices.Equal(header, schoolHeader) {
		return nil, schoolFault(1, "", "school_holidays.header", "header", strings.Join(schoolHeader, ","))
	}
	var periods []SchoolPeriod
	for {
		row, err := lines.Read()
		if errors.Is(err, io.EOF) {
			return periods, nil
		}
		if err != nil {
			return nil, malformedLine(err)
		}
		line, _ := lines.FieldPos(0)
		p, fault := parseSchoolRow(line, row)
		if fault != nil {
			return nil, fault
		}
		if slices.ContainsFunc(periods, func(q SchoolPeriod) bool { return q.Zone == p.Zone && q.overlaps(p) }) {
			return nil, schoolFault(line, "from", "school_holidays.overlap", "value", row[1])
		}
		if len(periods) == maxSchoolRows {
			return nil, schoolFault(line, "", "school_holidays.too_large")
		}
		periods = append(periods, p)
	}
}

// newSchoolReader passes over a byte order mark and finds the separator in
// the first line.
func newSchoolReader(r io.Reader) (*csv.Reader, error) {
	text, err := io.ReadAll(io.LimitReader(r, maxSchoolBytes+1))
	if err != nil {
		return nil, err
	}
	if len(text) > maxSchoolBytes {
		return nil, schoolFault(1, "", "school_holidays.too_large")
	}
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	header, _, _ := bytes.Cut(text, []byte("\n"))
	lines := csv.NewReader(bytes.NewReader(text))
	if bytes.ContainsRune(header, ';') {
		lines.Comma = ';'
	}
	lines.FieldsPerRecord = len(schoolHeader)
	return lines, nil
}

func parseSchoolRow(line int, row []string) (SchoolPeriod, error) {
	p := SchoolPeriod{Zone: SchoolZone(strings.TrimSpace(row[0])), Name: schoolName(row[3])}
	if !slices.Contains(SchoolZones, p.Zone) {
		return p, schoolFault(line, "zone", "school_holidays.zone.unknown", "value", row[0])
	}
	var ok bool
	if p.From, ok = schoolDate(row[1]); !ok {
		return p, schoolFault(line, "from", "school_holidays.date.invalid", "value", row[1])
	}
	if p.Until, ok = schoolDate(row[2]); !ok {
		return p, schoolFault(line, "to", "school_holidays.date.invalid", "value", row[2])
	}
	if p.Until.Before(p.From) {
		return p, schoolFault(line, "to", "school_holidays.to.before_from", "value", row[2])
	}
	if p.From.DaysUntil(p.Until) >= maxSchoolDays {
		return p, schoolFault(line, "to", "school_holidays.to.too_long", "value", row[2], "max", maxSchoolDays)
	}
	if p.Name == "" || !utf8.ValidString(p.Name) || strings.ContainsFunc(p.Name, unicode.IsControl) {
		return p, schoolFault(line, "name", "school_holidays.name.invalid")
	}
	return p, nil
}

func schoolDate(s string) (scheduling.Date, bool) {
	d, err := scheduling.ParseDate(strings.TrimSpace(s))
	return d, err == nil && !d.IsZero()
}

// schoolName is a name as the screens print it, with the typographic apostrophe.
func schoolName(s string) string { return strings.ReplaceAll(strings.TrimSpace(s), "'", "’") }

func malformedLine(err error) error {
	line := 0
	if parse, ok := errors.AsType[*csv.ParseError](err); ok {
		line = parse.StartLine
	}
	fault := schoolFault(line, "", "school_holidays.line.malformed")
	fault.Err = err
	return fault
}

func schoolFault(line int, field, key string, args ...any) *scheduling.Error {
	return scheduling.Refuse(scheduling.Invalid, key, field, append([]any{"line", line}, args...)...)
}
