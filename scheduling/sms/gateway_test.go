package sms_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"trame/scheduling"
	"trame/scheduling/sms"
)

var text = sms.Text{ID: "0193-4a", To: "+33612345678", Body: "Vous êtes attendue à Osny", At: time.Date(2027, 1, 5, 9, 0, 0, 0, time.UTC)}

// gateway is a real one over loopback, which takes note of what it is asked.
func gateway(t *testing.T, fragment string, answer http.HandlerFunc) (sms.Transport, *http.Request, *string) {
	t.Helper()
	seen, body := new(http.Request), new(string)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		*seen = *r
		content, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		*body = string(content)
		answer(w, r)
	}))
	t.Cleanup(server.Close)
	transport, err := sms.Open(strings.Replace(server.URL, "http://", "http://:secret@", 1) + "/v1/send?account=7" + fragment)
	if err != nil {
		t.Fatal(err)
	}
	return transport, seen, body
}

func TestAGatewayIsSpokenToInItsOwnWords(t *testing.T) {
	transport, request, body := gateway(t, "#to=recipient&text=content&from=originator&sender=SERVICE&ref=clientRef&id=messages.0.id", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"messages":[{"id":12345678901234567890}]}`)
	})
	receipt, err := transport.Send(t.Context(), text)
	if err != nil || receipt != "12345678901234567890" {
		t.Fatalf("%q, %v", receipt, err)
	}
	var sent map[string]string
	if err := json.Unmarshal([]byte(*body), &sent); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"recipient": text.To, "content": text.Body, "originator": "SERVICE", "clientRef": text.ID} {
		if sent[name] != want {
			t.Errorf("%s: %q", name, sent[name])
		}
	}
	if request.Header.Get("Authorization") != "Bearer secret" || request.URL.RawQuery != "account=7" || request.Header.Get("Idempotency-Key") != text.ID {
		t.Errorf("%v %v", request.URL, request.Header)
	}
}

func TestAGatewayMayWantAForm(t *testing.T) {
	transport, _, body := gateway(t, "#format=form", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "OK") })
	receipt, err := transport.Send(t.Context(), text)
	form, malformed := url.ParseQuery(*body)
	if err != nil || malformed != nil || receipt != "" || form.Get("to") != text.To || form.Get("text") != text.Body || form.Has("from") {
		t.Errorf("%q %v %v", *body, receipt, err)
	}
}

func TestWhatAGatewayRefusesIsToldWithoutTheNumber(t *testing.T) {
	for status, final := range map[int]bool{400: true, 422: true, 401: false, 429: false, 500: false, 302: false} {
		transport, _, _ := gateway(t, "", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", "/elsewhere")
			w.WriteHeader(status)
			_, _ = io.WriteString(w, "unknown number +33612345678")
		})
		_, err := transport.Send(t.Context(), text)
		if err == nil || sms.Permanent(err) != final || strings.Contains(err.Error(), "33612345678") {
			t.Errorf("%d: %v", status, err)
		}
	}
	transport, _, body := gateway(t, "", func(http.ResponseWriter, *http.Request) {})
	landline, endless := text, text
	landline.To, endless.Body = "+33134200000", strings.Repeat("a", 2000)
	for _, wrong := range []sms.Text{landline, endless} {
		if _, err := transport.Send(t.Context(), wrong); !sms.Permanent(err) {
			t.Errorf("sent: %v", err)
		}
	}
	if *body != "" {
		t.Error("a landline was sent to")
	}
}

func TestAReportIsReadInAnyGatewaysWords(t *testing.T) {
	for _, c := range []struct {
		word, code string
		want       sms.Receipt
	}{
		{"Delivered", "", sms.Receipt{ID: "m", Delivered: true}},
		{"DELIVRD", "0", sms.Receipt{ID: "m", Delivered: true}},
		{"undelivered", "27", sms.Receipt{ID: "m", Failed: true, Reason: "UNDELIV 27"}},
		{"failed", "a very long explanation", sms.Receipt{ID: "m", Failed: true, Reason: "UNDELIV"}},
		{"sent", "", sms.Receipt{ID: "m"}},
	} {
		if got := sms.Reported("m", c.word, c.code); got != c.want {
			t.Errorf("%s: %+v", c.word, got)
		}
	}
}

func TestAnAddressThatNamesNoGatewaySaysWhatItWants(t *testing.T) {
	for _, address := range []string{
		"", "gateway.example", "ftp://gateway.example", "http://:secret@gateway.example/", "https://gateway.example/#format=xml",
		"smpp://gateway.example", "smpp://system:p@gateway.example", "smpp://system:toolongapassword@gateway.example?tls=none",
	} {
		if _, err := sms.Open(address); err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("%q: %v", address, err)
		}
	}
}

func TestTheSpoolKeepsEachOnce(t *testing.T) {
	spool, err := sms.NewSpool(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	later := text
	later.ID, later.At, later.Body = "0193-4b", text.At.Add(time.Hour), "La suite"
	for _, each := range []sms.Text{text, later, text} {
		if _, err := spool.Send(t.Context(), each); err != nil {
			t.Fatal(err)
		}
	}
	list, err := spool.List(10)
	if err != nil || len(list) != 2 || list[0].Body != "La suite" || list[1].To != text.To {
		t.Fatalf("%+v, %v", list, err)
	}
	if one, err := spool.Open(list[1].ID); err != nil || one.Body != text.Body {
		t.Errorf("%+v, %v", one, err)
	}
	for _, id := range []string{"", "../x", strings.Repeat("0", 32)} {
		if _, err := spool.Open(id); scheduling.KindOf(err) != scheduling.NotFound {
			t.Errorf("%q: %v", id, err)
		}
	}
}
