package planning

import (
	"context"
	"errors"
	"slices"

	"trame/scheduling"
	"trame/scheduling/cadence"
	"trame/scheduling/store"
)

// Outline is a cohort before it is opened: its dates laid out, what was
// skipped to get there, and what stands in the way.
type Outline struct {
	Cohort     scheduling.Cohort
	Version    scheduling.ProgrammeVersion
	Modules    []scheduling.Module
	Site       scheduling.Site
	Meetings   []scheduling.Meeting // the supplementary one last
	Animations []scheduling.Animation
	Skipped    []cadence.Skip
	Warning    cadence.Warning
	Obstacles  []Obstacle
	Cautions   []Caution
}

// Title is what m is about.
func (o Outline) Title(m scheduling.Meeting) string {
	byID := index(o.Modules, func(m scheduling.Module) scheduling.ModuleID { return m.ID })
	return meetingTitle(m, byID[m.Module])
}

// Preview lays c out and says what opening it would meet; it writes nothing.
func (d *Desk) Preview(ctx context.Context, actor scheduling.Actor, c scheduling.Cohort) (o Outline, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		if o, err = outline(tx, actor, c); err != nil {
			return err
		}
		clashes, err := tx.Clashes(o.bookings(), nil)
		if err != nil {
			return err
		}
		if o.Obstacles, err = obstacles(tx, actor, clashes, o.Meetings); err != nil {
			return err
		}
		o.Cautions, err = cautions(tx, o.bookings(), o.Meetings)
		return err
	})
	return o, err
}

// Open opens a cohort of an approved version (rule 1): its meetings, who leads
// them, whom they still need, and every booking, in one transaction. What is
// taken meanwhile is a Conflict.
func (d *Desk) Open(ctx context.Context, actor scheduling.Actor, c scheduling.Cohort) (scheduling.CohortID, error) {
	var id scheduling.CohortID
	err := d.db.Write(ctx, func(tx *store.Tx) error {
		o, err := outline(tx, actor, c)
		if err != nil {
			return err
		}
		id = o.Cohort.ID
		return o.write(tx, actor, "first_date")
	})
	return id, err
}

// write opens what was laid out; what is taken is refused at field.
func (o Outline) write(tx *store.Tx, actor scheduling.Actor, field string) error {
	err := errors.Join(tx.AddCohort(o.Cohort), tx.AddMeetings(o.Meetings), tx.AddAnimations(o.Animations))
	if err != nil {
		return err
	}
	if err := book(tx, actor, o.bookings(), o.Meetings, field); err != nil {
		return err
	}
	return tx.Audit(trace(actor, "created", o.Cohort, "", map[string]any{"meetings": len(o.Meetings), "version": o.Version.ID}))
}

// book takes bookings, or refuses with the name of what is taken.
func book(tx *store.Tx, actor scheduling.Actor, bookings []scheduling.Booking, meetings []scheduling.Meeting, field string) error {
	clashes, err := tx.Book(bookings)
	if err != nil || len(clashes) == 0 {
		return err
	}
	list, err := obstacles(tx, actor, clashes, meetings)
	if err != nil {
		return err
	}
	return taken(list, field)
}

func (o Outline) bookings() []scheduling.Booking {
	return bookingsOf(o.Meetings, o.Animations)
}

func bookingsOf(meetings []scheduling.Meeting, animations []scheduling.Animation) []scheduling.Booking {
	var list []scheduling.Booking
	for _, m := range meetings {
		on := slices.DeleteFunc(slices.Clone(animations), func(a scheduling.Animation) bool { return a.Meeting != m.ID })
		list = append(list, bookings(m, on)...)
	}
	return list
}

// outline checks c and lays it out; every fault comes back at its field.
func outline(tx *store.Tx, actor scheduling.Actor, c scheduling.Cohort) (Outline, error) {
	o, g, err := checked(tx, actor, c)
	if err != nil {
		return o, err
	}
	return o, o.layOut(tx, g)
}

// checked finds what c runs and where, with every fault at its field.
func checked(tx *store.Tx, actor scheduling.Actor, c scheduling.Cohort) (o Outline, g ground, err error) {
	if o, err = ofVersion(tx, actor, c); err != nil {
		return o, g, err
	}
	var faults scheduling.Faults
	if list, ok := errors.AsType[scheduling.Faults](o.Cohort.Validate(o.Version, len(o.Modules))); ok {
		faults = list
	}
	approvals, err := tx.Approvals(o.Version.ID)
	if err != nil {
		return o, g, err
	}
	faults.Check(o.Version.State(approvals) == scheduling.VersionApproved, "version", "cohort.version.not_approved")
	if err := checkLeads(tx, o.Cohort, &faults); err != nil {
		return o, g, err
	}
	if c.Site == "" {
		return o, g, faults.Err()
	}
	if g, err = groundAt(tx, actor.Organisation, c.Site); err != nil {
		return o, g, err
	}
	if !slices.Contains(actor.Units(scheduling.SeePlan), g.site.Unit) {
		return o, g, scheduling.Refuse(scheduling.NotFound, "not_found", "")
	}
	o.Site = g.site
	checkRoom(g, o.Cohort, &faults)
	return o, g, faults.Err()
}

// ofVersion finds what c runs. The unit is the programme's unless c names one
// below it: elsewhere the programme is copied and approved again (rule 32).
func ofVersion(tx *store.Tx, actor scheduling.Actor, c scheduling.Cohort) (o Outline, err error) {
	if c.VersionID == "" {
		return o, scheduling.Refuse(scheduling.Invalid, "cohort.version.required", "version")
	}
	if o.Version, err = tx.Version(c.VersionID); err != nil {
		return o, err
	}
	programme, err := tx.Programme(o.Version.Programme)
	if err != nil {
		return o, err
	}
	below, err := tx.UnitsBelow(programme.Unit)
	if err != nil {
		return o, err
	}
	if c.Unit == "" {
		c.Unit = unitFor(actor, programme.Unit, below)
	}
	if err := actor.May(scheduling.Organise, c.Unit); err != nil {
		return o, err
	}
	if !slices.Contains(below, c.Unit) {
		return o, scheduling.Refuse(scheduling.Invalid, "cohort.unit.elsewhere", "unit")
	}
	c.ID, c.CreatedBy, c.CreatedAt, c.Version = store.NewID[scheduling.CohortID](), actor.ID, tx.Now, 1
	o.Cohort = c
	o.Modules, err = tx.Modules(o.Version.ID)
	return o, err
}

// unitFor is the programme's unit when the actor organises there, else the
// first below it where he does.
func unitFor(actor scheduling.Actor, programme scheduling.UnitID, below []scheduling.UnitID) scheduling.UnitID {
	his := actor.Units(scheduling.Organise)
	if slices.Contains(his, programme) {
		return programme
	}
	for _, u := range his {
		if slices.Contains(below, u) {
			return u
		}
	}
	return programme
}

// checkLeads wants social workers of the cohort's unit (or of one above it).
func checkLeads(tx *store.Tx, c scheduling.Cohort, faults *scheduling.Faults) error {
	can, err := tx.UsersIn([]scheduling.UnitID{c.Unit}, []scheduling.Role{scheduling.SocialWorker}, scheduling.DateOf(tx.Now))
	if err != nil {
		return err
	}
	knows := func(id scheduling.UserID) bool {
		return id == "" || slices.ContainsFunc(can, func(u scheduling.User) bool { return u.ID == id })
	}
	faults.Check(knows(c.Lead), "lead", "cohort.lead.not_social_worker")
	faults.Check(knows(c.Second), "second", "cohort.lead.not_social_worker")
	return nil
}

// checkRoom wants a room of the site with a seat for everybody.
func checkRoom(g ground, c scheduling.Cohort, faults *scheduling.Faults) {
	room, known := g.room(c.Room)
	faults.Check(known, "room", "cohort.room.elsewhere")
	seats := c.Capacity + 1
	if c.Second != "" {
		seats++
	}
	faults.Check(!known || c.Room == "" || room.Capacity >= seats, "room", "cohort.room.small", "seats", room.Capacity, "needed", seats)
}

// layOut dates the meetings, and puts on each who leads it and whom its module
// requires.
func (o *Outline) layOut(tx *store.Tx, g ground) error {
	rhythm := g.cadence(o.Cohort, o.Cohort.Start)
	layout, err := rhythm.Meetings(o.Cohort.FirstDate, len(o.Modules))
	if err != nil {
		return atField(err)
	}
	o.Skipped, o.Warning = layout.Skipped, layout.Warning
	var faults scheduling.Faults
	for i, module := range o.Modules {
		m := o.meeting(tx, scheduling.ModuleMeeting, module.Position, module.Minutes)
		m.Module = module.ID
		m, _ = m.At(layout.Meetings[i].Date, o.Cohort.Start)
		if len(faults) == 0 {
			faults.Check(g.open(m), "start", "cohort.start.site_closed", "date", m.Date)
		}
		o.add(tx, m, module.Partners)
	}
	if err := faults.Err(); err != nil || o.Version.FollowUpMonths == 0 {
		return err
	}
	return o.addSupplementary(tx, g)
}

// addSupplementary dates the point à six mois after the last meeting (rule 4).
func (o *Outline) addSupplementary(tx *store.Tx, g ground) error {
	last := o.Meetings[len(o.Meetings)-1]
	rhythm := g.cadence(o.Cohort, o.Cohort.Start)
	extra := o.meeting(tx, scheduling.Supplementary, last.Position+1, last.Minutes)
	free := func(m scheduling.Meeting) (bool, error) {
		clashes, err := tx.Clashes(bookings(m, o.leads(tx, m.ID)), nil)
		return len(clashes) == 0, err
	}
	extra, skipped, err := g.supplementary(rhythm, extra, last.Date, o.Version.FollowUpMonths, free)
	if err != nil {
		return atField(err)
	}
	o.Skipped = append(o.Skipped, skipped...)
	o.add(tx, extra, nil)
	return nil
}

func (o *Outline) meeting(tx *store.Tx, kind scheduling.MeetingKind, position, minutes int) scheduling.Meeting {
	return scheduling.Meeting{
		ID: store.NewID[scheduling.MeetingID](), Cohort: o.Cohort.ID, Kind: kind, Position: position,
		Start: o.Cohort.Start, Minutes: minutes, Zone: o.Site.TimeZone, Site: o.Site.ID, Room: o.Cohort.Room,
		UID: store.RandomID[string](), ChangedAt: tx.Now, Version: 1,
	}
}

func (o *Outline) add(tx *store.Tx, m scheduling.Meeting, required []scheduling.PartnerKind) {
	o.Meetings = append(o.Meetings, m)
	o.Animations = append(o.Animations, o.leads(tx, m.ID)...)
	for _, kind := range required {
		o.Animations = append(o.Animations, animation(tx, m.ID, scheduling.Animation{Role: "co", PartnerKind: kind}))
	}
}

// leads are the social workers on a meeting: they planned it, so they come.
func (o *Outline) leads(tx *store.Tx, m scheduling.MeetingID) []scheduling.Animation {
	list := []scheduling.Animation{animation(tx, m, scheduling.Animation{Role: "lead", User: o.Cohort.Lead, Reply: scheduling.Accepted})}
	if o.Cohort.Second != "" {
		list = append(list, animation(tx, m, scheduling.Animation{Role: "co", User: o.Cohort.Second, Reply: scheduling.Accepted}))
	}
	return list
}

func animation(tx *store.Tx, m scheduling.MeetingID, a scheduling.Animation) scheduling.Animation {
	a.ID, a.Meeting, a.AskedBy, a.SentSequence, a.CreatedAt = store.NewID[scheduling.AnimationID](), m, "social_worker", -1, tx.Now
	if a.Reply == "" {
		a.Reply = scheduling.NoReply
	}
	return a
}

// fieldOf is where the forms ask what the cadence refuses.
var fieldOf = map[string]string{"first": "first_date", "weeks": "cadence_weeks", "meetings": "version", "months": "version"}

// atField turns the cadence's fields into the cohort's.
func atField(err error) error {
	rename := func(e *scheduling.Error) {
		if field, ok := fieldOf[e.Field]; ok {
			e.Field = field
		}
	}
	if list, ok := errors.AsType[scheduling.Faults](err); ok {
		for _, e := range list {
			rename(e)
		}
	} else if e, ok := errors.AsType[*scheduling.Error](err); ok {
		rename(e)
	}
	return err
}
