package post

import (
	"encoding/base32"
	"encoding/hex"
	"strings"

	"trame/scheduling/vault"
)

// lower is base32 in lower case: an address may be written in capitals on its
// way back.
var lower = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// WithReplies is an office whose invitations are answered to the mailbox at
// address, planning@agenda.example: under a secret address for each, which the
// mailbox takes as planning+SECRET@agenda.example, or, fixed, under its own.
func (o *Office) WithReplies(address string, fixed bool) *Office {
	with := *o
	with.mailbox, with.domain, _ = strings.Cut(address, "@")
	with.fixed = fixed
	return &with
}

// Answers is the address that calendars answer an invitation to, worked out
// from its name as Token works out a link, and the hash that finds it again.
// Without a mailbox it is "". 128 bits leave room within the 64 octets of a
// local part (RFC 5321 §4.5.3.1.1).
func (o *Office) Answers(name string) (address, hash string) {
	switch {
	case o.mailbox == "":
		return "", ""
	case o.fixed:
		return o.mailbox + "@" + o.domain, ""
	}
	secret, err := hex.DecodeString(o.vault.Index("reply", name))
	if err != nil { // the index is always hex digits
		panic(err)
	}
	raw := lower.EncodeToString(secret[:16])
	return o.mailbox + "+" + raw + "@" + o.domain, vault.HashToken(raw)
}

// ReturnPath is where the relay sends back what it could not deliver of the
// message with a receipt; "" is to its sender.
func (o *Office) ReturnPath(receipt string) string {
	switch {
	case o.mailbox == "":
		return ""
	case o.fixed || receipt == "":
		return o.mailbox + "@" + o.domain
	}
	return o.mailbox + "+" + receipt + "@" + o.domain
}

// AddressKey is the blind index of a mail address.
func (o *Office) AddressKey(address string) string {
	return o.vault.Index("address", strings.ToLower(strings.TrimSpace(address)))
}
