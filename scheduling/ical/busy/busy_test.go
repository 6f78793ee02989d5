package busy

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"trame/scheduling"
)

var paris = mustZone("Europe/Paris")

func mustZone(name string) *time.Location {
	zone, err := time.LoadLocation(name)
	if err != nil {
		panic(err)
	}
	return zone
}

func utc(text string) time.Time {
	at, err := time.Parse("2006-01-02T15:04", text)
	if err != nil {
		panic(err)
	}
	return at
}

// spring is the window of the tests: from 11 January to 30 April 2027.
var spring = scheduling.Span{From: utc("2027-01-10T23:00"), Until: utc("2027-04-30T00:00")}

// shown writes spans as a reader in Paris sees them.
func shown(spans []scheduling.Span) []string {
	list := []string{}
	for _, s := range spans {
		from, until := s.From.In(paris), s.Until.In(paris)
		layout := "15:04"
		if from.YearDay() != until.YearDay() {
			layout = "2006-01-02 15:04"
		}
		list = append(list, from.Format("2006-01-02 15:04")+" – "+until.Format(layout))
	}
	return list
}

func TestAnExportIsReadAsItsProgramMeansIt(t *testing.T) {
	for name, want := range map[string][]string{
		"google.ics": { // weekly with one taken out, one moved; free and cancelled left out; holidays whole
			"2027-01-11 09:00 – 12:00", "2027-01-13 09:30 – 10:30", "2027-01-26 14:00 – 16:00", "2027-02-01 09:00 – 12:00",
			"2027-02-20 00:00 – 2027-03-01 00:00",
		},
		"outlook.ics": { // Windows names; its own zone; away for two days; elsewhere and free left out
			"2027-03-02 10:00 – 11:30", "2027-03-10 00:00 – 2027-03-12 00:00", "2027-04-15 18:00 – 20:00",
		},
		"apple.ics": { // every other week, across the change of clocks; a day taken out by its hour; floating
			"2027-01-12 08:30 – 12:30", "2027-02-01 00:00 – 2027-02-02 00:00", "2027-02-03 00:00 – 2027-02-04 00:00",
			"2027-02-09 08:30 – 12:30", "2027-02-23 08:30 – 12:30", "2027-04-01 09:00 – 10:30",
		},
		"thunderbird.ics": { // the last day of the month, and one more date
			"2027-01-31 09:00 – 10:00", "2027-02-17 09:00 – 10:00", "2027-02-28 09:00 – 10:00", "2027-03-31 09:00 – 10:00",
		},
		"freebusy.ics": {"2027-01-12 10:00 – 12:30", "2027-01-14 10:00 – 10:45", "2027-01-15 10:00 – 2027-01-16 10:00"},
	} {
		t.Run(name, func(t *testing.T) {
			text, err := os.ReadFile(filepath.Join("testdata", name))
			if err != nil {
				t.Fatal(err)
			}
			for end, text := range map[string][]byte{
				"CRLF": text, "LF": bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n")), "CR": bytes.ReplaceAll(text, []byte("\n"), nil),
				"with a mark": append([]byte("\xef\xbb\xbf"), text...),
			} {
				got, err := Read(text, spring, paris)
				if err != nil {
					t.Fatal(err)
				}
				if !reflect.DeepEqual(shown(got.Spans), want) {
					t.Errorf("%s: busy\n%s\nwant\n%s", end, strings.Join(shown(got.Spans), "\n"), strings.Join(want, "\n"))
				}
				if got.Faults != 0 {
					t.Errorf("%s: %d faults, at %v", end, got.Faults, got.Wrong)
				}
			}
		})
	}
}

// calendar is a file of one event, from DTSTART on.
func calendar(lines ...string) []byte {
	return []byte("BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VEVENT\nUID:1\n" + strings.Join(lines, "\n") + "\nEND:VEVENT\nEND:VCALENDAR\n")
}

func TestAnEventTakesTheTimeItMeans(t *testing.T) {
	for name, test := range map[string]struct {
		lines []string
		want  []string
	}{
		"a skipped hour is an hour later": {
			[]string{"DTSTART;TZID=Europe/Paris:20270328T023000", "DURATION:PT1H"}, []string{"2027-03-28 03:30 – 04:30"},
		},
		"across the skipped hour, the end is on the clock": {
			[]string{"DTSTART;TZID=Europe/Paris:20270328T013000", "DTEND;TZID=Europe/Paris:20270328T043000"}, []string{"2027-03-28 01:30 – 04:30"},
		},
		"a weekly hour stays on the clock": {
			[]string{"DTSTART;TZID=Europe/Paris:20270322T140000", "DTEND;TZID=Europe/Paris:20270322T160000", "RRULE:FREQ=WEEKLY;COUNT=2"},
			[]string{"2027-03-22 14:00 – 16:00", "2027-03-29 14:00 – 16:00"},
		},
		"a day of 23 hours is a whole day": {
			[]string{"DTSTART;VALUE=DATE:20270328"}, []string{"2027-03-28 00:00 – 2027-03-29 00:00"},
		},
		"days without their type": {
			[]string{"DTSTART:20270111", "DTEND:20270113"}, []string{"2027-01-11 00:00 – 2027-01-13 00:00"},
		},
		"a day that ends when it begins": {
			[]string{"DTSTART;VALUE=DATE:20270111", "DTEND;VALUE=DATE:20270111"}, []string{"2027-01-11 00:00 – 2027-01-12 00:00"},
		},
		"an instant takes no time": {[]string{"DTSTART:20270111T090000Z"}, []string{}},
		"a week":                   {[]string{"DTSTART;VALUE=DATE:20270111", "DURATION:P1W"}, []string{"2027-01-11 00:00 – 2027-01-18 00:00"}},
		"a day and a half on the clock": {
			[]string{"DTSTART;TZID=Europe/Paris:20270327T200000", "DURATION:P1DT2H"}, []string{"2027-03-27 20:00 – 2027-03-28 22:00"},
		},
		"begun before the window, it is cut": {
			[]string{"DTSTART:20261201T090000Z", "DTEND:20270111T100000Z"}, []string{"2027-01-11 00:00 – 11:00"},
		},
		"an end by day holds the whole day": {
			[]string{"DTSTART;TZID=Europe/Paris:20270111T220000", "DURATION:PT1H", "RRULE:FREQ=DAILY;UNTIL=20270112"},
			[]string{"2027-01-11 22:00 – 23:00", "2027-01-12 22:00 – 23:00"},
		},
		"a day is taken out of a series of hours": {
			[]string{"DTSTART;TZID=Europe/Paris:20270111T220000", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=2", "EXDATE;VALUE=DATE:20270112"},
			[]string{"2027-01-11 22:00 – 23:00"},
		},
		"an hour taken out in UTC": {
			[]string{"DTSTART;TZID=Europe/Paris:20270111T220000", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=2", "EXDATE:20270111T210000Z"},
			[]string{"2027-01-12 22:00 – 23:00"},
		},
		"additions with their own length": {
			[]string{"DTSTART:20270111T090000Z", "DURATION:PT1H", "RDATE;VALUE=PERIOD:20270113T090000Z/PT2H,20270114T090000Z/20270114T093000Z", "RDATE:20270115T090000Z"},
			[]string{"2027-01-11 10:00 – 11:00", "2027-01-13 10:00 – 12:00", "2027-01-14 10:00 – 10:30", "2027-01-15 10:00 – 11:00"},
		},
		"29 February, which 2027 lacks": {[]string{"DTSTART;VALUE=DATE:20240229", "RRULE:FREQ=YEARLY"}, []string{}},
		"the second to last working day": {
			[]string{"DTSTART;TZID=Europe/Paris:20270128T090000", "DURATION:PT1H", "RRULE:FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2;COUNT=2"},
			[]string{"2027-01-28 09:00 – 10:00", "2027-02-25 09:00 – 10:00"},
		},
		"since 1601": {
			[]string{"DTSTART;TZID=Romance Standard Time:16010101T090000", "DURATION:PT1H", "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=1"},
			[]string{"2027-02-01 09:00 – 10:00"},
		},
		"every hour all day is one day": {
			[]string{"DTSTART;TZID=Europe/Paris:20270111T000000", "DURATION:PT1H", "RRULE:FREQ=HOURLY;COUNT=24"},
			[]string{"2027-01-11 00:00 – 2027-01-12 00:00"},
		},
		"a wrong end of a rule, a right start": {
			[]string{"DTSTART:20270111T090000Z", "DTEND:20270111T100000Z", "RRULE:FREQ=FORTNIGHTLY"}, []string{"2027-01-11 10:00 – 11:00"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := Read(calendar(test.lines...), spring, paris)
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(shown(got.Spans), test.want) {
				t.Errorf("busy %q, want %q", shown(got.Spans), test.want)
			}
		})
	}
}

func TestAnHourThatOccursTwiceIsTheFirst(t *testing.T) {
	autumn := scheduling.Span{From: utc("2027-10-30T00:00"), Until: utc("2027-11-02T00:00")}
	got, err := Read(calendar("DTSTART;TZID=Europe/Paris:20271031T023000", "DURATION:PT30M"), autumn, paris)
	if err != nil || len(got.Spans) != 1 || !got.Spans[0].From.Equal(utc("2027-10-31T00:30")) {
		t.Errorf("busy %v (%v)", got.Spans, err)
	}
}

func TestAnOverrideReplacesItsInstance(t *testing.T) {
	const head = "BEGIN:VCALENDAR\nVERSION:2.0\n"
	const series = "BEGIN:VEVENT\nUID:1\nDTSTART;TZID=Europe/Paris:20270111T090000\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=3\nEND:VEVENT\n"
	override := func(lines string) string {
		return "BEGIN:VEVENT\nUID:1\nRECURRENCE-ID;TZID=Europe/Paris:20270112T090000\n" + lines + "\nEND:VEVENT\n"
	}
	first, third := "2027-01-11 09:00 – 10:00", "2027-01-13 09:00 – 10:00"
	for name, test := range map[string]struct {
		override string
		want     []string
	}{
		"moved":         {override("DTSTART;TZID=Europe/Paris:20270120T150000\nDURATION:PT2H"), []string{first, third, "2027-01-20 15:00 – 17:00"}},
		"cancelled":     {override("DTSTART;TZID=Europe/Paris:20270112T090000\nDURATION:PT1H\nSTATUS:CANCELLED"), []string{first, third}},
		"free":          {override("DTSTART;TZID=Europe/Paris:20270112T090000\nDURATION:PT1H\nTRANSP:TRANSPARENT"), []string{first, third}},
		"of another":    {strings.Replace(override("DTSTART:20270120T150000Z\nDURATION:PT1H"), "UID:1", "UID:2", 1), []string{first, "2027-01-12 09:00 – 10:00", third, "2027-01-20 16:00 – 17:00"}},
		"in UTC":        {strings.Replace(override("DTSTART:20270120T150000Z\nDURATION:PT1H"), ";TZID=Europe/Paris:20270112T090000", ":20270112T080000Z", 1), []string{first, third, "2027-01-20 16:00 – 17:00"}},
		"floating":      {strings.Replace(override("DTSTART:20270120T150000Z\nDURATION:PT1H"), ";TZID=Europe/Paris:", ":", 1), []string{first, third, "2027-01-20 16:00 – 17:00"}},
		"with its rule": {override("DTSTART:20270120T150000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY"), []string{first, third, "2027-01-20 16:00 – 17:00"}},
	} {
		for order, text := range map[string]string{"after": series + test.override, "before": test.override + series} {
			got, err := Read([]byte(head+text+"END:VCALENDAR\n"), spring, paris)
			if err != nil || !reflect.DeepEqual(shown(got.Spans), test.want) {
				t.Errorf("%s, written %s: busy %q, want %q (%v)", name, order, shown(got.Spans), test.want, err)
			}
		}
	}
}

func TestATimeIsReadInTheZoneThatItNames(t *testing.T) {
	const own = `BEGIN:VTIMEZONE
TZID:Chez nous
BEGIN:STANDARD
DTSTART:19700101T000000
TZOFFSETFROM:+0300
TZOFFSETTO:+0300
END:STANDARD
END:VTIMEZONE
`
	for name, test := range map[string]struct {
		tzid, want string
		faults     int
	}{
		"IANA":                            {"America/Cayenne", "2027-01-11T12:00", 0},
		"Windows":                         {"Romance Standard Time", "2027-01-11T08:00", 0},
		"Windows, of Martinique":          {"SA Western Standard Time", "2027-01-11T13:00", 0},
		"quoted":                          {`"Romance Standard Time"`, "2027-01-11T08:00", 0},
		"behind a program's own name":     {"/freeassociation.sourceforge.net/Europe/Paris", "2027-01-11T08:00", 0},
		"three words behind it":           {"/softwarestudio.org/Olson_20011030_5/America/Argentina/Ushuaia", "2027-01-11T12:00", 0},
		"as the file describes it":        {"Chez nous", "2027-01-11T06:00", 0},
		"unknown is the reader's":         {"Nulle part", "2027-01-11T08:00", 1},
		"the machine's is nobody's":       {"Local", "2027-01-11T08:00", 1},
		"a path is no name":               {"../../etc/passwd", "2027-01-11T08:00", 1},
		"and no name is the reader's too": {"", "2027-01-11T08:00", 0},
	} {
		t.Run(name, func(t *testing.T) {
			text := bytes.Replace(calendar("DTSTART;TZID="+test.tzid+":20270111T090000", "DURATION:PT1H"), []byte("BEGIN:VEVENT"), []byte(own+"BEGIN:VEVENT"), 1)
			got, err := Read(text, spring, paris)
			if err != nil || len(got.Spans) != 1 || !got.Spans[0].From.Equal(utc(test.want)) || got.Faults != test.faults {
				t.Errorf("busy %v with %d faults, want %s with %d (%v)", got.Spans, got.Faults, test.want, test.faults, err)
			}
		})
	}
}

func TestEveryWindowsNameHasAZone(t *testing.T) {
	if n := len(fromWindows()); n != 139 {
		t.Errorf("%d names", n)
	}
	for windows, iana := range fromWindows() {
		if Zone(windows) == nil {
			t.Errorf("%s is %s, which is no zone", windows, iana)
		}
	}
}

// A zone that the file describes is built from its rules; where the name is
// known as well, both must say the same.
func TestADescribedZoneKeepsTheTimeOfTheNamedOne(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("testdata", "outlook.ics"))
	if err != nil {
		t.Fatal(err)
	}
	f := &file{window: spring, zone: time.UTC, work: maxWork, zones: map[string]*time.Location{}, described: map[string]*timezone{}}
	f.read(text)
	described := f.zoneOf("Customized Time Zone", 0)
	for at := utc("2025-06-01T00:00"); at.Before(utc("2029-01-01T00:00")); at = at.Add(30 * time.Minute) {
		if got, want := at.In(described).Format("15:04 -0700"), at.In(paris).Format("15:04 -0700"); got != want {
			t.Fatalf("at %s: %s, want %s", at, got, want)
		}
	}
}

func TestWhatCannotBeReadIsSkippedAndCountedByItsLine(t *testing.T) {
	text := `BEGIN:VCALENDAR
VERSION:2.0
this is no line
BEGIN:VEVENT
UID:1
DTSTART:20270111T090000Z
DTEND:20270111T100000Z
EXDATE:tomorrow
RRULE:FREQ=DAILY;COUNT=2;BYHOUR=99
SUMMARY;X=":of no concern"
END:VEVENT
BEGIN:VEVENT
UID:2
DTSTART:20271399T090000Z
END:VEVENT
BEGIN:VEVENT
UID:3
DTSTART:20270112T100000Z
DTEND:20270112T090000Z
END:VEVENT
BEGIN:VEVENT
UID:4
SUMMARY:never
END:VEVENT
BEGIN:VEVENT
UID:5
DTSTART;TZID="Europe/Paris:20270111T090000
END:VTODO
BEGIN:VALARM
END:VEVENT
BEGIN:VEVENT
UID:6
DTSTART:20270113T090000Z
DURATION:PT1H
END:VCALENDAR
`
	got, err := Read([]byte(text), spring, paris)
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"2027-01-11 10:00 – 11:00", "2027-01-13 10:00 – 11:00"}; !reflect.DeepEqual(shown(got.Spans), want) {
		t.Errorf("busy %q, want %q", shown(got.Spans), want)
	}
	if want := []int{3, 8, 9, 14, 16, 21, 25, 27, 28, 30, 35}; !reflect.DeepEqual(got.Wrong, want) || got.Faults != len(want) {
		t.Errorf("wrong lines %v of %d, want %v", got.Wrong, got.Faults, want)
	}
}

func TestWhatIsNoCalendarIsRefused(t *testing.T) {
	for name, text := range map[string]string{"nothing": "", "a page": "<!doctype html>\n<title>Connexion</title>", "a lone event": "BEGIN:VEVENT\nEND:VEVENT\n"} {
		if _, err := Read([]byte(text), spring, paris); err != ErrNotCalendar { //nolint:errorlint // returned as it is
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Read(make([]byte, MaxSize+1), spring, paris); err != ErrTooLarge { //nolint:errorlint // returned as it is
		t.Errorf("too large: %v", err)
	}
}

// Nothing of what an event is about may be found in what was read of it.
func TestOnlyTimesAreKept(t *testing.T) {
	files, err := filepath.Glob("testdata/*.ics")
	if err != nil || len(files) < 5 {
		t.Fatal(files, err)
	}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		got, err := Read(text, spring, paris)
		if err != nil {
			t.Fatal(err)
		}
		for _, marker := range []string{"ecr", "ach", "Consult", "Comit", "Télé", "google", "mailto", "@"} {
			if strings.Contains(fmt.Sprintf("%+v", got), marker) {
				t.Errorf("%s: %q was kept", name, marker)
			}
		}
	}
}
