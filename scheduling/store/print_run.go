package store

import (
	"time"

	"gorm.io/gorm/clause"

	"trame/scheduling"
)

type printRunRow struct {
	ID          scheduling.PrintRunID `gorm:"primaryKey"`
	AskedBy     scheduling.UserID
	AskedAt     time.Time           `gorm:"serializer:utc"`
	Cohort      scheduling.CohortID `gorm:"column:cohort_id;serializer:optional"`
	Units       []scheduling.UnitID `gorm:"serializer:words"`
	Wanted      int
	BegunAt     time.Time `gorm:"serializer:utc"`
	BeatAt      time.Time `gorm:"serializer:utc"`
	Done        int
	Written     int
	Parts       int
	Bytes       int64
	ReadyAt     time.Time `gorm:"serializer:utc"`
	ForgottenAt time.Time `gorm:"serializer:utc"`
	Version     int
}

func (printRunRow) TableName() string { return "print_runs" }

func printRunOf(r printRunRow) scheduling.PrintRun { return scheduling.PrintRun(r) }

// PrintLetter is a letter of a run: an invitation or a notice, and the page on
// which it begins; 0 when it is on none.
type PrintLetter struct {
	Run        scheduling.PrintRunID   `gorm:"column:run_id;primaryKey"`
	Number     int                     `gorm:"primaryKey;autoIncrement:false"`
	Cohort     scheduling.CohortID     `gorm:"column:cohort_id"`
	Invitation scheduling.InvitationID `gorm:"column:invitation_id;serializer:optional"`
	Notice     scheduling.MessageID    `gorm:"column:message_id;serializer:optional"`
	Page       int
}

// TableName names the table.
func (PrintLetter) TableName() string { return "print_run_letters" }

// AddPrintRun adds one with its letters, in their order.
func (tx *Tx) AddPrintRun(r scheduling.PrintRun, letters []PrintLetter) error {
	if err := add(tx, printRunRow(r)); err != nil {
		return err
	}
	return addAll(tx, letters)
}

// PrintRun finds one.
func (tx *Tx) PrintRun(id scheduling.PrintRunID) (scheduling.PrintRun, error) {
	row, err := one[printRunRow](tx, "id = ?", id)
	return scheduling.PrintRun(row), err
}

// LockPrintRun finds one and holds it against other writers.
func (tx *Tx) LockPrintRun(id scheduling.PrintRunID) (scheduling.PrintRun, error) {
	row, err := locked[printRunRow](tx, "id = ?", id)
	return scheduling.PrintRun(row), err
}

// SavePrintRun saves every column of one that is locked.
func (tx *Tx) SavePrintRun(r scheduling.PrintRun) error {
	r.Version++
	row := printRunRow(r)
	return touched(tx.db.Model(&row).Where("id = ?", r.ID).Select("*").Updates(&row))
}

// PrintRunsKept lists those whose pages are still here or to be drawn, the
// first asked first: of an agent, or of all for "".
func (tx *Tx) PrintRunsKept(by scheduling.UserID) ([]scheduling.PrintRun, error) {
	rows, err := all[printRunRow](tx, "id", "forgotten_at is null and (? = '' or asked_by = ?)", by, by)
	return each(rows, err, printRunOf)
}

// PrintRunLetters lists those of a run, in their order.
func (tx *Tx) PrintRunLetters(id scheduling.PrintRunID) ([]PrintLetter, error) {
	return all[PrintLetter](tx, "number", "run_id = ?", id)
}

// SetPrintPages notes on which pages letters begin.
func (tx *Tx) SetPrintPages(letters []PrintLetter) error {
	return tx.db.Clauses(clause.OnConflict{
		Columns: []clause.Column{{Name: "run_id"}, {Name: "number"}}, DoUpdates: clause.AssignmentColumns([]string{"page"}),
	}).Create(&letters).Error
}

type printPartRow struct {
	Run    scheduling.PrintRunID `gorm:"column:run_id;primaryKey"`
	Number int                   `gorm:"primaryKey;autoIncrement:false"`
	Sealed []byte
}

func (printPartRow) TableName() string { return "print_run_parts" }

// AddPrintPart keeps a piece of a PDF, from 1.
func (tx *Tx) AddPrintPart(id scheduling.PrintRunID, number int, sealed []byte) error {
	return add(tx, printPartRow{id, number, sealed})
}

// PrintPart finds a piece.
func (tx *Tx) PrintPart(id scheduling.PrintRunID, number int) ([]byte, error) {
	row, err := one[printPartRow](tx, "run_id = ? and number = ?", id, number)
	return row.Sealed, err
}

// RemovePrintParts takes the pieces of a run.
func (tx *Tx) RemovePrintParts(id scheduling.PrintRunID) error {
	return tx.db.Where("run_id = ?", id).Delete(&printPartRow{}).Error
}

// RemovePrintLetters takes whose letters were in a run.
func (tx *Tx) RemovePrintLetters(id scheduling.PrintRunID) error {
	return tx.db.Where("run_id = ?", id).Delete(&PrintLetter{}).Error
}

// LettersIn lists the invitations of some ids that are still to be posted,
// with the notices that are.
func (tx *Tx) LettersIn(invitations []scheduling.InvitationID, notices []scheduling.MessageID) ([]scheduling.Invitation, []scheduling.Message, error) {
	list, err := some[invitationRow](tx, "select v.* from invitations v where v.id in ? and "+letterDue, invitations)
	if err != nil {
		return nil, nil, err
	}
	messages, err := some[messageRow](tx, "select m.* from messages m where m.id in ? and "+noticeDue, notices, tx.Now, tx.Now)
	found, _ := each(list, nil, invitationOf)
	told, err := each(messages, err, func(r messageRow) scheduling.Message { return scheduling.Message(r) })
	return found, told, err
}

// PrintedRun notes that the letters of a run are printed now: those on a page.
func (tx *Tx) PrintedRun(id scheduling.PrintRunID) error {
	for _, statement := range []string{
		"update invitations set printed_at = ? where id in (select invitation_id from print_run_letters where run_id = ? and page > 0)",
		"update messages set printed_at = ? where id in (select message_id from print_run_letters where run_id = ? and page > 0)",
	} {
		if err := tx.db.Exec(statement, tx.Now.UTC(), id).Error; err != nil {
			return err
		}
	}
	return nil
}

// PagesOver are the pages of a run whose letters were not posted and need not
// be any more: she answered, the invitation was withdrawn, the news is stale,
// she died.
func (tx *Tx) PagesOver(id scheduling.PrintRunID) ([]int, error) {
	return some[int](tx, `
		select l.page from print_run_letters l
		left join invitations v on v.id = l.invitation_id
		left join messages m on m.id = l.message_id
		join insured i on i.id = coalesce(v.insured_id, m.insured_id)
		where l.run_id = ? and l.page > 0 and coalesce(v.sent_at, m.sent_at) is null
			and (v.withdrawn_at is not null or v.reply <> '' or m.dropped_at is not null or m.grace_at <= ? or i.deceased_on is not null)
		order by l.page`, id, tx.Now)
}

// CohortsMoved are the names of a run's sessions that were called off, put off
// or given other dates since an instant.
func (tx *Tx) CohortsMoved(id scheduling.PrintRunID, since time.Time) ([]string, error) {
	since = since.UTC()
	return some[string](tx, `
		select c.label from cohorts c
		where c.id in (select cohort_id from print_run_letters where run_id = ? and page > 0)
			and (c.cancelled_at > ? or c.postponed_at > ? or exists (select 1 from meetings t where t.cohort_id = c.id and t.changed_at > ?))
		order by c.label, c.id`, id, since, since, since)
}

// LettersBeside counts the letters and notices of a run's sessions that are to
// be posted and that it was never about.
func (tx *Tx) LettersBeside(r scheduling.PrintRun) (n int, err error) {
	var counts []int
	counts, err = some[int](tx, `
		select (select count(*) from invitations v join cohorts c on c.id = v.cohort_id
			where c.cancelled_at is null and c.unit_id in ? and (? = '' or c.id = ?) and `+letterDue+`
				and not exists (select 1 from print_run_letters l where l.invitation_id = v.id and l.run_id = ?))
			+ (select count(*) from messages m join cohorts c on c.id = m.cohort_id
			where c.unit_id in ? and (? = '' or c.id = ?) and `+noticeDue+`
				and not exists (select 1 from print_run_letters l where l.message_id = m.id and l.run_id = ?))`,
		r.Units, r.Cohort, r.Cohort, r.ID, r.Units, r.Cohort, r.Cohort, tx.Now, tx.Now, r.ID)
	if len(counts) == 1 {
		n = counts[0]
	}
	return n, err
}
