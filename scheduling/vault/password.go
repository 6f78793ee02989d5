package vault

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"

	"trame/scheduling"
)

// cost is argon2id's: memory in KiB, passes, lanes.
type cost struct {
	memory uint32
	passes uint32
	lanes  uint8
}

// current is the first choice of OWASP's password storage cheat sheet.
var current = cost{memory: 19 << 10, passes: 2, lanes: 1}

// dearest bounds what a stored hash may ask for: a tampered row must not be able
// to eat the server's memory.
var dearest = cost{memory: 256 << 10, passes: 16, lanes: 8}

const (
	saltBytes     = 16
	keyBytes      = 32
	passwordBytes = 1024 // long enough for any passphrase, too short for an attack
)

// Passwords hashes and verifies, a bounded number at once: each takes 19 MiB.
type Passwords struct {
	seats chan struct{}
	dummy string // verified when there is nothing to verify
}

// NewPasswords works on at most atOnce passwords at the same time.
func NewPasswords(atOnce int) *Passwords {
	return &Passwords{
		seats: make(chan struct{}, atOnce),
		dummy: encode(current, make([]byte, saltBytes), make([]byte, keyBytes)),
	}
}

// Hash is password as a PHC string, "$argon2id$v=19$m=19456,t=2,p=1$salt$key".
// It refuses an empty password and one over 1024 bytes, and gives ctx's error when
// no seat came free in time.
func (p *Passwords) Hash(ctx context.Context, password string) (string, error) {
	var faults scheduling.Faults
	faults.Check(password != "", "password", "password.required")
	faults.Check(len(password) <= passwordBytes, "password", "password.too_long", "bytes", passwordBytes)
	if err := faults.Err(); err != nil {
		return "", err
	}
	salt := make([]byte, saltBytes)
	rand.Read(salt)
	key, err := p.derive(ctx, password, salt, current, keyBytes)
	if err != nil {
		return "", err
	}
	return encode(current, salt, key), nil
}

// Verify reports whether password is the one hash was made of. For an unknown
// user pass "": the same work is done and the answer is false, so that the time
// taken does not tell who has an account. A hash it cannot read is an error.
func (p *Passwords) Verify(ctx context.Context, password, hash string) (bool, error) {
	known := hash != ""
	if !known {
		hash = p.dummy
	}
	c, salt, want, err := decode(hash)
	if err != nil {
		return false, err
	}
	if len(password) > passwordBytes { // never hashed, so never right
		known, password = false, ""
	}
	got, err := p.derive(ctx, password, salt, c, uint32(len(want)))
	if err != nil {
		return false, err
	}
	return subtle.ConstantTimeCompare(got, want) == 1 && known, nil
}

// NeedsRehash reports whether hash was made at another cost than today's: after a
// successful Verify, hash again and store.
func NeedsRehash(hash string) bool {
	c, salt, key, err := decode(hash)
	return err != nil || c != current || len(salt) != saltBytes || len(key) != keyBytes
}

func (p *Passwords) derive(ctx context.Context, password string, salt []byte, c cost, size uint32) ([]byte, error) {
	select {
	case p.seats <- struct{}{}:
		defer func() { <-p.seats }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	return argon2.IDKey([]byte(password), salt, c.passes, c.memory, c.lanes, size), nil
}

func encode(c cost, salt, key []byte) string {
	b64 := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, c.memory, c.passes, c.lanes, b64(salt), b64(key))
}

var errHash = errors.New("password hash: not a PHC argon2id string we accept")

func decode(hash string) (c cost, salt, key []byte, err error) {
	parts := strings.Split(hash, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return cost{}, nil, nil, errHash
	}
	_, err = fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &c.memory, &c.passes, &c.lanes)
	if err != nil || parts[3] != fmt.Sprintf("m=%d,t=%d,p=%d", c.memory, c.passes, c.lanes) {
		return cost{}, nil, nil, errHash
	}
	b64 := base64.RawStdEncoding.Strict()
	salt, saltErr := b64.DecodeString(parts[4])
	key, keyErr := b64.DecodeString(parts[5])
	if saltErr != nil || keyErr != nil || !c.within(dearest) || len(salt) < 8 || len(salt) > 64 || len(key) < 16 || len(key) > 64 {
		return cost{}, nil, nil, errHash
	}
	return c, salt, key, nil
}

func (c cost) within(most cost) bool {
	return c.passes >= 1 && c.passes <= most.passes && c.lanes >= 1 && c.lanes <= most.lanes &&
		c.memory >= 8*uint32(c.lanes) && c.memory <= most.memory
}
