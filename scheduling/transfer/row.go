package transfer

import (
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"trame/scheduling"
)

// Layout is what the cells of a file hold, whatever its kind.
type Layout struct {
	Columns  []Column
	Workbook bool // days are numbers there
	From1904 bool // and count from 1904
}

// LayoutOf is the layout of what r reads, under columns.
func LayoutOf(r Reader, columns []Column) Layout {
	w, packed := r.(*workbook)
	return Layout{Columns: columns, Workbook: packed, From1904: packed && w.from1904()}
}

// Row is a line under a layout.
type Row struct {
	Line   int
	Cells  []string
	layout Layout
}

// Fault is an error at its cell. Column is -1 when it is about the row.
type Fault struct {
	Column int
	Error  *scheduling.Error
}

// Row is l under the layout: days and long numbers of a workbook as people
// write them, and nothing in the columns that are left aside.
func (y Layout) Row(l Line) Row {
	for at := range l.Cells {
		if at >= len(y.Columns) {
			break
		}
		switch f := y.Columns[at].Field; {
		case f == "":
			l.Cells[at] = ""
		case y.Workbook && f.dated():
			l.Cells[at] = y.day(l.Cells[at])
		case y.Workbook && (f == NIR || f == Phone || f == InternalNumber || f == Reference):
			l.Cells[at] = digits(l.Cells[at])
		}
	}
	return Row{l.Number, l.Cells, y}
}

// Staged is a row whose cells were read before.
func (y Layout) Staged(line int, cells []string) Row { return Row{line, cells, y} }

func (y Layout) day(cell string) string {
	if day := serial(cell, y.From1904); day != "" {
		return day
	}
	return cell
}

// Onto is i with everything the row says; an empty cell says nothing and
// leaves i as it was.
func (r Row) Onto(i scheduling.Insured) scheduling.Insured {
	r.eachCell(func(_ int, f Field, cell string) { put(&i, f, cell) })
	return i
}

// OntoReferral is Onto for a referral.
func (r Row) OntoReferral(to scheduling.Referral) scheduling.Referral {
	r.eachCell(func(_ int, f Field, cell string) { putReferral(&to, f, cell) })
	return to
}

// Says reports whether the row says anything under a field.
func (r Row) Says(f Field) bool { return r.Cell(f) != "" }

// Tells names the fields of a referral in which the row says otherwise than o.
func (r Row) Tells(o scheduling.Referral) (changed []string) {
	r.eachCell(func(_ int, f Field, cell string) {
		if after := o; putReferral(&after, f, cell) == "" && after != o {
			changed = append(changed, string(f))
		}
	})
	slices.Sort(changed)
	return changed
}

// Cell is what stands under a field, "" when nothing does.
func (r Row) Cell(f Field) string {
	if at := r.At(string(f)); at >= 0 && at < len(r.Cells) {
		return r.Cells[at]
	}
	return ""
}

// At is the column of a field, -1 when the layout has none.
func (r Row) At(field string) int {
	for at, c := range r.layout.Columns {
		if string(c.Field) == field && field != "" {
			return at
		}
	}
	return -1
}

// Faults are the cells that cannot be read.
func (r Row) Faults() (faults []Fault) {
	var i scheduling.Insured
	var to scheduling.Referral
	r.eachCell(func(at int, f Field, cell string) {
		wrong := put(&i, f, cell)
		if f.OfReferral() {
			wrong = putReferral(&to, f, cell)
		}
		if strings.Contains(cell, unreadable) || garbled(cell) {
			wrong = "import.cell.encoding"
		}
		if f == NIR {
			_, err := scheduling.ParseNIR(cell)
			if refusal, ok := errors.AsType[*scheduling.Error](err); ok {
				wrong = refusal.Key
			}
		}
		if wrong != "" {
			faults = append(faults, Fault{at, scheduling.Refuse(scheduling.Invalid, wrong, string(f))})
		}
	})
	for _, cell := range r.Cells[min(len(r.Cells), len(r.layout.Columns)):] {
		if cell != "" {
			return append(faults, Fault{-1, scheduling.Refuse(scheduling.Invalid, "import.extra_cell", "")})
		}
	}
	return faults
}

// garbled reports whether a cell is UTF-8 that was read as Windows-1252, as are
// some lines of a file that was glued together: « ZoÃ© ».
func garbled(cell string) bool {
	if !strings.ContainsAny(cell, "ÃÂÅâ") {
		return false
	}
	bytes, err := charmap.Windows1252.NewEncoder().String(cell)
	return err == nil && utf8.ValidString(bytes)
}

// eachCell gives the cells that say something.
func (r Row) eachCell(f func(at int, field Field, cell string)) {
	for at, cell := range r.Cells {
		if at < len(r.layout.Columns) && cell != "" && r.layout.Columns[at].Field != "" {
			f(at, r.layout.Columns[at].Field, cell)
		}
	}
}
