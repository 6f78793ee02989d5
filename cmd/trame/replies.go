package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"time"

	"trame/scheduling/inbox"
	"trame/scheduling/inbox/mailbox"
	"trame/scheduling/jobs"
	"trame/scheduling/mail"
	"trame/scheduling/post"
	"trame/scheduling/workflow/receiving"
)

// replies say where the mail that comes back is addressed and read.
type replies struct {
	address string       // of the mailbox: planning@agenda.example; "" for none
	fixed   bool         // one address for all, instead of a secret one for each invitation
	box     *mailbox.Box // nil: nobody reads it
	keep    time.Duration
}

// readReplies reads the mailbox that answers come back to, which may be none.
func (c *config) readReplies() error {
	var faults []error
	c.replies = replies{fixed: c.Organizer == "fixed", keep: time.Duration(c.InboxDays) * 24 * time.Hour}
	if c.ReplyAddress != "" {
		var err error
		if c.replies.address, err = mail.ParseAddress(c.ReplyAddress); err != nil {
			faults = append(faults, fmt.Errorf("TRAME_REPLY_ADDRESS %q: want the mailbox's address, such as planning@agenda.example", c.ReplyAddress))
		}
	}
	if c.Organizer != "token" && c.Organizer != "fixed" {
		faults = append(faults, fmt.Errorf("TRAME_ORGANIZER %q: want token or fixed", c.Organizer))
	}
	if c.InboxDays < 0 || c.InboxDays > 365 {
		faults = append(faults, errors.New("TRAME_INBOX_DAYS: want 0 to 365"))
	}
	if c.Inbox != "" {
		box, err := mailbox.Parse(c.Inbox)
		if err != nil {
			faults = append(faults, fmt.Errorf("TRAME_INBOX: %w", err))
		}
		if c.ReplyAddress == "" {
			faults = append(faults, errors.New("TRAME_INBOX needs TRAME_REPLY_ADDRESS, or nothing ever comes to it"))
		}
		c.replies.box = &box
	}
	return errors.Join(faults...)
}

// office is one whose mail comes back to the mailbox, if there is one.
func (r replies) office(o *post.Office) *post.Office {
	if r.address == "" {
		return o
	}
	return o.WithReplies(r.address, r.fixed)
}

// rounds read the mailbox for as long as it answers, and forget what was kept.
func (r replies) rounds(desk *receiving.Desk, log *slog.Logger) []jobs.Round {
	all := []jobs.Round{{Name: "purge returned mail", Every: time.Hour, Do: desk.Purge}}
	if r.box == nil {
		return all
	}
	return append(all, jobs.Round{Name: "read returned mail", Every: 30 * time.Second, Do: func(ctx context.Context) error {
		return r.box.Watch(ctx, func(ctx context.Context, text io.Reader) error { return take(ctx, desk, log, text) })
	}})
}

// take reads one mail and does what it asks. The log says what it was, and
// never whose.
func take(ctx context.Context, desk *receiving.Desk, log *slog.Logger, text io.Reader) error {
	received, err := inbox.Read(text)
	if err != nil {
		return err
	}
	j, err := desk.Receive(ctx, received)
	if err != nil {
		return err
	}
	log.Info("mail received", "message", received, "verdict", j.Verdict, "known", j.Known)
	return nil
}

// txtRecords asks the system's DNS.
func txtRecords(ctx context.Context, domain string) ([]string, error) {
	return net.DefaultResolver.LookupTXT(ctx, domain)
}
