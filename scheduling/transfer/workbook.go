package transfer

import (
	"errors"
	"io"
	"math"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"trame/scheduling"
)

// A packed workbook may unfold to a thousand times its size: beyond most it is
// refused, and sheets beyond inMemory are unfolded to a private folder that
// goes with the reader.
const (
	mostUnpacked = 1 << 30
	inMemory     = 8 << 20
)

// workbook reads one sheet of an XLSX. A formula is what it last gave: nothing
// is ever computed.
type workbook struct {
	file *excelize.File
	rows *excelize.Rows
	line int
	dir  string
}

// openWorkbook opens a sheet; "" is the first.
func openWorkbook(raw io.Reader, sheet string) (w *workbook, err error) {
	w = &workbook{}
	defer func() {
		if cause := recover(); cause != nil {
			err = malformed()
		}
		if err != nil {
			_ = w.Close()
		}
	}()
	if w.dir, err = os.MkdirTemp("", "trame-import"); err != nil {
		return w, err
	}
	w.file, err = excelize.OpenReader(raw, excelize.Options{
		RawCellValue: true, UnzipSizeLimit: mostUnpacked, UnzipXMLSizeLimit: inMemory, TmpDir: w.dir,
	})
	switch {
	case err != nil && strings.Contains(err.Error(), "unzip size exceeds"):
		return w, scheduling.Refuse(scheduling.Invalid, "import.workbook_bomb", "file")
	case err != nil:
		return w, malformed()
	}
	names := w.file.GetSheetList()
	if sheet == "" && len(names) > 0 {
		sheet = names[0]
	}
	if w.rows, err = w.file.Rows(sheet); err != nil {
		return w, scheduling.Refuse(scheduling.Invalid, "import.no_sheet", "sheet")
	}
	return w, nil
}

// Sheets are the names of the sheets of r, none when it is a CSV.
func Sheets(r Reader) []string {
	if w, ok := r.(*workbook); ok {
		return w.file.GetSheetList()
	}
	return nil
}

// Next gives the next row that holds something.
func (w *workbook) Next() (l Line, err error) {
	defer func() {
		if cause := recover(); cause != nil { // excelize trusts its files
			err = malformed()
		}
	}()
	for w.rows.Next() {
		w.line++
		cells, err := w.rows.Columns()
		if err != nil {
			return Line{}, malformed()
		}
		for len(cells) > 0 && strings.TrimSpace(cells[len(cells)-1]) == "" {
			cells = cells[:len(cells)-1]
		}
		if len(cells) == 0 {
			continue
		}
		if len(cells) > maxColumns {
			return Line{}, tooWide()
		}
		for at, cell := range cells {
			if len(cell) > maxCell {
				return Line{}, tooLong(w.line)
			}
			cells[at] = tidy(cell)
		}
		return Line{w.line, cells}, nil
	}
	if err := w.rows.Error(); err != nil {
		return Line{}, malformed()
	}
	return Line{}, io.EOF
}

// Close lets go of the file and of what was unfolded.
func (w *workbook) Close() error {
	var errs []error
	if w.rows != nil {
		errs = append(errs, w.rows.Close())
	}
	if w.file != nil {
		errs = append(errs, w.file.Close())
	}
	return errors.Join(append(errs, os.RemoveAll(w.dir))...)
}

func malformed() error { return scheduling.Refuse(scheduling.Invalid, "import.malformed", "file") }

// epoch is day 0 of a spreadsheet: 1900 is no leap year, but Excel thinks so.
var epoch = time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)

// serial is the day that a workbook keeps as a number; "" when cell is none.
func serial(cell string, from1904 bool) string {
	days, err := strconv.ParseFloat(cell, 64)
	if err != nil || days < 61 || days > 2958465 { // March 1900 to the year 9999
		return ""
	}
	if from1904 {
		days += 1462
	}
	return epoch.AddDate(0, 0, int(math.Floor(days))).Format("02/01/2006")
}

// from1904 reports whether days count as on the first Macintosh.
func (w *workbook) from1904() bool {
	props, err := w.file.GetWorkbookProps()
	return err == nil && props.Date1904 != nil && *props.Date1904
}

// digits is a long number that a workbook keeps as a float: 2.84E+14.
func digits(cell string) string {
	if !strings.ContainsAny(cell, "eE.") {
		return cell
	}
	n, err := strconv.ParseFloat(cell, 64)
	if err != nil || n != math.Trunc(n) || n < 0 || n > 1e15 {
		return cell
	}
	return strconv.FormatFloat(n, 'f', 0, 64)
}
