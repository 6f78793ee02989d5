package scheduling

// One type per entity: a CohortID handed where a MeetingID is meant does not
// compile. Values are UUIDv7, made in store; "" means none.
type (
	OrganisationID     string
	UnitID             string
	UserID             string
	SignInID           string
	SiteID             string
	RoomID             string
	ClosureID          string
	AbsenceID          string
	BusyCalendarID     string
	PartnerID          string
	FacilitatorID      string
	AgreementID        string
	ProgrammeID        string
	VersionID          string
	ModuleID           string
	ResourceID         string
	RuleID             string
	ApprovalID         string
	CohortID           string
	YearPlanID         string
	MeetingID          string
	AnimationID        string
	InsuredID          string
	ReferralID         string
	EligibilityCheckID string
	RedirectionID      string
	ImportID           string
	InvitationID       string
	EnrolmentID        string
	AttendanceID       string
	PhoneCallID        string
	VisitorID          string
	KioskID            string
	QuestionnaireID    string
	QuestionID         string
	AssignmentID       string
	SubmissionID       string
	FollowUpID         string
	BookletEntryID     string
	MessageID          string
	FeedID             string
	AuditEventID       string
)
