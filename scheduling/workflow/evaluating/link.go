package evaluating

import (
	"encoding/json"
	"fmt"

	"trame/scheduling"
	"trame/scheduling/vault"
)

// secrets is the way in that an assignment gives: the token of its link.
type secrets struct{ Token string }

func sealPlace(id scheduling.AssignmentID) string { return "assignments/" + string(id) + "/sealed" }

// secure gives a its link: hashed to find it by, sealed to repeat it.
func (d *Desk) secure(a *scheduling.Assignment) (s secrets, err error) {
	s.Token, a.TokenHash = vault.NewToken()
	plain, err := json.Marshal(s)
	if err != nil {
		return s, fmt.Errorf("assignment %s: %w", a.ID, err)
	}
	a.Sealed, err = d.vault.Seal(sealPlace(a.ID), plain)
	return s, err
}

// secretsOf opens that of an earlier one, which still serves.
func (d *Desk) secretsOf(a scheduling.Assignment) (s secrets, err error) {
	plain, err := d.vault.Open(sealPlace(a.ID), a.Sealed)
	if err != nil {
		return s, fmt.Errorf("assignment %s: %w", a.ID, err)
	}
	if err := json.Unmarshal(plain, &s); err != nil {
		return s, fmt.Errorf("assignment %s: %w", a.ID, err)
	}
	return s, nil
}

func (s secrets) link() string { return "/q/" + s.Token }
