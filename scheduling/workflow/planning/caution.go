package planning

import (
	"trame/scheduling"
	"trame/scheduling/store"
)

// Caution is somebody planned when she said that she could not be had. It is a
// warning: absences and calendars are often wrong, and the organiser may know
// better. What two meetings want at once stays an Obstacle (rule 6).
type Caution struct {
	Meeting scheduling.Meeting
	Who     string
	Why     scheduling.AwayReason
}

// cautions looks at the people of bookings. Rooms have none: a closed site
// refuses the meeting.
func cautions(tx *store.Tx, wanted []scheduling.Booking, meetings []scheduling.Meeting) ([]Caution, error) {
	against, err := awayFrom(tx, wanted)
	if err != nil || len(against) == 0 {
		return nil, err
	}
	names, err := namesOf(tx, against, awayBooking.resource)
	if err != nil {
		return nil, err
	}
	byID := index(meetings, func(m scheduling.Meeting) scheduling.MeetingID { return m.ID })
	list := make([]Caution, len(against))
	for i, a := range against {
		list[i] = Caution{Meeting: byID[a.Meeting], Who: names[a.Resource], Why: a.why}
	}
	return list, nil
}

// awayBooking is a booking of somebody who could not be had.
type awayBooking struct {
	scheduling.Booking
	why scheduling.AwayReason
}

func (a awayBooking) resource() string { return a.Resource }

// awayFrom are those of wanted whose person is away then, in their order.
func awayFrom(tx *store.Tx, wanted []scheduling.Booking) ([]awayBooking, error) {
	if len(wanted) == 0 {
		return nil, nil
	}
	window := scheduling.Span{From: wanted[0].StartsAt, Until: wanted[0].EndsAt}
	var people []string
	for _, b := range wanted {
		if b.StartsAt.Before(window.From) {
			window.From = b.StartsAt
		}
		if b.EndsAt.After(window.Until) {
			window.Until = b.EndsAt
		}
		if b.Person() {
			people = append(people, b.Resource)
		}
	}
	found, err := tx.Availability(people, window)
	if err != nil {
		return nil, err
	}
	var list []awayBooking
	for _, b := range wanted {
		a, known := found[b.Resource]
		if !known {
			continue
		}
		if away, hindered := a.Against(scheduling.Span{From: b.StartsAt, Until: b.EndsAt}); hindered {
			list = append(list, awayBooking{b, away.Why})
		}
	}
	return list, nil
}

// awayReasons is why each person of wanted could not be had then.
func awayReasons(tx *store.Tx, wanted []scheduling.Booking) (map[string]scheduling.AwayReason, error) {
	against, err := awayFrom(tx, wanted)
	reasons := map[string]scheduling.AwayReason{}
	for _, a := range against {
		reasons[a.Resource] = a.why
	}
	return reasons, err
}
