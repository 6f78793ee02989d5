package scheduling

import (
	"slices"
	"strings"
)

// DraftCohort is a session proposée: a session of a plan's draft. Without a
// lead it could not be planned, and says why.
type DraftCohort struct {
	Plan     YearPlanID
	Number   int // from 1, in the order of the wishes
	Wish     int // its number
	Label    string
	Site     SiteID
	From     Date // its meetings fall between these two days
	To       Date
	Room     RoomID // of most of its meetings
	Lead     UserID
	Blocking []string   // without any one of these reasons it could be planned
	Repairs  []string   // each alone, if lifted, makes room
	Shortage []Shortage // how the days of each module dwindle
	Choice   DraftChoice
	Cohort   CohortID // once it is open
}

// Planned reports whether it has its meetings.
func (c DraftCohort) Planned() bool { return c.Lead != "" }

// DraftChoice is a décision: what the manager makes of a proposed session.
type DraftChoice string

// The choices. An accepted session is published; a pinned one is kept by the
// plan that follows; one that is left does not come back.
const (
	ChoiceOpen     DraftChoice = "" // not decided yet
	ChoiceAccepted DraftChoice = "accepted"
	ChoicePinned   DraftChoice = "pinned"
	ChoiceLeft     DraftChoice = "left"
)

// DraftChoices in the order of the screens.
var DraftChoices = []DraftChoice{ChoiceOpen, ChoiceAccepted, ChoicePinned, ChoiceLeft}

// Decide is c with another choice; a session that is open, or that has no
// meetings to keep, refuses it.
func (c DraftCohort) Decide(choice DraftChoice) (DraftCohort, error) {
	switch {
	case !slices.Contains(DraftChoices, choice):
		return c, Refuse(Invalid, "draft_cohort.choice.unknown", "choice")
	case c.Cohort != "":
		return c, Refuse(Conflict, "draft_cohort.published", "choice", "label", c.Label)
	case !c.Planned() && (choice == ChoiceAccepted || choice == ChoicePinned):
		return c, Refuse(Invalid, "draft_cohort.not_planned", "choice", "label", c.Label)
	}
	c.Choice = choice
	return c, nil
}

// Shortage is how many days are left to a module as each thing is asked of
// them: the working days, then the room, the lead, the co-animators.
type Shortage struct {
	Module ModuleID
	Stages []ShortageStage
}

// ShortageStage is one of those things, and the days left after it.
type ShortageStage struct {
	Name string
	Days int
}

// DraftMeeting is a séance proposée.
type DraftMeeting struct {
	Plan     YearPlanID
	Number   int // of its DraftCohort
	Position int // of its module
	Module   ModuleID
	Date     Date
	Start    Clock
	Minutes  int
	Room     RoomID
	Lead     UserID
	With     []string // who holds a partner kind: "psychologist=facilitator:ID"
}

// End is the wall-clock hour at which m ends.
func (m DraftMeeting) End() Clock { return m.Start + Clock(m.Minutes) }

// Holder is who of m holds a partner kind: "facilitator:ID", "" when nobody
// does.
func (m DraftMeeting) Holder(kind PartnerKind) string {
	for _, pair := range m.With {
		if who, ok := strings.CutPrefix(pair, string(kind)+"="); ok {
			return who
		}
	}
	return ""
}
