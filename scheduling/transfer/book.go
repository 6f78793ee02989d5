package transfer

import (
	"bytes"
	"errors"
	"io"

	"trame/scheduling"
)

// mostBookRows is how many rows of a sheet ReadBook takes.
const mostBookRows = 5000

// ReadBook reads the sheets of those names that a workbook has, as rows of text.
func ReadBook(raw []byte, names []string) (map[string][][]string, error) {
	book := map[string][][]string{}
	for _, name := range names {
		rows, err := readRows(raw, Format{Kind: Workbook, Sheet: name})
		if scheduling.KindOf(err) == scheduling.Invalid && errors.Is(err, scheduling.Refuse(scheduling.Invalid, "import.no_sheet", "sheet")) {
			continue
		}
		if err != nil {
			return nil, err
		}
		book[name] = rows
	}
	return book, nil
}

// ReadTable reads a CSV whole, as rows of text, whatever its separator.
func ReadTable(raw []byte) ([][]string, error) {
	separator := ","
	if first, _, _ := bytes.Cut(raw, []byte("\n")); bytes.Count(first, []byte(";")) > bytes.Count(first, []byte(",")) {
		separator = ";"
	}
	return readRows(raw, Format{Kind: CSV, Encoding: "UTF-8", Separator: separator})
}

func readRows(raw []byte, format Format) (rows [][]string, err error) {
	r, err := Open(bytes.NewReader(raw), int64(len(raw)), format)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	for {
		line, err := r.Next()
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if err != nil {
			return nil, err
		}
		if rows = append(rows, line.Cells); len(rows) > mostBookRows {
			return nil, scheduling.Refuse(scheduling.Invalid, "import.too_large", "file", "mb", MaxFile>>20)
		}
	}
}
