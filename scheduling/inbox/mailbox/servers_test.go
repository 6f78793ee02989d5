package mailbox_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"log"
	"math/big"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"

	"trame/scheduling/inbox/mailbox"
)

// eachServer runs f on a mailbox of the library's own server, over TLS, and of
// Dovecot where TRAME_TEST_DOVECOT names it.
func eachServer(t *testing.T, f func(t *testing.T, box mailbox.Box)) {
	t.Helper()
	for _, security := range []string{"tls", "starttls"} {
		t.Run("memory, "+security, func(t *testing.T) { f(t, memory(t, security)) })
	}
	program := os.Getenv("TRAME_TEST_DOVECOT")
	if program == "" {
		if strings.Contains(os.Getenv("TRAME_TEST_REQUIRE"), "dovecot") {
			t.Fatal("TRAME_TEST_REQUIRE asks for Dovecot, TRAME_TEST_DOVECOT names none")
		}
		return
	}
	t.Run("dovecot", func(t *testing.T) { f(t, dovecot(t, program)) })
}

func memory(t *testing.T, security string) mailbox.Box {
	t.Helper()
	account := imapmemserver.NewUser("planning", "secret")
	if err := account.Create("INBOX", nil); err != nil {
		t.Fatal(err)
	}
	users := imapmemserver.New()
	users.AddUser(account)
	certificate, trusted := selfSigned(t)
	secured := &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12}
	server := imapserver.New(&imapserver.Options{
		NewSession: func(*imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
			return users.NewSession(), nil, nil
		},
		Caps: imap.CapSet{imap.CapIMAP4rev1: {}, imap.CapIMAP4rev2: {}}, TLSConfig: secured,
		Logger: log.New(io.Discard, "", 0),
	})
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	box := mailbox.Box{Host: "127.0.0.1", Port: portOf(listener), Security: security, Username: "planning", Password: "secret", Folder: "INBOX"}
	box.TLS = &tls.Config{RootCAs: trusted, ServerName: "127.0.0.1", MinVersion: tls.VersionTLS12}
	if security == "tls" {
		listener = tls.NewListener(listener, secured)
	}
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(func() { _ = server.Close() })
	return box
}

func portOf(l net.Listener) (port int) {
	_, text, _ := net.SplitHostPort(l.Addr().String())
	_, _ = fmt.Sscan(text, &port)
	return port
}

func selfSigned(t *testing.T) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	card := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, card, card, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	read, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(read)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, pool
}

// dovecot starts a server of its own in a folder that is forgotten.
func dovecot(t *testing.T, program string) mailbox.Box {
	t.Helper()
	me, err := user.Current()
	if err != nil {
		t.Fatal(err)
	}
	folder, err := os.MkdirTemp("/tmp", "trame-imap-") // a socket's path is short
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(folder) })
	owner, group := me.Uid, me.Gid
	internal := me.Username
	if me.Uid == "0" { // Dovecot reads nobody's mail as root
		internal = "dovecot"
		account, err := user.Lookup(internal)
		if err != nil {
			t.Fatal(err)
		}
		owner, group = account.Uid, account.Gid
	}
	named, err := user.LookupGroupId(group)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(folder, 0o777); err != nil {
		t.Fatal(err)
	}
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := portOf(listener)
	_ = listener.Close()
	settings := strings.NewReplacer("FOLDER", folder, "PORT", fmt.Sprint(port), "OWNER", owner, "GROUP", named.Name, "INTERNAL", internal).Replace(dovecotSettings)
	file := filepath.Join(folder, "dovecot.conf")
	if err := os.WriteFile(file, []byte(settings), 0o600); err != nil {
		t.Fatal(err)
	}
	server := exec.CommandContext(t.Context(), program, "-F", "-c", file)
	var said strings.Builder
	server.Stdout, server.Stderr = &said, &said
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = server.Process.Signal(os.Interrupt)
		_ = server.Wait()
	})
	box := mailbox.Box{Host: "127.0.0.1", Port: port, Security: "none", Username: "planning", Password: "secret", Folder: "INBOX"}
	for deadline := time.Now().Add(10 * time.Second); ; {
		conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", fmt.Sprintf("127.0.0.1:%d", port))
		if err == nil {
			_ = conn.Close()
			return box
		}
		select {
		case <-t.Context().Done():
		case <-time.After(20 * time.Millisecond): // until it listens
		}
		if time.Now().After(deadline) {
			written, _ := os.ReadFile(filepath.Join(folder, "log"))
			t.Fatalf("dovecot does not answer: %s%s", said.String(), written)
		}
	}
}

const dovecotSettings = `
protocols = imap
base_dir = FOLDER/run
state_dir = FOLDER/state
log_path = FOLDER/log
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
default_internal_user = INTERNAL
default_login_user = INTERNAL
default_internal_group = GROUP
first_valid_uid = 1
first_valid_gid = 1
mail_location = maildir:FOLDER/mail/%u
passdb {
  driver = static
  args = password=secret
}
userdb {
  driver = static
  args = uid=OWNER gid=GROUP home=FOLDER/home/%u
}
service imap-login {
  chroot =
  inet_listener imap {
    port = PORT
  }
}
service anvil {
  chroot =
}
`

// deliver puts a mail into the mailbox, as a server does.
func deliver(t *testing.T, box mailbox.Box, text string) {
	t.Helper()
	c := client(t, box)
	defer func() { _ = c.Close() }()
	put := c.Append("INBOX", int64(len(text)), nil)
	if _, err := put.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := put.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := put.Wait(); err != nil {
		t.Fatal(err)
	}
}

// count is how many mails a folder holds.
func count(t *testing.T, box mailbox.Box, folder string) uint32 {
	t.Helper()
	c := client(t, box)
	defer func() { _ = c.Close() }()
	selected, err := c.Select(folder, nil).Wait()
	if err != nil {
		t.Fatal(err)
	}
	return selected.NumMessages
}

func client(t *testing.T, box mailbox.Box) *imapclient.Client {
	t.Helper()
	address := fmt.Sprintf("%s:%d", box.Host, box.Port)
	dial := map[string]func(string, *imapclient.Options) (*imapclient.Client, error){
		"tls": imapclient.DialTLS, "starttls": imapclient.DialStartTLS, "none": imapclient.DialInsecure,
	}[box.Security]
	c, err := dial(address, &imapclient.Options{TLSConfig: box.TLS})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Login(box.Username, box.Password).Wait(); err != nil {
		t.Fatal(err)
	}
	return c
}
