package sms

import (
	"bufio"
	"context"
	"errors"
	"net"
	"sync"
	"time"

	"github.com/linxGnu/gosmpp/data"
	"github.com/linxGnu/gosmpp/pdu"
)

// conversation is one connection with a centre: what we ask and are answered,
// and what the centre asks of us meanwhile.
type conversation struct {
	conn    net.Conn
	receive func(Receipt) error
	over    chan struct{}

	mutex   sync.Mutex
	waiting map[int32]chan pdu.PDU
	ended   bool
}

func converse(conn net.Conn, receive func(Receipt) error) *conversation {
	c := &conversation{conn: conn, receive: receive, over: make(chan struct{}), waiting: map[int32]chan pdu.PDU{}}
	go c.read()
	return c
}

var errEnded = errors.New("the conversation ended")

// ask sends a PDU and waits for its answer.
func (c *conversation) ask(ctx context.Context, question pdu.PDU, patience time.Duration) (pdu.PDU, error) {
	answer := make(chan pdu.PDU, 1)
	number := question.GetSequenceNumber()
	c.mutex.Lock()
	c.waiting[number] = answer
	err := c.write(question, patience)
	c.mutex.Unlock()
	defer func() {
		c.mutex.Lock()
		delete(c.waiting, number)
		c.mutex.Unlock()
	}()
	if err != nil {
		return nil, errEnded // the cause quotes addresses of the network
	}
	select {
	case a := <-answer:
		return a, nil
	case <-c.over:
		return nil, errEnded
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-time.After(patience):
		return nil, errors.New("no answer in time")
	}
}

// write is called under the mutex: PDUs are never mixed.
func (c *conversation) write(p pdu.PDU, patience time.Duration) error {
	buffer := pdu.NewBuffer(nil)
	p.Marshal(buffer)
	if err := c.conn.SetWriteDeadline(time.Now().Add(patience)); err != nil {
		return err
	}
	_, err := c.conn.Write(buffer.Bytes())
	return err
}

// read takes what comes until the connection ends.
func (c *conversation) read() {
	defer c.end()
	in := bufio.NewReader(c.conn)
	for {
		p, err := pdu.Parse(in)
		if err != nil {
			return
		}
		if c.take(p) != nil {
			return
		}
	}
}

func (c *conversation) take(p pdu.PDU) error {
	switch p := p.(type) {
	case *pdu.DeliverSM:
		return c.told(p)
	case *pdu.EnquireLink:
		return c.reply(p.GetResponse())
	case *pdu.Unbind:
		return errors.Join(c.reply(p.GetResponse()), errEnded)
	}
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if answer, ok := c.waiting[p.GetSequenceNumber()]; ok {
		delete(c.waiting, p.GetSequenceNumber())
		answer <- p
	}
	return nil
}

// told takes what the centre delivers: receipts. What people write back has no
// reader here, and is acknowledged so that it is not told for ever.
func (c *conversation) told(p *pdu.DeliverSM) error {
	response, ok := p.GetResponse().(*pdu.DeliverSMResp)
	if !ok {
		return errEnded
	}
	if receipt, ok := receiptOf(p); ok && c.receive != nil && c.receive(receipt) != nil {
		response.CommandStatus = data.ESME_RX_T_APPN // later, please
	}
	return c.reply(response)
}

func (c *conversation) reply(p pdu.PDU) error {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return c.write(p, 10*time.Second)
}

func (c *conversation) alive() bool {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return !c.ended
}

// end closes the connection; whoever waits learns it.
func (c *conversation) end() {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if !c.ended {
		c.ended = true
		close(c.over)
		_ = c.conn.Close() // nothing more is said on it
	}
}
