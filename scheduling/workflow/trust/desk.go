// Package trust lets agents in and out, says who they are, and shows what was
// done in their name.
package trust

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/vault"
)

// Desk serves the use cases of signing in.
type Desk struct {
	db        *store.DB
	vault     *vault.Vault
	passwords *vault.Passwords
}

// New is a desk on db.
func New(db *store.DB, v *vault.Vault, passwords *vault.Passwords) *Desk {
	return &Desk{db, v, passwords}
}

const (
	signInLife   = 12 * time.Hour // a working day
	seenEvery    = 5 * time.Minute
	throttleSpan = 15 * time.Minute
	// throttleMost failures in throttleSpan close an account, or an address,
	// for the rest of it (ASVS 5.0 §6.3.1).
	throttleMost = 10
)

// SignIn opens a sign-in by password and returns its token, shown once. It is
// the same refusal for an unknown address and a wrong password; too many
// failures from one address or for one account are Throttled.
func (d *Desk) SignIn(ctx context.Context, email, password, device, address string) (string, error) {
	subjects := []string{subject("email", strings.ToLower(strings.TrimSpace(email))), subject("address", address)}
	var user scheduling.User
	var hash string
	err := d.db.Read(ctx, func(tx *store.Tx) error {
		for _, s := range subjects {
			n, err := tx.Attempts(s, tx.Now.Add(-throttleSpan))
			if err != nil {
				return err
			}
			if n >= throttleMost {
				return scheduling.Refuse(scheduling.Throttled, "signin.throttled", "")
			}
		}
		var err error
		user, hash, err = tx.UserByEmail(strings.TrimSpace(email))
		if scheduling.KindOf(err) == scheduling.NotFound {
			return nil // verified all the same: the time taken tells nothing
		}
		return err
	})
	if err != nil {
		return "", err
	}
	ok, err := d.passwords.Verify(ctx, password, hash)
	if err != nil {
		return "", fmt.Errorf("verify password: %w", err)
	}
	if !ok {
		return "", d.refuse(ctx, subjects)
	}
	return d.open(ctx, user, device, subjects)
}

func (d *Desk) refuse(ctx context.Context, subjects []string) error {
	if err := d.count(ctx, subjects); err != nil {
		return err
	}
	return scheduling.Refuse(scheduling.Invalid, "signin.wrong", "")
}

// count notes a failure against each of subjects.
func (d *Desk) count(ctx context.Context, subjects []string) error {
	return d.db.Write(ctx, func(tx *store.Tx) error {
		for _, s := range subjects {
			if err := tx.AddAttempt(s, tx.Now.Add(-throttleSpan)); err != nil {
				return err
			}
		}
		return nil
	})
}

// open is where every way of proving who one is ends: a password today, an
// identity provider (OIDC) tomorrow.
func (d *Desk) open(ctx context.Context, user scheduling.User, device string, subjects []string) (string, error) {
	token, hash := vault.NewToken()
	err := d.db.Write(ctx, func(tx *store.Tx) error {
		for _, s := range subjects {
			if err := tx.ForgetAttempts(s); err != nil {
				return err
			}
		}
		signIn := scheduling.SignIn{
			ID: store.NewID[scheduling.SignInID](), User: user.ID, TokenHash: hash, Device: shortened(device),
			CreatedAt: tx.Now, LastSeenAt: tx.Now, ExpiresAt: tx.Now.Add(signInLife),
		}
		if err := tx.AddSignIn(signIn); err != nil {
			return err
		}
		return tx.Audit(scheduling.AuditEvent{
			Actor: user.ID.Ref(), Verb: "signed_in", Subject: user.ID.Ref(),
		})
	})
	return token, err
}

// Actor is who a token signs in today, with his sign-in. An unknown, expired
// or revoked token is Expired.
func (d *Desk) Actor(ctx context.Context, token string) (actor scheduling.Actor, signIn scheduling.SignIn, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		signIn, err = tx.SignInByToken(vault.HashToken(token))
		if err != nil {
			return signedOut(err)
		}
		user, err := tx.User(signIn.User)
		if err != nil {
			return signedOut(err)
		}
		if !user.Active {
			return scheduling.Refuse(scheduling.Expired, "signin.expired", "")
		}
		actor, err = tx.Actor(user, scheduling.DateOf(tx.Now))
		return err
	})
	if err != nil {
		return actor, signIn, err
	}
	if d.db.Now().Sub(signIn.LastSeenAt) > seenEvery {
		err = d.db.Write(ctx, func(tx *store.Tx) error { return tx.SeenSignIn(signIn.ID) })
	}
	return actor, signIn, err
}

func signedOut(err error) error {
	if scheduling.KindOf(err) == scheduling.NotFound {
		return scheduling.Refuse(scheduling.Expired, "signin.expired", "")
	}
	return err
}

// SignIns lists where the actor is signed in, the newest first.
func (d *Desk) SignIns(ctx context.Context, actor scheduling.Actor) (list []scheduling.SignIn, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		list, err = tx.SignInsOf(actor.ID)
		return err
	})
	return list, err
}

// SignOut ends one of the actor's sign-ins.
func (d *Desk) SignOut(ctx context.Context, actor scheduling.Actor, id scheduling.SignInID) error {
	return d.db.Write(ctx, func(tx *store.Tx) error {
		if err := tx.RevokeSignIn(actor.ID, id); err != nil {
			return err
		}
		return tx.Audit(scheduling.AuditEvent{
			Actor: actor.ID.Ref(), Verb: "signed_out", Subject: actor.ID.Ref(),
		})
	})
}

// subject hashes what an attempt is counted against: no address in clear.
func subject(kind, value string) string {
	sum := sha256.Sum256([]byte(kind + ":" + value))
	return hex.EncodeToString(sum[:16])
}

func shortened(device string) string {
	const most = 120
	if runes := []rune(device); len(runes) > most {
		return string(runes[:most])
	}
	return device
}
