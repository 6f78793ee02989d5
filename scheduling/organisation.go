package scheduling

import (
	"strings"
	"time"
)

// Organisation is an organisme: a CARSAT, CRAMIF, CGSS or CSSM.
type Organisation struct {
	ID              OrganisationID
	Code            string // short, unique: "CRAMIF"
	Kind            string // carsat, cramif, cgss, cssm
	Name            string
	TimeZone        string // IANA, the default of its sites
	Phone           string // on every letter and public page (rule 30)
	PhoneHours      string // "du lundi au vendredi, 9 h – 17 h"
	SenderName      string // what participants see as sender: no health word
	SenderEmail     string
	RetentionMonths int    // 1 to 36 after the follow-up closes (rule 27)
	FragilityItems  string // its words for the items of the fragility sheet, a line each; "" for ours
	NIRAllowed      bool   // people’s NIR may be kept: off unless it was switched on
	Version         int
}

// FragilityList is the organisation's own words for the items of the fragility
// sheet, six of them; nil when it keeps ours.
func (o Organisation) FragilityList() []string {
	if strings.TrimSpace(o.FragilityItems) == "" {
		return nil
	}
	list := make([]string, FragilityItems)
	for n, line := range strings.Split(strings.TrimSpace(o.FragilityItems), "\n") {
		list[n%FragilityItems] = strings.TrimSpace(line)
	}
	return list
}

// Level is a unit's height in its tree.
type Level string

// The levels, from the widest to the closest to the public.
const (
	Region      Level = "region"
	Departement Level = "departement"
	LocalUnit   Level = "unit"
)

// Unit is an unité of the tree région › département › unité territoriale.
type Unit struct {
	ID           UnitID
	Organisation OrganisationID
	Parent       UnitID // "" for a region
	Level        Level
	Code         string // INSEE code of the region or département, or a local one
	Name         string
	Version      int
}

// User is an agent of the organisation. His password is kept apart, in store.
type User struct {
	ID           UserID
	Organisation OrganisationID
	Email        string // lower case, unique
	FirstName    string
	LastName     string
	Phone        string
	Active       bool
	CreatedAt    time.Time
	Version      int
}

// Ref names an agent in traces, histories and bookings, and as the recipient
// of a message: "user:ID".
func (id UserID) Ref() string { return "user:" + string(id) }

// Name is how the agent is called on screen and paper.
func (u User) Name() string { return u.FirstName + " " + u.LastName }

// RoleGrant gives a user a role in a unit and all below it, for a time.
type RoleGrant struct {
	User  UserID
	Role  Role
	Unit  UnitID
	From  Date
	Until Date // included; zero: open
}

// SignIn is one open sign-in of a user on one device: listed and revocable.
type SignIn struct {
	ID         SignInID
	User       UserID
	TokenHash  string
	Device     string // what the browser says of itself, shortened
	CreatedAt  time.Time
	LastSeenAt time.Time
	ExpiresAt  time.Time
	RevokedAt  time.Time
}

// Territory is a commune, with its zone and what is known of its fragility.
type Territory struct {
	Insee         string // INSEE commune code, the key
	Organisation  OrganisationID
	Name          string
	Departement   string
	Postcodes     string // separated by spaces
	Zone          string // local: "Est", "Ouest"; "" when not drawn
	Population    int
	OnLeave       int     // how many insured people are on sick leave; 0: unknown
	Latitude      float64 // of its centre, WGS 84 degrees; both 0: unknown
	Longitude     float64
	Fragility     int // score of the Observatoire des fragilités × 100; 0: unknown
	FragilityFrom string
	FragilityOn   Date
}

// Score is the fragility of t as its observatory prints it; 0 unknown.
func (t Territory) Score() float64 { return float64(t.Fragility) / 100 }

// Placed reports whether it is known where t is.
func (t Territory) Placed() bool { return t.Latitude != 0 || t.Longitude != 0 }
