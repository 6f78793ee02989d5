package busy

import (
	"bytes"
	"strings"
)

// line is a content line (RFC 5545 §3.1), of which only the parameters that
// tell a time are kept.
type line struct {
	number  int // of its first physical line
	name    string
	value   string
	tzid    string
	kind    string // VALUE
	freeing bool   // FBTYPE=FREE
}

// timely are the properties that tell when. The others are not even looked at.
var timely = map[string]bool{
	"BEGIN": true, "END": true, "DTSTART": true, "DTEND": true, "DURATION": true, "RRULE": true, "RDATE": true, "EXDATE": true,
	"EXRULE": true, "RECURRENCE-ID": true, "UID": true, "TRANSP": true, "STATUS": true, "X-MICROSOFT-CDO-BUSYSTATUS": true,
	"FREEBUSY": true, "TZID": true, "TZOFFSETFROM": true, "TZOFFSETTO": true,
}

// read goes through text line by line, unfolding as it goes.
func (f *file) read(text []byte) {
	if !bytes.ContainsRune(text, '\n') {
		text = bytes.ReplaceAll(text, []byte{'\r'}, []byte{'\n'})
	}
	var pending []byte
	started, number := 0, 0
	for physical := range bytes.Lines(text) {
		number++
		physical = bytes.TrimRight(physical, "\r\n")
		if len(physical) > 0 && (physical[0] == ' ' || physical[0] == '\t') && started > 0 {
			if len(pending) < maxLine {
				pending = append(pending, physical[1:]...)
			}
			continue
		}
		f.logical(pending, started)
		pending, started = append(pending[:0], physical...), number
	}
	f.logical(pending, started)
	f.unclosed(number)
}

func (f *file) logical(text []byte, number int) {
	if len(bytes.TrimSpace(text)) == 0 {
		return
	}
	l, ok := parseLine(text, number, f.planned != nil)
	switch {
	case !ok:
		if f.calendar {
			f.wrong(number)
		}
	case l.name == "BEGIN":
		f.begin(strings.ToUpper(strings.TrimSpace(l.value)), number)
	case l.name == "END":
		f.end(strings.ToUpper(strings.TrimSpace(l.value)), number)
	case l.name != "" && len(f.open) > 0 && f.skipped == 0:
		if !f.open[len(f.open)-1].take(l) {
			f.wrong(number)
		}
	}
}

// parseLine splits a line; a name that tells no time, nor of a planning what it
// is, comes back empty.
func parseLine(text []byte, number int, planned bool) (l line, ok bool) {
	end := bytes.IndexAny(text, ":;")
	if end <= 0 || bytes.ContainsAny(text[:end], " \t\"=,") {
		return l, false
	}
	l.number, l.name = number, strings.ToUpper(string(text[:end]))
	if !timely[l.name] && (!planned || !titled[l.name]) {
		return line{}, true
	}
	if len(text) > maxLine {
		return l, false
	}
	rest := string(text[end:])
	for strings.HasPrefix(rest, ";") {
		var name, value string
		if name, value, rest, ok = parameter(rest[1:]); !ok {
			return l, false
		}
		switch name {
		case "TZID":
			l.tzid = value
		case "VALUE":
			l.kind = strings.ToUpper(value)
		case "FBTYPE":
			l.freeing = strings.EqualFold(value, "FREE")
		}
	}
	l.value, ok = strings.CutPrefix(rest, ":")
	return l, ok
}

// parameter takes NAME=value or NAME="value" off rest; of several values it
// gives the last.
func parameter(rest string) (name, value, after string, ok bool) {
	name, rest, ok = strings.Cut(rest, "=")
	if !ok || strings.ContainsAny(name, `:;"`) {
		return "", "", "", false
	}
	for {
		if quoted, isQuoted := strings.CutPrefix(rest, `"`); isQuoted {
			if value, rest, ok = strings.Cut(quoted, `"`); !ok {
				return "", "", "", false
			}
		} else {
			end := strings.IndexAny(rest, ":;,")
			if end < 0 {
				return "", "", "", false
			}
			value, rest = rest[:end], rest[end:]
		}
		more, another := strings.CutPrefix(rest, ",")
		if !another {
			return strings.ToUpper(name), value, rest, true
		}
		rest = more
	}
}
