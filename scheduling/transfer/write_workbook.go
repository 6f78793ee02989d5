package transfer

import (
	"fmt"
	"io"

	"github.com/xuri/excelize/v2"
)

// Sheet is one of a workbook being written: its first row is a heading. A cell is
// a text, which is never taken for a formula, or a number; a name of more than 31
// letters is shortened, as the format asks.
type Sheet struct {
	Name string
	Rows [][]any
}

// Texts are cells that hold text as it stands; an empty one is left empty.
func Texts(row []string) []any {
	cells := make([]any, len(row))
	for i, text := range row {
		if text != "" {
			cells[i] = text
		}
	}
	return cells
}

// WriteWorkbook writes sheets as an XLSX: the same sheets give the same bytes.
func WriteWorkbook(w io.Writer, sheets []Sheet) error {
	file := excelize.NewFile()
	defer func() { _ = file.Close() }()
	bold, err := file.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	if err != nil {
		return fmt.Errorf("workbook: %w", err)
	}
	for i, s := range sheets {
		s.Name = string([]rune(s.Name)[:min(len([]rune(s.Name)), excelize.MaxSheetNameLength)])
		if i == 0 {
			err = file.SetSheetName("Sheet1", s.Name)
		} else {
			_, err = file.NewSheet(s.Name)
		}
		if err == nil {
			err = writeSheet(file, s, bold)
		}
		if err != nil {
			return fmt.Errorf("workbook, sheet %s: %w", s.Name, err)
		}
	}
	if err := file.Write(w); err != nil {
		return fmt.Errorf("workbook: %w", err)
	}
	return nil
}

func writeSheet(file *excelize.File, s Sheet, bold int) error {
	widest := 1
	for i, cells := range s.Rows {
		if err := file.SetSheetRow(s.Name, fmt.Sprintf("A%d", i+1), &cells); err != nil {
			return err
		}
		widest = max(widest, len(cells))
	}
	last, err := excelize.CoordinatesToCellName(widest, max(len(s.Rows), 1))
	if err != nil {
		return err
	}
	// Without its dimension, some readers see an empty sheet.
	if err := file.SetSheetDimension(s.Name, "A1:"+last); err != nil {
		return err
	}
	if err := file.SetRowStyle(s.Name, 1, 1, bold); err != nil {
		return err
	}
	if err := file.SetColWidth(s.Name, "A", "B", 34); err != nil {
		return err
	}
	return file.SetPanes(s.Name, &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"})
}
