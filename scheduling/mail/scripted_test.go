package mail

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"strings"
	"sync/atomic"
	"testing"
)

// scripted is a relay of a few lines: what it says it can do, and how it
// answers DATA when it refused the recipient.
type scripted struct {
	offers string
	data   string

	port  int
	taken *atomic.Int32
}

func (s scripted) listen(t *testing.T) scripted {
	t.Helper()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	s.port, s.taken = portOf(t, listener), &atomic.Int32{}
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return // closed by the test
			}
			go s.talk(conn)
		}
	}()
	return s
}

func (s scripted) talk(conn net.Conn) {
	defer func() { _ = conn.Close() }()
	say := func(line string) { _, _ = fmt.Fprintf(conn, "%s\r\n", line) }
	say("220 relay")
	refused := false
	for lines := bufio.NewReader(conn); ; {
		line, err := lines.ReadString('\n')
		if err != nil {
			return
		}
		switch verb, _, _ := strings.Cut(strings.ToUpper(strings.TrimSpace(line)), " "); {
		case verb == "EHLO":
			say(s.offers)
		case verb == "RCPT":
			if refused = strings.Contains(line, "unknown@"); refused {
				say("550 5.1.1 not here")
			} else {
				say("250 ok")
			}
		case verb == "DATA" && refused:
			say(s.data)
		case verb == "DATA":
			say("354 go on")
			if s.content(lines) != nil {
				return
			}
			say("250 taken")
		case verb == "QUIT":
			say("221 bye")
			return
		default:
			say("250 ok")
		}
	}
}

// content reads up to the dot.
func (s scripted) content(lines *bufio.Reader) error {
	for {
		line, err := lines.ReadString('\n')
		switch {
		case err != nil:
			return io.ErrUnexpectedEOF
		case line == ".\r\n":
			s.taken.Add(1)
			return nil
		}
	}
}
