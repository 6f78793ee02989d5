package scheduling

import "slices"

// Whereof is what a situation is made of, as a stable code: the « dont » of
// « invalidité 1, dont temps partiel ». It stands under its outcome alone; ""
// is not said. What no code says is written in FollowUp.Details.
type Whereof string

// The details.
const (
	WhereofSameJob             Whereof = "same_job"
	WhereofAdaptedJob          Whereof = "adapted_job"
	WhereofOtherJob            Whereof = "other_job"
	WhereofOtherEmployer       Whereof = "other_employer"
	WhereofTherapeuticPartTime Whereof = "therapeutic_part_time"
	WhereofPartTimeWork        Whereof = "part_time_work"
	WhereofSeeksWork           Whereof = "seeks_work"
	WhereofNoWork              Whereof = "no_work"
	WhereofDismissedUnfit      Whereof = "dismissed_unfit"
)

// whereofs are the details of each situation that has some.
var whereofs = map[OutcomeCode][]Whereof{
	OutcomeWorkResumed:         {WhereofSameJob, WhereofAdaptedJob, WhereofOtherJob, WhereofOtherEmployer},
	OutcomeWorkResumedPartTime: {WhereofTherapeuticPartTime, WhereofSameJob, WhereofAdaptedJob, WhereofOtherJob, WhereofOtherEmployer},
	OutcomeSickLeave:           {WhereofTherapeuticPartTime},
	OutcomeInvalidity1:         {WhereofPartTimeWork, WhereofSeeksWork, WhereofNoWork},
	OutcomeInvalidity2:         {WhereofPartTimeWork, WhereofSeeksWork, WhereofNoWork},
	OutcomeJobSeeker:           {WhereofDismissedUnfit},
}

// Whereofs are the details under o, in the order of screens and tables.
func (o OutcomeCode) Whereofs() []Whereof { return slices.Clone(whereofs[o]) }

// Of reports whether w may be said of o; not saying may always.
func (w Whereof) Of(o OutcomeCode) bool { return w == "" || slices.Contains(whereofs[o], w) }
