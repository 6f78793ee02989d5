package store

import (
	"trame/scheduling"
)

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
	FileHash  string
}

func (resourceRow) TableName() string { return "resources" }

type resourceFileRow struct {
	ResourceID scheduling.ResourceID `gorm:"primaryKey"`
	Content    []byte
}

func (resourceFileRow) TableName() string { return "resource_files" }

// AddResource adds a support that is a link.
func (tx *Tx) AddResource(r scheduling.Resource) error { return add(tx, resourceRow(r)) }

// AddResourceFile adds a support that is a file.
func (tx *Tx) AddResourceFile(r scheduling.Resource, content []byte) error {
	if err := add(tx, resourceRow(r)); err != nil {
		return err
	}
	return add(tx, resourceFileRow{r.ID, content})
}

// Resource finds one.
func (tx *Tx) Resource(id scheduling.ResourceID) (scheduling.Resource, error) {
	row, err := one[resourceRow](tx, "id = ?", id)
	return scheduling.Resource(row), err
}

// ResourceFile is the content of a support that is a file.
func (tx *Tx) ResourceFile(id scheduling.ResourceID) ([]byte, error) {
	row, err := one[resourceFileRow](tx, "resource_id = ?", id)
	return row.Content, err
}

func resourceOf(r resourceRow) scheduling.Resource { return scheduling.Resource(r) }

// Resources lists those of a module, in order.
func (tx *Tx) Resources(id scheduling.ModuleID) ([]scheduling.Resource, error) {
	return tx.ResourcesOf([]scheduling.ModuleID{id})
}

// ResourcesOf lists those of several modules, in order within each.
func (tx *Tx) ResourcesOf(ids []scheduling.ModuleID) ([]scheduling.Resource, error) {
	rows, err := all[resourceRow](tx, "module_id, position, id", "module_id in ?", ids)
	return each(rows, err, resourceOf)
}

// DeleteResource takes a support out, with its file.
func (tx *Tx) DeleteResource(id scheduling.ResourceID) error {
	return touched(tx.db.Where("id = ?", id).Delete(&resourceRow{}))
}

// CopyResourceFile gives one support the file of another.
func (tx *Tx) CopyResourceFile(from, to scheduling.ResourceID) error {
	return touched(tx.db.Exec(
		"insert into resource_files (resource_id, content) select ?, content from resource_files where resource_id = ?", to, from))
}
