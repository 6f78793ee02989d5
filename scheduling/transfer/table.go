package transfer

import (
	"encoding/csv"
	"fmt"
	"io"
)

// Table is a file being written as French Excel opens it: UTF-8 with its mark,
// semicolons, every cell guarded. Rows may differ in length.
type Table struct{ out *csv.Writer }

// NewTable begins one on w.
func NewTable(w io.Writer) (*Table, error) {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return nil, fmt.Errorf("export: %w", err)
	}
	out := csv.NewWriter(w)
	out.Comma, out.UseCRLF = ';', true
	return &Table{out}, nil
}

// Row adds one.
func (t *Table) Row(cells []string) error {
	guarded := make([]string, len(cells))
	for i, cell := range cells {
		guarded[i] = guard(cell)
	}
	if err := t.out.Write(guarded); err != nil {
		return fmt.Errorf("export: %w", err)
	}
	return nil
}

// Close writes what is left.
func (t *Table) Close() error {
	t.out.Flush()
	return t.out.Error()
}

// WriteTable writes whole rows.
func WriteTable(w io.Writer, rows [][]string) error {
	t, err := NewTable(w)
	if err != nil {
		return err
	}
	for _, row := range rows {
		if err := t.Row(row); err != nil {
			return err
		}
	}
	return t.Close()
}

// Typed is what a person typed in a cell, as a file would have brought it.
func Typed(text string) string {
	text = tidy(text)
	return text[:min(len(text), maxCell)]
}
