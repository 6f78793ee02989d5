package ical

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"trame/scheduling"

	second "github.com/arran4/golang-ical"
)

var update = flag.Bool("update", false, "rewrite the golden files")

var (
	desk     = Party{Name: "Service social du Val-d’Oise", Address: "planning+k3v9q2@trame.example.fr"}
	mercier  = Party{Name: "Dr Mercier, médecin du travail", Address: "dr.mercier@sante-travail.example.fr"}
	sentAt   = time.Date(2026, 12, 1, 8, 30, 0, 0, time.UTC)
	paris    = mustZone("Europe/Paris")
	tulipes  = meetingAt("2027-01-12T14:00", paris)
	overseas = meetingAt("2027-07-06T09:00", mustZone("Indian/Reunion"))
)

func mustZone(name string) *time.Location {
	loc, err := time.LoadLocation(name)
	if err != nil {
		panic(err)
	}
	return loc
}

// meetingAt is a two-hour meeting at a wall-clock hour of zone.
func meetingAt(wall string, zone *time.Location) Meeting {
	start, err := time.ParseInLocation("2006-01-02T15:04", wall, zone)
	if err != nil {
		panic(err)
	}
	return Meeting{
		UID:         "0d6c1f0e-5f0b-4d5c-9f43-0a7c1f2e9b11@trame.example.fr",
		Summary:     "Le médecin du travail, un allié ; questions, réponses",
		Description: "Module 6 sur 10.\nGroupe de 12 personnes.\n\nVotre interlocutrice : 01 30 00 00 00",
		Location:    "Maison des Tulipes, 12 rue des Écoles, 95520 Osny",
		URL:         "https://trame.example.fr/agenda",
		Start:       start,
		End:         start.Add(2 * time.Hour),
		Zone:        zone,
		Status:      Confirmed,
		Changed:     time.Date(2026, 11, 20, 16, 5, 0, 0, time.UTC),
	}
}

func (m Meeting) with(change func(*Meeting)) Meeting {
	change(&m)
	return m
}

func moved(m *Meeting) {
	m.Sequence, m.Start, m.End = 1, m.Start.AddDate(0, 0, 7), m.End.AddDate(0, 0, 7)
}
func cancelled(m *Meeting) { m.Sequence, m.Status = 2, Cancelled }
func other(m *Meeting)     { m.UID = "5b1de3a4-6a0a-4a33-8d0e-6f5f0f1a2b3c" }

var objects = map[string]struct {
	method Method
	write  func() ([]byte, error)
}{
	"request": {MethodRequest, func() ([]byte, error) { return Request(tulipes, desk, mercier, scheduling.NoReply, sentAt) }},
	"request-moved-overseas": {MethodRequest, func() ([]byte, error) {
		return Request(overseas.with(moved), desk, mercier, scheduling.NoReply, sentAt)
	}},
	"request-new-room-keeps-answer": {MethodRequest, func() ([]byte, error) {
		return Request(tulipes, desk, mercier, scheduling.Accepted, sentAt)
	}},
	"request-to-a-participant": {MethodRequest, func() ([]byte, error) {
		m := tulipes.with(func(m *Meeting) { m.Summary, m.Private = "Rencontre du service social", true })
		return Request(m, desk, Party{Address: "odile.martin@example.fr"}, scheduling.NoReply, sentAt)
	}},
	"request-tentative": {MethodRequest, func() ([]byte, error) {
		return Request(tulipes.with(func(m *Meeting) { m.Status = Tentative }), desk, mercier, scheduling.Tentative, sentAt)
	}},
	"cancel":            {MethodCancel, func() ([]byte, error) { return Cancel(tulipes.with(cancelled), desk, mercier, sentAt) }},
	"uninvite":          {MethodCancel, func() ([]byte, error) { return Uninvite(tulipes.with(moved), desk, mercier, sentAt) }},
	"publish":           {MethodPublish, func() ([]byte, error) { return Publish(tulipes, desk) }},
	"publish-cancelled": {MethodPublish, func() ([]byte, error) { return Publish(tulipes.with(cancelled), desk) }},
	"feed": {MethodFeed, func() ([]byte, error) {
		c := Calendar{Name: "Trame – mes séances", Zone: paris, Color: "teal", Source: "https://trame.example.fr/feeds/example.ics"}
		return Feed(c, []Meeting{overseas.with(other), tulipes.with(cancelled)})
	}},
	"feed-empty": {MethodFeed, func() ([]byte, error) { return Feed(Calendar{Name: "Trame", Zone: paris}, nil) }},
}

func TestRule16_ObjectsAreTheGoldenOnes(t *testing.T) {
	for name, object := range objects {
		t.Run(name, func(t *testing.T) {
			got, err := object.write()
			if err != nil {
				t.Fatal(err)
			}
			path := filepath.Join("testdata", name+".ics")
			if *update {
				if err := os.WriteFile(path, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got, want) {
				t.Errorf("%s differs:\n%s", path, got)
			}
		})
	}
}

func TestASecondParserReadsEveryObject(t *testing.T) {
	for name, object := range objects {
		t.Run(name, func(t *testing.T) {
			text, err := object.write()
			if err != nil {
				t.Fatal(err)
			}
			cal, err := second.ParseCalendar(bytes.NewReader(text))
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range cal.Events() {
				start, err := e.GetStartAt()
				if err != nil {
					t.Fatal(err)
				}
				if hour := start.Format("15:04"); hour != "14:00" && hour != "09:00" {
					t.Errorf("starts at %s on the wall clock", hour)
				}
				if got := e.GetProperty(second.ComponentPropertyDescription).Value; got != tulipes.Description {
					t.Errorf("description reads %q", got)
				}
			}
		})
	}
}

func TestRule14_OneAttendeeAloneIsNamed(t *testing.T) {
	for name, object := range objects {
		text, err := object.write()
		if err != nil {
			t.Fatal(err)
		}
		want := 1
		if object.method == MethodPublish || object.method == MethodFeed {
			want = 0
		}
		if got := bytes.Count(text, []byte("\r\nATTENDEE")); got != want {
			t.Errorf("%s: %d attendees, want %d", name, got, want)
		}
		if bytes.Contains(text, []byte("VALARM")) {
			t.Errorf("%s rings", name)
		}
	}
}

func TestWhatIsRefusedToLeave(t *testing.T) {
	request := func(change func(*Meeting)) error {
		_, err := Request(tulipes.with(change), desk, mercier, scheduling.NoReply, sentAt)
		return err
	}
	to := func(organiser, attendee Party) error {
		_, err := Request(tulipes, organiser, attendee, scheduling.NoReply, sentAt)
		return err
	}
	feed := func(c Calendar, meetings ...Meeting) error { _, err := Feed(c, meetings); return err }
	home := Calendar{Name: "Trame", Zone: paris}
	_, unknownReply := Request(tulipes, desk, mercier, "perhaps", sentAt)
	_, tentative := Publish(tulipes.with(func(m *Meeting) { m.Status = Tentative }), desk)
	autumn := time.Date(2027, 10, 31, 1, 30, 0, 0, time.UTC)

	for name, test := range map[string]struct {
		err  error
		want string
	}{
		"a UID that ends its line":           {request(func(m *Meeting) { m.UID = "a\r\nX:1" }), "is not one"},
		"no UID":                             {request(func(m *Meeting) { m.UID = "" }), "is not one"},
		"a negative sequence":                {request(func(m *Meeting) { m.Sequence = -1 }), "negative"},
		"no summary":                         {request(func(m *Meeting) { m.Summary = "\r\n\x00" }), "no summary"},
		"no duration":                        {request(func(m *Meeting) { m.End = m.Start }), "ends before"},
		"no last change":                     {request(func(m *Meeting) { m.Changed = time.Time{} }), "no last change"},
		"an unknown status":                  {request(func(m *Meeting) { m.Status = "" }), "unknown"},
		"an invitation to what is cancelled": {request(cancelled), "invites nobody"},
		"a script for a URL":                 {request(func(m *Meeting) { m.URL = "javascript:alert(1)" }), "not a web address"},
		"a URL that ends its line":           {request(func(m *Meeting) { m.URL = "https://a.fr/\r\nX:1" }), "not a web address"},
		"no zone":                            {request(func(m *Meeting) { m.Zone = nil }), "IANA"},
		"the machine's zone":                 {request(func(m *Meeting) { m.Zone = time.Local }), "IANA"},
		"a nameless zone":                    {request(func(m *Meeting) { m.Zone = time.FixedZone("", 3600) }), "IANA"},
		"a zone with no yearly rule":         {request(func(m *Meeting) { m.Zone = mustZone("Africa/Casablanca") }), "no yearly rule"},
		"an autumn before the zone's rule": {request(func(m *Meeting) {
			m.Start = time.Date(1994, 10, 5, 14, 0, 0, 0, paris)
		}), "did not follow its rule in 1994"},
		"the second of two equal hours": {request(func(m *Meeting) { m.Start, m.End = autumn, autumn.Add(2*time.Hour) }), "equal hours"},
		"an unknown reply":              {unknownReply, "unknown"},
		"an attendee without address":   {to(desk, Party{Name: "Dr Mercier"}), "ATTENDEE: not a plain"},
		"an address that ends its line": {to(desk, Party{Address: "a@b.fr\r\nX:1"}), "ATTENDEE: not a plain"},
		"an organiser without address":  {to(Party{}, mercier), "ORGANIZER: not a plain"},
		"an organiser who invites herself": {
			to(desk, Party{Address: strings.ToUpper(desk.Address)}), "cannot be the attendee",
		},
		"a tentative meeting published":   {tentative, "tentative"},
		"a feed without name":             {feed(Calendar{Zone: paris}), "no name"},
		"a feed without zone":             {feed(Calendar{Name: "Trame"}), "IANA"},
		"a feed of an invented colour":    {feed(Calendar{Name: "Trame", Zone: paris, Color: "#fff"}), "not a CSS name"},
		"a feed refreshed from nowhere":   {feed(Calendar{Name: "Trame", Zone: paris, Source: "nowhere"}), "not a web address"},
		"a feed with the same UID twice":  {feed(home, tulipes, tulipes), "twice"},
		"a feed with a broken meeting":    {feed(home, Meeting{}), "IANA"},
		"a feed with a tentative meeting": {feed(home, tulipes.with(func(m *Meeting) { m.Status = Tentative })), "tentative"},
	} {
		t.Run(name, func(t *testing.T) {
			if test.err == nil || !strings.Contains(test.err.Error(), test.want) {
				t.Errorf("got %v, want %q", test.err, test.want)
			}
		})
	}
}

func TestTheFirstOfTwoEqualHoursIsWritten(t *testing.T) {
	first := time.Date(2027, 10, 31, 0, 30, 0, 0, time.UTC)
	m := tulipes.with(func(m *Meeting) { m.Start, m.End = first, first.Add(3*time.Hour) })
	text, err := Request(m, desk, mercier, scheduling.NoReply, sentAt)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(text, []byte("DTSTART;TZID=Europe/Paris:20271031T023000\r\n")) {
		t.Errorf("%s", text)
	}
}

func TestAFeedKeepsItsBytesWhateverTheOrder(t *testing.T) {
	c := Calendar{Name: "Trame", Zone: paris}
	one, err := Feed(c, []Meeting{tulipes, overseas.with(other)})
	if err != nil {
		t.Fatal(err)
	}
	two, err := Feed(c, []Meeting{overseas.with(other), tulipes})
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(one, two) {
		t.Errorf("order shows:\n%s\n%s", one, two)
	}
}

func TestAFeedShows90DaysOfThePast(t *testing.T) {
	day := 24 * time.Hour
	for name, test := range map[string]struct {
		meeting Meeting
		now     time.Time
		want    bool
	}{
		"next year":                      {tulipes, tulipes.End.Add(-400 * day), true},
		"90 days ago":                    {tulipes, tulipes.End.Add(90 * day), true},
		"91 days ago":                    {tulipes, tulipes.End.Add(91 * day), false},
		"cancelled 90 days ago":          {tulipes.with(cancelled), tulipes.Changed.Add(90 * day), true},
		"to come, cancelled 91 days ago": {tulipes.with(cancelled).with(func(m *Meeting) { m.End = m.End.AddDate(1, 0, 0) }), tulipes.Changed.Add(91 * day), false},
	} {
		t.Run(name, func(t *testing.T) {
			if got := test.meeting.Shown(test.now); got != test.want {
				t.Errorf("shown: %v", got)
			}
		})
	}
}
