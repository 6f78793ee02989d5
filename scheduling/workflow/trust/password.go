package trust

import (
	"context"
	"fmt"

	"trame/scheduling"
	"trame/scheduling/store"
)

// ChangePassword replaces the actor's own password, knowing the current one,
// and ends his sign-ins but this. Wrong guesses are throttled like a sign-in's:
// an unattended screen is no way to find it.
func (d *Desk) ChangePassword(ctx context.Context, actor scheduling.Actor, here scheduling.SignInID, current, next string) error {
	guess := subject("password", string(actor.ID))
	var user scheduling.User
	var hash string
	err := d.db.Read(ctx, func(tx *store.Tx) error {
		n, err := tx.Attempts(guess, tx.Now.Add(-throttleSpan))
		if err != nil {
			return err
		}
		if n >= throttleMost {
			return scheduling.Refuse(scheduling.Throttled, "signin.throttled", "")
		}
		if user, err = tx.User(actor.ID); err != nil {
			return err
		}
		hash, err = tx.PasswordHash(actor.ID)
		return err
	})
	if err != nil {
		return err
	}
	if err := scheduling.CheckPassword(next, user.Email); err != nil {
		return err
	}
	right, err := d.passwords.Verify(ctx, current, hash)
	if err != nil {
		return fmt.Errorf("verify password: %w", err)
	}
	if !right {
		if err := d.count(ctx, []string{guess}); err != nil {
			return err
		}
		return scheduling.Refuse(scheduling.Invalid, "password.current.wrong", "current")
	}
	if current == next {
		return scheduling.Refuse(scheduling.Invalid, "password.same", "password")
	}
	hash, err = d.passwords.Hash(ctx, next)
	if err != nil {
		return err
	}
	return d.db.Write(ctx, func(tx *store.Tx) error {
		if err := tx.SetPassword(actor.ID, hash); err != nil {
			return err
		}
		if err := tx.ForgetAttempts(guess); err != nil {
			return err
		}
		if err := tx.RevokeSignIns(actor.ID, here); err != nil {
			return err
		}
		return tx.Audit(scheduling.AuditEvent{
			Actor: actor.ID.Ref(), Verb: "password_changed", Subject: actor.ID.Ref(),
		})
	})
}
