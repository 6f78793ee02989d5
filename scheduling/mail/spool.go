package mail

import (
	"context"
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

// Spool keeps mail in a folder instead of sending it: the demo's « Courrier
// envoyé ». A file is whole or absent, and sending the same message again
// replaces it.
type Spool struct{ dir string }

// NewSpool opens the folder dir, which it makes when missing.
func NewSpool(dir string) (*Spool, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("mail: spool: %w", err)
	}
	return &Spool{dir: dir}, nil
}

const extension = ".eml"

var validSpoolID = regexp.MustCompile(`^[0-9a-f]{32}$`)

// Send writes m, dated as m is, under a name made of its Message-ID.
func (s *Spool) Send(ctx context.Context, m Mail) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	text, err := Compose(m)
	if err != nil {
		return err
	}
	if err := s.write(digest(m.MessageID)+extension, text, m.Date); err != nil {
		return &Failure{Step: "spool", Err: err}
	}
	return nil
}

// Close does nothing.
func (s *Spool) Close() error { return nil }

// write puts the whole file in place at once, on disk before it is visible.
func (s *Spool) write(name string, text []byte, date time.Time) (err error) {
	temp, err := os.CreateTemp(s.dir, ".new-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(temp.Name()))
		}
	}()
	_, err = temp.Write(text)
	if err := errors.Join(err, temp.Sync(), temp.Close()); err != nil {
		return err
	}
	if err := os.Chtimes(temp.Name(), date, date); err != nil {
		return err
	}
	if err := os.Rename(temp.Name(), filepath.Join(s.dir, name)); err != nil {
		return err
	}
	return s.sync()
}

// sync makes the new name itself survive a power cut.
func (s *Spool) sync() error {
	dir, err := os.Open(s.dir)
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}

// List gives the newest mails first, at most limit of them, without content.
func (s *Spool) List(limit int) ([]Sent, error) {
	entries, err := os.ReadDir(s.dir)
	if err != nil {
		return nil, fmt.Errorf("mail: spool: %w", err)
	}
	type file struct {
		id   string
		date time.Time
	}
	var files []file
	for _, e := range entries {
		id, ok := strings.CutSuffix(e.Name(), extension)
		if !ok || !validSpoolID.MatchString(id) {
			continue
		}
		info, err := e.Info()
		if errors.Is(err, fs.ErrNotExist) {
			continue // removed since
		}
		if err != nil {
			return nil, fmt.Errorf("mail: spool: %w", err)
		}
		files = append(files, file{id, info.ModTime()})
	}
	slices.SortFunc(files, func(a, b file) int {
		if c := b.date.Compare(a.date); c != 0 {
			return c
		}
		return strings.Compare(a.id, b.id)
	})
	sent := make([]Sent, 0, min(limit, len(files)))
	for _, f := range files[:min(limit, len(files))] {
		one, err := s.Open(f.id)
		if err != nil {
			return nil, err
		}
		sent = append(sent, Sent{ID: one.ID, From: one.From, To: one.To, Subject: one.Subject, Date: one.Date})
	}
	return sent, nil
}

// Open reads one mail; an id that List did not give is NotFound.
func (s *Spool) Open(id string) (Sent, error) {
	if !validSpoolID.MatchString(id) {
		return Sent{}, scheduling.Refuse(scheduling.NotFound, "not_found", "")
	}
	file, err := os.Open(filepath.Join(s.dir, id+extension))
	if errors.Is(err, fs.ErrNotExist) {
		return Sent{}, scheduling.Refuse(scheduling.NotFound, "not_found", "")
	}
	if err != nil {
		return Sent{}, fmt.Errorf("mail: spool: %w", err)
	}
	defer func() { _ = file.Close() }() // only read
	sent, err := read(file)
	if err != nil {
		return Sent{}, fmt.Errorf("mail: spool %s: %w", id, err)
	}
	sent.ID = id
	return sent, nil
}
