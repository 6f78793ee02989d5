package mail

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"sync"
	"time"

	gomail "github.com/wneessen/go-mail"
	"github.com/wneessen/go-mail/smtp"
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
}

// SMTP sends through a relay, over one connection kept from message to
// message. Concurrent calls wait for each other.
type SMTP struct {
	client *gomail.Client
	mutex  sync.Mutex
	conn   *smtp.Client // nil when none is open
}

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
	return &SMTP{client: client}, nil
}

func (r Relay) options() ([]gomail.Option, error) {
	options := []gomail.Option{
		gomail.WithPort(r.Port),
		gomail.WithTimeout(cmp.Or(r.Timeout, 30*time.Second)),
		gomail.WithoutSMTPUTF8(), // our addresses are ASCII; some next relay may not know it
		gomail.WithDSNMailReturnType(gomail.DSNMailReturnHeadersOnly),
		gomail.WithDSNRcptNotifyType(gomail.DSNRcptNotifyFailure, gomail.DSNRcptNotifyDelay),
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

// Send hands m to the relay. ctx can prevent a message from leaving; one that
// is on its way is finished, within the timeout, so that nobody has to guess.
func (t *SMTP) Send(ctx context.Context, m Mail) error {
	msg, err := m.message()
	if err != nil {
		return err
	}
	t.mutex.Lock()
	defer t.mutex.Unlock()
	reused := t.conn != nil
	err = t.attempt(ctx, msg)
	if reused && errors.Is(err, errStale) {
		err = t.attempt(ctx, msg) // the relay hung up while we were idle
	}
	return err
}

// Close says goodbye to the relay. The next message connects again.
func (t *SMTP) Close() error {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	conn := t.conn
	t.conn = nil
	if conn == nil {
		return nil
	}
	if err := t.client.CloseWithSMTPClient(conn); err != nil {
		return errors.Join(err, conn.Close())
	}
	return nil
}

// errStale is a connection found dead before anything of a message was said.
var errStale = errors.New("the connection had ended")

func (t *SMTP) attempt(ctx context.Context, msg *gomail.Msg) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if t.conn == nil {
		conn, err := t.client.DialToSMTPClientWithContext(ctx)
		if err != nil {
			return &Failure{Step: "connection", Err: err}
		}
		t.conn = conn
	}
	err := t.client.SendWithSMTPClient(t.conn, msg)
	if err == nil {
		return nil
	}
	failure := failureOf(err)
	if !betweenMessages(failure) {
		_ = t.conn.Close() // in an unknown state: what it would say is of no use
		t.conn = nil
	}
	if msg.IsDelivered() {
		return nil // the relay has it; only the goodbye after it failed
	}
	return failure
}

// betweenMessages reports whether the connection is ready for another message
// after f: the relay refused politely and go-mail has reset the dialogue.
func betweenMessages(f *Failure) bool {
	return (f.Step == stepSender || f.Step == stepRecipient) && f.Code >= 400 && f.Code != 421
}

const (
	stepSender    = "sender"
	stepRecipient = "recipient"
	stepContent   = "content"
)

// failureOf tells the step and the code of a go-mail error, and none of its
// text: it names the recipient.
func failureOf(err error) *Failure {
	sent, ok := errors.AsType[*gomail.SendError](err)
	if !ok {
		return &Failure{Step: "message"}
	}
	f := &Failure{Step: "message", Code: sent.ErrorCode(), Enhanced: sent.EnhancedStatusCode()}
	refused := f.Code >= 500 && f.Code != 530 // 530: it wants a password first
	switch sent.Reason {
	case gomail.ErrConnCheck:
		return &Failure{Step: "connection", Err: errStale}
	case gomail.ErrSMTPMailFrom:
		f.Step = stepSender
	case gomail.ErrSMTPRcptTo:
		f.Step, f.Final = stepRecipient, refused
	case gomail.ErrSMTPData, gomail.ErrWriteContent, gomail.ErrSMTPDataClose:
		f.Step, f.Final = stepContent, refused
	}
	return f
}
