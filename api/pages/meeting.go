package pages

import (
	"github.com/labstack/echo/v4"

	"trame/scheduling"
	"trame/scheduling/workflow/planning"
	"trame/scheduling/workflow/witnessing"
	"trame/templates"
)

func meetingID(c echo.Context) scheduling.MeetingID { return scheduling.MeetingID(c.Param("id")) }

func meetingPath(id scheduling.MeetingID) string { return "/seances/" + string(id) }

// meetingPage is one meeting: when, where, with whom, and what to do next.
type meetingPage struct {
	planning.MeetingView
	Path       string
	CohortPath string
	Bead       string // how its state is drawn
	Again      scheduling.Date
	Incoming   []incomingLine
	Witness    *witnessing.Place // nil where the module receives none
	Held       heldView
}

func (p *Pages) meeting(c echo.Context, actor scheduling.Actor) error {
	page, err := p.meetingPage(c, actor)
	if err != nil {
		return err
	}
	if page.State == scheduling.MeetingCancelled && page.Editable {
		if page.Again, err = p.Planning.NextDay(c.Request().Context(), actor, page.Meeting.Cohort); err != nil {
			return err
		}
	}
	if page.Incoming, err = p.incoming(c, actor); err != nil {
		return err
	}
	if page.Held, err = p.heldOf(c, actor, page.Meeting.Cohort); err != nil {
		return err
	}
	places, err := p.Witnessing.Cohort(c.Request().Context(), actor, page.Meeting.Cohort)
	if err != nil {
		return err
	}
	for _, place := range places {
		if place.Meeting.ID == page.Meeting.ID {
			page.Witness = &place
		}
	}
	return p.show(c, "meeting", templates.View{Title: page.Title, Current: "cohorts", Data: page})
}

func (p *Pages) meetingPage(c echo.Context, actor scheduling.Actor) (meetingPage, error) {
	v, err := p.Planning.Meeting(c.Request().Context(), actor, meetingID(c))
	return meetingPage{
		MeetingView: v, Path: meetingPath(v.Meeting.ID), CohortPath: cohortPath(v.Meeting.Cohort),
		Bead: beadState(v.Meeting, v.State, p.Planning.Now()),
	}, err
}

// Steps of a meeting that change its cohort's dates: each is a form, then what
// it would do and whom it tells, then the change.

func (p *Pages) meetingMove(c echo.Context, actor scheduling.Actor) error {
	return p.meetingChange(c, actor, "move", func(f planForm, m scheduling.Meeting) planning.Change {
		return planning.Move{
			Meeting: m.ID, Version: f.number("version"), Date: f.date("date"), Start: f.start(),
			Room: scheduling.RoomID(f.text("room")), Reason: f.text("reason"), Word: f.text("word"),
		}
	})
}

func (p *Pages) meetingShift(c echo.Context, actor scheduling.Actor) error {
	return p.meetingChange(c, actor, "shift", func(f planForm, m scheduling.Meeting) planning.Change {
		return planning.Shift{
			Meeting: m.ID, Version: f.number("version"), Date: f.date("date"), Start: f.start(),
			Reason: f.text("reason"), Word: f.text("word"),
		}
	})
}

func (p *Pages) meetingCancel(c echo.Context, actor scheduling.Actor) error {
	return p.meetingChange(c, actor, "cancel", func(f planForm, m scheduling.Meeting) planning.Change {
		return planning.CancelMeeting{Meeting: m.ID, Version: f.number("version"), Reason: f.text("reason"), Word: f.text("word")}
	})
}

func (p *Pages) meetingChange(c echo.Context, actor scheduling.Actor, kind string, of func(planForm, scheduling.Meeting) planning.Change) error {
	page, err := p.meetingPage(c, actor)
	if err != nil {
		return err
	}
	if err := actor.May(scheduling.Organise, page.Cohort.Cohort.Unit); err != nil {
		return err
	}
	m := page.Meeting
	form := changeForm{
		Kind: kind, Meeting: &page, Version: m.Version, Post: c.Request().URL.Path, Back: page.Path,
		Date: m.Date, Start: m.Start, Room: string(m.Room),
	}
	for _, r := range page.Rooms {
		form.Rooms = append(form.Rooms, templates.Option{Value: string(r.ID), Label: r.Name})
	}
	if day, err := scheduling.ParseDate(c.QueryParam("date")); err == nil && !day.IsZero() {
		form.Date = day
	}
	return p.change(c, actor, form, func(f planForm) planning.Change { return of(f, m) })
}
