package store

import (
	"time"

	"gorm.io/gorm/clause"

	"trame/scheduling"
)

type importRow struct {
	ID           scheduling.ImportID       `gorm:"primaryKey"`
	Organisation scheduling.OrganisationID `gorm:"column:organisation_id"`
	Unit         scheduling.UnitID         `gorm:"column:unit_id"`
	Source       scheduling.ReferralSource
	ReceivedOn   scheduling.Date
	AskedBy      scheduling.UserID
	AskedAt      time.Time `gorm:"serializer:utc"`
	Bytes        int64
	Parts        int
	UploadedAt   time.Time `gorm:"serializer:utc"`
	Kind         string
	Encoding     string
	Separator    string
	Sheet        string
	Fields       []string `gorm:"serializer:words"`
	Header       []byte
	Guessed      bool
	BeatAt       time.Time `gorm:"serializer:utc"`
	Read         int64
	Rows         int
	CheckedAt    time.Time         `gorm:"serializer:utc"`
	ConfirmedBy  scheduling.UserID `gorm:"serializer:optional"`
	ConfirmedAt  time.Time         `gorm:"serializer:utc"`
	Wanted       int
	Done         int
	Line         int
	AppliedAt    time.Time `gorm:"serializer:utc"`
	ToExamine    int
	Examined     int
	ExamineLine  int
	ExaminedAt   time.Time         `gorm:"serializer:utc"`
	UndoBy       scheduling.UserID `gorm:"serializer:optional"`
	UndoAt       time.Time         `gorm:"serializer:utc"`
	Undone       int
	UndoLine     int
	UndoneAt     time.Time `gorm:"serializer:utc"`
	FailedAt     time.Time `gorm:"serializer:utc"`
	Failure      string
	FailureLine  int
	AbandonedAt  time.Time `gorm:"serializer:utc"`
	PurgedAt     time.Time `gorm:"serializer:utc"`
	Version      int
}

func (importRow) TableName() string { return "imports" }

func importOf(r importRow) scheduling.Import { return scheduling.Import(r) }

// AddImport adds one.
func (tx *Tx) AddImport(i scheduling.Import) error { return add(tx, importRow(i)) }

// Import finds one.
func (tx *Tx) Import(id scheduling.ImportID) (scheduling.Import, error) {
	row, err := one[importRow](tx, "id = ?", id)
	return scheduling.Import(row), err
}

// LockImport finds one and holds it against other writers.
func (tx *Tx) LockImport(id scheduling.ImportID) (scheduling.Import, error) {
	row, err := locked[importRow](tx, "id = ?", id)
	return scheduling.Import(row), err
}

// SaveImport saves every column of one that is locked.
func (tx *Tx) SaveImport(i scheduling.Import) error {
	i.Version++
	row := importRow(i)
	return touched(tx.db.Model(&row).Where("id = ?", i.ID).Select("*").Updates(&row))
}

// Imports lists those of some units, the latest first; after is the id of the
// last one already seen.
func (tx *Tx) Imports(units []scheduling.UnitID, page Page) ([]scheduling.Import, error) {
	var rows []importRow
	query := tx.db.Where("unit_id in ?", units)
	if page.After != "" {
		query = query.Where("id < ?", page.After)
	}
	err := query.Order("id desc").Limit(page.limit()).Find(&rows).Error
	return each(rows, err, importOf)
}

// ImportsKept lists those whose rows are still here, the first asked first.
func (tx *Tx) ImportsKept() ([]scheduling.Import, error) {
	rows, err := all[importRow](tx, "id", "purged_at is null")
	return each(rows, err, importOf)
}

type importPartRow struct {
	Import scheduling.ImportID `gorm:"column:import_id;primaryKey"`
	Number int                 `gorm:"primaryKey;autoIncrement:false"`
	Sealed []byte
}

func (importPartRow) TableName() string { return "import_parts" }

// SetImportPart keeps a piece of the file, from 1; sent again it replaces itself.
func (tx *Tx) SetImportPart(id scheduling.ImportID, number int, sealed []byte) error {
	row := importPartRow{id, number, sealed}
	return tx.db.Clauses(clause.OnConflict{Columns: []clause.Column{{Name: "import_id"}, {Name: "number"}}, UpdateAll: true}).Create(&row).Error
}

// ImportPart finds a piece of the file.
func (tx *Tx) ImportPart(id scheduling.ImportID, number int) ([]byte, error) {
	row, err := one[importPartRow](tx, "import_id = ? and number = ?", id, number)
	return row.Sealed, err
}

// RemoveImportParts forgets the file of an import.
func (tx *Tx) RemoveImportParts(id scheduling.ImportID) error {
	return tx.db.Where("import_id = ?", id).Delete(&importPartRow{}).Error
}

// RemoveImportRows forgets what was read of it, and what it changed.
func (tx *Tx) RemoveImportRows(id scheduling.ImportID) error {
	if err := tx.db.Where("import_id = ?", id).Delete(&importChangeRow{}).Error; err != nil {
		return err
	}
	return tx.db.Where("import_id = ?", id).Delete(&importLineRow{}).Error
}

// ImportFormat is how the files of a source were read the last time: the field
// of each heading, by the heading's blind index.
type ImportFormat struct {
	Encoding  string
	Separator string
	Fields    string // JSON
}

type importFormatRow struct {
	Unit      scheduling.UnitID         `gorm:"column:unit_id;primaryKey"`
	Source    scheduling.ReferralSource `gorm:"primaryKey"`
	Encoding  string
	Separator string
	Fields    string
	SavedAt   time.Time `gorm:"serializer:utc"`
}

func (importFormatRow) TableName() string { return "import_formats" }

// ImportFormat finds how files of a source are read in a unit; none is NotFound.
func (tx *Tx) ImportFormat(unit scheduling.UnitID, source scheduling.ReferralSource) (ImportFormat, error) {
	row, err := one[importFormatRow](tx, "unit_id = ? and source = ?", unit, source)
	return ImportFormat{row.Encoding, row.Separator, row.Fields}, err
}

// SetImportFormat keeps it for the next file.
func (tx *Tx) SetImportFormat(unit scheduling.UnitID, source scheduling.ReferralSource, f ImportFormat) error {
	row := importFormatRow{unit, source, f.Encoding, f.Separator, f.Fields, tx.Now}
	return tx.db.Clauses(clause.OnConflict{Columns: []clause.Column{{Name: "unit_id"}, {Name: "source"}}, UpdateAll: true}).Create(&row).Error
}
