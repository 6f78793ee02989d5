package planning

import (
	"fmt"
	"slices"
	"time"

	"trame/scheduling"
	"trame/scheduling/post"
	"trame/scheduling/store"
)

// Addressees are the participants whom a change tells. Managers see how many
// they are; who they are is for those who see people (rule 25).
type Addressees struct {
	Count    int
	ByMail   int
	ByLetter int
	ToCall   int         // neither is possible: someone calls
	People   []Addressee // nil for who may not see people
	insured  []scheduling.Insured
}

// Addressee is one participant, and how she is told; "" is by phone.
type Addressee struct {
	Insured scheduling.InsuredID
	Name    string
	Channel scheduling.Channel
}

// Animator is a co-animator whom a change tells.
type Animator struct {
	Animation scheduling.Animation
	Name      string
	Recap     bool // one mail tells all
	Mails     int  // one for each meeting, or one for all; 0: he has no address
}

func animatorOf(a scheduling.Animation, p person) Animator {
	who := Animator{Animation: a, Name: p.name, Recap: p.recap}
	if scheduling.Mailable(p.email) {
		who.Mails = 1
	}
	return who
}

// whom finds who is concerned by effect: nobody when only a room changes.
func whom(tx *store.Tx, actor scheduling.Actor, c scheduling.Cohort, effect *Effect) error {
	told := effect.told()
	if len(told) == 0 && effect.Verb != "postponed" && effect.Verb != "cancelled" {
		return nil
	}
	people, err := tx.Participants(c.ID)
	if err != nil {
		return err
	}
	named := actor.May(scheduling.SeePeople, c.Unit) == nil
	for _, p := range people {
		if p.Enrolment.State.Seated() && p.Insured.DeceasedOn.IsZero() {
			effect.Participants.add(p.Insured, named)
		}
	}
	if effect.Animators, err = animatorsOf(tx, idsOf(told)); err != nil {
		return err
	}
	effect.witnesses, err = witnessesOf(tx, told)
	return err
}

func (a *Addressees) add(i scheduling.Insured, named bool) {
	channel := i.Channel()
	switch channel {
	case scheduling.ByMail:
		a.ByMail++
	case scheduling.ByLetter:
		a.ByLetter++
	default:
		a.ToCall++
	}
	a.Count++
	a.insured = append(a.insured, i)
	if named {
		a.People = append(a.People, Addressee{i.ID, i.Name(), channel})
	}
}

// Messages is how many leave: one for each participant who can be written to,
// and to each co-animator one for each of his meetings.
func (e Effect) Messages() int {
	n := e.Participants.ByMail + e.Participants.ByLetter + len(e.witnesses)
	for _, a := range e.Animators {
		n += a.Mails
	}
	return n
}

func (e Effect) told() []Rescheduled {
	return slices.DeleteFunc(slices.Clone(e.Rescheduled), func(r Rescheduled) bool { return !r.Told() })
}

// animatorsOf lists whom the change of some meetings is told, each once:
// whoever was invited and has not declined.
func animatorsOf(tx *store.Tx, ids []scheduling.MeetingID) ([]Animator, error) {
	found, err := tx.AnimationsOf(ids)
	if err != nil {
		return nil, err
	}
	var invited []scheduling.Animation
	meetings := map[string]int{}
	for _, id := range ids {
		for _, a := range found[id] {
			if !a.On() || a.InvitedAt.IsZero() {
				continue
			}
			if meetings[a.Resource()]++; meetings[a.Resource()] == 1 {
				invited = append(invited, a)
			}
		}
	}
	people, err := peopleOf(tx, invited)
	if err != nil {
		return nil, err
	}
	list := make([]Animator, len(invited))
	for i, a := range invited {
		list[i] = animatorOf(a, people[a.Resource()])
		if !list[i].Recap {
			list[i].Mails *= meetings[a.Resource()]
		}
	}
	return list, nil
}

// tellAnimators queues what calendars of co-animators must learn, and for whom
// it comes in one mail, that one.
func (d *Desk) tellAnimators(tx *store.Tx, actor scheduling.Actor, effect Effect) error {
	for _, r := range effect.told() {
		if err := tellChanged(tx, d.post, actor, r.Before, r.After); err != nil {
			return err
		}
	}
	for _, a := range effect.Animators {
		if !a.Recap {
			continue
		}
		if err := recapitulate(tx, d.post, actor.Name, effect.Cohort.ID, a.Animation.Facilitator); err != nil {
			return err
		}
	}
	return nil
}

// Notice is what a participant reads of a change: the public title and place
// alone, and nobody else (rules 13 and 14).
type Notice struct {
	FirstName string
	Gender    string
	Title     string // public
	Place     string
	Changes   []NoticeLine
	Coming    []scheduling.Meeting // every meeting still to come, as it now is
	Word      string
}

// NoticeLine is one meeting, as it was and as it will be.
type NoticeLine struct {
	Was       scheduling.Meeting
	Is        scheduling.Meeting
	Cancelled bool
	Back      bool // it was cancelled, and is planned again
}

// templateOf is the mail of each verb: templates/mail.
func (e Effect) template() string {
	switch {
	case e.Verb == "postponed":
		return "cohort_postponed"
	case e.Verb == "cancelled" && !e.Cohort.CancelledAt.IsZero():
		return "cohort_cancelled"
	case e.Verb == "cancelled":
		return "meeting_cancelled"
	}
	return "meeting_moved"
}

// tellParticipants queues one message for each participant who can be written
// to. It takes the place of one that has not left yet: every message gives all
// the dates to come, so none is lost.
func (d *Desk) tellParticipants(tx *store.Tx, effect Effect) error {
	if effect.Participants.Count == 0 {
		return nil
	}
	organisation, err := tx.OrganisationOf(effect.Cohort.Unit)
	if err != nil {
		return err
	}
	notice := effect.notice(tx.Now)
	for _, i := range effect.Participants.insured {
		channel := i.Channel()
		if channel == "" {
			continue
		}
		thread := fmt.Sprintf("plan:%s:insured:%s", effect.Cohort.ID, i.ID)
		if _, err := tx.DropUnsent(thread); err != nil {
			return err
		}
		notice.FirstName, notice.Gender = i.FirstName, i.Gender
		_, err := d.post.Queue(tx, post.Draft{
			Unit: effect.Cohort.Unit, Organisation: organisation, Kind: effect.template(), Template: effect.template(),
			DedupeKey: fmt.Sprintf("%s:%d", thread, effect.Cohort.Version), Thread: thread, Cohort: effect.Cohort.ID,
			DueAt: tx.Now.Add(settling), GraceAt: effect.grace(), Data: notice,
		}.Addressed(i, channel))
		if err != nil {
			return err
		}
	}
	return nil
}

func (e Effect) notice(now time.Time) Notice {
	n := Notice{Title: e.Version.PublicTitle, Place: e.Site.PublicAddress(), Word: e.Word}
	for _, r := range e.told() {
		n.Changes = append(n.Changes, NoticeLine{r.Before, r.After, r.Cancelled(), !r.Before.CancelledAt.IsZero()})
	}
	for _, m := range e.Meetings {
		if m.CancelledAt.IsZero() && m.StartsAt.After(now) {
			n.Coming = append(n.Coming, m)
		}
	}
	slices.SortStableFunc(n.Coming, func(a, b scheduling.Meeting) int { return a.StartsAt.Compare(b.StartsAt) })
	return n
}

// grace is when the news is stale: the last of the dates it is about.
func (e Effect) grace() time.Time {
	var last time.Time
	for _, r := range e.told() {
		for _, at := range []time.Time{r.Before.EndsAt, r.After.EndsAt} {
			if at.After(last) {
				last = at
			}
		}
	}
	return last
}
