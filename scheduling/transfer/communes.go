package transfer

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"trame/scheduling"
)

var communeHeader = []string{"insee", "name", "departement", "postcodes", "population", "zone"}

// ReadCommunes reads communes from CSV: a line
// "insee,name,departement,postcodes,population" and, when wanted, "zone"; then
// one line a commune, postcodes separated by spaces. The error is one
// *scheduling.Error, Invalid, for the first fault; Args hold its "line", from 1.
func ReadCommunes(file []byte) ([]scheduling.Territory, error) {
	lines, err := whole(file)
	if err != nil {
		return nil, err
	}
	if len(lines) == 0 { // separators alone
		return nil, communeFault(1, "communes.header")
	}
	header := lines[0].Cells
	if !slices.Equal(header, communeHeader) && !slices.Equal(header, communeHeader[:5]) {
		return nil, communeFault(1, "communes.header")
	}
	communes := make([]scheduling.Territory, 0, len(lines)-1)
	seen := map[string]bool{}
	for _, l := range lines[1:] {
		if len(l.Cells) != len(header) {
			return nil, communeFault(l.Number, "communes.cells", "n", len(header))
		}
		t, fault := commune(l.Number, l.Cells)
		if fault != nil {
			return nil, fault
		}
		if seen[t.Insee] {
			return nil, communeFault(l.Number, "communes.twice", "value", t.Insee)
		}
		seen[t.Insee] = true
		communes = append(communes, t)
	}
	return communes, nil
}

// What a short list is at most.
const (
	mostBytes = 2 << 20
	mostLines = 5000
)

// whole reads every line of a short CSV.
func whole(file []byte) (lines []Line, err error) {
	if len(file) > mostBytes {
		return nil, scheduling.Refuse(scheduling.Invalid, "import.too_large", "file", "mb", mostBytes>>20)
	}
	var sniffer Sniffer
	_, _ = sniffer.Write(file)
	f, err := sniffer.Guess()
	if err == nil && f.Kind != CSV {
		err = scheduling.Refuse(scheduling.Invalid, "import.not_text", "file")
	}
	if err != nil {
		return nil, err
	}
	r := newRecords(bytes.NewReader(file), f)
	for {
		l, err := r.Next()
		if errors.Is(err, io.EOF) {
			return lines, nil
		}
		if err != nil {
			return nil, err
		}
		if lines = append(lines, l); len(lines) > mostLines+1 {
			return nil, scheduling.Refuse(scheduling.Invalid, "import.too_long", "file", "rows", mostLines)
		}
	}
}

// commune reads a row: five cells, or six with the zone.
func commune(line int, row []string) (t scheduling.Territory, fault *scheduling.Error) {
	t = scheduling.Territory{Insee: strings.ToUpper(row[0]), Name: row[1], Departement: strings.ToUpper(row[2])}
	if !isInsee(t.Insee) || !strings.HasPrefix(t.Insee, t.Departement) || len(t.Departement) < 2 {
		return t, communeFault(line, "communes.insee", "value", row[0])
	}
	if t.Name == "" || utf8.RuneCountInString(t.Name) > 100 {
		return t, communeFault(line, "communes.name")
	}
	postcodes := strings.Fields(row[3])
	for _, p := range postcodes {
		if len(p) != 5 || strings.Trim(p, "0123456789") != "" {
			return t, communeFault(line, "communes.postcodes", "value", p)
		}
	}
	t.Postcodes = strings.Join(postcodes, " ")
	population, err := strconv.Atoi(row[4])
	if row[4] != "" && (err != nil || population < 0 || population > 10_000_000) {
		return t, communeFault(line, "communes.population", "value", row[4])
	}
	t.Population = population
	if len(row) > 5 {
		if t.Zone = row[5]; utf8.RuneCountInString(t.Zone) > 40 {
			return t, communeFault(line, "communes.zone")
		}
	}
	return t, nil
}

// isInsee reports whether s looks like a commune code: 95018, 2A004, 97411.
func isInsee(s string) bool {
	if len(s) != 5 || strings.Trim(s[2:], "0123456789") != "" {
		return false
	}
	start := s[:2]
	return start == "2A" || start == "2B" || strings.Trim(start, "0123456789") == ""
}

func communeFault(line int, key string, args ...any) *scheduling.Error {
	return scheduling.Refuse(scheduling.Invalid, key, "file", append([]any{"line", line}, args...)...)
}
