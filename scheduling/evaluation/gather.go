package evaluation

import (
	"math"
	"slices"

	"trame/scheduling"
)

// Settled is the year in which the answering of a session ended; over once that
// year is past, and nothing will be added any more to it.
func Settled(asked []scheduling.Assignment, today scheduling.Date) (year int, over bool) {
	for _, a := range asked {
		year = max(year, a.AnswerBy.Year)
	}
	return year, len(asked) > 0 && year < today.Year
}

// SessionAnswers is the submissions of one session, whose answering is over.
type SessionAnswers struct {
	Year    int
	Answers []scheduling.Answers
}

// Gathered is what sessions say together of one question.
type Gathered struct {
	Question scheduling.Question
	All      Result   // of all the periods; Withheld when there is none
	Periods  []Period // the earliest first
	Waiting  int      // sessions after the last period, not enough of them to be shown
}

// Period is a run of whole years.
type Period struct {
	From, Until int // years, both within
	Sessions    int
	Result      Result
}

// Gather tabulates sessions together, question by question, beside what
// Tabulate shows of each alone. A reader holds both, and what he was shown
// before: he subtracts. So a period is as many whole years as it takes until
// what is left of it, when its sessions that are shown whole are taken away, may
// itself be shown, and leaves open what the others hide (see tells). A year that
// comes later makes another period, and changes none before.
//
// A question that depends on another keeps to its periods: how many were asked
// is a cell of the other.
func Gather(questions []scheduling.Question, sessions []SessionAnswers, threshold int) []Gathered {
	return GatherBetween(questions, sessions, 0, math.MaxInt, threshold)
}

// GatherBetween is Gather of which only the periods within some years are told.
// They are the same periods: what is told of fewer years is no other cut.
func GatherBetween(questions []scheduling.Question, sessions []SessionAnswers, from, until, threshold int) []Gathered {
	g := gathering{from: from, until: until, questions: questions, threshold: max(threshold, Threshold), ends: map[string][]int{}}
	for _, s := range slices.SortedStableFunc(slices.Values(sessions), func(a, b SessionAnswers) int { return a.Year - b.Year }) {
		g.sessions = append(g.sessions, session{s, tables(questions, s.Answers), Tabulate(questions, s.Answers, g.threshold)})
	}
	list := make([]Gathered, len(questions))
	for q := range questions {
		list[q] = g.gather(q)
	}
	return list
}

// gathering is the sessions, the earliest year first.
type gathering struct {
	questions []scheduling.Question
	sessions  []session
	threshold int

	from, until int              // years told
	ends        map[string][]int // of a question's periods: how many sessions came until then
}

// session is the tables of one session: as they are, and as it shows them.
type session struct {
	SessionAnswers
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

func (g *gathering) gather(q int) Gathered {
	question := g.questions[q]
	out := Gathered{Question: question, All: Result{Question: question, Withheld: true}}
	from, shown := 0, []session(nil)
	for _, end := range g.mayEnd(question) {
		result, ok := g.settle(q, g.sessions[from:end])
		if !ok {
			continue
		}
		g.ends[question.Key] = append(g.ends[question.Key], end)
		if p := (Period{g.sessions[from].Year, g.sessions[end-1].Year, end - from, result}); p.From >= g.from && p.Until <= g.until {
			shown, out.Periods = append(shown, g.sessions[from:end]...), append(out.Periods, p)
		}
		from = end
	}
	out.Waiting = len(g.sessions) - from
	if len(shown) > 0 {
		out.All = g.sum(q, shown)
	}
	return out
}

// mayEnd is where a period of a question may end: with a year, and with a
// period of the question it depends on.
func (g *gathering) mayEnd(q scheduling.Question) (ends []int) {
	if q.ShowIf.Question != "" {
		return g.ends[q.ShowIf.Question]
	}
	for i, s := range g.sessions {
		if i+1 == len(g.sessions) || g.sessions[i+1].Year != s.Year {
			ends = append(ends, i+1)
		}
	}
	return ends
}

// sum tabulates question q of some sessions as one group.
func (g *gathering) sum(q int, of []session) Result {
	var answers []scheduling.Answers
	for _, s := range of {
		answers = append(answers, s.Answers...)
	}
	questions := g.with(q)
	results := Tabulate(questions, answers, g.threshold)
	if len(results.Questions) == 0 {
		return Result{Withheld: true}
	}
	return results.Questions[len(questions)-1]
}

// with is question q, after those that it depends on.
func (g *gathering) with(q int) []scheduling.Question {
	before := slices.IndexFunc(g.questions[:q], func(b scheduling.Question) bool { return b.Key == g.questions[q].ShowIf.Question })
	if before < 0 {
		return g.questions[q : q+1]
	}
	return append(slices.Clone(g.with(before)), g.questions[q])
}

// settle is what some sessions say of question q together; ok is false when
// they would tell too much of one another.
func (g *gathering) settle(q int, of []session) (result Result, ok bool) {
	var hiding []hider
	for _, s := range of {
		if table, shown := s.question(q); !shown.whole() && table.Asked > 0 {
			hiding = append(hiding, hiderOf(table, shown, g.threshold))
		}
	}
	result = g.sum(q, of)
	return result, result.whole() && mayMean(hiding, g.threshold) && !tells(hiding, g.threshold)
}

// whole reports whether everything there is to say of r is shown.
func (r Result) whole() bool {
	return !r.Withheld && !slices.ContainsFunc(r.Cells, func(c Cell) bool { return c.Masked })
}
