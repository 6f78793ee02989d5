package mail

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	gomail "github.com/wneessen/go-mail"
)

// Security is how a connection to the relay is protected.
type Security string

// The protections: TLS from the first byte (port 465), STARTTLS or nothing
// sent (587), none for a relay on the same machine (25, 1025).
const (
	TLS      Security = "tls"
	StartTLS Security = "starttls"
	NoTLS    Security = "none"
)

// Relay says which server takes our mail.
type Relay struct {
	Host     string
	Port     int
	Security Security
	Username string // "" for no authentication
	Password string
	Hello    string        // the name we give, "" for the machine's
	Timeout  time.Duration // for connecting and for one message, 0 for 30 s
	TLS      *tls.Config   // nil for the system's authorities
	Signer   *Signer       // nil: the relay signs, or nobody
	Identity *Certificate  // nil: no S/MIME

	Connections int // kept at once, 0 for 4
}

// SMTP sends through a relay, over a few connections that are kept from
// message to message. Concurrent calls share them, and wait for one beyond.
type SMTP struct {
	client   *gomail.Client
	signer   *Signer
	identity *Certificate
	timeout  time.Duration
	places   chan struct{} // one for each connection that may be open
	dialing  sync.Mutex    // a relay is called by one at a time

	mutex sync.Mutex
	idle  []*dialogue // the last used at the end
}

const (
	connections    = 4 // by default: what a small relay grants one client
	maxConnections = 32
	keep           = 30 * time.Second // then an idle connection is given up
)

// NewSMTP prepares a relay; nothing is dialled before the first message.
func NewSMTP(r Relay) (*SMTP, error) {
	options, err := r.options()
	if err != nil {
		return nil, fmt.Errorf("mail: relay: %w", err)
	}
	client, err := gomail.NewClient(r.Host, options...)
	if err != nil {
		return nil, fmt.Errorf("mail: relay: %w", err)
	}
	width := cmp.Or(r.Connections, connections)
	if width < 1 || width > maxConnections {
		return nil, fmt.Errorf("mail: relay: %d connections: want 1 to %d", r.Connections, maxConnections)
	}
	return &SMTP{client: client, signer: r.Signer, identity: r.Identity, timeout: r.timeout(), places: make(chan struct{}, width)}, nil
}

func (r Relay) timeout() time.Duration { return cmp.Or(r.Timeout, 30*time.Second) }

func (r Relay) options() ([]gomail.Option, error) {
	options := []gomail.Option{
		gomail.WithPort(r.Port),
		gomail.WithTimeout(r.timeout()),
	}
	switch r.Security {
	case TLS:
		options = append(options, gomail.WithSSL())
	case StartTLS:
		options = append(options, gomail.WithTLSPolicy(gomail.TLSMandatory))
	case NoTLS:
		options = append(options, gomail.WithTLSPolicy(gomail.NoTLS))
	default:
		return nil, fmt.Errorf("security %q is not tls, starttls or none", r.Security)
	}
	if r.Hello != "" {
		options = append(options, gomail.WithHELO(r.Hello))
	}
	if r.TLS != nil {
		options = append(options, gomail.WithTLSConfig(r.TLS))
	}
	if r.Username == "" {
		return options, nil
	}
	if r.Security == NoTLS {
		return nil, errors.New("a password needs tls or starttls")
	}
	return append(options, gomail.WithUsername(r.Username), gomail.WithPassword(r.Password),
		gomail.WithOpportunisticSMTPAuth(gomail.SMTPAuthSCRAMSHA256, gomail.SMTPAuthPlain, gomail.SMTPAuthLogin)), nil
}

// AtOnce is how many messages it takes at once: one on each connection.
func (t *SMTP) AtOnce() int { return cap(t.places) }

// Send hands m to the relay. ctx can prevent a message from leaving; one that
// is on its way is finished, within the timeout, so that nobody has to guess.
func (t *SMTP) Send(ctx context.Context, m Mail) error {
	text, err := compose(m, t.identity)
	if err != nil {
		return err
	}
	if text, err = t.signer.sign(text); err != nil {
		return err
	}
	select {
	case t.places <- struct{}{}:
		defer func() { <-t.places }()
	case <-ctx.Done():
		return ctx.Err()
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	from := cmp.Or(m.EnvelopeFrom, m.From.Address)
	for {
		d, err := t.connection(ctx)
		if err != nil {
			return err
		}
		reused := d.used
		err = d.send(from, m.To.Address, text)
		if d.open {
			t.rest(d)
		}
		if !reused || !errors.Is(err, errStale) {
			return err
		}
		// The relay hung up while we were idle: the next one, or a new one.
	}
}

// connection is the one used last of those that are open, or a new one.
func (t *SMTP) connection(ctx context.Context) (*dialogue, error) {
	if d := t.take(); d != nil {
		return d, nil
	}
	t.dialing.Lock()
	defer t.dialing.Unlock()
	conn, err := t.client.DialToSMTPClientWithContext(ctx)
	if err != nil {
		return nil, &Failure{Step: stepConnection, Err: err}
	}
	return newDialogue(conn, t.timeout), nil
}

func (t *SMTP) take() *dialogue {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	if len(t.idle) == 0 {
		return nil
	}
	d := t.idle[len(t.idle)-1]
	t.idle = t.idle[:len(t.idle)-1]
	d.giveUp.Stop()
	return d
}

// rest puts a connection aside for the next message; one that none takes in
// time is ended.
func (t *SMTP) rest(d *dialogue) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	t.idle = append(t.idle, d)
	d.giveUp = time.AfterFunc(keep, func() {
		if t.leave(d) {
			_ = d.quit() // the relay may have left first
		}
	})
}

// leave takes an idle connection out; false: somebody uses it.
func (t *SMTP) leave(d *dialogue) bool {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	at := slices.Index(t.idle, d)
	if at < 0 {
		return false
	}
	t.idle = slices.Delete(t.idle, at, at+1)
	return true
}

// Close says goodbye to the relay on every idle connection. The next message
// connects again.
func (t *SMTP) Close() error {
	var errs []error
	for d := t.take(); d != nil; d = t.take() {
		errs = append(errs, d.quit())
	}
	return errors.Join(errs...)
}
