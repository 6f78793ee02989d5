package planning

import (
	"bytes"
	"context"
	"errors"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"trame/scheduling"
	"trame/scheduling/ical/busy"
	"trame/scheduling/store"
	"trame/scheduling/transfer"
)

// PlanReview is an organiser's own planning, as it was read for a session:
// which meeting each line may be. Nothing of the file is kept.
type PlanReview struct {
	Cohort   scheduling.Cohort
	Site     scheduling.Site
	Rooms    []scheduling.Room
	Meetings []PlanTarget
	Lines    []PlanLine
}

// PlanTarget is a meeting that a line may date.
type PlanTarget struct {
	scheduling.Meeting
	Title string
}

// PlanLine is a line with the meeting and the room that its words point at.
type PlanLine struct {
	scheduling.PlanRow
	Meeting scheduling.MeetingID // "" is left aside
	Room    scheduling.RoomID
	Same    bool   // the meeting is there already
	Aside   string // why: fault, elsewhere, unknown
}

// planWindow is how far a planning may reach.
const planWindow = 2 * 365 * 24 * time.Hour

// ReadPlan reads a planning, CSV or iCalendar, against the meetings of a
// session. It writes nothing: Adopt does, once somebody looked at each line.
func (d *Desk) ReadPlan(ctx context.Context, actor scheduling.Actor, id scheduling.CohortID, file []byte) (r PlanReview, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		var m matcher
		if r, m, err = planTargets(tx, actor, id); err != nil {
			return err
		}
		zone, err := time.LoadLocation(r.Site.TimeZone)
		if err != nil {
			return err
		}
		rows, err := planRows(file, tx.Now, zone)
		if err != nil {
			return err
		}
		r.Lines = make([]PlanLine, len(rows))
		for i, row := range rows {
			r.Lines[i] = m.match(row)
		}
		return nil
	})
	return r, err
}

// PlanTargets are the meetings and rooms that the lines of a planning may name.
func (d *Desk) PlanTargets(ctx context.Context, actor scheduling.Actor, id scheduling.CohortID) (r PlanReview, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		r, _, err = planTargets(tx, actor, id)
		return err
	})
	return r, err
}

func planRows(file []byte, now time.Time, zone *time.Location) ([]scheduling.PlanRow, error) {
	if !bytes.Contains(bytes.ToUpper(file[:min(len(file), 1024)]), []byte("BEGIN:VCALENDAR")) {
		return transfer.ReadPlan(file)
	}
	rows, err := busy.ReadPlan(file, scheduling.Span{From: now.Add(-planWindow), Until: now.Add(planWindow)}, zone)
	switch {
	case errors.Is(err, busy.ErrTooLarge):
		return nil, scheduling.Refuse(scheduling.Invalid, "import.too_large", "file", "mb", busy.MaxSize>>20)
	case err != nil:
		return nil, scheduling.Refuse(scheduling.Invalid, "plan_file.calendar", "file")
	}
	return rows, nil
}

// planTargets reads the meetings that a planning of a session may date.
func planTargets(tx *store.Tx, actor scheduling.Actor, id scheduling.CohortID) (r PlanReview, m matcher, err error) {
	if r.Cohort, err = tx.CohortFor(actor, id, scheduling.Organise); err != nil {
		return r, m, err
	}
	if r.Site, err = tx.Site(r.Cohort.Site); err != nil {
		return r, m, err
	}
	if r.Rooms, err = tx.Rooms(r.Site.ID); err != nil {
		return r, m, err
	}
	modules, err := tx.Modules(r.Cohort.VersionID)
	if err != nil {
		return r, m, err
	}
	byID := index(modules, func(m scheduling.Module) scheduling.ModuleID { return m.ID })
	meetings, err := tx.Meetings(id)
	if err != nil {
		return r, m, err
	}
	for _, meeting := range meetings {
		r.Meetings = append(r.Meetings, PlanTarget{meeting, meetingTitle(meeting, byID[meeting.Module])})
	}
	sites, err := tx.Sites(actor.Units(scheduling.SeePlan))
	m = matcher{modules: byID, sites: sites, taken: map[scheduling.MeetingID]bool{}}
	m.targets, m.rooms, m.site = r.Meetings, r.Rooms, r.Site
	return r, m, err
}

// matcher finds the meeting of each line, each once.
type matcher struct {
	targets []PlanTarget
	rooms   []scheduling.Room
	site    scheduling.Site
	modules map[scheduling.ModuleID]scheduling.Module
	sites   []scheduling.Site
	taken   map[scheduling.MeetingID]bool
}

func (m matcher) match(row scheduling.PlanRow) PlanLine {
	line := PlanLine{PlanRow: row}
	switch {
	case row.Fault != "":
		line.Aside = "fault"
		return line
	case m.elsewhere(row.Place):
		line.Aside = "elsewhere"
		return line
	}
	target, found := m.find(row)
	if !found {
		line.Aside = "unknown"
		return line
	}
	m.taken[target.ID] = true
	line.Meeting, line.Room = target.ID, m.room(row.Place, target.Room)
	line.Same = target.CancelledAt.IsZero() && target.Date == row.Date && target.Start == row.Start && target.Meeting.Room == line.Room
	return line
}

// elsewhere reports whether a place names another site of ours, and not this
// one.
func (m matcher) elsewhere(place string) bool {
	said := store.Fold(place)
	if names(said, m.site) {
		return false
	}
	return slices.ContainsFunc(m.sites, func(s scheduling.Site) bool { return s.ID != m.site.ID && names(said, s) })
}

func names(said string, s scheduling.Site) bool {
	for _, name := range []string{s.Name, s.Street} {
		if folded := store.Fold(name); folded != "" && strings.Contains(said, folded) {
			return true
		}
	}
	return false
}

// room is the one that a place names, or that the meeting has.
func (m matcher) room(place string, now scheduling.RoomID) scheduling.RoomID {
	said := store.Fold(place)
	for _, r := range m.rooms {
		if name := store.Fold(r.Name); name != "" && strings.Contains(said, name) {
			return r.ID
		}
	}
	return now
}

var numbered = regexp.MustCompile(`^(?:seance|module|atelier|rencontre)? ?(?:no?)? ?(\d{1,2})\b`)

// find looks for the meeting that a line means: by the name that calendars
// know it by, its title, its number, then a title that holds it.
func (m matcher) find(row scheduling.PlanRow) (PlanTarget, bool) {
	said := store.Fold(row.Title)
	number := 0
	if parts := numbered.FindStringSubmatch(said); parts != nil {
		number, _ = strconv.Atoi(parts[1]) // digits
	}
	ways := []func(t PlanTarget) bool{
		func(t PlanTarget) bool { return row.UID != "" && t.UID == row.UID },
		func(t PlanTarget) bool { return said == store.Fold(t.Title) },
		func(t PlanTarget) bool { return said == store.Fold(m.modules[t.Module].Title) },
		func(t PlanTarget) bool {
			return number > 0 && t.Kind == scheduling.ModuleMeeting && t.Position == number
		},
		func(t PlanTarget) bool { return alike(said, store.Fold(t.Title)) },
		func(t PlanTarget) bool { return alike(said, store.Fold(m.modules[t.Module].Title)) },
	}
	for _, is := range ways {
		for _, t := range m.targets {
			if !m.taken[t.ID] && is(t) {
				return t, true
			}
		}
	}
	return PlanTarget{}, false
}

// alike reports whether one title holds the other; short ones are in too many.
func alike(a, b string) bool {
	const enough = 8
	return len(a) >= enough && len(b) >= enough && (strings.Contains(a, b) || strings.Contains(b, a))
}
