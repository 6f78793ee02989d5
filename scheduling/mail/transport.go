package mail

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
)

// Transport carries mail away. Send returns when the message is in other
// hands; an error means that it may have to be sent again, unless Permanent.
type Transport interface {
	Send(ctx context.Context, m Mail) error
	AtOnce() int // how many messages it takes at once
	Close() error
}

// Failure is a message that did not leave. It holds no address and no reply
// text, in which servers like to quote addresses: it can be logged and kept.
type Failure struct {
	Step     string // what was being done: recipient, data, connect, …
	Code     int    // the server's answer (RFC 5321 §4.2), 0 for none
	Enhanced string // RFC 3463: 5.1.1, "" for none
	Final    bool   // the same message will fail again
	Err      error  // the cause, when it names nobody
}

func (f *Failure) Error() string {
	text := "mail: " + f.Step + " refused"
	if f.Code != 0 {
		text += fmt.Sprintf(": %d", f.Code)
	}
	if f.Enhanced != "" {
		text += " " + f.Enhanced
	}
	if f.Err != nil {
		text += ": " + f.Err.Error()
	}
	return text
}

func (f *Failure) Unwrap() error { return f.Err }

// Permanent reports whether err says that trying the same message again is
// useless: an unknown recipient, an address that is none. A server that cannot
// be reached, refuses our password or our sender is not the message's fault.
func Permanent(err error) bool {
	f, ok := errors.AsType[*Failure](err)
	return ok && f.Final
}

// Away reports whether err says that the relay is away or takes nothing of
// ours for now: the next message would fare no better.
func Away(err error) bool {
	f, ok := errors.AsType[*Failure](err)
	if !ok || f.Final {
		return false
	}
	return f.Step == stepConnection || f.Step == stepSender || f.Code == 421
}

// Memory keeps what was sent, for tests. The zero Memory is ready.
type Memory struct {
	Refuse func(Mail) error // when set, decides what Send answers

	mutex sync.Mutex
	sent  []Mail
}

// Send keeps m, if a server would take it.
func (t *Memory) Send(ctx context.Context, m Mail) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if _, err := Compose(m); err != nil {
		return err
	}
	if t.Refuse != nil {
		if err := t.Refuse(m); err != nil {
			return err
		}
	}
	t.mutex.Lock()
	defer t.mutex.Unlock()
	t.sent = append(t.sent, m)
	return nil
}

// AtOnce is one: the order of sending is kept.
func (t *Memory) AtOnce() int { return 1 }

// Close does nothing.
func (t *Memory) Close() error { return nil }

// Sent lists what was sent, oldest first, doubles included.
func (t *Memory) Sent() []Mail {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	return slices.Clone(t.sent)
}
