package mail

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"log/slog"
	netmail "net/mail"
	"regexp"
	"strings"
	"time"
	"unicode"

	gomail "github.com/wneessen/go-mail"
)

// Mail is one message to one recipient, finished but for its form.
type Mail struct {
	MessageID      string // without < >, see MessageID
	From           Party
	EnvelopeFrom   string // where returned mail goes; "" for From
	ReplyTo        string // "" for From
	To             Party
	Subject        string // no health word, no name, no programme title (rule 13)
	Text           string // complete without HTML and without calendar
	HTML           string // "" for none
	Calendar       []byte // one object of package ical, nil for none
	CalendarMethod string // REQUEST, CANCEL or PUBLISH
	Date           time.Time
}

// LogValue keeps people, subject and content out of the log.
func (m Mail) LogValue() slog.Value { return slog.StringValue(m.MessageID) }

// MessageID is a Message-ID in domain that says nothing of its parts (an
// invitation's UID, SEQUENCE and recipient, say) and is always the same for
// them: who gets a message twice sees it once.
func MessageID(domain string, parts ...string) string {
	return digest(strings.Join(parts, "\x00")) + "@" + domain
}

// digest is 32 hexadecimal digits.
func digest(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:16])
}

// calendarTypes are constants because go-mail writes a content type as it is.
// RFC 6047 §2.4; the library adds the charset.
var calendarTypes = map[string]gomail.ContentType{
	"REQUEST": "text/calendar; method=REQUEST; component=VEVENT",
	"CANCEL":  "text/calendar; method=CANCEL; component=VEVENT",
	"PUBLISH": "text/calendar; method=PUBLISH; component=VEVENT",
}

const maxSubject = 250 // octets; a longer one is not a subject

var validMessageID = regexp.MustCompile(`^[A-Za-z0-9._+-]{1,100}@[A-Za-z0-9.-]{1,100}$`)

// Compose is m as it travels (RFC 5322): text, then HTML, then the calendar,
// which is the last alternative and never an attachment, or some Outlooks no
// longer see an invitation.
func Compose(m Mail) ([]byte, error) { return compose(m, nil) }

// compose is Compose, signed by c where it vouches for m.
func compose(m Mail, c *Certificate) ([]byte, error) {
	msg, err := m.message()
	if err != nil {
		return nil, err
	}
	if err := c.sign(msg, m); err != nil {
		return nil, fmt.Errorf("mail: s/mime: %w", err)
	}
	var text bytes.Buffer
	if _, err := msg.WriteTo(&text); err != nil {
		return nil, fmt.Errorf("mail: compose: %w", err)
	}
	return text.Bytes(), nil
}

func (m Mail) message() (*gomail.Msg, error) {
	if err := m.check(); err != nil {
		return nil, err
	}
	msg := gomail.NewMsg(gomail.WithNoDefaultUserAgent(), gomail.WithBoundary("trame-"+digest(m.MessageID)))
	msg.SetMessageIDWithValue(m.MessageID)
	msg.SetDateWithValue(m.Date)
	msg.FromMailAddress(m.From.header())
	if m.EnvelopeFrom != "" {
		msg.EnvelopeFromMailAddress(&netmail.Address{Address: m.EnvelopeFrom})
	}
	if m.ReplyTo != "" {
		msg.ReplyToMailAddress(&netmail.Address{Address: m.ReplyTo})
	}
	msg.AddToMailAddress(m.To.header())
	msg.Subject(oneLine(m.Subject))
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	msg.SetGenHeader("Content-Language", "fr")
	msg.SetBodyString(gomail.TypeTextPlain, printable(m.Text))
	if m.HTML != "" {
		msg.AddAlternativeString(gomail.TypeTextHTML, printable(m.HTML))
	}
	if m.Calendar != nil {
		msg.AddAlternativeString(calendarTypes[m.CalendarMethod], string(m.Calendar), gomail.WithPartEncoding(gomail.EncodingB64))
	}
	return msg, nil
}

// check refuses what no attempt could deliver.
func (m Mail) check() error {
	refuse := func(what string) error { return &Failure{Step: what, Final: true} }
	switch {
	case !plainAddress.MatchString(m.From.Address):
		return refuse("sender address")
	case !plainAddress.MatchString(m.To.Address):
		return refuse("recipient address")
	case m.EnvelopeFrom != "" && !plainAddress.MatchString(m.EnvelopeFrom):
		return refuse("return address")
	case m.ReplyTo != "" && !plainAddress.MatchString(m.ReplyTo):
		return refuse("reply address")
	}
	switch subject := oneLine(m.Subject); {
	case !validMessageID.MatchString(m.MessageID):
		return refuse("message id")
	case subject == "" || len(subject) > maxSubject:
		return refuse("subject")
	case strings.TrimSpace(m.Text) == "":
		return refuse("text")
	case m.Date.IsZero():
		return refuse("date")
	case m.Calendar != nil && calendarTypes[m.CalendarMethod] == "":
		return refuse("calendar method")
	}
	return nil
}

// header is p for a header; net/mail quotes and encodes what needs it, but
// leaves a backslash beside an accent as it is, which no reader can parse.
func (p Party) header() *netmail.Address {
	return &netmail.Address{Name: strings.ReplaceAll(oneLine(p.Name), `\`, ""), Address: p.Address}
}

// printable is s as UTF-8 without control characters other than line ends
// and tabs.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t' {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\ufffd"))
}

func oneLine(s string) string {
	return strings.TrimSpace(strings.NewReplacer("\r\n", " ", "\r", " ", "\n", " ", "\t", " ").Replace(printable(s)))
}
