package api_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
)

// follower is somebody's machine that follows a calendar address: vdirsyncer
// fetches it, khal shows it, both from Debian.
type follower struct {
	*testing.T
	folder, address string
}

const vdirsyncerSettings = `[general]
status_path = "FOLDER/status/"
[pair trame]
a = "here"
b = "there"
collections = null
[storage here]
type = "filesystem"
path = "FOLDER/calendar/"
fileext = ".ics"
[storage there]
type = "http"
url = "ADDRESS"
`

const khalSettings = `[calendars]
[[trame]]
path = FOLDER/calendar/
[sqlite]
path = FOLDER/khal.db
[locale]
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
local_timezone = Europe/Paris
default_timezone = Europe/Paris
`

func newFollower(t *testing.T, address string) follower {
	t.Helper()
	f := follower{t, t.TempDir(), address}
	fill := strings.NewReplacer("FOLDER", f.folder, "ADDRESS", address)
	for name, settings := range map[string]string{"vdirsyncer": vdirsyncerSettings, "khal": khalSettings} {
		if err := os.WriteFile(filepath.Join(f.folder, name), []byte(fill.Replace(settings)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(f.folder, "calendar"), 0o700); err != nil {
		t.Fatal(err)
	}
	f.run("TRAME_TEST_VDIRSYNCER", "-c", filepath.Join(f.folder, "vdirsyncer"), "discover")
	return f
}

// run runs the program that a variable names, which .ci/test always does.
func (f follower) run(variable string, args ...string) string {
	f.Helper()
	command := exec.CommandContext(f.Context(), os.Getenv(variable), args...)
	command.Env = append(os.Environ(), "HOME="+f.folder, "XDG_CONFIG_HOME=", "XDG_DATA_HOME=", "XDG_CACHE_HOME=", "LC_ALL=C.UTF-8")
	said, err := command.CombinedOutput()
	if err != nil {
		f.Fatalf("%s: %v: %s", variable, err, said)
	}
	return string(said)
}

// sync fetches the calendar; added and deleted count what that changed.
func (f follower) sync() (added, deleted int) {
	f.Helper()
	said := f.run("TRAME_TEST_VDIRSYNCER", "-c", filepath.Join(f.folder, "vdirsyncer"), "sync")
	return strings.Count(said, "Copying"), strings.Count(said, "Deleting")
}

// shown are the meetings in the calendar, a line each.
func (f follower) shown() []string {
	f.Helper()
	said := f.run("TRAME_TEST_KHAL", "-c", filepath.Join(f.folder, "khal"), "list", "--notstarted", "--day-format", "",
		"--format", "{start-long} {end-long} {title} @ {location}", "2027-01-01", "2028-01-01")
	return strings.FieldsFunc(said, func(r rune) bool { return r == '\n' }) // some versions leave a line for the day
}

// status is how the address answers curl, which shows the tag that it keeps.
func (f follower) status() string {
	f.Helper()
	tag := filepath.Join(f.folder, "etag")
	return f.run("TRAME_TEST_CURL", "-sS", "-o", os.DevNull, "-w", "%{http_code}", "--etag-compare", tag, "--etag-save", tag, f.address)
}

func TestCalendarProgramsFollowAFeedThroughAMove(t *testing.T) {
	for _, variable := range []string{"TRAME_TEST_VDIRSYNCER", "TRAME_TEST_KHAL", "TRAME_TEST_CURL"} {
		if os.Getenv(variable) != "" {
			continue
		}
		if strings.Contains(os.Getenv("TRAME_TEST_REQUIRE"), "followers") {
			t.Fatalf("TRAME_TEST_REQUIRE asks for programs that follow calendars, %s names none", variable)
		}
		return
	}
	p := newPlatform(t)
	cohort := p.recruiting()
	house := httptest.NewServer(p.handler)
	t.Cleanup(house.Close)
	path := feedPath.FindString(p.post("claire.moreau", "/sessions/"+cohort+"/agenda", map[string][]string{"name": {"Accueil"}}).want(http.StatusOK).Body)
	f := newFollower(t, house.URL+path)

	if added, deleted := f.sync(); added != 11 || deleted != 0 {
		t.Errorf("%d meetings came, %d went", added, deleted)
	}
	for _, want := range []string{"200", "304"} {
		if got := f.status(); got != want {
			t.Errorf("answers %s, want %s", got, want)
		}
	}
	p.moveADay(p.sessionMeetings(cohort)[3])
	if got := f.status(); got != "200" {
		t.Errorf("answers %s after a move", got)
	}
	if added, deleted := f.sync(); added != 1 || deleted != 1 {
		t.Errorf("a move makes %d meetings come and %d go", added, deleted)
	}
	p.sameAs(f.shown(), cohort)
}

func (p *platform) sessionMeetings(cohort string) (list []scheduling.Meeting) {
	p.t.Helper()
	p.read(func(tx *store.Tx) (err error) {
		list, err = tx.Meetings(scheduling.CohortID(cohort))
		return err
	})
	return list
}

var shownLine = regexp.MustCompile(`^(\S+ \S+) (\S+ \S+) (.+) @ (.+)$`)

// sameAs compares what a program shows with the meetings of a cohort.
func (p *platform) sameAs(shown []string, cohort string) {
	p.t.Helper()
	meetings := p.sessionMeetings(cohort)
	if len(shown) != len(meetings) {
		p.t.Fatalf("%d meetings, want %d: %q", len(shown), len(meetings), shown)
	}
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		p.t.Fatal(err)
	}
	for i, m := range meetings {
		parts := shownLine.FindStringSubmatch(shown[i])
		if parts == nil || parts[1] != m.StartsAt.In(paris).Format("2006-01-02 15:04") || parts[2] != m.EndsAt.In(paris).Format("2006-01-02 15:04") ||
			parts[4] != "Maison des Tulipes, 1 rue des Tulipes, 95520 Osny" {
			p.t.Errorf("meeting %d of %s is shown as %q", i+1, m.StartsAt, shown[i])
		}
	}
}
