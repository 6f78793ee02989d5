package inbox_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"trame/scheduling"
	"trame/scheduling/ical"
	"trame/scheduling/inbox"
)

const (
	theToken    = "kq3xw5m2rjt7ya4v6bhn2cdpze"
	thePerson   = "odile.martin@sante-travail.example"
	theMeeting  = "4f9c1f0e-6a2b-4c1e-9d9a-8f6f2c0a7b11"
	theOriginal = "0123456789abcdef0123456789abcdef@trame.test"
)

func golden(t testing.TB, name string) []byte {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("testdata", name+".eml"))
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func read(t testing.TB, text string) inbox.Received {
	t.Helper()
	r, err := inbox.Read(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestAnAnswerIsReadAsEachProgramWritesIt(t *testing.T) {
	for name, want := range map[string]struct {
		reply    scheduling.Reply
		sequence int
		stamp    string
		comment  string
	}{
		"outlook":     {scheduling.Declined, 1, "2027-01-05T09:12:28Z", "Je suis retenue ce jour-là, désolée.\nUn confrère peut-être ?"},
		"exchange":    {scheduling.Tentative, 0, "2027-01-05T09:15:00Z", ""},
		"gmail":       {scheduling.Accepted, 0, "2027-01-05T09:20:00Z", ""},
		"apple":       {scheduling.Accepted, 0, "2027-01-05T09:25:00Z", ""},
		"thunderbird": {scheduling.Accepted, 0, "2027-01-05T09:30:00Z", ""},
		"kde":         {scheduling.Accepted, 0, "2027-01-05T09:35:00Z", "Avec plaisir"},
	} {
		t.Run(name, func(t *testing.T) {
			r := read(t, string(golden(t, name)))
			a := r.Answer
			if r.Kind != inbox.Reply || a.Method != ical.MethodReply || a.Reply != want.reply || a.Sequence != want.sequence || a.Comment != want.comment {
				t.Errorf("read %q (%s) %+v", r.Kind, r.Why, a)
			}
			if a.UID != theMeeting || a.Attendee != thePerson || a.Stamp.Format(time.RFC3339) != want.stamp {
				t.Errorf("read UID %s, ATTENDEE %s, DTSTAMP %s", a.UID, a.Attendee, a.Stamp)
			}
			if !slices.Equal(r.Tokens, []string{theToken}) || r.From != thePerson || r.MessageID == "" {
				t.Errorf("it came to %v from %s as %s", r.Tokens, r.From, r.MessageID)
			}
		})
	}
}

func TestAnotherHourIsReadInTheZoneOfWindows(t *testing.T) {
	r := read(t, string(golden(t, "outlook_counter")))
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	start, end := r.Answer.Start.In(time.UTC), r.Answer.End.In(time.UTC)
	want := time.Date(2027, 2, 2, 9, 30, 0, 0, paris)
	if r.Kind != inbox.Counter || !start.Equal(want) || !end.Equal(want.Add(2*time.Hour)) || r.Answer.Comment != "Plutôt le matin ?" {
		t.Errorf("read %q, from %s to %s, %+v", r.Kind, start, end, r.Answer)
	}
}

func TestAZoneThatNobodyKnowsRejectsNothing(t *testing.T) {
	text := strings.ReplaceAll(string(golden(t, "outlook_counter")), "Romance Standard Time", "Heure du bureau de Jean")
	r := read(t, text)
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	if r.Kind != inbox.Counter || r.Answer.Start.Zone != nil {
		t.Fatalf("read %q (%s), zone %v", r.Kind, r.Why, r.Answer.Start.Zone)
	}
	if at := r.Answer.Start.In(paris); !at.Equal(time.Date(2027, 2, 2, 9, 30, 0, 0, paris)) {
		t.Errorf("read %s in the meeting's zone", at)
	}
}

func TestWhoeverDelegatesMayNameHisSubstitute(t *testing.T) {
	r := read(t, string(golden(t, "delegated")))
	if r.Kind != inbox.Reply || !r.Answer.Delegated || r.Answer.Attendee != thePerson || r.Answer.Delegate != "paul.petit@sante-travail.example" {
		t.Errorf("read %q (%s) %+v", r.Kind, r.Why, r.Answer)
	}
}

func TestWhatAnswersNothingIsLeftAside(t *testing.T) {
	gmail := string(golden(t, "gmail"))
	for name, c := range map[string]struct {
		text string
		kind inbox.Kind
		why  inbox.Why
	}{
		"a vacation":                 {string(golden(t, "vacation")), inbox.AutoReply, inbox.Automatic},
		"Outlook's absence":          {string(golden(t, "outlook_away")), inbox.AutoReply, inbox.Automatic},
		"a note by hand":             {string(golden(t, "note")), inbox.Other, inbox.NoCalendar},
		"an invitation sent back":    {string(golden(t, "request")), inbox.Other, inbox.NotAnAnswer},
		"a list":                     {"Precedence: list\r\n" + gmail, inbox.AutoReply, inbox.Automatic},
		"a program that answers":     {strings.Replace(gmail, "auto-generated", "auto-replied", 1), inbox.AutoReply, inbox.Automatic},
		"two attendees":              {strings.ReplaceAll(gmail, "SEQUENCE:0", "ATTENDEE:mailto:x@y.example"), inbox.Other, inbox.NotAnAnswer},
		"no attendee":                {strings.ReplaceAll(gmail, "ATTENDEE;", "X-ATTENDEE;"), inbox.Other, inbox.NotAnAnswer},
		"two events":                 {strings.ReplaceAll(gmail, "END:VEVENT", "END:VEVENT\r\nBEGIN:VEVENT\r\nEND:VEVENT"), inbox.Other, inbox.NotAnAnswer},
		"an answer to nothing":       {strings.ReplaceAll(gmail, "PARTSTAT=ACCEPTED", "PARTSTAT=NEEDS-ACTION"), inbox.Other, inbox.NotAnAnswer},
		"header and object disagree": {strings.ReplaceAll(gmail, "METHOD:REPLY", "METHOD:REQUEST"), inbox.Other, inbox.NotAnAnswer},
		"a long mail":                {gmail + strings.Repeat("x", inbox.MaxSize), inbox.Other, inbox.TooLong},
		"no mail at all":             {"\x00\x01\x02", inbox.Other, inbox.Unreadable},
		"nothing":                    {"", inbox.Other, inbox.NoCalendar},
		"a delivery that went well":  {string(golden(t, "delivered")), inbox.Other, inbox.NothingWrong},
	} {
		t.Run(name, func(t *testing.T) {
			if r := read(t, c.text); r.Kind != c.kind || r.Why != c.why {
				t.Errorf("read %q (%s), want %q (%s)", r.Kind, r.Why, c.kind, c.why)
			}
		})
	}
}

func TestMailThatComesBackSaysWhichAndWhy(t *testing.T) {
	for name, want := range map[string]struct {
		inbox.Returned
		wrong bool
	}{
		"bounce_unknown": {inbox.Returned{Failed: true, Status: "5.1.1", Recipient: thePerson, Original: theOriginal}, true},
		"bounce_policy":  {inbox.Returned{Failed: true, Status: "5.7.1", Recipient: thePerson, Original: theOriginal}, false},
		"bounce_delayed": {inbox.Returned{Status: "4.4.1", Recipient: thePerson, Original: theOriginal}, false},
	} {
		t.Run(name, func(t *testing.T) {
			r := read(t, string(golden(t, name)))
			if r.Kind != inbox.Bounce || r.Returned != want.Returned || r.Returned.AddressIsWrong() != want.wrong || !slices.Contains(r.Tokens, theToken) {
				t.Errorf("read %q (%s) %+v to %v", r.Kind, r.Why, r.Returned, r.Tokens)
			}
		})
	}
}

func TestTheLogNamesNobody(t *testing.T) {
	if text := read(t, string(golden(t, "outlook"))).LogValue().String(); strings.Contains(text, "@") {
		t.Errorf("logged as %s", text)
	}
}
