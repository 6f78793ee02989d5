package planning

import (
	"context"
	"slices"
	"strings"
	"time"

	"trame/scheduling"
	"trame/scheduling/ical"
	"trame/scheduling/store"
)

// Appointment is a meeting as its co-animator reads it by his link. It cannot
// hold a participant, nor another co-animator's address, nor the name of a
// place or programme that tells an illness (rule 14, calendar.md §6).
type Appointment struct {
	Name         string // his own
	Organisation string
	Phone        string
	PhoneHours   string

	Title     string
	Programme string // its public title
	Position  int
	Modules   int
	Start     time.Time
	End       time.Time
	Zone      *time.Location
	Elsewhere bool // its clocks are not those of the organisation
	Cancelled bool
	Open      bool // he may still answer

	Place       string // public address
	Room        string
	StepFree    bool
	Transport   string
	Parking     string
	AccessNotes string

	Leads    []string
	Heads    int  // enrolled; nobody's name
	Witness  bool // a witness comes; nobody's name
	Capacity int

	Message   string
	Method    string
	Steps     []scheduling.GuideStep
	Resources []scheduling.Resource

	Reply     scheduling.Reply
	RepliedAt time.Time
	Comment   string
	Others    []OtherDate
	Partner   bool // a partner's person: she chooses how she is written to
	Recap     bool // she gets one mail for all her dates of a session
}

// OtherDate is another meeting that the same person is asked for.
type OtherDate struct {
	Title     string
	Start     time.Time
	End       time.Time
	Zone      *time.Location
	Place     string
	Reply     scheduling.Reply
	Cancelled bool
	Link      string // path of its own page, "" when it has none
}

// Appointment reads what a link is for. It changes nothing, however often it
// is opened.
func (d *Desk) Appointment(ctx context.Context, token string) (view Appointment, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		a, o, err := opened(tx, token)
		if err != nil {
			return err
		}
		view = o.appointment(tx.Now)
		view.Reply, view.RepliedAt, view.Comment = a.Reply, a.RepliedAt, a.Comment
		if err := o.crowd(tx, a, &view); err != nil {
			return err
		}
		if err := o.guide(tx, &view); err != nil {
			return err
		}
		view.Others, err = d.others(tx, a)
		return err
	})
	return view, err
}

// opened is what a link is for, with the meeting and all around it.
func opened(tx *store.Tx, token string) (a scheduling.Animation, o occasion, err error) {
	if a, err = byToken(tx, token); err != nil {
		return a, o, err
	}
	m, err := tx.Meeting(a.Meeting)
	if err != nil {
		return a, o, err
	}
	o, err = occasionOf(tx, m)
	return a, o, err
}

func (o occasion) appointment(now time.Time) Appointment {
	m := o.meeting
	v := Appointment{
		Organisation: o.organisation.Name, Phone: o.organisation.Phone, PhoneHours: o.organisation.PhoneHours,
		Title: o.title(), Programme: o.version.PublicTitle, Position: m.Position, Modules: o.modules,
		Start: m.StartsAt, End: m.EndsAt, Zone: o.zone, Cancelled: !m.CancelledAt.IsZero(),
		Place: o.site.PublicAddress(), StepFree: o.site.StepFree, Transport: o.site.Transport,
		Parking: o.site.Parking, AccessNotes: o.site.AccessNotes, Capacity: o.cohort.Capacity,
		Message: o.module.Message, Method: o.module.Method,
	}
	if m.Kind == scheduling.Supplementary {
		v.Position = 0
	}
	v.Open = !v.Cancelled && !o.over(now)
	home, err := time.LoadLocation(o.organisation.TimeZone)
	if err == nil {
		v.Elsewhere = m.StartsAt.In(home).Format("15:04 2") != m.StartsAt.In(o.zone).Format("15:04 2")
	}
	return v
}

// crowd says who he is and who leads, and counts the rest.
func (o occasion) crowd(tx *store.Tx, a scheduling.Animation, view *Appointment) (err error) {
	if view.Heads, err = tx.HeadCount(o.cohort.ID); err != nil {
		return err
	}
	witnesses, err := tx.WitnessComes(o.meeting.ID)
	if err != nil {
		return err
	}
	view.Witness = witnesses > 0
	on, err := tx.Animations(o.meeting.ID)
	if err != nil {
		return err
	}
	people, err := peopleOf(tx, append(on, a))
	if err != nil {
		return err
	}
	view.Name, view.Recap, view.Partner = people[a.Resource()].name, people[a.Resource()].recap, a.Facilitator != ""
	for _, other := range on {
		if other.On() && o.leads(other) {
			view.Leads = append(view.Leads, people[other.Resource()].name)
		}
	}
	if o.meeting.Room != "" {
		room, err := tx.Room(o.meeting.Room)
		if err != nil {
			return err
		}
		view.Room = room.Name
	}
	return nil
}

func (o occasion) guide(tx *store.Tx, view *Appointment) (err error) {
	if o.module.ID == "" {
		return nil
	}
	if view.Steps, err = tx.GuideSteps(o.module.ID); err != nil {
		return err
	}
	view.Resources, err = tx.Resources(o.module.ID)
	return err
}

// others are the rest of a person's dates to come, each behind its own link.
func (d *Desk) others(tx *store.Tx, a scheduling.Animation) ([]OtherDate, error) {
	animations, err := tx.AnimationsOfFacilitators([]scheduling.FacilitatorID{a.Facilitator}, tx.Now)
	if a.User != "" {
		animations, err = tx.AnimationsOfUser(a.User, tx.Now)
	}
	if err != nil {
		return nil, err
	}
	animations = slices.DeleteFunc(animations, func(other scheduling.Animation) bool {
		return other.ID == a.ID || other.InvitedAt.IsZero()
	})
	meetings, err := tx.MeetingsByID(meetingsIn(animations))
	if err != nil {
		return nil, err
	}
	occasions, err := occasionsOf(tx, meetings)
	if err != nil {
		return nil, err
	}
	byMeeting := index(animations, func(a scheduling.Animation) scheduling.MeetingID { return a.Meeting })
	list := make([]OtherDate, len(occasions))
	for i, o := range occasions {
		other := byMeeting[o.meeting.ID]
		list[i] = OtherDate{
			Title: o.title(), Start: o.meeting.StartsAt, End: o.meeting.EndsAt, Zone: o.zone, Place: o.site.PublicAddress(),
			Reply: other.Reply, Cancelled: !o.meeting.CancelledAt.IsZero(),
		}
		if link, hash := linkOf(d.post, other); hash == other.TokenHash { // else he was invited by telephone
			list[i].Link = strings.TrimPrefix(link, d.post.Link(""))
		}
	}
	return list, nil
}

// Download is one meeting as a file to add to a calendar once.
func (d *Desk) Download(ctx context.Context, token string) (body []byte, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		_, o, err := opened(tx, token)
		if err != nil {
			return err
		}
		body, err = ical.Publish(o.calendar(), o.organizer(""))
		return err
	})
	return body, err
}

// Support is a support of the meeting that a link is for, with its file ("" a
// link elsewhere has none).
func (d *Desk) Support(ctx context.Context, token string, id scheduling.ResourceID) (r scheduling.Resource, content []byte, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		a, err := byToken(tx, token)
		if err != nil {
			return err
		}
		m, err := tx.Meeting(a.Meeting)
		if err != nil {
			return err
		}
		if r, err = tx.Resource(id); err != nil {
			return err
		}
		if r.Module != m.Module || m.Module == "" || r.FileName == "" {
			return notFound()
		}
		content, err = tx.ResourceFile(id)
		return err
	})
	return r, content, err
}
