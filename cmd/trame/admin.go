package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"time"

	"trame/scheduling/store"
	"trame/scheduling/vault"
	"trame/scheduling/workflow/trust"
)

// database opens what TRAME_DATABASE names.
func database(ctx context.Context, env []string) (*store.DB, error) {
	vars, err := variables(env)
	if err != nil {
		return nil, err
	}
	if vars["TRAME_DATABASE"] == "" {
		return nil, errors.New("TRAME_DATABASE is not set: postgres://… or the path of a SQLite file")
	}
	return store.Open(ctx, vars["TRAME_DATABASE"], time.Now)
}

func runMigrate(ctx context.Context, args, env []string, out io.Writer) error {
	flags := flag.NewFlagSet("migrate", flag.ContinueOnError)
	to := flags.Int64("to", -1, "go back to this schema version; 0 empties the database")
	if helped, err := parse(flags, args, out); helped || err != nil {
		return err
	}
	db, err := database(ctx, env)
	if err != nil {
		return err
	}
	defer db.Close()
	if *to >= 0 {
		if err := db.MigrateDown(ctx, *to); err != nil {
			return err
		}
	}
	v, err := db.SchemaVersion(ctx)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "schema %d\n", v)
	return err
}

func runAudit(ctx context.Context, args, env []string, out io.Writer) error {
	flags := flag.NewFlagSet("audit", flag.ContinueOnError)
	address := flags.String("database", "", "the database (TRAME_DATABASE)")
	if len(args) == 0 || args[0] != "verify" {
		return errors.New("usage: trame audit verify [--database ADDRESS]")
	}
	if helped, err := parse(flags, args[1:], out); helped || err != nil {
		return err
	}
	if *address != "" {
		env = append(slices.Clone(env), "TRAME_DATABASE="+*address)
	}
	db, err := database(ctx, env)
	if err != nil {
		return err
	}
	defer db.Close()
	n, head, err := trust.New(db, nil, vault.NewPasswords(passwordsAtOnce)).VerifyAudit(ctx)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "%d events, whole; last hash %s\n", n, head)
	return err
}

func runKeyset(_ context.Context, args, _ []string, out io.Writer) error {
	var keyset []byte
	var err error
	switch {
	case len(args) == 1 && args[0] == "new":
		keyset, err = vault.Generate()
	case len(args) == 2 && args[0] == "rotate":
		var old []byte
		if old, err = vault.Load(args[1]); err == nil {
			keyset, err = vault.Rotate(old)
		}
	default:
		return errors.New("usage: trame keyset new | trame keyset rotate FILE")
	}
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(out, string(keyset))
	return err
}
