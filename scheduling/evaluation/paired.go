package evaluation

import (
	"math"
	"slices"
	"strconv"

	"trame/scheduling"
)

// Moved is how far people moved on one question between two moments, each
// compared with herself: only answers that bear names can be paired.
type Moved struct {
	Question scheduling.Question
	Pairs    int     // people, who answered at both
	Cells    []Cell  // MovedUp, MovedNot, MovedDown; none when they may not be shown
	Mean     float64 // of the differences, to one decimal
	HasMean  bool
	Waiting  int // sessions of which nothing is shown yet
}

// Which way somebody moved.
const (
	MovedUp   = "better"
	MovedNot  = "same"
	MovedDown = "worse"
)

var ways = []scheduling.Option{{Code: MovedUp}, {Code: MovedNot}, {Code: MovedDown}}

// Pair is what one person answered at two moments.
type Pair struct{ Before, After scheduling.Answers }

// SessionPairs is the people of one session who answered at both.
type SessionPairs struct {
	Year  int // of the later answers
	Pairs []Pair
}

// Move tells how people moved on each scale that they answered twice, sessions
// together, as Gather does: nothing under threshold people, nothing that
// subtraction would give away, and no mean that leaves one person only one step
// to have moved.
func Move(questions []scheduling.Question, sessions []SessionPairs, threshold int) (list []Moved) {
	for _, q := range questions {
		if q.Kind != scheduling.ScaleQuestion {
			continue
		}
		g := Gather([]scheduling.Question{
			{Key: way, Kind: scheduling.SingleQuestion, Options: ways}, {Key: far, Kind: scheduling.NumberQuestion},
		}, differences(q, sessions), threshold)
		if m, ok := moved(q, g[0], g[1]); ok {
			list = append(list, m)
		}
	}
	return list
}

// A difference is two answers: which way, and how far.
const (
	way = "way"
	far = "far"
)

// differences are the answers of those who answered q twice.
func differences(q scheduling.Question, sessions []SessionPairs) (list []SessionAnswers) {
	for _, s := range sessions {
		of := SessionAnswers{Year: s.Year}
		for _, p := range s.Pairs {
			if d, ok := p.difference(q); ok {
				of.Answers = append(of.Answers, scheduling.Answers{way: {wayOf(d)}, far: {strconv.Itoa(d)}})
			}
		}
		if len(of.Answers) > 0 {
			list = append(list, of)
		}
	}
	return list
}

// difference is how far a person moved on q; ok is false when she did not
// answer it twice.
func (p Pair) difference(q scheduling.Question) (d int, ok bool) {
	var steps [2]int
	for i, answers := range []scheduling.Answers{p.Before, p.After} {
		values := answers[q.Key]
		if len(values) != 1 || !slices.Contains(Codes(q), values[0]) {
			return 0, false
		}
		steps[i], _ = strconv.Atoi(values[0]) // a step of the scale
	}
	return steps[1] - steps[0], true
}

func wayOf(d int) string {
	switch {
	case d > 0:
		return MovedUp
	case d < 0:
		return MovedDown
	}
	return MovedNot
}

// moved puts both together; ok is false where nobody answered twice.
func moved(q scheduling.Question, way, far Gathered) (m Moved, ok bool) {
	m = Moved{Question: q, Waiting: max(way.Waiting, far.Waiting)}
	if way.All.Withheld && far.All.Withheld {
		return m, m.Waiting > 0
	}
	if !way.All.Withheld {
		m.Pairs, m.Cells = way.All.Answered, way.All.Cells
	}
	if far.All.HasMean && (way.All.Withheld || far.All.Answered == way.All.Answered) {
		m.Pairs = far.All.Answered
		m.Mean, m.HasMean = far.All.Mean, vague(q, m.Cells, m.Pairs, far.All.Mean)
	}
	return m, m.Pairs > 0
}

// vague reports whether a mean difference of n people leaves each of them
// several ways to have moved, given which way they are known to have gone: it
// keeps away from the least and the most that they might have moved all together,
// where few are left, by so much that its absence tells nothing either.
func vague(q scheduling.Question, cells []Cell, n int, mean float64) bool {
	span, sum := q.Max-q.Min, int(math.Round(mean*float64(n)))
	least, most, away := -n*span, n*span, span+2
	if cells != nil {
		up, down := cells[0].Count, cells[2].Count
		if span <= 2 && (up == 0 || down == 0) { // two steps: their sum counts both
			return false
		}
		least, most, away = up-span*down, span*up-down, 2
	}
	return sum >= least+away && sum <= most-away
}
