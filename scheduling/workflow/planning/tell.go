package planning

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"trame/scheduling"
	"trame/scheduling/ical"
	"trame/scheduling/post"
	"trame/scheduling/store"
)

// settling is how long a change waits before it is told: an organiser who
// moves a meeting twice tells everyone once.
const settling = 5 * time.Minute

// MeetingMail is what the mails about a meeting to a co-animator are written
// with: templates/mail/meeting_*.
type MeetingMail struct {
	Name       string
	Title      string
	Programme  string // its public title
	Position   int
	Modules    int
	Start, End time.Time
	Zone       *time.Location
	Place      string
	Lead       string
	By         string    // who changed or cancelled
	Before     time.Time // the start that no longer holds; zero: not told
	Link       string    // of the answer page
}

func (o occasion) mail(p person, link string) MeetingMail {
	m := o.meeting
	return MeetingMail{
		Name: p.name, Title: o.title(), Programme: o.version.PublicTitle, Position: m.Position, Modules: o.modules,
		Start: m.StartsAt, End: m.EndsAt, Zone: o.zone, Place: o.site.PublicAddress(), Lead: o.lead.Name(), Link: link,
	}
}

// draft is a message about o to p, in the thread of a.
func (o occasion) draft(a scheduling.Animation, p person, kind string) post.Draft {
	return post.Draft{
		Unit: o.cohort.Unit, Organisation: o.organisation, Channel: scheduling.ByMail, Kind: kind, Template: kind,
		DedupeKey: strings.Join([]string{
			"animation", string(a.ID), kind, strconv.Itoa(o.meeting.Sequence), strconv.FormatInt(a.InvitedAt.UnixMicro(), 10),
		}, ":"),
		Thread: a.Thread(), Cohort: o.cohort.ID, Meeting: o.meeting.ID, Recipient: p.recipient,
		GraceAt: o.meeting.EndsAt, ToName: p.name, ToAddress: p.email,
	}
}

// request queues the invitation of a, or its update, and returns a as told.
func request(tx *store.Tx, office *post.Office, o occasion, a scheduling.Animation, p person, kind string, change func(*post.Draft, *MeetingMail)) (scheduling.Animation, error) {
	link, hash := linkOf(office, a)
	address, mailHash := answersTo(office, a)
	object, err := ical.Request(o.calendar(), o.organizer(address), ical.Party{Name: p.name, Address: p.email}, a.Reply, tx.Now)
	if err != nil {
		return a, err
	}
	d, mail := o.draft(a, p, kind), o.mail(p, link)
	d.Calendar, d.Method, d.ReplyTo, d.Return = object, string(ical.MethodRequest), address, address
	if change != nil {
		change(&d, &mail)
	}
	d.Data = mail
	a.TokenHash, a.MailHash, a.SentSequence = hash, mailHash, o.meeting.Sequence
	_, err = office.Queue(tx, d)
	return a, err
}

// tellChanged tells whoever was invited to a meeting that its hour or site
// changed, or that it is cancelled, in the transaction of the change (rule
// 17). Whoever wants one mail for all is asked again here, and told by
// recapitulate. Call it once the new state is saved; after must carry the next SEQUENCE
// when a calendar would show it otherwise. What is not worth a SEQUENCE tells
// nobody; a meeting already past, neither.
func tellChanged(tx *store.Tx, office *post.Office, actor scheduling.Actor, before, after scheduling.Meeting) error {
	if after.Told(before) || !after.EndsAt.After(tx.Now) {
		return nil
	}
	if after.Sequence <= before.Sequence {
		return fmt.Errorf("meeting %s changed without a new SEQUENCE", after.ID)
	}
	animations, err := tx.Animations(after.ID)
	if err != nil || len(animations) == 0 {
		return err
	}
	o, err := occasionOf(tx, after)
	if err != nil {
		return err
	}
	people, err := peopleOf(tx, animations)
	if err != nil {
		return err
	}
	for _, a := range animations {
		if a.InvitedAt.IsZero() {
			continue
		}
		if after.CancelledAt.IsZero() {
			err = tellMoved(tx, office, actor, o, a, people[a.Resource()], before)
		} else {
			err = tellCancelled(tx, office, actor, o, a, people[a.Resource()])
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// tellMoved asks again: the answer was to another date. Whoever declined is
// left in peace; should he change his mind, he gets the new date then.
func tellMoved(tx *store.Tx, office *post.Office, actor scheduling.Actor, o occasion, a scheduling.Animation, p person, before scheduling.Meeting) error {
	if a.Reply == scheduling.Declined {
		a.SentSequence = -1
		return tx.SaveAnimation(a)
	}
	a = a.Unanswered()
	if !p.invitable(o) {
		return tx.SaveAnimation(a)
	}
	dropped, err := tx.DropUnsent(a.Thread())
	if err != nil {
		return err
	}
	left, err := tx.Left(a.Thread())
	if err != nil {
		return err
	}
	kind := "meeting_request"
	if left {
		kind = "meeting_update"
	}
	a, err = request(tx, office, o, a, p, kind, func(d *post.Draft, mail *MeetingMail) {
		d.DueAt, mail.By = tx.Now.Add(settling), actor.Name
		if left && dropped == 0 && !before.StartsAt.Equal(o.meeting.StartsAt) {
			mail.Before = before.StartsAt // with a change dropped in between, he never heard of it
		}
	})
	if err != nil {
		return err
	}
	return tx.SaveAnimation(a)
}

// tellCancelled sends the CANCEL, unless the REQUEST never left: then nothing
// goes.
func tellCancelled(tx *store.Tx, office *post.Office, actor scheduling.Actor, o occasion, a scheduling.Animation, p person) error {
	return withdraw(tx, office, actor, o, a, p, "meeting_cancel", ical.Cancel)
}

type withdrawal func(ical.Meeting, ical.Party, ical.Party, time.Time) ([]byte, error)

func withdraw(tx *store.Tx, office *post.Office, actor scheduling.Actor, o occasion, a scheduling.Animation, p person, kind string, object withdrawal) error {
	if p.recap {
		return nil // no object of ours is in her calendar
	}
	if _, err := tx.DropUnsent(a.Thread()); err != nil {
		return err
	}
	left, err := tx.Left(a.Thread())
	if err != nil || !left || a.Reply == scheduling.Declined || !p.reachable(o) || o.over(tx.Now) {
		return err
	}
	d, mail := o.draft(a, p, kind), o.mail(p, "")
	mail.By = actor.Name
	address, _ := answersTo(office, a)
	d.Data, d.Method, d.ReplyTo, d.Return = mail, string(ical.MethodCancel), address, address
	if d.Calendar, err = object(o.calendar(), o.organizer(address), ical.Party{Name: p.name, Address: p.email}, tx.Now); err != nil {
		return err
	}
	_, err = office.Queue(tx, d)
	return err
}

func sameAddress(a, b string) bool { return strings.EqualFold(a, b) }
