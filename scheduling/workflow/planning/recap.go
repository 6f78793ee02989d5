package planning

import (
	"slices"
	"strconv"
	"time"

	"trame/scheduling"
	"trame/scheduling/post"
	"trame/scheduling/store"
)

// A facilitator may want one mail for all her dates of a session. Then no
// calendar object is sent to her: her calendar follows an address, whose
// meetings it holds once. Each mail tells all the dates to come, and what
// changed since the last one that left.

// RecapDate is one date of hers, as her mail and her page tell it.
type RecapDate struct {
	Animation  scheduling.AnimationID
	Title      string
	Kind       scheduling.PartnerKind // what she comes as
	Start, End time.Time
	Zone       *time.Location
	Place      string
	Lead       string
	Reply      scheduling.Reply
	Cancelled  bool
	Open       bool // she may still answer
	Change     scheduling.RecapChange
	Was, Until time.Time // when it was, if it moved
	Link       string    // of its own page
}

// RecapMail is what the mails of a recap are written with:
// templates/mail/recap*.
type RecapMail struct {
	Name      string
	Programme string // its public title
	Dates     []RecapDate
	Changes   []RecapDate // nil in the first
	By        string      // who changed something
	Link      string      // of the page that answers for all
	Feed      string      // what her calendar may follow; "" when that address was closed
}

// recap is all that a facilitator is asked for in a session.
type recap struct {
	scheduling.Recap
	person person
	open   bool // she is expected, or was, on some meeting
	dates  []recapped
}

// recapped is one date to come.
type recapped struct {
	occasion
	animation scheduling.Animation
}

func readRecap(tx *store.Tx, c scheduling.CohortID, f scheduling.FacilitatorID) (r recap, err error) {
	r.Recap, err = tx.Recap(c, f)
	if err != nil && scheduling.KindOf(err) != scheduling.NotFound {
		return r, err
	}
	r.Cohort, r.Facilitator = c, f
	animations, err := tx.AnimationsInCohort(c, f, time.Time{})
	if err != nil {
		return r, err
	}
	animations = slices.DeleteFunc(animations, func(a scheduling.Animation) bool { return a.InvitedAt.IsZero() })
	r.open = len(animations) > 0
	people, err := peopleOf(tx, []scheduling.Animation{{Facilitator: f}})
	if err != nil {
		return r, err
	}
	r.person = people[scheduling.FacilitatorResource(f)]
	meetings, err := tx.MeetingsByID(meetingsIn(animations))
	if err != nil {
		return r, err
	}
	meetings = slices.DeleteFunc(meetings, func(m scheduling.Meeting) bool { return !m.EndsAt.After(tx.Now) })
	occasions, err := occasionsOf(tx, meetings)
	of := index(animations, func(a scheduling.Animation) scheduling.MeetingID { return a.Meeting })
	for _, o := range occasions {
		r.dates = append(r.dates, recapped{o, of[o.meeting.ID]})
	}
	return r, err
}

// recapitulate has one mail tell a facilitator what she does not know of her
// dates in a session; it takes the place of one that has not left. When all is
// as she was told, none goes.
func recapitulate(tx *store.Tx, office *post.Office, by string, c scheduling.CohortID, f scheduling.FacilitatorID) error {
	r, err := readRecap(tx, c, f)
	if err != nil {
		return err
	}
	if _, err := tx.DropUnsent(r.Thread()); err != nil {
		return err
	}
	if err := r.keepLinks(tx, office); err != nil {
		return err
	}
	told, err := tx.RecapTold(r.Thread())
	if err != nil {
		return err
	}
	changes, around, err := r.since(tx, told)
	if err != nil || len(changes) == 0 || !r.person.reachable(around[0]) {
		return err
	}
	d, mail := r.draft(tx, around), r.mail(office, by)
	if d.Kind = "recap"; len(told) > 0 {
		d.Kind, mail.Changes = "recap_update", changes
	}
	if mail.Feed, err = recapFeed(tx, office, f); err != nil {
		return err
	}
	d.Template, d.Data = d.Kind, mail
	id, err := office.Queue(tx, d)
	if err != nil {
		return err
	}
	return tx.AddRecapLines(r.lines(id))
}

// keepLinks opens her page, or ends it when nothing is asked of her any more,
// and gives each date its own.
func (r *recap) keepLinks(tx *store.Tx, office *post.Office) error {
	for i := range r.dates {
		a := &r.dates[i].animation
		_, a.MailHash = answersTo(office, *a)
		_, a.TokenHash = linkOf(office, *a)
		a.SentSequence = r.dates[i].meeting.Sequence
		if err := tx.SaveAnimation(*a); err != nil {
			return err
		}
	}
	switch {
	case r.open && (r.OpenedAt.IsZero() || !r.EndedAt.IsZero()):
		r.OpenedAt, r.EndedAt = tx.Now, time.Time{}
		_, r.TokenHash = recapLink(office, r.Recap)
		if err := tx.ForgetRecap(r.Thread()); err != nil { // the old mails lead nowhere any more
			return err
		}
	case !r.open && !r.OpenedAt.IsZero() && r.EndedAt.IsZero():
		r.EndedAt = tx.Now
	default:
		return nil
	}
	return tx.SaveRecap(r.Recap)
}

// recapLink is where she answers for all her dates of a session; it stays the
// same until she is taken off every one of them.
func recapLink(office *post.Office, r scheduling.Recap) (link, hash string) {
	raw, hash := office.Token("recap/" + string(r.Cohort) + "/" + string(r.Facilitator) + "/" + strconv.FormatInt(r.OpenedAt.UnixMicro(), 10))
	return office.Link("/r/" + raw), hash
}

// since compares her dates with what she was told, and returns what changed
// and all the meetings around. Of what she declined she hears nothing more.
func (r *recap) since(tx *store.Tx, told []scheduling.RecapLine) (changes []RecapDate, around []occasion, err error) {
	known := index(told, func(l scheduling.RecapLine) scheduling.MeetingID { return l.Meeting })
	for _, d := range r.dates {
		line, was := known[d.meeting.ID]
		delete(known, d.meeting.ID)
		around = append(around, d.occasion)
		date := d.date(nil)
		date.Change = d.meeting.Since(line, was)
		if date.Change == scheduling.RecapSame || d.animation.Reply == scheduling.Declined {
			continue
		}
		if date.Change == scheduling.RecapMoved {
			date.Was, date.Until = line.StartsAt, line.EndsAt
		}
		changes = append(changes, date)
	}
	released, err := r.released(tx, known)
	for _, o := range released {
		around = append(around, o)
		date := recapped{occasion: o}.date(nil)
		date.Change = scheduling.RecapReleased
		changes = append(changes, date)
	}
	slices.SortStableFunc(changes, func(a, b RecapDate) int { return a.Start.Compare(b.Start) })
	return changes, around, err
}

// released are the meetings to come that she was told of and is no longer on.
func (r *recap) released(tx *store.Tx, told map[scheduling.MeetingID]scheduling.RecapLine) ([]occasion, error) {
	var ids []scheduling.MeetingID
	for id, line := range told {
		if line.CancelledAt.IsZero() {
			ids = append(ids, id)
		}
	}
	meetings, err := tx.MeetingsByID(ids)
	if err != nil {
		return nil, err
	}
	var list []scheduling.Meeting
	for _, m := range meetings {
		if !m.EndsAt.After(tx.Now) {
			continue
		}
		a, err := tx.AnimationOn(m.ID, "", r.Facilitator)
		if err != nil {
			return nil, err
		}
		if a.Reply != scheduling.Declined {
			list = append(list, m)
		}
	}
	return occasionsOf(tx, list)
}

func (d recapped) date(office *post.Office) RecapDate {
	m := d.meeting
	date := RecapDate{
		Animation: d.animation.ID, Title: d.title(), Kind: d.animation.PartnerKind, Start: m.StartsAt, End: m.EndsAt, Zone: d.zone,
		Place: d.site.PublicAddress(), Lead: d.lead.Name(), Reply: d.animation.Reply, Cancelled: !m.CancelledAt.IsZero(),
	}
	if office != nil {
		date.Link, _ = linkOf(office, d.animation)
	}
	return date
}

func (r *recap) mail(office *post.Office, by string) RecapMail {
	mail := RecapMail{Name: r.person.name, By: by}
	mail.Link, _ = recapLink(office, r.Recap)
	for _, d := range r.dates {
		mail.Programme = d.version.PublicTitle
		if d.meeting.CancelledAt.IsZero() {
			mail.Dates = append(mail.Dates, d.date(office))
		}
	}
	return mail
}

// draft is a mail of r: an organiser's several changes are told together.
func (r *recap) draft(tx *store.Tx, around []occasion) post.Draft {
	o := around[0]
	d := post.Draft{
		Unit: o.cohort.Unit, Organisation: o.organisation, Channel: scheduling.ByMail,
		DedupeKey: r.Thread() + ":" + string(store.NewID[scheduling.MessageID]()), // what was told is compared, not the key
		Thread:    r.Thread(), Cohort: r.Cohort, Recipient: r.person.recipient,
		DueAt: tx.Now.Add(settling), ToName: r.person.name, ToAddress: r.person.email,
	}
	for _, o := range around {
		if o.meeting.EndsAt.After(d.GraceAt) {
			d.GraceAt = o.meeting.EndsAt
		}
	}
	return d
}

func (r *recap) lines(id scheduling.MessageID) []scheduling.RecapLine {
	lines := make([]scheduling.RecapLine, len(r.dates))
	for i, d := range r.dates {
		m := d.meeting
		lines[i] = scheduling.RecapLine{Message: id, Meeting: m.ID, StartsAt: m.StartsAt, EndsAt: m.EndsAt, Site: m.Site, CancelledAt: m.CancelledAt}
	}
	return lines
}

// recapFeed is the address that her mails give, the same in all: her calendar
// holds what they tell. "" when it was closed: she may ask for another.
func recapFeed(tx *store.Tx, office *post.Office, f scheduling.FacilitatorID) (string, error) {
	raw, hash := office.Token("recap-feed/" + string(f))
	feeds, err := tx.Feeds(scheduling.FeedOfRecap, string(f))
	if err != nil {
		return "", err
	}
	link := office.Link("/feeds/" + raw + ".ics")
	for _, old := range feeds {
		switch {
		case old.TokenHash != hash:
		case !old.RevokedAt.IsZero():
			return "", nil
		default:
			return link, nil
		}
	}
	return link, tx.AddFeed(scheduling.Feed{
		ID: store.NewID[scheduling.FeedID](), Scope: scheduling.FeedOfRecap, Owner: string(f), Name: "Récapitulatif", TokenHash: hash, CreatedAt: tx.Now,
	})
}
