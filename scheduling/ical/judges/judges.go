// Package judges asks others what they read in the calendar objects of Trame:
// the libraries that calendar programs and servers are made of. Tests alone
// use it.
package judges

import (
	"bytes"
	"cmp"
	_ "embed"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

//go:embed judge.py
var ofDebian string // python3-icalendar, python3-vobject, libical with its restriction check

//go:embed judge.mjs
var ofNode string // ical.js

// Object is what was written, and the meetings that everybody must read in it.
type Object struct {
	Text   []byte
	Events []Event
}

// Event is a meeting as its reader understands it.
type Event struct {
	Method      string   `json:"method"`
	UID         string   `json:"uid"`
	Sequence    int      `json:"sequence"`
	Summary     string   `json:"summary"`
	Description string   `json:"description"`
	Location    string   `json:"location"`
	Status      string   `json:"status"`
	Class       string   `json:"class"`
	Start       Instant  `json:"start"`
	End         Instant  `json:"end"`
	Organizer   string   `json:"organizer"`
	Attendees   []string `json:"attendees"`
	Partstat    string   `json:"partstat"`
}

// Instant counts seconds from 1970 in UTC: what is left of a wall clock once
// its zone was understood.
type Instant float64

// At is t as an Instant.
func At(t time.Time) Instant { return Instant(t.Unix()) }

// String is i as a person reads it.
func (i Instant) String() string { return time.Unix(int64(i), 0).UTC().Format(time.RFC3339) }

type verdict struct {
	Events []Event `json:"events"`
	Fault  string  `json:"fault"`
}

// Agree fails t unless every judge accepts every object and reads it as it was
// meant. The judges are those of TRAME_TEST_JUDGES, the Python that knows the
// libraries of Debian, and of TRAME_TEST_ICALJS, the file of ical.js.
func Agree(t testing.TB, objects map[string]Object) {
	t.Helper()
	for judge, verdicts := range heard(t, objects) {
		for name, object := range objects {
			v := verdicts[name]
			if v.Fault != "" {
				t.Errorf("%s refuses %s: %s\n%s", judge, name, v.Fault, object.Text)
				continue
			}
			if difference := differing(inOrder(object.Events), inOrder(v.Events)); difference != "" {
				t.Errorf("%s reads %s otherwise than it was meant: %s", judge, name, difference)
			}
		}
	}
}

// Refuse fails t unless at least one judge refuses each object.
func Refuse(t testing.TB, objects map[string]Object) {
	t.Helper()
	all := heard(t, objects)
	for name := range objects {
		refused := len(all) == 0
		for _, verdicts := range all {
			refused = refused || verdicts[name].Fault != ""
		}
		if !refused {
			t.Errorf("nobody refuses %s", name)
		}
	}
}

// heard are the verdicts, by judge and object.
func heard(t testing.TB, objects map[string]Object) map[string]map[string]verdict {
	t.Helper()
	texts := map[string]string{}
	for name, object := range objects {
		texts[name] = string(object.Text)
	}
	question, err := json.Marshal(texts)
	if err != nil {
		t.Fatal(err)
	}
	var asked []*exec.Cmd
	if python := named(t, "TRAME_TEST_JUDGES"); python != "" {
		asked = append(asked, exec.CommandContext(t.Context(), python, "-c", ofDebian)) //nolint:gosec // the test's own setting
	}
	if library := named(t, "TRAME_TEST_ICALJS"); library != "" {
		asked = append(asked, exec.CommandContext(t.Context(), "node", "--input-type=module", "-e", ofNode, library)) //nolint:gosec // as above
	}
	answers := make([]bytes.Buffer, len(asked))
	for i, judge := range asked {
		judge.Stdin, judge.Stdout = bytes.NewReader(question), &answers[i]
		judge.Stderr = os.Stderr
		if err := judge.Start(); err != nil {
			t.Fatal(err)
		}
	}
	all := map[string]map[string]verdict{}
	for i, judge := range asked {
		if err := judge.Wait(); err != nil {
			t.Fatal(fmt.Errorf("%s: %w", judge.Path, err))
		}
		if err := json.Unmarshal(answers[i].Bytes(), &all); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// named is what a variable names; where the judges are required, something.
func named(t testing.TB, variable string) string {
	t.Helper()
	value := os.Getenv(variable)
	if value == "" && strings.Contains(os.Getenv("TRAME_TEST_REQUIRE"), "judges") {
		t.Fatalf("TRAME_TEST_REQUIRE asks for the judges of calendars, %s names none", variable)
	}
	return value
}

// differing is the first difference, "" for none.
func differing(meant, read []Event) string {
	if len(meant) != len(read) {
		return fmt.Sprintf("%d meetings instead of %d", len(read), len(meant))
	}
	for i := range meant {
		if !reflect.DeepEqual(meant[i], read[i]) {
			return fmt.Sprintf("\n%+v instead of\n%+v", read[i], meant[i])
		}
	}
	return ""
}

func inOrder(events []Event) []Event {
	sorted := slices.SortedFunc(slices.Values(events), func(a, b Event) int { return cmp.Compare(a.UID, b.UID) })
	for i := range sorted {
		sorted[i].Attendees = append([]string{}, sorted[i].Attendees...)
	}
	return sorted
}
