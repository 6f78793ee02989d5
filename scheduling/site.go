package scheduling

import "time"

// Site is a place where meetings are held.
type Site struct {
	ID          SiteID
	Unit        UnitID
	HostPartner PartnerID // "" when the service hosts
	Name        string    // may tell an illness: never to participants
	PublicPlace string    // how participants' artefacts name it, e.g. "Maison des associations"; may be ""
	Street      string
	Postcode    string
	City        string
	Insee       string
	TimeZone    string // IANA
	SchoolZone  string // A, B, C or ""
	StepFree    bool
	Transport   string
	Parking     string
	AccessNotes string
	Phone       string
	Version     int // grows with every edit: stale edits are refused
}

// PublicAddress is the place as a participant may read it: no name that tells
// an illness (calendar.md §6), the public place and the street only.
func (s Site) PublicAddress() string {
	address := s.Street + ", " + s.Postcode + " " + s.City
	if s.PublicPlace != "" {
		return s.PublicPlace + ", " + address
	}
	return address
}

// Address is the full place for agents and partners.
func (s Site) Address() string {
	return s.Name + ", " + s.Street + ", " + s.Postcode + " " + s.City
}

// Opening is a weekly span in which a site can be used.
type Opening struct {
	Site    SiteID
	Weekday time.Weekday
	From    Clock
	Until   Clock // excluded
}

// OpenDuring reports whether one of a site's openings holds a meeting whole. A
// site without openings has none written down: it is taken to be open.
func OpenDuring(openings []Opening, day Date, from, until Clock) bool {
	for _, o := range openings {
		if o.Weekday == day.Weekday() && o.From <= from && until <= o.Until {
			return true
		}
	}
	return len(openings) == 0
}

// SchoolPeriod is one period of school holidays that an organisation imported
// over the shipped ones.
type SchoolPeriod struct {
	Organisation OrganisationID
	Zone         string // A, B, C
	From         Date
	Until        Date // included
	Name         string
}

// Room is a salle of a site.
type Room struct {
	ID           RoomID
	Site         SiteID
	Name         string
	Capacity     int // seats, the leads' included
	Confidential bool
	Version      int
}

// Closure closes a site, or every site of the organisation when Site is "".
type Closure struct {
	ID           ClosureID
	Organisation OrganisationID
	Site         SiteID
	From         Date
	Until        Date // included
	Label        string
}
