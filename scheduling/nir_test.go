package scheduling_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"trame/scheduling"
)

func TestTheKeyOfANIRIsChecked(t *testing.T) {
	for typed, key := range map[string]string{
		"2 84 05 75 123 456 72":                        "",
		"255081416802538":                              "", // INSEE's example
		"1 84 05 2A 123 456 " + keyed("1840519123456"): "",
		"1 84 05 2B 123 456 " + keyed("1840518123456"): "",
		"284057512345611":                              "nir.key",
		"2840575123456":                                "nir.no_key",
		"28405751234561":                               "nir.form",
		"984057512345672":                              "nir.form",
		"2 84 05 7O 12345":                             "nir.form",
		"":                                             "nir.form",
		"é":                                            "nir.form",
	} {
		n, err := scheduling.ParseNIR(typed)
		refusal, _ := errors.AsType[*scheduling.Error](err)
		switch {
		case key == "" && err != nil:
			t.Errorf("%s: %v", typed, err)
		case key != "" && (refusal == nil || refusal.Key != key || n != ""):
			t.Errorf("%s: %v, want %s", typed, err, key)
		}
	}
}

func keyed(thirteen string) string {
	var n int
	if _, err := fmt.Sscan(thirteen, &n); err != nil {
		panic(err)
	}
	return fmt.Sprintf("%02d", 97-n%97)
}

func TestANIRIsShownMasked(t *testing.T) {
	n, err := scheduling.ParseNIR("284057512345672")
	if err != nil {
		t.Fatal(err)
	}
	const masked = "2\u00a084\u00a0••\u00a0••\u00a0•••\u00a0•••\u00a072"
	if n.Masked() != masked || fmt.Sprint(n) != masked || strings.Contains(fmt.Sprintf("%v %s", n, n), "123") {
		t.Errorf("%v", n)
	}
	if n.Spaced() != "2\u00a084\u00a005\u00a075\u00a0123\u00a0456\u00a072" {
		t.Error(n.Spaced())
	}
}

func TestAReferralIsTheSameAsTheOneAlreadyHere(t *testing.T) {
	day := scheduling.MustDate
	here := scheduling.Referral{Source: scheduling.FromCPAM90, Reference: "S1", ReceivedOn: day("2027-01-04"), Facts: scheduling.Facts{LeaveStart: day("2026-10-01")}}
	for name, c := range map[string]struct {
		change func(r *scheduling.Referral)
		dated  bool
		want   bool
	}{
		"all the same":     {func(*scheduling.Referral) {}, true, true},
		"another source":   {func(r *scheduling.Referral) { r.Source = scheduling.FromCPAM45 }, true, false},
		"another number":   {func(r *scheduling.Referral) { r.Reference = "S2" }, true, false},
		"its number alone": {func(r *scheduling.Referral) { r.Facts.LeaveStart = day("2026-11-01") }, true, true},
		"another leave":    {func(r *scheduling.Referral) { r.Reference, r.Facts.LeaveStart = "", day("2026-11-01") }, true, false},
		"another day": {func(r *scheduling.Referral) {
			*r = scheduling.Referral{Source: r.Source, ReceivedOn: day("2027-01-05")}
		}, true, false},
		"nothing is told": {func(r *scheduling.Referral) {
			*r = scheduling.Referral{Source: r.Source, ReceivedOn: day("2027-01-05")}
		}, false, true},
	} {
		r := here
		c.change(&r)
		if got := r.Same(here, c.dated); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
