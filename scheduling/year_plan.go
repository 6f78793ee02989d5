package scheduling

import (
	"strconv"
	"time"
)

// YearPlan is a plan de l'année: what a unit or a département wishes to hold
// between two days, and how far the search for it is. Its draft (brouillon) is
// its DraftCohorts; nothing of it holds a room or a person before it is
// published. It is never planned again: a new plan follows it.
type YearPlan struct {
	ID           YearPlanID
	Organisation OrganisationID
	Unit         UnitID
	Label        string
	FirstDay     Date
	LastDay      Date
	Seconds      int        // how long to search
	Follows      YearPlanID // whose pinned sessions it keeps; "" for a first one
	AskedBy      UserID
	AskedAt      time.Time
	StartedAt    time.Time // the last time somebody began the search
	BeatAt       time.Time // the searcher was alive; zero: nobody searches
	Wanted       int       // sessions, of all its wishes
	Placed       int       // of those, in the best draft so far
	Comfort      int       // what that draft costs in comfort
	Bound        int       // no draft as full can cost less
	ReadyAt      time.Time
	FailedAt     time.Time
	Failure      string // the key of its sentence
	PublishedAt  time.Time
	AbandonedAt  time.Time
	Version      int
}

// YearPlanState is where a plan stands; it is derived, never stored.
type YearPlanState string

// The states, in their order; the last two are exits.
const (
	YearPlanWaiting   YearPlanState = "waiting"
	YearPlanRunning   YearPlanState = "running"
	YearPlanReady     YearPlanState = "ready"     // its draft can be read and decided upon
	YearPlanPublished YearPlanState = "published" // some of its sessions are open
	YearPlanFailed    YearPlanState = "failed"
	YearPlanAbandoned YearPlanState = "abandoned"
)

// State derives where y stands.
func (y YearPlan) State() YearPlanState {
	switch {
	case !y.AbandonedAt.IsZero():
		return YearPlanAbandoned
	case !y.FailedAt.IsZero():
		return YearPlanFailed
	case !y.PublishedAt.IsZero():
		return YearPlanPublished
	case !y.ReadyAt.IsZero():
		return YearPlanReady
	case !y.StartedAt.IsZero():
		return YearPlanRunning
	}
	return YearPlanWaiting
}

// Searching reports whether its draft is still to come.
func (s YearPlanState) Searching() bool { return s == YearPlanWaiting || s == YearPlanRunning }

// Drafted reports whether there is a draft to read and decide upon.
func (s YearPlanState) Drafted() bool { return s == YearPlanReady || s == YearPlanPublished }

// Gap is how far the comfort of the draft may be from the best, in thousandths
// of it.
func (y YearPlan) Gap() int {
	if y.Comfort <= 0 || y.Bound >= y.Comfort {
		return 0
	}
	return (y.Comfort-y.Bound)*1000/y.Comfort + 1
}

// Wish is a souhait of a plan: an approved version, to be held so many times.
type Wish struct {
	Plan         YearPlanID
	Number       int // from 1
	Unit         UnitID
	VersionID    VersionID
	Times        int
	Sites        []SiteID // they alternate in this order
	CadenceWeeks int
	SchoolPause  bool
	Capacity     int
	Leads        []UserID // one of them for each session
}

// The limits of one plan: beyond them it is asked for in parts.
const (
	MostPlanDays     = 550 // a year and a half
	MostPlanCohorts  = 200
	MostPlanSeconds  = 120
	UsualPlanSeconds = 20
)

// Validate checks what is asked; today is the day in the organisation.
func (y YearPlan) Validate(wishes []Wish, today Date) error {
	var f Faults
	f.Check(y.Label != "", "label", "year_plan.label.required")
	f.Check(!y.FirstDay.IsZero(), "first_day", "year_plan.first_day.required")
	f.Check(y.FirstDay.IsZero() || !y.FirstDay.Before(today), "first_day", "year_plan.first_day.past")
	f.Check(!y.LastDay.IsZero(), "last_day", "year_plan.last_day.required")
	days := y.FirstDay.DaysUntil(y.LastDay)
	f.Check(y.FirstDay.IsZero() || y.LastDay.IsZero() || days > 0 && days <= MostPlanDays, "last_day", "year_plan.last_day.range", "days", MostPlanDays)
	f.Check(y.Seconds >= 1 && y.Seconds <= MostPlanSeconds, "seconds", "year_plan.seconds.range", "most", MostPlanSeconds)
	total := 0
	for i, w := range wishes {
		w.check(&f, "wishes."+strconv.Itoa(i)+".")
		total += w.Times
	}
	f.Check(len(wishes) > 0, "", "year_plan.wishes.required")
	f.Check(total <= MostPlanCohorts, "", "year_plan.wishes.many", "most", MostPlanCohorts, "n", total)
	return f.Err()
}

func (w Wish) check(f *Faults, at string) {
	f.Check(w.Times >= 1 && w.Times <= 24, at+"times", "year_plan.times.range")
	f.Check(len(w.Sites) > 0, at+"sites", "year_plan.sites.required")
	f.Check(len(w.Leads) > 0, at+"leads", "year_plan.leads.required")
	f.Check(w.CadenceWeeks >= 1 && w.CadenceWeeks <= 26, at+"cadence_weeks", "cohort.cadence_weeks.range")
}
