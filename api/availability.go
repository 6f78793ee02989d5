package api

import (
	"context"
	"net/http"
	"time"

	"trame/scheduling"
	"trame/scheduling/workflow/availability"
)

func (a *api) availabilityRoutes() {
	const tag = "Availability"
	get(a, "/availability/{who}", operation{ID: "getAvailability", Summary: "When somebody can be had: habitual hours, absences, calendars followed", Tag: tag}, a.getAvailability)
	put(a, "/availability/{who}/hours", operation{ID: "setHours", Summary: "Put habitual hours in the place of those before", Tag: tag}, a.setHours)
	post(a, "/availability/{who}/absences", operation{ID: "addAbsence", Summary: "Note an absence", Tag: tag, Status: http.StatusCreated}, a.addAbsence)
	post(a, "/availability/{who}/calendars", operation{
		ID: "followCalendar", Summary: "Follow a calendar at an address, or read a file of one; its times alone are kept", Tag: tag, Status: http.StatusCreated, MaxBytes: 22 << 20,
	}, a.followCalendar)
	remove(a, "/absences/{id}", operation{ID: "removeAbsence", Summary: "Take an absence out", Tag: tag, Status: http.StatusNoContent}, a.removeAbsence)
	remove(a, "/busy-calendars/{id}", operation{ID: "unfollowCalendar", Summary: "Follow a calendar no more, and forget what was read of it", Tag: tag, Status: http.StatusNoContent}, a.unfollowCalendar)
}

// OfSomebody names whose availability it is. It is exported for huma.
type OfSomebody struct {
	Who string `path:"who" doc:"me, or a facilitator's id"`
}

func (in OfSomebody) resource(actor scheduling.Actor) string {
	if in.Who == "me" {
		return scheduling.UserResource(actor.ID)
	}
	return scheduling.FacilitatorResource(scheduling.FacilitatorID(in.Who))
}

type hoursBody struct {
	Weekday int              `json:"weekday" minimum:"0" maximum:"6" doc:"0 is Sunday"`
	From    scheduling.Clock `json:"from" example:"09:00"`
	Until   scheduling.Clock `json:"until" example:"12:00"`
}

type absenceBody struct {
	ID     string          `json:"id"`
	From   scheduling.Date `json:"from" format:"date"`
	Until  scheduling.Date `json:"until" format:"date" doc:"Included"`
	AllDay bool            `json:"all_day"`
	Start  string          `json:"start,omitempty" example:"09:00" doc:"On the first day; absent: from its beginning"`
	End    string          `json:"end,omitempty" example:"12:00" doc:"On the last day; absent: to its end"`
	Label  string          `json:"label,omitempty"`
}

type busyCalendarBody struct {
	ID         string     `json:"id"`
	Source     string     `json:"source" enum:"address,file"`
	Host       string     `json:"host,omitempty" doc:"All that is shown of the address"`
	State      string     `json:"state" enum:"fresh,late,failing"`
	Reason     string     `json:"reason,omitempty" doc:"Why the last try failed"`
	AnsweredAt *time.Time `json:"answered_at,omitempty"`
	Unreadable int        `json:"unreadable,omitempty" doc:"Lines that could not be read"`
}

type availabilityBody struct {
	Name      string             `json:"name"`
	Hours     []hoursBody        `json:"hours" doc:"Empty: at any hour"`
	Absences  []absenceBody      `json:"absences" doc:"Not over yet"`
	Calendars []busyCalendarBody `json:"calendars"`
	MayChange bool               `json:"may_change"`
}

func absenceOf(a scheduling.Absence) absenceBody {
	out := absenceBody{ID: string(a.ID), From: a.From, Until: a.Until, AllDay: a.AllDay, Label: a.Label}
	if !a.AllDay {
		out.Start, out.End = a.Start.String(), a.End.String()
	}
	return out
}

func availabilityOf(s availability.Sheet) availabilityBody {
	out := availabilityBody{Name: s.Name, Hours: []hoursBody{}, Absences: []absenceBody{}, Calendars: []busyCalendarBody{}, MayChange: s.MayChange}
	for _, h := range s.Hours {
		out.Hours = append(out.Hours, hoursBody{int(h.Weekday), h.From, h.Until})
	}
	for _, a := range s.Absences {
		out.Absences = append(out.Absences, absenceOf(a))
	}
	for _, b := range s.Calendars {
		out.Calendars = append(out.Calendars, busyCalendarBody{
			string(b.ID), string(b.Source), b.Shown, string(b.State), string(b.Reason), optional(b.AnsweredAt), b.Unreadable,
		})
	}
	return out
}

func (a *api) availabilityAnswer(ctx context.Context, actor scheduling.Actor, resource string) (*body[availabilityBody], error) {
	sheet, err := a.Availability.Sheet(ctx, actor, resource)
	if err != nil {
		return nil, err
	}
	return &body[availabilityBody]{availabilityOf(sheet)}, nil
}

func (a *api) getAvailability(ctx context.Context, actor scheduling.Actor, in *OfSomebody) (*body[availabilityBody], error) {
	return a.availabilityAnswer(ctx, actor, in.resource(actor))
}

func (a *api) setHours(ctx context.Context, actor scheduling.Actor, in *struct {
	OfSomebody
	Body struct {
		Hours []hoursBody `json:"hours" maxItems:"50"`
	}
},
) (*body[availabilityBody], error) {
	hours := make([]scheduling.WeeklyHours, len(in.Body.Hours))
	for i, h := range in.Body.Hours {
		hours[i] = scheduling.WeeklyHours{Weekday: time.Weekday(h.Weekday), From: h.From, Until: h.Until}
	}
	if err := a.Availability.SetHours(ctx, actor, in.resource(actor), hours); err != nil {
		return nil, err
	}
	return a.availabilityAnswer(ctx, actor, in.resource(actor))
}

type absenceInput struct {
	From  scheduling.Date   `json:"from" format:"date"`
	Until scheduling.Date   `json:"until,omitempty" format:"date" required:"false" doc:"Included; absent: the same day"`
	Start *scheduling.Clock `json:"start,omitempty" example:"09:00" doc:"Absent, with end: whole days"`
	End   *scheduling.Clock `json:"end,omitempty" example:"12:00"`
	Label string            `json:"label,omitempty" doc:"A neutral word; never why"`
}

func (in absenceInput) absence() scheduling.Absence {
	a := scheduling.Absence{From: in.From, Until: in.Until, AllDay: in.Start == nil && in.End == nil, End: 24 * 60, Label: in.Label}
	if in.Start != nil {
		a.Start = *in.Start
	}
	if in.End != nil {
		a.End = *in.End
	}
	return a
}

func (a *api) addAbsence(ctx context.Context, actor scheduling.Actor, in *struct {
	OfSomebody
	Body absenceInput
},
) (*body[availabilityBody], error) {
	absence := in.Body.absence()
	absence.Resource = in.resource(actor)
	if _, err := a.Availability.AddAbsence(ctx, actor, absence); err != nil {
		return nil, err
	}
	return a.availabilityAnswer(ctx, actor, absence.Resource)
}

func (a *api) followCalendar(ctx context.Context, actor scheduling.Actor, in *struct {
	OfSomebody
	Body struct {
		Address string `json:"address,omitempty" maxLength:"2048" doc:"https:// or webcal://; sealed, and never shown again"`
		Content string `json:"content,omitempty" doc:"Or an iCalendar file, read once"`
	}
},
) (*body[availabilityBody], error) {
	var err error
	if in.Body.Content != "" {
		_, err = a.Availability.Upload(ctx, actor, in.resource(actor), []byte(in.Body.Content))
	} else {
		_, err = a.Availability.Follow(ctx, actor, in.resource(actor), in.Body.Address)
	}
	if err != nil {
		return nil, err
	}
	return a.availabilityAnswer(ctx, actor, in.resource(actor))
}

func (a *api) removeAbsence(ctx context.Context, actor scheduling.Actor, in *byID) (*struct{}, error) {
	_, err := a.Availability.RemoveAbsence(ctx, actor, scheduling.AbsenceID(in.ID))
	return nil, err
}

func (a *api) unfollowCalendar(ctx context.Context, actor scheduling.Actor, in *byID) (*struct{}, error) {
	_, err := a.Availability.Unfollow(ctx, actor, scheduling.BusyCalendarID(in.ID))
	return nil, err
}
