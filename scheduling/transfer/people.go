package transfer

import (
	"strings"
	"time"

	"trame/scheduling"
)

// texts is the place of a field that takes a cell as it is, nil for another.
func texts(i *scheduling.Insured, f Field) *string {
	switch f {
	case InternalNumber:
		return &i.InternalNumber
	case LastName:
		return &i.LastName
	case FirstName:
		return &i.FirstName
	case Street:
		return &i.Street
	case City:
		return &i.City
	case Insee:
		return &i.Insee
	case Phone:
		return &i.Phone
	case Language:
		return &i.Language
	case Occupation:
		return &i.Occupation
	case Notes:
		return &i.Notes
	}
	return nil
}

// put reads a cell into i, or names the key of what is wrong with it.
func put(i *scheduling.Insured, f Field, cell string) (wrong string) {
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
	case OccupationGroup:
		i.OccupationGroup, ok = occupationGroup(cell)
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
	return wrongs[f]
}

// wrongs is what is said of a cell that cannot be read, by its field.
var wrongs = map[Field]string{
	Gender: "import.cell.gender", Contract: "import.cell.contract", Pathology: "import.cell.pathology", OccupationGroup: "import.cell.occupation_group", BirthDate: "import.cell.date",
	MailConsent: "import.cell.consent", SMSConsent: "import.cell.consent", LetterConsent: "import.cell.consent",
}

func keyOf(cell string) string { return strings.TrimRight(Key(cell), "s") }

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

// date reads 14/03/1970, 14-03-1970, 14.03.1970 and 1970-03-14, whatever hour
// follows. A year of two digits is refused: 12 is two centuries.
func date(cell string) (scheduling.Date, bool) {
	day, _, _ := strings.Cut(cell, " ")
	day, _, _ = strings.Cut(day, "T")
	for _, layout := range []string{"2/1/2006", "2006-1-2", "2-1-2006", "2.1.2006"} {
		if t, err := time.Parse(layout, day); err == nil {
			return scheduling.DateOf(t), true
		}
	}
	return scheduling.Date{}, false
}

func answer(cell string) (yes, ok bool) {
	switch Key(cell) {
	case "oui", "o", "x", "1", "vrai", "true", "yes":
		return true, true
	case "non", "n", "0", "faux", "false", "no":
		return false, true
	}
	return false, false
}
