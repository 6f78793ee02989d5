package transfer

import (
	"encoding/csv"
	"fmt"
	"io"
)

// WriteTable writes rows as French Excel opens them: UTF-8 with its mark,
// semicolons, every cell guarded. Rows may differ in length.
func WriteTable(w io.Writer, rows [][]string) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	out.Comma, out.UseCRLF = ';', true
	for _, row := range rows {
		guarded := make([]string, len(row))
		for i, cell := range row {
			guarded[i] = guard(cell)
		}
		if err := out.Write(guarded); err != nil {
			return fmt.Errorf("export: %w", err)
		}
	}
	out.Flush()
	return out.Error()
}
