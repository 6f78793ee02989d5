package store

import (
	"time"

	"trame/scheduling"
)

type siteRow struct {
	ID          scheduling.SiteID    `gorm:"primaryKey"`
	Unit        scheduling.UnitID    `gorm:"column:unit_id"`
	HostPartner scheduling.PartnerID `gorm:"column:host_partner_id;serializer:optional"`
	Name        string
	PublicPlace string
	Street      string
	Postcode    string
	City        string
	Insee       string
	TimeZone    string
	SchoolZone  string
	StepFree    bool
	Transport   string
	Parking     string
	AccessNotes string
	Phone       string
	Version     int
}

func (siteRow) TableName() string { return "sites" }

type openingRow struct {
	Site    scheduling.SiteID `gorm:"column:site_id"`
	Weekday time.Weekday
	From    scheduling.Clock `gorm:"column:from_minute"`
	Until   scheduling.Clock `gorm:"column:until_minute"`
}

func (openingRow) TableName() string { return "openings" }

type roomRow struct {
	ID           scheduling.RoomID `gorm:"primaryKey"`
	Site         scheduling.SiteID `gorm:"column:site_id"`
	Name         string
	Capacity     int
	Confidential bool
	Version      int
}

func (roomRow) TableName() string { return "rooms" }

type closureRow struct {
	ID           scheduling.ClosureID      `gorm:"primaryKey"`
	Organisation scheduling.OrganisationID `gorm:"column:organisation_id"`
	Site         scheduling.SiteID         `gorm:"column:site_id;serializer:optional"`
	From         scheduling.Date           `gorm:"column:from_date"`
	Until        scheduling.Date           `gorm:"column:until_date"`
	Label        string
}

func (closureRow) TableName() string { return "closures" }

// AddSite adds one.
func (tx *Tx) AddSite(s scheduling.Site) error { return add(tx, siteRow(s)) }

// Site finds one.
func (tx *Tx) Site(id scheduling.SiteID) (scheduling.Site, error) {
	row, err := one[siteRow](tx, "id = ?", id)
	return scheduling.Site(row), err
}

func siteOf(r siteRow) scheduling.Site { return scheduling.Site(r) }

// ReplaceSite saves every column unless someone else did since s was read:
// then Conflict.
func (tx *Tx) ReplaceSite(s scheduling.Site) error {
	s.Version++
	return replace(tx, siteRow(s), s.ID, s.Version)
}

// LockSite finds one and holds it until the end of the transaction.
func (tx *Tx) LockSite(id scheduling.SiteID) (scheduling.Site, error) {
	row, err := locked[siteRow](tx, "id = ?", id)
	return scheduling.Site(row), err
}

// ReplaceOpenings puts a site's openings in the place of those it had.
func (tx *Tx) ReplaceOpenings(id scheduling.SiteID, openings []scheduling.Opening) error {
	if err := tx.db.Where("site_id = ?", id).Delete(&openingRow{}).Error; err != nil {
		return err
	}
	rows := make([]openingRow, len(openings))
	for i, o := range openings {
		rows[i] = openingRow(o)
		rows[i].Site = id
	}
	return addAll(tx, rows)
}

// AddOpening adds one.
func (tx *Tx) AddOpening(o scheduling.Opening) error { return add(tx, openingRow(o)) }

func openingOf(r openingRow) scheduling.Opening { return scheduling.Opening(r) }

// AddRoom adds one.
func (tx *Tx) AddRoom(r scheduling.Room) error { return add(tx, roomRow(r)) }

// Room finds one.
func (tx *Tx) Room(id scheduling.RoomID) (scheduling.Room, error) {
	row, err := one[roomRow](tx, "id = ?", id)
	return scheduling.Room(row), err
}

func roomOf(r roomRow) scheduling.Room { return scheduling.Room(r) }

// ReplaceRoom saves every column unless someone else did since r was read:
// then Conflict.
func (tx *Tx) ReplaceRoom(r scheduling.Room) error {
	r.Version++
	return replace(tx, roomRow(r), r.ID, r.Version)
}

// RoomMeetings counts the meetings a room was ever given.
func (tx *Tx) RoomMeetings(id scheduling.RoomID) (n int64, err error) {
	return n, tx.db.Table("meetings").Where("room_id = ?", id).Count(&n).Error
}

// RemoveRoom deletes a room.
func (tx *Tx) RemoveRoom(id scheduling.RoomID) error {
	return touched(tx.db.Where("id = ?", id).Delete(&roomRow{}))
}

// AddClosure adds one.
func (tx *Tx) AddClosure(c scheduling.Closure) error { return add(tx, closureRow(c)) }

// Closure finds one.
func (tx *Tx) Closure(id scheduling.ClosureID) (scheduling.Closure, error) {
	row, err := one[closureRow](tx, "id = ?", id)
	return scheduling.Closure(row), err
}

func closureOf(r closureRow) scheduling.Closure { return scheduling.Closure(r) }

// RemoveClosure deletes a closure.
func (tx *Tx) RemoveClosure(id scheduling.ClosureID) error {
	return touched(tx.db.Where("id = ?", id).Delete(&closureRow{}))
}

// Closures lists those of an organisation that end on a day or later, its
// sites' included, in time.
func (tx *Tx) Closures(organisation scheduling.OrganisationID, from scheduling.Date) ([]scheduling.Closure, error) {
	rows, err := all[closureRow](tx, "from_date, id", "organisation_id = ? and until_date >= ?", organisation, from)
	return each(rows, err, closureOf)
}

// MeetingsClosed counts the meetings of an organisation, or of one of its
// sites, that are neither held nor cancelled and fall in a closure.
func (tx *Tx) MeetingsClosed(c scheduling.Closure) (n int64, err error) {
	query := tx.db.Table("meetings").Where("date between ? and ? and cancelled_at is null", c.From, c.Until)
	if c.Site != "" {
		query = query.Where("site_id = ?", c.Site)
	} else {
		query = query.Where(`site_id in (select s.id from sites s join units u on u.id = s.unit_id where u.organisation_id = ?)`, c.Organisation)
	}
	return n, query.Count(&n).Error
}

// Rooms lists those of a site.
func (tx *Tx) Rooms(id scheduling.SiteID) ([]scheduling.Room, error) {
	rows, err := all[roomRow](tx, "name", "site_id = ?", id)
	return each(rows, err, roomOf)
}

// Openings lists those of a site.
func (tx *Tx) Openings(id scheduling.SiteID) ([]scheduling.Opening, error) {
	rows, err := all[openingRow](tx, "weekday, from_minute", "site_id = ?", id)
	return each(rows, err, openingOf)
}

// Sites lists those of units, by name.
func (tx *Tx) Sites(units []scheduling.UnitID) ([]scheduling.Site, error) {
	rows, err := all[siteRow](tx, "name, id", "unit_id in ?", units)
	return each(rows, err, siteOf)
}

// SitesByID finds several at once.
func (tx *Tx) SitesByID(ids []scheduling.SiteID) ([]scheduling.Site, error) {
	rows, err := all[siteRow](tx, "name, id", "id in ?", ids)
	return each(rows, err, siteOf)
}

// RoomsOf lists those of several sites, by site and name.
func (tx *Tx) RoomsOf(ids []scheduling.SiteID) ([]scheduling.Room, error) {
	rows, err := all[roomRow](tx, "site_id, name", "site_id in ?", ids)
	return each(rows, err, roomOf)
}

// ClosuresAt lists those that touch a site: its own and the whole
// organisation's, in time.
func (tx *Tx) ClosuresAt(organisation scheduling.OrganisationID, site scheduling.SiteID) ([]scheduling.Closure, error) {
	rows, err := all[closureRow](tx, "from_date, id",
		"organisation_id = ? and (site_id is null or site_id = ?)", organisation, site)
	return each(rows, err, func(r closureRow) scheduling.Closure { return scheduling.Closure(r) })
}

type schoolPeriodRow struct {
	Organisation scheduling.OrganisationID `gorm:"column:organisation_id"`
	Zone         string
	From         scheduling.Date `gorm:"column:from_date"`
	Until        scheduling.Date `gorm:"column:until_date"`
	Name         string
}

func (schoolPeriodRow) TableName() string { return "school_periods" }

// ReplaceSchoolPeriods puts periods in the place of all that an organisation
// imported.
func (tx *Tx) ReplaceSchoolPeriods(id scheduling.OrganisationID, periods []scheduling.SchoolPeriod) error {
	if err := tx.db.Where("organisation_id = ?", id).Delete(&schoolPeriodRow{}).Error; err != nil {
		return err
	}
	rows := make([]schoolPeriodRow, len(periods))
	for i, p := range periods {
		rows[i] = schoolPeriodRow(p)
		rows[i].Organisation = id
	}
	return addAll(tx, rows)
}

// SchoolPeriods lists the school holidays that an organisation imported, in
// time.
func (tx *Tx) SchoolPeriods(id scheduling.OrganisationID) ([]scheduling.SchoolPeriod, error) {
	rows, err := all[schoolPeriodRow](tx, "zone, from_date", "organisation_id = ?", id)
	return each(rows, err, func(r schoolPeriodRow) scheduling.SchoolPeriod { return scheduling.SchoolPeriod(r) })
}

// RoomsByID finds several at once.
func (tx *Tx) RoomsByID(ids []scheduling.RoomID) ([]scheduling.Room, error) {
	rows, err := all[roomRow](tx, "site_id, name", "id in ?", ids)
	return each(rows, err, roomOf)
}
