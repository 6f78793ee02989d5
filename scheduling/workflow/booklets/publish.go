package booklets

import (
	"context"
	"slices"
	"time"

	"trame/scheduling"
	"trame/scheduling/post"
	"trame/scheduling/store"
)

// Sending is what the message with the link is worded with: the public title,
// one reader (rules 13 and 14).
type Sending struct {
	From      string
	FirstName string
	Gender    string
	Title     string // public
	Link      string
}

const kind = "booklet"

const why = "Vous recevez ce message parce que vous avez pris part à ces rencontres."

// grace is how long a message may wait to leave.
const grace = 60 * 24 * time.Hour

// Publish has everybody who started get the booklet, those who dropped out
// included (rule 24): a link by mail or SMS, a letter that goes with the booklet
// on paper, or a line on the list of those to whom it is handed. Doing it again reaches those who started since. It
// returns how many messages leave.
func (d *Desk) Publish(ctx context.Context, actor scheduling.Actor, id scheduling.CohortID) (n int, err error) {
	err = d.db.Write(ctx, func(tx *store.Tx) error {
		c, err := tx.LockCohort(id)
		if err != nil {
			return err
		}
		if err := actor.May(scheduling.Organise, c.Unit); err != nil {
			return err
		}
		book, err := read(tx, c)
		if err != nil {
			return err
		}
		if len(book.Chapters) == 0 {
			return refuse(scheduling.Conflict, "booklet.publish.empty")
		}
		if err := tx.PublishBooklet(scheduling.Booklet{Cohort: id, PublishedBy: actor.ID, PublishedAt: tx.Now}); err != nil {
			return err
		}
		readers, err := readers(tx, c)
		if err != nil {
			return err
		}
		n = 0
		for _, p := range readers {
			sent, err := d.give(tx, c, book, p)
			if err != nil {
				return err
			}
			if sent {
				n++
			}
		}
		return trace(tx, actor.ID.Ref(), "published", c, map[string]any{"what": "booklet", "people": len(readers), "messages": n})
	})
	return n, err
}

// readers are the people who started, live, and have no delivery yet.
func readers(tx *store.Tx, c scheduling.Cohort) ([]store.Participant, error) {
	attendances, err := tx.AttendancesOf([]scheduling.CohortID{c.ID})
	if err != nil {
		return nil, err
	}
	given, err := tx.BookletDeliveries(c.ID)
	if err != nil {
		return nil, err
	}
	reads := map[scheduling.EnrolmentID]bool{}
	for _, a := range attendances {
		reads[a.Enrolment] = reads[a.Enrolment] || a.Status.Came()
	}
	for _, g := range given {
		reads[g.Enrolment] = false
	}
	people, err := tx.Participants(c.ID)
	return slices.DeleteFunc(people, func(p store.Participant) bool { return dead(p) || !reads[p.Enrolment.ID] }), err
}

// give notes a delivery, and queues its message where there is one.
func (d *Desk) give(tx *store.Tx, c scheduling.Cohort, b Book, p store.Participant) (sent bool, err error) {
	i := p.Insured
	ways := d.post.Ways(i, b.Organisation)
	g := scheduling.BookletDelivery{ID: store.NewID[scheduling.BookletDeliveryID](), Cohort: c.ID, Enrolment: p.Enrolment.ID, PreparedAt: tx.Now}
	if len(ways) > 0 {
		g.Channel = ways[0]
	}
	var token string
	token, g.TokenHash = d.post.Token("booklet/" + string(g.ID))
	if err := tx.AddBookletDelivery(g); err != nil || g.Channel == "" {
		return false, err
	}
	zone, err := time.LoadLocation(b.Organisation.TimeZone)
	if err != nil {
		return false, err
	}
	due, err := tx.DueFor([]scheduling.InsuredID{i.ID}, g.Channel, zone)
	if err != nil {
		return false, err
	}
	_, err = d.post.Queue(tx, post.Draft{
		Unit: c.Unit, Organisation: b.Organisation, Kind: kind, Template: kind, DedupeKey: messageKey(g.ID), Cohort: c.ID,
		DueAt: due[i.ID], GraceAt: due[i.ID].Add(grace), Why: why,
		Data: Sending{b.Organisation.SenderName, i.FirstName, i.Gender, b.Title, d.post.Link("/livret/" + token)},
	}.Addressed(i, g.Channel))
	return err == nil, err
}

func messageKey(id scheduling.BookletDeliveryID) string { return "booklet:" + string(id) }

// Delivery is one person's.
type Delivery struct {
	scheduling.BookletDelivery
	store.Participant
	State scheduling.BookletDeliveryState
}

// Deliveries is how far a cohort's booklet has come to its people.
type Deliveries struct {
	Cohort    scheduling.Cohort
	Published scheduling.Booklet // zero before
	Reviewed  int
	Counts    map[scheduling.BookletDeliveryState]int
	Given     int // « livret remis »
	People    []Delivery
	ToAdd     int // started, and on no line yet
	ToPost    int // letters to print, or to post
	May       struct{ Publish, See, Mark bool }
}

// Deliveries reads it: counts for whoever sees the plan, names for whoever
// sees people, which leaves a trace.
func (d *Desk) Deliveries(ctx context.Context, actor scheduling.Actor, id scheduling.CohortID) (list Deliveries, err error) {
	err = d.db.Write(ctx, func(tx *store.Tx) error {
		list = Deliveries{Counts: map[scheduling.BookletDeliveryState]int{}}
		if list.Cohort, err = tx.CohortFor(actor, id, scheduling.SeePlan); err != nil {
			return err
		}
		unit := list.Cohort.Unit
		list.May.Publish, list.May.See = actor.May(scheduling.Organise, unit) == nil, actor.May(scheduling.SeePeople, unit) == nil
		list.May.Mark = actor.May(scheduling.Invite, unit) == nil
		if err := list.read(tx); err != nil || !list.May.See || len(list.People) == 0 {
			list.People = nil
			return err
		}
		return trace(tx, actor.ID.Ref(), "read", list.Cohort, map[string]any{"booklet_deliveries": len(list.People)})
	})
	return list, err
}

func (list *Deliveries) read(tx *store.Tx) error {
	published, err := tx.Booklet(list.Cohort.ID)
	if err != nil && scheduling.KindOf(err) != scheduling.NotFound {
		return err
	}
	list.Published = published
	counts, err := tx.BookletCounts([]scheduling.CohortID{list.Cohort.ID})
	if err != nil {
		return err
	}
	list.Reviewed = counts[list.Cohort.ID].Reviewed
	missing, err := readers(tx, list.Cohort)
	if err != nil {
		return err
	}
	list.ToAdd = len(missing)
	given, err := tx.BookletDeliveries(list.Cohort.ID)
	if err != nil {
		return err
	}
	messages, err := tx.MessagesAbout(list.Cohort.ID, kind)
	if err != nil {
		return err
	}
	sent := map[string]scheduling.Message{}
	for _, m := range messages {
		sent[m.DedupeKey] = m
	}
	people, err := tx.Participants(list.Cohort.ID)
	if err != nil {
		return err
	}
	for _, p := range people {
		for _, g := range given {
			if g.Enrolment != p.Enrolment.ID {
				continue
			}
			list.count(Delivery{g, p, g.State(sent[messageKey(g.ID)])})
		}
	}
	return nil
}

// count adds one, without what only social workers read.
func (list *Deliveries) count(one Delivery) {
	one.Insured = one.Insured.WithoutSocial()
	list.People = append(list.People, one)
	list.Counts[one.State]++
	if one.Channel == scheduling.ByLetter && (one.State == scheduling.BookletToDo || one.State == scheduling.BookletPrinted) {
		list.ToPost++
	}
	if one.State.Given() {
		list.Given++
	}
}

// What an agent notes of a delivery.
const (
	Posted   = "posted"
	Handed   = "handed"
	Returned = "returned"
	NotYet   = "not_yet" // noted by mistake
)

// Note records what became of a delivery on paper.
func (d *Desk) Note(ctx context.Context, actor scheduling.Actor, id scheduling.BookletDeliveryID, what string) (cohort scheduling.CohortID, err error) {
	err = d.db.Write(ctx, func(tx *store.Tx) error {
		g, err := tx.BookletDelivery(id)
		if err != nil {
			return err
		}
		cohort = g.Cohort
		c, err := tx.CohortFor(actor, g.Cohort, scheduling.Invite)
		if err != nil {
			return err
		}
		switch what {
		case Posted:
			g.PostedAt, g.ReturnedAt = tx.Now, time.Time{}
		case Handed:
			g.HandedAt = tx.Now
		case Returned:
			g.ReturnedAt = tx.Now
		case NotYet:
			g.PostedAt, g.HandedAt, g.ReturnedAt = time.Time{}, time.Time{}, time.Time{}
		default:
			return refuse(scheduling.Invalid, "booklet.note.unknown")
		}
		g.By = actor.ID
		if err := settle(tx, g, what); err != nil {
			return err
		}
		if err := tx.SaveBookletDelivery(g); err != nil {
			return err
		}
		return trace(tx, actor.ID.Ref(), "updated", c, map[string]any{"booklet_delivery": id, "what": what})
	})
	return cohort, err
}

// settle has the letter of a delivery, or its message, follow what was noted:
// after paper was given nothing else leaves. A letter that came back says that
// she does not live there: no other is sent.
func settle(tx *store.Tx, g scheduling.BookletDelivery, what string) error {
	key := messageKey(g.ID)
	switch {
	case what == Posted && g.Channel == scheduling.ByLetter:
		return tx.SentByKey(key)
	case what == Handed, what == Posted:
		return tx.DropByKey("given", key)
	case what != Returned || g.Channel != scheduling.ByLetter:
		return nil
	}
	if err := tx.ReturnedByKey(key); err != nil {
		return err
	}
	people, err := tx.ParticipantsByEnrolment([]scheduling.EnrolmentID{g.Enrolment})
	if err != nil {
		return err
	}
	i := people[g.Enrolment].Insured
	if !i.AddressWrongOn.IsZero() {
		return nil
	}
	i.AddressWrongOn = scheduling.DateOf(tx.Now)
	return tx.ReplaceInsured(i)
}
