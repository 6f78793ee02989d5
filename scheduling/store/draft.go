package store

import "trame/scheduling"

type draftCohortRow struct {
	Plan     scheduling.YearPlanID `gorm:"column:plan_id;primaryKey"`
	Number   int                   `gorm:"primaryKey;autoIncrement:false"`
	Wish     int
	Label    string
	Site     scheduling.SiteID     `gorm:"column:site_id"`
	From     scheduling.Date       `gorm:"column:from_date"`
	To       scheduling.Date       `gorm:"column:to_date"`
	Room     scheduling.RoomID     `gorm:"column:room_id;serializer:optional"`
	Lead     scheduling.UserID     `gorm:"column:lead_id;serializer:optional"`
	Blocking []string              `gorm:"serializer:words"`
	Repairs  []string              `gorm:"serializer:words"`
	Shortage []scheduling.Shortage `gorm:"serializer:json"`
	Choice   scheduling.DraftChoice
	Cohort   scheduling.CohortID `gorm:"column:cohort_id;serializer:optional"`
}

func (draftCohortRow) TableName() string { return "draft_cohorts" }

func draftCohortOf(r draftCohortRow) scheduling.DraftCohort { return scheduling.DraftCohort(r) }

type draftMeetingRow struct {
	Plan     scheduling.YearPlanID `gorm:"column:plan_id;primaryKey"`
	Number   int                   `gorm:"primaryKey;autoIncrement:false"`
	Position int                   `gorm:"primaryKey;autoIncrement:false"`
	Module   scheduling.ModuleID   `gorm:"column:module_id"`
	Date     scheduling.Date
	Start    scheduling.Clock `gorm:"column:start_minute"`
	Minutes  int
	Room     scheduling.RoomID `gorm:"column:room_id;serializer:optional"`
	Lead     scheduling.UserID `gorm:"column:lead_id"`
	With     []string          `gorm:"column:co_animators;serializer:words"`
}

func (draftMeetingRow) TableName() string { return "draft_meetings" }

// ReplaceDraft puts a draft in the place of what a plan had.
func (tx *Tx) ReplaceDraft(id scheduling.YearPlanID, cohorts []scheduling.DraftCohort, meetings []scheduling.DraftMeeting) error {
	if err := tx.db.Where("plan_id = ?", id).Delete(&draftCohortRow{}).Error; err != nil {
		return err
	}
	rows := make([]draftCohortRow, len(cohorts))
	for i, c := range cohorts {
		rows[i] = draftCohortRow(c)
		if c.Shortage == nil {
			rows[i].Shortage = []scheduling.Shortage{} // nil would be NULL
		}
	}
	if err := addAll(tx, rows); err != nil {
		return err
	}
	placed := make([]draftMeetingRow, len(meetings))
	for i, m := range meetings {
		placed[i] = draftMeetingRow(m)
	}
	return addAll(tx, placed)
}

// DraftCohorts lists the sessions of a plan's draft, in their order.
func (tx *Tx) DraftCohorts(id scheduling.YearPlanID) ([]scheduling.DraftCohort, error) {
	rows, err := all[draftCohortRow](tx, "number", "plan_id = ?", id)
	return each(rows, err, draftCohortOf)
}

// DraftMeetings lists the meetings of a plan's draft, in the order of its
// sessions.
func (tx *Tx) DraftMeetings(id scheduling.YearPlanID) ([]scheduling.DraftMeeting, error) {
	rows, err := all[draftMeetingRow](tx, "number, position", "plan_id = ?", id)
	return each(rows, err, func(r draftMeetingRow) scheduling.DraftMeeting { return scheduling.DraftMeeting(r) })
}

// SaveDraftCohort writes a decision, or that the session is open.
func (tx *Tx) SaveDraftCohort(c scheduling.DraftCohort) error {
	return touched(tx.db.Model(&draftCohortRow{}).Where("plan_id = ? and number = ?", c.Plan, c.Number).
		Select("choice", "cohort_id").Updates(&draftCohortRow{Choice: c.Choice, Cohort: c.Cohort}))
}
