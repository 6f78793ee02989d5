package followup

import (
	"trame/scheduling"
)

// Unknown is the code of the people of whom nothing is known.
const Unknown = "unknown"

// Row is one line of a table.
type Row struct {
	Code   string
	Count  int
	Share  int  // of the base, in tenths of a percent; the table's sum to 1000
	Known  bool // counts as an answer: not Unknown, nor a non-answer
	Within int  // of the known alone, in tenths of a percent; 0 when not Known
}

// Table shares a base of people among rows, none forgotten: the counts sum to
// Base, the shares to 100 % (rule 23).
type Table struct {
	Base  int   // everyone who started
	Known int   // those with an answer: the base of the published study
	Rows  []Row // the last one is Unknown
}

// Count is a row before it is shared.
type Count struct {
	Code   string
	Count  int
	Answer bool // false for a non-answer: printed, and no part of what is known
}

// Tabulate makes the table of counts among base people. Those the counts miss
// are Unknown: the sum is the base, whatever the source forgot. It is Conflict,
// "study.more_than_started", when the counts hold more people than started.
func Tabulate(base int, counts []Count) (Table, error) {
	t := Table{Base: base}
	all, known, missing := make([]int, len(counts)+1), make([]int, len(counts)+1), base
	for i, c := range counts {
		all[i] = c.Count
		missing -= c.Count
		if c.Answer {
			known[i] = c.Count
			t.Known += c.Count
		}
	}
	if missing < 0 {
		return Table{}, scheduling.Refuse(scheduling.Conflict, "study.more_than_started", "", "started", base, "counted", base-missing)
	}
	all[len(counts)] = missing
	shares := scheduling.LargestRemainder(all, scheduling.InTenths)
	within := scheduling.LargestRemainder(known, scheduling.InTenths)
	for i, c := range append(counts[:len(counts):len(counts)], Count{Code: Unknown, Count: missing}) {
		t.Rows = append(t.Rows, Row{Code: c.Code, Count: c.Count, Share: shares[i], Known: c.Answer, Within: within[i]})
	}
	return t, nil
}

// Study is the outcome study of everyone who started: each is on exactly one
// row, by her latest outcome, or Unknown while she has none. Rows come in the
// order of scheduling.OutcomeCodes, the empty ones included; an outcome of
// somebody who never started is left out.
func Study(started []scheduling.EnrolmentID, followUps []scheduling.FollowUp) Table {
	latest := make(map[scheduling.EnrolmentID]scheduling.FollowUp, len(started))
	for _, f := range followUps {
		if held, seen := latest[f.Enrolment]; f.Outcome != "" && (!seen || supersedes(f, held)) {
			latest[f.Enrolment] = f
		}
	}
	people := make(map[scheduling.EnrolmentID]bool, len(started))
	final := make(map[scheduling.OutcomeCode]int)
	for _, id := range started {
		if !people[id] {
			people[id] = true
			final[latest[id].Outcome]++
		}
	}
	counts := make([]Count, len(scheduling.OutcomeCodes))
	for i, code := range scheduling.OutcomeCodes {
		counts[i] = Count{Code: string(code), Count: final[code], Answer: code.Answered()}
	}
	table, err := Tabulate(len(people), counts)
	if err != nil {
		panic(err) // each person was counted once
	}
	return table
}

// supersedes: a situation beats a non-answer, then the later one is true.
func supersedes(f, held scheduling.FollowUp) bool {
	if f.Outcome.Answered() != held.Outcome.Answered() {
		return f.Outcome.Answered()
	}
	if c := f.AsOf.Compare(held.AsOf); c != 0 {
		return c > 0
	}
	return f.RecordedAt.After(held.RecordedAt)
}
