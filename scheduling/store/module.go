package store

import (
	"trame/scheduling"
)

type moduleRow struct {
	ID        scheduling.ModuleID `gorm:"primaryKey"`
	VersionID scheduling.VersionID
	Position  int
	Title     string
	Part      int
	Parts     int
	Kind      string
	Minutes   int
	Partners  []scheduling.PartnerKind `gorm:"serializer:words"`
	Testimony bool
	Message   string
	Method    string
	ToBring   string
}

func (moduleRow) TableName() string { return "modules" }

type guideStepRow struct {
	Module   scheduling.ModuleID `gorm:"column:module_id"`
	Position int
	Minutes  int
	Title    string
	Detail   string
}

func (guideStepRow) TableName() string { return "guide_steps" }

type resourceRow struct {
	ID        scheduling.ResourceID `gorm:"primaryKey"`
	Module    scheduling.ModuleID   `gorm:"column:module_id"`
	Position  int
	Kind      string
	Title     string
	Link      string
	FileName  string
	FileType  string
	FileBytes int
}

func (resourceRow) TableName() string { return "resources" }

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

// AddModule adds one.
func (tx *Tx) AddModule(m scheduling.Module) error { return add(tx, moduleRow(m)) }

// Module finds one.
func (tx *Tx) Module(id scheduling.ModuleID) (scheduling.Module, error) {
	row, err := one[moduleRow](tx, "id = ?", id)
	return scheduling.Module(row), err
}

func moduleOf(r moduleRow) scheduling.Module { return scheduling.Module(r) }

// AddGuideStep adds one.
func (tx *Tx) AddGuideStep(g scheduling.GuideStep) error { return add(tx, guideStepRow(g)) }

func guideStepOf(r guideStepRow) scheduling.GuideStep { return scheduling.GuideStep(r) }

// AddResource adds one.
func (tx *Tx) AddResource(r scheduling.Resource) error { return add(tx, resourceRow(r)) }

// Resource finds one.
func (tx *Tx) Resource(id scheduling.ResourceID) (scheduling.Resource, error) {
	row, err := one[resourceRow](tx, "id = ?", id)
	return scheduling.Resource(row), err
}

func resourceOf(r resourceRow) scheduling.Resource { return scheduling.Resource(r) }

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

// Modules lists those of a version, in order.
func (tx *Tx) Modules(id scheduling.VersionID) ([]scheduling.Module, error) {
	rows, err := all[moduleRow](tx, "position", "version_id = ?", id)
	return each(rows, err, moduleOf)
}

// EligibilityRules lists those of a version, in order.
func (tx *Tx) EligibilityRules(id scheduling.VersionID) ([]scheduling.EligibilityRule, error) {
	rows, err := all[eligibilityRuleRow](tx, "position", "version_id = ?", id)
	return each(rows, err, eligibilityRuleOf)
}

// GuideSteps lists those of a module, in order.
func (tx *Tx) GuideSteps(id scheduling.ModuleID) ([]scheduling.GuideStep, error) {
	rows, err := all[guideStepRow](tx, "position", "module_id = ?", id)
	return each(rows, err, guideStepOf)
}

// Resources lists those of a module, in order.
func (tx *Tx) Resources(id scheduling.ModuleID) ([]scheduling.Resource, error) {
	rows, err := all[resourceRow](tx, "position", "module_id = ?", id)
	return each(rows, err, resourceOf)
}
