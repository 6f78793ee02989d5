package store

import (
	"time"

	"gorm.io/gorm"

	"trame/scheduling"
)

type meetingRow struct {
	ID           scheduling.MeetingID `gorm:"primaryKey"`
	Cohort       scheduling.CohortID  `gorm:"column:cohort_id"`
	Module       scheduling.ModuleID  `gorm:"column:module_id;serializer:optional"`
	Kind         scheduling.MeetingKind
	Position     int
	Date         scheduling.Date
	Start        scheduling.Clock `gorm:"column:start_minute"`
	Minutes      int
	Zone         string
	StartsAt     time.Time         `gorm:"serializer:utc"`
	EndsAt       time.Time         `gorm:"serializer:utc"`
	Site         scheduling.SiteID `gorm:"column:site_id"`
	Room         scheduling.RoomID `gorm:"column:room_id;serializer:optional"`
	HeldAt       time.Time         `gorm:"serializer:utc"`
	NobodyCame   bool
	CancelledAt  time.Time `gorm:"serializer:utc"`
	CancelReason string
	UID          string `gorm:"column:uid"`
	Sequence     int
	ChangedAt    time.Time `gorm:"serializer:utc"`
	Version      int
}

func (meetingRow) TableName() string { return "meetings" }

type moveRow struct {
	Meeting   scheduling.MeetingID `gorm:"column:meeting_id"`
	FromStart time.Time            `gorm:"serializer:utc"`
	ToStart   time.Time            `gorm:"serializer:utc"`
	Reason    string
	By        scheduling.UserID `gorm:"column:by_user"`
	At        time.Time         `gorm:"serializer:utc"`
}

func (moveRow) TableName() string { return "moves" }

// AddMeeting adds one.
func (tx *Tx) AddMeeting(m scheduling.Meeting) error { return add(tx, meetingRow(m)) }

// AddMeetings adds several.
func (tx *Tx) AddMeetings(meetings []scheduling.Meeting) error {
	rows := make([]meetingRow, len(meetings))
	for i, m := range meetings {
		rows[i] = meetingRow(m)
	}
	return addAll(tx, rows)
}

// Meeting finds one.
func (tx *Tx) Meeting(id scheduling.MeetingID) (scheduling.Meeting, error) {
	row, err := one[meetingRow](tx, "id = ?", id)
	return scheduling.Meeting(row), err
}

func meetingOf(r meetingRow) scheduling.Meeting { return scheduling.Meeting(r) }

// ReplaceMeeting saves every column unless someone else did since m was read:
// then Conflict.
func (tx *Tx) ReplaceMeeting(m scheduling.Meeting) error {
	m.Version++
	return replace(tx, meetingRow(m), m.ID, m.Version)
}

// AddMove adds one.
func (tx *Tx) AddMove(m scheduling.Move) error { return add(tx, moveRow(m)) }

func moveOf(r moveRow) scheduling.Move { return scheduling.Move(r) }

// Meetings lists those of a cohort, in order.
func (tx *Tx) Meetings(id scheduling.CohortID) ([]scheduling.Meeting, error) {
	rows, err := all[meetingRow](tx, "position", "cohort_id = ?", id)
	return each(rows, err, meetingOf)
}

// Moves lists those of a meeting, in time.
func (tx *Tx) Moves(id scheduling.MeetingID) ([]scheduling.Move, error) {
	rows, err := all[moveRow](tx, "at", "meeting_id = ?", id)
	return each(rows, err, moveOf)
}

// MeetingsOf lists those of several cohorts, in order within each.
func (tx *Tx) MeetingsOf(ids []scheduling.CohortID) (map[scheduling.CohortID][]scheduling.Meeting, error) {
	rows, err := all[meetingRow](tx, "cohort_id, position", "cohort_id in ?", ids)
	if err != nil {
		return nil, err
	}
	meetings := make(map[scheduling.CohortID][]scheduling.Meeting, len(ids))
	for _, r := range rows {
		meetings[r.Cohort] = append(meetings[r.Cohort], meetingOf(r))
	}
	return meetings, nil
}

// MeetingsFilter chooses meetings of units by day; Site and User are "" for
// all. User is who leads or co-animates.
type MeetingsFilter struct {
	Units []scheduling.UnitID
	From  scheduling.Date
	Until scheduling.Date // included
	Site  scheduling.SiteID
	User  scheduling.UserID
}

// MeetingsBetween lists the meetings of a filter in time, cancelled ones
// included.
func (tx *Tx) MeetingsBetween(f MeetingsFilter) ([]scheduling.Meeting, error) {
	query := tx.db.Where("cohort_id in (select id from cohorts where unit_id in ?)", f.Units).
		Where("date >= ? and date <= ?", f.From, f.Until)
	if f.Site != "" {
		query = query.Where("site_id = ?", f.Site)
	}
	if f.User != "" {
		query = query.Where("id in (select meeting_id from animations where user_id = ? and removed_at is null)", f.User)
	}
	var rows []meetingRow
	err := query.Order("starts_at, id").Limit(2000).Find(&rows).Error
	return each(rows, err, meetingOf)
}

// MeetingsAfter chooses meetings that end after an instant; one of the others
// says where, or of what.
type MeetingsAfter struct {
	Since  time.Time
	Site   scheduling.SiteID
	Room   scheduling.RoomID
	Cohort scheduling.CohortID
	Units  []scheduling.UnitID
}

// MeetingsAfter lists them in time.
func (tx *Tx) MeetingsAfter(f MeetingsAfter) ([]scheduling.Meeting, error) {
	where, what := "cohort_id in (select id from cohorts where unit_id in ?)", any(f.Units)
	switch {
	case f.Site != "":
		where, what = "site_id = ?", f.Site
	case f.Room != "":
		where, what = "room_id = ?", f.Room
	case f.Cohort != "":
		where, what = "cohort_id = ?", f.Cohort
	}
	rows, err := all[meetingRow](tx, "starts_at, id", "ends_at > ? and "+where, f.Since.UTC(), what)
	return each(rows, err, meetingOf)
}

// MovesOf lists those of all meetings of a cohort, in time.
func (tx *Tx) MovesOf(id scheduling.CohortID) ([]scheduling.Move, error) {
	rows, err := all[moveRow](tx, "at", "meeting_id in (select id from meetings where cohort_id = ?)", id)
	return each(rows, err, moveOf)
}

// MeetingsByID finds several at once, in time.
func (tx *Tx) MeetingsByID(ids []scheduling.MeetingID) ([]scheduling.Meeting, error) {
	rows, err := all[meetingRow](tx, "starts_at, id", "id in ?", ids)
	return each(rows, err, meetingOf)
}

// LockMeeting finds one and holds it until the end of the transaction.
func (tx *Tx) LockMeeting(id scheduling.MeetingID) (scheduling.Meeting, error) {
	row, err := locked[meetingRow](tx, "id = ?", id)
	return scheduling.Meeting(row), err
}

// NextSequence makes a meeting's SEQUENCE grow without touching its version:
// one person leaves it, nothing that an organiser edits has changed.
func (tx *Tx) NextSequence(id scheduling.MeetingID) error {
	return touched(tx.db.Model(&meetingRow{}).Where("id = ?", id).Update("sequence", gorm.Expr("sequence + 1")))
}
