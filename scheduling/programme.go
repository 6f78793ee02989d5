package scheduling

import "time"

// Programme is what a unit offers, through its versions.
type Programme struct {
	ID         ProgrammeID
	Unit       UnitID
	Code       string
	CopiedFrom VersionID // rule 32: a copy keeps its origin
	CreatedAt  time.Time
}

// ProgrammeVersion is one content of a programme, frozen at submission.
type ProgrammeVersion struct {
	ID             VersionID
	Programme      ProgrammeID
	Number         int // 1, 2, … within the programme
	Title          string
	PublicTitle    string // what participants read: no health word (rule 13)
	Axis           string // job_retention, access_to_care, hospital_discharge, ageing_well
	Problem        string // the common problem
	Context        string
	Public         string // whom it is for
	Objectives     string
	Method         string
	GroupMin       int
	GroupMax       int
	CadenceWeeks   int  // 1: weekly
	PauseForSchool bool // pause in school holidays
	FollowUpMonths int
	Questionnaire  QuestionnaireID
	CreatedBy      UserID
	CreatedAt      time.Time
	SubmittedBy    UserID
	SubmittedAt    time.Time
	ContentHash    string // SHA-256 of the content, set at submission (rule 2)
	RetiredAt      time.Time
	Version        int
}

// Module is a part of a version; its meetings follow its position.
type Module struct {
	ID        ModuleID
	VersionID VersionID
	Position  int // 1..n
	Title     string
	Part      int // 1 of Parts; 0 when the module has one part
	Parts     int
	Kind      string // presentation, ice_breaker, content, closing
	Minutes   int
	Partners  []PartnerKind // required kinds, one co-animator each
	Testimony bool          // former participants wanted
	Message   string        // the message to bring across
	Method    string
	ToBring   string // what participants should bring; public
}

// GuideStep is a line of a module's trame d'intervention.
type GuideStep struct {
	Module   ModuleID
	Position int
	Minutes  int
	Title    string
	Detail   string
}

// Resource is a support of a module: a film, a clip, an aide-mémoire; a link
// or a file.
type Resource struct {
	ID        ResourceID
	Module    ModuleID
	Position  int
	Kind      string // film, clip, aide_memoire, slides, other
	Title     string
	Link      string // "" for a file
	FileName  string
	FileType  string
	FileBytes int
	FileHash  string // SHA-256 of the file, hexadecimal: an approval covers it
}

// MostRules is how many criteria a version may have.
const MostRules = 40

// EligibilityRule is a criterion of a version, stored with its source.
type EligibilityRule struct {
	ID         RuleID
	VersionID  VersionID
	Position   int
	Key        string // its kind, of scheduling/eligibility: leave_days, work_situation, …
	Parameters string // JSON object, as its kind wants it
	Source     string // circular, article, local decision
	Blocks     bool   // false: warns
}

// ApprovalLevel is who approves: first local, then regional (rule 1).
type ApprovalLevel string

// The two levels of validation.
const (
	Local    ApprovalLevel = "local"
	Regional ApprovalLevel = "regional"
)

// Verdict is what an approver decides.
type Verdict string

// The verdicts.
const (
	Approved         Verdict = "approved"
	ChangesRequested Verdict = "changes_requested"
	Rejected         Verdict = "rejected"
)

// Approval is a validation: one person's verdict on one content.
type Approval struct {
	ID          ApprovalID
	VersionID   VersionID
	Level       ApprovalLevel
	Verdict     Verdict
	User        UserID
	Comment     string
	ContentHash string // of what was approved (rule 2)
	At          time.Time
}
