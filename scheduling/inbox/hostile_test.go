package inbox_test

import (
	"bytes"
	"io"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"trame/scheduling/ical"
	"trame/scheduling/inbox"
)

// endless repeats a text for as many octets as are asked of it, and never
// holds them.
type endless struct {
	text string
	left int
	at   int
}

func (e *endless) Read(p []byte) (int, error) {
	if e.left <= 0 {
		return 0, io.EOF
	}
	n := 0
	for n < len(p) && n < e.left {
		p[n] = e.text[e.at]
		e.at = (e.at + 1) % len(e.text)
		n++
	}
	e.left -= n
	return n, nil
}

// allocated is what f takes from the heap, in all.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

func TestAMailOfTwelveMegabytesIsRefusedWithoutBeingHeld(t *testing.T) {
	body := &endless{text: "From: a@b.example\r\n", left: 12 << 20}
	var r inbox.Received
	taken := allocated(func() {
		var err error
		if r, err = inbox.Read(body); err != nil {
			t.Fatal(err)
		}
	})
	if r.Why != inbox.TooLong || r.Raw != nil {
		t.Errorf("read %q (%s)", r.Kind, r.Why)
	}
	if taken > 2<<20 || body.left < 11<<20 {
		t.Errorf("took %d bytes, left %d unread", taken, body.left)
	}
}

func TestThreeMillionComponentsWithinEachOtherDeepenNoStack(t *testing.T) {
	text := []byte("BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\n" + strings.Repeat("BEGIN:VEVENT\r\n", 3_000_000))
	taken := allocated(func() {
		if _, err := ical.ReadAnswer(text, ""); err == nil {
			t.Error("read an answer")
		}
	})
	if taken > 1<<20 {
		t.Errorf("took %d bytes", taken)
	}
}

func TestPartsWithinPartsEndSomewhere(t *testing.T) {
	var deep strings.Builder
	for range 2000 {
		deep.WriteString("Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n")
	}
	deep.WriteString("Content-Type: text/calendar\r\n\r\nBEGIN:VCALENDAR\r\n")
	wide := "Content-Type: multipart/mixed; boundary=b\r\n\r\n" + strings.Repeat("--b\r\n\r\nx\r\n", 5000)
	letters := strings.Repeat("Content-Type: message/rfc822\r\n\r\n", 2000)
	for name, text := range map[string]string{"deep": deep.String(), "wide": wide, "letters in letters": letters} {
		if r := read(t, text); r.Kind != inbox.Other || r.Why != inbox.ManyParts {
			t.Errorf("%s: read %q (%s)", name, r.Kind, r.Why)
		}
	}
}

func FuzzRead(f *testing.F) {
	files, err := filepath.Glob("testdata/*.eml")
	if err != nil || len(files) < 10 {
		f.Fatal(files, err)
	}
	for _, file := range files {
		f.Add(golden(f, strings.TrimSuffix(filepath.Base(file), ".eml")))
	}
	f.Add([]byte("Content-Type: text/calendar; method=REPLY\r\n\r\nBEGIN:VCALENDAR\r\nX;CN=foo\r\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		r, err := inbox.Read(bytes.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		switch r.Kind {
		case inbox.Reply, inbox.Counter:
			if r.Answer.UID == "" || r.Answer.Attendee == "" || r.Why != "" {
				t.Errorf("half an answer: %+v", r.Answer)
			}
		case inbox.Bounce:
			if r.Why != "" {
				t.Errorf("a bounce that is %s", r.Why)
			}
		default:
			if r.Why == "" {
				t.Errorf("%q for no reason", r.Kind)
			}
		}
		if len(r.Tokens) > 50 || len(r.Raw) > inbox.MaxSize {
			t.Errorf("%d tokens, %d octets", len(r.Tokens), len(r.Raw))
		}
	})
}
