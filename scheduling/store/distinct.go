package store

import "trame/scheduling"

// SayDistinct notes that two files are of two people, in the words of an agent:
// nobody proposes them as one again.
func (tx *Tx) SayDistinct(a, b scheduling.InsuredID, by scheduling.UserID) error {
	return tx.db.Exec("insert into distinct_people (first_id, second_id, said_by, said_at) values (?, ?, ?, ?) on conflict do nothing",
		min(a, b), max(a, b), by, tx.Now.UTC()).Error
}
