package mail

import (
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"strings"

	gomail "github.com/wneessen/go-mail"
)

// Certificate signs mail in the name of an address (S/MIME, RFC 8551): its
// readers see that nobody else wrote it.
type Certificate struct {
	pair tls.Certificate
	leaf *x509.Certificate
}

// NewCertificate reads a certificate with its intermediate one after it, and
// its key, RSA or ECDSA, in PEM. The error does not quote the key.
func NewCertificate(chain, key []byte) (*Certificate, error) {
	pair, err := tls.X509KeyPair(chain, key)
	if err != nil {
		return nil, errors.New("mail: s/mime: the certificate and the key are not a pair in PEM")
	}
	switch pair.PrivateKey.(type) {
	case *rsa.PrivateKey, *ecdsa.PrivateKey:
	default:
		return nil, errors.New("mail: s/mime: the key is neither RSA nor ECDSA")
	}
	leaf, err := x509.ParseCertificate(pair.Certificate[0])
	if err != nil || len(leaf.EmailAddresses) == 0 {
		return nil, errors.New("mail: s/mime: the certificate names no mail address")
	}
	return &Certificate{pair, leaf}, nil
}

// vouches reports whether c may sign m: it is for the sender's address, on that
// day. A signature that a reader is warned of is worse than none.
func (c *Certificate) vouches(m Mail) bool {
	if c == nil || m.Date.Before(c.leaf.NotBefore) || m.Date.After(c.leaf.NotAfter) {
		return false
	}
	for _, address := range c.leaf.EmailAddresses {
		if strings.EqualFold(address, m.From.Address) {
			return true
		}
	}
	return false
}

// sign has msg, which is m, leave signed; a nil Certificate leaves it as it is.
func (c *Certificate) sign(msg *gomail.Msg, m Mail) error {
	if !c.vouches(m) {
		return nil
	}
	return msg.SignWithTLSCertificate(&c.pair)
}
