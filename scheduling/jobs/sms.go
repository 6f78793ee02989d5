package jobs

import (
	"context"
	"errors"
	"strings"

	"trame/scheduling"
	"trame/scheduling/post"
	"trame/scheduling/sms"
)

// Texter sends messages of the SMS channel.
type Texter struct {
	office    *post.Office
	transport sms.Transport
}

// NewTexter opens messages at office and hands them to transport.
func NewTexter(office *post.Office, transport sms.Transport) *Texter {
	return &Texter{office, transport}
}

// Send implements Sender.
func (s *Texter) Send(ctx context.Context, m scheduling.Message) (Outcome, error) {
	letter, err := s.office.Open(m)
	if err != nil {
		return Outcome{Reason: "unreadable", Permanent: true}, err
	}
	receipt, err := s.transport.Send(ctx, sms.Text{ID: string(m.ID), To: letter.ToAddress, Body: letter.Text, At: letter.WrittenAt})
	out := Outcome{Receipt: receipt, Permanent: sms.Permanent(err), Away: sms.Away(err)}
	if failure, ok := errors.AsType[*sms.Failure](err); ok {
		out.Reason = strings.TrimSpace(failure.Step + " " + failure.Code)
	} else if err != nil {
		out.Reason = "unreachable"
	}
	return out, err
}

// AtOnce implements Sender.
func (s *Texter) AtOnce() int { return s.transport.AtOnce() }
