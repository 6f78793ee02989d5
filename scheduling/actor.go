package scheduling

import "slices"

// Role is what an agent is trusted with in a unit (CASF L411-3 binds the
// social workers to professional secrecy; trust is per role, never per title).
type Role string

// The roles of agents. Partners and participants have none: they act by token.
const (
	SocialWorker    Role = "social_worker" // assistant de service social (ASS)
	Adviser         Role = "adviser"       // conseiller (CSAM): books and orients
	UnitManager     Role = "unit_manager"
	RegionalManager Role = "regional_manager"
	TechnicalLead   Role = "technical_lead"
	Statistician    Role = "statistician"
	Admin           Role = "admin"
)

// Roles in the order of the screens.
var Roles = []Role{SocialWorker, Adviser, UnitManager, RegionalManager, TechnicalLead, Statistician, Admin}

// Deed is a thing an actor may or may not do in a unit.
type Deed string

// The deeds, from looking at the plan to running the house.
const (
	SeePlan         Deed = "see_plan"   // programmes, sessions, meetings, sites, partners; head counts
	Organise        Deed = "organise"   // programmes, sessions, meetings, co-animators
	PlanYear        Deed = "plan_year"  // the year of a unit: drafts, and who carries what
	SeePeople       Deed = "see_people" // identity, contact, invitation, enrolment
	Invite          Deed = "invite"     // enter people, invite, enrol
	SeeSocial       Deed = "see_social" // pathology, situation, outcomes: personal social content
	ApproveLocal    Deed = "approve_local"
	ApproveRegional Deed = "approve_regional"
	SeeReports      Deed = "see_reports" // counts only
	Administer      Deed = "administer"  // units, agents, sites, code lists
	ReadAudit       Deed = "read_audit"
	AnswerRights    Deed = "answer_rights"  // her own export, her erasure, two files made one
	CorrectDeaths   Deed = "correct_deaths" // decide that a death was noted by mistake, without her name
	SeePurge        Deed = "see_purge"      // what time erases, and the register of what was erased
)

var deeds = map[Role][]Deed{
	SocialWorker:    {SeePlan, Organise, SeePeople, Invite, SeeSocial, SeeReports, AnswerRights},
	Adviser:         {SeePlan, SeePeople, Invite},
	UnitManager:     {SeePlan, Organise, PlanYear, ApproveLocal, SeeReports, ReadAudit, SeePurge, CorrectDeaths},
	RegionalManager: {SeePlan, ApproveRegional, SeeReports, ReadAudit, CorrectDeaths},
	TechnicalLead:   {SeePlan, Organise, PlanYear, SeeReports},
	Statistician:    {SeeReports},
	Admin:           {SeePlan, Administer, ReadAudit, SeePurge},
}

// Grant is a role with every unit it reaches: the one it was given in and all
// below it.
type Grant struct {
	Role  Role
	Units []UnitID
}

// Actor is whoever acts: an agent with what he was granted at this instant.
// The zero Actor may do nothing.
type Actor struct {
	ID           UserID
	Organisation OrganisationID
	Name         string
	Grants       []Grant
}

// May refuses unless one of the actor's grants allows the deed in unit. A unit
// he cannot even see is NotFound, one he sees is Forbidden.
func (a Actor) May(deed Deed, unit UnitID) error {
	seen := false
	for _, g := range a.Grants {
		if !slices.Contains(g.Units, unit) {
			continue
		}
		seen = true
		if slices.Contains(deeds[g.Role], deed) {
			return nil
		}
	}
	if !seen {
		return Refuse(NotFound, "not_found", "")
	}
	return Refuse(Forbidden, "actor.may_not."+string(deed), "")
}

// Units lists where the actor may do deed, without doubles: the scope of every
// query made for him.
func (a Actor) Units(deed Deed) []UnitID {
	var units []UnitID
	for _, g := range a.Grants {
		if !slices.Contains(deeds[g.Role], deed) {
			continue
		}
		for _, u := range g.Units {
			if !slices.Contains(units, u) {
				units = append(units, u)
			}
		}
	}
	return units
}

// Can reports whether the actor may do deed anywhere: what a menu shows.
func (a Actor) Can(deed Deed) bool { return len(a.Units(deed)) > 0 }
