package templates

import (
	"net/url"
)

// View is everything a page is drawn with: the frame's facts and the page's
// own Data.
type View struct {
	Title        string // the page's name in the tab; the public layout shows « Vos rencontres » instead
	Organisation string
	Phone        string // on every public page (rule 30)
	PhoneHours   string

	Actor     string // the agent's name; "" hides the user menu
	ActorNote string // his role and unit
	Agent     string // his id: what his tablet keeps is told apart from others'
	Nav       []NavItem
	Current   string // the Name of the NavItem this page belongs to
	Search    string // what was typed in the search field

	Flash  Flash
	Demo   bool       // shows the « Démonstration » banner
	Errors Errors     // sentences at their fields, in the order of the form
	Form   url.Values // what was typed, when the form comes back; nil on first show
	Data   any
}

// NavItem is an entry of the organisers' navigation. Icon is one of the names
// in pages/partials/icon.html.
type NavItem struct{ Name, Label, Href, Icon string }

// Navigation is every entry, in the order of the screens. The first four stay
// in the phone's bar, the rest go under « Plus ».
var Navigation = []NavItem{
	{"today", "Aujourd’hui", "/", "today"},
	{"agenda", "Agenda", "/agenda", "agenda"},
	{"cohorts", "Sessions", "/sessions", "thread"},
	{"people", "Personnes", "/personnes", "people"},
	{"partners", "Partenaires", "/partenaires", "partners"},
	{"programmes", "Programmes", "/programmes", "programme"},
	{"reports", "Rapports", "/rapports", "report"},
	{"settings", "Réglages", "/reglages", "gear"},
}

// NavigationFor keeps the entries whose name may be shown.
func NavigationFor(shown func(name string) bool) []NavItem {
	var items []NavItem
	for _, item := range Navigation {
		if shown(item.Name) {
			items = append(items, item)
		}
	}
	return items
}

// BarNav is what the phone's bar shows at once.
func (v View) BarNav() []NavItem { return v.Nav[:min(4, len(v.Nav))] }

// MoreNav is what the phone's bar keeps under « Plus ».
func (v View) MoreNav() []NavItem { return v.Nav[min(4, len(v.Nav)):] }

// Flash is the line that says what just happened, and how to undo it.
// Kind is done, info, todo or trouble; the zero Flash shows nothing.
type Flash struct {
	Kind, Message string
	Undo          Link
}

// Link is a text that leads somewhere; no Href, no link.
type Link struct{ Text, Href string }

// FieldError is a sentence about one input; Field "" is about the whole form.
type FieldError struct{ Field, Sentence string }

// Errors keeps the order of the form: the summary lists them as they are met.
type Errors []FieldError

// For is the sentence about field, "" when there is none.
func (e Errors) For(field string) string {
	for _, fe := range e {
		if fe.Field == field {
			return fe.Sentence
		}
	}
	return ""
}

// ErrorsOf turns a refusal into sentences at their fields: a
// scheduling.Faults field by field, anything else as one for the whole form.
func ErrorsOf(err error) Errors {
	var list Errors
	for _, e := range refusals(err) {
		list = append(list, FieldError{e.Field, refusalSentence(e)})
	}
	if len(list) == 0 && err != nil {
		list = Errors{{Sentence: Sentence(err)}}
	}
	return list
}

// Problem is what the page error.html says: what happened and what to do.
type Problem struct {
	Status      int
	Title, Todo string
	Action      Link
}

// ProblemOf words an HTTP status for people.
func ProblemOf(status int) Problem {
	code := "500"
	switch {
	case status == 503:
		code = "503"
	case status == 400, status == 413, status == 415, status == 422:
		code = "400"
	case status == 401, status == 403, status == 404, status == 409, status == 410, status == 412, status == 429:
		code = itoa(status)
	}
	return Problem{
		Status: status, Title: Message("problem." + code + ".title"), Todo: Message("problem." + code + ".todo"),
	}
}

// SignIn is the Data of the page signin.html. Accounts are offered in the
// demonstration only.
type SignIn struct {
	Next     string // where to go once in; a path of this site
	Accounts []Account
}

// Account is a way into the demonstration.
type Account struct{ Name, Role, Email, Password string }
