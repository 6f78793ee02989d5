package transfer

import (
	"io"

	"trame/scheduling"
)

// What is read at most: a region's whole year, never an attack.
const (
	MaxFile     = 512 << 20 // bytes of a CSV
	MaxWorkbook = 32 << 20  // bytes of a workbook, which is packed
	MaxRows     = 2_000_000
	maxColumns  = 100
	maxCell     = 12000 // bytes
)

// Line is a record with where it stands in the file, from 1.
type Line struct {
	Number int
	Cells  []string
}

// Reader gives the lines of a file, one after the other; empty ones are left
// out. Next is io.EOF at the end, else one *scheduling.Error, Invalid.
type Reader interface {
	Next() (Line, error)
	Close() error
}

// Open reads raw as f says it is written. size is how many bytes there are.
func Open(raw io.Reader, size int64, f Format) (Reader, error) {
	switch {
	case f.Kind == Workbook && size > MaxWorkbook:
		return nil, scheduling.Refuse(scheduling.Invalid, "import.workbook_large", "file", "mb", MaxWorkbook>>20)
	case size > MaxFile:
		return nil, scheduling.Refuse(scheduling.Invalid, "import.too_large", "file", "mb", MaxFile>>20)
	case f.Kind == Workbook:
		return openWorkbook(raw, f.Sheet)
	}
	return newRecords(raw, f), nil
}

// tooWide and the like are said of a file wherever it stands.
func tooWide() error {
	return scheduling.Refuse(scheduling.Invalid, "import.too_wide", "file", "columns", maxColumns)
}

func tooLong(line int) error {
	return scheduling.Refuse(scheduling.Invalid, "import.cell_too_long", "file", "line", line)
}
