package inviting

import (
	"context"
	"slices"
	"strings"

	"trame/scheduling"
	"trame/scheduling/post"
	"trame/scheduling/sms"
	"trame/scheduling/store"
	"trame/scheduling/vault"
)

func printCode(code string) string { return vault.PrintCode(code) }

// Candidate is a person who may be chosen for a cohort, or why not.
type Candidate struct {
	Insured scheduling.Insured
	Channel scheduling.Channel     // how she would be invited; "" when she cannot be
	Ways    []scheduling.Channel   // all in which she could be
	Blocked string                 // message key of the reason; "" when she may be chosen
	Outcome scheduling.Eligibility // of the check that stands for her; "" when nobody examined her
}

// Choice is the screen on which people are chosen for a cohort.
type Choice struct {
	Cohort     scheduling.Cohort
	Title      string
	Closes     string // when entry closes, a date in the organisation's zone
	Candidates []Candidate
	More       bool // the words match more than are shown
	Refusal    error
	ReplyBy    scheduling.Date // proposed
	RemindOn   scheduling.Date // proposed
	Carried    []scheduling.Channel
}

// shownCandidates is how many a choice shows at once: words narrow the rest.
const shownCandidates = 60

// Candidates lists whom the actor may choose for a cohort: those already
// chosen first, then those the words match. Refusal says why nothing may leave
// yet.
func (d *Desk) Candidates(ctx context.Context, actor scheduling.Actor, id scheduling.CohortID, words string, chosen []scheduling.InsuredID) (choice Choice, err error) {
	units := actor.Units(scheduling.Invite)
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		c, err := tx.CohortFor(actor, id, scheduling.Invite)
		if err != nil {
			return err
		}
		r, err := load(tx, c)
		if err != nil {
			return err
		}
		today := scheduling.DateOf(tx.Now.In(r.zone))
		choice = Choice{Cohort: c, Title: r.version.PublicTitle, Refusal: gate(tx, r), ReplyBy: r.replyBy(today)}
		if choice.Refusal != nil && scheduling.KindOf(choice.Refusal) == 0 {
			return choice.Refusal
		}
		first, err := tx.InsuredByIDs(units, chosen)
		if err != nil {
			return err
		}
		found, err := tx.SearchInsured(units, words, store.Page{Limit: shownCandidates + 1})
		if err != nil {
			return err
		}
		if choice.More = len(found) > shownCandidates; choice.More {
			found = found[:shownCandidates]
		}
		found = slices.DeleteFunc(found, func(i scheduling.Insured) bool { return slices.Contains(chosen, i.ID) })
		choice.Carried = slices.DeleteFunc(slices.Clone(scheduling.Channels), func(c scheduling.Channel) bool { return !d.post.Carries(c) })
		choice.RemindOn = r.remindOn(choice.ReplyBy)
		choice.Candidates, err = d.candidates(tx, r, append(first, found...), nil)
		return err
	})
	return choice, err
}

// replyBy proposes ten days to answer, and never less than two before entry
// closes.
func (r run) replyBy(today scheduling.Date) scheduling.Date {
	by := today.AddDays(10)
	if latest := scheduling.DateOf(r.closes().In(r.zone)).AddDays(-2); latest.Before(by) {
		by = latest
	}
	if by.Before(today) {
		return today
	}
	return by
}

// remindOn proposes three days before the answer is due.
func (r run) remindOn(replyBy scheduling.Date) scheduling.Date { return replyBy.AddDays(-3) }

// candidates says of each person how she would be invited by the channels that
// are allowed (nil: all), or why she is not.
func (d *Desk) candidates(tx *store.Tx, r run, people []scheduling.Insured, allowed []scheduling.Channel) ([]Candidate, error) {
	invitations, err := tx.Invitations(r.cohort.ID)
	if err != nil {
		return nil, err
	}
	screened, err := screen(tx, r.cohort.VersionID, people)
	if err != nil {
		return nil, err
	}
	asked := map[scheduling.InsuredID]bool{}
	for _, inv := range invitations {
		if inv.WithdrawnAt.IsZero() {
			asked[inv.Insured] = true
		}
	}
	today := scheduling.DateOf(tx.Now.In(r.zone))
	list := make([]Candidate, len(people))
	for at, i := range people {
		c := Candidate{Insured: i, Ways: among(d.post.Ways(i, r.organisation), allowed), Outcome: screened[i.ID].outcome}
		if len(c.Ways) > 0 {
			c.Channel = c.Ways[0]
		}
		switch {
		case !i.DeceasedOn.IsZero():
			c.Blocked = "candidate.deceased"
		case asked[i.ID]:
			c.Blocked = "candidate.asked"
		case i.Paused(today):
			c.Blocked = "candidate.paused"
		case c.Channel == "":
			c.Blocked = "candidate.unreachable"
		default:
			c.Blocked = screened[i.ID].barred
		}
		list[at] = c
	}
	return list, nil
}

// Preview is what would be sent: to whom, how, and one of each kind in full.
type Preview struct {
	Cohort     scheduling.Cohort
	Wave       scheduling.Wave
	Zone       string
	Candidates []Candidate // those who may be invited
	Blocked    []Candidate
	Counts
	Mail   post.Letter // as its first reader gets it, link and code apart
	Text   post.Letter
	Cost   sms.Count // of Text
	Letter Letter
	Firsts map[string]string // by channel, who those first readers are
}

// PreviewInvitations words the invitations of a plan without writing anything:
// a sample stands for the links and codes.
func (d *Desk) PreviewInvitations(ctx context.Context, actor scheduling.Actor, id scheduling.CohortID, plan Plan) (p Preview, err error) {
	if len(plan.People) == 0 {
		return p, scheduling.Refuse(scheduling.Invalid, "invite.nobody", "people")
	}
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		r, w, list, err := d.choose(tx, actor, id, plan)
		if err != nil {
			return err
		}
		p = Preview{Cohort: r.cohort, Wave: w, Zone: r.organisation.TimeZone, Firsts: map[string]string{}}
		for _, c := range list {
			if c.Blocked != "" {
				p.Blocked = append(p.Blocked, c)
				continue
			}
			p.Candidates = append(p.Candidates, c)
			p.add(c.Channel)
			if p.Firsts[string(c.Channel)] == "" {
				p.Firsts[string(c.Channel)] = c.Insured.FirstName
				if err := d.sample(&p, tx, r, c); err != nil {
					return err
				}
			}
		}
		return nil
	})
	return p, err
}

// sampleSecrets stand for a person's own: as long as hers.
var sampleSecrets = secrets{Token: strings.Repeat("x", 43), Code: "ABCDEFGH"}

// sample words the first message of a channel.
func (d *Desk) sample(p *Preview, tx *store.Tx, r run, c Candidate) (err error) {
	a := d.asking(r, c.Insured, sampleSecrets, tx.Now)
	a.ReplyBy = p.Wave.ReplyBy
	switch c.Channel {
	case scheduling.ByLetter:
		p.Letter = r.letter(c.Insured, a, tx.Now)
	case scheduling.BySMS:
		p.Text, err = d.post.Compose(r.draft(c.Insured, scheduling.BySMS, invitationKind, a), tx.Now)
		p.Cost = sms.Measure(p.Text.Text)
	default:
		p.Mail, err = d.post.Compose(r.draft(c.Insured, scheduling.ByMail, invitationKind, a), tx.Now)
	}
	return err
}

// choose checks that a plan may be sent, and finds its people, each with her
// channel.
func (d *Desk) choose(tx *store.Tx, actor scheduling.Actor, id scheduling.CohortID, plan Plan) (r run, w scheduling.Wave, list []Candidate, err error) {
	c, err := tx.CohortFor(actor, id, scheduling.Invite)
	if err != nil {
		return r, w, nil, err
	}
	if r, err = load(tx, c); err != nil {
		return r, w, nil, err
	}
	if err = gate(tx, r); err != nil {
		return r, w, nil, err
	}
	today := scheduling.DateOf(tx.Now.In(r.zone))
	w = plan.wave(r, today)
	if err = w.Validate(today, scheduling.DateOf(r.closes().In(r.zone)), r.zone); err != nil {
		return r, w, nil, err
	}
	people, err := tx.InsuredByIDs(actor.Units(scheduling.Invite), plan.People)
	if err != nil {
		return r, w, nil, err
	}
	if len(people) != len(slices.Compact(slices.Sorted(slices.Values(plan.People)))) {
		return r, w, nil, scheduling.Refuse(scheduling.NotFound, "not_found", "people")
	}
	if list, err = d.candidates(tx, r, people, plan.Channels); err != nil {
		return r, w, nil, err
	}
	return r, w, list, override(list, plan.By)
}

// override gives each person the channel that was chosen for her, which must be
// one that she accepts.
func override(list []Candidate, by map[scheduling.InsuredID]scheduling.Channel) error {
	for at, c := range list {
		chosen := by[c.Insured.ID]
		switch {
		case chosen == "" || c.Blocked != "":
		case !slices.Contains(c.Ways, chosen):
			return scheduling.Refuse(scheduling.Invalid, "candidate.channel", "people")
		default:
			list[at].Channel = chosen
		}
	}
	return nil
}

// Sent is what an Invite did.
type Sent struct {
	Counts
	Blocked int
}

// Invite asks people to a cohort, in one wave: each gets one message, by the
// channel chosen for her or the first that she accepts; those who may not be
// asked are left out. The messages are in the outbox when it returns (rules 1
// and 13).
func (d *Desk) Invite(ctx context.Context, actor scheduling.Actor, id scheduling.CohortID, plan Plan) (sent Sent, err error) {
	if len(plan.People) == 0 {
		return sent, scheduling.Refuse(scheduling.Invalid, "invite.nobody", "people")
	}
	err = d.db.Write(ctx, func(tx *store.Tx) error {
		sent = Sent{}
		if _, err := tx.CohortFor(actor, id, scheduling.Invite); err != nil {
			return err
		}
		if _, err := tx.LockCohort(id); err != nil { // two waves at once would ask twice
			return err
		}
		r, w, list, err := d.choose(tx, actor, id, plan)
		if err != nil {
			return err
		}
		sent.Blocked = len(list)
		list = slices.DeleteFunc(list, func(c Candidate) bool { return c.Blocked != "" })
		if sent.Blocked -= len(list); len(list) == 0 {
			return nil // nobody is left to write to
		}
		w.ID, w.Size, w.CreatedBy, w.CreatedAt = store.NewID[scheduling.WaveID](), len(list), actor.ID, tx.Now
		if err := tx.AddWave(w); err != nil {
			return err
		}
		for _, c := range list {
			sent.add(c.Channel)
		}
		for _, channel := range scheduling.Channels {
			if err := d.inviteBy(tx, r, w, list, channel); err != nil {
				return err
			}
		}
		return tx.Audit(scheduling.AuditEvent{
			Actor: actor.ID.Ref(), Verb: "invited", Subject: aboutCohort(id), Unit: r.cohort.Unit,
			Fields: scheduling.TraceFields(map[string]any{"wave": w.ID, "mails": sent.Mails, "texts": sent.Texts, "letters": sent.Letters}),
		})
	})
	return sent, err
}

// inviteBy invites those of list who are to be asked by a channel.
func (d *Desk) inviteBy(tx *store.Tx, r run, w scheduling.Wave, list []Candidate, channel scheduling.Channel) error {
	var ids []scheduling.InsuredID
	for _, c := range list {
		if c.Channel == channel {
			ids = append(ids, c.Insured.ID)
		}
	}
	due, err := tx.DueFrom(leaves(w, tx.Now), ids, channel, r.zone)
	if err != nil {
		return err
	}
	for _, c := range list {
		if c.Channel != channel {
			continue
		}
		inv := scheduling.Invitation{
			ID: store.NewID[scheduling.InvitationID](), Cohort: r.cohort.ID, Insured: c.Insured.ID, Wave: w.ID, Channel: channel,
			PreparedBy: w.CreatedBy, PreparedAt: tx.Now, ReplyBy: w.ReplyBy,
		}
		if _, err := d.secure(&inv); err != nil {
			return err
		}
		if err := tx.AddInvitation(inv); err != nil {
			return err
		}
		if err := d.writeTo(tx, r, inv, c.Insured, invitationKind, firstKey(inv.ID), due[c.Insured.ID], r.closes()); err != nil {
			return err
		}
	}
	return nil
}

// WithdrawInvitation takes an unanswered invitation back: its link stops, its
// unsent message is dropped.
func (d *Desk) WithdrawInvitation(ctx context.Context, actor scheduling.Actor, id scheduling.InvitationID) error {
	return d.db.Write(ctx, func(tx *store.Tx) error {
		inv, c, err := invited(tx, actor, id)
		if err != nil {
			return err
		}
		if _, err := tx.LockCohort(c.ID); err != nil {
			return err
		}
		e, err := tx.LastEnrolment(inv.Cohort, inv.Insured)
		if err != nil && scheduling.KindOf(err) != scheduling.NotFound {
			return err
		}
		if e.State.Open() {
			return scheduling.Refuse(scheduling.Conflict, "invitation.enrolled", "")
		}
		if !inv.WithdrawnAt.IsZero() {
			return nil
		}
		inv.WithdrawnAt = tx.Now
		if err := tx.SaveInvitation(inv); err != nil {
			return err
		}
		if err := tx.DropByKey("withdrawn", messageKeys(id)...); err != nil {
			return err
		}
		return tx.Audit(scheduling.AuditEvent{
			Actor: actor.ID.Ref(), Verb: "withdrawn", Subject: aboutPerson(inv.Insured), Unit: c.Unit,
			Fields: scheduling.TraceFields(map[string]any{"cohort": c.ID}),
		})
	})
}
