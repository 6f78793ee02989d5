package transfer_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"trame/scheduling"
	"trame/scheduling/transfer"
)

// list is a whole file read under its own headings.
type list struct {
	format transfer.Format
	layout transfer.Layout
	rows   []transfer.Row
}

func read(raw []byte, referral bool) (l list, err error) {
	var sniffer transfer.Sniffer
	for piece := range slices.Chunk(raw, 7) { // letters cut in two
		_, _ = sniffer.Write(piece)
	}
	if l.format, err = sniffer.Guess(); err != nil {
		return l, err
	}
	r, err := transfer.Open(bytes.NewReader(raw), int64(len(raw)), l.format)
	if err != nil {
		return l, err
	}
	defer func() { _ = r.Close() }()
	top, err := r.Next()
	if errors.Is(err, io.EOF) {
		return l, scheduling.Refuse(scheduling.Invalid, "import.empty", "file")
	}
	if err != nil {
		return l, err
	}
	l.layout = transfer.LayoutOf(r, transfer.Columns(top.Cells, referral))
	if err := transfer.CheckColumns(l.layout.Columns, referral); err != nil {
		return l, err
	}
	for {
		line, err := r.Next()
		if errors.Is(err, io.EOF) {
			return l, nil
		}
		if err != nil {
			return l, err
		}
		l.rows = append(l.rows, l.layout.Row(line))
	}
}

func TestWhateverASpreadsheetSavedIsRead(t *testing.T) {
	utf16, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String("Nom\tPrénom\tDDN\r\nLéger\tZoé\t14/03/1970\r\n")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ raw, encoding, separator string }{
		"French Excel":         {ansi("Nom;Prénom;Né(e) le\r\nLéger;Zoé;14/03/1970\r\n"), "Windows-1252", ";"},
		"UTF-8 with its mark":  {"\ufeffNOM;PRENOM;DATE DE NAISSANCE\nLéger;Zoé;14.03.1970\n", "UTF-8", ";"},
		"commas":               {"Prénom,Nom,Date de naissance\nZoé,Léger,1970-03-14", "UTF-8", ","},
		"bars, and an hour":    {"Prénom|Nom|Date de naissance\nZoé|Léger|1970-03-14 00:00:00", "UTF-8", "|"},
		"tabs, from old Macs":  {"Nom\tPrénom\tDDN\rLéger\tZoé\t14-3-1970\r", "UTF-8", "\t"},
		"Unicode text":         {utf16, "UTF-16", "\t"},
		"quotes and a comma":   {"\"Nom\";\"Prénom\";\"naissance\"\n\"Léger\";\"Zoé\";\"14/03/1970\"", "UTF-8", ";"},
		"empty lines, columns": {"Nom;;Prénom;Naissance\n;;;\nLéger;;Zoé;14/03/1970\n\n", "UTF-8", ";"},
		"a header said twice":  {"Nom;Prénom;Naissance;Nom\nLéger;Zoé;14/03/1970;Autre\n", "UTF-8", ";"},
	} {
		t.Run(name, func(t *testing.T) {
			l, err := read([]byte(c.raw), false)
			if err != nil {
				t.Fatal(err)
			}
			if l.format.Encoding != c.encoding || l.format.Separator != c.separator || len(l.rows) != 1 || len(l.rows[0].Faults()) != 0 {
				t.Fatalf("%+v", l)
			}
			i := l.rows[0].Onto(scheduling.Insured{})
			if i.LastName != "Léger" || i.FirstName != "Zoé" || i.BirthDate != scheduling.MustDate("1970-03-14") {
				t.Errorf("%+v", i)
			}
		})
	}
}

func ansi(s string) string {
	out, err := charmap.Windows1252.NewEncoder().String(s)
	if err != nil {
		panic(err)
	}
	return out
}

func TestAFileThatCannotBeReadSaysWhy(t *testing.T) {
	for name, c := range map[string]struct {
		raw, key string
		line     int
	}{
		"nothing":                    {" \n", "import.empty", 0},
		"an old workbook":            {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "import.old_workbook", 0},
		"a workbook cut short":       {"PK\x03\x04\x00\x00", "import.malformed", 0},
		"a picture":                  {"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "import.not_text", 0},
		"a PDF called .csv":          {"%PDF-1.7\nNom;Prénom", "import.not_text", 0},
		"no first name":              {"Nom;Ville\nA;B", "import.no_first_name", 0},
		"300 columns":                {"Nom;Prénom" + strings.Repeat(";x", 300), "import.too_wide", 0},
		"a huge cell":                {"Nom;Prénom\nA;" + strings.Repeat("b", 20000), "import.cell_too_long", 2},
		"a quote that never ends":    {"Nom;Prénom\nA;B\nC;\"D\nE;F\n", "import.quote_open", 3},
		"one that ends far too late": {"Nom;Prénom\nA;\"B\n" + strings.Repeat("C;D\n", 9000) + "\"", "import.quote_open", 2},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := read([]byte(c.raw), false)
			if got, line := keyOf(err); got != c.key || line != c.line {
				t.Errorf("got %q at %d, want %q at %d (%v)", got, line, c.key, c.line, err)
			}
		})
	}
}

func keyOf(err error) (key string, line int) {
	if list, ok := errors.AsType[scheduling.Faults](err); ok {
		return list[0].Key, 0
	}
	if e, ok := errors.AsType[*scheduling.Error](err); ok {
		for at := 0; at+1 < len(e.Args); at += 2 {
			if e.Args[at] == "line" {
				line, _ = e.Args[at+1].(int)
			}
		}
		return e.Key, line
	}
	return "", 0
}

func TestAFaultStandsAtItsCell(t *testing.T) {
	const header = "Nom;Prénom;Naissance;Civilité;Accord mail;Situation;ALD;NIR\n"
	for line, c := range map[string]struct {
		column int
		key    string
	}{
		"A;B;14/03/70;;;":                {2, "import.cell.date"},
		"A;B;31/02/1970;;;":              {2, "import.cell.date"},
		"A;B;;X;;":                       {3, "import.cell.gender"},
		"A;B;;;peut-être;":               {4, "import.cell.consent"},
		"A;B;;;;astronaute":              {5, "import.cell.contract"},
		"A;B;;;;;parfois":                {6, "import.cell.known"},
		"A;B;;;;;;2 84 05 75 123 456 00": {7, "nir.key"},
		"A;B;;;;;;2840575123456":         {7, "nir.no_key"},
		"A;B;;;;;;;encore":               {-1, "import.extra_cell"},
		"A;B;;Mme;oui;CDI;NSP;":          {-1, ""},
		"A;B;;;;;;;;":                    {-1, ""},
	} {
		l, err := read([]byte(header+line), true)
		if err != nil {
			t.Fatal(err)
		}
		faults := l.rows[0].Faults()
		switch {
		case c.key == "" && len(faults) != 0:
			t.Errorf("%s: %v", line, faults)
		case c.key != "" && (len(faults) != 1 || faults[0].Column != c.column || faults[0].Error.Key != c.key):
			t.Errorf("%s: %v", line, faults)
		}
	}
}

func TestLettersOfAnotherEncodingAreAFaultOfTheirCell(t *testing.T) {
	r, err := transfer.Open(strings.NewReader(ansi("Nom;Prénom\nLéger;Zoé\n")), 20, transfer.Format{Kind: transfer.CSV, Encoding: "UTF-8", Separator: ";"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Next(); err != nil {
		t.Fatal(err)
	}
	line, err := r.Next()
	if err != nil {
		t.Fatal(err)
	}
	row := transfer.LayoutOf(r, []transfer.Column{{Field: transfer.LastName}, {Field: transfer.FirstName}}).Row(line)
	if f := row.Faults(); len(f) != 2 || f[0].Error.Key != "import.cell.encoding" {
		t.Errorf("%v", f)
	}
}

var everyone = []scheduling.Insured{
	{
		InternalNumber: "-12", Gender: "f", LastName: "=HYPERLINK(\"x\")", FirstName: "@SUM", BirthDate: scheduling.MustDate("1970-03-14"),
		Street: "+1 rue; \"Haute\"", Postcode: "01000", City: "Bourg", Insee: "01053", Email: "a@example.org", Phone: "+33612345678",
		MailConsent: true, LetterConsent: true, Language: "fr", Pathology: "haematological", Occupation: "b", OccupationGroup: "never_worked", Contract: "invalidity_1", Notes: "deux\nlignes",
	},
	{LastName: "Œuvrard", FirstName: "Élodie", Language: "fr"},
}

func TestAnExportedFileRunsNothingAndComesBackAsItWas(t *testing.T) {
	var out bytes.Buffer
	if err := transfer.WritePeople(&out, everyone, true); err != nil {
		t.Fatal(err)
	}
	reader := csv.NewReader(strings.NewReader(strings.TrimPrefix(out.String(), "\ufeff")))
	reader.Comma = ';'
	rows, err := reader.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		for _, cell := range row {
			if cell != "" && strings.ContainsAny(cell[:1], "=+-@\t\r") {
				t.Errorf("a spreadsheet would run %q", cell)
			}
		}
	}
	l, err := read(out.Bytes(), false)
	if err != nil {
		t.Fatal(err)
	}
	for at, row := range l.rows {
		if got := row.Onto(scheduling.Insured{}); got != everyone[at] || len(row.Faults()) > 0 {
			t.Errorf("went out %+v\ncame back %+v %v", everyone[at], got, row.Faults())
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, seed := range []string{
		"Nom;Prénom\nA;B", "\ufeffNom,Prénom\n\"A\nB\",C", "Nom\tPrénom\r'=1\t\x00", ansi("Né(e) le;Nom;Prénom\n14/03/1970;é;è"), "\"", ";;;\n;",
		"Nom;Prénom;NIR;ALD\nA;\"B\"\"\";2A;oui", "\xff\xfeN\x00o\x00m\x00", "PK\x03\x04",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		l, err := read(raw, true)
		if err != nil {
			if scheduling.KindOf(err) != scheduling.Invalid {
				t.Fatalf("refused with %v", err)
			}
			return
		}
		var people []scheduling.Insured
		for _, row := range l.rows {
			if len(row.Faults()) == 0 {
				people = append(people, row.Onto(scheduling.Insured{}))
			}
		}
		if err := transfer.WritePeople(&bytes.Buffer{}, people, true); err != nil {
			t.Fatal(err)
		}
	})
}
