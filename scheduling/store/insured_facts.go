package store

import (
	"time"

	"trame/scheduling"
)

// AssignmentsWith lists the questionnaires handed to a person.
func (tx *Tx) AssignmentsWith(id scheduling.InsuredID) ([]scheduling.Assignment, error) {
	rows, err := all[assignmentRow](tx, "created_at, id", "enrolment_id in (select id from enrolments where insured_id = ?)", id)
	return each(rows, err, assignmentOf)
}

// FollowUpsWith lists a person's.
func (tx *Tx) FollowUpsWith(id scheduling.InsuredID) ([]scheduling.FollowUp, error) {
	rows, err := all[followUpRow](tx, "due_on, id", "enrolment_id in (select id from enrolments where insured_id = ?)", id)
	return each(rows, err, followUpOf)
}

// LastFact is when something happened in a person's file for the last time: the
// instant from which her file is kept so many months.
func (tx *Tx) LastFact(i scheduling.Insured) (time.Time, error) {
	list := []Due{{Insured: i}}
	err := tx.since(list)
	return list[0].Since, err
}
