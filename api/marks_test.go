package api_test

import (
	"net/http"
	"strings"
	"testing"
)

func TestMarksOfATabletByRequest(t *testing.T) {
	p := newLivePlatform(t)
	s, _ := p.sheet(openSheet)
	who := s.expected()
	path := openSheet + "/marks/0123456789abcdef"
	type body map[string]any
	for _, c := range []struct {
		name, who, path string
		body            body
		status          int
		holds           string
	}{
		{"nobody", "", path, body{"enrolment": who, "status": "present", "version": 0}, http.StatusUnauthorized, "signin.required"},
		{"a manager", "helene.dubois", path, body{"enrolment": who, "status": "present", "version": 0}, http.StatusForbidden, "actor.may_not.invite"},
		{"a name too short", "claire.moreau", openSheet + "/marks/1", body{"enrolment": who, "status": "present", "version": 0}, http.StatusUnprocessableEntity, "attendance.mark.name"},
		{"a status of nobody's", "claire.moreau", path, body{"enrolment": who, "status": "late", "version": 0}, http.StatusUnprocessableEntity, "malformed"},
		{"minutes of a whole absence", "claire.moreau", path, body{"enrolment": who, "status": "absent_excused", "minutes_missed": 5, "version": 0}, http.StatusUnprocessableEntity, `"minutes_missed"`},
		{"ahead of the day", "claire.moreau", toCome + "/marks/0123456789abcdef", body{"enrolment": who, "status": "present", "version": 0}, http.StatusConflict, "attendance.too_early"},
		{"saved", "claire.moreau", path, body{"enrolment": who, "status": "present", "version": 0}, http.StatusOK, `"outcome":"saved"`},
		{"sent again", "claire.moreau", path, body{"enrolment": who, "status": "present", "version": 0}, http.StatusOK, `"version":1`},
		{"under a name that is taken", "lucie.garnier", path, body{"enrolment": who, "status": "present", "version": 1}, http.StatusConflict, "idempotency.reused"},
		{"made on what is no longer so", "lucie.garnier", path + "2", body{"enrolment": who, "status": "absent_unexcused", "version": 0}, http.StatusOK, `"outcome":"conflict"`},
		{"whose mark stands", "lucie.garnier", path + "2", body{"enrolment": who, "status": "absent_unexcused", "version": 0}, http.StatusOK, `"by":"Claire Moreau"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if a := p.in(t).call(c.who, http.MethodPut, c.path, c.body).want(c.status); !strings.Contains(a.Body, c.holds) {
				t.Errorf("no %s in %s", c.holds, a.Body)
			}
		})
	}
}

func TestSigningOutLeavesNothingOnTheTablet(t *testing.T) {
	p := newPlatform(t)
	a := p.post("claire.moreau", "/deconnexion", nil).want(http.StatusSeeOther)
	if a.Header.Get("Clear-Site-Data") != `"storage"` {
		t.Errorf("Clear-Site-Data: %q", a.Header.Get("Clear-Site-Data"))
	}
}

func TestTheWorkerOfTheSheetIsAskedForAnewEachTime(t *testing.T) {
	p := newPlatform(t)
	a := p.open("", "/seances/hors-ligne.js").want(http.StatusOK)
	if a.Header.Get("Cache-Control") != "no-cache" || !strings.HasPrefix(a.Header.Get("Content-Type"), "text/javascript") || !strings.Contains(a.Header.Get("Content-Security-Policy"), "default-src 'none'") {
		t.Errorf("served with %v", a.Header)
	}
}
