package store

import (
	"time"

	"trame/scheduling"
)

type eligibilityCheckRow struct {
	ID             scheduling.EligibilityCheckID `gorm:"primaryKey"`
	Insured        scheduling.InsuredID          `gorm:"column:insured_id"`
	Referral       scheduling.ReferralID         `gorm:"column:referral_id;serializer:optional"`
	VersionID      scheduling.VersionID
	RulesHash      string
	On             scheduling.Date `gorm:"column:checked_on"`
	Outcome        scheduling.Eligibility
	BecomesOn      scheduling.Date
	Results        string
	CheckedBy      string
	CheckedAt      time.Time `gorm:"serializer:utc"`
	Overridden     scheduling.Eligibility
	OverriddenBy   scheduling.UserID `gorm:"serializer:optional"`
	OverrideReason string
	OverriddenAt   time.Time `gorm:"serializer:utc"`
	Review         string
}

func (eligibilityCheckRow) TableName() string { return "eligibility_checks" }

func eligibilityCheckOf(r eligibilityCheckRow) scheduling.EligibilityCheck {
	return scheduling.EligibilityCheck(r)
}

// AddEligibilityChecks adds some.
func (tx *Tx) AddEligibilityChecks(list []scheduling.EligibilityCheck) error {
	rows := make([]eligibilityCheckRow, len(list))
	for i, c := range list {
		rows[i] = eligibilityCheckRow(c)
	}
	return copyIn(tx, rows)
}

// ChecksStanding are the checks that stand for people on a day, of every
// version.
func (tx *Tx) ChecksStanding(today scheduling.Date, ids []scheduling.InsuredID) (map[scheduling.InsuredID][]scheduling.EligibilityCheck, error) {
	people, list := among(tx, "c.insured_id", ids)
	rows, err := some[eligibilityCheckRow](tx, "select c.* from eligibility_checks c where "+people+" and "+standing+" order by c.version_id", list, today, today)
	checks := make(map[scheduling.InsuredID][]scheduling.EligibilityCheck, len(rows))
	for _, r := range rows {
		checks[r.Insured] = append(checks[r.Insured], eligibilityCheckOf(r))
	}
	return checks, err
}

// decided narrows checks to those that a human decided upon: a decision that a
// later check only carries on is older than it.
const decided = "overridden_at is not null and overridden_at >= checked_at"

// RemoveChecksBy deletes the checks of people that were made for a reason, but
// for those that a human decided upon.
func (tx *Tx) RemoveChecksBy(ref string, ids []scheduling.InsuredID) error {
	if len(ids) == 0 {
		return nil
	}
	people, list := among(tx, "insured_id", ids)
	return tx.db.Exec("delete from eligibility_checks where checked_by = ? and "+people+" and not coalesce("+decided+", false)", ref, list).Error
}

// EligibilityCheck finds one.
func (tx *Tx) EligibilityCheck(id scheduling.EligibilityCheckID) (scheduling.EligibilityCheck, error) {
	row, err := one[eligibilityCheckRow](tx, "id = ?", id)
	return scheduling.EligibilityCheck(row), err
}

// SaveEligibilityCheck replaces one.
func (tx *Tx) SaveEligibilityCheck(c scheduling.EligibilityCheck) error {
	row := eligibilityCheckRow(c)
	return tx.db.Save(&row).Error
}

// EligibilityChecksOf lists a person's, the newest first.
func (tx *Tx) EligibilityChecksOf(id scheduling.InsuredID) ([]scheduling.EligibilityCheck, error) {
	rows, err := all[eligibilityCheckRow](tx, "checked_at desc, id desc", "insured_id = ?", id)
	return each(rows, err, eligibilityCheckOf)
}

// EligibleByCommune counts, by the INSEE code of where they live, the people
// of units who may come on a day to a group of one of versions and have no
// place in any yet: the check that stands for each, as a social worker left it.
func (tx *Tx) EligibleByCommune(communes Communes, units []scheduling.UnitID, versions []scheduling.VersionID, today scheduling.Date) (map[string]int, error) {
	rows, err := some[residents](tx, `
		select i.insee, i.postcode, i.city, count(distinct i.id) as people
		from eligibility_checks c join insured i on i.id = c.insured_id
		where i.unit_id in ? and c.version_id in ? and `+mayCome+`
		group by i.insee, i.postcode, i.city`, units, versions, today, today)
	return communes.by(rows), err
}

// mayCome narrows checks c of people i to those whom one may still ask: alive,
// found eligible, without a place in a group of the same version.
const mayCome = `i.deceased_on is null and i.erased_at is null and ` + standing + `
	and coalesce(nullif(c.overridden, ''), c.outcome) = 'collective'
	and not exists (select 1 from enrolments e join cohorts h on h.id = e.cohort_id
		where e.insured_id = i.id and h.version_id = c.version_id and e.state in ('enrolled', 'offered', 'waitlisted'))`
