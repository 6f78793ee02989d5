package ical

import (
	"bytes"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	goical "github.com/emersion/go-ical"
)

// productID stays the same from release to release: feeds are compared by bytes.
const productID = "-//Trame//Trame//FR"

// foldAt is the longest line in octets, its end not counted (RFC 5545 §3.1).
const foldAt = 75

func newCalendar() *goical.Calendar {
	cal := goical.NewCalendar()
	put(cal.Component, goical.PropVersion, "2.0")
	put(cal.Component, goical.PropProductID, productID)
	put(cal.Component, goical.PropCalendarScale, "GREGORIAN")
	return cal
}

// put sets a property to value as it is, with params in pairs name, value.
// go-ical's own setters add or strip VALUE where clients stumble.
func put(c *goical.Component, name, value string, params ...string) {
	p := goical.NewProp(name)
	p.Value = value
	for i := 0; i+1 < len(params); i += 2 {
		p.Params.Set(params[i], params[i+1])
	}
	c.Props.Set(p)
}

// encode writes cal folded, and only if it is a valid object of method: a
// wrong invitation cannot be called back.
func encode(method Method, cal *goical.Calendar) ([]byte, error) {
	var text bytes.Buffer
	if err := goical.NewEncoder(&text).Encode(cal); err != nil {
		return nil, err
	}
	folded := fold(text.Bytes())
	if err := Validate(method, folded); err != nil {
		return nil, fmt.Errorf("unfit to leave: %w", err)
	}
	return folded, nil
}

// fold breaks lines at 75 octets, never inside a character: some readers
// decode UTF-8 line by line.
func fold(text []byte) []byte {
	out := make([]byte, 0, len(text)+len(text)/foldAt*3)
	for line := range bytes.SplitSeq(bytes.TrimSuffix(text, []byte("\r\n")), []byte("\r\n")) {
		room := foldAt
		for len(line) > room {
			cut := room
			for !utf8.RuneStart(line[cut]) {
				cut--
			}
			out = append(append(out, line[:cut]...), "\r\n "...)
			line, room = line[cut:], foldAt-1
		}
		out = append(append(out, line...), "\r\n"...)
	}
	return out
}

var (
	lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u0085", "\n", "\u2028", "\n", "\u2029", "\n", "\t", " ", "\ufeff", "")
	escaper  = strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\n", `\n`)
)

// lines is s as valid UTF-8 without a control character other than \n. What
// some reader takes for an end of line becomes one.
func lines(s string) string {
	if isPlain(s) {
		return strings.TrimSpace(s)
	}
	s = lineEnds.Replace(strings.ToValidUTF8(s, "\ufffd"))
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r != '\n' && unicode.IsControl(r) {
			return -1
		}
		return r
	}, s))
}

// isPlain reports whether lines has nothing to take out of s, as in nearly all
// that people type.
func isPlain(s string) bool {
	for _, r := range s {
		switch r {
		case '\n':
		case '\u2028', '\u2029', '\ufeff', utf8.RuneError:
			return false
		default:
			if unicode.IsControl(r) {
				return false
			}
		}
	}
	return true
}

func oneLine(s string) string { return strings.ReplaceAll(lines(s), "\n", " ") }

// escape is s as the value of a TEXT property (RFC 5545 §3.3.11).
func escape(s string) string { return escaper.Replace(s) }

// param is s as a parameter value. A double quote cannot be written there at
// all (RFC 5545 §3.2); ^ and \ would start an escape for some (RFC 6868).
func param(s string) string {
	return strings.NewReplacer(`"`, "'", "^", "", `\`, "").Replace(oneLine(s))
}

var validLink = regexp.MustCompile(`^https?://[A-Za-z0-9._~:/?#!$&()*+,;=%-]+$`)

// link accepts a web address, in the characters that a URI may hold; an @ would
// be somebody's.
func link(s string) (string, error) {
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || !validLink.MatchString(s) {
		return "", errors.New("not a web address")
	}
	return s, nil
}

func utc(t time.Time) string { return t.UTC().Format("20060102T150405Z") }
