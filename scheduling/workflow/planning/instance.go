package planning

import (
	"fmt"
	"strings"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/timetable"
)

// wish is a cohort to be planned that is not open yet. Its leads are who may
// lead it, its sites where it may be held: one meeting here and the next there
// unless there is a single one.
type wish struct {
	ID       string // its name in the instance
	Unit     scheduling.UnitID
	Modules  []scheduling.Module
	Sites    []scheduling.SiteID
	From     scheduling.Date
	Until    scheduling.Date // included
	Capacity int
	Weeks    int
	Pause    bool // in school holidays
	Leads    []scheduling.UserID
	Second   scheduling.UserID
}

// puzzle is what the planning engine is asked, made of what the house knows,
// and what its words mean. In it rooms and people have the names that bookings
// give them ("room:ID", "user:ID", "facilitator:ID"); modules have their ids.
type puzzle struct {
	*timetable.Instance
	zone     *time.Location
	rooms    map[scheduling.RoomID]scheduling.Room
	sites    map[scheduling.SiteID]ground // without openings
	had      map[string]scheduling.Availability
	helpers  helpers
	kinds    map[[2]string][]scheduling.PartnerKind // by cohort and module, of each role; "" is the second social worker, or somebody in addition
	lacking  map[[2]string][]scheduling.PartnerKind // by cohort and module: nobody can be asked
	meetings map[[2]string]scheduling.MeetingID     // of open cohorts, by cohort and module
	own      map[scheduling.MeetingID]bool          // planned by the instance itself: their bookings hold nobody
	animated map[[2]string][]scheduling.AnimationID // behind Co of previous and pinned, by cohort and module
}

// wishPuzzle readies wishes for the engine: what is placed already, of any
// cohort, is a closure. It takes a dozen queries, however many wishes.
func wishPuzzle(tx *store.Tx, organisation scheduling.OrganisationID, wishes []wish) (*puzzle, error) {
	return wishPuzzleUntil(tx, organisation, wishes, scheduling.Date{})
}

// wishPuzzleUntil knows the days after the wishes' own too, up to last: the
// engine can then tell that a longer period would do.
func wishPuzzleUntil(tx *store.Tx, organisation scheduling.OrganisationID, wishes []wish, last scheduling.Date) (*puzzle, error) {
	p := newPuzzle()
	p.LastDay = last
	var sites []scheduling.SiteID
	var units []scheduling.UnitID
	for i, w := range wishes {
		sites, units = append(sites, w.Sites...), append(units, w.Unit)
		if i == 0 || w.From.Before(p.FirstDay) {
			p.FirstDay = w.From
		}
		if w.Until.After(p.LastDay) {
			p.LastDay = w.Until
		}
	}
	if err := p.places(tx, organisation, sites); err != nil {
		return nil, err
	}
	if err := p.findHelpers(tx, organisation, units); err != nil {
		return nil, err
	}
	var people []string
	for _, w := range wishes {
		people = append(people, p.wished(w)...)
	}
	if err := p.resources(tx, people); err != nil {
		return nil, err
	}
	for i, w := range wishes {
		p.Cohorts[i].Starts = p.startsFor(w)
		p.Cohorts[i].Leads = p.leastBooked(p.Cohorts[i].Leads)
	}
	return p, p.check()
}

func newPuzzle() *puzzle {
	return &puzzle{
		Instance: &timetable.Instance{
			Format: timetable.InstanceFormat, Name: "trame", TravelDefault: int(scheduling.TravelTime / time.Minute), Weights: comfortWeights,
		},
		rooms: map[scheduling.RoomID]scheduling.Room{}, sites: map[scheduling.SiteID]ground{},
		kinds: map[[2]string][]scheduling.PartnerKind{}, lacking: map[[2]string][]scheduling.PartnerKind{},
		meetings: map[[2]string]scheduling.MeetingID{}, own: map[scheduling.MeetingID]bool{}, animated: map[[2]string][]scheduling.AnimationID{},
	}
}

// check is the last look before the engine: a flaw here is ours, not the
// organiser's.
func (p *puzzle) check() error {
	if err := p.Validate(); err != nil {
		return fmt.Errorf("planning instance: %w", err)
	}
	return nil
}

// moment is the wall clock at the sites.
func (p *puzzle) moment(t time.Time) timetable.Moment {
	local := t.In(p.zone)
	return timetable.Moment{Day: scheduling.DateOf(local), Clock: timetable.Clock(local.Hour()*60 + local.Minute())}
}

// window is the instance's time, with the way to and from what lies just
// outside.
func (p *puzzle) window() scheduling.Span {
	span := scheduling.DaysSpan(p.FirstDay, p.LastDay, p.zone)
	return scheduling.Span{From: span.From.Add(-scheduling.TravelTime), Until: span.Until.Add(scheduling.TravelTime)}
}

// roomNamed is the room of an instance's name; "" for a meeting without room.
func roomNamed(name string) scheduling.RoomID {
	id, _ := strings.CutPrefix(name, "room:")
	if id == name {
		return ""
	}
	return scheduling.RoomID(id)
}

// personNamed is the agent or the facilitator of an instance's name.
func personNamed(name string) (user scheduling.UserID, facilitator scheduling.FacilitatorID) {
	if id, ok := strings.CutPrefix(name, "user:"); ok {
		return scheduling.UserID(id), ""
	}
	id, _ := strings.CutPrefix(name, "facilitator:")
	return "", scheduling.FacilitatorID(id)
}
