package inbox_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"strings"
	"testing"

	"github.com/emersion/go-msgauth/dkim"
)

// signed is a mail with the signature of domain, and the DNS that proves it.
func signed(t *testing.T, mail []byte, domain string) (string, func(context.Context, string) ([]string, error)) {
	t.Helper()
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	err = dkim.Sign(&out, bytes.NewReader(mail), &dkim.SignOptions{Domain: domain, Selector: "s1", Signer: private, HeaderKeys: []string{"From", "To", "Subject", "Date"}})
	if err != nil {
		t.Fatal(err)
	}
	return out.String(), func(_ context.Context, name string) ([]string, error) {
		if name != "s1._domainkey."+domain {
			return nil, errors.New("no such name")
		}
		return []string{"v=DKIM1; k=ed25519; p=" + base64.StdEncoding.EncodeToString(public)}, nil
	}
}

func TestASignatureVouchesForItsOwnDomainAlone(t *testing.T) {
	for name, c := range map[string]struct {
		domain string
		change func(mail string) string
		want   bool
	}{
		"the sender's domain":      {"sante-travail.example", strings.Clone, true},
		"a domain elsewhere":       {"example.org", strings.Clone, false},
		"another's domain":         {"travail.example", strings.Clone, false},
		"the answer was altered":   {"sante-travail.example", func(s string) string { return strings.Replace(s, "ACCEPTED", "DECLINED", 1) }, false},
		"the sender was altered":   {"sante-travail.example", func(s string) string { return strings.Replace(s, "From: Odile", "From: Paul", 1) }, false},
		"a second sender":          {"sante-travail.example", func(s string) string { return "From: x@y.example\r\n" + s }, false},
		"another hand's signature": {"sante-travail.example", func(s string) string { return strings.Replace(s, "s=s1", "s=s2", 1) }, false},
	} {
		t.Run(name, func(t *testing.T) {
			text, lookup := signed(t, golden(t, "kde"), c.domain)
			if got := read(t, c.change(text)).Vouched(t.Context(), lookup); got != c.want {
				t.Errorf("vouched %t, want %t", got, c.want)
			}
		})
	}
	if read(t, string(golden(t, "kde"))).Vouched(t.Context(), func(context.Context, string) ([]string, error) { return nil, nil }) {
		t.Error("an unsigned mail is vouched for")
	}
}
