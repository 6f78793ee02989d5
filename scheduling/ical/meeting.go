package ical

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"trame/scheduling"

	goical "github.com/emersion/go-ical"
)

// Meeting is a séance as the calendar of one reader shows it.
type Meeting struct {
	UID         string // one for life: letters, digits and . _ @ -
	Sequence    int    // from 0; it grows with the hour, the status, a distant place
	Summary     string // one line
	Description string // several lines; never a token, replies echo it back
	Location    string // one line
	URL         string // http or https, "" for none
	Start, End  time.Time
	Zone        *time.Location // IANA: where the wall clock is read
	Status      Status
	Changed     time.Time // last change: the DTSTAMP of what is published
	Private     bool      // CLASS:PRIVATE, for all that a participant gets
}

// Status is what has been decided of a meeting (RFC 5545 §3.8.1.11).
type Status string

// The statuses.
const (
	Confirmed Status = "CONFIRMED"
	Tentative Status = "TENTATIVE"
	Cancelled Status = "CANCELLED"
)

// Party is the organiser or the one attendee. Name may be empty.
type Party struct {
	Name    string
	Address string // bare: planning@exemple.fr
}

var partstats = map[scheduling.Reply]string{
	scheduling.NoReply:   "NEEDS-ACTION",
	scheduling.Accepted:  "ACCEPTED",
	scheduling.Tentative: "TENTATIVE",
	scheduling.Declined:  "DECLINED",
}

var validAddress = regexp.MustCompile(`^[A-Za-z0-9.!$'*+=_~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*$`)

// validUID: 1 to 255 letters, digits and . _ @ -.
func validUID(uid string) bool {
	for rest := uid; rest != ""; {
		end := token(rest, 0)
		if end == 0 && !strings.ContainsRune("._@", rune(rest[0])) {
			return false
		}
		rest = rest[max(end, 1):]
	}
	return uid != "" && len(uid) <= 255
}

// check refuses what no calendar could show, or would show wrongly.
func (m Meeting) check() error {
	switch {
	case !validUID(m.UID) || namesSomebody(m.UID):
		return fmt.Errorf("UID %q is not one", m.UID)
	case m.Sequence < 0:
		return fmt.Errorf("SEQUENCE %d is negative", m.Sequence)
	case oneLine(m.Summary) == "":
		return errors.New("no summary")
	case !m.End.After(m.Start):
		return errors.New("ends before it starts")
	case m.Changed.IsZero():
		return errors.New("no last change")
	case m.Status != Confirmed && m.Status != Tentative && m.Status != Cancelled:
		return fmt.Errorf("status %q is unknown", m.Status)
	}
	return nil
}

// event is m as a VEVENT stamped at stamp, without status or people.
func (m Meeting) event(z zone, stamp time.Time) (*goical.Component, error) {
	if err := m.check(); err != nil {
		return nil, err
	}
	start, err := z.local(m.Start)
	if err != nil {
		return nil, fmt.Errorf("start: %w", err)
	}
	end, err := z.local(m.End)
	if err != nil {
		return nil, fmt.Errorf("end: %w", err)
	}
	e := goical.NewComponent(goical.CompEvent)
	put(e, goical.PropUID, m.UID)
	put(e, goical.PropDateTimeStamp, utc(stamp))
	put(e, goical.PropLastModified, utc(m.Changed))
	put(e, goical.PropSequence, strconv.Itoa(m.Sequence))
	put(e, goical.PropDateTimeStart, start, goical.PropTimezoneID, z.name)
	put(e, goical.PropDateTimeEnd, end, goical.PropTimezoneID, z.name)
	put(e, goical.PropSummary, escape(title(m.Summary)))
	if text := prose(m.Description); text != "" {
		put(e, goical.PropDescription, escape(text))
	}
	if text := title(m.Location); text != "" {
		put(e, goical.PropLocation, escape(text))
	}
	if m.URL != "" {
		address, err := link(m.URL)
		if err != nil {
			return nil, fmt.Errorf("URL: %w", err)
		}
		put(e, goical.PropURL, address)
	}
	if m.Private {
		put(e, goical.PropClass, "PRIVATE")
	}
	return e, nil
}

// mailto is p's calendar address. Only plain ASCII addresses are written:
// nothing in them needs quoting, in a header or in a URI.
func (p Party) mailto() (string, error) {
	if !validAddress.MatchString(p.Address) {
		return "", errors.New("not a plain mail address")
	}
	return "mailto:" + p.Address, nil
}
