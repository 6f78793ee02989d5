package eligibility

import "trame/scheduling"

// Kind is a kind of rule: what it may be given, and how it judges.
type Kind struct {
	Key    string
	Fields []string // of Parameters, in the order of the form
	Codes  []string // what any_of or criteria are chosen from
	List   string   // the code list in which the codes have their words
	judge  func(Parameters) judge
}

// Parameters are what a rule is given, each kind its own few.
type Parameters struct {
	AnyOf        []string `json:"any_of,omitempty"`
	AtLeast      int      `json:"at_least,omitempty"`
	MoreThan     int      `json:"more_than,omitempty"`
	AtMost       int      `json:"at_most,omitempty"`
	Departements []string `json:"departements,omitempty"` // INSEE codes: 95, 2A, 974
	Zones        []string `json:"zones,omitempty"`        // as they are drawn in the territory
	Communes     []string `json:"communes,omitempty"`     // INSEE codes
	Criteria     []string `json:"criteria,omitempty"`     // of precarity, those switched on
	Is           string   `json:"is,omitempty"`           // yes or no
}

// Group words stand for several codes.
const (
	Cancer  = "cancer"  // every pathology group of the published study
	Granted = "granted" // a pension of any category
)

// The criteria of precarity (CNAM circular 28/2007).
const (
	LowAllowance    = "low_allowance"
	LowPerHead      = "low_per_head"
	SolidarityCover = "solidarity_cover"
	LongIllness     = "long_illness"
)

// Precarity is the key of the rule that decides who is met alone first
// (rule 11). Every other rule decides who may come.
const Precarity = "precarity"

// Kinds are all of them, in the order of the screens.
var Kinds = []Kind{
	{Key: "purpose", Fields: anyOf, Codes: codes(scheduling.Purposes), List: "purpose", judge: purpose},
	{Key: "leave_kind", Fields: anyOf, Codes: codes(scheduling.LeaveKinds), List: "leave_kind", judge: leaveKind},
	{Key: "leave_days", Fields: []string{"at_least", "more_than"}, judge: leaveDays},
	{Key: "leave_time", Fields: anyOf, Codes: codes(scheduling.LeaveTimes), List: "leave_time", judge: leaveTime},
	{Key: "work_situation", Fields: anyOf, Codes: scheduling.Contracts, List: "contract", judge: workSituation},
	{Key: "invalidity", Fields: anyOf, Codes: append([]string{Granted}, codes(scheduling.Invalidities)...), List: "invalidity", judge: invalidity},
	{Key: "pathology_group", Fields: anyOf, Codes: append([]string{Cancer}, scheduling.Pathologies...), List: "pathology", judge: pathologyGroup},
	{Key: "scheme", Fields: anyOf, Codes: codes(scheduling.Schemes), List: "scheme", judge: scheme},
	{Key: "age", Fields: []string{"at_least", "at_most"}, judge: age},
	{Key: "residence", Fields: []string{"departements", "zones", "communes"}, judge: residence},
	{Key: "followed", Fields: []string{"is"}, judge: followed},
	{Key: "fragility", Fields: []string{"at_least"}, judge: fragility},
	{Key: "consent", judge: consent},
	{
		Key: Precarity, Fields: []string{"criteria"}, Codes: []string{LowAllowance, LowPerHead, SolidarityCover, LongIllness},
		List: "precarity", judge: precarity,
	},
}

var anyOf = []string{"any_of"}

// KindOf finds a kind by its key.
func KindOf(key string) (Kind, bool) {
	for _, k := range Kinds {
		if k.Key == key {
			return k, true
		}
	}
	return Kind{}, false
}

func codes[C ~string](list []C) []string {
	texts := make([]string, len(list))
	for i, c := range list {
		texts[i] = string(c)
	}
	return texts
}
