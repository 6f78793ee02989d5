package scheduling

import "time"

// DeathCorrection is a death noted by mistake: whoever follows the person asks,
// a manager decides, without her name. What had been stopped does not come back
// by itself.
type DeathCorrection struct {
	ID        DeathCorrectionID
	Insured   InsuredID
	Unit      UnitID
	NotedOn   Date   // the death, as it was noted
	Reason    string // in the service's words; it names nobody
	AskedBy   UserID
	AskedAt   time.Time
	DecidedBy UserID
	DecidedAt time.Time // zero: it waits
	Undone    bool      // decided: she lives; else the death stands
	Messages  int       // that were withdrawn
	Seats     int       // places, offers and ranks that were ended
	FollowUps int       // that were closed in silence
}
