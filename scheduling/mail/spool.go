package mail

import (
	"bytes"
	"context"
	"fmt"

	"trame/scheduling/spool"
)

// Spool keeps mail in a folder instead of sending it: the demo's « Courrier
// envoyé ». A file is whole or absent, and sending the same message again
// replaces it.
type Spool struct{ folder spool.Folder }

const extension = ".eml"

// NewSpool opens the folder dir, which it makes when missing.
func NewSpool(dir string) (*Spool, error) {
	folder, err := spool.Open(dir, extension)
	if err != nil {
		return nil, fmt.Errorf("mail: %w", err)
	}
	return &Spool{folder}, nil
}

// AtOnce is one: a folder is no faster for two.
func (s *Spool) AtOnce() int { return 1 }

// Send writes m, dated as m is, under a name made of its Message-ID.
func (s *Spool) Send(ctx context.Context, m Mail) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	text, err := Compose(m)
	if err != nil {
		return err
	}
	if err := s.folder.Put(spool.ID(m.MessageID), text, m.Date); err != nil {
		return &Failure{Step: "spool", Err: err}
	}
	return nil
}

// Close does nothing.
func (s *Spool) Close() error { return nil }

// List gives the newest mails first, at most limit of them, without content.
func (s *Spool) List(limit int) ([]Sent, error) {
	ids, err := s.folder.List(limit)
	if err != nil {
		return nil, fmt.Errorf("mail: %w", err)
	}
	sent := make([]Sent, 0, len(ids))
	for _, id := range ids {
		one, err := s.Open(id)
		if err != nil {
			return nil, err
		}
		sent = append(sent, Sent{ID: one.ID, From: one.From, To: one.To, Subject: one.Subject, Date: one.Date})
	}
	return sent, nil
}

// Open reads one mail; an id that List did not give is NotFound.
func (s *Spool) Open(id string) (Sent, error) {
	content, err := s.folder.Read(id)
	if err != nil {
		return Sent{}, fmt.Errorf("mail: %w", err)
	}
	sent, err := read(bytes.NewReader(content))
	if err != nil {
		return Sent{}, fmt.Errorf("mail: spool %s: %w", id, err)
	}
	sent.ID = id
	return sent, nil
}
