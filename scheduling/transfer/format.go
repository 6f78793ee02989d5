package transfer

import (
	"bytes"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"trame/scheduling"
)

// Format is how a file is written: guessed from its bytes, then whatever a
// person says it is.
type Format struct {
	Kind      string // CSV or Workbook
	Encoding  string // of a CSV: one of Encodings
	Separator string // of a CSV: one of Separators
	Sheet     string // of a workbook; "" is its first
}

// The kinds of file.
const (
	CSV      = "csv"
	Workbook = "xlsx"
)

// Encodings a CSV may be written in, in the order of the screens.
var Encodings = []string{"UTF-8", "Windows-1252", "ISO-8859-15", "Macintosh", "UTF-16"}

// Separators of the cells of a CSV, in the order of the screens.
var Separators = []string{";", ",", "\t", "|"}

var decoders = map[string]encoding.Encoding{
	"Windows-1252": charmap.Windows1252, "ISO-8859-15": charmap.ISO8859_15, "Macintosh": charmap.Macintosh,
	"UTF-16": unicode.UTF16(unicode.LittleEndian, unicode.UseBOM),
}

// Known reports whether f can be read.
func (f Format) Known() bool {
	return f.Kind == Workbook || f.Kind == CSV && slices.Contains(Encodings, f.Encoding) && slices.Contains(Separators, f.Separator)
}

// headBytes is how much of a file its separator is guessed from.
const headBytes = 64 << 10

// Sniffer guesses a Format from all the bytes of a file, written to it.
type Sniffer struct {
	head     []byte
	carry    []byte // the start of a letter that the next bytes finish
	nul, not bool   // a zero byte was there; not UTF-8
}

// Write looks at p; it never fails.
func (s *Sniffer) Write(p []byte) (int, error) {
	if room := headBytes - len(s.head); room > 0 {
		s.head = append(s.head, p[:min(room, len(p))]...)
	}
	s.nul = s.nul || bytes.IndexByte(p, 0) >= 0
	if !s.not {
		s.check(append(s.carry, p...))
	}
	return len(p), nil
}

// check leaves the last bytes, when they begin a letter, to the next Write.
func (s *Sniffer) check(p []byte) {
	whole := len(p)
	for back := 1; back <= min(utf8.UTFMax-1, len(p)); back++ {
		if at := len(p) - back; utf8.RuneStart(p[at]) {
			if !utf8.FullRune(p[at:]) {
				whole = at
			}
			break
		}
	}
	s.not = !utf8.Valid(p[:whole])
	s.carry = bytes.Clone(p[whole:])
}

// magics are how files that nobody can read here begin.
var magics = map[string]string{
	"\xd0\xcf\x11\xe0": "import.old_workbook", // .xls, and a workbook under a password
	"%PDF-":            "import.not_text",
	"{\\rtf":           "import.not_text",
}

// Guess is the format of what was written. A workbook is known by its first
// bytes, whatever the file is called.
func (s *Sniffer) Guess() (Format, error) {
	if bytes.HasPrefix(s.head, []byte("PK\x03\x04")) {
		return Format{Kind: Workbook}, nil
	}
	for magic, key := range magics {
		if bytes.HasPrefix(s.head, []byte(magic)) {
			return Format{}, scheduling.Refuse(scheduling.Invalid, key, "file")
		}
	}
	f := Format{Kind: CSV, Encoding: "UTF-8"}
	switch {
	case bytes.HasPrefix(s.head, []byte("\xff\xfe")), bytes.HasPrefix(s.head, []byte("\xfe\xff")):
		f.Encoding = "UTF-16"
	case s.nul:
		return f, scheduling.Refuse(scheduling.Invalid, "import.not_text", "file")
	case s.not || len(s.carry) > 0:
		f.Encoding = "Windows-1252"
	}
	head, err := io.ReadAll(f.decoded(bytes.NewReader(s.head)))
	if err != nil || len(bytes.TrimSpace(head)) == 0 {
		return f, scheduling.Refuse(scheduling.Invalid, "import.empty", "file")
	}
	f.Separator = separator(string(head))
	return f, nil
}

// decoded is raw in UTF-8, without its byte order mark. Every byte is some
// letter of the old encodings; what is none of UTF-8 is left to the cell.
func (f Format) decoded(raw io.Reader) io.Reader {
	if e, old := decoders[f.Encoding]; old {
		return e.NewDecoder().Reader(raw)
	}
	return raw
}

// separator is whichever cuts the first line most; a tie is a semicolon, as
// French spreadsheets write.
func separator(content string) string {
	first, _, _ := strings.Cut(strings.ReplaceAll(strings.TrimLeft(content, "\ufeff\r\n "), "\r", "\n"), "\n")
	best, most := ";", 0
	for _, candidate := range Separators {
		n, quoted := 0, false
		for _, r := range first {
			switch {
			case r == '"':
				quoted = !quoted
			case string(r) == candidate && !quoted:
				n++
			}
		}
		if n > most {
			best, most = candidate, n
		}
	}
	return best
}
