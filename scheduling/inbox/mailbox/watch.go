package mailbox

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"

	"trame/scheduling/inbox"
)

const (
	within    = 2 * time.Minute // for any one step: a server that says nothing is gone
	lookEvery = 5 * time.Minute // even when the server promised to tell
	pollEvery = time.Minute     // when it cannot
	atOnce    = 200             // mails of one look
)

// Take is handed each mail. nil says that it is dealt with for good, and may
// leave the mailbox.
type Take func(ctx context.Context, r io.Reader) error

// Watch reads the mailbox, and again whenever mail arrives, until ctx ends or
// the connection does. The mail in hand is finished first.
func (b Box) Watch(ctx context.Context, take Take) error {
	s, err := b.open(ctx)
	if err != nil {
		return err
	}
	defer s.close()
	for ctx.Err() == nil {
		if _, err := s.look(ctx, take); err != nil {
			return err
		}
		if err := s.wait(ctx); err != nil {
			return err
		}
	}
	return nil
}

// Look reads the mailbox once and says how many mails were dealt with.
func (b Box) Look(ctx context.Context, take Take) (int, error) {
	s, err := b.open(ctx)
	if err != nil {
		return 0, err
	}
	defer s.close()
	return s.look(ctx, take)
}

// look hands over what lies there. A mail that cannot be dealt with stays, and
// does not hold up the others.
func (s *session) look(ctx context.Context, take Take) (done int, err error) {
	uids, err := s.waiting()
	if err != nil {
		return 0, err
	}
	var faults []error
	for _, uid := range uids {
		if ctx.Err() != nil {
			break
		}
		gone, taken, err := s.hand(ctx, uid, take)
		if err != nil {
			return done, errors.Join(append(faults, err)...)
		}
		switch {
		case taken != nil:
			faults = append(faults, fmt.Errorf("mail %d: %w", uid, taken))
		case !gone:
			done++
		}
	}
	return done, errors.Join(faults...)
}

// waiting are the mails not yet dealt with, the oldest first.
func (s *session) waiting() ([]imap.UID, error) {
	defer s.limit()()
	wanted := &imap.SearchCriteria{NotFlag: []imap.Flag{imap.FlagDeleted}}
	if s.box.Keep == "seen" {
		wanted.NotFlag = append(wanted.NotFlag, imap.FlagSeen)
	}
	found, err := s.client.UIDSearch(wanted, nil).Wait()
	if err != nil {
		return nil, fmt.Errorf("mailbox: search: %w", err)
	}
	uids := found.AllUIDs()
	return uids[:min(len(uids), atOnce)], nil
}

// hand gives one mail over and then files it. gone: another reader took it.
func (s *session) hand(ctx context.Context, uid imap.UID, take Take) (gone bool, taken, err error) {
	defer s.limit()()
	body := &imap.FetchItemBodySection{Peek: true, Partial: &imap.SectionPartial{Size: inbox.MaxSize + 1}}
	fetch := s.client.Fetch(imap.UIDSetNum(uid), &imap.FetchOptions{UID: true, BodySection: []*imap.FetchItemBodySection{body}})
	gone = true
	for message := fetch.Next(); message != nil; message = fetch.Next() {
		for item := message.Next(); item != nil; item = message.Next() {
			if text, ok := item.(imapclient.FetchItemDataBodySection); ok && text.Literal != nil {
				gone = false
				taken = take(context.WithoutCancel(ctx), text.Literal)
			}
		}
	}
	if err := fetch.Close(); err != nil {
		return gone, taken, fmt.Errorf("mailbox: fetch: %w", err)
	}
	if gone || taken != nil {
		return gone, taken, nil
	}
	return false, nil, s.file(imap.UIDSetNum(uid))
}

// file puts away a mail that is dealt with. Until it is, the mail comes again.
func (s *session) file(uid imap.UIDSet) error {
	if s.box.Keep != "" && s.box.Keep != "seen" {
		if _, err := s.client.Move(uid, s.box.Keep).Wait(); err != nil {
			return fmt.Errorf("mailbox: move: %w", err)
		}
		return nil
	}
	flags := []imap.Flag{imap.FlagSeen}
	if s.box.Keep == "" {
		flags = append(flags, imap.FlagDeleted)
	}
	if err := s.client.Store(uid, &imap.StoreFlags{Op: imap.StoreFlagsAdd, Silent: true, Flags: flags}, nil).Close(); err != nil {
		return fmt.Errorf("mailbox: mark: %w", err)
	}
	if s.box.Keep == "seen" {
		return nil
	}
	expunge := s.client.Expunge
	if s.client.Caps().Has(imap.CapUIDPlus) || s.client.Caps().Has(imap.CapIMAP4rev2) {
		expunge = func() *imapclient.ExpungeCommand { return s.client.UIDExpunge(uid) }
	}
	if err := expunge().Close(); err != nil {
		return fmt.Errorf("mailbox: expunge: %w", err)
	}
	return nil
}

// wait returns when mail may have arrived, or ctx ended.
func (s *session) wait(ctx context.Context) error {
	if !s.client.Caps().Has(imap.CapIdle) && !s.client.Caps().Has(imap.CapIMAP4rev2) {
		select {
		case <-ctx.Done():
		case <-time.After(pollEvery):
		}
		return s.client.Noop().Wait()
	}
	stop := s.limit()
	idle, err := s.client.Idle()
	stop()
	if err != nil {
		return fmt.Errorf("mailbox: idle: %w", err)
	}
	select {
	case <-ctx.Done():
	case <-s.arrived:
	case <-s.client.Closed():
	case <-time.After(lookEvery):
	}
	defer s.limit()()
	return errors.Join(idle.Close(), idle.Wait())
}
