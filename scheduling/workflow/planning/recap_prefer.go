package planning

import (
	"context"
	"strconv"

	"trame/scheduling"
	"trame/scheduling/ical"
	"trame/scheduling/post"
	"trame/scheduling/store"
)

// Preference is what becomes of a facilitator's dates when she wants one mail
// for all, or one for each again.
type Preference struct {
	Facilitator scheduling.Facilitator
	Recap       bool // what she would have
	Sessions    []scheduling.Cohort
	Dates       int // to come, for which she was asked
	Mails       int // what leaves for it
	Silent      bool
}

// ForeseeRecap says what the change of a facilitator's preference would send.
func (d *Desk) ForeseeRecap(ctx context.Context, actor scheduling.Actor, id scheduling.FacilitatorID) (p Preference, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		if _, err := mayFacilitator(tx, actor, string(id)); err != nil {
			return err
		}
		f, err := tx.Facilitator(id)
		if err != nil {
			return err
		}
		c, err := conversionOf(tx, f)
		if err != nil {
			return err
		}
		p = Preference{Facilitator: f, Recap: !f.Recap, Dates: len(c.dates), Silent: !scheduling.Mailable(f.Email)}
		if p.Sessions, err = tx.CohortsByID(c.cohorts()); err != nil || p.Silent {
			return err
		}
		p.Mails, err = c.mails(tx, p.Recap)
		return err
	})
	return p, err
}

// SetRecap has a facilitator get one mail for all the dates of a session, or
// one for each again. What was sent is converted: the invitations leave her
// calendar, which follows an address from then on, or come back to it with her
// answers. As it was already, nothing happens.
func (d *Desk) SetRecap(ctx context.Context, actor scheduling.Actor, id scheduling.FacilitatorID, recap bool) error {
	return d.db.Write(ctx, func(tx *store.Tx) error {
		unit, err := mayFacilitator(tx, actor, string(id))
		if err != nil {
			return err
		}
		return d.prefer(tx, actor, actor.ID.Ref(), unit, id, recap)
	})
}

// SetOwnRecap is SetRecap by whoever holds the link to a date of hers, or to
// all.
func (d *Desk) SetOwnRecap(ctx context.Context, link string, recap bool) error {
	return d.db.Write(ctx, func(tx *store.Tx) error {
		id, err := d.holder(tx, link)
		if err != nil {
			return err
		}
		return d.prefer(tx, scheduling.Actor{}, "partner", "", id, recap)
	})
}

// holder is the facilitator whose link it is; an agent's dates come one by one.
func (d *Desk) holder(tx *store.Tx, link string) (scheduling.FacilitatorID, error) {
	r, err := d.recapByToken(tx, link)
	if scheduling.KindOf(err) != scheduling.NotFound {
		return r.Facilitator, err
	}
	a, err := byToken(tx, link)
	if err == nil && a.Facilitator == "" {
		err = notFound()
	}
	return a.Facilitator, err
}

func (d *Desk) prefer(tx *store.Tx, actor scheduling.Actor, who string, unit scheduling.UnitID, id scheduling.FacilitatorID, recap bool) error {
	f, err := tx.Facilitator(id)
	if err != nil || f.Recap == recap {
		return err
	}
	f.Recap = recap
	if err := tx.ReplaceFacilitator(f); err != nil {
		return err
	}
	c, err := conversionOf(tx, f)
	if err != nil {
		return err
	}
	if recap {
		err = d.toRecap(tx, actor, c)
	} else {
		err = d.toInvitations(tx, c)
	}
	if err != nil {
		return err
	}
	return tx.Audit(scheduling.AuditEvent{
		Actor: who, Verb: "updated", Subject: "facilitator:" + string(id), Unit: unit,
		Fields: scheduling.TraceFields(map[string]any{"recap": recap, "dates": len(c.dates)}),
	})
}

// conversion is the dates to come that a facilitator was asked for and has not
// declined.
type conversion struct {
	facilitator scheduling.Facilitator
	person      person
	dates       []recapped
}

func conversionOf(tx *store.Tx, f scheduling.Facilitator) (c conversion, err error) {
	c.facilitator = f
	animations, err := tx.AnimationsOfFacilitators([]scheduling.FacilitatorID{f.ID}, tx.Now)
	if err != nil {
		return c, err
	}
	animations = expected(animations)
	people, err := peopleOf(tx, []scheduling.Animation{{Facilitator: f.ID}})
	if err != nil {
		return c, err
	}
	c.person = people[scheduling.FacilitatorResource(f.ID)]
	meetings, err := tx.MeetingsByID(meetingsIn(animations))
	if err != nil {
		return c, err
	}
	occasions, err := occasionsOf(tx, meetings)
	of := index(animations, func(a scheduling.Animation) scheduling.MeetingID { return a.Meeting })
	for _, o := range occasions {
		if o.meeting.CancelledAt.IsZero() {
			c.dates = append(c.dates, recapped{o, of[o.meeting.ID]})
		}
	}
	return c, err
}

func (c conversion) cohorts() []scheduling.CohortID {
	return distinct(c.dates, func(d recapped) scheduling.CohortID { return d.cohort.ID })
}

// mails counts what a conversion sends: a recap a session, and a mail for each
// invitation that leaves a calendar; or one invitation a date.
func (c conversion) mails(tx *store.Tx, recap bool) (int, error) {
	if !recap {
		return len(c.dates), nil
	}
	n := len(c.cohorts())
	for _, d := range c.dates {
		left, err := tx.Left(d.animation.Thread())
		if err != nil {
			return 0, err
		}
		if left {
			n++
		}
	}
	return n, nil
}

// toRecap takes the invitations out of her calendar, each with a CANCEL of its
// own that says that the meeting stands, and tells all in one mail.
func (d *Desk) toRecap(tx *store.Tx, actor scheduling.Actor, c conversion) error {
	for _, date := range c.dates {
		if err := d.takeOut(tx, c.person, date); err != nil {
			return err
		}
	}
	for _, cohort := range c.cohorts() {
		if err := recapitulate(tx, d.post, actor.Name, cohort, c.facilitator.ID); err != nil {
			return err
		}
	}
	return nil
}

func (d *Desk) takeOut(tx *store.Tx, p person, date recapped) error {
	a := date.animation
	if _, err := tx.DropUnsent(a.Thread()); err != nil {
		return err
	}
	left, err := tx.Left(a.Thread())
	if err != nil || !left || !p.reachable(date.occasion) {
		return err
	}
	if err := tx.NextSequence(date.meeting.ID); err != nil {
		return err
	}
	date.meeting.Sequence++
	draft := date.draft(a, p, "meeting_to_recap")
	address, _ := answersTo(d.post, a)
	object, err := ical.Uninvite(date.calendar(), date.organizer(address), ical.Party{Name: p.name, Address: p.email}, tx.Now)
	if err != nil {
		return err
	}
	draft.Data, draft.Calendar, draft.Method, draft.ReplyTo, draft.Return = date.mail(p, ""), object, string(ical.MethodCancel), address, address
	draft.DueAt = tx.Now.Add(settling)
	_, err = d.post.Queue(tx, draft)
	return err
}

// toInvitations sends each date again as an invitation, with the answer that
// she gave; the address that her calendar followed is empty from then on.
func (d *Desk) toInvitations(tx *store.Tx, c conversion) error {
	for _, cohort := range c.cohorts() {
		thread := scheduling.Recap{Cohort: cohort, Facilitator: c.facilitator.ID}.Thread()
		if _, err := tx.DropUnsent(thread); err != nil {
			return err
		}
		if err := tx.ForgetRecap(thread); err != nil {
			return err
		}
	}
	for _, date := range c.dates {
		a := date.animation
		if _, err := tx.DropUnsent(a.Thread()); err != nil {
			return err
		}
		if !c.person.reachable(date.occasion) {
			continue
		}
		a, err := request(tx, d.post, date.occasion, a, c.person, "meeting_to_calendar", func(draft *post.Draft, _ *MeetingMail) {
			draft.DueAt = tx.Now.Add(settling)
			draft.DedupeKey += ":" + strconv.FormatInt(tx.Now.UnixMicro(), 10) // she may change her mind again
		})
		if err != nil {
			return err
		}
		if err := tx.SaveAnimation(a); err != nil {
			return err
		}
	}
	return nil
}
