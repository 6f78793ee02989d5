package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
)

// command is one word after trame.
type command struct {
	name, summary string
	run           func(ctx context.Context, args, env []string, out io.Writer) error
}

// commands in the order of the help.
func commands() []command {
	return []command{
		{"demo", "try Trame: a database of its own, the reference programme, mail kept in a folder", runDemo},
		{"serve", "serve an organisation: TRAME_DATABASE and the rest from the environment", runServe},
		{"setup", "found an organisation in an empty database: its region and a first administrator", runSetup},
		{"user", "open an account from here, when no administrator can: user add", runUser},
		{"migrate", "bring the database's schema up to date, or down: migrate [--to N]", runMigrate},
		{"purge", "what time erases, and its register: purge [--apply] | purge register | purge replay FILE", runPurge},
		{"audit", "verify the chain of traces: audit verify", runAudit},
		{"inbox", "say what a mail that came back is, and what becomes of it: inbox [--apply] < MESSAGE.eml", runInbox},
		{"keyset", "print a new secret keyset, or rotate one: keyset new | keyset rotate FILE", runKeyset},
		{"healthz", "ask a running server whether it is ready; for containers", runHealthz},
		{"plan", "plan cohorts, rooms and people from a file: plan INSTANCE.json", runPlan},
		{"check", "judge a plan by its instance: check INSTANCE.json PLAN.json", runCheck},
		{"version", "print the version", runVersion},
	}
}

func run(ctx context.Context, args, env []string, out io.Writer) error {
	if len(args) > 0 {
		for _, c := range commands() {
			if c.name == args[0] {
				return c.run(ctx, args[1:], env, out)
			}
		}
	}
	usage(out)
	if len(args) == 0 || args[0] == "help" || args[0] == "--help" || args[0] == "-h" {
		return nil
	}
	return fmt.Errorf("no command %q", args[0])
}

func usage(out io.Writer) {
	fmt.Fprintln(out, "Usage: trame COMMAND [FLAGS]\n\nCommands:")
	for _, c := range commands() {
		fmt.Fprintf(out, "  %-8s %s\n", c.name, c.summary)
	}
	fmt.Fprintln(out, "\nTry first: trame demo")
}

// parse reads flags; asking for help is not an error of the caller's.
func parse(flags *flag.FlagSet, args []string, out io.Writer) (helped bool, err error) {
	flags.SetOutput(out)
	err = flags.Parse(args)
	if errors.Is(err, flag.ErrHelp) {
		return true, nil
	}
	if err == nil && flags.NArg() > 0 {
		err = fmt.Errorf("%s takes no argument %q", flags.Name(), flags.Arg(0))
	}
	return false, err
}
