package scheduling_test

import (
	"testing"

	"trame/scheduling"
)

func TestAPartnerIsCoveredByTheBestOfItsAgreements(t *testing.T) {
	today := scheduling.MustDate("2027-01-12")
	agreement := func(from, until string) scheduling.Agreement {
		return scheduling.Agreement{ValidFrom: scheduling.MustDate(from), ValidUntil: scheduling.MustDate(until)}
	}
	cases := map[string]struct {
		agreements []scheduling.Agreement
		want       scheduling.AgreementState
	}{
		"nothing signed":                       {nil, scheduling.AgreementNone},
		"without end":                          {[]scheduling.Agreement{agreement("2020-01-01", "")}, scheduling.AgreementValid},
		"its last day holds":                   {[]scheduling.Agreement{agreement("2026-01-01", "2027-01-12")}, scheduling.AgreementExpiring},
		"ended yesterday":                      {[]scheduling.Agreement{agreement("2026-01-01", "2027-01-11")}, scheduling.AgreementExpired},
		"three months left to the day":         {[]scheduling.Agreement{agreement("2026-01-01", "2027-04-12")}, scheduling.AgreementValid},
		"a day less":                           {[]scheduling.Agreement{agreement("2026-01-01", "2027-04-11")}, scheduling.AgreementExpiring},
		"begins tomorrow":                      {[]scheduling.Agreement{agreement("2027-01-13", "")}, scheduling.AgreementFuture},
		"renewed from the day after":           {[]scheduling.Agreement{agreement("2026-01-01", "2027-02-28"), agreement("2027-03-01", "2028-02-28")}, scheduling.AgreementValid},
		"renewed too late":                     {[]scheduling.Agreement{agreement("2026-01-01", "2027-02-28"), agreement("2027-03-02", "2028-02-28")}, scheduling.AgreementExpiring},
		"an old one worries nobody beside new": {[]scheduling.Agreement{agreement("2020-01-01", "2020-12-31"), agreement("2026-01-01", "")}, scheduling.AgreementValid},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			if got := scheduling.Covered(c.agreements, today); got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
		})
	}
}

func TestAnInvitationCanBeSentToPlainAddressesAlone(t *testing.T) {
	for address, want := range map[string]bool{
		"travail@partenaire.example":      true,
		"o'brien+isic@a-b.example.fr":     true,
		"":                                false,
		"travail":                         false,
		"travail@partenaire":              false,
		"élodie@partenaire.example":       false,
		"a@b.fr, c@d.fr":                  false,
		"a@b.fr\r\nBcc: c@d.fr":           false,
		"Travail <a@b.fr>":                false,
		".travail@partenaire.example":     false,
		"travail..deux@partenaire.examp.": false,
	} {
		if got := scheduling.Mailable(address); got != want {
			t.Errorf("%q: %v", address, got)
		}
	}
}

func TestANeedIsOpenUntilSomebodyIsOnForIt(t *testing.T) {
	kind := scheduling.PartnerKind("mdph")
	on := func(a scheduling.Animation) []scheduling.Animation {
		a.PartnerKind = kind
		return []scheduling.Animation{a}
	}
	for name, c := range map[string]struct {
		animations []scheduling.Animation
		found      bool
	}{
		"nobody":                    {nil, false},
		"a place kept":              {on(scheduling.Animation{}), false},
		"proposed":                  {on(scheduling.Animation{Facilitator: "f"}), true},
		"declined":                  {on(scheduling.Animation{Facilitator: "f", Reply: scheduling.Declined}), false},
		"perhaps":                   {on(scheduling.Animation{Facilitator: "f", Reply: scheduling.Tentative}), true},
		"taken off":                 {on(scheduling.Animation{Facilitator: "f", RemovedAt: noon}), false},
		"an agent in his place":     {on(scheduling.Animation{User: "u"}), true},
		"somebody for another kind": {[]scheduling.Animation{{Facilitator: "f", PartnerKind: "ccas"}}, false},
	} {
		t.Run(name, func(t *testing.T) {
			needs := scheduling.Needs([]scheduling.PartnerKind{kind}, c.animations)
			if found := len(needs[0].On) > 0; found != c.found {
				t.Errorf("found %v", found)
			}
		})
	}
}
