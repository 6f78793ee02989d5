package transfer

import (
	"bytes"
	"errors"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"trame/scheduling"
)

// communeColumns are the columns that a file of communes may have, by their
// headers without accents, spaces and capitals.
var communeColumns = map[string]string{
	"insee": "insee", "codeinsee": "insee", "codecommune": "insee", "codecommuneinsee": "insee",
	"name": "name", "nom": "name", "nomcommune": "name", "commune": "name",
	"departement": "departement", "codedepartement": "departement",
	"postcodes": "postcodes", "codespostaux": "postcodes", "codepostal": "postcodes",
	"population": "population", "habitants": "population",
	"zone": "zone", "latitude": "latitude", "longitude": "longitude",
	"onleave": "on_leave", "enarret": "on_leave", "personnesenarret": "on_leave",
	"fragility": "fragility", "fragilite": "fragility",
	"fragilitysource": "fragility_source", "sourcefragilite": "fragility_source",
	"fragilitydate": "fragility_date", "datefragilite": "fragility_date",
}

// CommuneRow is a line of a file of communes. Columns that the file has not,
// and cells that are empty, say nothing.
type CommuneRow struct {
	Line  int // in the file, from 1
	Insee string
	cells map[string]string // by column, each readable
}

// Onto is t with everything the row says.
func (r CommuneRow) Onto(t scheduling.Territory) scheduling.Territory {
	t.Insee = r.Insee
	for column, read := range communeCells {
		if cell := r.cells[column]; cell != "" {
			read(&t, cell)
		}
	}
	return t
}

// communeCells read a cell into a commune whose code is known; false for one
// that cannot be read.
var communeCells = map[string]func(t *scheduling.Territory, cell string) bool{
	"name":        func(t *scheduling.Territory, s string) bool { t.Name = s; return utf8.RuneCountInString(s) <= 100 },
	"departement": inDepartement,
	"postcodes":   postcodes,
	"population":  func(t *scheduling.Territory, s string) bool { return count(&t.Population, s) },
	"on_leave":    func(t *scheduling.Territory, s string) bool { return count(&t.OnLeave, s) },
	"zone":        func(t *scheduling.Territory, s string) bool { t.Zone = s; return utf8.RuneCountInString(s) <= 40 },
	"latitude":    func(t *scheduling.Territory, s string) bool { return degrees(&t.Latitude, s, 90) },
	"longitude":   func(t *scheduling.Territory, s string) bool { return degrees(&t.Longitude, s, 180) },
	"fragility":   fragility,
	"fragility_source": func(t *scheduling.Territory, s string) bool {
		t.FragilityFrom = s
		return utf8.RuneCountInString(s) <= 200
	},
	"fragility_date": func(t *scheduling.Territory, s string) (ok bool) { t.FragilityOn, ok = date(s); return ok },
}

func inDepartement(t *scheduling.Territory, cell string) bool {
	t.Departement = strings.ToUpper(cell)
	return len(cell) >= 2 && strings.HasPrefix(t.Insee, t.Departement)
}

func postcodes(t *scheduling.Territory, cell string) bool {
	codes := strings.Fields(cell)
	t.Postcodes = strings.Join(codes, " ")
	return !slices.ContainsFunc(codes, func(p string) bool { return len(p) != 5 || strings.Trim(p, "0123456789") != "" })
}

// fragility reads a score; two decimals are kept.
func fragility(t *scheduling.Territory, cell string) bool {
	score, err := strconv.ParseFloat(strings.Replace(cell, ",", ".", 1), 64)
	t.Fragility = int(math.Round(score * 100))
	return err == nil && score > 0 && score <= 1000
}

func count(n *int, cell string) bool {
	value, err := strconv.Atoi(cell)
	*n = value
	return err == nil && value >= 0 && value <= 10_000_000
}

func degrees(d *float64, cell string, most float64) bool {
	value, err := strconv.ParseFloat(strings.Replace(cell, ",", ".", 1), 64)
	*d = value
	return err == nil && value >= -most && value <= most
}

// ReadCommunes reads communes from CSV: a line of headers, of which "insee"
// alone is required, then one line a commune; postcodes are separated by
// spaces. A score of fragility comes with its source and date. Other columns
// are left aside. The error is one *scheduling.Error, Invalid, for the first
// fault; Args hold its "line", from 1.
func ReadCommunes(file []byte) ([]CommuneRow, error) {
	lines, err := whole(file)
	if err != nil {
		return nil, err
	}
	if len(lines) == 0 { // separators alone
		return nil, communeFault(1, "communes.header")
	}
	header := make([]string, len(lines[0].Cells))
	for at, name := range lines[0].Cells {
		header[at] = communeColumns[Key(name)]
	}
	if !slices.Contains(header, "insee") {
		return nil, communeFault(1, "communes.header")
	}
	communes := make([]CommuneRow, 0, len(lines)-1)
	seen := map[string]bool{}
	for _, l := range lines[1:] {
		if len(l.Cells) != len(header) {
			return nil, communeFault(l.Number, "communes.cells", "n", len(header))
		}
		row, fault := commune(l.Number, header, l.Cells)
		if fault != nil {
			return nil, fault
		}
		if seen[row.Insee] {
			return nil, communeFault(l.Number, "communes.twice", "value", row.Insee)
		}
		seen[row.Insee] = true
		communes = append(communes, row)
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

func commune(line int, header, cells []string) (CommuneRow, *scheduling.Error) {
	r := CommuneRow{Line: line, cells: map[string]string{}}
	for at, column := range header {
		if cell := strings.TrimSpace(cells[at]); column != "" && cell != "" {
			r.cells[column] = cell
		}
	}
	r.Insee = strings.ToUpper(r.cells["insee"])
	if !isInsee(r.Insee) {
		return r, communeFault(line, "communes.insee", "value", r.cells["insee"])
	}
	scratch := scheduling.Territory{Insee: r.Insee}
	for _, column := range header {
		read, known := communeCells[column]
		if cell := r.cells[column]; known && cell != "" && !read(&scratch, cell) {
			return r, communeFault(line, "communes."+column, "value", cell)
		}
	}
	if r.cells["fragility"] != "" && (r.cells["fragility_source"] == "" || r.cells["fragility_date"] == "") {
		return r, communeFault(line, "communes.fragility_origin")
	}
	return r, nil
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
