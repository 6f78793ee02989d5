package mail

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// identity is an authority of our own, and a certificate of it for an address.
func identity(t *testing.T, address string, until time.Time) (authority, chain, key []byte) {
	t.Helper()
	issue := func(template, parent *x509.Certificate, signer *ecdsa.PrivateKey) ([]byte, *ecdsa.PrivateKey) {
		private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		if signer == nil {
			signer = private
		}
		der, err := x509.CreateCertificate(rand.Reader, template, parent, &private.PublicKey, signer)
		if err != nil {
			t.Fatal(err)
		}
		return der, private
	}
	since := until.AddDate(-2, 0, 0)
	root := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Autorité"}, NotBefore: since, NotAfter: until.AddDate(1, 0, 0),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	rootDER, rootKey := issue(root, root, nil)
	leafDER, leafKey := issue(&x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: "Service social"}, NotBefore: since, NotAfter: until,
		EmailAddresses: []string{address}, KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageEmailProtection},
	}, root, rootKey)
	keyDER, err := x509.MarshalPKCS8PrivateKey(leafKey)
	if err != nil {
		t.Fatal(err)
	}
	in := func(kind string, der []byte) []byte { return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}) }
	return in("CERTIFICATE", rootDER), in("CERTIFICATE", leafDER), in("PRIVATE KEY", keyDER)
}

func TestASignedInvitationIsVerifiedByOpenSSLAndStillHoldsItsCalendar(t *testing.T) {
	m := letter()
	m.Calendar, m.CalendarMethod = []byte("BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"), "REQUEST"
	m.Date = time.Now().Add(-time.Minute)
	authority, chain, key := identity(t, m.From.Address, time.Now().AddDate(1, 0, 0))
	certificate, err := NewCertificate(chain, key)
	if err != nil {
		t.Fatal(err)
	}
	relay := startRelay(t, NoTLS)
	if err := relay.dial(t, func(r *Relay) { r.Identity = certificate }).Send(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for name, text := range map[string]string{"mail.eml": relay.messages[0], "ca.pem": string(authority)} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	judge := exec.CommandContext(t.Context(), "openssl", "smime", "-verify", "-in", "mail.eml", "-CAfile", "ca.pem", "-purpose", "smimesign")
	judge.Dir = dir
	out, err := judge.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "text/calendar; method=REQUEST") {
		t.Errorf("%v: %s", err, out)
	}
	tampered := strings.Replace(relay.messages[0], "QkVHSU46VkNBTEVOREFS", "QkVHSU46VkNBTEVOREFT", 1)
	if err := os.WriteFile(filepath.Join(dir, "mail.eml"), []byte(tampered), 0o600); err != nil {
		t.Fatal(err)
	}
	judge = exec.CommandContext(t.Context(), "openssl", "smime", "-verify", "-in", "mail.eml", "-CAfile", "ca.pem")
	judge.Dir = dir
	if out, err := judge.CombinedOutput(); err == nil || tampered == relay.messages[0] {
		t.Errorf("a changed invitation passes: %s", out)
	}
}

func TestACertificateSignsForItsAddressAndItsTimeAlone(t *testing.T) {
	m := letter()
	for name, c := range map[string]struct {
		address string
		until   time.Time
		signed  bool
	}{
		"its address":      {strings.ToUpper(m.From.Address), m.Date.AddDate(0, 1, 0), true},
		"another address":  {"autre@example.fr", m.Date.AddDate(0, 1, 0), false},
		"its time is over": {m.From.Address, m.Date.AddDate(0, 0, -1), false},
	} {
		_, chain, key := identity(t, c.address, c.until)
		certificate, err := NewCertificate(chain, key)
		if err != nil {
			t.Fatal(err)
		}
		text, err := compose(m, certificate)
		if signed := strings.Contains(string(text), "multipart/signed"); err != nil || signed != c.signed {
			t.Errorf("%s: signed %t, %v", name, signed, err)
		}
	}
	_, chain, _ := identity(t, m.From.Address, m.Date)
	_, _, other := identity(t, m.From.Address, m.Date)
	if _, err := NewCertificate(chain, other); err == nil {
		t.Error("a certificate takes another's key")
	}
}
