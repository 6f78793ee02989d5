package jobs

import (
	"context"
	"errors"

	"trame/scheduling"
)

// Sender takes messages of one channel out of the house.
type Sender interface {
	Send(ctx context.Context, m scheduling.Message) (Outcome, error)
	AtOnce() int // how many messages it takes at once
}

// Outcome is what the outbox keeps of a sending.
type Outcome struct {
	Receipt   string // the name under which its fate will be told; "" when it will not
	Reason    string // of a failure: holds no name
	Permanent bool   // trying again is of no use
	Wrong     string // the key of the address, when it is at fault: nothing else is sent there
	Status    string // RFC 3463, of a wrong address
	Away      bool   // whoever carries the channel: another message would fare no better
}

// Carriers send each message by its channel.
type Carriers map[scheduling.Channel]Sender

func (c Carriers) of(channel scheduling.Channel) Sender {
	if sender, ok := c[channel]; ok {
		return sender
	}
	return nobody{}
}

// nobody carries a channel that no gateway was set up for.
type nobody struct{}

var errNoCarrier = errors.New("nobody carries this channel")

func (nobody) Send(context.Context, scheduling.Message) (Outcome, error) {
	return Outcome{Reason: "no gateway"}, errNoCarrier
}

func (nobody) AtOnce() int { return 1 }
