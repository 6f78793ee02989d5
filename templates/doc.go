// Package templates is how Trame looks and speaks: pages, mails, printed
// sheets, sentences, one stylesheet. It knows how to show, never what may be
// shown.
//
// # A page
//
// templates/pages/NAME.html is a body: one h1, what the page says, its
// partials. {{define "layout"}}public{{end}} at the top picks the frame:
//
//	office   organisers: navigation, search, user menu (the default)
//	public   participants and partners: one column, big type, the tab says « Vos rencontres »
//	bare     sign-in, errors
//	paper    printed sheets (class landscape for A4 landscape, box for a tick box, blank for a line)
//
// It is shown by Page(w, "NAME", View{…}); the dot is the View, its own facts
// are .Data. The frame prints the Flash, the summary of Errors, the « Démonstration »
// banner and the phone: a page never does. After a refusal, give
// View{Errors: ErrorsOf(err), Form: r.PostForm}: fields show their sentence and
// what was typed.
//
// Literal French in templates and messages is typeset at parse time (no-break
// spaces, ’): write "C'est fini !" and think no more of it. No style attribute,
// no script: the CSP refuses both.
//
// # Functions
//
//	date D [zone]          mardi 12 janvier 2027      D: scheduling.Date, time.Time (+ *time.Location or IANA name)
//	shortdate D [zone]     mar. 12 janv.
//	plaindate D [zone]     12 janvier 2027
//	day D, isodate D       12, 2027-01-12
//	hour H [zone]          14 h, 9 h 30               H: scheduling.Clock or time.Time
//	span from to [zone]    14 h – 16 h
//	when from to zone      mardi 12 janvier 2027, 14 h – 16 h
//	duration 90            1 h 30                     minutes
//	number 1234567         1 234 567
//	percent 70.5 [digits]  70,5 %                     already a percentage
//	plural n "personne" "personnes"
//	label "outcome" code   the word of a code list (messages label.outcome.CODE); codes "outcome" all, as options
//	message "key" "name" v a sentence of messages/*.json
//	join list ", " [" et "] · nbsp text · phone "0134253900" · tel (its href) · asset "style.css" · add a b
//	linkto "/sessions" "q" .Search "after" .Next    a query of the pairs that have a value
//	dict "Key" v … · list a b c · link "text" "/href"
//
// # Partials
//
//	{{template "field" field $ "email" "Adresse mail" "type" "email" "value" .Data.Email "hint" "…" "autocomplete" "email" "required" true}}
//	    type text email tel password number date time search url file; hint optional size (short long) min max step
//	    pattern inputmode maxlength rows accept hidden (label for screen readers alone); $ is the View
//	{{template "select" field $ "site" "Site" "options" .Data.Sites "value" .Data.Site "placeholder" "Choisir un site"}}
//	    options: []templates.Option, a []string, or the name of a code list ("outcome")
//	{{template "radio-group" field $ "answer" "Viendrez-vous ?" "options" "…"}}   {{template "checkboxes" …}} (value: a list)
//	{{template "checkbox" field $ "consent" "J'accepte …" "checked" .Data.Consent}}   {{template "textarea" …}}
//	{{template "badge" badge "cohort" .State}}        code list and code; or: badge tone "todo" "À remplir"
//	    tones: done todo trouble info quiet
//	{{template "thread" (thread .Data.Beads "label" "Séances")}}   "small" true in lists   []templates.Bead
//	{{template "empty" (empty "title" "…" "text" "…" "action" "Ouvrir une session" "href" "/sessions/nouvelle")}}
//	{{template "confirm" .Data.Confirm}}              templates.Confirm: what will happen, who gets what, the button
//	{{template "table" .Data.Table}}                  templates.Table; by hand: <div class="table-wrap"><table class="stack">
//	    <caption>, th scope=col / scope=row, td data-label="Heading" (shown on phones), class figure on numbers
//	{{template "bars" .Data.Bars}}                    templates.Bars: chart with its table
//	{{template "month" .Data.Agenda}} {{template "week" .Data.Agenda}}     MonthOf, WeekOf
//	{{template "pager" .Data.Pager}} {{template "steps" .Data.Steps}} {{template "tabs" .Data.Tabs}}
//	{{template "definition" .Data.Facts}}             []templates.Term
//	{{template "phone" .Phone}} {{template "icon" "mail"}} {{template "letterhead" …}} (paper)
//
// # Classes
//
// page-head (h1 and its actions) · card · columns (cards side by side) · rows
// (a list with lines) · actions (buttons in a row) · button, button second,
// button quiet, button danger, button wide · filters (a search form in a line)
// · field-row (short fields side by side) · soft, lead, figure, hidden, crumbs,
// date-big, no-print.
//
// # Mails and sentences
//
// mail/NAME.subject.txt, NAME.txt and NAME.html (both bodies framed; partials
// "button" dict "Text" "Href" and "facts" list) are filled by Mail(name,
// MailView); a subject never holds a health word (rule 13). Text fills NAME.txt
// alone. messages/*.json are flat: key to sentence, {name} filled from pairs,
// {n, plural, one {# place} other {# places}}. Sentence(err) and ErrorsOf(err)
// word a refusal.
package templates
