// Package spool keeps in a folder what would have been sent: a file for each
// message, whole or absent.
package spool

import (
	"crypto/sha256"
	"encoding/hex"
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

// Folder holds files of one extension; others may share its directory.
type Folder struct {
	Dir       string
	Extension string // ".eml"
}

// Open opens the directory dir, which it makes when missing.
func Open(dir, extension string) (Folder, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return Folder{}, fmt.Errorf("spool: %w", err)
	}
	return Folder{dir, extension}, nil
}

var validID = regexp.MustCompile(`^[0-9a-f]{32}$`)

// ID is the name under which what is called name is kept: 32 hexadecimal
// digits, the same every time.
func ID(name string) string {
	sum := sha256.Sum256([]byte(name))
	return hex.EncodeToString(sum[:16])
}

// Put writes content under an id, dated; it replaces what was there. It is on
// disk before it is visible.
func (f Folder) Put(id string, content []byte, date time.Time) (err error) {
	temp, err := os.CreateTemp(f.Dir, ".new-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(temp.Name()))
		}
	}()
	_, err = temp.Write(content)
	if err := errors.Join(err, temp.Sync(), temp.Close()); err != nil {
		return err
	}
	if err := os.Chtimes(temp.Name(), date, date); err != nil {
		return err
	}
	if err := os.Rename(temp.Name(), f.path(id)); err != nil {
		return err
	}
	return f.sync()
}

// sync makes a new name itself survive a power cut.
func (f Folder) sync() error {
	dir, err := os.Open(f.Dir)
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}

func (f Folder) path(id string) string { return filepath.Join(f.Dir, id+f.Extension) }

// List gives the ids of the newest first, at most limit of them.
func (f Folder) List(limit int) ([]string, error) {
	entries, err := os.ReadDir(f.Dir)
	if err != nil {
		return nil, fmt.Errorf("spool: %w", err)
	}
	dates := map[string]time.Time{}
	var ids []string
	for _, e := range entries {
		id, ok := strings.CutSuffix(e.Name(), f.Extension)
		if !ok || !validID.MatchString(id) {
			continue
		}
		info, err := e.Info()
		if errors.Is(err, fs.ErrNotExist) {
			continue // removed since
		}
		if err != nil {
			return nil, fmt.Errorf("spool: %w", err)
		}
		dates[id], ids = info.ModTime(), append(ids, id)
	}
	slices.SortFunc(ids, func(a, b string) int {
		if c := dates[b].Compare(dates[a]); c != 0 {
			return c
		}
		return strings.Compare(a, b)
	})
	return ids[:min(limit, len(ids))], nil
}

// Read reads one; an id that List did not give is NotFound.
func (f Folder) Read(id string) ([]byte, error) {
	missing := scheduling.Refuse(scheduling.NotFound, "not_found", "")
	if !validID.MatchString(id) {
		return nil, missing
	}
	content, err := os.ReadFile(f.path(id))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, missing
	}
	if err != nil {
		return nil, fmt.Errorf("spool: %w", err)
	}
	return content, nil
}
