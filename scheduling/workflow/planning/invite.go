package planning

import (
	"context"
	"maps"
	"slices"

	"trame/scheduling"
	"trame/scheduling/post"
	"trame/scheduling/store"
)

// Outgoing is a mail before it is sent: what a preview shows. Silent says why
// none goes: "no_address", "self" (he is the sender), "" when one goes.
type Outgoing struct {
	Animation scheduling.AnimationID
	Meeting   scheduling.Meeting
	Title     string
	Name      string
	Silent    string
	Recap     bool        // one mail tells all his dates of the session
	Letter    post.Letter // of a recap, with the first of its dates alone
	date      recapped
}

// Goes reports whether a mail goes.
func (o Outgoing) Goes() bool { return o.Silent == "" }

// ToInvite lists who is on a cohort's meetings to come and was not asked yet,
// with the very mail each would get; its link is not open before it is sent.
// With a meeting, that one alone.
func (d *Desk) ToInvite(ctx context.Context, actor scheduling.Actor, cohort scheduling.CohortID, meeting scheduling.MeetingID) (list []Outgoing, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		list = nil
		c, err := tx.Cohort(cohort)
		if err != nil {
			return err
		}
		if err := actor.May(scheduling.Organise, c.Unit); err != nil {
			return err
		}
		meetings, err := tx.Meetings(cohort)
		if err != nil {
			return err
		}
		for _, m := range meetings {
			if meeting != "" && m.ID != meeting {
				continue
			}
			more, err := d.outgoing(tx, m)
			if err != nil {
				return err
			}
			list = append(list, more...)
		}
		return d.previewRecaps(tx, cohort, list)
	})
	return list, err
}

// unasked are the people on a meeting to whom no invitation was sent.
func unasked(tx *store.Tx, m scheduling.Meeting) ([]scheduling.Animation, error) {
	if !m.CancelledAt.IsZero() || !m.EndsAt.After(tx.Now) {
		return nil, nil
	}
	animations, err := tx.Animations(m.ID)
	var list []scheduling.Animation
	for _, a := range animations {
		if a.State() == scheduling.AnimationProposed {
			list = append(list, a)
		}
	}
	return list, err
}

func (d *Desk) outgoing(tx *store.Tx, m scheduling.Meeting) ([]Outgoing, error) {
	animations, err := unasked(tx, m)
	if err != nil || len(animations) == 0 {
		return nil, err
	}
	o, err := occasionOf(tx, m)
	if err != nil {
		return nil, err
	}
	people, err := peopleOf(tx, animations)
	if err != nil {
		return nil, err
	}
	list := make([]Outgoing, len(animations))
	for i, a := range animations {
		p := people[a.Resource()]
		list[i] = Outgoing{Animation: a.ID, Meeting: m, Title: o.title(), Name: p.name, Silent: p.silent(o), Recap: p.recap, date: recapped{o, a}}
		if !list[i].Goes() || p.recap {
			continue
		}
		draft := o.draft(a, p, "meeting_request")
		draft.Data = o.mail(p, d.post.Link("/i/…"))
		if list[i].Letter, err = d.post.Compose(draft, tx.Now); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// previewRecaps writes the one mail of each who wants one, as it would be if
// all of list were asked.
func (d *Desk) previewRecaps(tx *store.Tx, cohort scheduling.CohortID, list []Outgoing) error {
	var order []scheduling.FacilitatorID
	added := map[scheduling.FacilitatorID][]int{}
	for i, o := range list {
		f := o.date.animation.Facilitator
		if !o.Recap || !o.Goes() {
			continue
		}
		if added[f] == nil {
			order = append(order, f)
		}
		added[f] = append(added[f], i)
	}
	for _, f := range order {
		r, err := readRecap(tx, cohort, f)
		if err != nil {
			return err
		}
		told, err := tx.RecapTold(r.Thread())
		if err != nil {
			return err
		}
		var fresh []RecapDate
		for _, i := range added[f] {
			r.dates = append(r.dates, list[i].date)
			date := list[i].date.date(nil)
			date.Change = scheduling.RecapNew
			fresh = append(fresh, date)
		}
		slices.SortStableFunc(r.dates, func(a, b recapped) int { return a.meeting.StartsAt.Compare(b.meeting.StartsAt) })
		draft, mail := r.draft(tx, []occasion{r.dates[0].occasion}), r.mail(d.post, "")
		if draft.Template = "recap"; len(told) > 0 {
			draft.Template, mail.Changes = "recap_update", fresh
		}
		mail.Link, mail.Feed, draft.Data = d.post.Link("/r/…"), d.post.Link("/feeds/….ics"), mail
		if list[added[f][0]].Letter, err = d.post.Compose(draft, tx.Now); err != nil {
			return err
		}
	}
	return nil
}

// silent is why no mail goes to p about o, "" when one does.
func (p person) silent(o occasion) string {
	switch {
	case !scheduling.Mailable(p.email):
		return "no_address"
	case !p.reachable(o):
		return "self"
	}
	return ""
}

// Invite sends each of some people of one meeting his own invitation, in one
// transaction, and says how many mails go. Who was asked already, or cannot be
// reached by mail, gets none: asked twice is once.
func (d *Desk) Invite(ctx context.Context, actor scheduling.Actor, meeting scheduling.MeetingID, ids []scheduling.AnimationID) (sent int, err error) {
	return d.InviteAll(ctx, actor, map[scheduling.MeetingID][]scheduling.AnimationID{meeting: ids})
}

// InviteAll is Invite for several meetings at once: whoever wants one mail for
// all the dates of a session gets one.
func (d *Desk) InviteAll(ctx context.Context, actor scheduling.Actor, chosen map[scheduling.MeetingID][]scheduling.AnimationID) (sent int, err error) {
	err = d.db.Write(ctx, func(tx *store.Tx) error {
		in := round{Desk: d, actor: actor, recaps: map[inRecap]bool{}}
		for _, meeting := range slices.Sorted(maps.Keys(chosen)) {
			if err := in.invite(tx, meeting, chosen[meeting]); err != nil {
				return err
			}
		}
		sent = in.mails + len(in.recaps)
		for who := range in.recaps {
			if err := recapitulate(tx, d.post, actor.Name, who.cohort, who.facilitator); err != nil {
				return err
			}
		}
		return nil
	})
	return sent, err
}

// round is one sending of invitations.
type round struct {
	*Desk
	actor  scheduling.Actor
	mails  int
	recaps map[inRecap]bool
}

// inRecap is who gets one mail for all the dates of a session.
type inRecap struct {
	cohort      scheduling.CohortID
	facilitator scheduling.FacilitatorID
}

func (r *round) invite(tx *store.Tx, meeting scheduling.MeetingID, ids []scheduling.AnimationID) error {
	on, err := holdMeeting(tx, r.actor, meeting)
	if err != nil {
		return err
	}
	o, err := occasionOf(tx, on.meeting)
	if err != nil {
		return err
	}
	people, err := peopleOf(tx, on.animations)
	if err != nil {
		return err
	}
	wanted := map[scheduling.AnimationID]bool{}
	for _, id := range ids {
		wanted[id] = true
	}
	var invited []scheduling.AnimationID
	for _, a := range on.animations {
		p := people[a.Resource()]
		if !wanted[a.ID] || a.State() != scheduling.AnimationProposed || !p.reachable(o) {
			continue
		}
		if err := r.ask(tx, o, a, p); err != nil {
			return err
		}
		if p.recap {
			r.recaps[inRecap{on.cohort.ID, a.Facilitator}] = true
		} else {
			r.mails++
		}
		invited = append(invited, a.ID)
	}
	if len(invited) == 0 {
		return nil
	}
	return tx.Audit(trace(r.actor, "invited", on.cohort, "", map[string]any{"meeting": meeting, "animations": invited}))
}

// ask sends a his first invitation; whoever wants one mail for all is written to
// by recapitulate.
func (d *Desk) ask(tx *store.Tx, o occasion, a scheduling.Animation, p person) error {
	a.InvitedAt = tx.Now
	if p.recap {
		return tx.SaveAnimation(a)
	}
	a, err := request(tx, d.post, o, a, p, "meeting_request", nil)
	if err != nil {
		return err
	}
	return tx.SaveAnimation(a)
}
