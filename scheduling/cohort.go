package scheduling

import "time"

// Cohort is a session: one run of a programme version with one group.
type Cohort struct {
	ID           CohortID
	VersionID    VersionID
	Unit         UnitID
	Label        string // "Session de printemps"
	Site         SiteID
	Room         RoomID
	Lead         UserID
	Second       UserID // "" when the lead is alone
	FirstDate    Date
	Start        Clock
	CadenceWeeks int
	SchoolPause  bool
	Capacity     int
	LastEntry    int // position of the last module at which one may enter (rule 8), default 2
	Threshold    int // meetings to have completed (rule 20), default 3
	Notes        string
	CreatedBy    UserID
	CreatedAt    time.Time
	RecruitingAt time.Time // invitations may leave
	ConfirmedAt  time.Time // it will be held
	PostponedAt  time.Time
	CancelledAt  time.Time
	ClosedAt     time.Time // follow-up over
	Reason       string    // of the postponement or cancellation
	Version      int
}

// MeetingKind tells the modules' meetings from the point à six mois.
type MeetingKind string

// The kinds of meeting.
const (
	ModuleMeeting MeetingKind = "module"
	Supplementary MeetingKind = "supplementary"
)

// Meeting is a séance. Its truth is the wall clock at its site: Date, Start
// and Zone; StartsAt and EndsAt are those instants in UTC (rule 29).
type Meeting struct {
	ID           MeetingID
	Cohort       CohortID
	Module       ModuleID // "" for the supplementary meeting
	Kind         MeetingKind
	Position     int // the module's, n+1 for the supplementary meeting
	Date         Date
	Start        Clock
	Minutes      int
	Zone         string
	StartsAt     time.Time
	EndsAt       time.Time
	Site         SiteID
	Room         RoomID
	HeldAt       time.Time // the sheet was closed
	NobodyCame   bool
	CancelledAt  time.Time
	CancelReason string
	UID          string // iCalendar, one for life
	Sequence     int    // iCalendar, grows with what matters
	ChangedAt    time.Time
	Version      int
}

// Move is a meeting's past date.
type Move struct {
	Meeting   MeetingID
	FromStart time.Time
	ToStart   time.Time
	Reason    string
	By        UserID
	At        time.Time
}

// Booking holds a resource ("room:ID", "user:ID", "facilitator:ID") for a
// meeting; the database refuses two that overlap (rule 6).
type Booking struct {
	Meeting  MeetingID
	Resource string
	Site     SiteID
	StartsAt time.Time
	EndsAt   time.Time
}

// Reply is an answer to a calendar invitation (RFC 5545 §3.2.12).
type Reply string

// The replies.
const (
	NoReply   Reply = "needs_action"
	Accepted  Reply = "accepted"
	Tentative Reply = "tentative"
	Declined  Reply = "declined"
)

// Animation is a person on a meeting. A co-animation without Facilitator and
// User is still to be found: a kind that the module requires.
type Animation struct {
	ID           AnimationID
	Meeting      MeetingID
	User         UserID
	Facilitator  FacilitatorID
	Role         string // lead, co
	PartnerKind  PartnerKind
	AskedBy      string // social_worker, participants (descriptor [004])
	InvitedAt    time.Time
	Reply        Reply
	RepliedAt    time.Time
	Comment      string
	TokenHash    string // of the answer link
	SentSequence int    // last SEQUENCE sent, -1: none
	RemovedAt    time.Time
	CreatedAt    time.Time
}
