package filing

import (
	"encoding/json"
	"time"

	"trame/scheduling"
)

// Entry is an erasure as a line of the exported register.
type Entry scheduling.Erasure

type entryJSON struct {
	ID           scheduling.ErasureID      `json:"id"`
	Organisation scheduling.OrganisationID `json:"organisation"`
	Unit         scheduling.UnitID         `json:"unit,omitempty"`
	At           time.Time                 `json:"at"`
	Scope        scheduling.ErasureScope   `json:"scope"`
	Basis        scheduling.ErasureBasis   `json:"basis"`
	Ground       scheduling.ErasureGround  `json:"ground,omitempty"`
	AskedOn      string                    `json:"asked_on,omitempty"`
	Subject      scheduling.InsuredID      `json:"subject,omitempty"`
	Actor        string                    `json:"actor"`
	Counts       map[string]int            `json:"counts"`
}

// MarshalJSON implements json.Marshaler.
func (e Entry) MarshalJSON() ([]byte, error) {
	return json.Marshal(entryJSON{e.ID, e.Organisation, e.Unit, e.At, e.Scope, e.Basis, e.Ground, e.AskedOn.String(), e.Subject, e.Actor, e.Counts})
}

// UnmarshalJSON implements json.Unmarshaler.
func (e *Entry) UnmarshalJSON(text []byte) error {
	var j entryJSON
	if err := json.Unmarshal(text, &j); err != nil {
		return err
	}
	asked, err := scheduling.ParseDate(j.AskedOn)
	*e = Entry{j.ID, j.Organisation, j.Unit, j.At.UTC(), j.Scope, j.Basis, j.Ground, asked, j.Subject, j.Actor, j.Counts}
	return err
}
