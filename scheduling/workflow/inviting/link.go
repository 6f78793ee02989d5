package inviting

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/vault"
)

// secrets is the way in that an invitation gives: a link's token, and the code
// for those who type.
type secrets struct{ Token, Code string }

func sealPlace(id scheduling.InvitationID) string { return "invitations/" + string(id) + "/sealed" }

// secure gives inv new secrets: hashed to find it by, sealed to repeat them.
func (d *Desk) secure(inv *scheduling.Invitation) (secrets, error) {
	var s secrets
	s.Token, inv.TokenHash = vault.NewToken()
	s.Code = vault.NewCode()
	inv.CodeHash = d.vault.HashCode(s.Code)
	plain, err := json.Marshal(s)
	if err != nil {
		return s, fmt.Errorf("invitation %s: %w", inv.ID, err)
	}
	inv.Sealed, err = d.vault.Seal(sealPlace(inv.ID), plain)
	return s, err
}

// secretsOf opens those of an earlier invitation.
func (d *Desk) secretsOf(inv scheduling.Invitation) (s secrets, err error) {
	plain, err := d.vault.Open(sealPlace(inv.ID), inv.Sealed)
	if err != nil {
		return s, fmt.Errorf("invitation %s: %w", inv.ID, err)
	}
	if err := json.Unmarshal(plain, &s); err != nil {
		return s, fmt.Errorf("invitation %s: %w", inv.ID, err)
	}
	return s, nil
}

// afterwards is how long a person's page stays after her last meeting.
const afterwards = 30 * 24 * time.Hour

// reach finds what stands behind a link while it lives: known, not withdrawn,
// its reader alive, its cohort not long over.
func reach(tx *store.Tx, token string) (store.Behind, error) {
	return alive(tx.Behind(vault.HashToken(token)))
}

// hold is reach for who changes something: nobody else seats anybody in the
// cohort until the end of tx.
func hold(tx *store.Tx, token string) (store.Behind, error) {
	return alive(tx.LockBehind(vault.HashToken(token)))
}

func alive(b store.Behind, err error) (store.Behind, error) {
	if scheduling.KindOf(err) == scheduling.NotFound {
		return b, scheduling.Refuse(scheduling.NotFound, "link.unknown", "")
	}
	if err == nil && (!b.Invitation.WithdrawnAt.IsZero() || !b.DeceasedOn.IsZero()) {
		err = scheduling.Refuse(scheduling.Expired, "link.over", "")
	}
	return b, err
}

// Attempts at a code, by one address: honest fingers need three, a guesser
// would need 10¹¹.
const (
	codeAttempts = 10
	codeWindow   = 15 * time.Minute
)

// Enter turns a typed code into the token of the page it leads to. address is
// whoever types, as the network shows it; kept hashed, and only for as long as
// it counts. Too many wrong codes are Expired, "code.too_many".
func (d *Desk) Enter(ctx context.Context, typed, address string) (token string, err error) {
	code, err := vault.NormalizeCode(typed)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256([]byte("code\n" + address))
	subject := "code:" + hex.EncodeToString(sum[:])
	unknown := scheduling.Refuse(scheduling.Invalid, "code.unknown", "code")
	missed := false
	err = d.db.Write(ctx, func(tx *store.Tx) error {
		missed = false
		n, err := tx.Attempts(subject, tx.Now.Add(-codeWindow))
		if err != nil {
			return err
		}
		if n >= codeAttempts {
			return scheduling.Refuse(scheduling.Throttled, "code.too_many", "code")
		}
		inv, err := tx.InvitationByCode(d.vault.HashCode(code))
		if scheduling.KindOf(err) == scheduling.NotFound {
			missed = true
			return tx.AddAttempt(subject, tx.Now.Add(-codeWindow)) // committed: it counts
		}
		if err != nil {
			return err
		}
		s, err := d.secretsOf(inv)
		token = s.Token
		return err
	})
	if err == nil && missed {
		return "", unknown
	}
	return token, err
}
