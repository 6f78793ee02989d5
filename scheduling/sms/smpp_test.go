package sms_test

import (
	"errors"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/linxGnu/gosmpp/data"
	"github.com/linxGnu/gosmpp/pdu"

	"trame/scheduling/sms"
)

// centre is an operator's, over loopback: it takes submissions and delivers
// receipts.
type centre struct {
	t        *testing.T
	listener net.Listener
	status   data.CommandStatusType // what it answers to submissions

	mutex   sync.Mutex
	conn    net.Conn
	taken   []*pdu.SubmitSM
	answers chan data.CommandStatusType // to what it delivered
}

func newCentre(t *testing.T) *centre {
	t.Helper()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c := &centre{t: t, listener: listener, answers: make(chan data.CommandStatusType, 10)}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go c.serve(conn)
		}
	}()
	return c
}

// as is v as the type that it must have.
func as[T any](t *testing.T, v any) T {
	typed, ok := v.(T)
	if !ok {
		t.Errorf("%T", v)
	}
	return typed
}

func (c *centre) serve(conn net.Conn) {
	for {
		p, err := pdu.Parse(conn)
		if err != nil {
			return
		}
		switch p := p.(type) {
		case *pdu.BindRequest:
			answer := as[*pdu.BindResp](c.t, p.GetResponse())
			if p.SystemID != "trame" || p.Password != "secret" {
				answer.CommandStatus = data.ESME_RBINDFAIL
			}
			c.say(conn, answer)
		case *pdu.SubmitSM:
			c.mutex.Lock()
			c.conn, c.taken = conn, append(c.taken, p)
			c.mutex.Unlock()
			answer := as[*pdu.SubmitSMResp](c.t, p.GetResponse())
			answer.CommandStatus = c.status
			answer.MessageID = "m-1"
			c.say(conn, answer)
		case *pdu.DeliverSMResp:
			c.answers <- p.CommandStatus
		case *pdu.Unbind:
			c.say(conn, p.GetResponse())
			_ = conn.Close()
		default:
			if p.CanResponse() {
				c.say(conn, p.GetResponse())
			}
		}
	}
}

func (c *centre) say(conn net.Conn, p pdu.PDU) {
	buffer := pdu.NewBuffer(nil)
	p.Marshal(buffer)
	if _, err := conn.Write(buffer.Bytes()); err != nil {
		c.t.Error(err)
	}
}

// deliver sends a receipt and returns what was answered.
func (c *centre) deliver(text string) data.CommandStatusType {
	c.t.Helper()
	p := as[*pdu.DeliverSM](c.t, pdu.NewDeliverSM())
	p.EsmClass = 0x04
	if err := p.Message.SetMessageWithEncoding(text, data.GSM7BIT); err != nil {
		c.t.Fatal(err)
	}
	c.mutex.Lock()
	conn := c.conn
	c.mutex.Unlock()
	c.say(conn, p)
	return <-c.answers
}

func (c *centre) open(user string) sms.Transport {
	c.t.Helper()
	transport, err := sms.Open("smpp://" + user + "@" + c.listener.Addr().String() + "?tls=none&from=SERVICE")
	if err != nil {
		c.t.Fatal(err)
	}
	c.t.Cleanup(func() { _ = transport.Close() })
	return transport
}

func TestATextIsSubmittedToTheCentreAndItsFateComesBack(t *testing.T) {
	c := newCentre(t)
	transport := c.open("trame:secret")
	told := make(chan sms.Receipt, 1)
	as[*sms.SMPP](t, transport).Receive(func(r sms.Receipt) error {
		if r.ID == "unknown" {
			return errors.New("not yet")
		}
		told <- r
		return nil
	})
	receipt, err := transport.Send(t.Context(), text)
	if err != nil || receipt != "m-1" {
		t.Fatalf("%q, %v", receipt, err)
	}
	taken := c.taken[0]
	body, err := taken.Message.GetMessageWithEncoding(data.UCS2)
	if err != nil || body != text.Body || taken.DestAddr.Address() != "33612345678" || taken.SourceAddr.Ton() != 5 || taken.RegisteredDelivery != 1 {
		t.Errorf("%q to %q, %v", body, taken.DestAddr.Address(), err)
	}
	for said, want := range map[string]sms.Receipt{
		"id:m-1 sub:001 dlvrd:001 submit date:2701050900 done date:2701050901 stat:DELIVRD err:000 text:Vous": {ID: "m-1", Delivered: true},
		"id:m-1 sub:001 dlvrd:000 stat:UNDELIV err:012 text:stat:DELIVRD":                                     {ID: "m-1", Failed: true, Reason: "UNDELIV 012"},
		"id:m-1 stat:ENROUTE err:000": {ID: "m-1"},
	} {
		if status := c.deliver(said); status != data.ESME_ROK {
			t.Errorf("answered %v", status)
		}
		if got := <-told; got != want {
			t.Errorf("%s: %+v", said, got)
		}
	}
	if status := c.deliver("id:unknown stat:DELIVRD"); status != data.ESME_RX_T_APPN {
		t.Errorf("a receipt that cannot be placed is answered %v", status)
	}
}

func TestALongTextIsSentInPartsThatAPhoneJoins(t *testing.T) {
	c := newCentre(t)
	long := text
	long.Body = strings.Repeat("0123456789", 20)
	if _, err := c.open("trame:secret").Send(t.Context(), long); err != nil {
		t.Fatal(err)
	}
	joined := ""
	for i, p := range c.taken {
		part, err := p.Message.GetMessageWithEncoding(data.GSM7BIT)
		total, number, _, found := p.Message.UDH().GetConcatInfo()
		if err != nil || !found || int(total) != 2 || int(number) != i+1 || (p.RegisteredDelivery == 1) != (i == 1) {
			t.Errorf("part %d: %d of %d, %v", i, number, total, err)
		}
		joined += part
	}
	if joined != long.Body {
		t.Errorf("joined %q", joined)
	}
}

func TestWhatTheCentreRefusesIsFinalOnlyWhenTheTextIsAtFault(t *testing.T) {
	for status, final := range map[data.CommandStatusType]bool{
		data.ESME_RINVDSTADR: true, data.ESME_RINVMSGLEN: true, data.ESME_RTHROTTLED: false, data.ESME_RMSGQFUL: false, data.ESME_RSYSERR: false,
	} {
		c := newCentre(t)
		c.status = status
		_, err := c.open("trame:secret").Send(t.Context(), text)
		if err == nil || sms.Permanent(err) != final || strings.Contains(err.Error(), "336") {
			t.Errorf("%v: %v", status, err)
		}
	}
	c := newCentre(t)
	if _, err := c.open("trame:wrong").Send(t.Context(), text); err == nil || sms.Permanent(err) || !strings.Contains(err.Error(), "bind") {
		t.Errorf("a wrong password: %v", err)
	}
	_ = c.listener.Close()
	if _, err := c.open("trame:secret").Send(t.Context(), text); err == nil || sms.Permanent(err) {
		t.Errorf("a centre that is away: %v", err)
	}
}

func TestACentreThatHungUpIsBoundAgain(t *testing.T) {
	c := newCentre(t)
	transport := c.open("trame:secret")
	for range 3 {
		if _, err := transport.Send(t.Context(), text); err != nil {
			// A send may meet the end of the connection: the outbox sends again.
			if _, err := transport.Send(t.Context(), text); err != nil {
				t.Fatal(err)
			}
		}
		c.mutex.Lock()
		_ = c.conn.Close()
		c.mutex.Unlock()
	}
}

func FuzzReadReceipt(f *testing.F) {
	f.Add("id:m-1 sub:001 dlvrd:001 submit date:2701050900 done date:2701050901 stat:DELIVRD err:000 text:x")
	f.Fuzz(func(t *testing.T, said string) {
		r := sms.ReadReceipt(said)
		if r.Delivered && r.Failed || len(r.Reason) > 20 || r.Reason != "" && !r.Failed {
			t.Errorf("%+v", r)
		}
	})
}

func FuzzFit(f *testing.F) {
	f.Add("« Répondez » : l’adresse… 🙂")
	f.Fuzz(func(t *testing.T, s string) {
		start := time.Now()
		fitted := sms.Fit(s)
		if sms.Fit(fitted) != fitted || strings.ContainsAny(fitted, "\n\r\t") || time.Since(start) > time.Second {
			t.Errorf("%q becomes %q, then %q", s, fitted, sms.Fit(fitted))
		}
	})
}
