package ical

import (
	"runtime"
	"strings"
	"testing"
)

// Nothing that comes back by mail makes the reader panic, or take much more
// memory than it was given, or half believe.
func FuzzReadAnswer(f *testing.F) {
	const reply = "BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nUID:1\r\nSEQUENCE:0\r\nDTSTAMP:20270105T092000Z\r\n" +
		"ATTENDEE;PARTSTAT=ACCEPTED;CN=\"a:b\":mailto:X@y.fr\r\nCOMMENT:a\\,\r\n b\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
	f.Add([]byte(reply), "REPLY")
	f.Add([]byte(strings.ReplaceAll(reply, "\r\n", "\n")), "")
	f.Add([]byte(strings.ReplaceAll(reply, "REPLY", "COUNTER")), "counter")
	f.Add([]byte(reply+strings.Repeat("BEGIN:VEVENT\r\n", 1000)), "")
	f.Add([]byte("\ufeffBEGIN:VCALENDAR\nX;CN=foo\nDTSTART;TZID=Heure de Jean:20270101T0\nATTENDEE;A=\"b"), "REPLY")
	f.Add([]byte(strings.Repeat(" ;=,\"", 500)), "")
	f.Fuzz(func(t *testing.T, text []byte, declared string) {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		a, err := ReadAnswer(text, declared)
		runtime.ReadMemStats(&after)
		if taken := after.TotalAlloc - before.TotalAlloc; taken > uint64(64*len(text)+1<<20) {
			t.Errorf("took %d bytes for %d", taken, len(text))
		}
		if err != nil {
			return
		}
		if a.UID == "" || a.Attendee == "" || a.Sequence < 0 || a.Method != MethodReply && a.Method != MethodCounter {
			t.Errorf("half an answer: %+v", a)
		}
		if a.Method == MethodReply && a.Reply == "" && !a.Delegated {
			t.Errorf("a reply that says nothing: %+v", a)
		}
		if strings.ContainsAny(a.Comment, "\r\x00") || a.Attendee != strings.ToLower(a.Attendee) {
			t.Errorf("taken as it came: %+v", a)
		}
	})
}
