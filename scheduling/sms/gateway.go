package sms

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// HTTP sends through a gateway that takes one request a message.
type HTTP struct {
	url      string
	user     string
	password string
	fields   fields
	client   *http.Client
}

// fields are the gateway's own names for what every gateway wants.
type fields struct {
	format string // json, or form
	to     string
	text   string
	from   string
	sender string // what from is given; "" leaves it to the gateway
	ref    string
	id     string // in its answer, a path in JSON: "messages.0.id"
}

// NewHTTP reads a gateway's address. A password alone is a bearer token; with a
// user it is basic authentication. The fragment, which no server ever sees,
// tells how the gateway speaks, each with its default:
//
//	format=json (or form) · to=to · text=text · from=from · ref=reference · id=id (in its answer) · sender=
func NewHTTP(u *url.URL) (*HTTP, error) {
	said, err := url.ParseQuery(u.EscapedFragment())
	if err != nil {
		return nil, fmt.Errorf("behind the #: %w", err)
	}
	get := func(name, otherwise string) string { return cmp.Or(said.Get(name), otherwise) }
	f := fields{
		format: get("format", "json"), to: get("to", "to"), text: get("text", "text"), from: get("from", "from"),
		sender: get("sender", ""), ref: get("ref", "reference"), id: get("id", "id"),
	}
	if f.format != "json" && f.format != "form" {
		return nil, fmt.Errorf("format %q is neither json nor form", f.format)
	}
	bare := *u
	bare.User, bare.Fragment, bare.RawFragment = nil, "", ""
	h := &HTTP{url: bare.String(), user: u.User.Username(), fields: f, client: &http.Client{
		Timeout:       30 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
	h.password, _ = u.User.Password()
	if h.password != "" && u.Scheme != "https" && !loopback(u.Hostname()) {
		return nil, errors.New("a password needs https")
	}
	return h, nil
}

func loopback(host string) bool { return host == "localhost" || host == "127.0.0.1" || host == "::1" }

// Send posts t. What the gateway says of the message itself is final; that it
// does not know us, or is busy, is not.
func (h *HTTP) Send(ctx context.Context, t Text) (string, error) {
	if err := t.check(); err != nil {
		return "", err
	}
	request, err := h.request(ctx, t)
	if err != nil {
		return "", &Failure{Step: "request", Final: true}
	}
	answer, err := h.client.Do(request)
	if err != nil {
		return "", &Failure{Step: "connection"} // the cause quotes the address
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(io.LimitReader(answer.Body, 64<<10))
	switch {
	case answer.StatusCode >= 300:
		return "", &Failure{Step: "submission", Code: strconv.Itoa(answer.StatusCode), Final: refusesText(answer.StatusCode)}
	case err != nil:
		return "", nil // it has the message, and only its name is lost
	}
	return named(body, h.fields.id), nil
}

func refusesText(status int) bool {
	return status == http.StatusBadRequest || status == http.StatusUnprocessableEntity || status == http.StatusRequestEntityTooLarge
}

func (h *HTTP) request(ctx context.Context, t Text) (*http.Request, error) {
	values := map[string]string{h.fields.to: t.To, h.fields.text: t.Body, h.fields.ref: t.ID}
	if h.fields.sender != "" {
		values[h.fields.from] = h.fields.sender
	}
	kind := "application/json"
	body, err := json.Marshal(values)
	if err != nil {
		return nil, err
	}
	if h.fields.format == "form" {
		form := url.Values{}
		for name, value := range values {
			form.Set(name, value)
		}
		kind, body = "application/x-www-form-urlencoded", []byte(form.Encode())
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, h.url, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", kind)
	request.Header.Set("Accept", "application/json")
	request.Header.Set("Idempotency-Key", t.ID) // a gateway that knows it never sends twice
	switch {
	case h.password != "" && h.user == "":
		request.Header.Set("Authorization", "Bearer "+h.password)
	case h.user != "":
		request.SetBasicAuth(h.user, h.password)
	}
	return request, nil
}

// AtOnce is a few: a gateway answers after a while, and counts our requests.
func (h *HTTP) AtOnce() int { return 4 }

// Close lets idle connections go.
func (h *HTTP) Close() error {
	h.client.CloseIdleConnections()
	return nil
}

// named finds, in a JSON answer, the text or number at a path; "" when there
// is none.
func named(body []byte, path string) string {
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber() // names may be long numbers
	var at any
	if decoder.Decode(&at) != nil {
		return ""
	}
	for step := range strings.SplitSeq(path, ".") {
		switch v := at.(type) {
		case map[string]any:
			at = v[step]
		case []any:
			n, err := strconv.Atoi(step)
			if err != nil || n < 0 || n >= len(v) {
				return ""
			}
			at = v[n]
		default:
			return ""
		}
	}
	switch v := at.(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	}
	return ""
}
