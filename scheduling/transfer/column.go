package transfer

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"trame/scheduling"
)

// Field is what a column holds; "" is a column we have no use for.
type Field string

// The fields, in the order of an exported file.
const (
	InternalNumber  Field = "internal_number"
	Gender          Field = "gender"
	LastName        Field = "last_name"
	FirstName       Field = "first_name"
	BirthDate       Field = "birth_date"
	Street          Field = "street"
	Postcode        Field = "postcode"
	City            Field = "city"
	Insee           Field = "insee"
	Email           Field = "email"
	Phone           Field = "phone"
	MailConsent     Field = "mail_consent"
	SMSConsent      Field = "sms_consent"
	LetterConsent   Field = "letter_consent"
	Language        Field = "language"
	Pathology       Field = "pathology"
	Occupation      Field = "occupation"
	OccupationGroup Field = "occupation_group"
	Contract        Field = "contract"
	Notes           Field = "notes"
	NIR             Field = "nir" // sealed apart from all others, and never exported
)

// The fields of a referral.
const (
	Reference       Field = "reference"
	ReceivedOn      Field = "received_on"
	Purpose         Field = "purpose"
	LeaveStart      Field = "leave_start"
	LeaveEnd        Field = "leave_end"
	LeaveKind       Field = "leave_kind"
	LeaveTime       Field = "leave_time"
	PartTimeFrom    Field = "part_time_from"
	ContractOn      Field = "contract_on"
	Invalidity      Field = "invalidity"
	InvalidityOn    Field = "invalidity_on"
	Scheme          Field = "scheme"
	Followed        Field = "followed"
	FollowedSince   Field = "followed_since"
	LowAllowance    Field = "low_allowance"
	LowPerHead      Field = "low_per_head"
	SolidarityCover Field = "solidarity_cover"
	LongIllness     Field = "long_illness"
	Fragility       Field = "fragility" // 1 to 6 follow
)

// Social reports whether a field is personal social content (rule 25).
func (f Field) Social() bool {
	return f == Pathology || f == Occupation || f == OccupationGroup || f == Contract || f == Notes
}

// heading is a field with the French headings that name it, the one we write
// first. They are compared by letters and digits alone.
type heading struct {
	field Field
	names []string
}

var headings = []heading{
	{InternalNumber, []string{"Numéro interne", "N° interne", "Numéro de dossier", "N° dossier", "Dossier", "Identifiant", "Matricule", "Référence"}},
	{Gender, []string{"Civilité", "Sexe", "Genre"}},
	{LastName, []string{"Nom", "Nom de famille", "Nom d’usage", "Nom usuel", "Nom de naissance"}},
	{FirstName, []string{"Prénom", "Prénoms"}},
	{BirthDate, []string{"Date de naissance", "Naissance", "Né(e) le", "Né le", "Née le", "DDN"}},
	{Street, []string{"Adresse", "Rue", "Voie", "Adresse postale", "Adresse 1"}},
	{Postcode, []string{"Code postal", "CP"}},
	{City, []string{"Ville", "Commune", "Localité"}},
	{Insee, []string{"Code INSEE", "INSEE", "Code commune"}},
	{Email, []string{"Courriel", "Mail", "E-mail", "Adresse mail", "Adresse e-mail", "Adresse électronique", "Mél"}},
	{Phone, []string{"Téléphone", "Tél", "Portable", "Mobile", "Téléphone portable", "N° de téléphone", "Numéro de téléphone"}},
	{MailConsent, []string{"Accord mail", "Accord courriel", "Consentement mail", "Consentement courriel", "Accepte le mail"}},
	{SMSConsent, []string{"Accord SMS", "Consentement SMS", "Accepte le SMS"}},
	{LetterConsent, []string{"Accord courrier", "Consentement courrier", "Accepte le courrier"}},
	{Language, []string{"Langue"}},
	{Pathology, []string{"Pathologie", "Groupe de pathologie"}},
	{Occupation, []string{"Métier", "Profession", "Emploi"}},
	{OccupationGroup, []string{"Groupe socioprofessionnel", "Catégorie socioprofessionnelle", "CSP", "PCS", "Groupe PCS"}},
	{Contract, []string{"Situation", "Contrat", "Situation contractuelle", "Situation professionnelle"}},
	{Notes, []string{"Notes", "Remarques", "Commentaire", "Observations"}},
}

// referralHeadings are those of a referral; they are read and never exported.
var referralHeadings = []heading{
	{Reference, []string{"Référence du signalement", "N° de signalement", "Numéro de signalement", "Référence signalement", "N° signalement"}},
	{ReceivedOn, []string{"Date du signalement", "Signalé le", "Date de signalement", "Reçu le"}},
	{Purpose, []string{"Motif du signalement", "Motif", "Objet de la demande", "Demande"}},
	{LeaveStart, []string{"Début d’arrêt", "Début de l’arrêt", "Date de début d’arrêt", "Date début arrêt", "Début arrêt", "Arrêt depuis le", "Premier jour d’arrêt"}},
	{LeaveEnd, []string{"Fin d’arrêt", "Fin de l’arrêt", "Date de fin d’arrêt", "Date fin arrêt", "Fin arrêt", "Fin de prescription"}},
	{LeaveKind, []string{"Type d’arrêt", "Nature de l’arrêt", "Risque", "Nature d’assurance"}},
	{LeaveTime, []string{"Durée de travail", "Temps", "Arrêt complet ou partiel", "Temps partiel thérapeutique"}},
	{PartTimeFrom, []string{"Temps partiel depuis le", "Début du temps partiel"}},
	{ContractOn, []string{"Situation depuis le", "Contrat depuis le"}},
	{Invalidity, []string{"Invalidité", "Décision d’invalidité", "Catégorie d’invalidité"}},
	{InvalidityOn, []string{"Invalidité décidée le", "Date de la décision d’invalidité", "Date invalidité"}},
	{Scheme, []string{"Régime"}},
	{Followed, []string{"Suivie par le service", "Déjà suivi", "Suivi en cours"}},
	{FollowedSince, []string{"Suivie depuis le", "Suivi depuis le"}},
	{LowAllowance, []string{"Indemnité journalière faible", "IJ faible", "Faible IJ"}},
	{LowPerHead, []string{"Indemnité faible par personne à charge", "IJ faible par personne"}},
	{SolidarityCover, []string{"Complémentaire santé solidaire", "C2S", "CSS", "CMU"}},
	{LongIllness, []string{"Affection de longue durée", "ALD"}},
	{Fragility + "1", []string{"Fragilité 1", "Repérage 1"}},
	{Fragility + "2", []string{"Fragilité 2", "Repérage 2"}},
	{Fragility + "3", []string{"Fragilité 3", "Repérage 3"}},
	{Fragility + "4", []string{"Fragilité 4", "Repérage 4"}},
	{Fragility + "5", []string{"Fragilité 5", "Repérage 5"}},
	{Fragility + "6", []string{"Fragilité 6", "Repérage 6"}},
}

var nirHeading = heading{NIR, []string{"Numéro de sécurité sociale", "NIR", "N° de sécurité sociale", "N° sécurité sociale", "N° SS", "Numéro SS", "NNI"}}

// everyHeading is all that a file may bring.
var everyHeading = slices.Concat(headings, []heading{nirHeading}, referralHeadings)

// Fields are what a column may be taken for, in the order of the screens:
// those of a person, and those of a referral when the file holds some.
func Fields(referral bool) (fields []Field) {
	for _, h := range everyHeading {
		if referral || !h.field.OfReferral() {
			fields = append(fields, h.field)
		}
	}
	return fields
}

// OfReferral reports whether a field belongs to a referral.
func (f Field) OfReferral() bool {
	return slices.ContainsFunc(referralHeadings, func(h heading) bool { return h.field == f })
}

// Fact reports whether a field is something that a referral tells of a person's
// life: personal social content once it is in her file (rule 25).
func (f Field) Fact() bool { return f.OfReferral() && f != Reference && f != ReceivedOn }

// dated reports whether a field holds a day.
func (f Field) dated() bool {
	switch f {
	case BirthDate, ReceivedOn, LeaveStart, LeaveEnd, PartTimeFrom, ContractOn, InvalidityOn, FollowedSince:
		return true
	}
	return false
}

var fieldsByHeading = func() map[string]Field {
	known := map[string]Field{}
	for _, h := range everyHeading {
		for _, name := range h.names {
			known[Key(name)] = h.field
		}
	}
	return known
}()

// Heading is how an exported file names f.
func (f Field) Heading() string {
	for _, h := range everyHeading {
		if h.field == f {
			return h.names[0]
		}
	}
	return ""
}

// Key is a heading without accents, case or anything but letters and digits:
// how two files are seen to have the same column.
func Key(name string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return -1
		}
		return r
	}, strings.ToLower(norm.NFD.String(strings.ReplaceAll(name, "°", "o"))))
}

// Column is a column of the file, and what it was taken for.
type Column struct {
	Header string
	Field  Field // "" is left aside
}

// Columns guesses what each column of a header holds; of two for one field
// the first counts, and a referral's are left aside in a list of people.
func Columns(header []string, referral bool) []Column {
	list := make([]Column, len(header))
	taken := map[Field]bool{}
	for at, name := range header {
		list[at] = Column{Header: name}
		f, known := fieldsByHeading[Key(name)]
		if known && !taken[f] && (referral || !f.OfReferral()) {
			list[at].Field, taken[f] = f, true
		}
	}
	return list
}

// CheckColumns gives what a list of columns lacks or says twice.
func CheckColumns(columns []Column, referral bool) error {
	seen := map[Field]bool{}
	var faults scheduling.Faults
	for at, c := range columns {
		if c.Field == "" {
			continue
		}
		field := "columns." + strconv.Itoa(at)
		faults.Check(slices.Contains(Fields(referral), c.Field), field, "import.column.unknown")
		faults.Check(!seen[c.Field], field, "import.column.twice", "name", c.Field.Heading())
		seen[c.Field] = true
	}
	faults.Check(seen[LastName], "file", "import.no_last_name")
	faults.Check(seen[FirstName], "file", "import.no_first_name")
	return faults.Err()
}
