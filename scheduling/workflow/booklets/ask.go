package booklets

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"trame/scheduling"
	"trame/scheduling/post"
	"trame/scheduling/store"
	"trame/scheduling/vault"
)

// askDays is how long a partner has to answer.
const askDays = 30

// Asked is a question that was put to a partner.
type Asked struct {
	scheduling.BookletAsk
	Who string
}

// Partner is somebody who may be asked; Here tells that he takes part in this
// session.
type Partner struct {
	scheduling.Facilitator
	Here bool
}

// AskMail is what the partner reads: templates/mail/booklet_ask. It says
// neither the question nor the programme: either may tell of an illness.
type AskMail struct {
	Name   string
	Asks   string // who asks
	Link   string
	Before scheduling.Date
}

// Ask puts a question to a partner: a mail with a link to answer by.
func (d *Desk) Ask(ctx context.Context, actor scheduling.Actor, id scheduling.BookletEntryID, to scheduling.FacilitatorID) error {
	return d.db.Write(ctx, func(tx *store.Tx) error {
		e, c, err := entryFor(tx, actor, id)
		if err != nil {
			return err
		}
		if !e.ReviewedAt.IsZero() {
			return refuse(scheduling.Conflict, "booklet.ask.reviewed")
		}
		partners, err := partnersOf(tx, c)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(partners, func(p Partner) bool { return p.ID == to })
		if at < 0 || partners[at].Email == "" {
			return scheduling.Refuse(scheduling.Invalid, "booklet.ask.nobody", "facilitator")
		}
		ask := scheduling.BookletAsk{
			ID: store.NewID[scheduling.BookletAskID](), Entry: e.ID, Facilitator: to, AskedBy: actor.ID, AskedAt: tx.Now,
			ExpiresOn: scheduling.DateOf(tx.Now).AddDays(askDays),
		}
		var token string
		token, ask.TokenHash = d.post.Token("booklet_ask/" + string(ask.ID))
		if err := tx.AddBookletAsk(ask); err != nil {
			return err
		}
		if err := d.tellPartner(tx, c, ask, partners[at].Facilitator, token); err != nil {
			return err
		}
		return trace(tx, actor.ID.Ref(), "asked", c, map[string]any{"booklet_entry": e.ID, "facilitator": to})
	})
}

func (d *Desk) tellPartner(tx *store.Tx, c scheduling.Cohort, ask scheduling.BookletAsk, to scheduling.Facilitator, token string) error {
	organisation, err := tx.OrganisationOf(c.Unit)
	if err != nil {
		return err
	}
	by, err := tx.User(ask.AskedBy)
	if err != nil {
		return err
	}
	_, err = d.post.Queue(tx, post.Draft{
		Unit: c.Unit, Organisation: organisation, Channel: scheduling.ByMail, Kind: "booklet_ask", Template: "booklet_ask",
		DedupeKey: "booklet_ask:" + string(ask.ID), Cohort: c.ID, Recipient: "facilitator:" + string(to.ID), GraceAt: ask.ExpiresOn.UTC(),
		ToName: to.Name(), ToAddress: to.Email,
		Data: AskMail{to.FirstName, by.Name(), d.post.Link("/reponse/" + token), ask.ExpiresOn},
	})
	return err
}

// Revoke takes a question back: its link is over.
func (d *Desk) Revoke(ctx context.Context, actor scheduling.Actor, id scheduling.BookletAskID) error {
	return d.db.Write(ctx, func(tx *store.Tx) error {
		ask, err := tx.BookletAsk(id)
		if err != nil {
			return err
		}
		_, c, err := entryFor(tx, actor, ask.Entry)
		if err != nil || !ask.RevokedAt.IsZero() {
			return err
		}
		ask.RevokedAt = tx.Now
		if err := tx.DropByKey("revoked", "booklet_ask:"+string(id)); err != nil {
			return err
		}
		if err := tx.SaveBookletAsk(ask); err != nil {
			return err
		}
		return trace(tx, actor.ID.Ref(), "revoked", c, map[string]any{"booklet_entry": ask.Entry, "facilitator": ask.Facilitator})
	})
}

// Asks lists, by entry, what was asked about a cohort's booklet and is not
// taken back, and who may be asked.
func (d *Desk) Asks(ctx context.Context, actor scheduling.Actor, id scheduling.CohortID) (asked map[scheduling.BookletEntryID][]Asked, partners []Partner, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		c, err := tx.CohortFor(actor, id, scheduling.SeePlan)
		if err != nil {
			return err
		}
		if partners, err = partnersOf(tx, c); err != nil {
			return err
		}
		asks, err := tx.BookletAsks(id)
		if err != nil {
			return err
		}
		var ids []scheduling.FacilitatorID
		for _, a := range asks {
			ids = append(ids, a.Facilitator)
		}
		people, err := tx.FacilitatorsByID(ids)
		if err != nil {
			return err
		}
		asked = map[scheduling.BookletEntryID][]Asked{}
		for _, a := range asks {
			at := slices.IndexFunc(people, func(f scheduling.Facilitator) bool { return f.ID == a.Facilitator })
			if at >= 0 && a.RevokedAt.IsZero() {
				asked[a.Entry] = append(asked[a.Entry], Asked{a, people[at].Name()})
			}
		}
		return nil
	})
	return asked, partners, err
}

// Question is what a partner's link opens.
type Question struct {
	Organisation scheduling.Organisation
	Question     string
	Answer       string // his own, which he may change
	AnsweredOn   scheduling.Date
	Before       scheduling.Date
}

// Open finds the question behind a link; it acts on nothing.
func (d *Desk) Open(ctx context.Context, token string) (q Question, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		ask, e, c, err := reachAsk(tx, token)
		if err != nil {
			return err
		}
		q = Question{Question: e.Question, Before: ask.ExpiresOn}
		if e.AnsweredBy == ask.Facilitator {
			q.Answer = e.Answer
		}
		if !ask.AnsweredAt.IsZero() {
			q.AnsweredOn = scheduling.DateOf(ask.AnsweredAt)
		}
		q.Organisation, err = tx.OrganisationOf(c.Unit)
		return err
	})
	return q, err
}

// Answer takes what a partner writes, which he may change until somebody has
// reviewed it. It is not refused for naming a person of the group: a refusal
// would tell him who is of it. The reviewer is told.
func (d *Desk) Answer(ctx context.Context, token, answer string) error {
	answer = strings.TrimSpace(answer)
	var f scheduling.Faults
	f.Check(answer != "", "answer", "booklet.answer.required")
	f.Check(utf8.RuneCountInString(answer) <= 5000, "answer", "booklet.answer.long")
	if err := f.Err(); err != nil {
		return err
	}
	return d.db.Write(ctx, func(tx *store.Tx) error {
		ask, e, c, err := reachAsk(tx, token)
		if err != nil {
			return err
		}
		e.Answer, e.AnsweredBy, e.WrittenAt, ask.AnsweredAt = answer, ask.Facilitator, tx.Now, tx.Now
		if err := tx.ReplaceBookletEntry(e); err != nil {
			return err
		}
		if err := tx.SaveBookletAsk(ask); err != nil {
			return err
		}
		return trace(tx, "partner", "replied", c, map[string]any{"booklet_entry": e.ID, "facilitator": ask.Facilitator})
	})
}

// reachAsk finds what stands behind a partner's link while it lives: known,
// not taken back, not too late, its answer not reviewed yet.
func reachAsk(tx *store.Tx, token string) (ask scheduling.BookletAsk, e scheduling.BookletEntry, c scheduling.Cohort, err error) {
	ask, err = tx.BookletAskByToken(vault.HashToken(token))
	if scheduling.KindOf(err) == scheduling.NotFound {
		err = refuse(scheduling.NotFound, "link.unknown")
	}
	if err != nil {
		return ask, e, c, err
	}
	if e, err = tx.BookletEntry(ask.Entry); err != nil {
		return ask, e, c, err
	}
	if !ask.Open(scheduling.DateOf(tx.Now)) || !e.ReviewedAt.IsZero() {
		return ask, e, c, refuse(scheduling.Expired, "booklet.ask.over")
	}
	c, err = tx.Cohort(e.Cohort)
	return ask, e, c, err
}

// entryFor finds an entry in a cohort whose booklet the actor writes.
func entryFor(tx *store.Tx, actor scheduling.Actor, id scheduling.BookletEntryID) (e scheduling.BookletEntry, c scheduling.Cohort, err error) {
	if e, err = tx.BookletEntry(id); err != nil {
		return e, c, err
	}
	c, err = tx.CohortFor(actor, e.Cohort, scheduling.SeeSocial)
	return e, c, err
}

// partnersOf are the active facilitators within reach of a cohort, those who
// take part in it first.
func partnersOf(tx *store.Tx, c scheduling.Cohort) ([]Partner, error) {
	units, err := tx.UnitsAbove(c.Unit)
	if err != nil {
		return nil, err
	}
	all, err := tx.FacilitatorsIn(append(units, c.Unit))
	if err != nil {
		return nil, err
	}
	meetings, err := tx.Meetings(c.ID)
	if err != nil {
		return nil, err
	}
	ids := make([]scheduling.MeetingID, len(meetings))
	for i, m := range meetings {
		ids[i] = m.ID
	}
	animations, err := tx.AnimationsOf(ids)
	if err != nil {
		return nil, err
	}
	here := map[scheduling.FacilitatorID]bool{}
	for _, list := range animations {
		for _, a := range list {
			here[a.Facilitator] = here[a.Facilitator] || a.RemovedAt.IsZero()
		}
	}
	var partners []Partner
	for _, f := range all {
		if f.Active {
			partners = append(partners, Partner{f, here[f.ID]})
		}
	}
	slices.SortStableFunc(partners, func(a, b Partner) int {
		switch {
		case a.Here && !b.Here:
			return -1
		case b.Here && !a.Here:
			return 1
		}
		return strings.Compare(store.Fold(a.LastName), store.Fold(b.LastName))
	})
	return partners, nil
}
