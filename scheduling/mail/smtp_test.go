package mail

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log"
	"math/big"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	gosmtp "github.com/emersion/go-smtp"
)

// relayServer is a relay in this process. What it does with a recipient is in
// his address: unknown@, busy@, spam@, cut@, leave@, or take the message.
type relayServer struct {
	host         string
	port         int
	trust        *x509.CertPool
	mutex        sync.Mutex
	connections  int
	messages     []string
	returns      []gosmtp.MailOptions
	from, signed string
	live         []*gosmtp.Conn
}

func (s *relayServer) NewSession(c *gosmtp.Conn) (gosmtp.Session, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.connections++
	s.live = append(s.live, c)
	return &caller{server: s, conn: c}, nil
}

// hangUp closes every connection, as an idle timeout does.
func (s *relayServer) hangUp() {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	for _, c := range s.live {
		_ = c.Conn().Close() // some are closed already
	}
}

type caller struct {
	server *relayServer
	conn   *gosmtp.Conn
	to     string
}

func (d *caller) AuthMechanisms() []string { return []string{sasl.Plain} }

func (d *caller) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != "trame" || password != "secret" {
			return gosmtp.ErrAuthFailed
		}
		d.server.signed = user
		return nil
	}), nil
}

func (d *caller) Mail(from string, options *gosmtp.MailOptions) error {
	if strings.HasPrefix(from, "stranger@") {
		return &gosmtp.SMTPError{Code: 550, EnhancedCode: gosmtp.EnhancedCode{5, 7, 1}, Message: "who is " + from}
	}
	d.server.mutex.Lock()
	defer d.server.mutex.Unlock()
	d.server.from = from
	d.server.returns = append(d.server.returns, *options)
	return nil
}

func (d *caller) Rcpt(to string, _ *gosmtp.RcptOptions) error {
	d.to, _, _ = strings.Cut(to, "@")
	switch d.to {
	case "unknown":
		return &gosmtp.SMTPError{Code: 550, EnhancedCode: gosmtp.EnhancedCode{5, 1, 1}, Message: "no " + to + " here"}
	case "busy":
		return &gosmtp.SMTPError{Code: 451, EnhancedCode: gosmtp.EnhancedCode{4, 2, 1}, Message: to + " later"}
	case "leave":
		return &gosmtp.SMTPError{Code: 421, EnhancedCode: gosmtp.EnhancedCode{4, 3, 2}, Message: "going down"}
	}
	return nil
}

func (d *caller) Data(r io.Reader) error {
	if d.to == "cut" {
		if _, err := io.ReadFull(r, make([]byte, 100)); err != nil {
			return err
		}
		return d.conn.Conn().Close()
	}
	text, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	if d.to == "spam" {
		return &gosmtp.SMTPError{Code: 554, EnhancedCode: gosmtp.EnhancedCode{5, 7, 1}, Message: "spam"}
	}
	d.server.mutex.Lock()
	defer d.server.mutex.Unlock()
	d.server.messages = append(d.server.messages, string(text))
	return nil
}

func (d *caller) Reset()        {}
func (d *caller) Logout() error { return nil }

// startRelay listens on a free port; secure is none, starttls or tls.
func startRelay(t *testing.T, secure Security) *relayServer {
	t.Helper()
	s := &relayServer{host: "127.0.0.1"}
	server := gosmtp.NewServer(s)
	server.Domain, server.EnableDSN, server.EnableSMTPUTF8 = "relay.example.fr", true, true
	server.ErrorLog = log.New(io.Discard, "", 0)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.port = portOf(t, listener)
	if secure != NoTLS {
		server.TLSConfig, s.trust = certificate(t)
	}
	if secure == TLS {
		listener = tls.NewListener(listener, server.TLSConfig)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = server.Serve(listener) // ends with Close
	}()
	t.Cleanup(func() {
		if err := server.Close(); err != nil {
			t.Error(err)
		}
		<-done
	})
	return s
}

func portOf(t *testing.T, l net.Listener) int {
	t.Helper()
	address, ok := l.Addr().(*net.TCPAddr)
	if !ok {
		t.Fatalf("listening on %v", l.Addr())
	}
	return address.Port
}

func certificate(t *testing.T) (*tls.Config, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	signed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(signed)
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}, pool
}

func (s *relayServer) dial(t *testing.T, change ...func(*Relay)) *SMTP {
	t.Helper()
	r := Relay{Host: s.host, Port: s.port, Security: NoTLS, Hello: "trame.example.fr", Timeout: 5 * time.Second}
	if s.trust != nil {
		r.Security, r.TLS = StartTLS, &tls.Config{RootCAs: s.trust, ServerName: s.host}
	}
	for _, c := range change {
		c(&r)
	}
	transport, err := NewSMTP(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := transport.Close(); err != nil && s.trust == nil {
			t.Log(err) // a server that hung up does not answer QUIT
		}
	})
	return transport
}

func to(address string) func(*Mail) { return func(m *Mail) { m.To = Party{Address: address} } }

func TestAMessageArrivesAsComposed(t *testing.T) {
	server := startRelay(t, NoTLS)
	if err := server.dial(t).Send(t.Context(), letter()); err != nil {
		t.Fatal(err)
	}
	want, err := Compose(letter())
	if err != nil {
		t.Fatal(err)
	}
	if len(server.messages) != 1 || server.messages[0] != string(want) {
		t.Errorf("received %q", server.messages)
	}
	if server.from != letter().EnvelopeFrom {
		t.Errorf("returns go to %q", server.from)
	}
	if o := server.returns[0]; o.Return != gosmtp.DSNReturnHeaders || o.UTF8 {
		t.Errorf("MAIL FROM options %+v", o)
	}
}

func TestABatchUsesNoMoreConnectionsThanItMay(t *testing.T) {
	for may, most := range map[int]int{0: 4, 1: 1, 3: 3} {
		server := startRelay(t, NoTLS)
		transport := server.dial(t, func(r *Relay) { r.Connections = may })
		var wait sync.WaitGroup
		for n := range 20 {
			wait.Go(func() {
				if err := transport.Send(t.Context(), numbered(n)); err != nil {
					t.Error(err)
				}
			})
		}
		wait.Wait()
		if transport.AtOnce() != most || server.connections > most || len(server.messages) != 20 {
			t.Errorf("%d messages over %d connections of %d", len(server.messages), server.connections, most)
		}
	}
}

// TestEveryRelayIsSpokenToAsItAsks has the same dialogue with relays that
// take one command at a time, or several in one breath, and with one that
// would take the content of a message for nobody.
func TestEveryRelayIsSpokenToAsItAsks(t *testing.T) {
	for name, relay := range map[string]scripted{
		"one at a time":     {offers: "250 relay", data: "554 no valid recipients"},
		"in one breath":     {offers: "250-relay\r\n250 PIPELINING", data: "554 no valid recipients"},
		"content of nobody": {offers: "250-relay\r\n250-PIPELINING\r\n250 8BITMIME", data: "354 go on"},
	} {
		t.Run(name, func(t *testing.T) {
			server := relay.listen(t)
			transport := (&relayServer{host: "127.0.0.1", port: server.port}).dial(t, func(r *Relay) { r.Connections = 1 })
			for _, step := range []struct {
				to   string
				want bool
			}{{"good", true}, {"unknown", false}, {"good", true}} {
				err := transport.Send(t.Context(), letter(to(step.to+"@example.fr")))
				if (err == nil) != step.want || Permanent(err) == step.want {
					t.Errorf("%s: %v", step.to, err)
				}
			}
			if taken := server.taken.Load(); taken != 2 {
				t.Errorf("%d messages taken, want 2", taken)
			}
		})
	}
}

func TestARefusedRecipientStopsNobodyElse(t *testing.T) {
	server := startRelay(t, NoTLS)
	transport := server.dial(t)
	for _, step := range []struct {
		change      func(*Mail)
		permanent   bool
		want        string
		connections int
	}{
		{to("unknown@example.fr"), true, "mail: recipient refused: 550 5.1.1", 1},
		{to("busy@example.fr"), false, "mail: recipient refused: 451 4.2.1", 1},
		{to("good@example.fr"), false, "", 1},
		{func(m *Mail) { m.EnvelopeFrom = "stranger@example.fr" }, false, "mail: sender refused: 550 5.7.1", 1},
		{to("spam@example.fr"), true, "mail: content refused: 554 5.7.1", 1},
		{to("good@example.fr"), false, "", 2},
		{to("cut@example.fr"), false, "mail: content refused", 2},
		{to("good@example.fr"), false, "", 3},
		{to("leave@example.fr"), false, "mail: recipient refused: 421 4.3.2", 3},
		{to("good@example.fr"), false, "", 4},
	} {
		err := transport.Send(t.Context(), letter(step.change))
		got := ""
		if err != nil {
			got = err.Error()
		}
		if got != step.want || Permanent(err) != step.permanent {
			t.Errorf("got %q, permanent %v, want %q", got, Permanent(err), step.want)
		}
		if server.connections != step.connections {
			t.Errorf("after %q: %d connections, want %d", step.want, server.connections, step.connections)
		}
	}
	if len(server.messages) != 4 {
		t.Errorf("%d messages arrived", len(server.messages))
	}
}

func TestARelayThatHungUpIsCalledAgain(t *testing.T) {
	server := startRelay(t, NoTLS)
	transport := server.dial(t)
	for n := range 3 {
		if err := transport.Send(t.Context(), numbered(n)); err != nil {
			t.Fatal(err)
		}
		server.hangUp()
	}
	if server.connections != 3 || len(server.messages) != 3 {
		t.Errorf("%d messages over %d connections", len(server.messages), server.connections)
	}
}

func TestClosingAndSendingAgainReconnects(t *testing.T) {
	server := startRelay(t, NoTLS)
	transport := server.dial(t)
	for n := range 2 {
		if err := transport.Send(t.Context(), numbered(n)); err != nil {
			t.Fatal(err)
		}
		if err := transport.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if server.connections != 2 {
		t.Errorf("%d connections", server.connections)
	}
}

func TestAPasswordTravelsEncryptedOnly(t *testing.T) {
	user := func(r *Relay) { r.Username, r.Password = "trame", "secret" }
	for _, secure := range []Security{StartTLS, TLS} {
		t.Run(string(secure), func(t *testing.T) {
			server := startRelay(t, secure)
			transport := server.dial(t, user, func(r *Relay) { r.Security = secure })
			if err := transport.Send(t.Context(), letter()); err != nil {
				t.Fatal(err)
			}
			if server.signed != "trame" || len(server.messages) != 1 {
				t.Errorf("signed in as %q, %d messages", server.signed, len(server.messages))
			}
			wrong := server.dial(t, user, func(r *Relay) { r.Security, r.Password = secure, "guess" })
			if err := wrong.Send(t.Context(), letter()); err == nil || Permanent(err) || strings.Contains(err.Error(), "guess") {
				t.Errorf("a wrong password: %v", err)
			}
		})
	}
	if _, err := NewSMTP(Relay{Host: "127.0.0.1", Port: 25, Security: NoTLS, Username: "trame", Password: "secret"}); err == nil {
		t.Error("a password in the clear is accepted")
	}
}

func TestAnUnprotectedRelayIsNotTrusted(t *testing.T) {
	strict := func(r *Relay) { r.Security = StartTLS }
	without := startRelay(t, NoTLS)
	if err := without.dial(t, strict).Send(t.Context(), letter()); err == nil || Permanent(err) {
		t.Errorf("no STARTTLS: %v", err)
	}
	unknown := startRelay(t, StartTLS)
	var wrong *tls.CertificateVerificationError
	if err := unknown.dial(t, func(r *Relay) { r.TLS = nil }).Send(t.Context(), letter()); !errors.As(err, &wrong) || Permanent(err) {
		t.Errorf("an unknown authority: %v", err)
	}
	if len(without.messages)+len(unknown.messages) != 0 {
		t.Error("a message left")
	}
}

func TestARelayIsDescribedCompletely(t *testing.T) {
	for name, relay := range map[string]Relay{
		"no host":     {Port: 25, Security: NoTLS},
		"no port":     {Host: "127.0.0.1", Security: NoTLS},
		"no security": {Host: "127.0.0.1", Port: 25},
		"a crowd":     {Host: "127.0.0.1", Port: 25, Security: NoTLS, Connections: 33},
	} {
		if _, err := NewSMTP(relay); err == nil {
			t.Errorf("%s is accepted", name)
		}
	}
}

func TestAnAbsentRelayIsNotTheMessagesFault(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := portOf(t, listener)
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	transport, err := NewSMTP(Relay{Host: "127.0.0.1", Port: port, Security: NoTLS})
	if err != nil {
		t.Fatal(err)
	}
	if err := transport.Send(t.Context(), letter()); err == nil || Permanent(err) {
		t.Errorf("got %v", err)
	}
}

func TestLongLinesAndDotsArriveWhole(t *testing.T) {
	server := startRelay(t, NoTLS)
	text := ".\n..\n" + strings.Repeat("séance ", 400) + "\n.\nfin\n"
	if err := server.dial(t).Send(t.Context(), letter(func(m *Mail) { m.Text = text })); err != nil {
		t.Fatal(err)
	}
	sent, err := read(bytes.NewReader([]byte(server.messages[0])))
	if err != nil {
		t.Fatal(err)
	}
	if sent.Text != text {
		t.Errorf("received %q", sent.Text)
	}
}
