// Package migrations holds the schema as SQL files, one set per database, and
// applies them. A file that has been released is never edited.
package migrations

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

//go:embed postgres/*.sql sqlite/*.sql
var files embed.FS

// ErrNewer says that the database was written by a newer Trame.
var ErrNewer = errors.New("the database is newer than this program")

// Up brings db to the newest schema; dialect is "postgres" or "sqlite". With
// several processes starting at once on PostgreSQL, one applies and the others
// wait. A schema that this program does not know is refused with ErrNewer.
func Up(ctx context.Context, db *sql.DB, dialect string) error {
	provider, err := newProvider(db, dialect)
	if err != nil {
		return err
	}
	current, target, err := provider.GetVersions(ctx)
	if err != nil {
		return fmt.Errorf("read schema version: %w", err)
	}
	if current > target {
		return fmt.Errorf("%w: schema %d, known up to %d", ErrNewer, current, target)
	}
	if current == target {
		return nil
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	return nil
}

// DownTo takes db back to version; 0 empties it.
func DownTo(ctx context.Context, db *sql.DB, dialect string, version int64) error {
	provider, err := newProvider(db, dialect)
	if err != nil {
		return err
	}
	if _, err := provider.DownTo(ctx, version); err != nil {
		return fmt.Errorf("migrate down to %d: %w", version, err)
	}
	return nil
}

// Version is the schema version of db.
func Version(ctx context.Context, db *sql.DB, dialect string) (int64, error) {
	provider, err := newProvider(db, dialect)
	if err != nil {
		return 0, err
	}
	return provider.GetDBVersion(ctx)
}

func newProvider(db *sql.DB, dialect string) (*goose.Provider, error) {
	folder, err := fs.Sub(files, dialect)
	if err != nil {
		return nil, err
	}
	options := []goose.ProviderOption{goose.WithVerbose(false)}
	gooseDialect := goose.DialectSQLite3
	if dialect == "postgres" {
		gooseDialect = goose.DialectPostgres
		locker, err := lock.NewPostgresSessionLocker()
		if err != nil {
			return nil, err
		}
		options = append(options, goose.WithSessionLocker(locker))
	}
	return goose.NewProvider(gooseDialect, db, folder, options...)
}
