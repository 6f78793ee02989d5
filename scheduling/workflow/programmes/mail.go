package programmes

import (
	"fmt"
	"slices"
	"time"

	"trame/scheduling"
	"trame/scheduling/post"
	"trame/scheduling/store"
)

// notice is what the mails of this room are written with.
type notice struct {
	Title   string
	Number  int
	Unit    string
	Author  string // who submitted
	Level   scheduling.ApprovalLevel
	Verdict scheduling.Verdict // "" while it is awaited
	By      string             // who decided
	Comment string
	Link    string
}

// tellApprovers queues « un programme à valider » for everyone who may give
// the approval of level.
func (d *Desk) tellApprovers(tx *store.Tx, p scheduling.Programme, v scheduling.ProgrammeVersion, level scheduling.ApprovalLevel, approvals []scheduling.Approval) error {
	unit, organisation, err := house(tx, p.Unit)
	if err != nil {
		return err
	}
	author, err := tx.User(v.SubmittedBy)
	if err != nil {
		return err
	}
	approvers, err := approvers(tx, organisation, p.Unit, level, v.SubmittedBy, approvals)
	if err != nil {
		return err
	}
	for _, to := range approvers {
		data := notice{
			Title: v.Title, Number: v.Number, Unit: unit.Name, Author: author.Name(), Level: level,
			Link: d.post.Link("/versions/" + string(v.ID) + "/valider"),
		}
		if err := d.tell(tx, organisation, p.Unit, to, "programme_to_approve",
			fmt.Sprintf("version_to_approve:%s:%s:%s", v.ID, level, to.ID), data); err != nil {
			return err
		}
	}
	return nil
}

// approvers are who may give the approval of level in unit today: neither who
// submits nor who approved at the other level.
func approvers(tx *store.Tx, organisation scheduling.Organisation, unit scheduling.UnitID, level scheduling.ApprovalLevel,
	submitter scheduling.UserID, approvals []scheduling.Approval,
) ([]scheduling.User, error) {
	zone, err := time.LoadLocation(organisation.TimeZone)
	if err != nil {
		return nil, fmt.Errorf("organisation %s: %w", organisation.ID, err)
	}
	users, err := tx.UsersIn([]scheduling.UnitID{unit}, []scheduling.Role{level.Role()}, scheduling.DateOf(tx.Now.In(zone)))
	return slices.DeleteFunc(users, func(u scheduling.User) bool {
		return u.ID == submitter || slices.ContainsFunc(approvals, func(a scheduling.Approval) bool { return a.User == u.ID })
	}), err
}

// tellVerdict queues the verdict for who submitted and, when it is the local
// approval, the demand for the regional one.
func (d *Desk) tellVerdict(tx *store.Tx, p scheduling.Programme, v scheduling.ProgrammeVersion, a scheduling.Approval) error {
	unit, organisation, err := house(tx, p.Unit)
	if err != nil {
		return err
	}
	people, err := tx.UsersByID([]scheduling.UserID{v.SubmittedBy, a.User})
	if err != nil {
		return err
	}
	names := map[scheduling.UserID]scheduling.User{}
	for _, u := range people {
		names[u.ID] = u
	}
	author := names[v.SubmittedBy]
	data := notice{
		Title: v.Title, Number: v.Number, Unit: unit.Name, Author: author.Name(), Level: a.Level, Verdict: a.Verdict,
		By: names[a.User].Name(), Comment: a.Comment, Link: d.post.Link("/versions/" + string(v.ID)),
	}
	if err := d.tell(tx, organisation, p.Unit, author, "programme_verdict", "version_verdict:"+string(a.ID), data); err != nil {
		return err
	}
	if a.Level == scheduling.Local && a.Verdict == scheduling.Approved {
		return d.tellApprovers(tx, p, v, scheduling.Regional, []scheduling.Approval{a})
	}
	return nil
}

func (d *Desk) tell(tx *store.Tx, organisation scheduling.Organisation, unit scheduling.UnitID, to scheduling.User, template, key string, data notice) error {
	if !to.Active {
		return nil
	}
	_, err := d.post.Queue(tx, post.Draft{
		Unit: unit, Organisation: organisation, Kind: template, DedupeKey: key,
		Recipient: to.ID.Ref(), ToName: to.Name(), ToAddress: to.Email, Template: template, Data: data,
	})
	return err
}

func house(tx *store.Tx, id scheduling.UnitID) (unit scheduling.Unit, organisation scheduling.Organisation, err error) {
	if unit, err = tx.Unit(id); err != nil {
		return unit, organisation, err
	}
	organisation, err = tx.Organisation(unit.Organisation)
	return unit, organisation, err
}
