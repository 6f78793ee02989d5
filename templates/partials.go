package templates

// Badge is a state in an icon and a word, never in colour alone. Tone is done,
// todo, trouble, info or quiet.
type Badge struct{ Tone, Word string }

// NewBadge words a code of a code list and picks its tone:
// {{template "badge" badge "cohort" .State}}.
func NewBadge(list string, code any) Badge {
	tone, ok := tones[list+"."+shown(code)]
	if !ok {
		tone = "quiet"
	}
	return Badge{tone, Label(list, code)}
}

// toned is a badge with its own word: {{template "badge" tone "todo" "À remplir"}}.
func toned(tone, word string) Badge { return Badge{tone, word} }

// tones of the states of docs/glossary.md; what is not here is quiet.
var tones = map[string]string{
	"version.submitted": "todo", "version.approved_local": "todo", "version.approved": "done",
	"version.changes_requested": "todo", "version.rejected": "trouble",
	"cohort.planned": "info", "cohort.recruiting": "info", "cohort.confirmed": "done", "cohort.running": "done",
	"cohort.finished": "done", "cohort.follow_up": "info", "cohort.postponed": "todo", "cohort.cancelled": "trouble",
	"meeting.planned": "info", "meeting.held": "done", "meeting.cancelled": "trouble", "meeting.under_way": "info",
	"meeting.to_fill_in": "todo",
	"year_plan.waiting":  "info", "year_plan.running": "info", "year_plan.ready": "todo", "year_plan.published": "done", "year_plan.failed": "trouble",
	"animation.to_find": "todo", "animation.proposed": "info", "animation.invited": "info", "animation.accepted": "done",
	"animation.tentative": "todo", "animation.declined": "trouble",
	"invitation.queued": "info", "invitation.sent": "info", "invitation.delivered": "done", "invitation.failed": "trouble",
	"invitation.returned": "trouble", "invitation.prepared": "todo", "invitation.printed": "todo", "invitation.replied": "done", "invitation.posted": "done",
	"enrolment.individual_first": "todo", "enrolment.eligible": "info", "enrolment.invited": "info",
	"enrolment.enrolled": "done", "enrolment.waitlisted": "todo", "enrolment.offered": "todo",
	"enrolment.active": "done", "enrolment.completed": "done", "enrolment.offer_expired": "trouble",
	"import_state.uploading": "info", "import_state.reading": "info", "import_state.review": "todo", "import_state.applying": "info",
	"import_state.examining": "info", "import_state.applied": "done", "import_state.undoing": "info", "import_state.failed": "trouble",
	"print_run.drawing": "info", "print_run.ready": "done",
	"import.in_error": "trouble", "import.ambiguous": "todo", "import.to_create": "info", "import.to_update": "info", "import.up_to_date": "done",
	"attendance.present": "done", "attendance.partial": "done", "attendance.absent_excused": "todo",
	"attendance.absent_unexcused": "trouble", "attendance.to_fill": "todo",
	"follow_up.to_plan": "todo", "follow_up.planned": "info", "follow_up.contacted": "info", "follow_up.collected": "done",
	"assignment.sent": "info", "assignment.opened": "info", "assignment.submitted": "done", "assignment.expired": "quiet",
	"booklet.in_review": "todo", "booklet.published": "done", "booklet.delivered": "done",
	"agreement.expired": "trouble", "agreement.expiring": "todo", "agreement.future": "info", "agreement.valid": "done",
	"reply.accepted": "done", "reply.tentative": "todo", "reply.declined": "trouble",
	"verdict.approved": "done", "verdict.changes_requested": "todo", "verdict.rejected": "trouble",
	"eligibility.collective": "done", "eligibility.individual_first": "todo", "eligibility.not_yet": "info", "eligibility.incomplete": "todo",
	"eligibility.not_eligible": "trouble", "eligibility.to_examine": "todo", "eligibility.to_review": "todo",
	"rule_answer.pass": "done", "rule_answer.fail": "trouble", "rule_answer.unknown": "todo",
	"witness.asked": "info", "witness.stands": "done", "witness.ended": "todo",
	"testimony.asked": "info", "testimony.unanswered": "todo", "testimony.accepted": "todo", "testimony.moved": "todo", "testimony.confirmed": "done",
	"testimony.declined": "trouble", "testimony.to_note": "todo", "testimony.came": "done",
	"message.waiting": "info", "message.sent": "done", "message.delivered": "done", "message.failed": "trouble",
}

// Empty says what a page is for and offers the first step.
type Empty struct{ Title, Text, Action, Href string }

// Working is how far something is that goes on in the background; the page
// reads itself again until it is done.
type Working struct {
	Title, Label string
	Done, All    int64
	Text         string // « 3 200 lettres sur 10 000. »
	Why, Href    string
}

// Confirm says what will happen before the button that does it: who gets what,
// by which channel. It is its own form.
type Confirm struct {
	Title, Text string
	Effects     []string    // one sentence each
	Recipients  []Recipient // printed as a table
	Post        string      // where the form goes
	Button      string      // a verb with its number: « Envoyer 14 invitations »
	Cancel      string      // where « Ne rien faire » leads
	Undo        string      // how to take it back, said before
	Danger      bool
	Hidden      []Pair
}

// Recipient is a line of « qui reçoit quoi ».
type Recipient struct{ Who, Channel, What, Href string }

// Pair is a hidden input.
type Pair struct{ Name, Value string }

// Step is a stage of something with an end; State is done, current or todo.
type Step struct{ Label, Href, State string }

// Tab is a link among views of one thing; Count shows when not "".
type Tab struct {
	Label, Href, Count string
	Current            bool
}

// Term is a line of a definition list: a Text, a Link when it has Href, a
// Badge when it has a Word.
type Term struct {
	Term, Text, Href string
	Badge            Badge
}

// Pager moves by cursor through a long list; an empty href hides its link.
type Pager struct {
	Shown, Total   int // Total 0: not counted
	Previous, Next string
}

// Table is the plain case: a caption, headings, rows whose first cell names
// the row. A cell is a string, a number, a Link or a Badge.
type Table struct {
	Caption string
	Columns []Column
	Rows    [][]any
}

// Column is a heading; Numeric aligns figures to the right.
type Column struct {
	Label   string
	Numeric bool
}

// Kind tells the template how to draw a cell.
func (Table) Kind(cell any) string {
	switch cell.(type) {
	case Link:
		return "link"
	case Badge:
		return "badge"
	}
	return "text"
}
