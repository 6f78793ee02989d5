package store

import (
	"trame/scheduling"
)

type eligibilityRuleRow struct {
	ID         scheduling.RuleID `gorm:"primaryKey"`
	VersionID  scheduling.VersionID
	Position   int
	Key        string
	Parameters string
	Source     string
	Blocks     bool
}

func (eligibilityRuleRow) TableName() string { return "eligibility_rules" }

// AddEligibilityRule adds one.
func (tx *Tx) AddEligibilityRule(e scheduling.EligibilityRule) error {
	return add(tx, eligibilityRuleRow(e))
}

// EligibilityRule finds one.
func (tx *Tx) EligibilityRule(id scheduling.RuleID) (scheduling.EligibilityRule, error) {
	row, err := one[eligibilityRuleRow](tx, "id = ?", id)
	return scheduling.EligibilityRule(row), err
}

func eligibilityRuleOf(r eligibilityRuleRow) scheduling.EligibilityRule {
	return scheduling.EligibilityRule(r)
}

// EligibilityRules lists those of a version, in order.
func (tx *Tx) EligibilityRules(id scheduling.VersionID) ([]scheduling.EligibilityRule, error) {
	rows, err := all[eligibilityRuleRow](tx, "position", "version_id = ?", id)
	return each(rows, err, eligibilityRuleOf)
}

// EligibilityRulesOf lists those of several versions, in order.
func (tx *Tx) EligibilityRulesOf(ids []scheduling.VersionID) (map[scheduling.VersionID][]scheduling.EligibilityRule, error) {
	rows, err := all[eligibilityRuleRow](tx, "version_id, position", "version_id in ?", ids)
	of := map[scheduling.VersionID][]scheduling.EligibilityRule{}
	for _, r := range rows {
		of[r.VersionID] = append(of[r.VersionID], eligibilityRuleOf(r))
	}
	return of, err
}

// SetEligibilityRules replaces the rules of a version; they get new ids and
// the positions 1..n.
func (tx *Tx) SetEligibilityRules(id scheduling.VersionID, rules []scheduling.EligibilityRule) error {
	if err := tx.db.Where("version_id = ?", id).Delete(&eligibilityRuleRow{}).Error; err != nil {
		return err
	}
	rows := make([]eligibilityRuleRow, len(rules))
	for i, r := range rules {
		r.ID, r.VersionID, r.Position = NewID[scheduling.RuleID](), id, i+1
		rows[i] = eligibilityRuleRow(r)
	}
	return addAll(tx, rows)
}
