package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"gorm.io/driver/postgres"
)

func (db *DB) openPostgres(ctx context.Context, address string) error {
	db.dialect = "postgres"
	settings, err := pgxpool.ParseConfig(address)
	if err != nil {
		return fmt.Errorf("database address: %w", err)
	}
	settings.ConnConfig.RuntimeParams["application_name"] = "trame"
	pool, err := pgxpool.NewWithConfig(ctx, settings)
	if err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	sqlDB := stdlib.OpenDBFromPool(pool)
	db.pgx = pool
	db.pools = append(db.pools, sqlDB)
	if err := sqlDB.PingContext(ctx); err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	db.write, err = openGORM(postgres.New(postgres.Config{Conn: sqlDB}))
	db.read = db.write
	return err
}
