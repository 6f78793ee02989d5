package store

import "trame/scheduling"

// Tally counts what hangs on a cohort beside its people; it names nobody.
type Tally struct {
	Asked, Answered       int // questionnaires of the end: asked of, and links used
	Entries, Reviewed     int // of the booklet
	Waiting, Sent, Failed int // messages
}

// Tally counts for one cohort.
func (tx *Tx) Tally(id scheduling.CohortID) (Tally, error) {
	rows, err := some[Tally](tx, `
		select
		  (select count(*) from assignments a where a.cohort_id = c.id and a.moment = 'end') as asked,
		  (select count(*) from assignments a where a.cohort_id = c.id and a.moment = 'end' and a.used_on is not null) as answered,
		  (select count(*) from booklet_entries b where b.cohort_id = c.id) as entries,
		  (select count(*) from booklet_entries b where b.cohort_id = c.id and b.reviewed_at is not null) as reviewed,
		  (select count(*) from messages m where m.cohort_id = c.id and m.sent_at is null and m.failed_at is null and m.dropped_at is null) as waiting,
		  (select count(*) from messages m where m.cohort_id = c.id and m.sent_at is not null) as sent,
		  (select count(*) from messages m where m.cohort_id = c.id and m.failed_at is not null) as failed
		from cohorts c where c.id = ?`, id)
	if err != nil || len(rows) == 0 {
		return Tally{}, err
	}
	return rows[0], nil
}
