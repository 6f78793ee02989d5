package evaluating

import (
	"fmt"

	"trame/scheduling"
	"trame/scheduling/vault"
)

// answerPath is where a token leads.
func answerPath(token string) string { return "/q/" + token }

func sealPlace(id scheduling.AssignmentID) string { return "assignments/" + string(id) + "/sealed" }

// secure gives a its token: hashed to find it by, sealed to repeat it.
func (d *Desk) secure(a *scheduling.Assignment) (token string, err error) {
	token, a.TokenHash = vault.NewToken()
	a.Sealed, err = d.vault.Seal(sealPlace(a.ID), []byte(token))
	return token, err
}

// tokenOf opens that of an earlier one, which still serves.
func (d *Desk) tokenOf(a scheduling.Assignment) (string, error) {
	token, err := d.vault.Open(sealPlace(a.ID), a.Sealed)
	if err != nil {
		return "", fmt.Errorf("assignment %s: %w", a.ID, err)
	}
	return string(token), nil
}
