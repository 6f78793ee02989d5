package transfer

import (
	"slices"
	"strings"
	"time"

	"trame/scheduling"
)

// Sheet is a list of people as it was read.
type Sheet struct {
	Encoding  string // UTF-8 or Windows-1252
	Separator rune
	Columns   []Column
	Rows      []Row
}

// Row is a line: a cell per column, and what is wrong at which.
type Row struct {
	Line   int // in the file, from 1
	Cells  []string
	Faults []Fault

	columns []Column
}

// Fault is an error at its cell. Column is -1 when it is about the row.
type Fault struct {
	Column int
	Error  *scheduling.Error
}

// ReadPeople reads a CSV of people. A file without columns for last and first
// name is Invalid as a whole; a cell that cannot be read is a Fault of its row.
// social says whether the columns of personal social content are read.
func ReadPeople(raw []byte, social bool) (Sheet, error) {
	content, encoding, err := text(raw)
	if err != nil {
		return Sheet{}, err
	}
	s := Sheet{Encoding: encoding, Separator: separator(content)}
	lines, err := records(content, s.Separator)
	if err != nil {
		return s, err
	}
	if len(lines) == 0 {
		return s, scheduling.Refuse(scheduling.Invalid, "import.empty", "file")
	}
	s.Columns = columns(lines[0].cells)
	for at := range s.Columns {
		if s.Columns[at].Field.Social() && !social {
			s.Columns[at].Field = ""
		}
	}
	var faults scheduling.Faults
	faults.Check(s.has(LastName), "file", "import.no_last_name")
	faults.Check(s.has(FirstName), "file", "import.no_first_name")
	if err := faults.Err(); err != nil {
		return s, err
	}
	for _, l := range lines[1:] {
		row := Row{Line: l.number, Cells: l.cells, columns: s.Columns}
		_, row.Faults = row.apply(scheduling.Insured{})
		s.Rows = append(s.Rows, row)
	}
	return s, nil
}

func (s Sheet) has(f Field) bool {
	return slices.ContainsFunc(s.Columns, func(c Column) bool { return c.Field == f })
}

// Onto is i with everything the row says; an empty cell says nothing and
// leaves i as it was.
func (r Row) Onto(i scheduling.Insured) scheduling.Insured {
	i, _ = r.apply(i)
	return i
}

// At is the column of a field, -1 when the sheet has none.
func (r Row) At(field string) int {
	return slices.IndexFunc(r.columns, func(c Column) bool { return string(c.Field) == field })
}

func (r Row) apply(i scheduling.Insured) (scheduling.Insured, []Fault) {
	var faults []Fault
	for at, cell := range r.Cells {
		if at >= len(r.columns) {
			if cell != "" {
				faults = append(faults, Fault{-1, scheduling.Refuse(scheduling.Invalid, "import.extra_cell", "")})
			}
			break
		}
		if cell == "" || r.columns[at].Field == "" {
			continue
		}
		if key := put(&i, r.columns[at].Field, cell); key != "" {
			faults = append(faults, Fault{at, scheduling.Refuse(scheduling.Invalid, key, string(r.columns[at].Field))})
		}
	}
	return i, faults
}

// texts are the fields that take a cell as it is.
func texts(i *scheduling.Insured, f Field) *string {
	return map[Field]*string{
		InternalNumber: &i.InternalNumber, LastName: &i.LastName, FirstName: &i.FirstName, Street: &i.Street,
		City: &i.City, Insee: &i.Insee, Phone: &i.Phone, Language: &i.Language,
		Occupation: &i.Occupation, Notes: &i.Notes,
	}[f]
}

// put reads a cell into i, or names the key of what is wrong with it.
func put(i *scheduling.Insured, f Field, cell string) (key string) {
	if target := texts(i, f); target != nil {
		*target = cell
		return ""
	}
	ok := true
	switch f {
	case Email:
		i.Email = strings.ToLower(cell)
	case Postcode:
		i.Postcode = cell
		if len(cell) == 4 { // a spreadsheet ate the zero of 01000
			i.Postcode = "0" + cell
		}
	case Gender:
		i.Gender, ok = genders[keyOf(cell)]
	case Contract:
		i.Contract, ok = contracts[keyOf(cell)]
	case Pathology:
		i.Pathology, ok = pathologies[keyOf(cell)]
	case BirthDate:
		i.BirthDate, ok = date(cell)
	case MailConsent:
		i.MailConsent, ok = answer(cell)
	case SMSConsent:
		i.SMSConsent, ok = answer(cell)
	case LetterConsent:
		i.LetterConsent, ok = answer(cell)
	}
	if ok {
		return ""
	}
	return unreadable[f]
}

// unreadable is what is said of a cell, by its field.
var unreadable = map[Field]string{
	Gender: "import.cell.gender", Contract: "import.cell.contract", Pathology: "import.cell.pathology", BirthDate: "import.cell.date",
	MailConsent: "import.cell.consent", SMSConsent: "import.cell.consent", LetterConsent: "import.cell.consent",
}

func keyOf(cell string) string { return strings.TrimRight(key(cell), "s") }

var genders = map[string]string{
	"f": "f", "femme": "f", "feminin": "f", "madame": "f", "mme": "f", "mademoiselle": "f", "2": "f",
	"m": "m", "h": "m", "homme": "m", "masculin": "m", "monsieur": "m", "mr": "m", "1": "m",
}

var contracts = map[string]string{
	"employed": "employed", "salarie": "employed", "salariee": "employed", "encontrat": "employed", "encontratdetravail": "employed", "cdi": "employed", "cdd": "employed",
	"dismissed": "dismissed", "licencie": "dismissed", "licenciee": "dismissed", "licencieeoulicencie": "dismissed",
	"jobseeker": "job_seeker", "demandeurdemploi": "job_seeker", "chomage": "job_seeker", "enrecherchedemploi": "job_seeker",
	"selfemployed": "self_employed", "independant": "self_employed", "independante": "self_employed", "asoncompte": "self_employed",
	"invalidity1": "invalidity_1", "invalidite1": "invalidity_1", "invalidite1recategorie": "invalidity_1", "invalidite": "invalidity_1",
	"other": "other", "autre": "other", "autresituation": "other",
}

// pathologies are the groups of scheduling.Pathologies, by their French names
// and by their codes.
var pathologies = func() map[string]string {
	known := map[string]string{
		"sein": "breast", "hematologie": "haematological", "sang": "haematological", "ovaire": "ovary",
		"tubedigestifetestomac": "digestive", "tubedigestif": "digestive", "estomac": "digestive",
		"intestinetrectum": "bowel", "intestin": "bowel", "rectum": "bowel", "prostate": "prostate",
		"sphereorl": "ent", "orl": "ent", "cerveau": "brain", "rein": "kidney", "poumon": "lung", "o": "bone", "autre": "other",
	}
	for _, code := range scheduling.Pathologies {
		known[keyOf(code)] = code
	}
	return known
}()

// date reads 14/03/1970, 14-03-1970, 14.03.1970 and 1970-03-14. A year of two
// digits is refused: 12 is two centuries.
func date(cell string) (scheduling.Date, bool) {
	for _, layout := range []string{"2/1/2006", "2-1-2006", "2.1.2006", "2006-1-2"} {
		if t, err := time.Parse(layout, cell); err == nil {
			return scheduling.DateOf(t), true
		}
	}
	return scheduling.Date{}, false
}

func answer(cell string) (yes, ok bool) {
	switch key(cell) {
	case "oui", "o", "x", "1", "vrai", "true", "yes":
		return true, true
	case "non", "n", "0", "faux", "false", "no":
		return false, true
	}
	return false, false
}
