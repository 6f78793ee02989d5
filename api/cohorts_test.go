package api_test

import (
	"fmt"
	"net/http"
	"strconv"
	"testing"
)

type cohortJSON struct {
	ID, State string
	Meetings  []struct {
		ID, Title, Date, Start, State string
		Version                       int
	}
}

func cohortFields(change ...any) map[string]any {
	fields := map[string]any{
		"version": "version-vo-1", "label": "Session d’essai", "site": "site-osny", "room": "room-osny", "lead": "agent-claire",
		"first_date": "2027-06-01", "start": "09:30", "cadence_weeks": 1, "capacity": 12, "last_entry": 2, "threshold": 3,
	}
	for i := 0; i+1 < len(change); i += 2 {
		fields[fmt.Sprint(change[i])] = change[i+1]
	}
	return fields
}

func TestASessionThroughTheAPI(t *testing.T) {
	eachPlatform(t, func(t *testing.T, p *platform) {
		const cohorts = "/api/v1/cohorts"
		for name, c := range map[string]struct {
			who    string
			body   any
			status int
			key    string
		}{
			"nobody":                 {"", cohortFields(), http.StatusUnauthorized, "signin.required"},
			"not an organiser":       {"lucie.garnier", cohortFields(), http.StatusForbidden, "actor.may_not.organise"},
			"a version not approved": {"claire.moreau", cohortFields("version", "version-vo-2"), http.StatusUnprocessableEntity, "invalid"},
			"a day that is no day":   {"claire.moreau", cohortFields("first_date", "2027-02-30"), http.StatusUnprocessableEntity, "malformed"},
			"too many places":        {"claire.moreau", cohortFields("capacity", 40), http.StatusUnprocessableEntity, "invalid"},
		} {
			t.Run(name, func(t *testing.T) {
				var problem struct{ Key string }
				p.call(c.who, http.MethodPost, cohorts, c.body).want(c.status).into(&problem)
				if problem.Key != c.key {
					t.Errorf("key %q, want %q", problem.Key, c.key)
				}
			})
		}

		var outline struct {
			Meetings  []any
			Skipped   []struct{ Date, Reason, Name string }
			Obstacles []any
		}
		p.call("claire.moreau", http.MethodPost, cohorts+"/preview", cohortFields("first_date", "2027-04-29")).want(http.StatusOK).into(&outline)
		if len(outline.Meetings) != 11 || len(outline.Obstacles) != 0 || len(outline.Skipped) == 0 || outline.Skipped[0].Name != "Ascension" {
			t.Errorf("preview %+v", outline)
		}

		opened := p.call("claire.moreau", http.MethodPost, cohorts, cohortFields()).want(http.StatusCreated)
		var cohort cohortJSON
		opened.into(&cohort)
		if cohort.State != "planned" || len(cohort.Meetings) != 11 || cohort.Meetings[0].Start != "09:30" || opened.Header.Get("ETag") != `"1"` {
			t.Fatalf("opened %+v", cohort)
		}
		path := cohorts + "/" + cohort.ID
		p.call("claire.moreau", http.MethodPost, cohorts, cohortFields()).want(http.StatusConflict) // everything is taken
		var list struct{ Items []struct{ ID string } }
		p.call("claire.moreau", http.MethodGet, cohorts+"?q=essai&state=planned", nil).want(http.StatusOK).into(&list)
		if len(list.Items) != 1 || list.Items[0].ID != cohort.ID {
			t.Errorf("listed %+v", list)
		}

		p.call("claire.moreau", http.MethodPost, path+"/recruiting", nil).want(http.StatusPreconditionRequired)
		p.call("claire.moreau", http.MethodPost, path+"/recruiting", nil, "If-Match", `"9"`).want(http.StatusPreconditionFailed)
		p.call("claire.moreau", http.MethodPost, path+"/recruiting", nil, "If-Match", `"1"`).want(http.StatusOK)
		p.call("claire.moreau", http.MethodPost, path+"/confirmation", nil, "If-Match", `"2"`).want(http.StatusOK).into(&cohort)
		if cohort.State != "confirmed" {
			t.Errorf("state %s", cohort.State)
		}
		edit := map[string]any{"label": "Autre nom", "capacity": 11, "last_entry": 3, "threshold": 3}
		p.call("claire.moreau", http.MethodPut, path, edit, "If-Match", `"3"`).want(http.StatusOK)
		p.call("claire.moreau", http.MethodPost, path+"/closing", nil, "If-Match", `"4"`).want(http.StatusConflict)
		p.call("claire.moreau", http.MethodPost, path+"/postponement", map[string]any{"reason": "Travaux"}, "If-Match", `"4"`).want(http.StatusOK)
		p.call("claire.moreau", http.MethodPost, path+"/resumption", map[string]any{"reason": "Fin", "date": "2027-09-06", "start": "10:00"}, "If-Match", `"5"`).want(http.StatusOK)
		p.call("claire.moreau", http.MethodPost, path+"/cancellation", map[string]any{"reason": "Trop peu"}, "If-Match", `"6"`).want(http.StatusOK)
		p.call("helene.dubois", http.MethodGet, path, nil).want(http.StatusOK).into(&cohort)
		if cohort.State != "cancelled" {
			t.Errorf("state %s", cohort.State)
		}
	})
}

func TestAMeetingThroughTheAPI(t *testing.T) {
	p := newPlatform(t)
	var cohort cohortJSON
	p.call("claire.moreau", http.MethodPost, "/api/v1/cohorts", cohortFields()).want(http.StatusCreated).into(&cohort)
	path := "/api/v1/meetings/" + cohort.Meetings[0].ID
	move := map[string]any{"date": "2027-06-02", "start": "10:00", "room": "room-osny", "reason": "Salle prise"}

	var effect struct {
		Verb     string
		Meetings []struct{ Meeting string }
		Told     struct{ Participants int }
	}
	p.call("claire.moreau", http.MethodPost, path+"/move?preview=true", move, "If-Match", `"1"`).want(http.StatusOK).into(&effect)
	if effect.Verb != "moved" || len(effect.Meetings) != 1 {
		t.Errorf("preview %+v", effect)
	}
	if etag := p.call("claire.moreau", http.MethodGet, path, nil).want(http.StatusOK).Header.Get("ETag"); etag != `"1"` {
		t.Errorf("a preview changed the meeting: %s", etag)
	}
	p.call("claire.moreau", http.MethodPost, path+"/move", move).want(http.StatusPreconditionRequired)
	p.call("claire.moreau", http.MethodPost, path+"/move", move, "If-Match", `"1"`).want(http.StatusOK)
	p.call("claire.moreau", http.MethodPost, path+"/move", move, "If-Match", `"1"`).want(http.StatusPreconditionFailed)
	p.call("lucie.garnier", http.MethodPost, path+"/move", move, "If-Match", `"2"`).want(http.StatusForbidden)

	second := "/api/v1/meetings/" + cohort.Meetings[1].ID
	p.call("claire.moreau", http.MethodPost, second+"/shift", map[string]any{"date": "2027-06-15", "start": "09:30", "reason": "Grève"}, "If-Match", `"1"`).want(http.StatusOK)
	p.call("claire.moreau", http.MethodPost, second+"/cancellation", map[string]any{"reason": "Absence"}, "If-Match", `"2"`).want(http.StatusOK)
	var list struct {
		Items []struct {
			State   string
			Version int
		}
	}
	p.call("claire.moreau", http.MethodGet, "/api/v1/cohorts/"+cohort.ID+"/meetings", nil).want(http.StatusOK).into(&list)
	if len(list.Items) != 11 || list.Items[1].State != "cancelled" || list.Items[1].Version != 3 {
		t.Errorf("meetings %+v", list)
	}
	p.call("claire.moreau", http.MethodGet, "/api/v1/meetings/unknown", nil).want(http.StatusNotFound)
}

func TestTheAgendaThroughTheAPI(t *testing.T) {
	p := newPlatform(t)
	p.call("claire.moreau", http.MethodPost, "/api/v1/cohorts", cohortFields()).want(http.StatusCreated)
	for query, want := range map[string]int{
		"from=2027-06-01&until=2027-06-30&site=site-osny":       5,
		"from=2027-06-02&until=2027-06-07&site=site-osny":       0,
		"from=2027-06-01&until=2027-06-30&person=agent-lucie":   0,
		"from=2027-06-01&until=2027-06-30&site=site-argenteuil": 0,
	} {
		var list struct{ Items []any }
		p.call("claire.moreau", http.MethodGet, "/api/v1/agenda?"+query, nil).want(http.StatusOK).into(&list)
		if len(list.Items) != want {
			t.Errorf("%s: %s meetings, want %d", query, strconv.Itoa(len(list.Items)), want)
		}
	}
	p.call("claire.moreau", http.MethodGet, "/api/v1/agenda?from=2027-01-01&until=2027-12-31", nil).want(http.StatusUnprocessableEntity)
	p.call("claire.moreau", http.MethodGet, "/api/v1/agenda?from=yesterday&until=2027-12-31", nil).want(http.StatusUnprocessableEntity)
	p.call("paul.nguyen", http.MethodGet, "/api/v1/agenda?from=2027-06-01&until=2027-06-30", nil).want(http.StatusForbidden)
}
