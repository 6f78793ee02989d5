package evaluation

import (
	"math"
	"slices"
	"strconv"

	"trame/scheduling"
)

// Threshold is the fewest people of whom anything is shown (rule 21).
const Threshold = 5

// Results is what may be shown of a questionnaire's submissions.
type Results struct {
	Submissions int
	Threshold   int
	Questions   []Result // none under Threshold submissions
}

// Result is what may be shown of one question.
type Result struct {
	Question scheduling.Question
	Withheld bool   // nothing to show; see Asked
	Asked    int    // submissions that were shown the question; 0 when even that would tell
	Answered int    // n of every figure here; the non-answers are Asked - Answered
	Cells    []Cell // one per choice of a closed question, in order
	Masked   Cell   // the masked cells together; Count 0 when none is, or several answers are possible
	Mean     float64
	HasMean  bool     // scales and numbers; Mean has one decimal
	Texts    []string // those that were reviewed (see Quote), sorted, so that their order tells nothing
	Unread   int      // texts that nobody has reviewed yet
	KeptOut  int      // texts that are not shown
}

// Cell is the people who gave one answer.
type Cell struct {
	Code   string
	Label  string // "" for yes and no, and for an unlabelled step
	Masked bool   // Count and Share are 0 and mean nothing
	Count  int
	Share  int // of Answered, in tenths of a percent; with Masked they sum to 1000, unless several answers are possible
}

// Tabulate counts submissions, and keeps what would show a person: nothing is
// shown under threshold submissions (Threshold at least), nor of a question with
// fewer answers; cells of 1 to threshold-1 people are masked, with others so that
// they cannot be computed back (see maskExclusive, maskScale, maskMultiple). An
// empty cell is shown: nobody is in it.
//
// Results of one group must not be shown again with one submission more: the
// difference is that person. Tabulate when the answering is over.
func Tabulate(questions []scheduling.Question, submissions []scheduling.Answers, threshold int) Results {
	results := Results{Submissions: len(submissions), Threshold: max(threshold, Threshold)}
	if results.Submissions < results.Threshold {
		return results
	}
	asked, given := collect(questions, submissions)
	for _, q := range questions {
		result := Result{Question: q, Withheld: true}
		if results.shows(q.ShowIf) {
			result = tabulate(q, asked[q.Key], given[q.Key], results.Threshold)
		}
		results.Questions = append(results.Questions, result)
	}
	return results
}

// collect counts, by question, who was shown it, and puts what they answered
// together.
func collect(questions []scheduling.Question, submissions []scheduling.Answers) (asked map[string]int, given map[string][][]string) {
	asked, given = map[string]int{}, map[string][][]string{}
	for _, answers := range submissions {
		walk(questions, answers, func(q scheduling.Question, values []string, _ *scheduling.Error) {
			asked[q.Key]++
			if len(values) > 0 {
				given[q.Key] = append(given[q.Key], values)
			}
		})
	}
	return asked, given
}

// shows reports whether the number of people who met c is public: the number
// asked a conditional question is a cell of the question before it.
func (r Results) shows(c scheduling.Condition) bool {
	if c.Question == "" {
		return true
	}
	before, ok := r.Of(c.Question)
	if !ok {
		return false
	}
	switch c.Test {
	case scheduling.AtLeast, scheduling.AtMost: // of a number or a day nothing is shown that would say how many
		_, ok = before.AtLeast(before.Question.Min)
	default: // everybody but those of a cell that shows
		_, ok = before.Rate(c.Value)
	}
	return ok
}

// Of is the result of the question with this key.
func (r Results) Of(key string) (Result, bool) {
	i := slices.IndexFunc(r.Questions, func(q Result) bool { return q.Question.Key == key })
	if i < 0 {
		return Result{}, false
	}
	return r.Questions[i], true
}

// Quote adds to a result the words it was answered with, as they were reviewed.
// Of a result that is withheld none are shown, and none were read.
func (r *Result) Quote(texts []scheduling.FreeText) {
	for _, t := range texts {
		switch {
		case r.Withheld || t.Question != r.Question.Key:
		case t.Verdict.Shown():
			r.Texts = append(r.Texts, t.Words)
		case t.Verdict == scheduling.TextKeptOut:
			r.KeptOut++
		default:
			r.Unread++
		}
	}
	slices.Sort(r.Texts)
}

// Rate is the people who gave the answer code, out of those who answered. ok is
// false when it may not be shown.
func (r Result) Rate(code string) (rate scheduling.Rate, ok bool) {
	for _, c := range r.Cells {
		if c.Code == code && !c.Masked {
			return scheduling.Rate{Part: c.Count, N: r.Answered}, true
		}
	}
	return scheduling.Rate{}, false
}

// AtLeast is the people on a scale's step or above: the satisfied, from step 4 of
// 5. ok is false when it may not be shown.
func (r Result) AtLeast(step int) (rate scheduling.Rate, ok bool) {
	if r.Question.Kind != scheduling.ScaleQuestion || len(r.Cells) == 0 {
		return scheduling.Rate{}, false
	}
	rate.N = r.Answered
	for i, c := range r.Cells {
		if c.Masked {
			return scheduling.Rate{}, false
		}
		if r.Question.Min+i >= step {
			rate.Part += c.Count
		}
	}
	return rate, true
}

func tabulate(q scheduling.Question, asked int, given [][]string, threshold int) Result {
	result := Result{Question: q, Asked: asked, Answered: len(given)}
	switch {
	case q.Kind == scheduling.TextQuestion:
		result.Withheld = asked < threshold // and its words are not here: see Quote
	case len(given) < threshold:
		result.Withheld = true
	case q.Kind == scheduling.NumberQuestion:
		sum := 0.0
		for _, values := range given {
			n, _ := strconv.ParseFloat(values[0], 64) // Check let nothing else in
			sum += n
		}
		result.Mean, result.HasMean = round(sum/float64(len(given))), true
	case q.Kind == scheduling.DateQuestion: // n is all there is to say
	default:
		result.count(given, threshold)
	}
	return result
}

// count fills the cells of a closed question.
func (r *Result) count(given [][]string, threshold int) {
	list := Codes(r.Question)
	counts := tally(list, given)
	var masked []bool
	switch {
	case r.Question.Kind == scheduling.MultipleQuestion:
		masked = maskMultiple(counts, len(given), threshold)
	case r.Question.Kind == scheduling.ScaleQuestion && len(counts) > 2:
		r.HasMean = true
		masked, r.Mean = maskScale(counts, r.Question.Min, threshold)
	default:
		masked = maskExclusive(counts, threshold)
	}
	r.fill(list, counts, masked)
}

// tally counts who gave each of some codes.
func tally(codes []string, given [][]string) []int {
	counts := make([]int, len(codes))
	for _, values := range given {
		for _, v := range values {
			if i := slices.Index(codes, v); i >= 0 {
				counts[i]++
			}
		}
	}
	return counts
}

func (r *Result) fill(list []string, counts []int, masked []bool) {
	open := make([]int, len(counts)+1) // the last: the masked ones together
	for i, code := range list {
		r.Cells = append(r.Cells, Cell{Code: code, Label: label(r.Question, code), Masked: masked[i]})
		if masked[i] {
			open[len(counts)] += counts[i]
		} else {
			open[i], r.Cells[i].Count = counts[i], counts[i]
		}
	}
	if r.Question.Kind == scheduling.MultipleQuestion {
		for i := range r.Cells {
			r.Cells[i].Share = int(math.Round(float64(scheduling.InTenths*open[i]) / float64(r.Answered)))
		}
		return
	}
	shares := scheduling.LargestRemainder(open, scheduling.InTenths)
	for i := range r.Cells {
		r.Cells[i].Share = shares[i]
	}
	r.Masked = Cell{Masked: open[len(counts)] > 0, Count: open[len(counts)], Share: shares[len(counts)]}
}

func label(q scheduling.Question, code string) string {
	for _, o := range q.Options {
		if o.Code == code {
			return o.Label
		}
	}
	return ""
}

func round(x float64) float64 { return math.Round(10*x) / 10 }
