package pages

import (
	"io"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"trame/scheduling"
	"trame/scheduling/ical/busy"
	"trame/scheduling/workflow/availability"
	"trame/scheduling/workflow/planning"
	"trame/templates"
)

// availabilityView is when somebody can be had: an agent's own page, or a
// facilitator's.
type availabilityView struct {
	availability.Sheet
	Own      bool
	Base     string // where the forms go
	Back     string
	BackName string
	Zone     *time.Location
	Broken   []breachLine // meetings that an absence makes impossible
}

// Week is the habitual hours, day by day, as the form of a site's openings has
// them.
func (v availabilityView) Week() []weekday {
	openings := make([]scheduling.Opening, len(v.Hours))
	for i, h := range v.Hours {
		openings[i] = scheduling.Opening{Weekday: h.Weekday, From: h.From, Until: h.Until}
	}
	return weekOf(openings)
}

// Habits are the days with hours, in words: « lundi 09:00 – 12:00 ».
func (v availabilityView) Habits() []string {
	var list []string
	for _, day := range v.Week() {
		for _, s := range day.Spans {
			list = append(list, day.Name+" "+templates.Hour(s.From)+" – "+templates.Hour(s.Until))
		}
	}
	return list
}

// whose is who the address of a page is about.
func whose(c echo.Context, actor scheduling.Actor) string {
	if id := c.Param("id"); id != "" {
		return scheduling.FacilitatorResource(scheduling.FacilitatorID(id))
	}
	return scheduling.UserResource(actor.ID)
}

// availabilityPath is the page of a person's availability, or of a room.
func availabilityPath(resource string) string {
	if id, ok := strings.CutPrefix(resource, "room:"); ok {
		return "/salles/" + id
	}
	if id, ok := strings.CutPrefix(resource, "facilitator:"); ok {
		return "/intervenants/" + id + "/disponibilites"
	}
	return "/compte/disponibilites"
}

func (p *Pages) availabilityOf(c echo.Context, actor scheduling.Actor, resource string) (availabilityView, error) {
	sheet, err := p.Availability.Sheet(c.Request().Context(), actor, resource)
	v := availabilityView{Sheet: sheet, Base: availabilityPath(resource), Zone: p.Zone}
	v.Back, v.BackName = strings.TrimSuffix(v.Base, "/disponibilites"), sheet.Name
	if v.Own = strings.HasPrefix(resource, "user:"); v.Own {
		v.BackName = "Mon compte"
	}
	if err != nil {
		return v, err
	}
	broken, err := p.Planning.Breaches(c.Request().Context(), actor, planning.BreachScope{Resource: resource})
	v.Broken = breachLines(broken)
	return v, err
}

func (p *Pages) availabilityView(c echo.Context, actor scheduling.Actor) (templates.View, error) {
	data, err := p.availabilityOf(c, actor, whose(c, actor))
	v := templates.View{Title: "Disponibilités", Current: "partners", Data: data}
	if data.Own {
		v.Title, v.Current = "Mes disponibilités", ""
	}
	return v, err
}

func (p *Pages) availability(c echo.Context, actor scheduling.Actor) error {
	v, err := p.availabilityView(c, actor)
	if err != nil {
		return err
	}
	return p.show(c, "availability", v)
}

// availabilityDone goes back to the page, with what went wrong or what was done.
func (p *Pages) availabilityDone(c echo.Context, actor scheduling.Actor, err error, key string) error {
	if err == nil {
		return p.done(c, availabilityPath(whose(c, actor)), key)
	}
	return p.retry(c, actor, err, "availability", p.availabilityView)
}

func (p *Pages) setHours(c echo.Context, actor scheduling.Actor) error {
	openings, err := readOpenings(c)
	if err == nil {
		hours := make([]scheduling.WeeklyHours, len(openings))
		for i, o := range openings {
			hours[i] = scheduling.WeeklyHours{Weekday: o.Weekday, From: o.From, Until: o.Until}
		}
		err = p.Availability.SetHours(c.Request().Context(), actor, whose(c, actor), hours)
	}
	return p.availabilityDone(c, actor, err, "availability.hours_saved")
}

func (p *Pages) addAbsence(c echo.Context, actor scheduling.Actor) error {
	a, err := readAbsence(c)
	a.Resource = whose(c, actor)
	if err == nil {
		_, err = p.Availability.AddAbsence(c.Request().Context(), actor, a)
	}
	return p.availabilityDone(c, actor, err, "absence.added")
}

// readAbsence reads days and hours; without any hour the days are whole.
func readAbsence(c echo.Context) (scheduling.Absence, error) {
	var faults scheduling.Faults
	a := scheduling.Absence{Label: c.FormValue("label"), End: 24 * 60}
	a.From, a.Until = readDate(c, "from", &faults), readDate(c, "until", &faults)
	start, end := strings.TrimSpace(c.FormValue("start")), strings.TrimSpace(c.FormValue("end"))
	if a.AllDay = start == "" && end == ""; a.AllDay {
		return a, faults.Err()
	}
	if start != "" {
		faults.Check(a.Start.UnmarshalText([]byte(start)) == nil, "start", "absence.hour.required")
	}
	if end != "" {
		faults.Check(a.End.UnmarshalText([]byte(end)) == nil, "end", "absence.hour.required")
	}
	return a, faults.Err()
}

func (p *Pages) removeAbsence(c echo.Context, actor scheduling.Actor) error {
	resource, err := p.Availability.RemoveAbsence(c.Request().Context(), actor, scheduling.AbsenceID(c.Param("absence")))
	if err != nil {
		return err
	}
	return p.done(c, availabilityPath(resource), "absence.removed")
}

func (p *Pages) followCalendar(c echo.Context, actor scheduling.Actor) error {
	_, err := p.Availability.Follow(c.Request().Context(), actor, whose(c, actor), c.FormValue("address"))
	return p.availabilityDone(c, actor, err, "busy_calendar.followed")
}

func (p *Pages) uploadCalendar(c echo.Context, actor scheduling.Actor) error {
	content, err := calendarFile(c)
	if err == nil {
		_, err = p.Availability.Upload(c.Request().Context(), actor, whose(c, actor), content)
	}
	return p.availabilityDone(c, actor, err, "busy_calendar.uploaded")
}

// calendarFile reads the file of the form, one byte past the limit at most.
// Its name may tell whose it is, so nothing keeps it.
func calendarFile(c echo.Context) ([]byte, error) {
	header, err := c.FormFile("file")
	if err != nil || header.Filename == "" {
		return nil, scheduling.Refuse(scheduling.Invalid, "busy_calendar.no_file", "file")
	}
	file, err := header.Open()
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }() // read to its end
	return io.ReadAll(io.LimitReader(file, busy.MaxSize+1))
}

func (p *Pages) unfollowCalendar(c echo.Context, actor scheduling.Actor) error {
	resource, err := p.Availability.Unfollow(c.Request().Context(), actor, scheduling.BusyCalendarID(c.Param("calendar")))
	if err != nil {
		return err
	}
	return p.done(c, availabilityPath(resource), "busy_calendar.removed")
}
