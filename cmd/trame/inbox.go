package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"

	"trame/scheduling"
	"trame/scheduling/inbox"
	"trame/scheduling/post"
	"trame/scheduling/store"
	"trame/scheduling/vault"
	"trame/scheduling/workflow/planning"
	"trame/scheduling/workflow/receiving"
)

// runInbox reads one mail from its input and says in plain words what it is
// and what would become of it; with --apply, it does it.
func runInbox(ctx context.Context, args, env []string, out io.Writer) error {
	flags := flag.NewFlagSet("inbox", flag.ContinueOnError)
	apply := flags.Bool("apply", false, "do it, instead of saying what would be done")
	if helped, err := parse(flags, args, out); helped || err != nil {
		return err
	}
	received, err := inbox.Read(os.Stdin)
	if err != nil {
		return err
	}
	fmt.Fprintln(out, plainly(received))
	vars, err := variables(env)
	if err != nil {
		return err
	}
	if vars["TRAME_DATABASE"] == "" {
		fmt.Fprintln(out, "TRAME_DATABASE is not set: what would become of it is not known.")
		return nil
	}
	c, err := readConfig(env)
	if err != nil {
		return err
	}
	keys, err := vault.New(c.keyset)
	if err != nil {
		return err
	}
	db, err := database(ctx, env)
	if err != nil {
		return err
	}
	defer db.Close()
	return judge(ctx, db, c, keys, received, *apply, out)
}

func judge(ctx context.Context, db *store.DB, c config, keys *vault.Vault, received inbox.Received, apply bool, out io.Writer) error {
	office := c.replies.office(post.New(keys, c.BaseURL))
	desk := receiving.New(db, office, keys, planning.New(db, office).Hear, txtRecords, c.replies.keep)
	do, tense := desk.Rehearse, "Would be"
	if apply {
		do, tense = desk.Receive, "Is"
	}
	j, err := do(ctx, received)
	if err != nil {
		return err
	}
	if j.Known {
		_, err = fmt.Fprintln(out, "It came before: nothing is done.")
		return err
	}
	fmt.Fprintf(out, "%s %s.\n", tense, becomes[j.Verdict])
	if j.Meeting != "" {
		fmt.Fprintf(out, "Meeting %s.\n", j.Meeting)
	}
	if j.Message != "" {
		fmt.Fprintf(out, "Message %s.\n", j.Message)
	}
	return nil
}

// becomes says what a verdict is.
var becomes = map[scheduling.IncomingVerdict]string{
	scheduling.IncomingCounted:       "counted as the answer",
	scheduling.IncomingAgain:         "left aside: the same answer is known",
	scheduling.IncomingOverdue:       "left aside: a later answer is known",
	scheduling.IncomingOldDate:       "shown and not counted: it answers a date that no longer holds",
	scheduling.IncomingToConfirm:     "left to the organiser to confirm: it comes from another address than the one invited",
	scheduling.IncomingTaken:         "left to the organiser: the person is wanted elsewhere at that hour",
	scheduling.IncomingCountered:     "left to the organiser: it asks for another hour",
	scheduling.IncomingDelegated:     "left to the organiser: it sends somebody else",
	scheduling.IncomingEnded:         "left aside: nobody is expected by that invitation any more",
	scheduling.IncomingUnknown:       "left aside: no invitation or message of ours is known by it",
	scheduling.IncomingUndeliverable: "noted as a mail of ours that did not arrive",
	scheduling.IncomingDelayed:       "left aside: the server keeps trying",
	scheduling.IncomingIgnored:       "left aside",
}

// plainly says what was read. It names no one: terminals are logged, too.
func plainly(r inbox.Received) string {
	a := r.Answer
	switch r.Kind {
	case inbox.Reply:
		what := string(a.Reply)
		if a.Delegated {
			what = "delegated"
		}
		return fmt.Sprintf("An answer to a calendar invitation: %s, to SEQUENCE %d of %s, given %s.", what, a.Sequence, a.UID, a.Stamp.Format("2006-01-02 15:04:05 MST"))
	case inbox.Counter:
		return fmt.Sprintf("A proposal of another hour for %s: %s.", a.UID, a.Start.At.Format("2006-01-02 15:04"))
	case inbox.Bounce:
		fate := "is late"
		if r.Returned.Failed {
			fate = "could not be delivered"
		}
		return fmt.Sprintf("A report: a mail of ours %s (%s).", fate, r.Returned.Status)
	case inbox.AutoReply:
		return "An automatic answer."
	}
	return fmt.Sprintf("Nothing that concerns us: %s.", r.Why)
}
