package planning

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"trame/scheduling"
	"trame/scheduling/store"
)

// YearView is a plan of a year as its manager reads it.
type YearView struct {
	Plan   scheduling.YearPlan
	State  scheduling.YearPlanState
	Unit   scheduling.Unit
	Wishes []YearWish
	Drafts []YearDraft
	Loads  []YearLoad
	Zones  []YearZone
}

// YearWish is a wish with the title of its programme and the names of its sites.
type YearWish struct {
	scheduling.Wish
	Title string
	Sites []scheduling.Site
}

// YearDraft is a proposed session with the names of what it needs.
type YearDraft struct {
	scheduling.DraftCohort
	Title     string // of the programme
	Capacity  int
	Site      scheduling.Site
	LeadName  string
	Meetings  []YearMeeting
	Obstacles []Obstacle // what took its room or its people since the draft
	Short     []YearShortage
}

// YearMeeting is a proposed meeting with the names of what it needs.
type YearMeeting struct {
	scheduling.DraftMeeting
	Title   string
	Room    string
	With    []YearHolder
	Lacking []scheduling.PartnerKind // nobody can be asked
}

// YearHolder is who is to hold a partner kind.
type YearHolder struct {
	Kind scheduling.PartnerKind
	Who  string // "facilitator:ID"
	Name string
}

// YearShortage is how the days of a module dwindle.
type YearShortage struct {
	Title  string
	Stages []scheduling.ShortageStage
}

// YearPage is a part of the plans of an actor's units.
type YearPage struct {
	Lines []YearView // without drafts
	Next  string
}

// Years lists the plans of the actor's units, the latest first.
func (d *Desk) Years(ctx context.Context, actor scheduling.Actor, page store.Page) (list YearPage, err error) {
	units := actor.Units(scheduling.PlanYear)
	if len(units) == 0 {
		return list, scheduling.Refuse(scheduling.Forbidden, "actor.may_not.plan_year", "")
	}
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		plans, err := tx.YearPlans(units, page)
		if err != nil {
			return err
		}
		found, err := tx.Units(units)
		names := index(found, func(u scheduling.Unit) scheduling.UnitID { return u.ID })
		for _, y := range plans {
			list.Lines = append(list.Lines, YearView{Plan: y, State: y.State(), Unit: names[y.Unit]})
		}
		if len(plans) == cmp.Or(page.Limit, 50) {
			list.Next = string(plans[len(plans)-1].ID)
		}
		return err
	})
	return list, err
}

// Year reads a plan with its draft.
func (d *Desk) Year(ctx context.Context, actor scheduling.Actor, id scheduling.YearPlanID) (v YearView, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		v, err = readYear(tx, actor, id)
		return err
	})
	return v, err
}

func readYear(tx *store.Tx, actor scheduling.Actor, id scheduling.YearPlanID) (v YearView, err error) {
	if v.Plan, err = yearFor(actor, tx.YearPlan, id); err != nil {
		return v, err
	}
	v.State = v.Plan.State()
	if v.Unit, err = tx.Unit(v.Plan.Unit); err != nil {
		return v, err
	}
	r := yearReader{tx: tx, actor: actor, v: &v}
	for _, read := range []func() error{r.wishes, r.drafts, r.names, r.obstacles, r.loads, r.zones} {
		if err := read(); err != nil {
			return v, err
		}
	}
	return v, nil
}

// yearReader gathers a view, step by step.
type yearReader struct {
	tx       *store.Tx
	actor    scheduling.Actor
	v        *YearView
	versions map[scheduling.VersionID]scheduling.ProgrammeVersion
	modules  map[scheduling.ModuleID]scheduling.Module
	sites    map[scheduling.SiteID]scheduling.Site
	placed   []scheduling.DraftMeeting
}

func (r *yearReader) wishes() error {
	wishes, err := r.tx.Wishes(r.v.Plan.ID)
	if err != nil {
		return err
	}
	var versions []scheduling.VersionID
	var sites []scheduling.SiteID
	for _, w := range wishes {
		versions, sites = append(versions, w.VersionID), append(sites, w.Sites...)
	}
	found, err := r.tx.VersionsByID(versions)
	if err != nil {
		return err
	}
	r.versions = index(found, func(v scheduling.ProgrammeVersion) scheduling.VersionID { return v.ID })
	modules, err := r.tx.ModulesOf(versions)
	if err != nil {
		return err
	}
	r.modules = index(modules, func(m scheduling.Module) scheduling.ModuleID { return m.ID })
	places, err := r.tx.SitesByID(sites)
	r.sites = index(places, func(s scheduling.Site) scheduling.SiteID { return s.ID })
	for _, w := range wishes {
		wish := YearWish{Wish: w, Title: r.versions[w.VersionID].Title}
		for _, id := range w.Sites {
			wish.Sites = append(wish.Sites, r.sites[id])
		}
		r.v.Wishes = append(r.v.Wishes, wish)
	}
	return err
}

func (r *yearReader) drafts() error {
	drafts, err := r.tx.DraftCohorts(r.v.Plan.ID)
	if err != nil {
		return err
	}
	r.placed, err = r.tx.DraftMeetings(r.v.Plan.ID)
	wishes := index(r.v.Wishes, func(w YearWish) int { return w.Number })
	for _, c := range drafts {
		w := wishes[c.Wish]
		draft := YearDraft{DraftCohort: c, Title: w.Title, Capacity: w.Capacity, Site: r.sites[c.Site]}
		for _, s := range c.Shortage {
			draft.Short = append(draft.Short, YearShortage{Title: meetingTitle(scheduling.Meeting{}, r.modules[s.Module]), Stages: s.Stages})
		}
		for _, m := range r.placed {
			if m.Number == c.Number {
				draft.Meetings = append(draft.Meetings, r.meeting(m))
			}
		}
		r.v.Drafts = append(r.v.Drafts, draft)
	}
	return err
}

func (r *yearReader) meeting(m scheduling.DraftMeeting) YearMeeting {
	module := r.modules[m.Module]
	meeting := YearMeeting{DraftMeeting: m, Title: meetingTitle(scheduling.Meeting{}, module)}
	for _, kind := range module.Partners {
		if who := m.Holder(kind); who != "" {
			meeting.With = append(meeting.With, YearHolder{Kind: kind, Who: who})
		} else {
			meeting.Lacking = append(meeting.Lacking, kind)
		}
	}
	return meeting
}

// names puts names on rooms and people, in a query for each.
func (r *yearReader) names() error {
	var resources []string
	for _, m := range r.placed {
		resources = append(resources, scheduling.RoomResource(m.Room), scheduling.UserResource(m.Lead))
		for _, pair := range m.With {
			_, who, _ := strings.Cut(pair, "=")
			resources = append(resources, who)
		}
	}
	slices.Sort(resources)
	names, err := namesOf(r.tx, slices.Compact(resources), func(s string) string { return s })
	for i := range r.v.Drafts {
		c := &r.v.Drafts[i]
		c.LeadName = names[scheduling.UserResource(c.Lead)]
		for j := range c.Meetings {
			m := &c.Meetings[j]
			m.Room = names[scheduling.RoomResource(m.DraftMeeting.Room)]
			for n := range m.With {
				m.With[n].Name = names[m.With[n].Who]
			}
		}
	}
	return err
}

// obstacles looks whether what is not open yet can still be: a draft books
// nothing, so that anybody may have taken what it needs.
func (r *yearReader) obstacles() error {
	var wanted []scheduling.Booking
	var meetings []scheduling.Meeting
	number := map[scheduling.MeetingID]int{}
	for _, c := range r.v.Drafts {
		if c.Cohort != "" || c.Choice == scheduling.ChoiceLeft {
			continue
		}
		for _, m := range c.Meetings {
			meeting, animations := m.asMeeting(c.Site)
			number[meeting.ID] = c.Number
			meetings = append(meetings, meeting)
			wanted = append(wanted, bookings(meeting, animations)...)
		}
	}
	clashes, err := r.tx.Clashes(wanted, nil)
	if err != nil {
		return err
	}
	// what another meeting of the draft wants is a matter of the draft
	clashes = slices.DeleteFunc(clashes, func(c scheduling.Clash) bool { return number[c.Taken.Meeting] != 0 })
	list, err := obstacles(r.tx, r.actor, clashes, meetings)
	for _, o := range list {
		at := number[o.Meeting.ID] - 1
		r.v.Drafts[at].Obstacles = append(r.v.Drafts[at].Obstacles, o)
	}
	return err
}

// asMeeting is m as it would be opened.
func (m YearMeeting) asMeeting(site scheduling.Site) (scheduling.Meeting, []scheduling.Animation) {
	meeting := scheduling.Meeting{
		ID: scheduling.MeetingID(draftName(m.Number) + "/" + m.Date.String()), Kind: scheduling.ModuleMeeting, Minutes: m.Minutes,
		Zone: site.TimeZone, Site: site.ID, Room: m.DraftMeeting.Room,
	}
	meeting, _ = meeting.At(m.Date, m.Start)
	animations := []scheduling.Animation{{User: m.Lead}}
	for _, h := range m.With {
		user, facilitator := personNamed(h.Who)
		animations = append(animations, scheduling.Animation{User: user, Facilitator: facilitator})
	}
	return meeting, animations
}
