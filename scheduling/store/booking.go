package store

import (
	"slices"
	"strings"
	"time"

	"gorm.io/gorm/clause"

	"trame/scheduling"
)

type bookingRow struct {
	Meeting  scheduling.MeetingID `gorm:"column:meeting_id"`
	Resource string
	Site     scheduling.SiteID `gorm:"column:site_id"`
	StartsAt time.Time         `gorm:"serializer:utc"`
	EndsAt   time.Time         `gorm:"serializer:utc"`
}

func (bookingRow) TableName() string { return "bookings" }

func bookingOf(r bookingRow) scheduling.Booking { return scheduling.Booking(r) }

// Book takes every resource of wanted for its meeting, or none: what stands in
// the way comes back (rule 6). The resources are held in ascending order until
// the end of the transaction, so that two that want the same ones wait instead
// of deadlocking; the database's own constraint stays the last guard.
func (tx *Tx) Book(wanted []scheduling.Booking) ([]scheduling.Clash, error) {
	if len(wanted) == 0 {
		return nil, nil
	}
	if err := tx.holdResources(wanted); err != nil {
		return nil, err
	}
	clashes, err := tx.Clashes(wanted, nil)
	if err != nil || len(clashes) > 0 {
		return clashes, err
	}
	return nil, tx.insertBookings(wanted)
}

func (tx *Tx) insertBookings(wanted []scheduling.Booking) error {
	rows := make([]bookingRow, len(wanted))
	for i, b := range wanted {
		rows[i] = bookingRow(b)
	}
	result := tx.db.Clauses(clause.OnConflict{DoNothing: true}).Create(&rows)
	if result.Error == nil && result.RowsAffected < int64(len(rows)) {
		return scheduling.Refuse(scheduling.Conflict, "booking.overlap", "")
	}
	return result.Error
}

// Bookings lists what holds some resources, in time.
func (tx *Tx) Bookings(resources ...string) ([]scheduling.Booking, error) {
	rows, err := all[bookingRow](tx, "starts_at, meeting_id, resource", "resource in ?", resources)
	return each(rows, err, bookingOf)
}

// Clashes is what stands in the way of wanted, except the bookings of the
// meetings of without: those about to move. Only Book's answer lasts.
func (tx *Tx) Clashes(wanted []scheduling.Booking, without []scheduling.MeetingID) ([]scheduling.Clash, error) {
	if len(wanted) == 0 {
		return nil, nil
	}
	from, until := wanted[0].StartsAt, wanted[0].EndsAt
	var resources []string
	for _, b := range wanted {
		if b.StartsAt.Before(from) {
			from = b.StartsAt
		}
		if b.EndsAt.After(until) {
			until = b.EndsAt
		}
		resources = append(resources, b.Resource)
	}
	slices.Sort(resources)
	rows, err := all[bookingRow](tx, "starts_at, meeting_id",
		"resource in ? and starts_at < ? and ends_at > ?", slices.Compact(resources),
		until.Add(scheduling.TravelTime), from.Add(-scheduling.TravelTime))
	taken, err := each(rows, err, bookingOf)
	if err != nil {
		return nil, err
	}
	taken = slices.DeleteFunc(taken, func(b scheduling.Booking) bool { return slices.Contains(without, b.Meeting) })
	return scheduling.Clashes(wanted, taken), nil
}

// Unbook frees everything that meetings hold.
func (tx *Tx) Unbook(meetings []scheduling.MeetingID) error {
	return tx.db.Where("meeting_id in ?", meetings).Delete(&bookingRow{}).Error
}

// UnbookResource frees one resource of a meeting: a co-animator who is not
// coming.
func (tx *Tx) UnbookResource(meeting scheduling.MeetingID, resource string) error {
	return tx.db.Where("meeting_id = ? and resource = ?", meeting, resource).Delete(&bookingRow{}).Error
}

// holdResources locks the rows behind the resources of wanted, always in the
// same order. The lock is the weaker one, FOR NO KEY UPDATE: rows elsewhere
// may go on referring to a room or a person meanwhile.
func (tx *Tx) holdResources(wanted []scheduling.Booking) error {
	if tx.sqlite {
		return nil // its one writer holds everything
	}
	for _, table := range []string{"facilitators", "rooms", "users"} {
		var ids []string
		for _, b := range wanted {
			if id, ok := strings.CutPrefix(b.Resource, strings.TrimSuffix(table, "s")+":"); ok {
				ids = append(ids, id)
			}
		}
		if len(ids) == 0 {
			continue
		}
		err := tx.db.Exec("select 1 from "+table+" where id in ? order by id for no key update", ids).Error
		if err != nil {
			return err
		}
	}
	return nil
}
