package scheduling

import (
	"slices"
	"time"
)

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

// LeastMeetings is how many meetings, of as many modules, make an ISIC
// (national descriptor; rule 3).
const LeastMeetings = 3

// CohortState is where a cohort stands; it is derived, never stored.
type CohortState string

// The states, in their order; the last two are exits.
const (
	CohortDraft      CohortState = "draft" // no meeting laid out
	CohortPlanned    CohortState = "planned"
	CohortRecruiting CohortState = "recruiting"
	CohortConfirmed  CohortState = "confirmed"
	CohortRunning    CohortState = "running"
	CohortFinished   CohortState = "finished"  // last module held
	CohortFollowUp   CohortState = "follow_up" // the supplementary meeting has come
	CohortClosed     CohortState = "closed"
	CohortPostponed  CohortState = "postponed"
	CohortCancelled  CohortState = "cancelled"
)

// CohortStates in the order of the screens.
var CohortStates = []CohortState{
	CohortDraft, CohortPlanned, CohortRecruiting, CohortConfirmed, CohortRunning,
	CohortFinished, CohortFollowUp, CohortClosed, CohortPostponed, CohortCancelled,
}

// Over reports whether nothing more can be planned in the state.
func (s CohortState) Over() bool {
	return s == CohortFinished || s == CohortFollowUp || s == CohortClosed || s == CohortCancelled
}

// State derives where c stands from its own facts and those of its meetings.
// Under three meetings it never finishes: it is no ISIC (rule 3). The last
// module counts as held once its sheet is closed.
func (c Cohort) State(now time.Time, meetings []Meeting) CohortState {
	switch {
	case !c.CancelledAt.IsZero():
		return CohortCancelled
	case !c.ClosedAt.IsZero():
		return CohortClosed
	case !c.PostponedAt.IsZero():
		return CohortPostponed
	case len(meetings) == 0:
		return CohortDraft
	}
	live := LiveModules(meetings)
	switch {
	case len(live) >= LeastMeetings && !live[len(live)-1].HeldAt.IsZero():
		return stateAfterLast(now, meetings)
	case len(live) > 0 && !live[0].StartsAt.After(now):
		return CohortRunning
	case !c.ConfirmedAt.IsZero():
		return CohortConfirmed
	case !c.RecruitingAt.IsZero():
		return CohortRecruiting
	}
	return CohortPlanned
}

func stateAfterLast(now time.Time, meetings []Meeting) CohortState {
	come := func(m Meeting) bool { return m.Kind == Supplementary && !m.StartsAt.After(now) }
	if slices.ContainsFunc(meetings, come) {
		return CohortFollowUp
	}
	return CohortFinished
}

// TooShort reports whether cancellations left meetings under the three that
// make an ISIC (rule 3).
func TooShort(meetings []Meeting) bool {
	return len(meetings) > 0 && len(LiveModules(meetings)) < LeastMeetings
}

// Validate checks c against the version that it runs and its n modules.
func (c Cohort) Validate(v ProgrammeVersion, n int) error {
	var f Faults
	f.Check(c.Label != "", "label", "cohort.label.required")
	f.Check(c.Site != "", "site", "cohort.site.required")
	f.Check(c.Lead != "", "lead", "cohort.lead.required")
	f.Check(c.Second == "" || c.Second != c.Lead, "second", "cohort.second.is_lead")
	f.Check(!c.FirstDate.IsZero(), "first_date", "cohort.first_date.required")
	f.Check(c.Start >= 0 && c.Start < 24*60, "start", "cohort.start.range")
	f.Check(c.CadenceWeeks >= 1 && c.CadenceWeeks <= 26, "cadence_weeks", "cohort.cadence_weeks.range")
	f.Check(n >= LeastMeetings, "version", "cohort.version.too_short", "least", LeastMeetings)
	f.Check(c.Capacity >= v.GroupMin && c.Capacity <= v.GroupMax, "capacity", "cohort.capacity.group", "min", v.GroupMin, "max", v.GroupMax)
	f.Check(c.LastEntry >= 1 && c.LastEntry <= n, "last_entry", "cohort.last_entry.range", "modules", n)
	f.Check(c.Threshold >= 1 && c.Threshold <= n, "threshold", "cohort.threshold.range", "modules", n)
	return f.Err()
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
	MailHash     string       // of the secret address that calendars answer to
	ReplyChannel ReplyChannel // how the answer came
	ReplyStamp   time.Time    // when it was given, as its sender dates it
}

// ReplyChannel is how the answer to an invitation came.
type ReplyChannel string

// The channels of an answer.
const (
	RepliedByMail ReplyChannel = "mail"    // the buttons of a calendar
	RepliedByWeb  ReplyChannel = "web"     // the link of the invitation
	RepliedByHand ReplyChannel = "by_hand" // an agent noted it
)
