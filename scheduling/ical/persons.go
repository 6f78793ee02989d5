package ical

import (
	"regexp"
	"strings"

	goical "github.com/emersion/go-ical"
)

// places are the properties that each component may hold, and the parameters
// of each. Whatever else there is could name somebody: CONTACT, ATTACH,
// COMMENT, an X- property, SENT-BY, DELEGATED-FROM, MEMBER, EMAIL.
var places = map[string]map[string]string{
	goical.CompCalendar: {
		"VERSION": "", "PRODID": "", "CALSCALE": "", "METHOD": "",
	},
	feedHead: {
		"VERSION": "", "PRODID": "", "CALSCALE": "", "NAME": "", "X-WR-CALNAME": "", "X-WR-TIMEZONE": "",
		"REFRESH-INTERVAL": "VALUE", "X-PUBLISHED-TTL": "", "SOURCE": "VALUE", "COLOR": "",
	},
	goical.CompEvent: {
		"UID": "", "DTSTAMP": "", "LAST-MODIFIED": "", "SEQUENCE": "", "DTSTART": "TZID", "DTEND": "TZID",
		"SUMMARY": "", "DESCRIPTION": "", "LOCATION": "", "URL": "", "CLASS": "", "STATUS": "", "TRANSP": "",
		"ORGANIZER": "CN", "ATTENDEE": "CN CUTYPE ROLE PARTSTAT RSVP",
	},
	goical.CompTimezone:         {"TZID": ""},
	goical.CompTimezoneStandard: observances,
	goical.CompTimezoneDaylight: observances,
}

// feedHead is the head of a feed: only there do some programs need an X-.
const feedHead = "VCALENDAR of a feed"

var observances = map[string]string{"DTSTART": "", "RRULE": "", "TZOFFSETFROM": "", "TZOFFSETTO": "", "TZNAME": ""}

// nobodyElse refuses what has no place in c, and a mail address anywhere that
// is not of those in known: whoever's it is, it is not this reader's business
// (rule 14). A name cannot be told from a title: that a view of one reader
// holds none of another is its maker's promise.
func (v *verdict) nobodyElse(c *goical.Component, kind string, known ...string) {
	for name, all := range c.Props {
		allowed, has := places[kind][name]
		if !has {
			v.check(false, "%s has no place in %s", name, kind)
		}
		if len(all) != 1 {
			v.check(false, "%d %s instead of one", len(all), name)
		}
		for _, p := range all {
			for param, values := range p.Params {
				if len(values) != 1 || !strings.Contains(" "+allowed+" ", " "+param+" ") {
					v.check(false, "%s of %s has no place in %s", param, name, kind)
				}
				for _, value := range values {
					v.addresses(name, value, known)
				}
			}
			if name != goical.PropUID {
				v.addresses(name, unescapeText.Replace(p.Value), known)
			}
		}
	}
}

func (v *verdict) addresses(name, text string, known []string) {
	if !strings.Contains(text, "@") {
		return
	}
	for _, address := range anAddress.FindAllString(text, -1) {
		found := false
		for _, one := range known {
			found = found || strings.EqualFold(address, one)
		}
		v.check(found, "%s holds the address of somebody else", name)
	}
}

// anAddress is loose: it would rather see one too many. What stands in the
// place of one is part of none.
var anAddress = regexp.MustCompile(`[^\s<>()"\[\]:;,\\@…]+@[^\s<>()"\[\]:;,\\@…]+`)

// namesSomebody tells a UID that is a mail address from one of ours, which
// has nothing but the digits of a number before its domain.
func namesSomebody(uid string) bool {
	local, _, ok := strings.Cut(uid, "@")
	return ok && strings.Trim(local, "0123456789abcdefABCDEF-") != ""
}

// withoutAddresses is a title, place or description as it may leave: an
// organiser may well have typed the address of whom to call.
func withoutAddresses(s string) string {
	if !strings.Contains(s, "@") {
		return s
	}
	return anAddress.ReplaceAllString(s, "…")
}

// What leaves of a title, of prose, and of a name.
func title(s string) string { return withoutAddresses(oneLine(s)) }
func prose(s string) string { return withoutAddresses(lines(s)) }
func named(s string) string { return withoutAddresses(param(s)) }
