package pages

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"trame/scheduling"
	"trame/scheduling/workflow/planning"
	"trame/templates"
)

// planFileView is an organiser's own planning: the form that takes the file,
// then its lines, each with the meeting that it dates.
type planFileView struct {
	Cohort   scheduling.Cohort
	Version  int
	Lines    []planFileLine
	Meetings []templates.Option
	Rooms    []templates.Option
	Post     string
	Back     string
	Same     int // meetings that are there already
	Effect   *planning.Effect
	Skips    []string
	Confirm  *templates.Confirm
}

// Chosen counts the lines that date a meeting.
func (v planFileView) Chosen() (n int) {
	for _, l := range v.Lines {
		if l.Meeting != "" {
			n++
		}
	}
	return n
}

// planFileLine is a line as the form carries it; nothing of it is kept.
type planFileLine struct {
	N, Line     int
	Title       string
	Place, Note string
	Meeting     scheduling.MeetingID
	Date        scheduling.Date
	Start       string
	Room        scheduling.RoomID
}

// mostPlanLines bounds what one form shows: a session has a dozen meetings.
const mostPlanLines = 200

func (p *Pages) planFileView(c echo.Context, actor scheduling.Actor) (templates.View, planFileView, error) {
	id := cohortID(c)
	targets, err := p.Planning.PlanTargets(c.Request().Context(), actor, id)
	data := planFileView{Cohort: targets.Cohort, Version: targets.Cohort.Version, Post: cohortPath(id) + "/planning", Back: cohortPath(id)}
	for _, m := range targets.Meetings {
		data.Meetings = append(data.Meetings, templates.Option{
			Value: string(m.ID), Label: m.Title + " (" + templates.ShortDate(m.Date) + ")", Disabled: !m.HeldAt.IsZero(),
		})
	}
	for _, r := range targets.Rooms {
		data.Rooms = append(data.Rooms, templates.Option{Value: string(r.ID), Label: r.Name})
	}
	return templates.View{Title: "Reprendre un planning", Current: "cohorts", Data: data}, data, err
}

func (p *Pages) planFile(c echo.Context, actor scheduling.Actor) error {
	view, _, err := p.planFileView(c, actor)
	if err != nil {
		return err
	}
	return p.show(c, "plan-file", view)
}

// adoptPlan goes through the steps: the file is read, its lines are looked at,
// what they do is shown, it is done.
func (p *Pages) adoptPlan(c echo.Context, actor scheduling.Actor) error {
	view, data, err := p.planFileView(c, actor)
	if err != nil {
		return err
	}
	if c.FormValue("step") == "" {
		return p.readPlanFile(c, actor, view, data)
	}
	form, err := c.FormParams()
	if err != nil {
		return err
	}
	data.Lines, data.Version = linesIn(form), planForm(form).number("version")
	view.Data = data
	change := data.change(form)
	ctx := c.Request().Context()
	if form.Get("step") == "confirm" {
		effect, err := p.Planning.Do(ctx, actor, change)
		if err == nil {
			p.setFlash(c, "done", withCount("change.adopt.done", "change.leaving", effect.Messages()))
			return c.Redirect(http.StatusSeeOther, data.Back)
		}
		return p.again(c, data.atLines(err), "plan-file", view)
	}
	effect, err := p.Planning.Foresee(ctx, actor, change)
	if err != nil {
		return p.again(c, data.atLines(err), "plan-file", view)
	}
	data.Effect, data.Skips = &effect, changeForm{}.Skip(effect)
	if len(effect.Obstacles) == 0 {
		data.Confirm = beforeDoing(changeForm{Kind: "adopt", Post: data.Post, Back: data.Back}, effect, nil)
		for name, values := range form {
			if name != "step" {
				data.Confirm.Hidden = append(data.Confirm.Hidden, templates.Pair{Name: name, Value: values[0]})
			}
		}
	}
	view.Data, view.Form = data, form
	return p.render(c, http.StatusOK, "plan-file", view)
}

func (p *Pages) readPlanFile(c echo.Context, actor scheduling.Actor, view templates.View, data planFileView) error {
	file, err := importedFile(c)
	var review planning.PlanReview
	if err == nil {
		review, err = p.Planning.ReadPlan(c.Request().Context(), actor, cohortID(c), file)
	}
	if err == nil && len(review.Lines) == 0 {
		err = scheduling.Refuse(scheduling.Invalid, "plan_file.empty", "file")
	}
	if err != nil {
		return p.again(c, err, "plan-file", view)
	}
	for i, l := range review.Lines[:min(len(review.Lines), mostPlanLines)] {
		line := planFileLine{N: i, Line: l.Line, Title: l.Title, Place: l.Place, Meeting: l.Meeting, Date: l.Date, Start: l.Start.String(), Room: l.Room}
		switch {
		case l.Fault != "":
			if line.Note = templates.Message(l.Fault); l.Field == "start" || l.Field == "line" {
				line.Start = ""
			}
		case l.Aside != "":
			line.Note = templates.Message("plan_file.aside." + l.Aside)
		case l.Same:
			line.Note = templates.Message("plan_file.same")
			data.Same++
		}
		data.Lines = append(data.Lines, line)
	}
	view.Data = data
	return p.show(c, "plan-file", view)
}

// linesIn reads the lines back from the form.
func linesIn(form url.Values) []planFileLine {
	f := planForm(form)
	lines := make([]planFileLine, min(max(f.number("lines"), 0), mostPlanLines))
	for i := range lines {
		at := "." + strconv.Itoa(i)
		lines[i] = planFileLine{
			N: i, Line: f.number("line" + at), Title: f.text("title" + at), Place: f.text("place" + at), Note: f.text("note" + at),
			Meeting: scheduling.MeetingID(f.text("meeting" + at)), Date: f.date("date" + at), Start: f.text("start" + at), Room: scheduling.RoomID(f.text("room" + at)),
		}
	}
	return lines
}

func (v planFileView) change(form url.Values) planning.Adopt {
	change := planning.Adopt{Cohort: v.Cohort.ID, Version: v.Version, Reason: form.Get("reason"), Word: form.Get("word")}
	for _, l := range v.Lines {
		if l.Meeting == "" {
			continue
		}
		start, err := scheduling.ParseClock(l.Start)
		if err != nil {
			start = -1
		}
		change.Dates = append(change.Dates, planning.Adopted{Meeting: l.Meeting, Date: l.Date, Start: start, Room: l.Room})
	}
	return change
}

// atLines puts a fault of a meeting at the last line that dates it.
func (v planFileView) atLines(err error) error {
	list, ok := errors.AsType[scheduling.Faults](err)
	if !ok {
		return err
	}
	for _, fault := range list {
		field, meeting, _ := strings.Cut(fault.Field, ".")
		for _, l := range v.Lines {
			if meeting != "" && string(l.Meeting) == meeting {
				fault.Field = field + "." + strconv.Itoa(l.N)
			}
		}
	}
	return list
}
