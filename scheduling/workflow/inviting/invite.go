package inviting

import (
	"context"
	"slices"

	"trame/scheduling"
	"trame/scheduling/post"
	"trame/scheduling/store"
	"trame/scheduling/vault"
)

func printCode(code string) string { return vault.PrintCode(code) }

// Candidate is a person who may be chosen for a cohort, or why not.
type Candidate struct {
	Insured scheduling.Insured
	Channel scheduling.Channel     // how she would be invited; "" when she cannot be
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
		choice.Candidates, err = candidates(tx, c, append(first, found...))
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

// candidates says of each person how she would be invited, or why she is not.
func candidates(tx *store.Tx, cohort scheduling.Cohort, people []scheduling.Insured) ([]Candidate, error) {
	invitations, err := tx.Invitations(cohort.ID)
	if err != nil {
		return nil, err
	}
	screened, err := screen(tx, cohort.VersionID, people)
	if err != nil {
		return nil, err
	}
	asked := map[scheduling.InsuredID]bool{}
	for _, inv := range invitations {
		if inv.WithdrawnAt.IsZero() {
			asked[inv.Insured] = true
		}
	}
	list := make([]Candidate, len(people))
	for at, i := range people {
		c := Candidate{Insured: i, Channel: i.Channel(), Outcome: screened[i.ID].outcome}
		switch {
		case !i.DeceasedOn.IsZero():
			c.Blocked = "candidate.deceased"
		case asked[i.ID]:
			c.Blocked = "candidate.asked"
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
	ReplyBy    scheduling.Date
	Candidates []Candidate // those who may be invited
	Blocked    []Candidate
	Mails      int
	Letters    int
	Mail       post.Letter // as its first reader gets it, link and code apart
	Letter     Letter
}

// PreviewInvitations words the invitations of a choice without writing
// anything: a sample stands for the links and codes.
func (d *Desk) PreviewInvitations(ctx context.Context, actor scheduling.Actor, id scheduling.CohortID, ids []scheduling.InsuredID, replyBy scheduling.Date) (p Preview, err error) {
	if len(ids) == 0 {
		return p, scheduling.Refuse(scheduling.Invalid, "invite.nobody", "people")
	}
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		r, list, err := choose(tx, actor, id, ids, replyBy)
		if err != nil {
			return err
		}
		p = Preview{Cohort: r.cohort, ReplyBy: replyBy}
		for _, c := range list {
			if c.Blocked != "" {
				p.Blocked = append(p.Blocked, c)
				continue
			}
			p.Candidates = append(p.Candidates, c)
			if err := d.sample(&p, tx, r, c); err != nil {
				return err
			}
		}
		return nil
	})
	return p, err
}

// sample words the first mail and the first letter of a preview.
func (d *Desk) sample(p *Preview, tx *store.Tx, r run, c Candidate) (err error) {
	a := d.asking(r, c.Insured, secrets{Token: "…", Code: "ABCDEFGH"}, tx.Now)
	a.ReplyBy = p.ReplyBy
	if c.Channel == scheduling.ByLetter {
		if p.Letters++; p.Letters == 1 {
			p.Letter = r.letter(c.Insured, a, tx.Now)
		}
		return nil
	}
	if p.Mails++; p.Mails == 1 {
		p.Mail, err = d.post.Compose(r.draft(c.Insured, scheduling.ByMail, invitationKind, a), tx.Now)
	}
	return err
}

// choose checks that a choice may be sent, and finds its people.
func choose(tx *store.Tx, actor scheduling.Actor, id scheduling.CohortID, ids []scheduling.InsuredID, replyBy scheduling.Date) (r run, list []Candidate, err error) {
	c, err := tx.CohortFor(actor, id, scheduling.Invite)
	if err != nil {
		return r, nil, err
	}
	if r, err = load(tx, c); err != nil {
		return r, nil, err
	}
	if err = gate(tx, r); err != nil {
		return r, nil, err
	}
	today := scheduling.DateOf(tx.Now.In(r.zone))
	var faults scheduling.Faults
	faults.Check(!replyBy.Before(today), "reply_by", "invite.reply_by.past")
	faults.Check(!replyBy.After(scheduling.DateOf(r.closes().In(r.zone))), "reply_by", "invite.reply_by.late")
	if err = faults.Err(); err != nil {
		return r, nil, err
	}
	people, err := tx.InsuredByIDs(actor.Units(scheduling.Invite), ids)
	if err != nil {
		return r, nil, err
	}
	if len(people) != len(slices.Compact(slices.Sorted(slices.Values(ids)))) {
		return r, nil, scheduling.Refuse(scheduling.NotFound, "not_found", "people")
	}
	list, err = candidates(tx, c, people)
	return r, list, err
}

// Sent is what an Invite did.
type Sent struct{ Mails, Letters, Blocked int }

// Invite asks people to a cohort: each gets one message, by mail where she
// agreed to it, else by letter; those who may not be asked are left out. The
// messages are in the outbox when it returns (rules 1 and 13).
func (d *Desk) Invite(ctx context.Context, actor scheduling.Actor, id scheduling.CohortID, ids []scheduling.InsuredID, replyBy scheduling.Date) (sent Sent, err error) {
	if len(ids) == 0 {
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
		r, list, err := choose(tx, actor, id, ids, replyBy)
		if err != nil {
			return err
		}
		for _, channel := range []scheduling.Channel{scheduling.ByMail, scheduling.ByLetter} {
			if err := d.inviteBy(tx, actor, r, list, channel, replyBy, &sent); err != nil {
				return err
			}
		}
		sent.Blocked = len(list) - sent.Mails - sent.Letters
		return tx.Audit(scheduling.AuditEvent{
			Actor: actor.ID.Ref(), Verb: "invited", Subject: aboutCohort(id), Unit: r.cohort.Unit,
			Fields: scheduling.TraceFields(map[string]any{"mails": sent.Mails, "letters": sent.Letters}),
		})
	})
	return sent, err
}

// inviteBy invites those of list whom a channel reaches.
func (d *Desk) inviteBy(tx *store.Tx, actor scheduling.Actor, r run, list []Candidate, channel scheduling.Channel, replyBy scheduling.Date, sent *Sent) error {
	var ids []scheduling.InsuredID
	for _, c := range list {
		if c.Blocked == "" && c.Channel == channel {
			ids = append(ids, c.Insured.ID)
		}
	}
	due, err := tx.DueFor(ids, channel, r.zone)
	if err != nil {
		return err
	}
	for _, c := range list {
		if c.Blocked != "" || c.Channel != channel {
			continue
		}
		inv := scheduling.Invitation{
			ID: store.NewID[scheduling.InvitationID](), Cohort: r.cohort.ID, Insured: c.Insured.ID, Channel: channel,
			PreparedBy: actor.ID, PreparedAt: tx.Now, ReplyBy: replyBy,
		}
		s, err := d.secure(&inv)
		if err != nil {
			return err
		}
		if err := tx.AddInvitation(inv); err != nil {
			return err
		}
		if err := d.tellInvitation(tx, r, inv, c.Insured, s, due[c.Insured.ID]); err != nil {
			return err
		}
	}
	if channel == scheduling.ByMail {
		sent.Mails = len(ids)
	} else {
		sent.Letters = len(ids)
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
		if err := tx.DropByKey("invitation:"+string(id), "withdrawn"); err != nil {
			return err
		}
		return tx.Audit(scheduling.AuditEvent{
			Actor: actor.ID.Ref(), Verb: "withdrawn", Subject: aboutPerson(inv.Insured), Unit: c.Unit,
			Fields: scheduling.TraceFields(map[string]any{"cohort": c.ID}),
		})
	})
}
