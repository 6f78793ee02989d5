package templates

import (
	"net/url"
	"slices"
	"testing"

	"trame/scheduling"
)

func TestAFieldKeepsWhatWasTyped(t *testing.T) {
	refused := View{Form: url.Values{"name": {"tapé"}}, Errors: Errors{{"name", "Écrivez le nom."}}}
	for name, c := range map[string]struct {
		view  View
		field string
		pairs []any
		want  string
	}{
		"first show":      {View{}, "name", []any{"value", "rangé"}, "rangé"},
		"form comes back": {refused, "name", []any{"value", "rangé"}, "tapé"},
		"left empty":      {refused, "place", []any{"value", "rangé"}, ""},
		"never a secret":  {View{Form: url.Values{"p": {"secret"}}}, "p", []any{"type", "password"}, ""},
		"a date":          {View{}, "on", []any{"value", scheduling.MustDate("2027-01-12")}, "2027-01-12"},
		"no date":         {View{}, "on", []any{"value", scheduling.Date{}}, ""},
		"a number":        {View{}, "n", []any{"value", 0}, "0"},
		"nothing":         {View{}, "n", []any{"value", nil}, ""},
	} {
		f, err := newField(c.view, c.field, "Nom", c.pairs...)
		if err != nil || f.Value != c.want {
			t.Errorf("%s: %q, %v; want %q", name, f.Value, err, c.want)
		}
	}
	f, err := newField(refused, "name", "Nom", "hint", "Comme sur la carte.")
	if err != nil || f.DescribedBy() != "f-name-hint f-name-error" {
		t.Errorf("described by %q, %v", f.DescribedBy(), err)
	}
}

func TestAWrongFieldFailsThePage(t *testing.T) {
	for name, pairs := range map[string][]any{
		"unknown name":    {"lable", "x"},
		"name alone":      {"hint"},
		"no such list":    {"options", "planets"},
		"not a list":      {"options", 3},
		"wrong kind":      {"required", "yes"},
		"text for number": {"rows", "three"},
	} {
		if _, err := newField(View{}, "name", "Nom", pairs...); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}

func TestATickedBoxKeepsItsOwnValue(t *testing.T) {
	f, err := newField(View{Form: url.Values{}}, "ok", "D’accord", "value", "oui", "checked", true)
	if err != nil || f.Checked || f.Given != "oui" {
		t.Errorf("unticked then sent: %+v, %v", f, err)
	}
}

func TestTheSmallThreadIsASentence(t *testing.T) {
	thread := Thread{Beads: galleryBeads()}
	if got, want := thread.Summary(), "1 séance tenue sur 10, 1 annulée, séance aujourd’hui"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	later := Thread{Beads: thread.Beads[4:]}
	if got, want := later.Summary(), "0 séance tenue sur 6, prochaine mar. 9 févr."; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got := (Thread{}).Summary(); got != "0 séance tenue sur 0" {
		t.Errorf("empty: %q", got)
	}
}

func TestAMonthBeginsOnMonday(t *testing.T) {
	for month, want := range map[string]struct {
		first string
		weeks int
	}{
		"2027-02-15": {"2027-02-01", 4},
		"2027-08-31": {"2027-07-26", 6},
		"2026-12-01": {"2026-11-30", 5},
	} {
		a := MonthOf(scheduling.MustDate(month), scheduling.Date{}, nil, nil)
		if got := a.Weeks[0][0].Date.String(); got != want.first || len(a.Weeks) != want.weeks {
			t.Errorf("%s: from %s, %d weeks; want %v", month, got, len(a.Weeks), want)
		}
	}
}

func TestAWeekShowsItsWeekendOnlyWhenUsed(t *testing.T) {
	day := scheduling.MustDate("2026-12-31")
	entries := []Entry{{Date: scheduling.MustDate("2027-01-02"), Start: 600, Title: "b"}, {Date: day, Start: 840, Title: "a"}}
	a := WeekOf(day, day, entries, nil)
	if a.Caption != "Semaine du 28 décembre 2026 au 3 janvier 2027" || len(a.Columns) != 6 {
		t.Errorf("%q, %d days", a.Caption, len(a.Columns))
	}
	if len(a.Rows) != 2 || len(a.Rows[0].Cells[5].Entries) != 1 || len(a.Rows[1].Cells[3].Entries) != 1 {
		t.Errorf("rows %+v", a.Rows)
	}
}

func TestAWeekByRowLosesNoEntry(t *testing.T) {
	day := scheduling.MustDate("2027-01-12")
	a := WeekOf(day, day, []Entry{{Date: day, Row: "Osny"}, {Date: day}, {Date: day, Row: "Argenteuil"}}, nil)
	var labels []string
	for _, row := range a.Rows {
		labels = append(labels, row.Label)
		if len(row.Cells[1].Entries) != 1 {
			t.Errorf("%s holds %d", row.Label, len(row.Cells[1].Entries))
		}
	}
	if want := []string{"Osny", "Argenteuil", "Autres"}; !slices.Equal(labels, want) {
		t.Errorf("%v, want %v", labels, want)
	}
}

func TestBarsFitTheirLongestAndHideTheMasked(t *testing.T) {
	b := Bars{Rows: []Bar{{Label: "un", Value: 30}, {Label: "deux", Value: 15}, {Label: "peu", Value: 2, Masked: true}}}
	var got []string
	for _, d := range b.Drawn() {
		got = append(got, d.Percent)
	}
	if want := []string{"60", "30", "0"}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if lines := wrapped("Invalidité 1, dont certaines à temps partiel", 20); len(lines) != 3 {
		t.Errorf("%q", lines)
	}
}
