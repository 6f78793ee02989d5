package planning

import (
	"context"
	"slices"
	"strings"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/vault"
)

// RecapPage is all her dates of a session, on the page where a facilitator
// answers for them at once. It holds nobody else (rule 14).
type RecapPage struct {
	Name         string
	Organisation string
	Phone        string
	PhoneHours   string
	Programme    string
	Dates        []RecapDate
	Recap        bool // she wants one mail for all
	Comment      string
}

// Open reports whether there is a date to answer for.
func (p RecapPage) Open() bool {
	return slices.ContainsFunc(p.Dates, func(d RecapDate) bool { return d.Open })
}

// Answered reports whether she said something of every date.
func (p RecapPage) Answered() bool {
	return !slices.ContainsFunc(p.Dates, func(d RecapDate) bool { return d.Open && d.Reply == scheduling.NoReply })
}

// RecapPage reads what a link opens. It changes nothing, however often it is
// opened.
func (d *Desk) RecapPage(ctx context.Context, token string) (page RecapPage, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		r, err := d.recapByToken(tx, token)
		if err != nil {
			return err
		}
		page = RecapPage{Name: r.person.name, Recap: r.person.recap}
		for _, date := range r.dates {
			line := date.date(d.post)
			line.Open = !line.Cancelled
			line.Link = strings.TrimPrefix(line.Link, d.post.Link(""))
			page.Dates = append(page.Dates, line)
			page.Comment = latest(page.Comment, date.animation)
			page.Programme = date.version.PublicTitle
		}
		return r.sender(tx, &page)
	})
	return page, err
}

func latest(comment string, a scheduling.Animation) string {
	if a.Comment != "" {
		return a.Comment
	}
	return comment
}

// sender is who asks her, whatever dates are left.
func (r *recap) sender(tx *store.Tx, page *RecapPage) error {
	c, err := tx.Cohort(r.Cohort)
	if err != nil {
		return err
	}
	o, err := tx.OrganisationOf(c.Unit)
	page.Organisation, page.Phone, page.PhoneHours = o.Name, o.Phone, o.PhoneHours
	return err
}

// recapByToken finds what a link opens. One that ended is Expired, one that
// never was NotFound.
func (d *Desk) recapByToken(tx *store.Tx, token string) (recap, error) {
	known, err := tx.RecapByToken(vault.HashToken(token))
	if err != nil {
		return recap{}, err
	}
	if !known.EndedAt.IsZero() {
		return recap{}, scheduling.Refuse(scheduling.Expired, "animation.link_ended", "")
	}
	return readRecap(tx, known.Cohort, known.Facilitator)
}

// RecapAnswer is what she says of a date, as she saw it: of one that moved
// since, nothing is said.
type RecapAnswer struct {
	Animation scheduling.AnimationID
	Start     time.Time
	Reply     scheduling.Reply
}

// AnswerRecap takes her answers for several dates at once, or none of them. It
// is the same answer as often as it is sent, and may change; stale counts the
// dates that are not as she saw them, and were left out.
func (d *Desk) AnswerRecap(ctx context.Context, token string, answers []RecapAnswer, comment string) (stale int, err error) {
	err = d.db.Write(ctx, func(tx *store.Tx) error {
		stale = 0
		r, err := d.recapByToken(tx, token)
		if err != nil {
			return err
		}
		said := index(answers, func(a RecapAnswer) scheduling.AnimationID { return a.Animation })
		for _, date := range r.dates {
			answer, given := said[date.animation.ID]
			if !given || !date.meeting.CancelledAt.IsZero() {
				continue
			}
			if !answer.Start.Equal(date.meeting.StartsAt) {
				stale++
				continue
			}
			if err := d.answerOne(tx, date, answer.Reply, comment); err != nil {
				return err
			}
		}
		return nil
	})
	return stale, err
}

// answerOne takes one of several answers; the word goes with what she changes.
func (d *Desk) answerOne(tx *store.Tx, date recapped, reply scheduling.Reply, comment string) error {
	m, err := tx.LockMeeting(date.meeting.ID)
	if err != nil {
		return err
	}
	a, err := tx.LockAnimation(date.animation.ID)
	if err != nil {
		return err
	}
	if a.Reply == reply && strings.TrimSpace(comment) == "" {
		comment = a.Comment
	}
	err = d.answer(tx, scheduling.Actor{}, "partner", m, a, scheduling.Given{Reply: reply, Comment: comment, Channel: scheduling.RepliedByWeb})
	if scheduling.KindOf(err) == scheduling.Conflict {
		return scheduling.Refuse(scheduling.Conflict, "recap.taken", "absent", "date", m.Date)
	}
	return err
}

// OpenRecapFeed makes another address for who holds the link.
func (d *Desk) OpenRecapFeed(ctx context.Context, link string) (token string, err error) {
	err = d.db.Write(ctx, func(tx *store.Tx) error {
		r, err := d.recapByToken(tx, link)
		if err != nil {
			return err
		}
		_, token, err = openFeed(tx, "partner", "", scheduling.FeedOfRecap, string(r.Facilitator), "Mon agenda")
		return err
	})
	return token, err
}
