package ical

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	goical "github.com/emersion/go-ical"
)

// Validate refuses an object that is not a good message of method, with every
// reason (RFC 5545, RFC 5546 §3.2, RFC 7986). Beyond what public validators
// check it refuses two UIDs, a second attendee, a CANCEL with a live status, a
// REFRESH-INTERVAL without its type, a CAL-ADDRESS without mailto, an hour
// that the zone skips, an unescaped comma, an alarm.
func Validate(method Method, text []byte) error {
	cal, err := decode(text)
	if err != nil {
		return fmt.Errorf("ical: %w", err)
	}
	v := &verdict{method: method, zones: map[string]*time.Location{}, uids: map[string]bool{}}
	v.calendar(cal)
	return errors.Join(v.faults...)
}

type verdict struct {
	method Method
	zones  map[string]*time.Location // those described, by TZID; nil is unknown here
	uids   map[string]bool
	faults []error
}

func (v *verdict) check(ok bool, format string, args ...any) {
	if !ok {
		v.faults = append(v.faults, fmt.Errorf("ical: "+format, args...))
	}
}

func (v *verdict) calendar(cal *goical.Calendar) {
	v.check(value(cal.Component, goical.PropVersion) == "2.0", "VERSION is not 2.0")
	v.check(value(cal.Component, goical.PropProductID) != "", "PRODID is missing")
	v.check(value(cal.Component, goical.PropMethod) == string(v.method), "METHOD is not %q", v.method)
	v.check(v.method != MethodFeed || len(cal.Props.Values(goical.PropMethod)) == 0, "a feed has no METHOD")
	v.texts(cal.Component, goical.PropName, "X-WR-CALNAME")
	if v.method == MethodFeed {
		v.feed(cal)
		v.nobodyElse(cal.Component, feedHead)
	} else {
		v.nobodyElse(cal.Component, goical.CompCalendar)
	}
	events := 0
	for _, c := range cal.Children {
		switch c.Name {
		case goical.CompTimezone:
			v.zone(c)
		case goical.CompEvent:
			events++
			v.event(c)
		default:
			v.check(false, "%s has no place here", c.Name)
		}
	}
	v.check(len(v.zones) > 0, "VTIMEZONE is missing")
	v.check(v.method == MethodFeed || events == 1, "%d VEVENTs instead of one", events)
}

func (v *verdict) feed(cal *goical.Calendar) {
	for _, name := range []string{goical.PropName, "X-WR-CALNAME", "X-WR-TIMEZONE", "X-PUBLISHED-TTL", goical.PropRefreshInterval} {
		v.check(value(cal.Component, name) != "", "%s is missing", name)
	}
	for _, p := range cal.Props.Values(goical.PropRefreshInterval) {
		v.check(p.Params.Get(goical.ParamValue) == "DURATION", "REFRESH-INTERVAL without VALUE=DURATION")
	}
}

// zone accepts one fixed offset, or two observances that recur yearly.
func (v *verdict) zone(c *goical.Component) {
	id := value(c, goical.PropTimezoneID)
	_, twice := v.zones[id]
	v.check(id != "" && id != "Local" && !twice, "VTIMEZONE %q is unnamed or doubled", id)
	loc, err := time.LoadLocation(id)
	v.check(err == nil, "VTIMEZONE %q: %v", id, err)
	v.zones[id] = loc
	v.check(len(c.Children) == 1 || len(c.Children) == 2, "VTIMEZONE %s has %d observances", id, len(c.Children))
	v.nobodyElse(c, goical.CompTimezone)
	for _, o := range c.Children {
		v.nobodyElse(o, o.Name)
		v.check(len(o.Children) == 0, "VTIMEZONE %s holds more than observances", id)
		v.check(len(o.Props.Values(goical.PropRecurrenceDates)) == 0, "VTIMEZONE %s uses RDATE", id)
		recurs := value(o, goical.PropRecurrenceRule) != ""
		v.check(recurs == (len(c.Children) == 2), "VTIMEZONE %s does not recur yearly", id)
	}
}

func (v *verdict) event(e *goical.Component) {
	uid := value(e, goical.PropUID)
	v.check(validUID(uid) && !namesSomebody(uid), "UID %q is not one", uid)
	v.check(!v.uids[uid], "UID %s twice", uid)
	v.uids[uid] = true
	v.check(len(e.Children) == 0, "%s: an alarm", uid)
	v.nobodyElse(e, goical.CompEvent, mailbox(e, goical.PropOrganizer), mailbox(e, goical.PropAttendee))
	v.texts(e, goical.PropSummary, goical.PropDescription, goical.PropLocation)
	v.check(value(e, goical.PropSummary) != "", "%s: SUMMARY is missing", uid)
	sequence, err := strconv.Atoi(value(e, goical.PropSequence))
	v.check(err == nil && sequence >= 0, "%s: SEQUENCE is missing", uid)
	stamp := value(e, goical.PropDateTimeStamp)
	_, err = time.Parse("20060102T150405Z", stamp)
	v.check(err == nil, "%s: DTSTAMP is not UTC", uid)
	if v.method == MethodPublish || v.method == MethodFeed {
		v.check(stamp == value(e, goical.PropLastModified), "%s: DTSTAMP is not the last change", uid)
	}
	start, end := v.hour(e, goical.PropDateTimeStart), v.hour(e, goical.PropDateTimeEnd)
	v.check(start.Before(end), "%s: DTEND is not after DTSTART", uid)
	v.status(e)
	v.people(e)
}

// hour reads a wall clock in one of the zones described.
func (v *verdict) hour(e *goical.Component, name string) time.Time {
	id, text := "", value(e, name)
	if p := e.Props.Get(name); p != nil {
		id = p.Params.Get(goical.PropTimezoneID)
	}
	loc := v.zones[id]
	if loc == nil {
		v.check(false, "%s: VTIMEZONE %q is missing", name, id)
		return time.Time{}
	}
	at, err := time.ParseInLocation(wallClock, text, loc)
	v.check(err == nil && at.Format(wallClock) == text, "%s: %s does not exist in %s", name, text, id)
	return at
}

func (v *verdict) status(e *goical.Component) {
	allowed := map[Method][]Status{
		MethodRequest: {Confirmed, Tentative},
		MethodCancel:  {Cancelled},
		MethodPublish: {Confirmed, Cancelled},
		MethodFeed:    {Confirmed, Cancelled},
	}
	if v.method == MethodCancel && len(e.Props.Values(goical.PropStatus)) == 0 {
		return // one attendee is un-invited, the meeting lives on
	}
	status := Status(value(e, goical.PropStatus))
	v.check(slices.Contains(allowed[v.method], status), "STATUS %q in %q", status, v.method)
}

func (v *verdict) people(e *goical.Component) {
	organisers, attendees := e.Props.Values(goical.PropOrganizer), e.Props.Values(goical.PropAttendee)
	for _, p := range append(append([]goical.Prop{}, organisers...), attendees...) {
		address, ok := strings.CutPrefix(p.Value, "mailto:")
		v.check(ok && validAddress.MatchString(address), "%s is not a mailto", p.Name)
	}
	switch v.method {
	case MethodFeed:
		v.check(len(organisers) == 0 && len(attendees) == 0, "a feed names nobody")
		return
	case MethodPublish:
		v.check(len(organisers) == 1 && len(attendees) == 0, "PUBLISH has an ORGANIZER and no ATTENDEE")
		return
	}
	if len(organisers) != 1 || len(attendees) != 1 {
		v.check(false, "%d ORGANIZER and %d ATTENDEE instead of one each", len(organisers), len(attendees))
		return
	}
	who := attendees[0]
	v.check(!strings.EqualFold(organisers[0].Value, who.Value), "the ORGANIZER is the ATTENDEE")
	if v.method == MethodRequest {
		v.check(who.Params.Get("PARTSTAT") != "" && who.Params.Get("RSVP") == "TRUE", "ATTENDEE without PARTSTAT or RSVP")
	}
}

// texts accepts TEXT that is escaped throughout (RFC 5545 §3.3.11): go-ical
// reads a bare semicolon as text, others as the end of it.
func (v *verdict) texts(c *goical.Component, names ...string) {
	for _, name := range names {
		for _, p := range c.Props.Values(name) {
			if !isEscaped(p.Value) {
				v.check(false, "%s is not escaped", name)
			}
		}
	}
}

func isEscaped(text string) bool {
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case ',', ';':
			return false
		case '\\':
			if i++; i == len(text) || !strings.ContainsRune(`\;,nN`, rune(text[i])) {
				return false
			}
		}
	}
	return true
}

// mailbox is the address of a CAL-ADDRESS that occurs exactly once, else "".
func mailbox(c *goical.Component, name string) string {
	return strings.TrimPrefix(value(c, name), "mailto:")
}

// value is the value of a property that occurs exactly once, else "".
func value(c *goical.Component, name string) string {
	if all := c.Props.Values(name); len(all) == 1 {
		return all[0].Value
	}
	return ""
}
