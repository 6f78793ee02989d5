package inbox

import (
	"bytes"
	"context"
	"strings"
	"time"

	"github.com/emersion/go-msgauth/dkim"
)

const (
	maxSignatures = 4
	vouchWithin   = 10 * time.Second
)

// Lookup finds the TXT records of a domain: net.Resolver's LookupTXT.
type Lookup func(ctx context.Context, domain string) ([]string, error)

// Vouched reports whether the domain of r's only sender signed it (DKIM, RFC
// 6376): the mail was written by whom it says. It may ask the DNS, and must not
// be called within a transaction.
func (r Received) Vouched(ctx context.Context, lookup Lookup) bool {
	_, domain, ok := strings.Cut(r.From, "@")
	if !ok || r.Raw == nil {
		return false
	}
	ctx, cancel := context.WithTimeout(ctx, vouchWithin)
	defer cancel()
	found, _ := dkim.VerifyWithOptions(bytes.NewReader(r.Raw), &dkim.VerifyOptions{
		LookupTXT:        func(name string) ([]string, error) { return lookup(ctx, name) },
		MaxVerifications: maxSignatures,
	})
	for _, v := range found {
		signer := strings.ToLower(v.Domain)
		if v.Err == nil && strings.Contains(signer, ".") && (domain == signer || strings.HasSuffix(domain, "."+signer)) {
			return true
		}
	}
	return false
}
