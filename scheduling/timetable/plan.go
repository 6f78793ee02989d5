package timetable

import (
	"encoding/json"
	"fmt"
	"slices"
)

// PlanFormat is the first line of a plan's file.
const PlanFormat = "trame-plan/1"

// Plan is an answer to an instance: every meeting of the planned cohorts, in
// the instance's order, and why the others could not be planned.
type Plan struct {
	Format   string `json:"format"`
	Instance string `json:"instance"`
	Cost
	Bound      int          `json:"bound"` // no plan with as few unplanned cohorts and no more perturbation has less comfort cost
	Meetings   []Meeting    `json:"meetings"`
	Impossible []Impossible `json:"impossible"`
}

// Cost of a plan; the first figure that differs decides which is better.
type Cost struct {
	Unplanned    int `json:"unplanned"`
	Perturbation int `json:"perturbation"`
	Comfort      int `json:"comfort"`
}

// Compare orders costs: negative when c is better than other.
func (c Cost) Compare(other Cost) int {
	switch {
	case c.Unplanned != other.Unplanned:
		return c.Unplanned - other.Unplanned
	case c.Perturbation != other.Perturbation:
		return c.Perturbation - other.Perturbation
	}
	return c.Comfort - other.Comfort
}

// Impossible says why a cohort has no place.
type Impossible struct {
	Cohort   string   `json:"cohort"`
	Blocking []Reason `json:"blocking"` // without any one of them it could be planned: a minimal set
	Repairs  []Reason `json:"repairs"`  // each alone, if lifted, makes room
	Funnel   []Funnel `json:"funnel"`
}

// Funnel counts the days left to a module as each kind of constraint is heard.
type Funnel struct {
	Module string  `json:"module"`
	Left   []Stage `json:"left"`
}

// Stage is how many days are left once one more thing is asked of them:
// working_days, then room, lead, roles.
type Stage struct {
	Name string
	Days int
}

// MarshalJSON writes ["room", 38].
func (s Stage) MarshalJSON() ([]byte, error) { return json.Marshal([]any{s.Name, s.Days}) }

// UnmarshalJSON reads what MarshalJSON writes.
func (s *Stage) UnmarshalJSON(text []byte) error {
	var pair []json.RawMessage
	if err := json.Unmarshal(text, &pair); err != nil || len(pair) != 2 {
		return fmt.Errorf("%s is not like [\"room\", 38]", text)
	}
	if err := json.Unmarshal(pair[0], &s.Name); err != nil {
		return err
	}
	return json.Unmarshal(pair[1], &s.Days)
}

// Equal reports whether two meetings are the same in every respect.
func (m Meeting) Equal(other Meeting) bool {
	return m.Cohort == other.Cohort && m.Module == other.Module && m.Start == other.Start && m.Room == other.Room && m.Lead == other.Lead && slices.Equal(m.Co, other.Co)
}
