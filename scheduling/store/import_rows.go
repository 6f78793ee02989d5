package store

import (
	"time"

	"trame/scheduling"
)

type importLineRow struct {
	Import  scheduling.ImportID `gorm:"column:import_id;primaryKey"`
	Line    int                 `gorm:"primaryKey;autoIncrement:false"`
	Verdict scheduling.ImportVerdict
	Sealed  []byte
	Faults  string
	Twin    string
	Choice  string
	Insured scheduling.InsuredID `gorm:"column:insured_id;serializer:optional"`
	Changed []string             `gorm:"serializer:words"`
	FixedAt time.Time            `gorm:"serializer:utc"`
}

func (importLineRow) TableName() string { return "import_rows" }

func importLineOf(r importLineRow) scheduling.ImportRow { return scheduling.ImportRow(r) }

// AddImportRows stages many.
func (tx *Tx) AddImportRows(list []scheduling.ImportRow) error {
	rows := make([]importLineRow, len(list))
	for at, r := range list {
		rows[at] = importLineRow(r)
	}
	return copyIn(tx, rows)
}

// ImportRows lists the rows after a line, of one verdict or, for "", of all.
func (tx *Tx) ImportRows(id scheduling.ImportID, after, limit int, verdicts ...scheduling.ImportVerdict) ([]scheduling.ImportRow, error) {
	query := tx.db.Where("import_id = ? and line > ?", id, after)
	if len(verdicts) > 0 {
		query = query.Where("verdict in ?", verdicts)
	}
	var rows []importLineRow
	err := query.Order("line").Limit(limit).Find(&rows).Error
	return each(rows, err, importLineOf)
}

// ImportRow finds one.
func (tx *Tx) ImportRow(id scheduling.ImportID, line int) (scheduling.ImportRow, error) {
	row, err := one[importLineRow](tx, "import_id = ? and line = ?", id, line)
	return scheduling.ImportRow(row), err
}

// SaveImportRow replaces one of an import that is locked.
func (tx *Tx) SaveImportRow(r scheduling.ImportRow) error {
	row := importLineRow(r)
	return touched(tx.db.Model(&row).Where("import_id = ? and line = ?", r.Import, r.Line).Select("*").Updates(&row))
}

// CountImportRows counts the rows of an import by verdict.
func (tx *Tx) CountImportRows(id scheduling.ImportID) (map[scheduling.ImportVerdict]int, error) {
	found, err := some[struct {
		Verdict scheduling.ImportVerdict
		N       int
	}](tx, "select verdict, count(*) as n from import_rows where import_id = ? group by verdict", id)
	count := map[scheduling.ImportVerdict]int{}
	for _, f := range found {
		count[f.Verdict] = f.N
	}
	return count, err
}

// MarkTwins puts in error each row that speaks of the same person as a row
// before it. The fault names that line.
func (tx *Tx) MarkTwins(id scheduling.ImportID) error {
	const first = `(select min(o.line) from import_rows o where o.import_id = import_rows.import_id and o.twin = import_rows.twin
		and o.verdict in ('to_create', 'to_update', 'up_to_date'))`
	// The doubles are found by counting: looking back from each row, SQLite
	// would read all the rows before it.
	return tx.db.Exec(`
		update import_rows set verdict = 'in_error', faults = '[{"column":-1,"key":"import.twice","line":' || `+first+` || '}]'
		where import_id = ? and verdict in ('to_create', 'to_update', 'up_to_date') and twin in (
			select d.twin from import_rows d
			where d.import_id = ? and d.twin <> '' and d.verdict in ('to_create', 'to_update', 'up_to_date')
			group by d.twin having count(*) > 1)
		and line > `+first, id, id).Error
}

// TwinBefore is the line of another row about the same person that is not in
// error; 0 when there is none.
func (tx *Tx) TwinBefore(r scheduling.ImportRow) (line int, err error) {
	if r.Twin == "" {
		return 0, nil
	}
	return line, tx.db.Raw(`select coalesce(min(line), 0) from import_rows where import_id = ? and twin = ? and line <> ?
		and verdict in ('to_create', 'to_update', 'up_to_date')`, r.Import, r.Twin, r.Line).Scan(&line).Error
}

type importChangeRow struct {
	Import      scheduling.ImportID   `gorm:"column:import_id;primaryKey"`
	Line        int                   `gorm:"primaryKey;autoIncrement:false"`
	Insured     scheduling.InsuredID  `gorm:"column:insured_id"`
	Referral    scheduling.ReferralID `gorm:"column:referral_id;serializer:optional"`
	NewInsured  bool
	NewReferral bool
	After       string
	Before      []byte
	Outcome     scheduling.ImportOutcome
}

func (importChangeRow) TableName() string { return "import_changes" }

func importChangeOf(r importChangeRow) scheduling.ImportChange { return scheduling.ImportChange(r) }

// AddImportChanges adds many.
func (tx *Tx) AddImportChanges(list []scheduling.ImportChange) error {
	rows := make([]importChangeRow, len(list))
	for at, c := range list {
		rows[at] = importChangeRow(c)
	}
	return copyIn(tx, rows)
}

// ImportChangesBefore lists what was written under a line, the last first.
func (tx *Tx) ImportChangesBefore(id scheduling.ImportID, line, limit int) ([]scheduling.ImportChange, error) {
	var rows []importChangeRow
	err := tx.db.Where("import_id = ? and line < ? and outcome = ''", id, line).Order("line desc").Limit(limit).Find(&rows).Error
	return each(rows, err, importChangeOf)
}

// ImportChanged is a change with the fields that its row changed.
type ImportChanged struct {
	scheduling.ImportChange
	Fields []string
}

// ImportChangesToExamine lists what was written, or given back, after a line.
func (tx *Tx) ImportChangesToExamine(id scheduling.ImportID, outcome scheduling.ImportOutcome, after, limit int) ([]ImportChanged, error) {
	type changed struct {
		Change importChangeRow `gorm:"embedded"`
		Fields []string        `gorm:"serializer:words"`
	}
	rows, err := some[changed](tx, `select c.*, r.changed as fields from import_changes c
		join import_rows r on r.import_id = c.import_id and r.line = c.line
		where c.import_id = ? and c.line > ? and c.outcome = ? order by c.line limit ?`, id, after, outcome, limit)
	return each(rows, err, func(r changed) ImportChanged { return ImportChanged{importChangeOf(r.Change), r.Fields} })
}

// ImportChangesLeft lists those of an outcome that a person must be told of.
func (tx *Tx) ImportChangesLeft(id scheduling.ImportID, limit int) ([]scheduling.ImportChange, error) {
	var rows []importChangeRow
	err := tx.db.Where("import_id = ? and outcome in ('moved', 'edited', 'attached')", id).Order("line").Limit(limit).Find(&rows).Error
	return each(rows, err, importChangeOf)
}

// CountImportChanges counts what became of the confirmed rows.
func (tx *Tx) CountImportChanges(id scheduling.ImportID) (map[scheduling.ImportOutcome]int, error) {
	found, err := some[struct {
		Outcome scheduling.ImportOutcome
		N       int
	}](tx, "select outcome, count(*) as n from import_changes where import_id = ? group by outcome", id)
	count := map[scheduling.ImportOutcome]int{}
	for _, f := range found {
		count[f.Outcome] = f.N
	}
	return count, err
}

// MarkImportChanges gives lines of an import an outcome.
func (tx *Tx) MarkImportChanges(id scheduling.ImportID, outcome scheduling.ImportOutcome, lines []int) error {
	if len(lines) == 0 {
		return nil
	}
	return tx.db.Exec("update import_changes set outcome = ? where import_id = ? and line in ?", outcome, id, lines).Error
}
