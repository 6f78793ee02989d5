package jobs

import (
	"cmp"
	"context"
	"errors"
	"strconv"
	"strings"

	"trame/scheduling"
	"trame/scheduling/inbox"
	"trame/scheduling/mail"
	"trame/scheduling/post"
)

// Mailer sends messages of the mail channel.
type Mailer struct {
	office    *post.Office
	transport mail.Transport
	domain    string
}

// NewMailer opens messages at office and hands them to transport; domain is
// what Message-IDs end with.
func NewMailer(office *post.Office, transport mail.Transport, domain string) *Mailer {
	return &Mailer{office, transport, domain}
}

// Send implements Sender. The Message-ID comes from the outbox row alone: a
// message sent twice after a crash is one message in the reader's box.
func (s *Mailer) Send(ctx context.Context, m scheduling.Message) (Outcome, error) {
	letter, err := s.office.Open(m)
	if err != nil {
		return Outcome{Reason: "unreadable", Permanent: true}, err
	}
	err = s.transport.Send(ctx, mail.Mail{
		MessageID:    mail.MessageID(s.domain, string(m.ID)),
		From:         mail.Party{Name: letter.FromName, Address: letter.FromAddress},
		EnvelopeFrom: cmp.Or(letter.Return, s.office.ReturnPath(m.Receipt)),
		ReplyTo:      letter.ReplyTo,
		To:           mail.Party{Name: letter.ToName, Address: letter.ToAddress},
		Subject:      letter.Subject, Text: letter.Text, HTML: letter.HTML,
		Calendar: letter.Calendar, CalendarMethod: letter.Method, Date: letter.WrittenAt,
	})
	out := Outcome{Reason: reasonOf(err), Permanent: mail.Permanent(err), Away: mail.Away(err)}
	failure, ok := errors.AsType[*mail.Failure](err)
	if ok && failure.Step == "recipient" && (inbox.Returned{Failed: failure.Final, Status: failure.Enhanced}).AddressIsWrong() {
		out.Wrong, out.Status = s.office.AddressKey(letter.ToAddress), failure.Enhanced
	}
	return out, err
}

// AtOnce implements Sender.
func (s *Mailer) AtOnce() int { return s.transport.AtOnce() }

// reasonOf is what the outbox keeps of a failure: the step and the server's
// code, never an address.
func reasonOf(err error) string {
	failure, ok := errors.AsType[*mail.Failure](err)
	switch {
	case err == nil:
		return ""
	case !ok:
		return "unreachable"
	case failure.Code == 0:
		return failure.Step
	}
	return strings.TrimSpace(failure.Step + " " + strconv.Itoa(failure.Code) + " " + failure.Enhanced)
}
