// Package vault keeps secrets: it seals fields, indexes them blindly, and hashes
// passwords, tokens and codes. It is the only keeper of tink-go and argon2.
package vault

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"strconv"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/tink"
)

// Vault seals and opens fields, and computes keyed hashes. It is safe for
// concurrent use.
type Vault struct {
	fields tink.AEAD
	index  []byte
}

// New is the vault of a keyset made by Generate or Rotate.
func New(keyset []byte) (*Vault, error) {
	keys, err := parseKeys(keyset)
	if err != nil {
		return nil, err
	}
	fields, err := aead.New(keys.fields)
	if err != nil {
		return nil, fmt.Errorf("keyset: %w", err)
	}
	return &Vault{fields: fields, index: keys.index}, nil
}

// Seal encrypts plain for one place, named by associated: table, id and field,
// such as "insured/0191…/nir". The same plain never seals to the same bytes twice.
func (v *Vault) Seal(associated string, plain []byte) ([]byte, error) {
	sealed, err := v.fields.Encrypt(plain, []byte(associated))
	if err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	return sealed, nil
}

// Open is what was sealed, under any key of the keyset. It fails when sealed was
// altered, or taken from another place than associated.
func (v *Vault) Open(associated string, sealed []byte) ([]byte, error) {
	plain, err := v.fields.Decrypt(sealed, []byte(associated))
	if err != nil {
		return nil, fmt.Errorf("open sealed field: %w", err)
	}
	return plain, nil
}

// Index is the blind index of value, 64 hex digits: equal values of one purpose
// ("insured.nir") meet without being read, and without the key nobody can try
// values. The caller normalises value first. It survives Rotate.
func (v *Vault) Index(purpose, value string) string {
	return hex.EncodeToString(v.derived(purpose, value))
}

// derived is 32 bytes worked out from the key of the index.
func (v *Vault) derived(purpose, value string) []byte {
	mac := hmac.New(sha256.New, v.index)
	_, _ = io.WriteString(mac, strconv.Itoa(len(purpose))+":"+purpose+":"+value) // the length keeps a purpose from running into its value
	return mac.Sum(nil)
}

// HashCode is how an invitation code is stored. A code has 40 bits only: a plain
// hash of it could be searched in minutes from a stolen dump, so it is keyed.
// The code is one that NormalizeCode returned.
func (v *Vault) HashCode(code string) string { return v.Index("invitation.code", code) }

// String keeps the keys out of logs and error messages.
func (v *Vault) String() string { return "vault" }

// GoString is String.
func (v *Vault) GoString() string { return v.String() }
