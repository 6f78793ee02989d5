package transfer

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/xuri/excelize/v2"

	"trame/scheduling"
)

// Page is one sheet of a workbook being written, with whole rows of text.
type Page struct {
	Name string
	Rows [][]string
}

// WriteBook writes a workbook of sheets of text. The dimension of each is set:
// without it, readers that trust it see an empty sheet.
func WriteBook(w io.Writer, pages []Page) (err error) {
	file := excelize.NewFile()
	defer func() { err = errors.Join(err, file.Close()) }()
	for i, page := range pages {
		if i == 0 {
			err = file.SetSheetName("Sheet1", page.Name)
		} else {
			_, err = file.NewSheet(page.Name)
		}
		if err != nil {
			return fmt.Errorf("sheet %s: %w", page.Name, err)
		}
		if err := writePage(file, page); err != nil {
			return fmt.Errorf("sheet %s: %w", page.Name, err)
		}
	}
	return file.Write(w)
}

func writePage(file *excelize.File, page Page) error {
	wide := 1
	for r, row := range page.Rows {
		wide = max(wide, len(row))
		for c, cell := range row {
			at, err := excelize.CoordinatesToCellName(c+1, r+1)
			if err != nil {
				return err
			}
			if cell == "" {
				continue
			}
			if err := file.SetCellStr(page.Name, at, cell); err != nil {
				return err
			}
		}
	}
	corner, err := excelize.CoordinatesToCellName(wide, max(len(page.Rows), 1))
	if err != nil {
		return err
	}
	return file.SetSheetDimension(page.Name, "A1:"+corner)
}

// mostBookRows is how many rows of a sheet ReadBook takes.
const mostBookRows = 5000

// ReadBook reads the sheets of those names that a workbook has, as rows of text.
func ReadBook(raw []byte, names []string) (map[string][][]string, error) {
	book := map[string][][]string{}
	for _, name := range names {
		rows, err := readPage(raw, name)
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

func readPage(raw []byte, name string) (rows [][]string, err error) {
	r, err := Open(bytes.NewReader(raw), int64(len(raw)), Format{Kind: Workbook, Sheet: name})
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

// ReadTable reads a CSV whole, as rows of text, whatever its separator.
func ReadTable(raw []byte) (rows [][]string, err error) {
	separator := ","
	if first, _, _ := bytes.Cut(raw, []byte("\n")); bytes.Count(first, []byte(";")) > bytes.Count(first, []byte(",")) {
		separator = ";"
	}
	r, err := Open(bytes.NewReader(raw), int64(len(raw)), Format{Kind: CSV, Encoding: "UTF-8", Separator: separator})
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
