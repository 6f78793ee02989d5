package vault

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
)

// What is sealed under a link is opened by that link alone: no row of the
// database opens it or says whose it is.

// draftBlock pads what is sealed: its length tells a multiple of it.
const draftBlock = 1 << 10

// DraftID is where the answers begun under a link are kept. It is not the hash by
// which the link itself is known, and does not lead to it.
func DraftID(token string) (string, error) {
	id, err := hkdf.Key(sha256.New, []byte(token), nil, "trame/draft/id", 32)
	return hex.EncodeToString(id), err
}

// SealUnder encrypts plain so that only token opens it.
func SealUnder(token string, plain []byte) ([]byte, error) {
	aead, err := under(token)
	if err != nil {
		return nil, err
	}
	padded := make([]byte, (len(plain)/draftBlock+1)*draftBlock)
	copy(padded, plain)
	padded[len(plain)] = 1 // the end; what follows is zeros
	nonce := make([]byte, aead.NonceSize())
	if _, err := rand.Read(nonce); err != nil {
		return nil, err
	}
	return aead.Seal(nonce, nonce, padded, nil), nil
}

// OpenUnder is what SealUnder sealed under token.
func OpenUnder(token string, sealed []byte) ([]byte, error) {
	aead, err := under(token)
	if err != nil {
		return nil, err
	}
	if len(sealed) < aead.NonceSize() {
		return nil, errors.New("vault: a draft too short")
	}
	padded, err := aead.Open(nil, sealed[:aead.NonceSize()], sealed[aead.NonceSize():], nil)
	if err != nil {
		return nil, fmt.Errorf("open draft: %w", err)
	}
	end := len(padded) - 1
	for end >= 0 && padded[end] == 0 {
		end--
	}
	return padded[:max(end, 0)], nil
}

func under(token string) (cipher.AEAD, error) {
	key, err := hkdf.Key(sha256.New, []byte(token), nil, "trame/draft/key", 32)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}
