package cadence_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"trame/scheduling"
	"trame/scheduling/cadence"
)

func parse(t *testing.T, rows ...string) []cadence.SchoolPeriod {
	t.Helper()
	periods, err := cadence.ParseSchoolHolidays(strings.NewReader("zone,from,to,name\n" + strings.Join(rows, "\n")))
	if err != nil {
		t.Fatal(err)
	}
	return periods
}

func TestAnImportedPeriodIsReadAsTheScreenPrintsIt(t *testing.T) {
	want := cadence.SchoolPeriod{
		Zone: cadence.ZoneC, From: scheduling.MustDate("2027-02-06"), Until: scheduling.MustDate("2027-02-21"), Name: "Vacances d’hiver",
	}
	for name, text := range map[string]string{
		"commas":            "zone,from,to,name\nC,2027-02-06,2027-02-21,Vacances d'hiver\n",
		"a spreadsheet's":   "\ufeffzone;from;to;name\r\nC;2027-02-06;2027-02-21;Vacances d'hiver\r\n",
		"spaces and quotes": "zone,from,to,name\n C , 2027-02-06,2027-02-21 ,\"Vacances d’hiver \"",
	} {
		got, err := cadence.ParseSchoolHolidays(strings.NewReader(text))
		if err != nil || len(got) != 1 || got[0] != want {
			t.Errorf("%s: got %v, %v", name, got, err)
		}
	}
}

func TestAWrongFileGetsOneErrorWithItsLineAndField(t *testing.T) {
	const good = "zone,from,to,name\nA,2027-02-13,2027-02-28,Hiver\n"
	for name, c := range map[string]struct{ text, want string }{
		"an empty file":       {"", "school_holidays.header at line 1"},
		"other columns":       {"zone,start,end,name\n", "school_holidays.header at line 1"},
		"a short line":        {good + "A,2027-04-10\n", "school_holidays.line.malformed at line 3"},
		"an open quote":       {good + "A,2027-04-10,2027-04-25,\"x\n", "school_holidays.line.malformed at line 3"},
		"an unknown zone":     {good + "D,2027-04-10,2027-04-25,x\n", "school_holidays.zone.unknown at line 3 zone"},
		"a French date":       {good + "A,10/04/2027,2027-04-25,x\n", "school_holidays.date.invalid at line 3 from"},
		"no date":             {good + "A,2027-04-10,,x\n", "school_holidays.date.invalid at line 3 to"},
		"a day too many":      {good + "A,2027-04-10,2027-04-31,x\n", "school_holidays.date.invalid at line 3 to"},
		"dates swapped":       {good + "A,2027-04-25,2027-04-10,x\n", "school_holidays.to.before_from at line 3 to"},
		"a year mistyped":     {good + "A,2027-04-10,2072-04-25,x\n", "school_holidays.to.too_long at line 3 to"},
		"no name":             {good + "A,2027-04-10,2027-04-25, \n", "school_holidays.name.invalid at line 3 name"},
		"another encoding":    {good + "A,2027-04-10,2027-04-25,No\xebl\n", "school_holidays.name.invalid at line 3 name"},
		"two that overlap":    {good + "A,2027-02-28,2027-03-01,x\n", "school_holidays.overlap at line 3 from"},
		"lines after a blank": {good + "\nD,2027-04-10,2027-04-25,x\n", "school_holidays.zone.unknown at line 4 zone"},
		"a huge file":         {good + strings.Repeat("x", 1<<20), "school_holidays.too_large at line 1"},
	} {
		_, err := cadence.ParseSchoolHolidays(strings.NewReader(c.text))
		e, ok := errors.AsType[*scheduling.Error](err)
		if !ok || e.Kind != scheduling.Invalid || len(e.Args) < 2 {
			t.Errorf("%s: got %v", name, err)
			continue
		}
		if got := strings.TrimSpace(fmt.Sprintf("%s at %v %v %s", e.Key, e.Args[0], e.Args[1], e.Field)); got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}

func TestAnImportWinsOverWhatItReplaces(t *testing.T) {
	known := cadence.SchoolHolidays{}.With(parse(t,
		"A,2027-02-13,2027-02-28,Hiver", "A,2027-04-10,2027-04-25,Printemps", "B,2027-02-20,2027-03-07,Hiver"))
	for name, c := range map[string]struct {
		imported []string
		want     string
	}{
		"nothing":               {nil, "Hiver 2027-02-13 2027-02-28, Printemps 2027-04-10 2027-04-25"},
		"the same again":        {[]string{"A,2027-02-13,2027-02-28,Hiver"}, "Hiver 2027-02-13 2027-02-28, Printemps 2027-04-10 2027-04-25"},
		"an overlap":            {[]string{"A,2027-02-20,2027-03-07,Hiver"}, "Hiver 2027-02-20 2027-03-07, Printemps 2027-04-10 2027-04-25"},
		"moved without overlap": {[]string{"A,2027-03-01,2027-03-14,Hiver"}, "Hiver 2027-03-01 2027-03-14, Printemps 2027-04-10 2027-04-25"},
		"a later year":          {[]string{"A,2028-02-12,2028-02-27,Hiver"}, "Hiver 2027-02-13 2027-02-28, Printemps 2027-04-10 2027-04-25, Hiver 2028-02-12 2028-02-27"},
		"an earlier one":        {[]string{"A,2026-02-07,2026-02-22,Hiver"}, "Hiver 2026-02-07 2026-02-22, Hiver 2027-02-13 2027-02-28, Printemps 2027-04-10 2027-04-25"},
		"another zone":          {[]string{"B,2027-02-13,2027-02-28,Hiver"}, "Hiver 2027-02-13 2027-02-28, Printemps 2027-04-10 2027-04-25"},
	} {
		var got []string
		for _, p := range known.With(parse(t, c.imported...)).Periods(cadence.ZoneA) {
			got = append(got, p.Name+" "+p.From.String()+" "+p.Until.String())
		}
		if strings.Join(got, ", ") != c.want {
			t.Errorf("%s: got %v, want %s", name, got, c.want)
		}
	}
	if n := len(known.Periods(cadence.ZoneA)); n != 2 {
		t.Errorf("an import changed what it was put over: %d periods", n)
	}
}

func TestSchoolHolidaysAreKnownUntilTheLastDayOff(t *testing.T) {
	shipped := cadence.ShippedSchoolHolidays()
	for _, zone := range cadence.SchoolZones {
		if got := shipped.KnownUntil(zone).String(); got != "2026-08-30" {
			t.Errorf("zone %s: %s", zone, got)
		}
	}
	if got := shipped.With(parse(t, "C,2026-10-17,2026-11-01,Toussaint")).KnownUntil(cadence.ZoneC).String(); got != "2026-11-01" {
		t.Errorf("after an import: %s", got)
	}
	if got := shipped.KnownUntil(""); !got.IsZero() {
		t.Errorf("no zone: %s", got)
	}
}

func TestAmongImportedPeriodsThatOverlapTheLastWins(t *testing.T) {
	first := parse(t, "A,2027-02-13,2027-02-28,Hiver")
	corrected := parse(t, "A,2027-02-20,2027-03-07,Hiver")
	got := cadence.SchoolHolidays{}.With(append(first, corrected...)).Periods(cadence.ZoneA)
	if len(got) != 1 || got[0] != corrected[0] {
		t.Errorf("got %v, want %v", got, corrected)
	}
}

func FuzzParseSchoolHolidays(f *testing.F) {
	f.Add("zone,from,to,name\nA,2027-02-13,2027-02-28,Vacances d'hiver\n")
	f.Add("\ufeffzone;from;to;name\r\nB;2027-02-20;2027-03-07;\"a;\"\"b\"\r\n")
	f.Add("zone,from,to,name\nC,2027-04-25,2027-04-10,\"\n")
	f.Fuzz(func(t *testing.T, text string) {
		periods, err := cadence.ParseSchoolHolidays(strings.NewReader(text))
		if err != nil {
			if scheduling.KindOf(err) != scheduling.Invalid {
				t.Fatalf("not a refusal: %v", err)
			}
			return
		}
		holidays := cadence.SchoolHolidays{}.With(periods)
		for _, p := range periods {
			if got, ok := holidays.On(p.Zone, p.Until); !ok || got != p {
				t.Fatalf("%v was read, and %v found on its last day", p, got)
			}
		}
	})
}
