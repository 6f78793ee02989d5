package scheduling

import (
	"slices"
	"time"
)

// Import is rows from a file, reviewed before anything is written (rule 28):
// read in the background, judged row by row, corrected, applied as one batch,
// and undone as one. Its cells are sealed, and go a month after its end.
type Import struct {
	ID           ImportID
	Organisation OrganisationID
	Unit         UnitID         // of the people it brings
	Source       ReferralSource // of its referrals; "" for a list of people
	ReceivedOn   Date           // of the referrals that do not say
	AskedBy      UserID         // whose rights decide whom a row may be about
	AskedAt      time.Time

	Bytes      int64
	Parts      int
	UploadedAt time.Time // the file is here

	Kind      string // csv, xlsx
	Encoding  string
	Separator string
	Sheet     string
	Fields    []string // of each column, "-" when it is left aside
	Header    []byte   // sealed: the headings, the sheets
	Guessed   bool     // nobody said otherwise, and no earlier import did

	BeatAt    time.Time // somebody works on it
	Read      int64     // bytes of it, so far
	Rows      int       // staged, so far
	CheckedAt time.Time // every row has its verdict

	ConfirmedBy UserID
	ConfirmedAt time.Time
	Wanted      int // rows that confirming writes
	Done        int // of those, so far
	Line        int // the last one done
	AppliedAt   time.Time

	ToExamine   int // changes whose people are to be examined
	Examined    int // of those, so far
	ExamineLine int // the last one looked at
	ExaminedAt  time.Time

	UndoBy   UserID
	UndoAt   time.Time
	Undone   int // changes taken back, so far
	UndoLine int // the last one looked at
	UndoneAt time.Time

	FailedAt    time.Time
	Failure     string // the key of its sentence
	FailureLine int    // of the file, 0 when it is about no line
	AbandonedAt time.Time
	PurgedAt    time.Time
	Version     int
}

// ImportState is where an import stands; it is derived, never stored.
type ImportState string

// The states, in their order; the last three are exits.
const (
	ImportUploading ImportState = "uploading"
	ImportReading   ImportState = "reading"
	ImportReview    ImportState = "review" // to be read, corrected, confirmed
	ImportApplying  ImportState = "applying"
	ImportExamining ImportState = "examining" // written; whom it changed is being examined
	ImportApplied   ImportState = "applied"
	ImportUndoing   ImportState = "undoing"
	ImportUndone    ImportState = "undone"
	ImportFailed    ImportState = "failed" // the file could not be read as it was said to be
	ImportAbandoned ImportState = "abandoned"
)

// State derives where i stands.
func (i Import) State() ImportState {
	switch {
	case !i.AbandonedAt.IsZero():
		return ImportAbandoned
	case !i.FailedAt.IsZero():
		return ImportFailed
	case !i.UndoneAt.IsZero():
		return ImportUndone
	case !i.UndoAt.IsZero():
		return ImportUndoing
	case i.Examining():
		return ImportExamining
	case !i.AppliedAt.IsZero():
		return ImportApplied
	case !i.ConfirmedAt.IsZero():
		return ImportApplying
	case !i.CheckedAt.IsZero():
		return ImportReview
	case !i.UploadedAt.IsZero():
		return ImportReading
	}
	return ImportUploading
}

// Examining reports whether people are still to be examined, for what it wrote
// of them or, once it was undone, for what it gave back.
func (i Import) Examining() bool {
	return !i.AppliedAt.IsZero() && i.UndoAt.IsZero() == i.UndoneAt.IsZero() && i.ExaminedAt.IsZero()
}

// Ref is how a check names the import that it was made for.
func (id ImportID) Ref() string { return "import:" + string(id) }

// Working reports whether the house has something to do for it.
func (s ImportState) Working() bool {
	return s == ImportReading || s == ImportApplying || s == ImportExamining || s == ImportUndoing
}

// Written reports whether its rows stand, and may be taken back.
func (s ImportState) Written() bool { return s == ImportExamining || s == ImportApplied }

// Restated reports whether how its file is written may still be said anew.
func (s ImportState) Restated() bool { return s == ImportReview || s == ImportFailed }

// Referrals reports whether its rows bring referrals, not people alone.
func (i Import) Referrals() bool { return i.Source != "" }

// ImportKept is how long the rows of an import stay after its end, and so how
// long it can be undone.
const ImportKept = 30 * 24 * time.Hour

// Until is when its rows go; zero while it has not ended.
func (i Import) Until() time.Time {
	for _, end := range []time.Time{i.UndoneAt, i.AppliedAt, i.AbandonedAt, i.FailedAt} {
		if !end.IsZero() {
			return end.Add(ImportKept)
		}
	}
	return time.Time{}
}

// Validate gives every fault of what is asked; today is the day in the
// organisation.
func (i Import) Validate(today Date) error {
	var f Faults
	f.Check(i.Unit != "", "unit", "insured.unit.required")
	f.Check(i.Source == "" || slices.Contains(ReferralSources, i.Source), "source", "referral.source.unknown")
	f.Check(i.Source == "" || !i.ReceivedOn.IsZero(), "received_on", "referral.received_on.required")
	f.Check(!i.ReceivedOn.After(today), "received_on", "referral.received_on.future")
	return f.Err()
}

// ImportVerdict is what an import will do with a row.
type ImportVerdict string

// The verdicts, in the order of the screen.
const (
	RowInError   ImportVerdict = "in_error"
	RowAmbiguous ImportVerdict = "ambiguous" // a human's choice
	RowToCreate  ImportVerdict = "to_create"
	RowToUpdate  ImportVerdict = "to_update"
	RowUpToDate  ImportVerdict = "up_to_date"
	RowLeftOut   ImportVerdict = "left_out" // so chosen
)

// ImportVerdicts in the order of the screens.
var ImportVerdicts = []ImportVerdict{RowInError, RowAmbiguous, RowToCreate, RowToUpdate, RowUpToDate, RowLeftOut}

// Writes reports whether confirming writes such a row.
func (v ImportVerdict) Writes() bool { return v == RowToCreate || v == RowToUpdate }

// ImportRow is a staged line of a file and what becomes of it.
type ImportRow struct {
	Import  ImportID
	Line    int
	Verdict ImportVerdict
	Sealed  []byte    // the cells
	Faults  string    // JSON: what is wrong at which column, without the cells
	Twin    string    // blind: whom the row speaks of, to see her twice in one file
	Choice  string    // of a human: a person's id, "new", "skip"
	Insured InsuredID // who is already known
	Changed []string  // fields
	FixedAt time.Time // a cell was corrected on screen
}

// ImportChange is what one row of an import did, and what undoing it takes.
type ImportChange struct {
	Import      ImportID
	Line        int
	Insured     InsuredID
	Referral    ReferralID
	NewInsured  bool
	NewReferral bool
	After       string // blind: how the rows stood then, to see whether somebody changed them since
	Before      []byte // sealed: what was replaced
	Outcome     ImportOutcome
}

// ImportOutcome is what became of a confirmed row, or of its undoing; "" is as
// reviewed.
type ImportOutcome string

// The outcomes.
const (
	RowMoved    ImportOutcome = "moved"    // not applied: the file changed between review and writing
	RowUndone   ImportOutcome = "undone"   // taken back
	RowEdited   ImportOutcome = "edited"   // not taken back: somebody changed it since
	RowAttached ImportOutcome = "attached" // not taken back: something hangs on it
)

// Same reports whether r, as a file brings it, is the referral o that is
// already here: the same number of the source, else the same leave, else the
// same day; when r tells nothing of them, it is.
func (r Referral) Same(o Referral, dated bool) bool {
	switch {
	case r.Source != o.Source:
		return false
	case r.Reference != "" && o.Reference != "":
		return r.Reference == o.Reference
	case !r.Facts.LeaveStart.IsZero() && !o.Facts.LeaveStart.IsZero():
		return r.Facts.LeaveStart == o.Facts.LeaveStart
	case dated:
		return r.ReceivedOn == o.ReceivedOn
	}
	return true
}
