package ical

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	goical "github.com/emersion/go-ical"
)

// maxDepth is one more than any real object nests: VCALENDAR, VTIMEZONE,
// STANDARD.
const maxDepth = 4

// contentLine is RFC 5545 §3.1: name, parameters, value.
var contentLine = regexp.MustCompile(`^([A-Za-z0-9-]+)(?:;[A-Za-z0-9-]+=(?:"[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*)*:(.*)$`)

// decode reads one calendar. go-ical panics on a parameter without a colon
// after it and overflows the stack, beyond recovery, on deep nesting: nothing
// reaches it that scan has not read first.
func decode(text []byte) (*goical.Calendar, error) {
	if err := scan(text); err != nil {
		return nil, err
	}
	return goical.NewDecoder(bytes.NewReader(text)).Decode()
}

// scan checks the form of text: UTF-8, folded at 75 octets, CRLF, well-formed
// lines, components closed in order, a single VCALENDAR.
func scan(text []byte) error {
	if !utf8.Valid(text) {
		return errors.New("not UTF-8")
	}
	body, ok := strings.CutSuffix(string(text), "\r\n")
	if !ok {
		return errors.New("does not end with CRLF")
	}
	for n, line := range strings.Split(body, "\r\n") {
		if len(line) > foldAt {
			return fmt.Errorf("line %d has %d octets", n+1, len(line))
		}
		if strings.ContainsFunc(line, isControl) {
			return fmt.Errorf("line %d holds a control character", n+1)
		}
	}
	return scanNesting(strings.Split(strings.ReplaceAll(body, "\r\n ", ""), "\r\n"))
}

// isControl: a tab is legal in the format and never written by us.
func isControl(r rune) bool { return r < ' ' || r == 0x7f }

func scanNesting(unfolded []string) error {
	var open []string
	for n, line := range unfolded {
		parts := contentLine.FindStringSubmatch(line)
		if parts == nil {
			return fmt.Errorf("content line %d is malformed", n+1)
		}
		if n > 0 && len(open) == 0 {
			return errors.New("something follows the calendar")
		}
		switch value := strings.ToUpper(parts[2]); strings.ToUpper(parts[1]) {
		case "BEGIN":
			if open = append(open, value); len(open) > maxDepth {
				return errors.New("components nest too deep")
			}
		case "END":
			if len(open) == 0 || open[len(open)-1] != value {
				return fmt.Errorf("END:%s closes nothing", value)
			}
			open = open[:len(open)-1]
		default:
			if len(open) == 0 {
				return errors.New("does not begin a calendar")
			}
		}
	}
	if len(open) > 0 {
		return fmt.Errorf("%s is not closed", open[len(open)-1])
	}
	return nil
}
