package timetable

import (
	"slices"
	"unicode"
	"unicode/utf8"

	"trame/scheduling"
)

// unique checks the ids of a list, each said once, and notes them.
func unique(list, field string, ids []string, most int, met map[string]bool) *Flaw {
	if f := crowded(list, len(ids), most); f != nil {
		return f
	}
	for i, id := range ids {
		f := named(field, id, longestID)
		if f == nil && met[id] {
			f = flaw(field, "%q is given twice", id)
		}
		if f != nil {
			return f.in(list, i)
		}
		met[id] = true
	}
	return nil
}

// idsOf lists the ids of things.
func idsOf[T any](things []T, id func(T) string) []string {
	ids := make([]string, len(things))
	for i, thing := range things {
		ids[i] = id(thing)
	}
	return ids
}

func crowded(list string, n, most int) *Flaw {
	if n > most {
		return flaw(list, "%d of them, more than %d", n, most)
	}
	return nil
}

func within(field string, n, least, most int) *Flaw {
	if n < least || n > most {
		return flaw(field, "%d is not from %d to %d", n, least, most)
	}
	return nil
}

// named looks at an id or a name, which ends up on terminals and in logs.
func named(field, s string, longest int) *Flaw {
	switch {
	case s == "":
		return flaw(field, "is empty")
	case len(s) > longest:
		return flaw(field, "%q has %d bytes, more than %d", cut(s), len(s), longest)
	case !utf8.ValidString(s) || !allGraphic(s):
		return flaw(field, "%q cannot be printed", cut(s))
	}
	return nil
}

func allGraphic(s string) bool {
	for _, r := range s {
		if !unicode.IsGraphic(r) {
			return false
		}
	}
	return true
}

func day(field string, d scheduling.Date) *Flaw {
	switch {
	case d.IsZero():
		return flaw(field, "is missing")
	case d.Year < firstYear || d.Year > lastYear || scheduling.DateOf(d.UTC()) != d:
		return flaw(field, "%s is not from %d to %d", d, firstYear, lastYear)
	}
	return nil
}

func inOrder(from string, a scheduling.Date, to string, b scheduling.Date) *Flaw {
	if f := day(from, a); f != nil {
		return f
	}
	if f := day(to, b); f != nil {
		return f
	}
	if b.Before(a) {
		return flaw(to, "%s is before %s", b, a)
	}
	return nil
}

func moment(field string, m Moment) *Flaw {
	if f := day(field, m.Day); f != nil {
		return f
	}
	if m.Clock < 0 || m.Clock > minutesADay {
		return flaw(field, "%d minutes is no time of day", int(m.Clock))
	}
	return nil
}

// chosen checks a list of choices: some, known, each once.
func chosen(list string, ids []string, kind string, known map[string]bool) *Flaw {
	if f := some(list, len(ids), mostChoices); f != nil {
		return f
	}
	for i, id := range ids {
		if !known[id] {
			return flaw("", "unknown %s %q", kind, cut(id)).in(list, i)
		}
		if slices.Contains(ids[:i], id) {
			return flaw("", "%q is given twice", cut(id)).in(list, i)
		}
	}
	return nil
}

func some(list string, n, most int) *Flaw {
	if n == 0 {
		return flaw(list, "is empty")
	}
	return crowded(list, n, most)
}
