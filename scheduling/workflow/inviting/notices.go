package inviting

import (
	"context"
	"slices"

	"trame/scheduling"
	"trame/scheduling/store"
)

// notices are the letters of the outbox that are no invitations, as pages. How
// to answer is drawn under those of people who were invited: by telephone, or
// by the code that they have.
func (d *Desk) notices(tx *store.Tx, actor scheduling.Actor, r run, messages []scheduling.Message) (letters []Letter, err error) {
	if len(messages) == 0 {
		return nil, nil
	}
	ids := make([]scheduling.InsuredID, len(messages))
	for n, m := range messages {
		ids[n] = m.Insured
	}
	list, err := tx.InsuredByIDs(actor.Units(scheduling.Invite), ids)
	if err != nil {
		return nil, err
	}
	people := map[scheduling.InsuredID]scheduling.Insured{}
	for _, i := range list {
		people[i.ID] = i
	}
	invitations, err := tx.InvitationsTo(r.cohort.ID, ids)
	if err != nil {
		return nil, err
	}
	invited := map[scheduling.InsuredID]scheduling.Invitation{}
	for _, inv := range invitations {
		invited[inv.Insured] = inv
	}
	today := scheduling.DateOf(tx.Now.In(r.zone))
	for _, m := range messages {
		i, ok := people[m.Insured]
		if !ok || !i.DeceasedOn.IsZero() || i.Paused(today) {
			continue
		}
		letter, err := d.notice(tx, r, m, i, invited[m.Insured])
		if err != nil {
			return nil, err
		}
		letters = append(letters, letter)
	}
	return letters, nil
}

func (d *Desk) notice(tx *store.Tx, r run, m scheduling.Message, i scheduling.Insured, inv scheduling.Invitation) (Letter, error) {
	written, err := d.post.Open(m)
	if err != nil {
		return Letter{}, err
	}
	var s secrets
	if inv.ID != "" && inv.WithdrawnAt.IsZero() {
		if s, err = d.secretsOf(inv); err != nil {
			return Letter{}, err
		}
	}
	a := d.asking(r, i, s, tx.Now)
	if s.Code == "" {
		a.Code, a.Link = "", ""
	}
	letter := r.letter(i, a, tx.Now)
	letter.Notice, letter.Kind, letter.Body, letter.Printed = m.ID, m.Kind, written.Text, m.PrintedAt
	letter.Telephone = i.Phone
	return letter, nil
}

// Waiting is the letters that a session has to be posted.
type Waiting struct {
	store.Need
	Notices []Letter // whom a call would reach sooner
}

// ToPost lists the sessions of the actor's units that have letters to be
// posted, and the people for whom a call is quicker than the post. Reading
// names and telephones leaves a trace.
func (d *Desk) ToPost(ctx context.Context, actor scheduling.Actor) (list []Waiting, err error) {
	units := actor.Units(scheduling.Invite)
	if len(units) == 0 {
		return nil, scheduling.Refuse(scheduling.Forbidden, "actor.may_not.invite", "")
	}
	err = d.db.Write(ctx, func(tx *store.Tx) error {
		list = nil
		needs, err := tx.LettersToPost(units)
		if err != nil {
			return err
		}
		for _, n := range needs {
			w := Waiting{Need: n}
			if n.Detail != "" {
				if w.Notices, err = d.readNotices(tx, actor, n.Cohort); err != nil {
					return err
				}
			}
			list = append(list, w)
		}
		return nil
	})
	return list, err
}

// unhurried are the notices that may take the days of the post.
var unhurried = []string{"follow_up", "witness", "questionnaire_again", "booklet"}

func (d *Desk) readNotices(tx *store.Tx, actor scheduling.Actor, id scheduling.CohortID) ([]Letter, error) {
	c, err := tx.CohortFor(actor, id, scheduling.Invite)
	if err != nil {
		return nil, err
	}
	messages, err := tx.Notices(id)
	if err != nil {
		return nil, err
	}
	messages = slices.DeleteFunc(messages, func(m scheduling.Message) bool { return slices.Contains(unhurried, m.Kind) })
	r, err := load(tx, c)
	if err != nil {
		return nil, err
	}
	letters, err := d.notices(tx, actor, r, messages)
	if err != nil {
		return nil, err
	}
	return letters, tx.Audit(scheduling.AuditEvent{
		Actor: actor.ID.Ref(), Verb: "read", Subject: aboutCohort(id), Unit: c.Unit,
		Fields: scheduling.TraceFields(map[string]any{"letters": len(letters)}),
	})
}

// DropStale gives up the notices whose news is stale. The background runner
// calls it.
func (d *Desk) DropStale(ctx context.Context) error {
	return d.db.Write(ctx, func(tx *store.Tx) error { return tx.DropStaleNotices() })
}
