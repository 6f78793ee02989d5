package transfer

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"trame/scheduling"
)

// What is read at most: a service's whole list, never an attack.
const (
	MaxBytes   = 2 << 20
	MaxRows    = 5000
	maxColumns = 100
	maxCell    = 12000 // bytes
)

// line is a record with where it stands in the file, from 1.
type line struct {
	number int
	cells  []string
}

// text decodes raw: UTF-8 when it is that, else Windows-1252, which every byte
// is some letter of.
func text(raw []byte) (content, encoding string, err error) {
	if len(raw) > MaxBytes {
		return "", "", scheduling.Refuse(scheduling.Invalid, "import.too_large", "file", "mb", MaxBytes>>20)
	}
	if bytes.IndexByte(raw, 0) >= 0 { // a workbook, or UTF-16
		return "", "", scheduling.Refuse(scheduling.Invalid, "import.not_text", "file")
	}
	raw = bytes.TrimPrefix(raw, []byte("\ufeff"))
	if len(bytes.TrimSpace(raw)) == 0 {
		return "", "", scheduling.Refuse(scheduling.Invalid, "import.empty", "file")
	}
	if utf8.Valid(raw) {
		return string(raw), "UTF-8", nil
	}
	decoded, err := charmap.Windows1252.NewDecoder().Bytes(raw)
	if err != nil {
		return "", "", scheduling.Refuse(scheduling.Invalid, "import.not_text", "file")
	}
	return string(decoded), "Windows-1252", nil
}

// separator is whichever of ; , and tab cuts the first line most; a tie is a
// semicolon, as French spreadsheets write.
func separator(content string) rune {
	first, _, _ := strings.Cut(strings.ReplaceAll(content, "\r", "\n"), "\n")
	best, most := ';', 0
	for _, candidate := range []rune{';', ',', '\t'} {
		n, quoted := 0, false
		for _, r := range first {
			switch {
			case r == '"':
				quoted = !quoted
			case r == candidate && !quoted:
				n++
			}
		}
		if n > most {
			best, most = candidate, n
		}
	}
	return best
}

// records cuts content into lines; empty ones are left out.
func records(content string, comma rune) ([]line, error) {
	reader := csv.NewReader(strings.NewReader(strings.ReplaceAll(strings.ReplaceAll(content, "\r\n", "\n"), "\r", "\n")))
	reader.Comma, reader.FieldsPerRecord, reader.LazyQuotes = comma, -1, true
	var lines []line
	for {
		cells, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return lines, nil
		}
		if err != nil {
			return nil, scheduling.Refuse(scheduling.Invalid, "import.malformed", "file")
		}
		if strings.TrimSpace(strings.Join(cells, "")) == "" {
			continue
		}
		number, _ := reader.FieldPos(0)
		for at, cell := range cells {
			if len(cell) > maxCell {
				return nil, scheduling.Refuse(scheduling.Invalid, "import.cell_too_long", "file", "line", number)
			}
			cells[at] = unguard(strings.TrimSpace(cell))
		}
		lines = append(lines, line{number, cells})
		if len(cells) > maxColumns {
			return nil, scheduling.Refuse(scheduling.Invalid, "import.too_wide", "file", "columns", maxColumns)
		}
		if len(lines) > MaxRows+1 {
			return nil, scheduling.Refuse(scheduling.Invalid, "import.too_long", "file", "rows", MaxRows)
		}
	}
}
