package post

import (
	"encoding/base64"
	"encoding/hex"

	"trame/scheduling/vault"
)

// Token is the secret of a link that several mails must carry, each time the
// same: 43 characters of base64url, worked out from the vault's key and a name
// for the link ("animation/ID/since"). The store keeps the hash alone, and
// nobody without the key can work it out again.
func (o *Office) Token(name string) (raw, hash string) {
	secret, err := hex.DecodeString(o.vault.Index("link", name))
	if err != nil { // the index is always hex digits
		panic(err)
	}
	raw = base64.RawURLEncoding.EncodeToString(secret)
	return raw, vault.HashToken(raw)
}
