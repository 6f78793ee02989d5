package reporting

import (
	"strconv"

	"trame/scheduling"
	"trame/scheduling/evaluation"
	"trame/scheduling/store"
)

// Satisfaction is what the sessions' questionnaires say together.
type Satisfaction struct {
	Title       string // of the questionnaire; "" when the report is of several, or of many sessions
	Asked       int    // people who were handed it, in the sessions that count
	Submissions int
	Left        int // sessions that do not count: too few submissions, or still answering
	Results     evaluation.Results
	Satisfied   scheduling.Rate // at least 4 of 5 on the first scale
	Known       bool            // whether Satisfied may be shown
}

// satisfied is the step of a five-step scale from which a person is.
const satisfied = 4

// Confidence is how many regained confidence for each of the five things, among
// those who answered.
type Confidence struct {
	Least    int // the fewest that are shown
	Answered int // 0: too few to be shown
	Rows     []Regained
}

// Regained is a thing, and how many chose it; Hidden when few did, or few did not.
type Regained struct {
	Code   string
	Chose  scheduling.Rate
	Hidden bool
}

// satisfy reads what was answered. Readers hold what each session shows, and
// other reports: a report of one session says what the session's own page does;
// one of all the sessions that answered a questionnaire what its results do,
// whole periods; another, spans of the house of which nothing hidden can be
// computed.
func (r *Report) satisfy(tx *store.Tx, actor scheduling.Actor, scope store.CohortScope) error {
	ids, err := r.asked(tx, actor)
	if err != nil {
		return err
	}
	if len(ids) == 0 {
		return r.sum(tx, scope)
	}
	return r.gather(tx, ids)
}

// asked are the sessions of the scope, of whatever year, when they are all those
// that answered one questionnaire and few enough to be read: then a report says
// what the results of that questionnaire do.
func (r *Report) asked(tx *store.Tx, actor scheduling.Actor) (ids []scheduling.CohortID, err error) {
	if r.Scope.Cohort != "" {
		if r.questionnaire != "" {
			ids = []scheduling.CohortID{r.Scope.Cohort}
		}
		return ids, nil
	}
	scope := store.CohortScope{Programme: r.Scope.Programme}
	if r.Scope.Programme == "" {
		scope.Units = r.units
	}
	asked, err := tx.AskedIn(scope, readable+1)
	if err != nil || len(asked) == 0 || len(asked) > readable {
		return nil, err
	}
	ours := map[scheduling.CohortID]bool{}
	for _, a := range asked {
		if a.Questionnaire != asked[0].Questionnaire {
			return nil, nil
		}
		ours[a.Cohort] = true
		ids = append(ids, a.Cohort)
	}
	r.questionnaire = asked[0].Questionnaire
	all, err := tx.CohortsAsked(r.questionnaire, actor.Units(scheduling.SeeReports))
	if err != nil || len(all) != len(ids) {
		return nil, err
	}
	for _, c := range all {
		if !ours[c.ID] {
			return nil, nil
		}
	}
	return ids, nil
}

// gather reads question by question what some sessions answered.
func (r *Report) gather(tx *store.Tx, ids []scheduling.CohortID) error {
	questionnaire, err := tx.Questionnaire(r.questionnaire)
	if err != nil {
		return err
	}
	questions, err := tx.Questions(r.questionnaire)
	if err != nil {
		return err
	}
	questions = evaluation.Plain(questions)
	handed, err := tx.AssignmentsOf(ids, scheduling.AtEnd)
	if err != nil {
		return err
	}
	submissions, err := tx.Submissions(ids, scheduling.AtEnd)
	if err != nil {
		return err
	}
	given := map[scheduling.CohortID][]scheduling.Answers{}
	for _, s := range submissions {
		if s.Questionnaire == r.questionnaire {
			given[s.Cohort] = append(given[s.Cohort], s.Answers)
		}
	}
	s := Satisfaction{Title: questionnaire.Title}
	if r.Scope.Cohort != "" {
		s.alone(questions, handed[r.Scope.Cohort], given[r.Scope.Cohort], scheduling.DateOf(tx.Now))
	} else {
		s.together(questions, ids, handed, given, r.Scope, scheduling.DateOf(tx.Now))
	}
	r.Satisfaction, r.Confidence = s, r.confidenceIn(s.Results)
	return nil
}

// alone is what one session says.
func (s *Satisfaction) alone(questions []scheduling.Question, handed []scheduling.Assignment, given []scheduling.Answers, today scheduling.Date) {
	if len(given) < evaluation.Threshold || !scheduling.AnsweringOver(handed, today) {
		if len(given) > 0 {
			s.Left = 1
		}
		return
	}
	s.Asked, s.Submissions = len(handed), len(given)
	s.Results = evaluation.Tabulate(questions, given, evaluation.Threshold)
	s.rate()
}

// together is what sessions say in the periods within a scope's years. Answers
// count once their year is over, as they do in a questionnaire's results.
func (s *Satisfaction) together(questions []scheduling.Question, ids []scheduling.CohortID, handed map[scheduling.CohortID][]scheduling.Assignment,
	given map[scheduling.CohortID][]scheduling.Answers, scope Scope, today scheduling.Date,
) {
	from, until := scope.From.Year, today.Year
	if !scope.Until.IsZero() {
		until = scope.Until.Year
	}
	var counted []evaluation.SessionAnswers
	for _, c := range ids {
		year, over := evaluation.Settled(handed[c], today)
		switch {
		case !over && len(given[c]) > 0:
			s.Left++
		case over:
			counted = append(counted, evaluation.SessionAnswers{Year: year, Answers: given[c]})
			if year >= from && year <= until {
				s.Asked, s.Submissions = s.Asked+len(handed[c]), s.Submissions+len(given[c])
			}
		}
	}
	s.Results = evaluation.Results{Submissions: s.Submissions, Threshold: evaluation.Threshold}
	for _, g := range evaluation.GatherBetween(questions, counted, from, until, evaluation.Threshold) {
		s.Results.Questions = append(s.Results.Questions, g.All)
	}
	s.rate()
}

// rate takes the share of the satisfied off the first scale.
func (s *Satisfaction) rate() {
	for _, q := range s.Results.Questions {
		if q.Question.Kind == scheduling.ScaleQuestion {
			s.Satisfied, s.Known = q.AtLeast(satisfied)
			return
		}
	}
}

// confidenceIn takes the five things off the question about them.
func (r *Report) confidenceIn(results evaluation.Results) (c Confidence) {
	q, ok := results.Of("confidence")
	if !ok || q.Withheld {
		return c
	}
	c.Least = max(r.Threshold, evaluation.Threshold)
	c.Answered = q.Answered
	for _, code := range store.Confidences {
		rate, shown := q.Rate(code)
		if shown {
			shown = !few(rate.Part, c.Least) && !few(rate.N-rate.Part, c.Least)
		}
		c.add(code, rate, shown)
	}
	return c
}

func few(n, least int) bool { return n > 0 && n < least }

func (c *Confidence) add(code string, rate scheduling.Rate, shown bool) {
	if !shown {
		rate = scheduling.Rate{}
	}
	c.Rows = append(c.Rows, Regained{Code: code, Hidden: !shown, Chose: rate})
}

// sum adds up what was answered in the spans of the house that a report holds.
// Taken away what sessions show of themselves, what is left are those that hide.
func (r *Report) sum(tx *store.Tx, scope store.CohortScope) error {
	if scope.Cohort != "" { // it asks nothing
		return nil
	}
	if err := r.load(tx, answersTold); err != nil {
		return err
	}
	parts := r.partsIn(scope)
	total, happy := store.Figures{}, true
	for _, p := range parts {
		total = store.Sum(total, p.people[p.at])
		happy = happy && p.open("satisfied", "others", "sessions", store.FigureVeiled)
	}
	asked := total[store.FigureAsked]
	s := Satisfaction{Asked: asked["asked"], Submissions: asked["submissions"], Left: asked["left"]}
	for step, n := range total[store.FigureSatisfied] {
		s.Satisfied.N += n
		if step >= strconv.Itoa(satisfied) {
			s.Satisfied.Part += n
		}
	}
	others := s.Satisfied.N - s.Satisfied.Part
	s.Known = happy && s.Satisfied.N >= evaluation.Threshold && !few(s.Satisfied.Part, evaluation.Threshold) && !few(others, evaluation.Threshold)
	r.Satisfaction = s
	r.Confidence = Confidence{}
	n := total.Of(store.FigureConfidence, "answered")
	if n < evaluation.Threshold {
		return nil
	}
	r.Confidence = Confidence{Least: max(r.Threshold, evaluation.Threshold), Answered: n}
	for _, code := range store.Confidences {
		rate := scheduling.Rate{Part: total.Of(store.FigureConfidence, code), N: n}
		shown := !few(rate.Part, r.Confidence.Least) && !few(n-rate.Part, r.Confidence.Least)
		for _, p := range parts {
			shown = shown && p.open(code+"/chose", code+"/not", code+"/sessions", store.FigureDoubted)
		}
		r.Confidence.add(code, rate, shown)
	}
	return nil
}

// partsIn are the spans that a scope holds whole, in which somebody of the
// report's group came; none when it is of no group of its own.
func (r *Report) partsIn(scope store.CohortScope) (parts []part) {
	for _, s := range r.Spans {
		if s.First().Before(scope.From) || !scope.Until.IsZero() && s.Last().After(scope.Until) {
			continue
		}
		p, ok := r.part(s)
		if !ok {
			return nil
		}
		if p.at >= 0 {
			parts = append(parts, p)
		}
	}
	return parts
}

// open reports whether what a span's sessions hide of a choice stays hidden when
// the report's sum is told: yes, no and sessions are the codes of those who
// chose, of the others, and of how many sessions they are.
func (p part) open(yes, no, sessions string, kind store.FigureKind) bool {
	groups := make([]evaluation.Group, len(p.nested))
	for i, f := range p.people {
		groups[i] = evaluation.Group{Parent: p.nested[i].Parent, Counts: []int{f.Of(kind, yes), f.Of(kind, no)}, Sessions: f.Of(kind, sessions)}
	}
	masked, may := evaluation.Nest(groups, evaluation.Threshold)
	return may[p.at] && !masked[0] && !masked[1]
}
