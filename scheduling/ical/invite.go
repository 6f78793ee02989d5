package ical

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"trame/scheduling"

	goical "github.com/emersion/go-ical"
)

// Method is the iTIP method of an object (RFC 5546 §1.4); a feed has none.
type Method string

// The methods that Trame sends.
const (
	MethodFeed    Method = ""
	MethodRequest Method = "REQUEST"
	MethodCancel  Method = "CANCEL"
	MethodPublish Method = "PUBLISH"
)

// Request invites attendee to m, or tells her what changed (RFC 5546 §3.2.2).
// reply is her own current answer: NoReply after a change of hour or place.
// RSVP stays TRUE after an answer, or Outlook takes the buttons away.
func Request(m Meeting, organiser, attendee Party, reply scheduling.Reply, now time.Time) ([]byte, error) {
	partstat, ok := partstats[reply]
	if !ok {
		return nil, fmt.Errorf("ical: request: reply %q is unknown", reply)
	}
	if m.Status == Cancelled {
		return nil, errors.New("ical: request: a cancelled meeting invites nobody")
	}
	return m.object(MethodRequest, now, func(e *goical.Component) error {
		put(e, goical.PropStatus, string(m.Status))
		return people(e, organiser, attendee, "PARTSTAT", partstat, "RSVP", "TRUE")
	})
}

// Cancel tells attendee that m itself is off (RFC 5546 §3.2.5). m.Sequence is
// already one more than what she has.
func Cancel(m Meeting, organiser, attendee Party, now time.Time) ([]byte, error) {
	return m.object(MethodCancel, now, func(e *goical.Component) error {
		put(e, goical.PropStatus, string(Cancelled))
		return people(e, organiser, attendee)
	})
}

// Uninvite takes m out of attendee's calendar while it goes on without her:
// a CANCEL that must not carry a status (RFC 5546 §3.2.5).
func Uninvite(m Meeting, organiser, attendee Party, now time.Time) ([]byte, error) {
	return m.object(MethodCancel, now, func(e *goical.Component) error {
		return people(e, organiser, attendee)
	})
}

// Publish is m to download once: nobody is asked anything, and the stamp is
// the last change (RFC 5546 §3.2.1). A tentative meeting is not published.
func Publish(m Meeting, organiser Party) ([]byte, error) {
	return m.object(MethodPublish, m.Changed, func(e *goical.Component) error {
		if err := m.announce(e); err != nil {
			return err
		}
		return name(e, goical.PropOrganizer, organiser)
	})
}

// announce says in e what has been decided of m, to whoever reads it without
// having been asked. Many calendars ignore STATUS: the title says it too.
func (m Meeting) announce(e *goical.Component) error {
	if m.Status == Tentative {
		return errors.New("a tentative meeting is not published")
	}
	put(e, goical.PropStatus, string(m.Status))
	if m.Status == Cancelled {
		put(e, goical.PropTransparency, "TRANSPARENT")
		put(e, goical.PropSummary, escape("ANNULÉ – "+title(m.Summary)))
	}
	return nil
}

// object writes m alone under method, completed by rest.
func (m Meeting) object(method Method, stamp time.Time, rest func(*goical.Component) error) ([]byte, error) {
	text, err := func() ([]byte, error) {
		z, err := zoneOf(m.Zone)
		if err != nil {
			return nil, err
		}
		e, err := m.event(z, stamp)
		if err != nil {
			return nil, err
		}
		if err := rest(e); err != nil {
			return nil, err
		}
		cal := newCalendar()
		put(cal.Component, goical.PropMethod, string(method))
		cal.Children = []*goical.Component{z.component(), e}
		return encode(method, cal)
	}()
	if err != nil {
		return nil, fmt.Errorf("ical: %s %s: %w", strings.ToLower(string(method)), m.UID, err)
	}
	return text, nil
}

// people names the organiser and the one attendee, who may not be the same:
// Outlook hides the answer buttons from an organiser.
func people(e *goical.Component, organiser, attendee Party, params ...string) error {
	if strings.EqualFold(organiser.Address, attendee.Address) {
		return errors.New("the organiser cannot be the attendee")
	}
	if err := name(e, goical.PropOrganizer, organiser); err != nil {
		return err
	}
	return name(e, goical.PropAttendee, attendee, append([]string{"CUTYPE", "INDIVIDUAL", "ROLE", "REQ-PARTICIPANT"}, params...)...)
}

func name(e *goical.Component, prop string, p Party, params ...string) error {
	address, err := p.mailto()
	if err != nil {
		return fmt.Errorf("%s: %w", prop, err)
	}
	if cn := named(p.Name); cn != "" {
		params = append(params, "CN", cn)
	}
	put(e, prop, address, params...)
	return nil
}
