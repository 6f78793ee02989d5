package ical

import (
	"bytes"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"trame/scheduling"

	second "github.com/arran4/golang-ical"
	goical "github.com/emersion/go-ical"
	"pgregory.net/rapid"
)

// hostile draws text that would break out of its place: line ends of every
// kind, NUL, delimiters, long and invalid UTF-8.
func hostile() *rapid.Generator[string] {
	piece := rapid.OneOf(
		rapid.SampledFrom([]string{
			"\r", "\n", "\r\n", "\r\n ", "\x00", "\x1b", "\u0085", "\u2028", ";", ",", `"`, ":", `\`, `\n`, "^n", "=", "\xff", "é", "’", "🩺", "\ufeff",
			"\r\nATTENDEE:mailto:x@y.fr", "a@b@c", "n@", "@", ";X=\"", strings.Repeat("œ", 80), "END:VEVENT",
		}),
		rapid.String(),
	)
	return rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(piece, 0, 8).Draw(t, "pieces"), "")
	})
}

func propertyCount(t *rapid.T, text []byte) int {
	cal, err := goical.NewDecoder(bytes.NewReader(text)).Decode()
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, c := range cal.Children {
		for _, all := range c.Props {
			n += len(all)
		}
	}
	return n
}

func TestNoTextOrNameBeginsAnotherProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		draw := func(what string) string { return hostile().Draw(t, what) + "x" }
		m := tulipes.with(func(m *Meeting) {
			m.Summary, m.Description, m.Location = draw("summary"), draw("description"), draw("location")
		})
		organiser, attendee := desk, mercier
		organiser.Name, attendee.Name = draw("organiser"), draw("attendee")
		text, err := Request(m, organiser, attendee, scheduling.NoReply, sentAt)
		if err != nil {
			t.Fatal(err)
		}
		plain, err := Request(tulipes, desk, mercier, scheduling.NoReply, sentAt)
		if err != nil {
			t.Fatal(err)
		}
		if got, want := propertyCount(t, text), propertyCount(t, plain); got != want {
			t.Fatalf("%d properties, want %d:\n%s", got, want, text)
		}
		cal, err := second.ParseCalendar(bytes.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		e := cal.Events()[0]
		if got := e.GetProperty(second.ComponentPropertySummary).Value; got != title(m.Summary) {
			t.Fatalf("summary reads %q, want %q", got, title(m.Summary))
		}
		if got := e.GetProperty(second.ComponentPropertyDescription).Value; got != prose(m.Description) {
			t.Fatalf("description reads %q, want %q", got, prose(m.Description))
		}
		who := e.GetProperty(second.ComponentPropertyAttendee)
		if got := who.ICalParameters["CN"]; len(got) != 1 || got[0] != named(attendee.Name) {
			t.Fatalf("CN reads %q, want %q", got, named(attendee.Name))
		}
		if who.Value != "mailto:"+mercier.Address {
			t.Fatalf("attendee reads %q", who.Value)
		}
	})
}

// grammar is RFC 5545 §3.1 as one reads it there; contentLine is the same, at
// a tenth of the cost.
var grammar = regexp.MustCompile(`^([A-Za-z0-9-]+)(?:;[A-Za-z0-9-]+=(?:"[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*)*:((?s:.*))$`)

func TestAContentLineIsReadAsTheGrammarSays(t *testing.T) {
	piece := rapid.SampledFrom([]string{"A", "z-9", ";", "=", ",", `"`, ":", "é", "_", "[", "`", "@", " ", "\n", "X;CN=", `"a:b"`, ":mailto:"})
	rapid.Check(t, func(t *rapid.T) {
		line := strings.Join(rapid.SliceOfN(piece, 0, 9).Draw(t, "pieces"), "")
		name, value, ok := contentLine(line)
		want := grammar.FindStringSubmatch(line)
		if ok != (want != nil) || ok && (name != want[1] || value != want[2]) {
			t.Fatalf("%q reads %q, %q, %t, want %q", line, name, value, ok, want)
		}
	})
}

func TestAUIDIsLettersDigitsAndFourSigns(t *testing.T) {
	for uid, want := range map[string]bool{
		"a": true, "0-9._@Z": true, strings.Repeat("a", 255): true,
		"": false, "é": false, "a b": false, "a:b": false, "a\r": false, "a;": false, strings.Repeat("a", 256): false,
	} {
		if validUID(uid) != want {
			t.Errorf("%q: %t", uid, !want)
		}
	}
}

func TestFoldingKeepsLinesShortAndCharactersWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := []byte("BEGIN:X\r\n" + lines(hostile().Draw(t, "text")) + strings.Repeat("é", rapid.IntRange(0, 90).Draw(t, "length")) + "\r\nEND:X\r\n")
		folded := fold(text)
		for line := range bytes.SplitSeq(folded, []byte("\r\n")) {
			if len(line) > foldAt {
				t.Fatalf("%d octets: %q", len(line), line)
			}
			if !utf8.Valid(line) {
				t.Fatalf("a character is cut: %q", line)
			}
		}
		if got := bytes.ReplaceAll(folded, []byte("\r\n "), nil); !bytes.Equal(got, bytes.ReplaceAll(text, []byte("\r\n "), nil)) {
			t.Fatalf("unfolds to %q", got)
		}
	})
}

func TestTextIsMadeFitToWrite(t *testing.T) {
	for in, want := range map[string]string{
		"a\r\nb\rc\nd":       "a\nb\nc\nd",
		"a\u2028b\u0085c":    "a\nb\nc",
		"a\x00b\x1bc\x7fd":   "abcd",
		"a\tb":               "a b",
		"  bord à bord \r\n": "bord à bord",
		"\ufeffMarque":       "Marque",
		"coup\xe9":           "coup\ufffd",
		"séance : « oui » ?": "séance : « oui » ?",
	} {
		if got := lines(in); got != want {
			t.Errorf("lines(%q) = %q, want %q", in, got, want)
		}
	}
	if got, want := param("Dr \"Mer^cier\"\r\nX:1"), "Dr 'Mercier' X:1"; got != want {
		t.Errorf("param: %q, want %q", got, want)
	}
}

// Two parsers that do not know each other read back what was written, whatever
// was typed.
func FuzzRequest(f *testing.F) {
	f.Add("Séance", "deux\nlignes", "Osny", "Dr Mercier", "dr@example.fr", "https://a.fr/b")
	f.Add("a\r\nATTENDEE:mailto:x@y.fr", "\x00\\;,", "\"", "\";X=1:\r\nURL:x", "a@b.fr\r\n", "https://a.fr/\r\n")
	f.Add(strings.Repeat("🩺", 99), "\u2028", "END:VCALENDAR", "^n", "a b@c.fr", "javascript:x")
	f.Add("\\", "\\\\n\\;\\,", ",;", "a,b;c:d", "dr@example.fr", "")
	f.Add("a@b@c", "x\n@b", "@", "dr@example.fr", "dr@example.fr", "")
	f.Add("\u202e\u200d\ufffd\U0010ffff", "\u00a0", " \t ", "\u2029", "dr@example.fr", "https://a.fr/%0d%0a")
	f.Fuzz(func(t *testing.T, summary, description, location, name, address, url string) {
		m := tulipes.with(func(m *Meeting) {
			m.Summary, m.Description, m.Location, m.URL = summary, description, location, url
		})
		text, err := Request(m, desk, Party{Name: name, Address: address}, scheduling.NoReply, sentAt)
		if err != nil {
			if strings.Contains(err.Error(), "unfit") {
				t.Fatalf("written wrongly: %v", err)
			}
			return
		}
		want := readable{title(summary), prose(description), title(location), named(name), "mailto:" + address}
		if got := firstReads(t, text); got != want {
			t.Fatalf("go-ical reads %q, want %q in\n%s", got, want, text)
		}
		if got := secondReads(t, text); got != want {
			t.Fatalf("golang-ical reads %q, want %q in\n%s", got, want, text)
		}
	})
}

// readable is what somebody typed, as a calendar shows it.
type readable struct{ summary, description, location, name, address string }

func firstReads(t *testing.T, text []byte) readable {
	t.Helper()
	cal, err := goical.NewDecoder(bytes.NewReader(text)).Decode()
	if err != nil {
		t.Fatal(err)
	}
	e := cal.Events()[0]
	read := func(name string) string {
		p := e.Props.Get(name)
		if p == nil {
			return ""
		}
		value, err := p.Text()
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
	who := e.Props.Get(goical.PropAttendee)
	return readable{read("SUMMARY"), read("DESCRIPTION"), read("LOCATION"), who.Params.Get("CN"), who.Value}
}

func secondReads(t *testing.T, text []byte) readable {
	t.Helper()
	cal, err := second.ParseCalendar(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if len(cal.Events()) != 1 {
		t.Fatalf("%d events", len(cal.Events()))
	}
	e := cal.Events()[0]
	read := func(name second.ComponentProperty) string {
		if p := e.GetProperty(name); p != nil {
			return p.Value
		}
		return ""
	}
	who := e.GetProperty(second.ComponentPropertyAttendee)
	return readable{
		read(second.ComponentPropertySummary), read(second.ComponentPropertyDescription), read(second.ComponentPropertyLocation),
		strings.Join(who.ICalParameters["CN"], ","), who.Value,
	}
}
