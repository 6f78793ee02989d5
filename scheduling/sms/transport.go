package sms

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"slices"
	"sync"
	"time"
)

// Text is one message to one recipient.
type Text struct {
	ID   string // ours: the same on every attempt, and says nothing
	To   string // as Number gives it
	Body string // as Fit gives it: no health word, no programme title (rule 13)
	At   time.Time
}

// LogValue keeps number and content out of the log.
func (t Text) LogValue() slog.Value { return slog.StringValue(t.ID) }

// Transport carries messages away. Send returns when a gateway has taken the
// text, with the name under which it will tell what became of it ("" when it
// tells nothing); an error means that it may be sent again, unless Permanent.
type Transport interface {
	Send(ctx context.Context, t Text) (receipt string, err error)
	AtOnce() int // how many texts it takes at once
	Close() error
}

// Receipt is what a gateway tells of a text afterwards.
type Receipt struct {
	ID        string
	Delivered bool
	Failed    bool   // for good; neither: it is still on its way
	Reason    string // the gateway's code of a failure
}

// Failure is a text that did not leave. It holds no number.
type Failure struct {
	Step  string // connection, bind, submission, number, …
	Code  string // the gateway's, "" for none
	Final bool   // the same text will fail again
	Err   error  // the cause, when it names nobody
}

func (f *Failure) Error() string {
	text := "sms: " + f.Step + " refused"
	if f.Code != "" {
		text += ": " + f.Code
	}
	if f.Err != nil {
		text += ": " + f.Err.Error()
	}
	return text
}

func (f *Failure) Unwrap() error { return f.Err }

// Permanent reports whether trying the same text again is useless.
func Permanent(err error) bool {
	f, ok := errors.AsType[*Failure](err)
	return ok && f.Final
}

// Away reports whether err says that the gateway cannot be reached, does not
// let us in, or asks for patience: the next text would fare no better.
func Away(err error) bool {
	f, ok := errors.AsType[*Failure](err)
	if !ok || f.Final {
		return false
	}
	switch f.Step {
	case "connection", "bind":
		return true
	}
	return f.Code == "401" || f.Code == "403" || f.Code == "429" || f.Code == "503"
}

// check refuses what no attempt could deliver.
func (t Text) check() error {
	switch {
	case !Mobile(t.To, ""):
		return &Failure{Step: "number", Final: true}
	case t.Body == "" || Measure(t.Body).Segments > maxSegments:
		return &Failure{Step: "length", Final: true}
	}
	return nil
}

// maxSegments is more than any message of ours takes: who pays by the segment
// never pays for a mistake.
const maxSegments = 6

// Open prepares the gateway that an address names, and dials nothing:
//
//	smpp://system:password@host:2775?tls=none&from=SERVICE
//	https://user:password@host/path?any=thing#format=json&to=to&text=text&…
//
// See NewHTTP for what stands behind the #.
func Open(address string) (Transport, error) {
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" {
		return nil, errors.New("want an address such as smpp://system:password@host:2775?tls=tls or https://token@host/path")
	}
	switch u.Scheme {
	case "smpp":
		return NewSMPP(u)
	case "https", "http":
		return NewHTTP(u)
	}
	return nil, fmt.Errorf("%q is neither smpp, https nor http", u.Scheme)
}

// Memory keeps what was sent, for tests. The zero Memory is ready.
type Memory struct {
	Refuse func(Text) error // when set, decides what Send answers

	mutex sync.Mutex
	sent  []Text
}

// Send keeps t, if a gateway would take it; its receipt is its own id.
func (m *Memory) Send(ctx context.Context, t Text) (string, error) {
	if err := errors.Join(ctx.Err(), t.check()); err != nil {
		return "", err
	}
	if m.Refuse != nil {
		if err := m.Refuse(t); err != nil {
			return "", err
		}
	}
	m.mutex.Lock()
	defer m.mutex.Unlock()
	m.sent = append(m.sent, t)
	return t.ID, nil
}

// AtOnce is one: the order of sending is kept.
func (m *Memory) AtOnce() int { return 1 }

// Close does nothing.
func (m *Memory) Close() error { return nil }

// Sent lists what was sent, oldest first.
func (m *Memory) Sent() []Text {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	return slices.Clone(m.sent)
}
