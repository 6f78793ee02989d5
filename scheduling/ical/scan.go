package ical

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	goical "github.com/emersion/go-ical"
)

// maxDepth is one more than any real object nests: VCALENDAR, VTIMEZONE,
// STANDARD.
const maxDepth = 4

// contentLine is RFC 5545 §3.1: name, parameters, value.
func contentLine(line string) (name, value string, ok bool) {
	i := token(line, 0)
	name = line[:i]
	for i > 0 && i < len(line) && line[i] == ';' {
		key := i + 1
		if i = token(line, key); i == key || i == len(line) || line[i] != '=' {
			return "", "", false
		}
		for i < len(line) && (line[i] == '=' || line[i] == ',') {
			if i = paramValue(line, i+1); i < 0 {
				return "", "", false
			}
		}
	}
	if i == 0 || i == len(line) || line[i] != ':' {
		return "", "", false
	}
	return name, line[i+1:], true
}

// token is where the letters, digits and hyphens from i on end.
func token(line string, i int) int {
	for i < len(line) {
		c := line[i]
		if c != '-' && (c < '0' || c > '9') && (c|0x20 < 'a' || c|0x20 > 'z') {
			break
		}
		i++
	}
	return i
}

// paramValue is where a parameter's value from i on ends; -1 for a quote
// without its end.
func paramValue(line string, i int) int {
	if i < len(line) && line[i] == '"' {
		end := strings.IndexByte(line[i+1:], '"')
		if end < 0 {
			return -1
		}
		return i + 1 + end + 1
	}
	if end := strings.IndexAny(line[i:], `";:,`); end >= 0 {
		return i + end
	}
	return len(line)
}

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
	n := 0
	for line := range strings.SplitSeq(body, "\r\n") {
		if n++; len(line) > foldAt {
			return fmt.Errorf("line %d has %d octets", n, len(line))
		}
		if hasControl(line) {
			return fmt.Errorf("line %d holds a control character", n)
		}
	}
	return scanNesting(strings.ReplaceAll(body, "\r\n ", ""))
}

// hasControl: a tab is legal in the format and never written by us.
func hasControl(line string) bool {
	for i := range len(line) {
		if line[i] < ' ' || line[i] == 0x7f {
			return true
		}
	}
	return false
}

func scanNesting(unfolded string) error {
	var open []string
	n := 0
	for line := range strings.SplitSeq(unfolded, "\r\n") {
		n++
		name, value, ok := contentLine(line)
		if !ok {
			return fmt.Errorf("content line %d is malformed", n)
		}
		if n > 1 && len(open) == 0 {
			return errors.New("something follows the calendar")
		}
		switch value = strings.ToUpper(value); strings.ToUpper(name) {
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
