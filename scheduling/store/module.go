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

// AddModule adds one.
func (tx *Tx) AddModule(m scheduling.Module) error { return add(tx, moduleRow(m)) }

// Module finds one.
func (tx *Tx) Module(id scheduling.ModuleID) (scheduling.Module, error) {
	row, err := one[moduleRow](tx, "id = ?", id)
	return scheduling.Module(row), err
}

func moduleOf(r moduleRow) scheduling.Module { return scheduling.Module(r) }

// Modules lists those of a version, in order.
func (tx *Tx) Modules(id scheduling.VersionID) ([]scheduling.Module, error) {
	return tx.ModulesOf([]scheduling.VersionID{id})
}

// ModulesOf lists those of several versions, in order.
func (tx *Tx) ModulesOf(ids []scheduling.VersionID) ([]scheduling.Module, error) {
	rows, err := all[moduleRow](tx, "version_id, position", "version_id in ?", ids)
	return each(rows, err, moduleOf)
}

// ReplaceModule saves every column. The version it belongs to carries the
// check against stale edits.
func (tx *Tx) ReplaceModule(m scheduling.Module) error {
	row := moduleRow(m)
	return touched(tx.db.Model(&row).Where("id = ?", m.ID).Select("*").Updates(&row))
}

// DeleteModule takes a module out, with its guide and supports.
func (tx *Tx) DeleteModule(id scheduling.ModuleID) error {
	return touched(tx.db.Where("id = ?", id).Delete(&moduleRow{}))
}

// aside is beyond any position: where modules wait while they change places,
// for two never share one.
const aside = 1000

// OrderModules gives the modules of a version the positions 1..n in the order
// of ids, which names them all.
func (tx *Tx) OrderModules(id scheduling.VersionID, ids []scheduling.ModuleID) error {
	err := tx.db.Exec("update modules set position = position + ? where version_id = ?", aside, id).Error
	if err != nil {
		return err
	}
	for i, module := range ids {
		result := tx.db.Exec("update modules set position = ? where id = ? and version_id = ?", i+1, module, id)
		if err := touched(result); err != nil {
			return err
		}
	}
	return nil
}

// AddGuideStep adds one.
func (tx *Tx) AddGuideStep(g scheduling.GuideStep) error { return add(tx, guideStepRow(g)) }

func guideStepOf(r guideStepRow) scheduling.GuideStep { return scheduling.GuideStep(r) }

// GuideSteps lists those of a module, in order.
func (tx *Tx) GuideSteps(id scheduling.ModuleID) ([]scheduling.GuideStep, error) {
	return tx.GuideStepsOf([]scheduling.ModuleID{id})
}

// GuideStepsOf lists those of several modules, in order within each.
func (tx *Tx) GuideStepsOf(ids []scheduling.ModuleID) ([]scheduling.GuideStep, error) {
	rows, err := all[guideStepRow](tx, "module_id, position", "module_id in ?", ids)
	return each(rows, err, guideStepOf)
}

// SetGuide replaces the steps of a module; their positions become 1..n.
func (tx *Tx) SetGuide(id scheduling.ModuleID, steps []scheduling.GuideStep) error {
	if err := tx.db.Where("module_id = ?", id).Delete(&guideStepRow{}).Error; err != nil {
		return err
	}
	rows := make([]guideStepRow, len(steps))
	for i, s := range steps {
		s.Module, s.Position = id, i+1
		rows[i] = guideStepRow(s)
	}
	return addAll(tx, rows)
}

// ModulesByID finds several at once.
func (tx *Tx) ModulesByID(ids []scheduling.ModuleID) ([]scheduling.Module, error) {
	rows, err := all[moduleRow](tx, "version_id, position", "id in ?", ids)
	return each(rows, err, moduleOf)
}
