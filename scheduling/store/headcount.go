package store

import "trame/scheduling"

// Headcount counts a cohort's people; it names nobody, so that a manager may
// read it (rule 25).
type Headcount struct {
	Invited, Yes, No, CallMe, NoAnswer  int // open invitations and their answers
	Enrolled, Offered, Waiting, Dropped int // Dropped left after having been seated
}

// Headcounts counts for each of cohorts; one without people is absent.
func (tx *Tx) Headcounts(cohorts []scheduling.CohortID) (map[scheduling.CohortID]Headcount, error) {
	type tally struct {
		Cohort scheduling.CohortID
		What   string
		N      int
	}
	rows, err := some[tally](tx, `
		select cohort_id as cohort, 'reply_' || reply as what, count(*) as n
		from invitations where cohort_id in ? and withdrawn_at is null group by cohort_id, reply
		union all
		select cohort_id, state, count(*) from enrolments where cohort_id in ? group by cohort_id, state`, cohorts, cohorts)
	if err != nil {
		return nil, err
	}
	counts := map[scheduling.CohortID]Headcount{}
	for _, r := range rows {
		h := counts[r.Cohort]
		h.add(r.What, r.N)
		counts[r.Cohort] = h
	}
	return counts, nil
}

func (h *Headcount) add(what string, n int) {
	switch what {
	case "reply_":
		h.Invited, h.NoAnswer = h.Invited+n, n
	case "reply_accepts":
		h.Invited, h.Yes = h.Invited+n, n
	case "reply_declines":
		h.Invited, h.No = h.Invited+n, n
	case "reply_call_me":
		h.Invited, h.CallMe = h.Invited+n, n
	case "enrolled":
		h.Enrolled = n
	case "offered":
		h.Offered = n
	case "waitlisted":
		h.Waiting = n
	case "dropped_out":
		h.Dropped = n
	}
}
