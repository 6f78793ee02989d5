package sms

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"trame/scheduling"
)

// Spool keeps messages in a folder instead of sending them: the demo's
// « Courrier envoyé ». Sending the same one again replaces it.
type Spool struct{ dir string }

// NewSpool opens the folder dir, which it makes when missing.
func NewSpool(dir string) (*Spool, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("sms: spool: %w", err)
	}
	return &Spool{dir: dir}, nil
}

// Sent is a message read back from the spool.
type Sent struct {
	ID   string
	To   string
	Body string
	Date time.Time
}

const extension = ".sms.json"

var validSpoolID = regexp.MustCompile(`^[0-9a-f]{32}$`)

// Send writes t under a name made of its id.
func (s *Spool) Send(ctx context.Context, t Text) (string, error) {
	if err := errors.Join(ctx.Err(), t.check()); err != nil {
		return "", err
	}
	sum := sha256.Sum256([]byte(t.ID))
	id := hex.EncodeToString(sum[:16])
	content, err := json.Marshal(Sent{id, t.To, t.Body, t.At})
	if err != nil {
		return "", &Failure{Step: "spool", Final: true, Err: err}
	}
	path := filepath.Join(s.dir, id+extension)
	if err := errors.Join(os.WriteFile(path+".new", content, 0o600), os.Rename(path+".new", path)); err != nil {
		return "", &Failure{Step: "spool", Err: err}
	}
	return id, nil
}

// Close does nothing.
func (s *Spool) Close() error { return nil }

// List gives the newest first, at most limit of them.
func (s *Spool) List(limit int) ([]Sent, error) {
	entries, err := os.ReadDir(s.dir)
	if err != nil {
		return nil, fmt.Errorf("sms: spool: %w", err)
	}
	var list []Sent
	for _, e := range entries {
		id, ok := strings.CutSuffix(e.Name(), extension)
		if !ok {
			continue
		}
		sent, err := s.Open(id)
		if err != nil {
			return nil, err
		}
		list = append(list, sent)
	}
	slices.SortFunc(list, func(a, b Sent) int {
		if c := b.Date.Compare(a.Date); c != 0 {
			return c
		}
		return strings.Compare(a.ID, b.ID)
	})
	return list[:min(limit, len(list))], nil
}

// Open reads one; an id that List did not give is NotFound.
func (s *Spool) Open(id string) (sent Sent, err error) {
	missing := scheduling.Refuse(scheduling.NotFound, "not_found", "")
	if !validSpoolID.MatchString(id) {
		return sent, missing
	}
	content, err := os.ReadFile(filepath.Join(s.dir, id+extension))
	if errors.Is(err, fs.ErrNotExist) {
		return sent, missing
	}
	if err != nil {
		return sent, fmt.Errorf("sms: spool: %w", err)
	}
	if err := json.Unmarshal(content, &sent); err != nil {
		return sent, fmt.Errorf("sms: spool %s: %w", id, err)
	}
	return sent, nil
}
