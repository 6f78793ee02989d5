package api

import (
	"context"
	"net/http"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/workflow/planning"
	"trame/templates"
)

func (a *api) yearRoutes() {
	const tag = "Plans of the year"
	get(a, "/year-plans", operation{ID: "listYearPlans", Summary: "Plans of the units whose year the agent plans, the latest first", Tag: tag}, a.listYearPlans)
	post(a, "/year-plans", operation{ID: "askYearPlan", Summary: "Ask for a unit's year: searched in the background, nothing is booked", Tag: tag, Status: http.StatusCreated}, a.askYearPlan)
	get(a, "/year-plans/{id}", operation{ID: "getYearPlan", Summary: "A plan: how far its search is, then its draft", Tag: tag}, a.getYearPlan)
	post(a, "/year-plans/{id}/decisions", operation{ID: "decideYearPlan", Summary: "Accept, pin or leave proposed sessions", Tag: tag}, a.decideYearPlan)
	post(a, "/year-plans/{id}/publication", operation{ID: "publishYearPlan", Summary: "Open the accepted sessions, as if each were opened by hand", Tag: tag}, a.publishYearPlan)
	post(a, "/year-plans/{id}/successor", operation{ID: "followYearPlan", Summary: "Search another draft that keeps what is accepted or pinned", Tag: tag, Status: http.StatusCreated}, a.followYearPlan)
	post(a, "/year-plans/{id}/abandonment", operation{ID: "abandonYearPlan", Summary: "Stop its search, or put its draft aside", Tag: tag}, a.abandonYearPlan)
	get(a, "/year-plans/{id}/differences", operation{ID: "compareYearPlans", Summary: "What differs from another draft", Tag: tag}, a.compareYearPlans)
}

// yearPlanInput names a plan.
type yearPlanInput struct {
	ID string `path:"id"`
}

func (in yearPlanInput) plan() scheduling.YearPlanID { return scheduling.YearPlanID(in.ID) }

// WishFields is what is wished of one programme. It is exported for huma.
type WishFields struct {
	Version      string   `json:"version" doc:"An approved version"`
	Unit         string   `json:"unit,omitempty" doc:"Absent: the plan's; else one below it"`
	Times        int      `json:"times" example:"2"`
	Sites        []string `json:"sites" doc:"They alternate in this order"`
	CadenceWeeks int      `json:"cadence_weeks" example:"1"`
	SchoolPause  bool     `json:"school_pause,omitempty"`
	Capacity     int      `json:"capacity" example:"12"`
	Leads        []string `json:"leads" doc:"Social workers, one of them for each session"`
}

func (f WishFields) wish() scheduling.Wish {
	w := scheduling.Wish{
		VersionID: scheduling.VersionID(f.Version), Unit: scheduling.UnitID(f.Unit), Times: f.Times,
		CadenceWeeks: f.CadenceWeeks, SchoolPause: f.SchoolPause, Capacity: f.Capacity,
	}
	for _, id := range f.Sites {
		w.Sites = append(w.Sites, scheduling.SiteID(id))
	}
	for _, id := range f.Leads {
		w.Leads = append(w.Leads, scheduling.UserID(id))
	}
	return w
}

// YearPlanLine is a plan without its draft. It is exported for huma, which reads
// no unexported embedded struct.
type YearPlanLine struct {
	ID       string          `json:"id"`
	Unit     string          `json:"unit"`
	Label    string          `json:"label"`
	State    string          `json:"state" enum:"waiting,running,ready,published,failed,abandoned"`
	FirstDay scheduling.Date `json:"first_day" format:"date"`
	LastDay  scheduling.Date `json:"last_day" format:"date"`
	AskedAt  time.Time       `json:"asked_at"`
	Wanted   int             `json:"wanted" doc:"Sessions"`
	Placed   int             `json:"placed" doc:"Of those, in the best draft so far"`
	Comfort  int             `json:"comfort" doc:"What that draft costs"`
	Bound    int             `json:"bound" doc:"No draft as full can cost less"`
	Failure  string          `json:"failure,omitempty"`
	Follows  string          `json:"follows,omitempty"`
}

func yearLineOf(v planning.YearView) YearPlanLine {
	y := v.Plan
	out := YearPlanLine{
		ID: string(y.ID), Unit: string(y.Unit), Label: y.Label, State: string(v.State), FirstDay: y.FirstDay, LastDay: y.LastDay,
		AskedAt: y.AskedAt, Wanted: y.Wanted, Placed: y.Placed, Comfort: y.Comfort, Bound: y.Bound, Follows: string(y.Follows),
	}
	if y.Failure != "" {
		out.Failure = templates.Message(y.Failure)
	}
	return out
}

func (a *api) listYearPlans(ctx context.Context, actor scheduling.Actor, in *Paging) (*body[page[YearPlanLine]], error) {
	list, err := a.Planning.Years(ctx, actor, store.Page{After: in.After, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	out := page[YearPlanLine]{Items: []YearPlanLine{}, Next: list.Next}
	for _, l := range list.Lines {
		out.Items = append(out.Items, yearLineOf(l))
	}
	return &body[page[YearPlanLine]]{out}, nil
}

func (a *api) askYearPlan(ctx context.Context, actor scheduling.Actor, in *struct {
	Body struct {
		Unit     string          `json:"unit"`
		Label    string          `json:"label" maxLength:"120"`
		FirstDay scheduling.Date `json:"first_day" format:"date"`
		LastDay  scheduling.Date `json:"last_day" format:"date"`
		Seconds  int             `json:"seconds,omitempty" default:"20" required:"false" doc:"How long to search at most"`
		Wishes   []WishFields    `json:"wishes"`
	}
},
) (*body[yearPlanBody], error) {
	wishes := make([]scheduling.Wish, len(in.Body.Wishes))
	for i, w := range in.Body.Wishes {
		wishes[i] = w.wish()
	}
	id, err := a.Planning.AskYear(ctx, actor, scheduling.YearPlan{
		Unit: scheduling.UnitID(in.Body.Unit), Label: in.Body.Label, FirstDay: in.Body.FirstDay, LastDay: in.Body.LastDay, Seconds: in.Body.Seconds,
	}, wishes)
	if err != nil {
		return nil, err
	}
	return a.yearAnswer(ctx, actor, id)
}

func (a *api) getYearPlan(ctx context.Context, actor scheduling.Actor, in *yearPlanInput) (*body[yearPlanBody], error) {
	return a.yearAnswer(ctx, actor, in.plan())
}

func (a *api) yearAnswer(ctx context.Context, actor scheduling.Actor, id scheduling.YearPlanID) (*body[yearPlanBody], error) {
	v, err := a.Planning.Year(ctx, actor, id)
	if err != nil {
		return nil, err
	}
	return &body[yearPlanBody]{yearOf(v)}, nil
}

func (a *api) decideYearPlan(ctx context.Context, actor scheduling.Actor, in *struct {
	ID   string `path:"id"`
	Body struct {
		Sessions []struct {
			Number int    `json:"number"`
			Choice string `json:"choice" enum:",accepted,pinned,left" doc:"Empty: undecided again"`
		} `json:"sessions"`
	}
},
) (*body[yearPlanBody], error) {
	choices := map[int]scheduling.DraftChoice{}
	for _, s := range in.Body.Sessions {
		choices[s.Number] = scheduling.DraftChoice(s.Choice)
	}
	id := scheduling.YearPlanID(in.ID)
	if err := a.Planning.DecideYear(ctx, actor, id, choices); err != nil {
		return nil, err
	}
	return a.yearAnswer(ctx, actor, id)
}

type yearPublishedBody struct {
	Opened  []string          `json:"opened" doc:"Sessions"`
	Refused []yearRefusalBody `json:"refused"`
}

type yearRefusalBody struct {
	Number int    `json:"number"`
	Label  string `json:"label"`
	Why    string `json:"why"`
}

func (a *api) publishYearPlan(ctx context.Context, actor scheduling.Actor, in *yearPlanInput) (*body[yearPublishedBody], error) {
	p, err := a.Planning.PublishYear(ctx, actor, in.plan())
	if err != nil {
		return nil, err
	}
	out := yearPublishedBody{Opened: []string{}, Refused: []yearRefusalBody{}}
	for _, id := range p.Opened {
		out.Opened = append(out.Opened, string(id))
	}
	for _, r := range p.Refused {
		out.Refused = append(out.Refused, yearRefusalBody{r.Number, r.Label, templates.Sentence(r.Why)})
	}
	return &body[yearPublishedBody]{out}, nil
}

func (a *api) followYearPlan(ctx context.Context, actor scheduling.Actor, in *yearPlanInput) (*body[yearPlanBody], error) {
	id, err := a.Planning.FollowYear(ctx, actor, in.plan())
	if err != nil {
		return nil, err
	}
	return a.yearAnswer(ctx, actor, id)
}

func (a *api) abandonYearPlan(ctx context.Context, actor scheduling.Actor, in *yearPlanInput) (*body[yearPlanBody], error) {
	if err := a.Planning.AbandonYear(ctx, actor, in.plan()); err != nil {
		return nil, err
	}
	return a.yearAnswer(ctx, actor, in.plan())
}
