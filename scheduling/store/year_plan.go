package store

import (
	"time"

	"trame/scheduling"
)

type yearPlanRow struct {
	ID           scheduling.YearPlanID     `gorm:"primaryKey"`
	Organisation scheduling.OrganisationID `gorm:"column:organisation_id"`
	Unit         scheduling.UnitID         `gorm:"column:unit_id"`
	Label        string
	FirstDay     scheduling.Date
	LastDay      scheduling.Date
	Seconds      int
	Follows      scheduling.YearPlanID `gorm:"column:follows_id;serializer:optional"`
	AskedBy      scheduling.UserID
	AskedAt      time.Time `gorm:"serializer:utc"`
	StartedAt    time.Time `gorm:"serializer:utc"`
	BeatAt       time.Time `gorm:"serializer:utc"`
	Wanted       int
	Placed       int
	Comfort      int
	Bound        int
	ReadyAt      time.Time `gorm:"serializer:utc"`
	FailedAt     time.Time `gorm:"serializer:utc"`
	Failure      string
	PublishedAt  time.Time `gorm:"serializer:utc"`
	AbandonedAt  time.Time `gorm:"serializer:utc"`
	Version      int
}

func (yearPlanRow) TableName() string { return "year_plans" }

func yearPlanOf(r yearPlanRow) scheduling.YearPlan { return scheduling.YearPlan(r) }

type wishRow struct {
	Plan         scheduling.YearPlanID `gorm:"column:plan_id;primaryKey"`
	Number       int                   `gorm:"primaryKey;autoIncrement:false"`
	Unit         scheduling.UnitID     `gorm:"column:unit_id"`
	VersionID    scheduling.VersionID
	Times        int
	Sites        []scheduling.SiteID `gorm:"serializer:words"`
	CadenceWeeks int
	SchoolPause  bool
	Capacity     int
	Leads        []scheduling.UserID `gorm:"serializer:words"`
}

func (wishRow) TableName() string { return "year_wishes" }

// AddYearPlan adds a plan with what it wishes.
func (tx *Tx) AddYearPlan(y scheduling.YearPlan, wishes []scheduling.Wish) error {
	if err := add(tx, yearPlanRow(y)); err != nil {
		return err
	}
	rows := make([]wishRow, len(wishes))
	for i, w := range wishes {
		rows[i] = wishRow(w)
	}
	return addAll(tx, rows)
}

// YearPlan finds one.
func (tx *Tx) YearPlan(id scheduling.YearPlanID) (scheduling.YearPlan, error) {
	row, err := one[yearPlanRow](tx, "id = ?", id)
	return scheduling.YearPlan(row), err
}

// LockYearPlan finds one and holds it against other writers.
func (tx *Tx) LockYearPlan(id scheduling.YearPlanID) (scheduling.YearPlan, error) {
	row, err := locked[yearPlanRow](tx, "id = ?", id)
	return scheduling.YearPlan(row), err
}

// ReplaceYearPlan saves every column unless someone else did since y was read:
// then Conflict.
func (tx *Tx) ReplaceYearPlan(y scheduling.YearPlan) error {
	y.Version++
	return replace(tx, yearPlanRow(y), y.ID, y.Version)
}

// SaveYearPlan saves every column of one that is locked.
func (tx *Tx) SaveYearPlan(y scheduling.YearPlan) error {
	row := yearPlanRow(y)
	return touched(tx.db.Model(&row).Where("id = ?", y.ID).Select("*").Updates(&row))
}

// YearPlans lists those of some units, the latest first; after is the id of
// the last one already seen.
func (tx *Tx) YearPlans(units []scheduling.UnitID, page Page) ([]scheduling.YearPlan, error) {
	var rows []yearPlanRow
	query := tx.db.Where("unit_id in ?", units)
	if page.After != "" {
		query = query.Where("id < ?", page.After)
	}
	err := query.Order("id desc").Limit(page.limit()).Find(&rows).Error
	return each(rows, err, yearPlanOf)
}

// Wishes lists those of a plan, in their order.
func (tx *Tx) Wishes(id scheduling.YearPlanID) ([]scheduling.Wish, error) {
	rows, err := all[wishRow](tx, "number", "plan_id = ?", id)
	return each(rows, err, func(r wishRow) scheduling.Wish { return scheduling.Wish(r) })
}

// YearPlansToSearch lists the plans whose draft is still to come, the longest
// asked first.
func (tx *Tx) YearPlansToSearch() ([]scheduling.YearPlan, error) {
	rows, err := all[yearPlanRow](tx, "asked_at, id", "ready_at is null and failed_at is null and abandoned_at is null")
	return each(rows, err, yearPlanOf)
}
