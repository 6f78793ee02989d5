package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/workflow/filing"
)

var errPurgeUsage = errors.New("usage: trame purge [--apply] | trame purge register | trame purge replay FILE")

// runPurge is the purge without a browser: what would be erased, its erasing,
// the register, and the register carried out again on a restored backup.
func runPurge(ctx context.Context, args, env []string, out io.Writer) error {
	word, file := "", ""
	if len(args) > 0 && (args[0] == "register" || args[0] == "replay") {
		word, args = args[0], args[1:]
	}
	if word == "replay" {
		if len(args) == 0 {
			return errPurgeUsage
		}
		file, args = args[0], args[1:]
	}
	flags := flag.NewFlagSet("purge", flag.ContinueOnError)
	apply := flags.Bool("apply", false, "erase; without it nothing is changed, and what is due is counted")
	if helped, err := parse(flags, args, out); helped || err != nil {
		return err
	}
	if word != "" && *apply {
		return errPurgeUsage
	}
	db, err := database(ctx, env)
	if err != nil {
		return err
	}
	defer db.Close()
	desk := filing.New(db, nil, nil)
	if word == "replay" {
		return replay(ctx, desk, file, out)
	}
	return eachOrganisation(ctx, db, func(o scheduling.Organisation) error {
		if word == "register" {
			return desk.WriteRegister(ctx, o.ID, out)
		}
		return purge(ctx, desk, o, *apply, out)
	})
}

func purge(ctx context.Context, desk *filing.Desk, o scheduling.Organisation, apply bool, out io.Writer) error {
	count, said := desk.DryRun, "due"
	if apply {
		count, said = desk.PurgeAll, "erased"
	}
	p, err := count(ctx, o.ID)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "%s, %d months: %s %d files, the health and social reasons of %d, the content of %d messages\n",
		o.Code, o.RetentionMonths, said, p.Files, p.Social, p.Messages)
	return err
}

func replay(ctx context.Context, desk *filing.Desk, file string, out io.Writer) error {
	register, err := os.Open(filepath.Clean(file))
	if err != nil {
		return err
	}
	defer register.Close()
	n, err := desk.Replay(ctx, register)
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	_, err = fmt.Fprintf(out, "%d files erased again\n", n)
	return err
}

func eachOrganisation(ctx context.Context, db *store.DB, f func(o scheduling.Organisation) error) error {
	var list []scheduling.Organisation
	err := db.Read(ctx, func(tx *store.Tx) (err error) {
		list, err = tx.Organisations()
		return err
	})
	for _, o := range list {
		if err := f(o); err != nil {
			return err
		}
	}
	return err
}
