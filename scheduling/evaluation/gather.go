package evaluation

import (
	"slices"

	"trame/scheduling"
)

// SessionAnswers is the submissions of one session, which may be shown alone.
type SessionAnswers struct {
	Year    int
	Answers []scheduling.Answers
}

// Gathered is the results of sessions together, and of those of each year.
type Gathered struct {
	All   Results
	Years []YearResults // the earliest first; only all, when the sessions are of one year
}

// YearResults is what may be shown of the sessions of a year.
type YearResults struct {
	Year     int
	Sessions int
	Results  Results
}

// Gather tabulates sessions together, and year by year, beside what Tabulate
// shows of each. A reader holds them all and subtracts: what is left of a sum
// when the sessions and years shown whole are taken away must itself be fit to
// be shown, and leave open what each session hides (see tells). Where
// it is not, the sum is concealed too; a mean stays when enough people are
// behind every difference.
func Gather(questions []scheduling.Question, parts []SessionAnswers, threshold int) Gathered {
	threshold = max(threshold, Threshold)
	alone, everything := make([]session, len(parts)), make([]int, len(parts))
	byYear := map[int][]int{}
	for i, p := range parts {
		alone[i] = session{tables(questions, p.Answers), Tabulate(questions, p.Answers, threshold)}
		byYear[p.Year], everything[i] = append(byYear[p.Year], i), i
	}
	years := make([]int, 0, len(byYear))
	for year := range byYear {
		years = append(years, year)
	}
	slices.Sort(years)

	var g Gathered
	hidden := make([][]int, len(questions)) // per question, the parts under no year that shows it whole
	for _, year := range years {
		r := sum(questions, parts, byYear[year], threshold)
		for q := range r.Questions {
			if !r.settle(q, alone, byYear[year]) {
				hidden[q] = append(hidden[q], byYear[year]...)
			}
		}
		g.Years = append(g.Years, YearResults{Year: year, Sessions: len(byYear[year]), Results: r})
	}
	g.All = sum(questions, parts, everything, threshold)
	for q := range g.All.Questions {
		g.All.settle(q, alone, hidden[q])
	}
	if len(g.Years) == 1 {
		g.Years = nil
	}
	return g
}

// sum tabulates some parts as one group.
func sum(questions []scheduling.Question, parts []SessionAnswers, of []int, threshold int) Results {
	var answers []scheduling.Answers
	for _, i := range of {
		answers = append(answers, parts[i].Answers...)
	}
	return Tabulate(questions, answers, threshold)
}

// session is the tables of one session: as they are, and as it shows them.
type session struct {
	tables []Result
	shown  Results
}

// question is both of one question. Too few submissions to be shown at all show
// nothing of it.
func (s session) question(q int) (table, shown Result) {
	if len(s.shown.Questions) == 0 {
		return s.tables[q], Result{Withheld: true}
	}
	return s.tables[q], s.shown.Questions[q]
}

// tables are the cells of each question, none of them masked.
func tables(questions []scheduling.Question, submissions []scheduling.Answers) []Result {
	asked, given := collect(questions, submissions)
	list := make([]Result, len(questions))
	for i, q := range questions {
		list[i] = Result{Question: q, Asked: asked[q.Key], Answered: len(given[q.Key])}
		for k, n := range tally(Codes(q), given[q.Key]) {
			list[i].Cells = append(list[i].Cells, Cell{Code: Codes(q)[k], Count: n})
		}
	}
	return list
}

// settle conceals question q of a sum when its sessions would tell too much of
// one another, and reports whether it is shown whole.
func (r *Results) settle(q int, alone []session, of []int) bool {
	result := &r.Questions[q]
	var hiding []hider
	for _, i := range of {
		if table, shown := alone[i].question(q); !shown.whole() {
			hiding = append(hiding, hiderOf(table, shown, r.Threshold))
		}
	}
	if !mayMean(hiding, r.Threshold) {
		*result = Result{Question: result.Question, Withheld: true}
		return false
	}
	if result.Withheld || len(result.Cells) == 0 {
		return result.whole()
	}
	if !result.whole() || tells(hiding, r.Threshold) {
		result.conceal()
		return false
	}
	return true
}

// whole reports whether everything there is to say of r is shown.
func (r Result) whole() bool {
	return !r.Withheld && !slices.ContainsFunc(r.Cells, func(c Cell) bool { return c.Masked })
}

// conceal masks every cell. Of a scale the mean is left, of the others nothing.
func (r *Result) conceal() {
	for i := range r.Cells {
		r.Cells[i].Masked, r.Cells[i].Count, r.Cells[i].Share = true, 0, 0
	}
	r.Masked = Cell{Masked: true, Count: r.Answered, Share: scheduling.InTenths}
	if r.Question.Kind == scheduling.MultipleQuestion {
		r.Masked = Cell{}
	}
}
