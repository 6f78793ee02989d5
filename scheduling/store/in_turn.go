package store

import (
	"context"
	"errors"
)

// InTurn runs f for each of ids in a transaction of its own, and sums what it
// counts: what fails for one is no reason to leave out the next.
func InTurn[ID any](ctx context.Context, db *DB, ids []ID, f func(tx *Tx, id ID) (n int, err error)) (total int, err error) {
	for _, id := range ids {
		n := 0
		failed := db.Write(ctx, func(tx *Tx) (err error) {
			n, err = f(tx, id)
			return err
		})
		if failed == nil {
			total += n
		}
		err = errors.Join(err, failed)
	}
	return total, err
}
