package attending

import (
	"context"

	"trame/scheduling"
	"trame/scheduling/followup"
	"trame/scheduling/store"
)

// Following is one line of the due list: whom to call, and what was tried. The
// outcome and its details are there for whoever may see social content.
type Following struct {
	store.Participant
	FollowUp scheduling.FollowUp
	State    scheduling.FollowUpState
	Cohort   scheduling.Cohort
	Today    scheduling.Date
	Open     bool // there is somebody to call
	Late     bool // due before today
	Social   bool // the actor may read and write the outcome
	Records  bool // the actor may write it down, after a call
	Attempts []scheduling.Attempt
}

// FollowUpList is a part of the due list, with its counts.
type FollowUpList struct {
	Items []Following
	Next  string // "" at the end
	Today scheduling.Date
	Due   int // to do by today
	Open  int // to do at all
	Done  int // an outcome, or nothing to ask any more
}

// FollowUps lists the follow-ups the actor may see people of, the next to call
// first. The filter's units are his own.
func (d *Desk) FollowUps(ctx context.Context, actor scheduling.Actor, filter store.FollowUpsFilter, page store.Page) (list FollowUpList, err error) {
	filter.Units = actor.Units(scheduling.SeePeople)
	if len(filter.Units) == 0 {
		return list, scheduling.Refuse(scheduling.Forbidden, "actor.may_not.see_people", "")
	}
	if page.Limit <= 0 || page.Limit > 199 {
		page.Limit = 50
	}
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		list = FollowUpList{Today: scheduling.DateOf(tx.Now)}
		if err := list.count(tx, filter); err != nil {
			return err
		}
		more := page
		more.Limit++
		found, err := tx.FollowUpsDue(filter, more)
		if err != nil {
			return err
		}
		if len(found) > page.Limit {
			found = found[:page.Limit]
			list.Next = string(found[page.Limit-1].ID)
		}
		list.Items, err = dress(tx, actor, found, list.Today)
		return err
	})
	return list, err
}

func (list *FollowUpList) count(tx *store.Tx, filter store.FollowUpsFilter) (err error) {
	of := func(state string, until scheduling.Date) int {
		filter.State, filter.Until = state, until
		n, failed := tx.CountFollowUps(filter)
		if failed != nil {
			err = failed
		}
		return n
	}
	list.Due = of("open", list.Today)
	list.Open = of("open", scheduling.Date{})
	list.Done = of("done", scheduling.Date{})
	return err
}

// dress gives follow-ups their people and cohorts, three queries for all.
func dress(tx *store.Tx, actor scheduling.Actor, found []scheduling.FollowUp, today scheduling.Date) ([]Following, error) {
	enrolments, ids := make([]scheduling.EnrolmentID, len(found)), make([]scheduling.CohortID, len(found))
	for i, f := range found {
		enrolments[i], ids[i] = f.Enrolment, f.Cohort
	}
	people, err := tx.ParticipantsByEnrolment(enrolments)
	if err != nil {
		return nil, err
	}
	list, err := tx.CohortsByID(ids)
	if err != nil {
		return nil, err
	}
	cohorts := make(map[scheduling.CohortID]scheduling.Cohort, len(list))
	for _, c := range list {
		cohorts[c.ID] = c
	}
	items := make([]Following, len(found))
	for i, f := range found {
		items[i] = following(actor, f, people[f.Enrolment], cohorts[f.Cohort], today)
	}
	return items, nil
}

func following(actor scheduling.Actor, f scheduling.FollowUp, p store.Participant, c scheduling.Cohort, today scheduling.Date) Following {
	p.Insured = p.Insured.WithoutSocial()
	item := Following{
		Participant: p, FollowUp: f, State: followup.State(f), Cohort: c,
		Today: today, Open: followup.Open(f) && !dead(p),
		Social: actor.May(scheduling.SeeSocial, c.Unit) == nil,
	}
	item.Records = item.Social || item.Open && actor.May(scheduling.Invite, c.Unit) == nil
	item.Late = item.Open && followup.NextOn(f).Before(today)
	if dead(p) {
		item.State = scheduling.FollowUpDeceased
	}
	if !item.Social {
		item.FollowUp.Outcome, item.FollowUp.Whereof, item.FollowUp.Details, item.FollowUp.ClosedReason = "", "", "", ""
		item.FollowUp.AsOf, item.FollowUp.Source = scheduling.Date{}, ""
	}
	return item
}

// FollowUp reads one person's follow-up: a reading of her file, and traced.
func (d *Desk) FollowUp(ctx context.Context, actor scheduling.Actor, id scheduling.FollowUpID) (item Following, err error) {
	err = d.db.Write(ctx, func(tx *store.Tx) error {
		f, p, c, err := followUpFor(tx, actor, id, scheduling.SeePeople)
		if err != nil {
			return err
		}
		item = following(actor, f, p, c, scheduling.DateOf(tx.Now))
		if item.Attempts, err = tx.FollowUpAttempts(id); err != nil {
			return err
		}
		return tx.Audit(scheduling.AuditEvent{
			Actor: actor.ID.Ref(), Verb: "read", Subject: "insured:" + string(p.Insured.ID), Unit: c.Unit,
			Fields: scheduling.TraceFields(map[string]any{"follow_up": id}),
		})
	})
	return item, err
}
