// Package ranking says whom to ask first to a session, why, and how many to
// ask: people who may come are ranked by criteria that anybody can read, and a
// wave is as large as former answers suggest.
package ranking

import (
	"cmp"
	"math"
	"slices"

	"trame/scheduling"
)

// Criterion is one reason to ask somebody before another.
type Criterion string

// The criteria.
const (
	Waiting Criterion = "waiting" // how long since she was referred
	Near    Criterion = "near"    // how far the site is from her commune
	Zone    Criterion = "zone"    // her zone had fewer places than its share
	Fragile Criterion = "fragile" // the score of her commune
	New     Criterion = "new"     // she was never asked before
)

// Criteria in the order of the screens.
var Criteria = []Criterion{Waiting, Near, Zone, Fragile, New}

// Weights say how much each criterion counts: 0 nothing, 1 a little, 2, 3 a lot.
type Weights map[Criterion]int

// Usual are the weights nobody changed.
func Usual() Weights { return Weights{Waiting: 2, Near: 2, Zone: 2, Fragile: 1, New: 1} }

// Unknown stands for kilometres that nobody knows.
const Unknown = -1

// Person is somebody who may come, as the criteria see her.
type Person struct {
	ID         scheduling.InsuredID
	Since      scheduling.Date // of her oldest open referral; zero: unknown
	Kilometres int             // from her commune to the site, as the crow flies; Unknown
	Zone       string          // "" when her commune has none
	Fragility  int             // of her commune, score × 100; 0: unknown
	Asked      int             // how often she was invited so far
}

// Balance is a zone's people against the places it had.
type Balance struct {
	Zone     string
	Eligible int // people who may come and have no place yet
	Seated   int // places given in the last two years
}

// Point is what one criterion gives somebody.
type Point struct {
	Criterion Criterion
	Points    int // 0 to 100
	Weight    int
	Value     int // weeks, kilometres, missing share in hundredths, score × 100, times asked
	Known     bool
}

// Ranked is a person with her points, criterion by criterion.
type Ranked struct {
	Person
	Points []Point
	Total  int // Σ points × weight
}

const (
	longWait  = 26 // weeks after which waiting longer changes nothing
	nearby    = 5  // km: nearer changes nothing
	far       = 40 // km: farther changes nothing
	shortfall = 30 // hundredths of all places that a zone lacks: more changes nothing
)

// Rank sorts people by what the criteria give them on a day, the first to ask
// first; equals by how long they wait, then by id. What is not known gives
// half of what it could, so that nobody is put last for a missing fact.
func Rank(people []Person, zones []Balance, today scheduling.Date, w Weights) []Ranked {
	s := scale{today: today, lacks: lacks(zones)}
	s.low, s.high = fragilities(people)
	ranked := make([]Ranked, len(people))
	for at, p := range people {
		r := Ranked{Person: p, Points: make([]Point, 0, len(Criteria))}
		for _, c := range Criteria {
			point := s.point(c, p)
			point.Criterion, point.Weight = c, w[c]
			if !point.Known {
				point.Points = 50
			}
			r.Points = append(r.Points, point)
			r.Total += point.Points * point.Weight
		}
		ranked[at] = r
	}
	slices.SortFunc(ranked, func(a, b Ranked) int {
		return cmp.Or(cmp.Compare(b.Total, a.Total), sooner(a.Since, b.Since), cmp.Compare(a.ID, b.ID))
	})
	return ranked
}

// sooner puts the unknown last.
func sooner(a, b scheduling.Date) int {
	if a.IsZero() != b.IsZero() {
		if a.IsZero() {
			return 1
		}
		return -1
	}
	return a.Compare(b)
}

// scale is what points are measured on.
type scale struct {
	today     scheduling.Date
	lacks     map[string]int
	low, high int
}

func (s scale) point(c Criterion, p Person) Point {
	switch c {
	case Waiting:
		weeks := max(0, p.Since.DaysUntil(s.today)/7)
		return Point{Points: share(weeks, longWait), Value: weeks, Known: !p.Since.IsZero()}
	case Near:
		return nearness(p.Kilometres)
	case Zone:
		return Point{Points: share(s.lacks[p.Zone], shortfall), Value: s.lacks[p.Zone], Known: p.Zone != ""}
	case Fragile:
		return Point{Points: share(p.Fragility-s.low, s.high-s.low), Value: p.Fragility, Known: p.Fragility > 0}
	default:
		return Point{Points: 100 / (1 + p.Asked), Value: p.Asked, Known: true}
	}
}

// nearness is what so many kilometres to the site give.
func nearness(kilometres int) Point {
	return Point{Points: 100 - share(kilometres-nearby, far-nearby), Value: kilometres, Known: kilometres != Unknown}
}

// share is part of whole in hundredths, within 0 and 100.
func share(part, whole int) int {
	if whole <= 0 {
		return 0
	}
	return min(100, max(0, part*100/whole))
}

func fragilities(people []Person) (low, high int) {
	low = math.MaxInt
	for _, p := range people {
		if p.Fragility > 0 {
			low, high = min(low, p.Fragility), max(high, p.Fragility)
		}
	}
	return low, high
}

// lacks is, for each zone, the hundredths of all places that it had less than
// the share of its people: 60 % of the people and 35 % of the places lack 25.
// Before any place was given nobody lacks any.
func lacks(zones []Balance) map[string]int {
	eligible, seated := 0, 0
	for _, z := range zones {
		eligible, seated = eligible+z.Eligible, seated+z.Seated
	}
	missing := map[string]int{}
	if eligible == 0 || seated == 0 {
		return missing
	}
	for _, z := range zones {
		missing[z.Zone] = max(0, z.Eligible*100/eligible-z.Seated*100/seated)
	}
	return missing
}
