package api_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"trame/scheduling/valdoise"
)

func TestSigningIn(t *testing.T) {
	p := newPlatform(t)
	for name, c := range map[string]struct {
		body   map[string]string
		status int
		key    string
	}{
		"a known agent enters":        {map[string]string{"email": "claire.moreau@trame.example", "password": valdoise.Password}, http.StatusCreated, ""},
		"a wrong password is refused": {map[string]string{"email": "claire.moreau@trame.example", "password": "x"}, http.StatusUnprocessableEntity, "signin.wrong"},
		"nobody is refused alike":     {map[string]string{"email": "nobody@trame.example", "password": "x"}, http.StatusUnprocessableEntity, "signin.wrong"},
		"an address must be one":      {map[string]string{"email": "claire", "password": "x"}, http.StatusUnprocessableEntity, "malformed"},
	} {
		t.Run(name, func(t *testing.T) {
			a := p.in(t).call("", http.MethodPost, "/api/v1/sign-ins", c.body).want(c.status)
			var problem struct{ Key string }
			a.into(&problem)
			if problem.Key != c.key {
				t.Errorf("key %q, want %q", problem.Key, c.key)
			}
			if strings.Contains(a.Body, "claire.moreau") {
				t.Error("the answer repeats what was sent")
			}
		})
	}
}

func TestTooManyWrongPasswordsCloseTheDoorForAWhile(t *testing.T) {
	p := newPlatform(t)
	wrong := map[string]string{"email": "samir.benali@trame.example", "password": "x"}
	for range 10 {
		p.call("", http.MethodPost, "/api/v1/sign-ins", wrong).want(http.StatusUnprocessableEntity)
	}
	p.call("", http.MethodPost, "/api/v1/sign-ins", wrong).want(http.StatusTooManyRequests)
	p.clock.Add(16 * 60e9)
	right := map[string]string{"email": "samir.benali@trame.example", "password": valdoise.Password}
	p.call("", http.MethodPost, "/api/v1/sign-ins", right).want(http.StatusCreated)
}

func TestASignInThatWasClosedNoLongerOpens(t *testing.T) {
	p := newPlatform(t)
	p.call("claire.moreau", http.MethodGet, "/api/v1/me", nil).want(http.StatusOK)
	p.call("claire.moreau", http.MethodDelete, "/api/v1/sign-ins/current", nil).want(http.StatusNoContent)
	p.call("claire.moreau", http.MethodGet, "/api/v1/me", nil).want(http.StatusUnauthorized)
}

func TestThePageLeadsThroughTheDoorAndBack(t *testing.T) {
	p := newPlatform(t)
	a := p.open("", "/compte").want(http.StatusSeeOther)
	if to := a.Header.Get("Location"); to != "/connexion?next=%2Fcompte" {
		t.Errorf("led to %s", to)
	}
	form := url.Values{"email": {"claire.moreau@trame.example"}, "password": {valdoise.Password}, "next": {"/compte"}}
	if to := p.post("", "/connexion", form).want(http.StatusSeeOther).Header.Get("Location"); to != "/compte" {
		t.Errorf("led back to %s", to)
	}
	form.Set("next", "//elsewhere.example")
	if to := p.post("", "/connexion", form).want(http.StatusSeeOther).Header.Get("Location"); to != "/" {
		t.Errorf("led out to %s", to)
	}
	if h1 := p.open("claire.moreau", "/compte").want(http.StatusOK).page().Find("h1").Text(); h1 != "Mon compte" {
		t.Errorf("h1 %q", h1)
	}
}

func TestAnotherSiteCannotActForAnAgent(t *testing.T) {
	p := newPlatform(t)
	token := p.token("claire.moreau")
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://trame.example/deconnexion", strings.NewReader(""))
	if err != nil {
		t.Fatal(err)
	}
	request.AddCookie(&http.Cookie{Name: "trame", Value: token})
	p.send(request, "Sec-Fetch-Site", "cross-site").want(http.StatusForbidden)
}

func TestPasswordsAndTokensNeverReachTheLog(t *testing.T) {
	p := newPlatform(t)
	token := p.token("claire.moreau")
	p.open("claire.moreau", "/compte?secret=s3cret-in-query")
	for _, secret := range []string{valdoise.Password, token, "s3cret-in-query", "Moreau"} {
		if strings.Contains(p.logs.String(), secret) {
			t.Errorf("the log holds %q", secret)
		}
	}
}
