package api_test

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
)

// eligible enters somebody of a commune whom a check found eligible for the
// reference programme, referred some weeks ago.
func (p *platform) eligible(last, city, insee string, weeks int) string {
	p.t.Helper()
	id := p.enter(last, map[string]any{"city": city, "insee": insee})
	err := p.db.Write(p.t.Context(), func(tx *store.Tx) error {
		today := scheduling.DateOf(tx.Now)
		return errors.Join(
			tx.AddReferral(scheduling.Referral{
				ID: store.NewID[scheduling.ReferralID](), Insured: scheduling.InsuredID(id), Unit: "unit-95", Source: scheduling.FromCPAM90,
				ReceivedOn: today.AddDays(-7 * weeks), CreatedAt: tx.Now, Version: 1,
			}),
			tx.AddEligibilityChecks([]scheduling.EligibilityCheck{{
				ID: store.NewID[scheduling.EligibilityCheckID](), Insured: scheduling.InsuredID(id), VersionID: "version-vo-1", On: today,
				Outcome: scheduling.Collective, Results: "[]", CheckedBy: "system", CheckedAt: tx.Now,
			}}))
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return id
}

type targetsJSON struct {
	Free, People, Suggest int
	Items                 []struct {
		Insured, Name string
		Total         int
		InWave        bool `json:"in_wave"`
		Points        []struct {
			Criterion     string
			Points, Value int
			Known         bool
		}
	}
	Zones []struct {
		Zone             string
		Eligible, InWave int
	}
}

func (t targetsJSON) order() (names []string) {
	for _, item := range t.Items {
		names = append(names, strings.TrimPrefix(item.Name, "Zoé "))
	}
	return names
}

func TestWhomToAskFirstIsRankedAndExplained(t *testing.T) {
	eachPlatform(t, func(t *testing.T, p *platform) {
		cohort := p.recruiting()
		p.eligible("Loin", "Sarcelles", "95585", 20)
		p.eligible("Proche", "Osny", "95476", 3)
		p.eligible("Nulle-Part", "", "", 8)
		path := "/api/v1/cohorts/" + cohort + "/targets"
		var got targetsJSON
		p.call("lucie.garnier", http.MethodGet, path+"?waiting=3&near=0&zone=0&fragile=0&new=0", nil).want(http.StatusOK).into(&got)
		if order := strings.Join(got.order(), " "); order != "Loin Nulle-Part Proche" || got.People != 3 || got.Free != 12 {
			t.Errorf("by waiting: %s, %+v", order, got)
		}
		got = targetsJSON{}
		p.call("lucie.garnier", http.MethodGet, path+"?waiting=0&near=3&zone=0&fragile=0&new=0&size=2", nil).want(http.StatusOK).into(&got)
		if order := strings.Join(got.order(), " "); order != "Proche Nulle-Part Loin" || !got.Items[1].InWave || got.Items[2].InWave {
			t.Errorf("by distance, two of them: %s, %+v", order, got.Items)
		}
		if near := got.Items[2].Points[1]; near.Criterion != "near" || near.Value < 20 || near.Value > 28 || !near.Known || got.Items[1].Points[1].Known {
			t.Errorf("from Sarcelles to Osny: %+v", near)
		}
		got = targetsJSON{}
		p.call("lucie.garnier", http.MethodGet, path+"?in=Est", nil).want(http.StatusOK).into(&got)
		if order := strings.Join(got.order(), " "); order != "Loin" || len(got.Zones) != 2 {
			t.Errorf("in the East: %s, zones %+v", order, got.Zones)
		}
		p.call("lucie.garnier", http.MethodGet, path+"?near=9", nil).want(http.StatusUnprocessableEntity)
		p.call("helene.dubois", http.MethodGet, path, nil).want(http.StatusForbidden)
	})
}

func TestAWaveIsChosenOnItsPageAndGoesToTheInvitations(t *testing.T) {
	eachPlatform(t, func(t *testing.T, p *platform) {
		cohort := p.recruiting()
		asked := p.eligible("Loin", "Sarcelles", "95585", 20)
		p.eligible("Proche", "Osny", "95476", 3)
		path := "/sessions/" + cohort + "/cibler"
		page := p.open("lucie.garnier", path).want(http.StatusOK).page()
		if text := page.Find("main").Text(); !strings.Contains(text, "attend depuis 20") || !strings.Contains(text, "dans la commune du site") {
			t.Errorf("the reasons: %s", text)
		}
		if page.Find("svg[role=img] circle").Length() != 2 || page.Find("input[name=people][checked]").Length() != 2 {
			t.Error("the map or the wave misses somebody")
		}
		choose := fill(page, "/inviter", url.Values{"people": {asked}, "do": {"search"}})
		next := p.post("lucie.garnier", "/sessions/"+cohort+"/inviter", choose).want(http.StatusOK).page()
		if chosen := next.Find("input[name=people][checked]"); chosen.Length() != 1 || chosen.AttrOr("value", "") != asked {
			t.Errorf("chosen on the next page: %d", chosen.Length())
		}
		p.open("lucie.garnier", path+"?size=900").want(http.StatusUnprocessableEntity)
		p.open("helene.dubois", path).want(http.StatusForbidden)
		p.inviteByPage(cohort, asked)
		if left := p.open("lucie.garnier", path).page().Find("input[name=people]").Length(); left != 1 {
			t.Errorf("once asked, %d are still proposed", left)
		}
		p.clock.Add(30 * 24 * time.Hour) // its first meetings were held, and she signs in again
		clear(p.tokens)
		closed := p.open("lucie.garnier", path).want(http.StatusOK).page()
		if text := closed.Find(".notice").Text(); !strings.Contains(text, "plus possible d’entrer") || closed.Find("main form[method=post]").Find("button").Length() != 0 {
			t.Errorf("nobody can enter any more, and the page says %q", text)
		}
		if log := p.logs.String(); strings.Contains(log, "Loin") || strings.Contains(log, "Sarcelles") {
			t.Error("the log names somebody or where she lives")
		}
	})
}
