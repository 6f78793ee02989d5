package pages

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"trame/scheduling"
	"trame/scheduling/workflow/attending"
	"trame/templates"
)

func (p *Pages) attendanceRoutes(e *echo.Echo) {
	e.GET("/seances/hors-ligne.js", sheetWorker)
	e.GET("/appels", private(p.calls))
	e.POST("/appels", private(p.recordCall))
	e.GET("/sessions/:id/presences", private(p.attendanceOverview))
	e.GET("/seances/:id/presences", private(p.attendance))
	e.POST("/seances/:id/presences", private(p.markAttendance))
	e.POST("/seances/:id/presences/tous", private(p.allPresent))
	e.POST("/seances/:id/presences/clore", private(p.closeSheet))
	e.POST("/seances/:id/presences/personne", private(p.nobodyCame))
	e.POST("/seances/:id/presences/rouvrir", private(p.reopenSheet))
	e.POST("/seances/:id/presences/annoncer", private(p.announceAbsence))
	e.POST("/seances/:id/presences/finalement", private(p.takeBackAbsence))
	e.GET("/seances/:id/feuille", private(p.printSheet))
	e.GET("/seances/:id/feuille.pdf", private(p.signInSheet))
	e.POST("/seances/:id/presences/invites", private(p.addVisitor))
	e.POST("/seances/:id/presences/invites/:visitor/retirer", private(p.removeVisitor))
	e.POST("/seances/:id/accueil", private(p.openKiosk))
	e.POST("/seances/:id/accueil/fermer", private(p.closeKiosk))
	e.Match([]string{http.MethodGet, http.MethodHead}, "/accueil/:token", p.kiosk)
	e.POST("/accueil/:token", p.kioskSignIn)
}

type attendanceView struct {
	attending.Sheet
	Name string
	Path string
	Rows []sheetRow
}

// sheetRow is a line with the mark that its form shows: what was typed when
// the form comes back, else what stands.
type sheetRow struct {
	attending.Row
	Chosen  scheduling.AttendanceStatus
	Choices []markChoice
	Minutes string // "" for none
	Was     string // what the line's fields hold untouched: a line that still says it was not changed
}

// markChoice is one of the four large buttons.
type markChoice struct {
	Status scheduling.AttendanceStatus
	Word   string
	Tone   string
}

var markTones = []struct {
	status scheduling.AttendanceStatus
	tone   string
}{
	{scheduling.Present, "done"},
	{scheduling.Partial, "info"},
	{scheduling.AbsentExcused, "todo"},
	{scheduling.AbsentUnexcused, "trouble"},
}

// marksFor words the four buttons in the gender of the person.
func marksFor(i scheduling.Insured) []markChoice {
	list := "mark"
	if i.Gender == "m" {
		list = "mark_m"
	}
	choices := make([]markChoice, len(markTones))
	for n, m := range markTones {
		choices[n] = markChoice{m.status, templates.Label(list, m.status), m.tone}
	}
	return choices
}

func (p *Pages) attendance(c echo.Context, actor scheduling.Actor) error {
	v, err := p.attendanceView(c, actor, nil)
	if err != nil {
		return err
	}
	return p.show(c, "attendance", v)
}

// attendanceView draws the sheet anew; typed holds what was typed, nil for nothing.
func (p *Pages) attendanceView(c echo.Context, actor scheduling.Actor, typed url.Values) (templates.View, error) {
	sheet, err := p.Attending.Sheet(c.Request().Context(), actor, scheduling.MeetingID(c.Param("id")))
	if err != nil {
		return templates.View{}, err
	}
	view := attendanceView{Sheet: sheet, Name: nameOf(sheet), Path: "/seances/" + string(sheet.Meeting.ID) + "/presences"}
	for _, r := range sheet.Rows {
		row := sheetRow{Row: r, Chosen: r.Attendance.Status, Choices: marksFor(r.Insured)}
		if r.Attendance.MinutesMissed > 0 {
			row.Minutes = strconv.Itoa(r.Attendance.MinutesMissed)
		}
		if r.Attendance.Status.Marked() {
			row.Was = string(r.Attendance.Status)
		}
		row.Was += "|" + r.Attendance.Reason + "|" + row.Minutes
		if status := typed.Get("status." + string(r.Enrolment.ID)); status != "" {
			row.Chosen = scheduling.AttendanceStatus(status)
		}
		view.Rows = append(view.Rows, row)
	}
	return templates.View{Title: "Présences, " + view.Name, Current: "cohorts", Data: view, Form: typed}, nil
}

// nameOf is a meeting's title: its module's, or the point à six mois.
func nameOf(s attending.Sheet) string {
	if s.Module.ID == "" {
		return templates.Message("meeting.supplementary")
	}
	return s.Module.Heading()
}

// marksIn reads the lines that were changed on the form: only those are sent
// on, so that two people may fill one sheet at once.
func marksIn(form url.Values) []attending.Mark {
	var marks []attending.Mark
	only := form.Get("only") // one line's own button
	for _, id := range form["enrolment"] {
		status, reason := form.Get("status."+id), form.Get("reason."+id)
		minutes := strings.TrimSpace(form.Get("minutes_missed." + id))
		if status == "" || only != "" && only != id || status+"|"+reason+"|"+minutes == form.Get("was."+id) {
			continue
		}
		m := attending.Mark{Enrolment: scheduling.EnrolmentID(id), Status: scheduling.AttendanceStatus(status)}
		m.Version, _ = strconv.Atoi(form.Get("version." + id)) // not a number: 0, refused where someone marked
		if m.Status == scheduling.Partial {
			m.MinutesMissed = optionalNumber(minutes)
		}
		if m.Status != scheduling.Present { // the reason of an earlier mark stays in its hidden field
			m.Reason = reason
		}
		marks = append(marks, m)
	}
	return marks
}

// onSheet saves what was changed on the form, then does more with the sheet,
// and leads back to it.
func (p *Pages) onSheet(c echo.Context, actor scheduling.Actor, more func(id scheduling.MeetingID) (flash string, args []any, err error)) error {
	form, err := c.FormParams()
	if err != nil {
		return err
	}
	id := scheduling.MeetingID(c.Param("id"))
	marks := marksIn(form)
	if len(marks) > 0 {
		err = p.Attending.Mark(c.Request().Context(), actor, id, marks...)
	}
	if err != nil {
		return p.sheetAgain(c, actor, err, form)
	}
	flash, args, err := more(id)
	if err != nil {
		return p.sheetAgain(c, actor, err, nil)
	}
	path := "/seances/" + string(id) + "/presences"
	if only := form.Get("only"); only != "" {
		path += "#p-" + url.PathEscape(only)
	}
	if flash == "" {
		flash, args = "sheet.saved", []any{"n", len(marks)}
	}
	return p.done(c, path, flash, args...)
}

// sheetAgain shows the sheet as it now stands with what was refused. What was
// typed comes back unless somebody else's marks came in between.
func (p *Pages) sheetAgain(c echo.Context, actor scheduling.Actor, refusal error, typed url.Values) error {
	kind := scheduling.KindOf(refusal)
	if kind != scheduling.Invalid && kind != scheduling.Conflict {
		return refusal
	}
	if kind == scheduling.Conflict {
		typed = nil
	}
	v, err := p.attendanceView(c, actor, typed)
	if err != nil {
		return err
	}
	v.Errors = templates.ErrorsOf(refusal)
	return p.render(c, Status(refusal), "attendance", v)
}

func (p *Pages) markAttendance(c echo.Context, actor scheduling.Actor) error {
	return p.onSheet(c, actor, func(scheduling.MeetingID) (string, []any, error) { return "", nil, nil })
}

func (p *Pages) allPresent(c echo.Context, actor scheduling.Actor) error {
	return p.onSheet(c, actor, func(id scheduling.MeetingID) (string, []any, error) {
		n, err := p.Attending.AllPresent(c.Request().Context(), actor, id)
		return "sheet.all_present", []any{"n", n}, err
	})
}

func (p *Pages) closeSheet(c echo.Context, actor scheduling.Actor) error {
	return p.onSheet(c, actor, func(id scheduling.MeetingID) (string, []any, error) {
		return "sheet.closed", nil, p.Attending.Close(c.Request().Context(), actor, id, version(c), false)
	})
}

func (p *Pages) nobodyCame(c echo.Context, actor scheduling.Actor) error {
	return p.onSheet(c, actor, func(id scheduling.MeetingID) (string, []any, error) {
		return "sheet.nobody", nil, p.Attending.Close(c.Request().Context(), actor, id, version(c), true)
	})
}

func (p *Pages) reopenSheet(c echo.Context, actor scheduling.Actor) error {
	id := scheduling.MeetingID(c.Param("id"))
	err := p.Attending.Reopen(c.Request().Context(), actor, id, version(c), c.FormValue("reason"))
	if err != nil {
		return p.sheetAgain(c, actor, err, nil)
	}
	return p.done(c, "/seances/"+string(id)+"/presences", "sheet.reopened")
}

func (p *Pages) announceAbsence(c echo.Context, actor scheduling.Actor) error {
	id := scheduling.MeetingID(c.Param("id"))
	err := p.Attending.Announce(c.Request().Context(), actor, id, attending.Mark{
		Enrolment: scheduling.EnrolmentID(c.FormValue("enrolment")), Reason: c.FormValue("reason"), Version: version(c),
	})
	if err != nil {
		return p.sheetAgain(c, actor, err, nil)
	}
	return p.done(c, "/seances/"+string(id)+"/presences", "sheet.announced")
}

func (p *Pages) takeBackAbsence(c echo.Context, actor scheduling.Actor) error {
	id := scheduling.MeetingID(c.Param("id"))
	err := p.Attending.TakeBack(c.Request().Context(), actor, id, scheduling.EnrolmentID(c.FormValue("enrolment")), version(c))
	if err != nil {
		return p.sheetAgain(c, actor, err, nil)
	}
	return p.done(c, "/seances/"+string(id)+"/presences", "sheet.taken_back")
}

// printSheet is the feuille d'émargement: names and lines to sign on.
func (p *Pages) printSheet(c echo.Context, actor scheduling.Actor) error {
	sheet, err := p.Attending.PrintSheet(c.Request().Context(), actor, scheduling.MeetingID(c.Param("id")))
	if err != nil {
		return err
	}
	sheet.Rows = slices.DeleteFunc(sheet.Rows, func(r attending.Row) bool { return r.Attendance.Status == scheduling.NotConcerned })
	const blanks = 3 // for who comes unannounced
	return p.show(c, "attendance-print", templates.View{Title: sheet.Version.PublicTitle, Data: struct {
		attending.Sheet
		Blanks []struct{}
	}{sheet, make([]struct{}, blanks)}})
}

// sheetWorker is the script that shows a sheet without network. It stands where
// its scope begins, the meetings, and is asked for anew each time.
func sheetWorker(c echo.Context) error {
	r := c.Request().Clone(c.Request().Context())
	r.URL.Path = "/static/sheet-worker.js"
	templates.Static().ServeHTTP(c.Response(), r)
	return nil
}
