package scheduling

import (
	"log/slog"
	"strings"
	"time"
)

// Insured is an assuré(e): a person the service accompanies. Her names never
// reach a log: LogValue gives the id alone.
type Insured struct {
	ID              InsuredID
	Unit            UnitID
	InternalNumber  string // the service's own; "" when none
	FirstName       string
	LastName        string
	BirthDate       Date
	Gender          string // f, m, "" unknown: for the agreement of letters only
	Street          string
	Postcode        string
	City            string
	Insee           string
	Email           string
	Phone           string
	MailConsent     bool
	SMSConsent      bool
	LetterConsent   bool
	Language        string // BCP 47, "fr"
	Pathology       string // group, personal social content
	Occupation      string // in her own words
	OccupationGroup string // of OccupationGroups
	Contract        string // contract situation: employed, dismissed, job_seeker, self_employed, invalidity_1
	Notes           string // personal social content
	DeceasedOn      Date
	PausedUntil     Date // nothing automatic leaves, that day included (rule 13)
	AddressWrongOn  Date // a letter came back; a new address makes it right
	ErasedAt        time.Time
	MergedInto      InsuredID // the file that says all of this one; "" while it stands
	CreatedAt       time.Time
	Version         int
}

// Name is how she is called.
func (i Insured) Name() string { return strings.TrimSpace(i.FirstName + " " + i.LastName) }

// Stands refuses a file that was erased, or merged into another: Expired, with
// the other's id under "into".
func (i Insured) Stands() error {
	switch {
	case i.MergedInto != "":
		return Refuse(Expired, MovedKey, "", "into", i.MergedInto)
	case !i.ErasedAt.IsZero():
		return Refuse(Expired, "insured.erased", "")
	}
	return nil
}

// MovedKey is the key of the refusal of a file that another one speaks for.
const MovedKey = "insured.moved"

// LogValue keeps people out of logs.
func (i Insured) LogValue() slog.Value { return slog.StringValue(string(i.ID)) }

// Paused reports whether nothing automatic may leave to her on a day.
func (i Insured) Paused(today Date) bool {
	return !i.PausedUntil.IsZero() && !i.PausedUntil.Before(today)
}

// Channel is a way to reach a person.
type Channel string

// The channels.
const (
	ByMail   Channel = "mail"
	ByLetter Channel = "letter"
	BySMS    Channel = "sms"
)

// Channels are all of them, the quickest and cheapest first.
var Channels = []Channel{ByMail, BySMS, ByLetter}

// InvitationReply is what an invited person answers.
type InvitationReply string

// The answers to an invitation.
const (
	Accepts InvitationReply = "accepts"
	Refuses InvitationReply = "declines"
	CallMe  InvitationReply = "call_me"
)

// Invitation asks one person to one cohort. Its link token and its code are
// kept hashed, to find it by, and sealed together, to repeat them in the
// messages that follow: a stolen dump holds no usable link.
type Invitation struct {
	ID          InvitationID
	Cohort      CohortID
	Insured     InsuredID
	Wave        WaveID // "" for one from before there were waves
	Channel     Channel
	TokenHash   string
	CodeHash    string
	Sealed      []byte
	PreparedBy  UserID
	PreparedAt  time.Time
	PrintedAt   time.Time // of a letter
	SentAt      time.Time // a letter was posted
	ReturnedAt  time.Time // a letter came back: she does not live there
	RemindedAt  time.Time // she was asked once more
	ReplyBy     Date
	Reply       InvitationReply // "" until she answers
	Reason      string          // decline code
	Comment     string
	RepliedAt   time.Time
	CalledAt    time.Time // a « rappelez-moi » was answered
	WithdrawnAt time.Time
}

// EnrolmentState is where a person stands in a cohort.
type EnrolmentState string

// The states; active and completed are derived from attendances.
const (
	Enrolled     EnrolmentState = "enrolled"
	Waitlisted   EnrolmentState = "waitlisted"
	Offered      EnrolmentState = "offered"
	OfferExpired EnrolmentState = "offer_expired"
	Withdrawn    EnrolmentState = "withdrawn"
	DroppedOut   EnrolmentState = "dropped_out"
	Deceased     EnrolmentState = "deceased"
)

// Seated reports whether the state takes one of the cohort's places (rule 7).
func (s EnrolmentState) Seated() bool { return s == Enrolled || s == Offered }

// Open reports whether the state excludes another enrolment (rule 9).
func (s EnrolmentState) Open() bool { return s == Enrolled || s == Offered || s == Waitlisted }

// Enrolment is an inscription: one person's place, or wait, in one cohort.
type Enrolment struct {
	ID             EnrolmentID
	Cohort         CohortID
	Insured        InsuredID
	Invitation     InvitationID
	State          EnrolmentState
	Reason         string // of leaving
	RankedAt       time.Time
	Priority       int // higher first on the waiting list
	PriorityReason string
	OfferedUntil   time.Time
	EnrolledAt     time.Time
	LeftAt         time.Time
	CreatedAt      time.Time
	Version        int
}

// EnrolmentChange is a line of an enrolment's append-only history.
type EnrolmentChange struct {
	Enrolment EnrolmentID
	From      EnrolmentState
	To        EnrolmentState
	Reason    string
	By        string // "user:ID", "participant", "system"
	At        time.Time
}

// AttendanceStatus is what happened to a person's chair at a meeting.
type AttendanceStatus string

// The statuses.
const (
	Expected        AttendanceStatus = "expected"
	Present         AttendanceStatus = "present"
	Partial         AttendanceStatus = "partial"
	AbsentExcused   AttendanceStatus = "absent_excused"
	AbsentUnexcused AttendanceStatus = "absent_unexcused"
	NotConcerned    AttendanceStatus = "not_concerned"
)

// Attendance is a présence: one enrolment at one meeting.
type Attendance struct {
	ID            AttendanceID
	Meeting       MeetingID
	Enrolment     EnrolmentID
	Status        AttendanceStatus
	Reason        string // absence code
	MinutesMissed int
	AnnouncedAt   time.Time
	MarkedBy      UserID
	MarkedAt      time.Time
	Version       int
}

// AttendanceChange is a line of an attendance's history (rule 18). A mark that a
// tablet sends twice, under the same name, is one mark.
type AttendanceChange struct {
	Attendance AttendanceID
	From       AttendanceStatus
	To         AttendanceStatus
	Reason     string
	By         UserID // "" when she said so herself, by her link or on the room's tablet
	At         time.Time
	Mark       string // what the tablet named the mark with; "" for none
}
