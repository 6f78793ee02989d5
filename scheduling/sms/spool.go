package sms

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"trame/scheduling/spool"
)

// Spool keeps messages in a folder instead of sending them: the demo's
// « Courrier envoyé ». Sending the same one again replaces it.
type Spool struct{ folder spool.Folder }

// NewSpool opens the folder dir, which it makes when missing.
func NewSpool(dir string) (*Spool, error) {
	folder, err := spool.Open(dir, ".sms.json")
	if err != nil {
		return nil, fmt.Errorf("sms: %w", err)
	}
	return &Spool{folder}, nil
}

// Sent is a message read back from the spool.
type Sent struct {
	ID   string
	To   string
	Body string
	Date time.Time
}

// AtOnce is one: a folder is no faster for two.
func (s *Spool) AtOnce() int { return 1 }

// Send writes t under a name made of its id.
func (s *Spool) Send(ctx context.Context, t Text) (string, error) {
	if err := errors.Join(ctx.Err(), t.check()); err != nil {
		return "", err
	}
	id := spool.ID(t.ID)
	content, err := json.Marshal(Sent{id, t.To, t.Body, t.At})
	if err != nil {
		return "", &Failure{Step: "spool", Final: true, Err: err}
	}
	if err := s.folder.Put(id, content, t.At); err != nil {
		return "", &Failure{Step: "spool", Err: err}
	}
	return id, nil
}

// Close does nothing.
func (s *Spool) Close() error { return nil }

// List gives the newest first, at most limit of them.
func (s *Spool) List(limit int) ([]Sent, error) {
	ids, err := s.folder.List(limit)
	if err != nil {
		return nil, fmt.Errorf("sms: %w", err)
	}
	list := make([]Sent, len(ids))
	for at, id := range ids {
		if list[at], err = s.Open(id); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// Open reads one; an id that List did not give is NotFound.
func (s *Spool) Open(id string) (sent Sent, err error) {
	content, err := s.folder.Read(id)
	if err != nil {
		return sent, fmt.Errorf("sms: %w", err)
	}
	if err := json.Unmarshal(content, &sent); err != nil {
		return sent, fmt.Errorf("sms: spool %s: %w", id, err)
	}
	return sent, nil
}
