package store

import (
	"errors"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"gorm.io/gorm"
	"modernc.org/sqlite"

	"trame/scheduling"
)

// refusal turns what a database says into what Trame says; anything it does
// not know stays internal.
func refusal(err error) error {
	if scheduling.KindOf(err) != 0 {
		return err
	}
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return &scheduling.Error{Kind: scheduling.NotFound, Key: "not_found", Err: err}
	}
	switch key := violation(err); key {
	case "":
		return err
	case "reference.unknown", "value.refused":
		return &scheduling.Error{Kind: scheduling.Invalid, Key: key, Err: err}
	default:
		return &scheduling.Error{Kind: scheduling.Conflict, Key: key, Err: err}
	}
}

// violation names the constraint err broke, "" when it broke none.
func violation(err error) string {
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		return postgresViolations[pg.Code]
	}
	if lite, ok := errors.AsType[*sqlite.Error](err); ok {
		if strings.Contains(lite.Error(), "bookings_no_overlap") {
			return "booking.overlap"
		}
		return sqliteViolations[lite.Code()]
	}
	return ""
}

var postgresViolations = map[string]string{
	"23505": "already_exists",
	"23P01": "booking.overlap",
	"23503": "reference.unknown",
	"23514": "value.refused",
}

var sqliteViolations = map[int]string{
	1555: "already_exists",
	2067: "already_exists",
	787:  "reference.unknown",
	275:  "value.refused",
}

// transient reports whether running the transaction again may work.
func transient(err error) bool {
	pg, ok := errors.AsType[*pgconn.PgError](err)
	return ok && (pg.Code == "40001" || pg.Code == "40P01")
}
