package vault

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
)

const tokenBytes = 32

// NewToken makes a link's secret: raw goes into the link, 43 characters of
// base64url, and only hash is stored.
func NewToken() (raw, hash string) {
	secret := make([]byte, tokenBytes)
	rand.Read(secret)
	raw = base64.RawURLEncoding.EncodeToString(secret)
	return raw, HashToken(raw)
}

// HashToken is the SHA-256 of raw, 64 hex digits. 256 random bits need no salt
// and no key: nobody can search them.
func HashToken(raw string) string {
	sum := sha256.Sum256([]byte(raw))
	return hex.EncodeToString(sum[:])
}

// Link is the token of a link by its name, the same each time: worked out from
// the key, so that nobody without it can.
func (v *Vault) Link(name string) (raw, hash string) {
	raw = base64.RawURLEncoding.EncodeToString(v.derived("link", name))
	return raw, HashToken(raw)
}
