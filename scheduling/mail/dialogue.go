package mail

import (
	"errors"
	"fmt"
	"net/textproto"
	"regexp"
	"time"

	"github.com/wneessen/go-mail/smtp"
)

// dialogue is one open connection to a relay: go-mail greets, encrypts and
// signs in; what is said for each message is said here, so that a relay that
// takes several commands in one breath (PIPELINING, RFC 2920) gets them so.
type dialogue struct {
	client  *smtp.Client
	timeout time.Duration
	giveUp  *time.Timer // of an idle one
	used    bool        // carried a message, or tried to
	open    bool
	awaits  bool // content, of a message that will not come

	pipelining, enhanced bool
	mail, rcpt           string // what follows the addresses
}

// errStale is a connection found dead before anything of a message was said.
var errStale = errors.New("the connection had ended")

const (
	stepConnection = "connection"
	stepSender     = "sender"
	stepRecipient  = "recipient"
	stepContent    = "content"
)

func newDialogue(client *smtp.Client, timeout time.Duration) *dialogue {
	d := &dialogue{client: client, timeout: timeout, open: true}
	d.pipelining, _ = client.Extension("PIPELINING")
	d.enhanced, _ = client.Extension("ENHANCEDSTATUSCODES")
	if ok, _ := client.Extension("8BITMIME"); ok {
		d.mail += " BODY=8BITMIME"
	}
	if ok, _ := client.Extension("DSN"); ok { // RFC 3461
		d.mail += " RET=HDRS"
		d.rcpt += " NOTIFY=FAILURE,DELAY"
	}
	return d
}

// command is one line of the dialogue and the answer it wants; step is what
// failed when it gets another.
type command struct {
	line, step string
	want       int // 25 is any 25x
}

// send says one message. After it the connection is open for another, or
// closed when nobody can know in what state it is.
func (d *dialogue) send(from, to string, text []byte) error {
	failure := d.say(from, to, text)
	d.used = true
	if failure == nil {
		return nil
	}
	if d.awaits || !betweenMessages(failure) {
		d.open = false
		_ = d.client.Close() // what it would say is of no use
	}
	return failure
}

// betweenMessages reports whether the connection is ready for another message
// after f: the relay refused politely, and the next message begins with RSET.
func betweenMessages(f *Failure) bool {
	return (f.Step == stepSender || f.Step == stepRecipient) && f.Code >= 400 && f.Code != 421
}

func (d *dialogue) say(from, to string, text []byte) *Failure {
	if err := d.client.UpdateDeadline(d.timeout); err != nil {
		return d.failure(stepConnection, err)
	}
	commands := []command{
		{"MAIL FROM:<" + from + ">" + d.mail, stepSender, 250},
		{"RCPT TO:<" + to + ">" + d.rcpt, stepRecipient, 25},
		{"DATA", stepContent, 354},
	}
	if d.used {
		commands = append([]command{{"RSET", stepConnection, 250}}, commands...)
	}
	if failure := d.ask(commands); failure != nil {
		return failure
	}
	w := d.client.Text.DotWriter()
	if _, err := w.Write(text); err != nil {
		return d.failure(stepContent, err)
	}
	if err := w.Close(); err != nil {
		return d.failure(stepContent, err)
	}
	if _, _, err := d.client.Text.ReadResponse(250); err != nil {
		return d.failure(stepContent, err)
	}
	return nil
}

// ask says commands, in one breath when the relay takes them so, and reads
// every answer. A relay that would take the content of a message whose sender
// or recipient it refused is hung up on: it gets none.
func (d *dialogue) ask(commands []command) *Failure {
	var first *Failure
	said := 0
	for at, c := range commands {
		for said < len(commands) && (said == at || d.pipelining) {
			if _, err := fmt.Fprintf(d.client.Text.W, "%s\r\n", commands[said].line); err != nil {
				return d.failure(stepConnection, err)
			}
			said++
		}
		if err := d.client.Text.W.Flush(); err != nil {
			return d.failure(stepConnection, err)
		}
		_, _, err := d.client.Text.ReadResponse(c.want)
		switch {
		case err != nil && first == nil:
			first = d.failure(c.step, err)
			if first.Code == 0 || !d.pipelining {
				return first
			}
		case err == nil && first != nil && c.step == stepContent:
			d.awaits = true
		}
	}
	return first
}

var enhancedCode = regexp.MustCompile(`^[245]\.\d{1,3}\.\d{1,3}`)

// failure tells the step and the code of what went wrong, and none of its
// text: it may name the recipient.
func (d *dialogue) failure(step string, err error) *Failure {
	answer, answered := errors.AsType[*textproto.Error](err)
	switch {
	case step == stepConnection, d.used && step == stepSender && !answered:
		return &Failure{Step: stepConnection, Err: errStale}
	case !answered:
		return &Failure{Step: step}
	}
	f := &Failure{Step: step, Code: answer.Code}
	if d.enhanced {
		f.Enhanced = enhancedCode.FindString(answer.Msg)
	}
	refused := f.Code >= 500 && f.Code != 530 // 530: it wants a password first
	f.Final = refused && step != stepSender
	return f
}

// quit says goodbye.
func (d *dialogue) quit() error {
	_ = d.client.UpdateDeadline(d.timeout) // an ended connection says so below
	if err := d.client.Quit(); err != nil {
		return errors.Join(err, d.client.Close())
	}
	return nil
}
