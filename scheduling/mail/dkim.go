package mail

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"regexp"

	"github.com/emersion/go-msgauth/dkim"
)

// Signer signs what leaves in the name of a domain (DKIM, RFC 6376).
type Signer struct {
	domain, selector string
	key              crypto.Signer
}

var validName = regexp.MustCompile(`^[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*$`)

// NewSigner reads a private key, RSA or Ed25519, as PKCS #8 or PKCS #1 in PEM.
// The error does not quote it.
func NewSigner(domain, selector string, key []byte) (*Signer, error) {
	if !validName.MatchString(domain) || !validName.MatchString(selector) {
		return nil, errors.New("mail: dkim: want a domain and a selector")
	}
	block, _ := pem.Decode(key)
	if block == nil {
		return nil, errors.New("mail: dkim: the key is not PEM")
	}
	if rsa, err := x509.ParsePKCS1PrivateKey(block.Bytes); err == nil {
		return &Signer{domain, selector, rsa}, nil
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	signer, ok := parsed.(crypto.Signer)
	if err != nil || !ok {
		return nil, errors.New("mail: dkim: the key is neither PKCS #8 nor PKCS #1")
	}
	return &Signer{domain, selector, signer}, nil
}

// signed are the headers that nobody on the way may change, or add.
var signed = []string{"From", "To", "Reply-To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type", "Auto-Submitted"}

// sign is text with its signature before it; a nil Signer leaves it as it is.
func (s *Signer) sign(text []byte) ([]byte, error) {
	if s == nil {
		return text, nil
	}
	var out bytes.Buffer
	err := dkim.Sign(&out, bytes.NewReader(text), &dkim.SignOptions{
		Domain: s.domain, Selector: s.selector, Signer: s.key, HeaderKeys: signed,
		HeaderCanonicalization: dkim.CanonicalizationRelaxed, BodyCanonicalization: dkim.CanonicalizationRelaxed,
	})
	if err != nil {
		return nil, fmt.Errorf("mail: dkim: %w", err)
	}
	return out.Bytes(), nil
}
