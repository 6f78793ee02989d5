package sms

import (
	"strings"
	"unicode/utf16"

	"golang.org/x/text/unicode/norm"
)

// Encoding is how the letters of a message travel.
type Encoding string

// The encodings: seven bits a letter in the alphabet that every phone has (3GPP
// TS 23.038 §6.2.1), else sixteen.
const (
	GSM7 Encoding = "gsm7"
	UCS2 Encoding = "ucs2"
)

// How much one message holds, and each segment of a longer one, in units of
// its encoding: septets, or UTF-16 units (3GPP TS 23.040 §9.2.3.24).
const (
	gsmAlone, gsmPart = 160, 153
	ucsAlone, ucsPart = 70, 67
)

// Count is what a text costs to send.
type Count struct {
	Encoding Encoding
	Units    int // of its encoding
	Segments int // messages that a gateway counts
	Room     int // units left in the last one
}

// Measure counts a text as it stands.
func Measure(text string) Count {
	return countOf(parts(text))
}

func countOf(encoding Encoding, segments [][]uint16) Count {
	c := Count{Encoding: encoding, Segments: len(segments)}
	for _, s := range segments {
		c.Units += len(s)
	}
	alone, part := limits(encoding)
	most := part
	if c.Segments <= 1 {
		most = alone
	}
	c.Room = most
	if c.Segments > 0 {
		c.Room = most - len(segments[c.Segments-1])
	}
	return c
}

func limits(e Encoding) (alone, part int) {
	if e == GSM7 {
		return gsmAlone, gsmPart
	}
	return ucsAlone, ucsPart
}

// parts cuts a text into what each segment carries: septets, or UTF-16 units.
// Neither an escaped letter nor a pair of surrogates is ever cut in two.
func parts(text string) (Encoding, [][]uint16) {
	encoding, letters := GSM7, [][]uint16{}
	for _, r := range text {
		code, ok := septets(r)
		if !ok {
			encoding = UCS2
			break
		}
		letters = append(letters, code)
	}
	if encoding == UCS2 {
		letters = letters[:0]
		for _, r := range text {
			letters = append(letters, utf16.AppendRune(nil, r))
		}
	}
	alone, part := limits(encoding)
	total := 0
	for _, l := range letters {
		total += len(l)
	}
	if total <= alone {
		part = alone
	}
	return encoding, cut(letters, part)
}

func cut(letters [][]uint16, part int) [][]uint16 {
	var segments [][]uint16
	var segment []uint16
	for _, l := range letters {
		if len(segment)+len(l) > part {
			segments, segment = append(segments, segment), nil
		}
		segment = append(segment, l...)
	}
	if len(segment) > 0 {
		segments = append(segments, segment)
	}
	return segments
}

// Fit makes a text ready to be sent, at the least cost that loses no meaning:
// typographic signs become plain ones, and letters that the alphabet of phones
// lacks (ç ê î ô œ…) lose their accent only where keeping it would cost another
// segment. A text in another script stays as it is. Of several wordings, the
// first that fits one segment is taken, else the last, which is the shortest.
func Fit(wordings ...string) string {
	text := ""
	for _, w := range wordings {
		text = frugal(plain(w))
		if Measure(text).Segments <= 1 {
			break
		}
	}
	return text
}

// Cut is what stands between the wordings of one template, on its own line.
const Cut = "---"

// Wordings are the texts that one template gives, the longest first.
func Wordings(text string) []string {
	var list []string
	for w := range strings.SplitSeq(text, "\n"+Cut+"\n") {
		list = append(list, w)
	}
	return list
}

var signs = strings.NewReplacer(
	"\u00a0", " ", "\u202f", " ", "\u2009", " ", "’", "'", "‘", "'", "“", `"`, "”", `"`, "« ", `"`, " »", `"`, "«", `"`, "»", `"`,
	"…", "...", "–", "-", "—", "-", "\u2011", "-", "œ", "oe", "Œ", "Oe", "\t", " ", "\r", "",
)

// plain is text on one paragraph, in signs that every keyboard has.
func plain(text string) string {
	text = signs.Replace(signs.Replace(norm.NFC.String(text))) // twice: a no-break space within « » is a space first
	return strings.Join(strings.Fields(text), " ")
}

// frugal is text without the accents that would cost a segment.
func frugal(text string) string {
	bare := strings.Map(func(r rune) rune {
		if _, ok := septets(r); ok {
			return r
		}
		base := []rune(norm.NFD.String(string(r)))[0]
		if _, ok := septets(base); ok {
			return base
		}
		return r
	}, text)
	if Measure(bare).Segments < Measure(text).Segments {
		return bare
	}
	return text
}
