package scheduling

import (
	"strings"
	"time"
)

// Booking holds a resource ("room:ID", "user:ID", "facilitator:ID") for a
// meeting; the database refuses two that overlap (rule 6).
type Booking struct {
	Meeting  MeetingID
	Resource string
	Site     SiteID
	StartsAt time.Time
	EndsAt   time.Time
}

// RoomResource names a room in a booking.
func RoomResource(id RoomID) string { return "room:" + string(id) }

// UserResource names an agent in a booking.
func UserResource(id UserID) string { return id.Ref() }

// FacilitatorResource names a partner's person in a booking.
func FacilitatorResource(id FacilitatorID) string { return "facilitator:" + string(id) }

// Person reports whether b holds a person, not a room.
func (b Booking) Person() bool { return !strings.HasPrefix(b.Resource, "room:") }

// TravelTime is what a person needs between meetings at two sites. An hour
// crosses a département like the Val-d’Oise by car, parking included; by train
// it takes longer, but then two meetings in a day are not planned.
const TravelTime = 60 * time.Minute

// Clash is two bookings that one resource cannot both keep (rule 6).
type Clash struct {
	Wanted Booking
	Taken  Booking
	Travel bool // they do not overlap: there is no time to go from one to the other
}

// Clash says whether b and taken cannot both be: same resource, and they
// overlap, or a person could not travel between their sites in time.
func (b Booking) Clash(taken Booking) (Clash, bool) {
	clash := Clash{Wanted: b, Taken: taken}
	if b.Resource != taken.Resource || b.Meeting == taken.Meeting {
		return clash, false
	}
	if b.StartsAt.Before(taken.EndsAt) && taken.StartsAt.Before(b.EndsAt) {
		return clash, true
	}
	clash.Travel = true
	near := b.StartsAt.Before(taken.EndsAt.Add(TravelTime)) && taken.StartsAt.Before(b.EndsAt.Add(TravelTime))
	return clash, b.Person() && b.Site != taken.Site && near
}

// Clashes are those of wanted with taken and among themselves, in the order
// of wanted.
func Clashes(wanted, taken []Booking) []Clash {
	var clashes []Clash
	for i, b := range wanted {
		for _, other := range taken {
			if clash, ok := b.Clash(other); ok {
				clashes = append(clashes, clash)
			}
		}
		for _, other := range wanted[:i] {
			if clash, ok := b.Clash(other); ok {
				clashes = append(clashes, clash)
			}
		}
	}
	return clashes
}
