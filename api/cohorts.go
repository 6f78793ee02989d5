package api

import (
	"context"
	"net/http"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/workflow/planning"
)

func (a *api) cohortRoutes() {
	const tag = "Sessions"
	get(a, "/cohorts", operation{ID: "listCohorts", Summary: "Sessions of the agent's units, the latest first", Tag: tag}, a.listCohorts)
	post(a, "/cohorts", operation{ID: "openCohort", Summary: "Open a session of an approved version: meetings, leads and bookings at once", Tag: tag, Status: http.StatusCreated}, a.openCohort)
	post(a, "/cohorts/preview", operation{ID: "previewCohort", Summary: "Lay a session out without saving: dates, what is skipped and why, what is taken", Tag: tag}, a.previewCohort)
	get(a, "/cohorts/{id}", operation{ID: "getCohort", Summary: "A session with its meetings and counts", Tag: tag}, a.getCohort)
	put(a, "/cohorts/{id}", operation{ID: "editCohort", Summary: "Correct what does not touch the dates", Tag: tag}, a.editCohort)
	post(a, "/cohorts/{id}/recruiting", operation{ID: "recruitCohort", Summary: "Let invitations leave", Tag: tag}, a.cohortStep((*planning.Desk).Recruit))
	post(a, "/cohorts/{id}/confirmation", operation{ID: "confirmCohort", Summary: "Say that it will be held", Tag: tag}, a.cohortStep((*planning.Desk).Confirm))
	post(a, "/cohorts/{id}/closing", operation{ID: "closeCohort", Summary: "End its follow-up", Tag: tag}, a.cohortStep((*planning.Desk).Close))
	post(a, "/cohorts/{id}/cancellation", operation{ID: "cancelCohort", Summary: "Cancel every meeting to come and tell everyone", Tag: tag}, a.cancelCohort)
	post(a, "/cohorts/{id}/postponement", operation{ID: "postponeCohort", Summary: "Take every meeting to come off the calendar and tell everyone", Tag: tag}, a.postponeCohort)
	post(a, "/cohorts/{id}/dates", operation{ID: "adoptDates", Summary: "Give meetings the dates of a planning, all or none", Tag: tag}, a.adoptDates)
	post(a, "/cohorts/{id}/resumption", operation{ID: "resumeCohort", Summary: "Give a postponed session new dates", Tag: tag}, a.resumeCohort)
}

// CohortFields is what an organiser says of a session. It is exported for
// huma, which reads no unexported embedded struct.
type CohortFields struct {
	Version      string           `json:"version" doc:"An approved version of a programme"`
	Unit         string           `json:"unit,omitempty" doc:"The programme's unit, or one below it"`
	Label        string           `json:"label" maxLength:"120"`
	Site         string           `json:"site"`
	Room         string           `json:"room,omitempty"`
	Lead         string           `json:"lead" doc:"A social worker of the unit"`
	Second       string           `json:"second,omitempty"`
	FirstDate    scheduling.Date  `json:"first_date" format:"date"`
	Start        scheduling.Clock `json:"start" example:"14:00" doc:"Wall-clock hour at the site"`
	CadenceWeeks int              `json:"cadence_weeks" example:"1"`
	SchoolPause  bool             `json:"school_pause,omitempty"`
	Capacity     int              `json:"capacity" example:"12"`
	LastEntry    int              `json:"last_entry,omitempty" default:"2" required:"false"`
	Threshold    int              `json:"threshold,omitempty" default:"3" required:"false"`
	Notes        string           `json:"notes,omitempty" maxLength:"5000"`
}

func (f CohortFields) cohort() scheduling.Cohort {
	return scheduling.Cohort{
		VersionID: scheduling.VersionID(f.Version), Unit: scheduling.UnitID(f.Unit), Label: f.Label,
		Site: scheduling.SiteID(f.Site), Room: scheduling.RoomID(f.Room),
		Lead: scheduling.UserID(f.Lead), Second: scheduling.UserID(f.Second),
		FirstDate: f.FirstDate, Start: f.Start, CadenceWeeks: f.CadenceWeeks, SchoolPause: f.SchoolPause,
		Capacity: f.Capacity, LastEntry: f.LastEntry, Threshold: f.Threshold, Notes: f.Notes,
	}
}

func fieldsOf(c scheduling.Cohort) CohortFields {
	return CohortFields{
		Version: string(c.VersionID), Unit: string(c.Unit), Label: c.Label, Site: string(c.Site), Room: string(c.Room),
		Lead: string(c.Lead), Second: string(c.Second), FirstDate: c.FirstDate, Start: c.Start,
		CadenceWeeks: c.CadenceWeeks, SchoolPause: c.SchoolPause, Capacity: c.Capacity,
		LastEntry: c.LastEntry, Threshold: c.Threshold, Notes: c.Notes,
	}
}

type cohortLineBody struct {
	ID        string          `json:"id"`
	Label     string          `json:"label"`
	State     string          `json:"state" enum:"draft,planned,recruiting,confirmed,running,finished,follow_up,closed,postponed,cancelled"`
	Title     string          `json:"title" doc:"Of the programme, for the service"`
	Site      string          `json:"site"`
	FirstDate scheduling.Date `json:"first_date" format:"date"`
	Capacity  int             `json:"capacity"`
	Seated    int             `json:"seated"`
	Waiting   int             `json:"waiting"`
	Meetings  int             `json:"meetings"`
	TooShort  bool            `json:"too_short" doc:"Under three meetings: no ISIC"`
}

func (a *api) listCohorts(ctx context.Context, actor scheduling.Actor, in *struct {
	Paging
	Words     string `query:"q" maxLength:"100"`
	State     string `query:"state"`
	Site      string `query:"site"`
	Programme string `query:"programme"`
},
) (*body[page[cohortLineBody]], error) {
	filter := store.CohortsFilter{
		Words: in.Words, State: scheduling.CohortState(in.State), Site: scheduling.SiteID(in.Site),
		Programme: scheduling.ProgrammeID(in.Programme),
	}
	list, err := a.Planning.Cohorts(ctx, actor, filter, store.Page{After: in.After, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	out := page[cohortLineBody]{Items: []cohortLineBody{}, Next: list.Next}
	for _, l := range list.Lines {
		out.Items = append(out.Items, cohortLineBody{
			ID: string(l.Cohort.ID), Label: l.Cohort.Label, State: string(l.State), Title: l.Title, Site: string(l.Site.ID),
			FirstDate: l.Cohort.FirstDate, Capacity: l.Cohort.Capacity, Seated: l.Seated, Waiting: l.Waiting,
			Meetings: len(l.Meetings), TooShort: l.TooShort,
		})
	}
	return &body[page[cohortLineBody]]{out}, nil
}

// cohortBody is a session: counts, never names.
type cohortBody struct {
	CohortFields
	ID       string        `json:"id"`
	State    string        `json:"state"`
	Reason   string        `json:"reason,omitempty" doc:"Of the postponement or cancellation"`
	TooShort bool          `json:"too_short"`
	Seated   int           `json:"seated"`
	Waiting  int           `json:"waiting"`
	Invited  int           `json:"invited"`
	Meetings []meetingBody `json:"meetings"`
}

func cohortOf(v planning.CohortView) *tagged[cohortBody] {
	out := cohortBody{
		CohortFields: fieldsOf(v.Cohort), ID: string(v.Cohort.ID), State: string(v.State), Reason: v.Cohort.Reason,
		TooShort: v.TooShort, Seated: v.Seated(), Waiting: v.Heads.Waiting, Invited: v.Heads.Invited, Meetings: []meetingBody{},
	}
	for _, b := range v.Beads {
		out.Meetings = append(out.Meetings, meetingOf(b))
	}
	return taggedWith(v.Cohort.Version, out)
}

func (a *api) cohortAnswer(ctx context.Context, actor scheduling.Actor, id scheduling.CohortID) (*tagged[cohortBody], error) {
	v, err := a.Planning.Cohort(ctx, actor, id)
	if err != nil {
		return nil, err
	}
	return cohortOf(v), nil
}

func (a *api) getCohort(ctx context.Context, actor scheduling.Actor, in *struct {
	ID string `path:"id"`
},
) (*tagged[cohortBody], error) {
	return a.cohortAnswer(ctx, actor, scheduling.CohortID(in.ID))
}

func (a *api) openCohort(ctx context.Context, actor scheduling.Actor, in *struct {
	Body struct {
		CohortFields
		Meetings []datedBody `json:"meetings,omitempty" doc:"Exactly these, one for each module in order: those of a proposal. first_date, start and room are then theirs"`
	}
},
) (*tagged[cohortBody], error) {
	var id scheduling.CohortID
	var err error
	if len(in.Body.Meetings) > 0 {
		id, err = a.Planning.OpenDated(ctx, actor, in.Body.cohort(), datedOf(in.Body.Meetings))
	} else {
		id, err = a.Planning.Open(ctx, actor, in.Body.cohort())
	}
	if err != nil {
		return nil, err
	}
	return a.cohortAnswer(ctx, actor, id)
}

func (a *api) editCohort(ctx context.Context, actor scheduling.Actor, in *struct {
	IfMatch
	ID   string `path:"id"`
	Body struct {
		Label     string `json:"label" maxLength:"120"`
		Capacity  int    `json:"capacity"`
		LastEntry int    `json:"last_entry"`
		Threshold int    `json:"threshold"`
		Notes     string `json:"notes,omitempty" maxLength:"5000"`
	}
},
) (*tagged[cohortBody], error) {
	version, err := in.version()
	if err != nil {
		return nil, err
	}
	id := scheduling.CohortID(in.ID)
	if err := a.Planning.Edit(ctx, actor, id, version, planning.CohortEdit(in.Body)); err != nil {
		return nil, err
	}
	return a.cohortAnswer(ctx, actor, id)
}

// stepInput names a session as it was read.
type stepInput struct {
	IfMatch
	ID string `path:"id"`
}

type cohortVerb func(d *planning.Desk, ctx context.Context, actor scheduling.Actor, id scheduling.CohortID, version int) error

func (a *api) cohortStep(verb cohortVerb) func(context.Context, scheduling.Actor, *stepInput) (*tagged[cohortBody], error) {
	return func(ctx context.Context, actor scheduling.Actor, in *stepInput) (*tagged[cohortBody], error) {
		version, err := in.version()
		if err != nil {
			return nil, err
		}
		if err := verb(a.Planning, ctx, actor, scheduling.CohortID(in.ID), version); err != nil {
			return nil, err
		}
		return a.cohortAnswer(ctx, actor, scheduling.CohortID(in.ID))
	}
}

// outlineBody is a session before it is opened.
type outlineBody struct {
	Meetings    []meetingBody  `json:"meetings"`
	Skipped     []skipBody     `json:"skipped"`
	Obstacles   []obstacleBody `json:"obstacles" doc:"Empty: it can be opened"`
	Cautions    []cautionBody  `json:"cautions" doc:"Who said that he could not be had then; it can be opened all the same"`
	UnknownFrom string         `json:"school_unknown_from,omitempty" doc:"From this date on, nobody entered the school holidays yet"`
}

type skipBody struct {
	Date   scheduling.Date `json:"date" format:"date"`
	Reason string          `json:"reason" enum:"public_holiday,closure,school_holiday,weekend"`
	Name   string          `json:"name,omitempty"`
}

func (a *api) previewCohort(ctx context.Context, actor scheduling.Actor, in *struct{ Body CohortFields }) (*body[outlineBody], error) {
	o, err := a.Planning.Preview(ctx, actor, in.Body.cohort())
	if err != nil {
		return nil, err
	}
	out := outlineBody{
		Meetings: []meetingBody{}, Skipped: skipsOf(o.Skipped), Obstacles: obstaclesOf(o.Obstacles), Cautions: cautionsOf(o.Cautions),
		UnknownFrom: o.Warning.From.String(),
	}
	for _, m := range o.Meetings {
		out.Meetings = append(out.Meetings, meetingOf(planning.Bead{Meeting: m, State: scheduling.MeetingPlanned, Title: o.Title(m)}))
	}
	return &body[outlineBody]{out}, nil
}
