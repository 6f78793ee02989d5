package api

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"trame/scheduling"
	"trame/scheduling/workflow/attending"
)

func (a *api) attendanceRoutes() {
	const tag = "Attendance"
	get(a, "/meetings/{id}/attendances", operation{ID: "readSheet", Summary: "A meeting's attendance sheet: everyone it concerns, marked or not", Tag: tag}, a.readSheet)
	get(a, "/meetings/{id}/attendance-changes", operation{ID: "listAttendanceChanges", Summary: "What happened to a sheet, the newest first", Tag: tag}, a.attendanceChanges)
	put(a, "/meetings/{id}/attendances/{enrolment}", operation{ID: "markAttendance", Summary: "Mark a person; before the day, expected or absent_excused alone (announced)", Tag: tag}, a.markAttendance)
	put(a, "/meetings/{id}/marks/{mark}", operation{ID: "takeMark", Summary: "A mark made while there was no network; sent again under its name, it is one mark", Tag: tag}, a.takeMark)
	post(a, "/meetings/{id}/attendances/all-present", operation{ID: "markAllPresent", Summary: "Mark present whoever is still expected, and nobody else", Tag: tag}, a.markAllPresent)
	post(a, "/meetings/{id}/visitors", operation{ID: "addVisitor", Summary: "Note somebody in the room who is not enrolled; no rate counts her", Tag: tag, Status: http.StatusCreated}, a.addVisitor)
	remove(a, "/meetings/{id}/visitors/{visitor}", operation{ID: "removeVisitor", Summary: "Take a visitor off an open sheet", Tag: tag, Status: http.StatusNoContent}, a.removeVisitor)
	a.kioskRoutes(tag)
	put(a, "/meetings/{id}/closing", operation{ID: "closeSheet", Summary: "Close a sheet: the meeting was held, or nobody came", Tag: tag}, a.closeSheet)
	post(a, "/meetings/{id}/reopening", operation{ID: "reopenSheet", Summary: "Open a closed sheet again, with a reason", Tag: tag}, a.reopenSheet)
	get(a, "/cohorts/{id}/attendance", operation{ID: "readAttendance", Summary: "How a session attends: rates, completion, head counts; people for who may see them", Tag: tag}, a.readAttendance)
}

type attendanceBody struct {
	Enrolment     string    `json:"enrolment"`
	FirstName     string    `json:"first_name"`
	LastName      string    `json:"last_name"`
	Status        string    `json:"status" enum:"expected,present,partial,absent_excused,absent_unexcused,not_concerned"`
	Reason        string    `json:"reason,omitempty" doc:"Social workers only"`
	MinutesMissed int       `json:"minutes_missed,omitempty"`
	AnnouncedAt   time.Time `json:"announced_at,omitzero"`
	MarkedAt      time.Time `json:"marked_at,omitzero"`
	Came          int       `json:"came" doc:"Module meetings she was at so far"`
	Completed     bool      `json:"completed"`
	OutOfReach    bool      `json:"out_of_reach" doc:"She cannot reach the threshold any more"`
	Version       int       `json:"version" doc:"Send it as If-Match to mark her; 0: never marked"`
}

type sheetBody struct {
	Meeting    string           `json:"meeting"`
	Cohort     string           `json:"cohort"`
	Open       bool             `json:"open" doc:"Marks may be made"`
	HeldAt     time.Time        `json:"held_at,omitzero" doc:"The sheet was closed"`
	NobodyCame bool             `json:"nobody_came,omitempty"`
	Present    int              `json:"present"`
	Enrolled   int              `json:"enrolled"`
	Unmarked   int              `json:"unmarked"`
	Items      []attendanceBody `json:"items"`
	Visitors   []visitorBody    `json:"visitors" doc:"In the room and not enrolled: counted apart"`
}

// MeetingPath is exported for huma, which reads no unexported embedded struct.
type MeetingPath struct {
	ID string `path:"id"`
}

func sheetOf(s attending.Sheet) sheetBody {
	out := sheetBody{
		Meeting: string(s.Meeting.ID), Cohort: string(s.Cohort.ID), Open: s.Open, HeldAt: s.Meeting.HeldAt, NobodyCame: s.Meeting.NobodyCame,
		Present: s.Turnout.Present, Enrolled: s.Turnout.Enrolled, Unmarked: s.Turnout.Unmarked, Items: make([]attendanceBody, len(s.Rows)), Visitors: make([]visitorBody, len(s.Visitors)),
	}
	for i, v := range s.Visitors {
		out.Visitors[i] = visitorBody{string(v.ID), string(v.Kind), v.Name}
	}
	for i, r := range s.Rows {
		out.Items[i] = attendanceOf(r)
	}
	return out
}

func attendanceOf(r attending.Row) attendanceBody {
	return attendanceBody{
		Enrolment: string(r.Enrolment.ID), FirstName: r.Insured.FirstName, LastName: r.Insured.LastName, Status: string(r.Attendance.Status),
		Reason: r.Attendance.Reason, MinutesMissed: r.Attendance.MinutesMissed, AnnouncedAt: r.Attendance.AnnouncedAt, MarkedAt: r.Attendance.MarkedAt,
		Came: r.Standing.Came, Completed: r.Standing.Completed(), OutOfReach: r.Standing.OutOfReach(), Version: r.Attendance.Version,
	}
}

// readSheet's ETag is the meeting's version, to close or reopen its sheet with.
func (a *api) readSheet(ctx context.Context, actor scheduling.Actor, in *MeetingPath) (*tagged[sheetBody], error) {
	s, err := a.Attending.Sheet(ctx, actor, scheduling.MeetingID(in.ID))
	if err != nil {
		return nil, err
	}
	return taggedWith(s.Meeting.Version, sheetOf(s)), nil
}

type sheetLineBody struct {
	At     time.Time `json:"at"`
	By     string    `json:"by,omitempty" doc:"The agent's name; absent when the person did it herself"`
	Verb   string    `json:"verb" enum:"marked,closed,reopened"`
	Who    string    `json:"who,omitempty"`
	From   string    `json:"from,omitempty"`
	To     string    `json:"to,omitempty"`
	Reason string    `json:"reason,omitempty"`
}

func (a *api) attendanceChanges(ctx context.Context, actor scheduling.Actor, in *MeetingPath) (*body[page[sheetLineBody]], error) {
	s, err := a.Attending.Sheet(ctx, actor, scheduling.MeetingID(in.ID))
	if err != nil {
		return nil, err
	}
	out := page[sheetLineBody]{Items: make([]sheetLineBody, len(s.History))}
	for i, l := range s.History {
		out.Items[i] = sheetLineBody{l.At, l.By, l.Verb, l.Who, string(l.From), string(l.To), l.Reason}
	}
	return &body[page[sheetLineBody]]{out}, nil
}

type markIn struct {
	MeetingPath
	IfMatch
	Enrolment string `path:"enrolment"`
	Body      struct {
		Status        string `json:"status" enum:"expected,present,partial,absent_excused,absent_unexcused,not_concerned"`
		Reason        string `json:"reason,omitempty" enum:",care,health,transport,caring,work,paperwork,other" doc:"Kept from social workers alone"`
		MinutesMissed int    `json:"minutes_missed,omitempty" minimum:"0" doc:"Of a partial attendance"`
	}
}

// markAttendance marks one person and answers with her line. Ahead of the
// meeting an absence is announced, or taken back.
func (a *api) markAttendance(ctx context.Context, actor scheduling.Actor, in *markIn) (*tagged[attendanceBody], error) {
	version, err := in.version()
	if err != nil {
		return nil, err
	}
	id, enrolment := scheduling.MeetingID(in.ID), scheduling.EnrolmentID(in.Enrolment)
	mark := attending.Mark{
		Enrolment: enrolment, Status: scheduling.AttendanceStatus(in.Body.Status), Reason: in.Body.Reason, MinutesMissed: in.Body.MinutesMissed, Version: version,
	}
	if err := a.markOrAnnounce(ctx, actor, id, mark); err != nil {
		return nil, ownFields(err, in.Enrolment)
	}
	s, err := a.Attending.Sheet(ctx, actor, id)
	if err != nil {
		return nil, err
	}
	for _, r := range s.Rows {
		if r.Enrolment.ID == enrolment {
			return taggedWith(r.Attendance.Version, attendanceOf(r)), nil
		}
	}
	return nil, scheduling.Refuse(scheduling.NotFound, "not_found", "")
}

// markOrAnnounce marks on the day or after it, and ahead of it what may be
// said ahead.
func (a *api) markOrAnnounce(ctx context.Context, actor scheduling.Actor, id scheduling.MeetingID, m attending.Mark) error {
	early := scheduling.Refuse(scheduling.Conflict, "attendance.too_early", "")
	err := a.Attending.Mark(ctx, actor, id, m)
	if !errors.Is(err, early) {
		return err
	}
	switch m.Status {
	case scheduling.AbsentExcused:
		return a.Attending.Announce(ctx, actor, id, m)
	case scheduling.Expected:
		return a.Attending.TakeBack(ctx, actor, id, m.Enrolment, m.Version)
	}
	return err
}

// ownFields names the fields of one line as its body does.
func ownFields(err error, enrolment string) error {
	if faults, ok := errors.AsType[scheduling.Faults](err); ok {
		for _, f := range faults {
			f.Field = strings.TrimSuffix(f.Field, "."+enrolment)
		}
	}
	return err
}

type markedBody struct {
	Marked int `json:"marked"`
}

func (a *api) markAllPresent(ctx context.Context, actor scheduling.Actor, in *MeetingPath) (*body[markedBody], error) {
	n, err := a.Attending.AllPresent(ctx, actor, scheduling.MeetingID(in.ID))
	if err != nil {
		return nil, err
	}
	return &body[markedBody]{markedBody{n}}, nil
}

type closeSheetIn struct {
	MeetingPath
	IfMatch
	Body struct {
		NobodyCame bool `json:"nobody_came,omitempty" doc:"Marks absent whoever is still expected"`
	}
}

func (a *api) closeSheet(ctx context.Context, actor scheduling.Actor, in *closeSheetIn) (*tagged[sheetBody], error) {
	version, err := in.version()
	if err != nil {
		return nil, err
	}
	if err := a.Attending.Close(ctx, actor, scheduling.MeetingID(in.ID), version, in.Body.NobodyCame); err != nil {
		return nil, err
	}
	return a.readSheet(ctx, actor, &in.MeetingPath)
}

type reopenSheetIn struct {
	MeetingPath
	IfMatch
	Body struct {
		Reason string `json:"reason" minLength:"1" maxLength:"500"`
	}
}

func (a *api) reopenSheet(ctx context.Context, actor scheduling.Actor, in *reopenSheetIn) (*tagged[sheetBody], error) {
	version, err := in.version()
	if err != nil {
		return nil, err
	}
	if err := a.Attending.Reopen(ctx, actor, scheduling.MeetingID(in.ID), version, in.Body.Reason); err != nil {
		return nil, err
	}
	return a.readSheet(ctx, actor, &in.MeetingPath)
}
