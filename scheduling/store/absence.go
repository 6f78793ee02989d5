package store

import (
	"time"

	"trame/scheduling"
)

type weeklyHoursRow struct {
	Resource string
	Weekday  time.Weekday
	From     scheduling.Clock `gorm:"column:from_minute"`
	Until    scheduling.Clock `gorm:"column:until_minute"`
}

func (weeklyHoursRow) TableName() string { return "weekly_hours" }

type absenceRow struct {
	ID       scheduling.AbsenceID `gorm:"primaryKey"`
	Resource string
	From     scheduling.Date `gorm:"column:from_date"`
	Until    scheduling.Date `gorm:"column:until_date"`
	AllDay   bool
	Start    scheduling.Clock `gorm:"column:start_minute"`
	End      scheduling.Clock `gorm:"column:end_minute"`
	Label    string
}

func (absenceRow) TableName() string { return "absences" }

func absenceOf(r absenceRow) scheduling.Absence { return scheduling.Absence(r) }

// ReplaceWeeklyHours puts hours in the place of those a person had.
func (tx *Tx) ReplaceWeeklyHours(resource string, hours []scheduling.WeeklyHours) error {
	if err := tx.db.Where("resource = ?", resource).Delete(&weeklyHoursRow{}).Error; err != nil {
		return err
	}
	rows := make([]weeklyHoursRow, len(hours))
	for i, h := range hours {
		rows[i] = weeklyHoursRow(h)
		rows[i].Resource = resource
	}
	return addAll(tx, rows)
}

// WeeklyHours lists those of several people, in the order of the week.
func (tx *Tx) WeeklyHours(resources ...string) ([]scheduling.WeeklyHours, error) {
	rows, err := all[weeklyHoursRow](tx, "resource, weekday, from_minute", "resource in ?", resources)
	return each(rows, err, func(r weeklyHoursRow) scheduling.WeeklyHours { return scheduling.WeeklyHours(r) })
}

// AddAbsence adds one.
func (tx *Tx) AddAbsence(a scheduling.Absence) error { return add(tx, absenceRow(a)) }

// Absence finds one.
func (tx *Tx) Absence(id scheduling.AbsenceID) (scheduling.Absence, error) {
	row, err := one[absenceRow](tx, "id = ?", id)
	return scheduling.Absence(row), err
}

// RemoveAbsence deletes one.
func (tx *Tx) RemoveAbsence(id scheduling.AbsenceID) error {
	return touched(tx.db.Where("id = ?", id).Delete(&absenceRow{}))
}

// Absences lists those of some people that touch the days from one to another;
// a zero end has none.
func (tx *Tx) Absences(resources []string, from, until scheduling.Date) ([]scheduling.Absence, error) {
	condition, args := "resource in ? and until_date >= ?", []any{resources, from}
	if !until.IsZero() {
		condition, args = condition+" and from_date <= ?", append(args, until)
	}
	rows, err := all[absenceRow](tx, "from_date, start_minute, id", condition, args...)
	return each(rows, err, absenceOf)
}
