package transfer_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"

	"trame/scheduling"
	"trame/scheduling/transfer"
)

func TestWhateverASpreadsheetSavedIsRead(t *testing.T) {
	for name, c := range map[string]struct {
		raw       string
		encoding  string
		separator rune
	}{
		"French Excel":         {ansi("Nom;Prénom;Né(e) le\r\nLéger;Zoé;14/03/1970\r\n"), "Windows-1252", ';'},
		"UTF-8 with its mark":  {"\ufeffNOM;PRENOM;DATE DE NAISSANCE\nLéger;Zoé;14.03.1970\n", "UTF-8", ';'},
		"commas":               {"Prénom,Nom,Date de naissance\nZoé,Léger,1970-03-14", "UTF-8", ','},
		"tabs, from old Macs":  {"Nom\tPrénom\tDDN\rLéger\tZoé\t14-3-1970\r", "UTF-8", '\t'},
		"quotes and a comma":   {"\"Nom\";\"Prénom\";\"naissance\"\n\"Léger\";\"Zoé\";\"14/03/1970\"", "UTF-8", ';'},
		"empty lines, columns": {"Nom;;Prénom;Naissance\n;;;\nLéger;;Zoé;14/03/1970\n\n", "UTF-8", ';'},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := transfer.ReadPeople([]byte(c.raw), true)
			if err != nil {
				t.Fatal(err)
			}
			if s.Encoding != c.encoding || s.Separator != c.separator || len(s.Rows) != 1 || len(s.Rows[0].Faults) != 0 {
				t.Fatalf("%+v", s)
			}
			i := s.Rows[0].Onto(scheduling.Insured{})
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
	for name, c := range map[string]struct{ raw, key string }{
		"nothing":         {" \n", "import.empty"},
		"a workbook":      {"PK\x03\x04\x00\x00", "import.not_text"},
		"no first name":   {"Nom;Ville\nA;B", "import.no_first_name"},
		"too large":       {strings.Repeat("a", transfer.MaxBytes+1), "import.too_large"},
		"too many lines":  {"Nom;Prénom\n" + strings.Repeat("A;B\n", transfer.MaxRows+1), "import.too_long"},
		"too wide":        {"Nom;Prénom" + strings.Repeat(";x", 200), "import.too_wide"},
		"a cell too long": {"Nom;Prénom\nA;" + strings.Repeat("b", 20000), "import.cell_too_long"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := transfer.ReadPeople([]byte(c.raw), true)
			if got := keyOf(err); got != c.key {
				t.Errorf("got %q, want %q", got, c.key)
			}
		})
	}
}

func keyOf(err error) string {
	if list, ok := errors.AsType[scheduling.Faults](err); ok {
		return list[0].Key
	}
	if e, ok := errors.AsType[*scheduling.Error](err); ok {
		return e.Key
	}
	return ""
}

func TestAFaultStandsAtItsCell(t *testing.T) {
	const header = "Nom;Prénom;Naissance;Civilité;Accord mail;Situation\n"
	for line, c := range map[string]struct {
		column int
		key    string
	}{
		"A;B;14/03/70;;;":   {2, "import.cell.date"},
		"A;B;31/02/1970;;;": {2, "import.cell.date"},
		"A;B;;X;;":          {3, "import.cell.gender"},
		"A;B;;;peut-être;":  {4, "import.cell.consent"},
		"A;B;;;;astronaute": {5, "import.cell.contract"},
		"A;B;;;;;;encore":   {-1, ""},
		"A;B;;Mme;oui;CDI":  {-1, ""},
		"A;B;;;;;;":         {-1, ""},
	} {
		s, err := transfer.ReadPeople([]byte(header+line), true)
		if err != nil {
			t.Fatal(err)
		}
		faults := s.Rows[0].Faults
		switch {
		case c.key == "" && len(faults) != 0 && faults[0].Column != -1:
			t.Errorf("%s: %v", line, faults)
		case c.key != "" && (len(faults) != 1 || faults[0].Column != c.column || faults[0].Error.Key != c.key):
			t.Errorf("%s: %v", line, faults)
		}
	}
}

func TestSocialColumnsAreLeftAsideForWhoMayNotSeeThem(t *testing.T) {
	s, err := transfer.ReadPeople([]byte("Nom;Prénom;Pathologie\nA;B;sein"), false)
	if err != nil || s.Columns[2].Field != "" || s.Rows[0].Onto(scheduling.Insured{}).Pathology != "" {
		t.Errorf("%+v, %v", s.Columns, err)
	}
}

var everyone = []scheduling.Insured{
	{
		InternalNumber: "-12", Gender: "f", LastName: "=HYPERLINK(\"x\")", FirstName: "@SUM", BirthDate: scheduling.MustDate("1970-03-14"),
		Street: "+1 rue; \"Haute\"", Postcode: "01000", City: "Bourg", Insee: "01053", Email: "a@example.org", Phone: "+33612345678",
		MailConsent: true, LetterConsent: true, Language: "fr", Pathology: "haematological", Occupation: "b", Contract: "invalidity_1", Notes: "deux\nlignes",
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
	s, err := transfer.ReadPeople(out.Bytes(), true)
	if err != nil {
		t.Fatal(err)
	}
	for at, row := range s.Rows {
		if got := row.Onto(scheduling.Insured{}); got != everyone[at] || len(row.Faults) > 0 {
			t.Errorf("went out %+v\ncame back %+v %v", everyone[at], got, row.Faults)
		}
	}
}

func FuzzReadPeople(f *testing.F) {
	for _, seed := range []string{
		"Nom;Prénom\nA;B", "\ufeffNom,Prénom\n\"A\nB\",C", "Nom\tPrénom\r'=1\t\x00", ansi("Né(e) le;Nom;Prénom\n14/03/1970;é;è"), "\"", ";;;\n;",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		s, err := transfer.ReadPeople(raw, true)
		if err != nil {
			if scheduling.KindOf(err) != scheduling.Invalid {
				t.Fatalf("refused with %v", err)
			}
			return
		}
		var people []scheduling.Insured
		for _, row := range s.Rows {
			if len(row.Faults) == 0 {
				people = append(people, row.Onto(scheduling.Insured{}))
			}
		}
		if err := transfer.WritePeople(&bytes.Buffer{}, people, true); err != nil {
			t.Fatal(err)
		}
	})
}
