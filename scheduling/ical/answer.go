package ical

import (
	"bytes"
	"errors"
	"strconv"
	"strings"
	"time"

	"trame/scheduling"
	"trame/scheduling/ical/busy"
)

// The methods that Trame reads (RFC 5546 §3.2.3 and §3.2.7); it sends neither.
const (
	MethodReply   Method = "REPLY"
	MethodCounter Method = "COUNTER"
)

// Answer is all that is taken of what a calendar answers. Titles, places and
// descriptions come back as the sender pleases: none is read.
type Answer struct {
	Method    Method
	UID       string
	Sequence  int
	Stamp     time.Time // DTSTAMP; zero when it is not told
	Attendee  string    // bare, in lower case
	Reply     scheduling.Reply
	Delegated bool
	Delegate  string // to whom, "" when it is not told
	Comment   string
	Start     Proposal // of a COUNTER
	End       Proposal
}

// Proposal is an hour that somebody asks for. Zone is nil when nothing known
// says where the clock is read; At is then the wall clock, as if it were UTC.
type Proposal struct {
	At   time.Time
	Zone *time.Location
}

// In is the instant of p, read in zone when p has none of its own.
func (p Proposal) In(zone *time.Location) time.Time {
	if p.Zone != nil || p.At.IsZero() {
		return p.At
	}
	a := p.At
	return time.Date(a.Year(), a.Month(), a.Day(), a.Hour(), a.Minute(), a.Second(), 0, zone)
}

// Why an object is no answer. None of them quotes it: they may be logged.
var (
	ErrNotCalendar = errors.New("no calendar object")
	ErrTooDeep     = errors.New("components nest too deep")
	ErrNotReply    = errors.New("its METHOD is neither REPLY nor COUNTER")
	ErrEvents      = errors.New("not one event")
	ErrAttendees   = errors.New("not one ATTENDEE")
	ErrPartstat    = errors.New("its PARTSTAT answers nothing")
)

// ReadAnswer reads a REPLY or a COUNTER as calendars write them: folded or
// not, with or without CR, an ORGANIZER or a known zone. declared is the method
// that the mail's header names, "" for none. It recurses nowhere and hands
// nothing to a library: no text makes it panic or deepens a stack.
func ReadAnswer(text []byte, declared string) (Answer, error) {
	r := answering{method: strings.ToUpper(strings.TrimSpace(declared))}
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	var pending []byte
	for line := range bytes.Lines(text) {
		line = bytes.TrimRight(line, "\r\n")
		if len(line) > 0 && (line[0] == ' ' || line[0] == '\t') {
			pending = append(pending, line[1:]...)
			continue
		}
		if err := r.line(pending); err != nil {
			return Answer{}, err
		}
		pending = append(pending[:0], line...)
	}
	if err := r.line(pending); err != nil {
		return Answer{}, err
	}
	return r.answer()
}

// answering is an answer being read.
type answering struct {
	method    string // as the header, then the object, names it
	differs   bool
	open      []string
	events    int
	attendees []attendee
	found     Answer
}

type attendee struct{ address, partstat, delegate string }

func (r *answering) line(text []byte) error {
	name, params, value, ok := splitLine(strings.ToValidUTF8(string(text), "\ufffd"))
	if !ok {
		return nil // what cannot be read tells nothing
	}
	switch name {
	case "BEGIN":
		return r.begin(strings.ToUpper(strings.TrimSpace(value)))
	case "END":
		if n := len(r.open); n > 0 && r.open[n-1] == strings.ToUpper(strings.TrimSpace(value)) {
			r.open = r.open[:n-1]
		}
	default:
		switch strings.Join(r.open, "/") {
		case "VCALENDAR":
			r.header(name, value)
		case "VCALENDAR/VEVENT":
			r.property(name, params, value)
		}
	}
	return nil
}

func (r *answering) begin(component string) error {
	if r.open = append(r.open, component); len(r.open) > maxDepth {
		return ErrTooDeep
	}
	if component == "VEVENT" {
		r.events++
	}
	return nil
}

// header reads the METHOD. One that contradicts the mail's own is neither's.
func (r *answering) header(name, value string) {
	if name != "METHOD" {
		return
	}
	method := strings.ToUpper(strings.TrimSpace(value))
	r.differs = r.method != "" && r.method != method
	r.method = method
}

func (r *answering) property(name string, params map[string]string, value string) {
	a := &r.found
	switch name {
	case "UID":
		a.UID = strings.TrimSpace(value)
	case "SEQUENCE":
		if n, err := strconv.Atoi(strings.TrimSpace(value)); err == nil && n >= 0 {
			a.Sequence = n
		}
	case "DTSTAMP":
		if at, err := time.Parse("20060102T150405Z", strings.TrimSpace(value)); err == nil {
			a.Stamp = at
		}
	case "ATTENDEE":
		r.attendees = append(r.attendees, attendee{
			calAddress(value, params), strings.ToUpper(params["PARTSTAT"]), calAddress(params["DELEGATED-TO"], nil),
		})
	case "COMMENT":
		if a.Comment == "" {
			a.Comment = lines(unescapeText.Replace(value))
		}
	case "DTSTART":
		a.Start = proposal(params["TZID"], value)
	case "DTEND":
		a.End = proposal(params["TZID"], value)
	}
}

var unescapeText = strings.NewReplacer(`\\`, `\`, `\n`, "\n", `\N`, "\n", `\,`, ",", `\;`, ";")

// calAddress is the bare address of a CAL-ADDRESS. Apple's servers put a path
// in its place and the address in EMAIL.
func calAddress(value string, params map[string]string) string {
	value = strings.TrimSpace(value)
	if len(value) > len("mailto:") && strings.EqualFold(value[:len("mailto:")], "mailto:") {
		return strings.ToLower(value[len("mailto:"):])
	}
	return strings.ToLower(strings.TrimSpace(params["EMAIL"]))
}

func proposal(tzid, value string) Proposal {
	clock, utc := strings.CutSuffix(strings.TrimSpace(value), "Z")
	at, err := time.Parse(wallClock, clock)
	switch {
	case err != nil:
		return Proposal{}
	case utc:
		return Proposal{at, time.UTC}
	}
	zone := busy.Zone(strings.TrimSpace(tzid))
	if zone == nil {
		return Proposal{At: at}
	}
	return Proposal{time.Date(at.Year(), at.Month(), at.Day(), at.Hour(), at.Minute(), at.Second(), 0, zone), zone}
}

var answers = map[string]scheduling.Reply{
	"ACCEPTED": scheduling.Accepted, "TENTATIVE": scheduling.Tentative, "DECLINED": scheduling.Declined,
}

func (r *answering) answer() (Answer, error) {
	a := r.found
	a.Method = Method(r.method)
	switch {
	case r.events == 0 && r.method == "":
		return Answer{}, ErrNotCalendar
	case r.differs || a.Method != MethodReply && a.Method != MethodCounter:
		return Answer{}, ErrNotReply
	case r.events != 1 || a.UID == "":
		return Answer{}, ErrEvents
	}
	who, ok := r.who()
	if !ok {
		return Answer{}, ErrAttendees
	}
	a.Attendee, a.Delegate = who.address, who.delegate
	a.Delegated = who.partstat == "DELEGATED"
	a.Reply, ok = answers[who.partstat]
	if !ok && !a.Delegated && a.Method == MethodReply {
		return Answer{}, ErrPartstat
	}
	return a, nil
}

// who is the one attendee. Only whoever delegates may name a second: the one
// he sends in his place (RFC 5546 §3.2.3).
func (r *answering) who() (attendee, bool) {
	if len(r.attendees) == 1 && r.attendees[0].address != "" {
		return r.attendees[0], true
	}
	if len(r.attendees) == 2 {
		for _, a := range r.attendees {
			if a.partstat == "DELEGATED" && a.address != "" {
				return a, true
			}
		}
	}
	return attendee{}, false
}

// splitLine reads a content line (RFC 5545 §3.1). Of a parameter that comes
// twice, or with several values, the last is kept.
func splitLine(text string) (name string, params map[string]string, value string, ok bool) {
	end := strings.IndexAny(text, ":;")
	if end <= 0 {
		return "", nil, "", false
	}
	name, params = strings.ToUpper(text[:end]), map[string]string{}
	for rest := text[end:]; ; {
		if value, ok = strings.CutPrefix(rest, ":"); ok {
			return name, params, value, true
		}
		var key string
		if key, rest, ok = strings.Cut(rest[1:], "="); !ok {
			return "", nil, "", false
		}
		for more := true; more; {
			var v string
			if quoted, isQuoted := strings.CutPrefix(rest, `"`); isQuoted {
				if v, rest, ok = strings.Cut(quoted, `"`); !ok {
					return "", nil, "", false
				}
			} else if end := strings.IndexAny(rest, ":;,"); end >= 0 {
				v, rest = rest[:end], rest[end:]
			} else {
				return "", nil, "", false
			}
			params[strings.ToUpper(key)] = v
			rest, more = strings.CutPrefix(rest, ",")
		}
		if rest == "" || rest[0] != ':' && rest[0] != ';' {
			return "", nil, "", false
		}
	}
}
