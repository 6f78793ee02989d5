package mailbox

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"strconv"
	"time"

	"github.com/emersion/go-imap/v2/imapclient"
)

// session is one connection to a mailbox, its folder open.
type session struct {
	box     Box
	client  *imapclient.Client
	arrived chan struct{} // the server said that there is more
}

func (b Box) open(ctx context.Context) (*session, error) {
	s := &session{box: b, arrived: make(chan struct{}, 1)}
	dialling, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	conn, err := new(net.Dialer).DialContext(dialling, "tcp", net.JoinHostPort(b.Host, strconv.Itoa(b.Port)))
	if err != nil {
		return nil, fmt.Errorf("mailbox: %w", err)
	}
	stop := time.AfterFunc(within, func() { _ = conn.Close() })
	defer stop.Stop()
	if s.client, err = s.greet(dialling, conn); err != nil {
		_ = conn.Close()
		return nil, fmt.Errorf("mailbox: %w", err)
	}
	if err := s.enter(); err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

// greet secures the connection as the box wants it.
func (s *session) greet(ctx context.Context, conn net.Conn) (*imapclient.Client, error) {
	options := &imapclient.Options{
		TLSConfig: &tls.Config{ServerName: s.box.Host, MinVersion: tls.VersionTLS12},
		UnilateralDataHandler: &imapclient.UnilateralDataHandler{Mailbox: func(d *imapclient.UnilateralDataMailbox) {
			if d.NumMessages != nil {
				select {
				case s.arrived <- struct{}{}:
				default: // told already
				}
			}
		}},
	}
	if s.box.TLS != nil {
		options.TLSConfig = s.box.TLS.Clone()
	}
	switch s.box.Security {
	case "starttls":
		return imapclient.NewStartTLS(conn, options)
	case "none":
		client := imapclient.New(conn, options)
		return client, client.WaitGreeting()
	}
	secured := tls.Client(conn, options.TLSConfig)
	if err := secured.HandshakeContext(ctx); err != nil {
		return nil, err
	}
	client := imapclient.New(secured, options)
	return client, client.WaitGreeting()
}

// enter signs in and opens the folder.
func (s *session) enter() error {
	if err := s.client.Login(s.box.Username, s.box.Password).Wait(); err != nil {
		return fmt.Errorf("mailbox: sign-in refused: %w", err)
	}
	if s.box.Keep != "" && s.box.Keep != "seen" {
		_ = s.client.Create(s.box.Keep, nil).Wait() // it is there already, or the first move says why not
	}
	if _, err := s.client.Select(s.box.Folder, nil).Wait(); err != nil {
		return fmt.Errorf("mailbox: open the folder: %w", err)
	}
	return nil
}

// limit hangs up unless what follows is done in time.
func (s *session) limit() (stop func()) {
	timer := time.AfterFunc(within, func() { _ = s.client.Close() })
	return func() { timer.Stop() }
}

// close says goodbye, and hangs up on who does not answer.
func (s *session) close() {
	timer := time.AfterFunc(5*time.Second, func() { _ = s.client.Close() })
	defer timer.Stop()
	_ = s.client.Logout().Wait()
	_ = s.client.Close()
}
