package sms

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"
	"sync"
	"time"
	"unicode"

	"github.com/linxGnu/gosmpp/data"
	"github.com/linxGnu/gosmpp/pdu"
)

// SMPP sends through an operator's centre (SMPP 3.4), bound both ways: what
// becomes of a message comes back on the same connection. Concurrent calls wait
// for each other.
type SMPP struct {
	address  string
	tls      *tls.Config // nil for none
	system   string
	password string
	kind     string // system_type
	from     pdu.Address
	patience time.Duration // for connecting, and for one answer

	sending sync.Mutex
	mutex   sync.Mutex // of what follows
	bound   *conversation
	receive func(Receipt) error
	stop    chan struct{} // ends the keeping of the connection; nil before Receive
	number  byte          // of the next long message
}

// NewSMPP reads smpp://system:password@host:port?tls=tls|none&from=…&type=….
func NewSMPP(u *url.URL) (*SMPP, error) {
	said := u.Query()
	port := u.Port()
	if port == "" {
		port = "2775"
	}
	s := &SMPP{
		address: net.JoinHostPort(u.Hostname(), port), system: u.User.Username(), kind: said.Get("type"),
		from: source(said.Get("from")), patience: 30 * time.Second,
	}
	s.password, _ = u.User.Password()
	switch said.Get("tls") {
	case "tls":
		s.tls = &tls.Config{ServerName: u.Hostname(), MinVersion: tls.VersionTLS12}
	case "none":
	default:
		return nil, errors.New("smpp wants tls=tls, or tls=none within your own network")
	}
	if s.system == "" || len(s.system) > 15 || len(s.password) > 8 || len(s.kind) > 12 { // SMPP 3.4 §4.1
		return nil, errors.New("smpp wants a system id of 15 signs at most and a password of 8")
	}
	return s, nil
}

// source is the sender's address: a name of eleven letters, a number, a short
// code; "" leaves it to the centre.
func source(from string) pdu.Address {
	address := pdu.NewAddress()
	digits := strings.TrimPrefix(from, "+")
	ton, npi := byte(1), byte(1) // international, ISDN
	switch {
	case from == "":
		ton, npi = 0, 0
	case strings.ContainsFunc(digits, func(r rune) bool { return !unicode.IsDigit(r) }):
		ton, npi, digits = 5, 0, from // alphanumeric
	case len(digits) <= 6:
		ton, npi = 3, 0 // of the network
	}
	address.SetTon(ton)
	address.SetNpi(npi)
	_ = address.SetAddress(digits) // longer than 20 it is cut by the centre, which then refuses it
	return address
}

// Receive gives what the centre tells of earlier messages to f, and keeps the
// connection so that it can. An error of f has the centre tell again.
func (s *SMPP) Receive(f func(Receipt) error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.receive, s.stop = f, make(chan struct{})
	go s.keep(s.stop)
}

// keepEvery is how often the connection is asked whether it lives.
const keepEvery = 30 * time.Second

func (s *SMPP) keep(stop chan struct{}) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	for {
		if c, err := s.connect(ctx); err == nil {
			if _, err := c.ask(ctx, pdu.NewEnquireLink(), s.patience); err != nil {
				c.end()
			}
		}
		select {
		case <-stop:
			return
		case <-time.After(keepEvery):
		}
	}
}

// AtOnce is one: the segments of a text follow each other on one connection.
func (s *SMPP) AtOnce() int { return 1 }

// Send submits each segment of t in turn. The centre's name of the last is what
// its receipt will bear.
func (s *SMPP) Send(ctx context.Context, t Text) (receipt string, err error) {
	if err := t.check(); err != nil {
		return "", err
	}
	s.sending.Lock()
	defer s.sending.Unlock()
	c, err := s.connect(ctx)
	if err != nil {
		return "", err
	}
	submissions, err := s.submissions(t)
	if err != nil {
		return "", &Failure{Step: "content", Final: true}
	}
	for _, submission := range submissions {
		answer, err := c.ask(ctx, submission, s.patience)
		if err != nil {
			c.end()
			return "", &Failure{Step: "submission", Err: err}
		}
		if status := answer.GetHeader().CommandStatus; status != data.ESME_ROK {
			return "", &Failure{Step: "submission", Code: statusOf(status), Final: refusesMessage(status)}
		}
		if taken, ok := answer.(*pdu.SubmitSMResp); ok {
			receipt = taken.MessageID
		}
	}
	return receipt, nil
}

func statusOf(status data.CommandStatusType) string { return fmt.Sprintf("0x%02x", int32(status)) }

// refusesMessage: the number or the length is wrong, and stays so. That the
// centre is full, or does not take our sender, may pass (SMPP 3.4 §5.1.3).
func refusesMessage(status data.CommandStatusType) bool {
	return status == data.ESME_RINVMSGLEN || status == data.ESME_RINVDSTADR || status == data.ESME_RINVDSTTON || status == data.ESME_RINVDSTNPI
}

// submissions are the PDUs of a text, one a segment.
func (s *SMPP) submissions(t Text) ([]pdu.PDU, error) {
	encoding, segments := parts(t.Body)
	coding := data.GSM7BIT
	if encoding == UCS2 {
		coding = data.UCS2
	}
	s.number++
	list := make([]pdu.PDU, len(segments))
	for i, segment := range segments {
		submission, ok := pdu.NewSubmitSM().(*pdu.SubmitSM)
		if !ok {
			return nil, errors.New("not a submission")
		}
		submission.SourceAddr = s.from
		to := pdu.NewAddress()
		to.SetTon(1)
		to.SetNpi(1)
		if err := to.SetAddress(strings.TrimPrefix(t.To, "+")); err != nil {
			return nil, err
		}
		submission.DestAddr = to
		if err := submission.Message.SetMessageDataWithEncoding(octets(encoding, segment), coding); err != nil {
			return nil, err
		}
		if len(segments) > 1 {
			submission.EsmClass |= data.SM_UDH_GSM
			submission.Message.SetUDH(pdu.UDH{pdu.NewIEConcatMessage(byte(len(segments)), byte(i+1), s.number)})
		}
		if i == len(segments)-1 {
			submission.RegisteredDelivery = 1 // tell whether it was delivered, or not
		}
		list[i] = submission
	}
	return list, nil
}

// octets are how units travel: a septet in an octet, a UTF-16 unit in two.
func octets(e Encoding, units []uint16) []byte {
	var list []byte
	for _, u := range units {
		if e == UCS2 {
			list = append(list, byte(u>>8))
		}
		list = append(list, byte(u))
	}
	return list
}

// connect is the conversation in hand, or a new one.
func (s *SMPP) connect(ctx context.Context) (*conversation, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.bound != nil && s.bound.alive() {
		return s.bound, nil
	}
	dialling, cancel := context.WithTimeout(ctx, s.patience)
	defer cancel()
	conn, err := new(net.Dialer).DialContext(dialling, "tcp", s.address)
	if err != nil {
		return nil, &Failure{Step: "connection", Err: err}
	}
	if s.tls != nil {
		conn = tls.Client(conn, s.tls)
	}
	c := converse(conn, s.receive)
	request := pdu.NewBindRequest(pdu.Transceiver)
	request.SystemID, request.Password, request.SystemType = s.system, s.password, s.kind
	answer, err := c.ask(ctx, request, s.patience)
	if err != nil {
		c.end()
		return nil, &Failure{Step: "bind", Err: err}
	}
	if status := answer.GetHeader().CommandStatus; status != data.ESME_ROK {
		c.end()
		return nil, &Failure{Step: "bind", Code: statusOf(status)}
	}
	s.bound = c
	return c, nil
}

// Close says goodbye to the centre.
func (s *SMPP) Close() error {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.stop != nil {
		close(s.stop)
		s.stop = nil
	}
	if s.bound == nil || !s.bound.alive() {
		return nil
	}
	_, err := s.bound.ask(context.Background(), pdu.NewUnbind(), 2*time.Second)
	s.bound.end()
	return err
}
