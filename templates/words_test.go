package templates

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"trame/scheduling"
)

func TestDatesReadAsFrench(t *testing.T) {
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	day := scheduling.MustDate("2027-01-12")
	start := time.Date(2027, 1, 12, 13, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct{ got, want string }{
		"long":                 {LongDate(day), "mardi 12 janvier 2027"},
		"the first":            {LongDate(scheduling.MustDate("2027-05-01")), "samedi 1er mai 2027"},
		"short":                {ShortDate(day), "mar. 12 janv."},
		"plain":                {PlainDate(day), "12 janvier 2027"},
		"none":                 {LongDate(scheduling.Date{}) + ShortDate(scheduling.Date{}), ""},
		"whole hour":           {Hour(14 * 60), "14~h"},
		"half past nine":       {Hour(9*60 + 30), "9~h~30"},
		"five past":            {Hour(9*60 + 5), "9~h~05"},
		"span in its zone":     {Span(start, start.Add(2*time.Hour), paris), "14~h~– 16~h"},
		"when in its zone":     {When(start, start.Add(2*time.Hour), paris), "mardi 12 janvier 2027, 14~h~– 16~h"},
		"template, instant":    {must(whenText(start, start.Add(2*time.Hour), "Europe/Paris")), "mardi 12 janvier 2027, 14~h~– 16~h"},
		"template, late night": {must(dateText(LongDate)(time.Date(2027, 1, 12, 23, 30, 0, 0, time.UTC), paris)), "mercredi 13 janvier 2027"},
		"template, clocks":     {must(spanText(scheduling.Clock(540), scheduling.Clock(690))), "9~h~– 11~h~30"},
		"template, no time":    {must(dateText(LongDate)(time.Time{}, paris)), ""},
	} {
		if want := strings.ReplaceAll(c.want, "~", nbsp); c.got != want {
			t.Errorf("%s: %q, want %q", name, c.got, want)
		}
	}
}

func TestNumbersReadAsFrench(t *testing.T) {
	for name, c := range map[string]struct{ got, want string }{
		"millions":       {must(Number(1234567)), "1_234_567"},
		"thousand":       {must(Number(1000)), "1_000"},
		"below":          {must(Number(999)), "999"},
		"decimal":        {must(Number(12.5)), "12,5"},
		"negative":       {must(Number(-1234)), "−1_234"},
		"percent":        {must(Percent(92)), "92~%"},
		"rounded":        {must(Percent(70.535)), "70,5~%"},
		"fixed digits":   {must(Percent(16, 1)), "16,0~%"},
		"nobody":         {must(Plural(0, "personne", "personnes")), "0~personne"},
		"one":            {must(Plural(1, "personne", "personnes")), "1~personne"},
		"many, a list":   {must(Plural([]string{"a", "b"}, "personne", "personnes")), "2~personnes"},
		"phone":          {Phone("0134253900"), "01~34~25~39~00"},
		"phone from +33": {Phone("+33 1 34 25 39 00"), "01~34~25~39~00"},
		"short number":   {Phone("3646"), "36~46"},
		"tel":            {string(tel("+33 1 34 25 39 00")), "tel:+33134253900"},
		"tel hostile":    {string(tel("javascript:alert(1)")), "tel:1"},
		"joined":         {must(join([]string{"a", "b", "c"}, ", ", " et ")), "a, b et c"},
		"link, no value": {must(linkTo("/s", "q", "", "after", nil)), "/s"},
		"link":           {must(linkTo("/s", "q", "é&", "after", 3)), "/s?after=3&q=%C3%A9%26"},
	} {
		if want := strings.NewReplacer("~", nbsp, "_", narrow).Replace(c.want); c.got != want {
			t.Errorf("%s: %q, want %q", name, c.got, want)
		}
	}
	if _, err := Plural("three", "a", "b"); err == nil {
		t.Error("a word was counted")
	}
}

func TestFrenchIsTypesetOnce(t *testing.T) {
	for name, c := range map[string]struct{ in, want string }{
		"question":   {"C'est quand ?", "C’est quand_?"},
		"quotes":     {"« Vos rencontres » : oui", "«~Vos rencontres~»~: oui"},
		"units":      {"de 9 h 30 à 16 h, 92 %", "de 9~h~30 à 16~h, 92~%"},
		"markup":     {`<a href="/a?b=1&c=2" class="x y">`, `<a href="/a?b=1&c=2" class="x y">`},
		"code quote": {`title='un'`, `title='un'`},
	} {
		want := strings.NewReplacer("~", nbsp, "_", narrow).Replace(c.want)
		if got := French(c.in); got != want || French(got) != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

func TestMessagesFillTheirNames(t *testing.T) {
	p := phrases{text: map[string]string{}}
	if err := p.add([]byte(`{"a": "Il reste {n, plural, one {# place à {site}} other {# places à {site}}}.", "b": "{x} et {y}"}`)); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		got, want string
	}{
		"singular":      {substitute(p.text["a"], map[string]any{"n": 1, "site": "Osny"}), "Il reste 1 place à Osny."},
		"none":          {substitute(p.text["a"], map[string]any{"n": 0, "site": "Osny"}), "Il reste 0 place à Osny."},
		"plural":        {substitute(p.text["a"], map[string]any{"n": 3, "site": "Osny"}), "Il reste 3 places à Osny."},
		"missing shows": {substitute(p.text["b"], map[string]any{"x": "a"}), "a et {y}"},
		"no injection":  {substitute(p.text["b"], map[string]any{"x": "{y}", "y": "z"}), "{y} et z"},
		"unknown key":   {Message("no.such.key"), "no.such.key"},
	} {
		if c.got != c.want {
			t.Errorf("%s: %q, want %q", name, c.got, c.want)
		}
	}
}

func TestAKeyWrittenTwiceIsRefused(t *testing.T) {
	for name, tree := range map[string]fstest.MapFS{
		"in one file":  {"messages/a.json": {Data: []byte(`{"k": "un", "k": "deux"}`)}},
		"in two files": {"messages/a.json": {Data: []byte(`{"k": "un"}`)}, "messages/b.json": {Data: []byte(`{"k": "deux"}`)}},
		"a list":       {"messages/a.json": {Data: []byte(`["k"]`)}},
		"a number":     {"messages/a.json": {Data: []byte(`{"k": 1}`)}},
		"cut short":    {"messages/a.json": {Data: []byte(`{"k": "un"`)}},
	} {
		if _, err := readMessages(tree); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}

func TestRefusalsBecomeSentences(t *testing.T) {
	var faults scheduling.Faults
	faults.Check(false, "name", "no.such.key")
	faults.Check(false, "unit", "actor.may_not.organise")
	for name, c := range map[string]struct {
		err  error
		want string
	}{
		"known key":       {scheduling.Refuse(scheduling.Forbidden, "actor.may_not.organise", ""), Message("actor.may_not.organise")},
		"kind as a last":  {scheduling.Refuse(scheduling.Expired, "no.such.key", ""), Message("expired")},
		"faults in order": {faults.Err(), Message("invalid") + " " + Message("actor.may_not.organise")},
		"internal":        {errors.New("sql: secret"), Message("internal")},
		"nothing":         {nil, ""},
	} {
		if got := Sentence(c.err); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	if e := ErrorsOf(faults); len(e) != 2 || e[0].Field != "name" || e.For("unit") != Message("actor.may_not.organise") {
		t.Errorf("errors %v", e)
	}
	if e := ErrorsOf(nil); e != nil {
		t.Errorf("errors of nothing: %v", e)
	}
}

func TestEveryToneAndDeedHasItsWord(t *testing.T) {
	for code := range tones {
		if !HasMessage("label." + code) {
			t.Errorf("no label for %s", code)
		}
	}
	for _, deed := range []scheduling.Deed{
		scheduling.SeePlan, scheduling.Organise, scheduling.SeePeople, scheduling.Invite, scheduling.SeeSocial,
		scheduling.ApproveLocal, scheduling.ApproveRegional, scheduling.SeeReports, scheduling.Administer, scheduling.ReadAudit,
		scheduling.AnswerRights, scheduling.SeePurge,
	} {
		if !HasMessage("actor.may_not." + string(deed)) {
			t.Errorf("no sentence for %s", deed)
		}
	}
	for _, status := range []int{400, 401, 403, 404, 409, 410, 412, 418, 429, 500, 503} {
		if p := ProblemOf(status); strings.HasPrefix(p.Title, "problem.") || strings.HasPrefix(p.Todo, "problem.") {
			t.Errorf("%d is not worded", status)
		}
	}
}

// TestEveryCodeOfTheVocabularyHasItsLabel reads the constants of package
// scheduling: a state added there without its French word shows its code.
func TestEveryCodeOfTheVocabularyHasItsLabel(t *testing.T) {
	lists := map[string]string{
		"Role": "role", "Level": "level", "VersionState": "version", "ApprovalLevel": "approval", "Verdict": "verdict",
		"CohortState": "cohort", "MeetingState": "meeting", "MeetingKind": "meeting_kind", "AnimationState": "animation",
		"Reply": "reply", "AgreementState": "agreement", "Channel": "channel", "EnrolmentState": "enrolment",
		"AttendanceStatus": "attendance", "QuestionKind": "question", "QuestionAbout": "about", "OutcomeCode": "outcome",
		"Whereof": "whereof", "FollowUpState": "follow_up", "FollowUpSource": "follow_up_source",
	}
	sources, err := filepath.Glob("../scheduling/*.go")
	if err != nil || len(sources) == 0 {
		t.Fatal(err, "no vocabulary")
	}
	checked := 0
	for _, path := range sources {
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok || len(spec.Values) != 1 {
				return true
			}
			kind, typed := spec.Type.(*ast.Ident)
			value, literal := spec.Values[0].(*ast.BasicLit)
			if !typed || !literal || lists[kind.Name] == "" {
				return true
			}
			checked++
			if key := "label." + lists[kind.Name] + "." + strings.Trim(value.Value, `"`); !HasMessage(key) {
				t.Errorf("%s: no sentence for %s", filepath.Base(path), key)
			}
			return true
		})
	}
	if checked < 80 {
		t.Errorf("only %d codes were found", checked)
	}
}

func must(s string, err error) string {
	if err != nil {
		return err.Error()
	}
	return s
}
