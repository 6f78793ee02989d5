package evaluation

import (
	"iter"
	"slices"
	"strconv"

	"trame/scheduling"
)

// hider is a session that hides something of a question: its cells, and what
// it shows of any that it might have.
type hider struct {
	counts   []int
	masked   []bool
	answered int
	asked    int
	counted  bool // how many answered is shown
	mean     bool // so is their mean
	several  bool // one may choose several
	shows    func(counts []int) string
}

func hiderOf(table, shown Result, threshold int) hider {
	h := hider{answered: table.Answered, asked: table.Asked, counted: shown.Asked > 0, mean: shown.HasMean}
	h.several = table.Question.Kind == scheduling.MultipleQuestion
	for i, c := range table.Cells {
		h.counts = append(h.counts, c.Count)
		h.masked = append(h.masked, shown.Withheld || shown.Cells[i].Masked)
	}
	switch {
	case shown.Withheld:
		h.shows = func([]int) string { return "" }
	case h.several:
		h.shows = func(counts []int) string {
			return look(counts, maskMultiple(counts, table.Answered, threshold))
		}
	case shown.HasMean:
		h.shows = func(counts []int) string {
			masked, mean := maskScale(counts, table.Question.Min, threshold)
			return strconv.FormatFloat(mean, 'f', 1, 64) + " " + look(counts, masked)
		}
	default:
		h.shows = func(counts []int) string { return look(counts, maskExclusive(counts, threshold)) }
	}
	return h
}

// look is what a reader sees of cells.
func look(counts []int, masked []bool) string {
	seen := make([]byte, 0, 4*len(counts))
	for i, c := range counts {
		if masked == nil || !masked[i] {
			seen = strconv.AppendInt(seen, int64(c), 10)
		}
		seen = append(seen, ' ')
	}
	return string(seen)
}

// mayMean reports whether the sessions that hide their mean, or how many
// answered, are together enough people to be spoken of.
func mayMean(hiding []hider, threshold int) bool {
	var unsaid, uncounted, asked, sessions int
	for _, h := range hiding {
		if !h.mean {
			unsaid += h.answered
		}
		if !h.counted && h.asked > 0 {
			uncounted, asked, sessions = uncounted+h.answered, asked+h.asked, sessions+1
		}
	}
	tooFew := small(unsaid, threshold) || small(uncounted, threshold) || small(asked, threshold) || small(asked-uncounted, threshold)
	return !tooFew && sessions != 1
}

// tells reports whether the sum of some sessions, shown cell by cell, tells too
// much: what it adds to what they show speaks of too few people, or leaves a
// masked cell one possible count.
func tells(hiding []hider, threshold int) bool {
	if len(hiding) == 0 || len(hiding[0].counts) == 0 { // a number, a day, words: nothing to subtract but means
		return false
	}
	hidden := make([]int, len(hiding[0].masked))
	for _, h := range hiding {
		for k, masked := range h.masked {
			if masked {
				hidden[k] += h.counts[k]
			}
		}
	}
	if slices.ContainsFunc(hidden, func(n int) bool { return small(n, threshold) }) {
		return true
	}
	if hiding[0].several {
		return slices.ContainsFunc(columns(hiding), func(one []hider) bool { return !open(one) })
	}
	return !open(hiding)
}

// columns are the sessions choice by choice, each a question of its own.
func columns(hiding []hider) [][]hider {
	list := make([][]hider, len(hiding[0].counts))
	for k := range list {
		for _, h := range hiding {
			if h.masked[k] {
				one := h
				one.counts, one.masked = h.counts[k:k+1], h.masked[k:k+1]
				list[k] = append(list[k], one)
			}
		}
	}
	return list
}

// open reports whether every masked cell of some sessions, of which the sum is
// known too, might hold another count. Of a few sessions everything that they
// might be is tried, so that whoever knows this rule learns nothing from its
// verdict. Of more, it is enough that some people of a session might have
// answered otherwise, and others of another the other way round.
func open(hiding []hider) bool {
	if len(hiding) == 0 {
		return true
	}
	if possible, ok := possibilities(hiding); ok {
		return undecided(hiding, possible)
	}
	for i, h := range hiding {
		for k, masked := range h.masked {
			if masked && h.counts[k] > 0 && !doubtful(hiding, i, k) {
				return false
			}
		}
	}
	return true
}

// mostTried is how many ways are tried, of one session and of several together.
const mostTried = 50_000

// possibilities are all tables that would show what each session shows; ok is
// false when they are too many to try.
func possibilities(hiding []hider) (possible [][][]int, ok bool) {
	ways := 1
	for i, h := range hiding {
		tables, ok := h.possible()
		if !ok {
			return nil, false
		}
		possible = append(possible, tables)
		if i > 0 { // the last one is what is left
			if ways *= len(tables); ways > mostTried {
				return nil, false
			}
		}
	}
	return possible, true
}

func (h hider) possible() (tables [][]int, ok bool) {
	ways, n := 1, len(h.counts)
	for i := range n - 1 {
		if ways = ways * (h.answered + i + 1) / (i + 1); ways > mostTried {
			return nil, false
		}
	}
	looks := h.shows(h.counts)
	counts := make([]int, n)
	var spread func(at, left int)
	spread = func(at, left int) {
		if at == n-1 {
			least := left
			if h.several {
				least = 0
			}
			for c := least; c <= left; c++ {
				counts[at] = c
				if h.shows(counts) == looks {
					tables = append(tables, slices.Clone(counts))
				}
			}
			return
		}
		for c := range left + 1 {
			counts[at] = c
			spread(at+1, left-c)
		}
	}
	spread(0, h.answered)
	return tables, true
}

// undecided reports whether, among all that some sessions might be and that
// have their sum, every masked cell with somebody in it has two counts.
func undecided(hiding []hider, possible [][][]int) bool {
	left := make([]int, len(hiding[0].counts))
	for _, h := range hiding {
		add(left, h.counts)
	}
	first := make(map[string][]int, len(possible[0]))
	for _, table := range possible[0] {
		first[look(table, nil)] = table
	}
	var wanted []place // masked cells of which no other count was found yet
	for i, h := range hiding {
		for k, masked := range h.masked {
			if masked && h.counts[k] > 0 {
				wanted = append(wanted, place{i, k})
			}
		}
	}
	chosen := make([][]int, len(hiding))
	var try func(at int)
	try = func(at int) {
		if at == 0 {
			if chosen[0] = first[look(left, nil)]; chosen[0] != nil {
				wanted = slices.DeleteFunc(wanted, func(p place) bool { return chosen[p.session][p.cell] != hiding[p.session].counts[p.cell] })
			}
			return
		}
		for _, table := range possible[at] {
			if len(wanted) == 0 {
				return
			}
			chosen[at] = table
			if subtract(left, table) {
				try(at - 1)
			}
			add(left, table)
		}
	}
	try(len(hiding) - 1)
	return len(wanted) == 0
}

// place is a cell of a session.
type place struct{ session, cell int }

// subtract takes counts off left, and reports whether there were as many.
func subtract(left, counts []int) bool {
	enough := true
	for k, c := range counts {
		left[k] -= c
		enough = enough && left[k] >= 0
	}
	return enough
}

func add(left, counts []int) {
	for k, c := range counts {
		left[k] += c
	}
}

// doubtful reports whether cell k of a session might hold another count with
// those of one more session moved the other way.
func doubtful(hiding []hider, at, k int) bool {
	for move := range moves(len(hiding[at].counts), k) {
		if !hiding[at].mightMove(move, 1) {
			continue
		}
		for other, there := range hiding {
			if other != at && there.mightMove(move, -1) {
				return true
			}
		}
	}
	return false
}

// mightMove reports whether h would show the same with people moved one way or
// back.
func (h hider) mightMove(move []int, way int) bool {
	moved, sum := make([]int, len(h.counts)), 0
	for i, c := range h.counts {
		if moved[i] = c + way*move[i]; moved[i] < 0 || moved[i] > h.answered {
			return false
		}
		sum += moved[i]
	}
	return (sum == h.answered || h.several) && h.shows(moved) == h.shows(h.counts)
}

// moves are ways to answer otherwise that change cell k of n, each and its
// reverse: one person goes to another cell, two go to both sides of one or meet
// there, so that a scale's mean stays, or two pass each other's distance; one
// chooses k more, or less, where several may be chosen.
func moves(n, k int) iter.Seq[[]int] {
	return func(yield func([]int) bool) {
		put := func(cells ...int) bool { // where one comes, goes, comes, goes…
			move, back, sign := make([]int, n), make([]int, n), 1
			for _, c := range cells {
				move[c], back[c] = move[c]+sign, back[c]-sign
				sign = -sign
			}
			return move[k] == 0 || yield(move) && yield(back)
		}
		if !put(k) {
			return
		}
		for a := range n {
			if !put(k, a) {
				return
			}
		}
		for a := range n {
			for b := range n {
				for c := range n {
					if d := a - b + c; a != b && b != c && d >= 0 && d < n && !put(a, b, c, d) {
						return
					}
				}
			}
		}
	}
}
