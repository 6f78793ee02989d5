package mail

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"strings"
	"testing"

	"github.com/emersion/go-msgauth/dkim"
)

// keys are a private key as PEM, and what the DNS says of it.
func keys(t *testing.T, kind string) (private []byte, record string) {
	t.Helper()
	var key, public any
	switch kind {
	case "rsa":
		k, err := rsa.GenerateKey(rand.Reader, 2048)
		if err != nil {
			t.Fatal(err)
		}
		key, public = k, &k.PublicKey
	default:
		p, k, err := ed25519.GenerateKey(nil)
		if err != nil {
			t.Fatal(err)
		}
		key, public = k, p
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	shown, ok := public.(ed25519.PublicKey)
	if !ok {
		if shown, err = x509.MarshalPKIXPublicKey(public); err != nil {
			t.Fatal(err)
		}
	}
	record = "v=DKIM1; k=" + kind + "; p=" + base64.StdEncoding.EncodeToString(shown)
	return pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), record
}

func TestWhatLeavesIsSignedForItsDomain(t *testing.T) {
	for _, kind := range []string{"rsa", "ed25519"} {
		t.Run(kind, func(t *testing.T) {
			private, record := keys(t, kind)
			signer, err := NewSigner("example.fr", "trame", private)
			if err != nil {
				t.Fatal(err)
			}
			relay := startRelay(t, NoTLS)
			transport := relay.dial(t, func(r *Relay) { r.Signer = signer })
			if err := transport.Send(t.Context(), letter()); err != nil {
				t.Fatal(err)
			}
			found, err := dkim.VerifyWithOptions(strings.NewReader(relay.messages[0]), &dkim.VerifyOptions{
				LookupTXT: func(name string) ([]string, error) {
					return map[string][]string{"trame._domainkey.example.fr": {record}}[name], nil
				},
			})
			if err != nil || len(found) != 1 || found[0].Err != nil || found[0].Domain != "example.fr" {
				t.Errorf("%+v %v", found, err)
			}
		})
	}
}

func TestAKeyThatIsNoneIsSaidWithoutIt(t *testing.T) {
	private, _ := keys(t, "ed25519")
	for name, c := range map[string]struct {
		domain string
		key    []byte
	}{"no key": {"example.fr", nil}, "another thing": {"example.fr", []byte("-----BEGIN X-----\nAAAA\n-----END X-----\n")}, "no domain": {"", private}} {
		if _, err := NewSigner(c.domain, "trame", c.key); err == nil || strings.Contains(err.Error(), "AAAA") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
