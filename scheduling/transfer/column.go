package transfer

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Field is what a column holds; "" is a column we have no use for.
type Field string

// The fields, in the order of an exported file.
const (
	InternalNumber Field = "internal_number"
	Gender         Field = "gender"
	LastName       Field = "last_name"
	FirstName      Field = "first_name"
	BirthDate      Field = "birth_date"
	Street         Field = "street"
	Postcode       Field = "postcode"
	City           Field = "city"
	Insee          Field = "insee"
	Email          Field = "email"
	Phone          Field = "phone"
	MailConsent    Field = "mail_consent"
	SMSConsent     Field = "sms_consent"
	LetterConsent  Field = "letter_consent"
	Language       Field = "language"
	Pathology      Field = "pathology"
	Occupation     Field = "occupation"
	Contract       Field = "contract"
	Notes          Field = "notes"
)

// Social reports whether a field is personal social content (rule 25).
func (f Field) Social() bool {
	return f == Pathology || f == Occupation || f == Contract || f == Notes
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
	{Occupation, []string{"Catégorie socioprofessionnelle", "CSP", "Profession", "Métier"}},
	{Contract, []string{"Situation", "Contrat", "Situation contractuelle", "Situation professionnelle"}},
	{Notes, []string{"Notes", "Remarques", "Commentaire", "Observations"}},
}

var fieldsByHeading = func() map[string]Field {
	known := map[string]Field{}
	for _, h := range headings {
		for _, name := range h.names {
			known[key(name)] = h.field
		}
	}
	return known
}()

// Heading is how an exported file names f.
func (f Field) Heading() string {
	for _, h := range headings {
		if h.field == f {
			return h.names[0]
		}
	}
	return ""
}

// key is a heading without accents, case or anything but letters and digits.
func key(name string) string {
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

// columns maps a header; of two columns for one field the first counts.
func columns(header []string) []Column {
	list := make([]Column, len(header))
	taken := map[Field]bool{}
	for at, name := range header {
		list[at] = Column{Header: name}
		if f, known := fieldsByHeading[key(name)]; known && !taken[f] {
			list[at].Field, taken[f] = f, true
		}
	}
	return list
}
