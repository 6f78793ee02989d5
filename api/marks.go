package api

import (
	"context"
	"time"

	"trame/scheduling"
	"trame/scheduling/workflow/attending"
)

type takeMarkIn struct {
	MeetingPath
	Mark string `path:"mark" doc:"The tablet's own name for the mark: 8 to 64 characters, random"`
	Body struct {
		Enrolment     string `json:"enrolment"`
		Status        string `json:"status" enum:"expected,present,partial,absent_excused,absent_unexcused,not_concerned"`
		Reason        string `json:"reason,omitempty" enum:",care,health,transport,caring,work,paperwork,other" doc:"Kept from social workers alone"`
		MinutesMissed int    `json:"minutes_missed,omitempty" minimum:"0"`
		Version       int    `json:"version" minimum:"0" doc:"Of the line that was seen when the mark was made"`
	}
}

type takenBody struct {
	Outcome       string    `json:"outcome" enum:"saved,conflict" doc:"conflict: somebody marked her since, and that stands"`
	Enrolment     string    `json:"enrolment"`
	Status        string    `json:"status" doc:"What stands"`
	Reason        string    `json:"reason,omitempty"`
	MinutesMissed int       `json:"minutes_missed,omitempty"`
	Version       int       `json:"version"`
	By            string    `json:"by,omitempty" doc:"Whose mark stands; absent when it is her own"`
	At            time.Time `json:"at,omitzero"`
	Present       int       `json:"present"`
	Enrolled      int       `json:"enrolled"`
	Unmarked      int       `json:"unmarked"`
}

// takeMark answers what became of the mark, and how the line stands: a
// conflict is an answer, not a failure.
func (a *api) takeMark(ctx context.Context, actor scheduling.Actor, in *takeMarkIn) (*body[takenBody], error) {
	b := in.Body
	taken, err := a.Attending.Take(ctx, actor, scheduling.MeetingID(in.ID), in.Mark, attending.Mark{
		Enrolment: scheduling.EnrolmentID(b.Enrolment), Status: scheduling.AttendanceStatus(b.Status), Reason: b.Reason,
		MinutesMissed: b.MinutesMissed, Version: b.Version,
	})
	if err != nil {
		return nil, ownFields(err, b.Enrolment)
	}
	out := takenBody{
		Outcome: "saved", Enrolment: b.Enrolment, Status: string(taken.Attendance.Status), Reason: taken.Attendance.Reason,
		MinutesMissed: taken.Attendance.MinutesMissed, Version: taken.Attendance.Version, By: taken.By, At: taken.At,
		Present: taken.Turnout.Present, Enrolled: taken.Turnout.Enrolled, Unmarked: taken.Turnout.Unmarked,
	}
	if !taken.Saved {
		out.Outcome = "conflict"
	}
	return &body[takenBody]{out}, nil
}
