package ranking

import (
	"cmp"
	"slices"

	"trame/scheduling"
)

// Bar is why somebody is not proposed to testify at a meeting.
type Bar string

// The bars, in the order of the screens.
const (
	NoConsent    Bar = "no_consent"    // not given yet, or taken back
	ConsentOver  Bar = "consent_over"  // its time ends before the meeting
	FileOver     Bar = "file_over"     // she died; her file was erased, or another speaks for it
	NeverStarted Bar = "never_started" // she came to no meeting
	StillSeated  Bar = "still_seated"  // she has a place in a session that runs
	OwnGroup     Bar = "own_group"     // it is the session that she was in
	OnPause      Bar = "on_pause"
	OtherUnit    Bar = "other_unit" // she does not wish to go beyond hers
	EnoughTimes  Bar = "enough_times"
	AskedAlready Bar = "asked_already" // to this meeting
	Elsewhere    Bar = "elsewhere"     // she testifies at that hour
)

// Bars are all of them.
var Bars = []Bar{NoConsent, ConsentOver, FileOver, NeverStarted, StillSeated, OwnGroup, OnPause, OtherUnit, EnoughTimes, AskedAlready, Elsewhere}

// The criteria by which witnesses are ranked, beside Near.
const (
	Theme         Criterion = "theme"     // the subjects that are sought
	SameProgramme Criterion = "programme" // she followed it herself
	Rested        Criterion = "rested"    // how long she was not asked
	Seldom        Criterion = "seldom"    // how seldom she testified in a year
)

// WitnessWeights say how much each counts, in the order of the screens.
var WitnessWeights = []struct {
	Criterion
	Weight int
}{{Theme, 3}, {Near, 2}, {Rested, 2}, {Seldom, 2}, {SameProgramme, 1}}

// Witness is somebody who consented, as a meeting sees her.
type Witness struct {
	ID         scheduling.InsuredID
	Consent    scheduling.Witness
	Unit       scheduling.UnitID
	Over       bool // died, erased, merged
	Started    bool
	Seated     bool
	OwnGroup   bool
	Paused     bool
	Followed   bool // the meeting's programme
	Asked      bool // to the meeting
	Elsewhere  bool
	Times      int             // that she testified, or is counted on, in the twelve months until the meeting
	LastAsked  scheduling.Date // zero: never
	Kilometres int             // from her commune to the site; Unknown
}

// Call is the meeting that a witness is sought for.
type Call struct {
	On     scheduling.Date
	Today  scheduling.Date
	Unit   scheduling.UnitID
	Themes []scheduling.WitnessThemeID // sought; none: any
}

// Bars are all that keeps w from being proposed.
func (c Call) Bars(w Witness) (bars []Bar) {
	state := w.Consent.State(c.On)
	for _, one := range []struct {
		Bar
		holds bool
	}{
		{NoConsent, state == scheduling.WitnessAsked || state == scheduling.WitnessWithdrawn},
		{ConsentOver, state == scheduling.WitnessEnded},
		{FileOver, w.Over},
		{NeverStarted, !w.Started},
		{StillSeated, w.Seated},
		{OwnGroup, w.OwnGroup},
		{OnPause, w.Paused},
		{OtherUnit, w.Consent.OwnUnit && w.Unit != c.Unit},
		{EnoughTimes, w.Consent.MostAYear > 0 && w.Times >= w.Consent.MostAYear},
		{AskedAlready, w.Asked},
		{Elsewhere, w.Elsewhere},
	} {
		if one.holds {
			bars = append(bars, one.Bar)
		}
	}
	return bars
}

// RankedWitness is one who may be asked, with her reasons.
type RankedWitness struct {
	Witness
	Points []Point
	Total  int // Σ points × weight
}

// Rank sorts those whom nothing bars, the first to ask first; equals by id. What
// is not known gives half of what it could.
func (c Call) Rank(people []Witness) (ranked []RankedWitness) {
	for _, w := range people {
		if len(c.Bars(w)) > 0 {
			continue
		}
		r := RankedWitness{Witness: w}
		for _, each := range WitnessWeights {
			point := c.point(each.Criterion, w)
			point.Criterion, point.Weight = each.Criterion, each.Weight
			if !point.Known {
				point.Points = 50
			}
			r.Points, r.Total = append(r.Points, point), r.Total+point.Points*point.Weight
		}
		ranked = append(ranked, r)
	}
	slices.SortFunc(ranked, func(a, b RankedWitness) int { return cmp.Or(cmp.Compare(b.Total, a.Total), cmp.Compare(a.ID, b.ID)) })
	return ranked
}

// point is what one criterion gives: Value is subjects, kilometres, weeks since
// she was asked (Unknown: never), times, or 1 for the same programme.
func (c Call) point(criterion Criterion, w Witness) Point {
	switch criterion {
	case Theme:
		fit := 0
		for _, theme := range c.Themes {
			if slices.Contains(w.Consent.Themes, theme) {
				fit++
			}
		}
		return Point{Points: share(fit, len(c.Themes)), Value: fit, Known: len(c.Themes) > 0}
	case Near:
		return nearness(w.Kilometres)
	case Rested:
		if w.LastAsked.IsZero() {
			return Point{Points: 100, Value: Unknown, Known: true}
		}
		weeks := max(0, w.LastAsked.DaysUntil(c.Today)/7)
		return Point{Points: share(weeks, longWait), Value: weeks, Known: true}
	case Seldom:
		return Point{Points: 100 / (1 + w.Times), Value: w.Times, Known: true}
	default:
		if w.Followed {
			return Point{Points: 100, Value: 1, Known: true}
		}
		return Point{Known: true}
	}
}
