package ical

import (
	"bytes"
	"strings"
	"testing"

	"trame/scheduling"
)

func TestValidateAcceptsWhatIsWritten(t *testing.T) {
	for name, object := range objects {
		text, err := object.write()
		if err != nil {
			t.Fatal(err)
		}
		if err := Validate(object.method, text); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		for _, wrong := range []Method{MethodFeed, MethodRequest, MethodCancel, MethodPublish} {
			if wrong != object.method && Validate(wrong, text) == nil {
				t.Errorf("%s passes for %q", name, wrong)
			}
		}
	}
}

// edited is a golden object, unfolded, with one thing replaced, folded again.
func edited(t *testing.T, name, old, instead string) []byte {
	t.Helper()
	text, err := objects[name].write()
	if err != nil {
		t.Fatal(err)
	}
	unfolded := bytes.ReplaceAll(text, []byte("\r\n "), nil)
	if !bytes.Contains(unfolded, []byte(old)) {
		t.Fatalf("%q is not in %s", old, name)
	}
	return fold(bytes.Replace(unfolded, []byte(old), []byte(instead), 1))
}

// cut removes the first component of that kind.
func cut(t *testing.T, name, component string) []byte {
	t.Helper()
	text := string(edited(t, name, "VERSION", "VERSION"))
	before, rest, _ := strings.Cut(text, "BEGIN:"+component+"\r\n")
	_, after, _ := strings.Cut(rest, "END:"+component+"\r\n")
	return []byte(before + after)
}

// twice doubles the first component of that kind.
func twice(t *testing.T, name, component, uid string) []byte {
	t.Helper()
	text := string(edited(t, name, "VERSION", "VERSION"))
	_, rest, _ := strings.Cut(text, "BEGIN:"+component+"\r\n")
	body, _, _ := strings.Cut(rest, "END:"+component+"\r\n")
	whole := "BEGIN:" + component + "\r\n" + body + "END:" + component + "\r\n"
	return []byte(strings.Replace(text, whole, whole+strings.Replace(whole, tulipes.UID, uid, 1), 1))
}

func TestValidateRefuses(t *testing.T) {
	edit := func(name, old, instead string) []byte { return edited(t, name, old, instead) }
	attendee := "ATTENDEE;CN="
	for name, test := range map[string]struct {
		method Method
		text   []byte
		want   string
	}{
		"two UIDs in a REQUEST":      {MethodRequest, twice(t, "request", "VEVENT", "other"), "2 VEVENTs"},
		"the same UID twice":         {MethodFeed, twice(t, "feed", "VEVENT", tulipes.UID), "twice"},
		"no meeting":                 {MethodRequest, cut(t, "request", "VEVENT"), "0 VEVENTs"},
		"no VTIMEZONE":               {MethodRequest, cut(t, "request", "VTIMEZONE"), "VTIMEZONE"},
		"another zone's VTIMEZONE":   {MethodRequest, edit("request", "TZID:Europe/Paris", "TZID:Europe/Rome"), `VTIMEZONE "Europe/Paris" is missing`},
		"an empty feed without zone": {MethodFeed, cut(t, "feed-empty", "VTIMEZONE"), "VTIMEZONE is missing"},
		"two VTIMEZONEs of a name":   {MethodRequest, twice(t, "request", "VTIMEZONE", ""), "doubled"},
		"clock changes once for all": {MethodRequest, edit("request", "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r\n", ""), "recur"},
		"clock changes by RDATE":     {MethodRequest, edit("request", "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU", "RDATE:20270328T020000"), "RDATE"},
		"a second attendee":          {MethodRequest, edit("request", attendee, "ATTENDEE:mailto:x@y.fr\r\n"+attendee), "2 ATTENDEE"},
		"no attendee":                {MethodCancel, edit("cancel", attendee, "COMMENT;CN="), "0 ATTENDEE"},
		"an attendee without mailto": {MethodRequest, edit("request", "mailto:dr.", "dr."), "ATTENDEE is not a mailto"},
		"an organiser by web":        {MethodRequest, edit("request", "mailto:planning+k3v9q2@", "https://"), "ORGANIZER is not a mailto"},
		"the organiser invited":      {MethodRequest, edit("request", "dr.mercier@sante-travail.example.fr", desk.Address), "ORGANIZER is the ATTENDEE"},
		"no RSVP":                    {MethodRequest, edit("request", ";RSVP=TRUE", ""), "RSVP"},
		"no PARTSTAT":                {MethodRequest, edit("request", ";PARTSTAT=NEEDS-ACTION", ""), "PARTSTAT"},
		"an attendee published":      {MethodPublish, edit("publish", "SEQUENCE", "ATTENDEE:mailto:x@y.fr\r\nSEQUENCE"), "no ATTENDEE"},
		"an organiser in a feed":     {MethodFeed, edit("feed", "SEQUENCE", "ORGANIZER:mailto:x@y.fr\r\nSEQUENCE"), "names nobody"},
		"a live status cancelled":    {MethodCancel, edit("cancel", "STATUS:CANCELLED", "STATUS:CONFIRMED"), `STATUS "CONFIRMED"`},
		"no status requested":        {MethodRequest, edit("request", "STATUS:CONFIRMED\r\n", ""), "STATUS"},
		"half a status":              {MethodRequest, edit("request", "STATUS:CONFIRMED", "STATUS:CONFIRM"), "STATUS"},
		"tentative published":        {MethodPublish, edit("publish", "STATUS:CONFIRMED", "STATUS:TENTATIVE"), "STATUS"},
		"a stamp of now published":   {MethodPublish, edit("publish", "DTSTAMP:2026", "DTSTAMP:2027"), "not the last change"},
		"a local stamp":              {MethodRequest, edit("request", "DTSTAMP:20261201T083000Z", "DTSTAMP:20261201T083000"), "not UTC"},
		"a METHOD in a feed":         {MethodFeed, edit("feed", "VERSION", "METHOD:PUBLISH\r\nVERSION"), "METHOD"},
		"two METHODs":                {MethodRequest, edit("request", "VERSION", "METHOD:REQUEST\r\nVERSION"), "METHOD"},
		"an untyped REFRESH":         {MethodFeed, edit("feed", ";VALUE=DURATION", ""), "VALUE=DURATION"},
		"a feed without name":        {MethodFeed, edit("feed", "NAME:Trame – mes séances\r\n", ""), "NAME is missing"},
		"another VERSION":            {MethodRequest, edit("request", "VERSION:2.0", "VERSION:1.0"), "VERSION"},
		"no PRODID":                  {MethodRequest, edit("request", "PRODID:-//Trame//Trame//FR\r\n", ""), "PRODID"},
		"an unescaped comma":         {MethodRequest, edit("request", `travail\, un`, "travail, un"), "SUMMARY is not escaped"},
		"an unescaped semicolon":     {MethodRequest, edit("request", `allié \;`, "allié ;"), "SUMMARY is not escaped"},
		"an unknown escape":          {MethodRequest, edit("request", `10.\n`, `10.\t`), "DESCRIPTION is not escaped"},
		"an alarm":                   {MethodRequest, edit("request", "END:VEVENT", "BEGIN:VALARM\r\nACTION:AUDIO\r\nEND:VALARM\r\nEND:VEVENT"), "alarm"},
		"a task":                     {MethodRequest, edit("request", "BEGIN:VEVENT", "BEGIN:VTODO\r\nUID:1\r\nEND:VTODO\r\nBEGIN:VEVENT"), "VTODO"},
		"an extension mailed":        {MethodRequest, edit("request", "UID:", "X-MICROSOFT-CDO-BUSYSTATUS:BUSY\r\nUID:"), "X-MICROSOFT"},
		"an hour the zone skips":     {MethodRequest, edit("request", "20270112T140000", "20270328T023000"), "does not exist"},
		"a zone nobody knows":        {MethodRequest, edit("request", "DTSTART;TZID=Europe/Paris", "DTSTART;TZID=Romance Standard Time"), "Romance"},
		"an hour in no zone":         {MethodRequest, edit("request", "DTEND;TZID=Europe/Paris:20270112T160000", "DTEND:20270112T160000Z"), "VTIMEZONE"},
		"an end before the start":    {MethodRequest, edit("request", "20270112T160000", "20270112T130000"), "not after"},
		"no UID":                     {MethodRequest, edit("request", "UID:"+tulipes.UID+"\r\n", ""), "UID"},
		"no SEQUENCE":                {MethodRequest, edit("request", "SEQUENCE:0\r\n", ""), "SEQUENCE"},
		"no SUMMARY":                 {MethodRequest, edit("request", "SUMMARY:", "COMMENT:"), "SUMMARY is missing"},
		"lines ended by LF alone":    {MethodRequest, bytes.ReplaceAll(edit("request", "UID", "UID"), []byte("\r\n"), []byte("\n")), "CRLF"},
		"Latin-1":                    {MethodRequest, edit("request", "é", "\xe9"), "UTF-8"},
		"a NUL":                      {MethodRequest, edit("request", "Module", "Mo\x00dule"), "control"},
	} {
		t.Run(name, func(t *testing.T) {
			err := Validate(test.method, test.text)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
}

// Nobody but the reader and who invites stands in what leaves, however it is
// written (rule 14, calendar.md §6).
func TestRule14_ValidateRefusesSomebodyElseHoweverWritten(t *testing.T) {
	before := func(text string) []byte { return edited(t, "request", "SEQUENCE:", text+"\r\nSEQUENCE:") }
	beside := func(param string) []byte { return edited(t, "request", ";RSVP=TRUE", ";RSVP=TRUE;"+param) }
	const jeanne = "jeanne@hopital.example"
	for name, text := range map[string][]byte{
		"a second attendee":                before("ATTENDEE:mailto:" + jeanne),
		"one in small letters":             before("attendee:mailto:" + jeanne),
		"one whose name is folded":         bytes.Replace(before("ATTENDEE:mailto:"+jeanne), []byte("ATTENDEE:mailto:j"), []byte("ATT\r\n ENDEE:mail\r\n to:j"), 1),
		"one behind a quoted parameter":    before(`ATTENDEE;CN="x:y;z,":mailto:` + jeanne),
		"a contact":                        before("CONTACT:" + jeanne),
		"a comment":                        before("COMMENT:avec Jeanne"),
		"a file in base64":                 before("ATTACH;ENCODING=BASE64;VALUE=BINARY:amVhbm5lQGhvcGl0YWwuZXhhbXBsZQ=="),
		"a link to a file":                 before("ATTACH:https://a.fr/jeanne.pdf"),
		"a property of somebody's own":     before("X-JEANNE:1"),
		"Outlook's list of attendees":      before("X-MS-OLK-SENDER:mailto:" + jeanne),
		"a relation":                       before("RELATED-TO:" + jeanne),
		"a resource":                       before("RESOURCES:Jeanne"),
		"a status of her own":              before("REQUEST-STATUS:2.0;x;ATTENDEE:mailto:" + jeanne),
		"sent by her":                      beside(`SENT-BY="mailto:` + jeanne + `"`),
		"delegated to her":                 beside(`DELEGATED-TO="mailto:` + jeanne + `"`),
		"delegated, in small letters":      beside(`delegated-from="mailto:` + jeanne + `"`),
		"member of her list":               beside(`MEMBER="mailto:` + jeanne + `"`),
		"Apple's address":                  beside("EMAIL=" + jeanne),
		"a parameter of somebody's own":    beside("X-CN=Jeanne"),
		"two names":                        edited(t, "request", `CN="Dr Mercier, médecin du travail"`, `CN="Dr Mercier",Jeanne`),
		"her address for a name":           edited(t, "request", `CN="Dr Mercier, médecin du travail"`, "CN="+jeanne),
		"her address in the title":         edited(t, "request", "SUMMARY:", "SUMMARY:"+jeanne+" "),
		"in capitals, in the place":        edited(t, "request", "LOCATION:", "LOCATION:"+strings.ToUpper(jeanne)+" "),
		"folded, in the description":       edited(t, "request", "DESCRIPTION:", "DESCRIPTION:"+strings.Repeat("x", 55)+" "+jeanne+" "),
		"after an escaped line end":        edited(t, "request", "DESCRIPTION:", `DESCRIPTION:Avec\n`+jeanne+`\n`),
		"as a link of mail":                edited(t, "request", "URL:https://trame.example.fr/agenda", "URL:mailto:"+jeanne),
		"as whose link it is":              edited(t, "request", "URL:https://", "URL:https://"+jeanne+"@"),
		"as a UID":                         edited(t, "request", "UID:"+tulipes.UID, "UID:"+jeanne),
		"in the zone":                      edited(t, "request", "TZID:Europe/Paris\r\n", "TZID:Europe/Paris\r\nCOMMENT:Jeanne\r\n"),
		"in a change of clocks":            edited(t, "request", "TZNAME:CEST", "TZNAME:CEST\r\nCOMMENT:Jeanne"),
		"within a change of clocks":        edited(t, "request", "END:DAYLIGHT", "BEGIN:VEVENT\r\nCONTACT:Jeanne\r\nEND:VEVENT\r\nEND:DAYLIGHT"),
		"in the calendar's head":           edited(t, "request", "VERSION", "X-WR-CALDESC:Jeanne\r\nVERSION"),
		"as a component of somebody's own": edited(t, "request", "BEGIN:VEVENT", "BEGIN:X-PEOPLE\r\nX-A:Jeanne\r\nEND:X-PEOPLE\r\nBEGIN:VEVENT"),
		"as a participant of RFC 9073":     edited(t, "request", "END:VEVENT", "BEGIN:PARTICIPANT\r\nUID:1\r\nEND:PARTICIPANT\r\nEND:VEVENT"),
	} {
		t.Run(name, func(t *testing.T) {
			if bytes.Contains(text, []byte("\r\n ENDEE")) == false && scan(text) != nil {
				t.Fatalf("malformed, and refused for that alone: %v", scan(text))
			}
			if Validate(MethodRequest, text) == nil {
				t.Errorf("may leave:\n%s", text)
			}
		})
	}
	for name, text := range map[string][]byte{
		"in a feed's name":         edited(t, "feed", "X-WR-CALNAME:", "X-WR-CALNAME:"+jeanne),
		"in a feed's source":       edited(t, "feed", "SOURCE;VALUE=URI:https://", "SOURCE;VALUE=URI:https://"+jeanne+"/"),
		"as an attendee of a feed": edited(t, "feed", "SEQUENCE", "ATTENDEE:mailto:x@y.fr\r\nSEQUENCE"),
		"in a feed's own property": edited(t, "feed", "X-WR-TIMEZONE", "X-WR-RELCALID:Jeanne\r\nX-WR-TIMEZONE"),
	} {
		t.Run(name, func(t *testing.T) {
			if Validate(MethodFeed, text) == nil {
				t.Errorf("may leave:\n%s", text)
			}
		})
	}
}

func TestWhatSomebodyTypedLeavesWithoutTheAddressInIt(t *testing.T) {
	m := tulipes.with(func(m *Meeting) {
		m.Summary, m.Location = "Atelier (jeanne@hopital.example)", "Chez jeanne@hopital.example"
		m.Description = "Écrire à\njeanne@hopital.example, ou venir @ Osny"
	})
	text, err := Request(m, desk, Party{Name: "mercier@x.example", Address: mercier.Address}, scheduling.NoReply, sentAt)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(bytes.ReplaceAll(text, []byte("\r\n "), nil), []byte("jeanne")) {
		t.Errorf("%s", text)
	}
	cal, err := decode(text)
	if err != nil {
		t.Fatal(err)
	}
	if got := value(cal.Children[1], "DESCRIPTION"); got != `Écrire à\n…\, ou venir @ Osny` {
		t.Errorf("reads %q", got)
	}
}

func TestNothingReachesTheDecoderUnread(t *testing.T) {
	deep := strings.Repeat("BEGIN:VEVENT\r\n", 100_000)
	for name, test := range map[string]struct{ text, want string }{
		"nothing":                        {"", "CRLF"},
		"an empty line":                  {"\r\n", "malformed"},
		"a parameter without colon":      {"BEGIN:VCALENDAR\r\nX;CN=foo\r\nEND:VCALENDAR\r\n", "malformed"},
		"an unterminated quote":          {"BEGIN:VCALENDAR\r\nX;CN=\"foo:bar\r\nEND:VCALENDAR\r\n", "malformed"},
		"nesting without end":            {"BEGIN:VCALENDAR\r\n" + deep, "too deep"},
		"a component left open":          {"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n", "not closed"},
		"components closed out of order": {"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nEND:VCALENDAR\r\n", "closes nothing"},
		"an end first":                   {"END:VCALENDAR\r\n", "closes nothing"},
		"a property first":               {"VERSION:2.0\r\n", "does not begin"},
		"two calendars":                  {"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\nBEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "follows"},
		"a lone event":                   {"BEGIN:VEVENT\r\nEND:VEVENT\r\n", "VCALENDAR"},
		"a line of 76 octets":            {"BEGIN:VCALENDAR\r\nX:" + strings.Repeat("a", 74) + "\r\nEND:VCALENDAR\r\n", "76 octets"},
	} {
		t.Run(name, func(t *testing.T) {
			if err := Validate(MethodFeed, []byte(test.text)); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
}

func FuzzValidate(f *testing.F) {
	for _, object := range objects {
		text, err := object.write()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(object.method), text)
	}
	f.Add("", []byte("BEGIN:VCALENDAR\r\nX;CN=foo\r\nEND:VCALENDAR\r\n"))
	f.Fuzz(func(t *testing.T, method string, text []byte) {
		if Validate(Method(method), text) == nil && scan(text) != nil {
			t.Errorf("accepted, though malformed: %q", text)
		}
	})
}
