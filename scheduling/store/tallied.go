package store

import (
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"trame/scheduling"
)

// TallyKind is what a report counts of people whose file is erased.
type TallyKind string

// The kinds.
const (
	TallyAge        TallyKind = "age"
	TallyPathology  TallyKind = "pathology"
	TallyOccupation TallyKind = "occupation"
)

// Untallied is somebody who started in a cohort, before she is only counted.
type Untallied struct {
	Enrolment  scheduling.EnrolmentID
	Cohort     scheduling.CohortID
	First      scheduling.Date // of the cohort
	Birth      scheduling.Date
	Pathology  string
	Occupation string // group
}

// Untallied lists where a person started and is counted by her file still: who
// came once to a held meeting of a module.
func (tx *Tx) Untallied(id scheduling.InsuredID) ([]Untallied, error) {
	return some[Untallied](tx, `
		select e.id as enrolment, c.id as cohort, c.first_date as first, i.birth_date as birth, i.pathology, i.occupation_group as occupation
		from enrolments e join cohorts c on c.id = e.cohort_id join insured i on i.id = e.insured_id
		where e.insured_id = ? and e.enrolled_at is not null and e.tallied_at is null and exists (
			select 1 from attendances a join meetings m on m.id = a.meeting_id
			where a.enrolment_id = e.id and a.status in ('present', 'partial')
			  and m.kind = 'module' and m.cancelled_at is null and m.held_at is not null)
		order by e.id`, id)
}

type cohortTallyRow struct {
	Cohort scheduling.CohortID `gorm:"column:cohort_id;primaryKey"`
	Kind   TallyKind           `gorm:"primaryKey"`
	Code   string              `gorm:"primaryKey"`
	N      int
}

func (cohortTallyRow) TableName() string { return "cohort_tallies" }

// AddTally counts an enrolment's person under a code of each kind, "" for none, and
// notes that she is counted: no row leads from the count to her.
func (tx *Tx) AddTally(u Untallied, codes map[TallyKind]string) error {
	for kind, code := range codes {
		if code == "" {
			continue
		}
		row := cohortTallyRow{u.Cohort, kind, code, 1}
		once := clause.OnConflict{
			Columns:   []clause.Column{{Name: "cohort_id"}, {Name: "kind"}, {Name: "code"}},
			DoUpdates: clause.Assignments(map[string]any{"n": gorm.Expr("cohort_tallies.n + 1")}),
		}
		if err := tx.db.Clauses(once).Create(&row).Error; err != nil {
			return err
		}
	}
	return tx.db.Exec("update enrolments set tallied_at = ? where id = ?", tx.Now.UTC(), u.Enrolment).Error
}

// Tallied adds up, over cohorts, what was counted of one kind, by code.
func (tx *Tx) Tallied(ids []scheduling.CohortID, kind TallyKind) (map[string]int, error) {
	rows, err := all[cohortTallyRow](tx, "cohort_id, code", "cohort_id in ? and kind = ?", ids, kind)
	counts := make(map[string]int, len(rows))
	for _, r := range rows {
		counts[r.Code] += r.N
	}
	return counts, err
}
