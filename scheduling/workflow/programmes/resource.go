package programmes

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"path"
	"slices"
	"strings"
	"unicode"

	"trame/scheduling"
	"trame/scheduling/store"
)

// FileLimit is the largest file a support may be, in bytes. A film is a link.
const FileLimit = 15 << 20

const mostResources = 30

// fileTypes are what a support may be, by what its first bytes say: nothing
// that a browser would run.
var fileTypes = []string{
	"application/pdf", "application/zip", // zip: docx, pptx, odt, odp
	"image/png", "image/jpeg", "image/gif", "image/webp", "audio/mpeg", "audio/wave", "video/mp4", "video/webm", "text/plain",
}

// AddResource adds a support to the n-th module of a draft: a link, or the
// file whose content is given.
func (d *Desk) AddResource(ctx context.Context, actor scheduling.Actor, id scheduling.VersionID, seen, n int, r scheduling.Resource, content []byte) error {
	r.Title, r.Link = plain(r.Title), strings.TrimSpace(r.Link)
	if r.FileName != "" {
		if err := describe(&r, content); err != nil {
			return err
		}
	}
	if err := r.Validate(); err != nil {
		return err
	}
	return d.edit(ctx, actor, id, seen, "resource added", func(tx *store.Tx, _ *scheduling.ProgrammeVersion) error {
		m, err := moduleAt(tx, id, n)
		if err != nil {
			return err
		}
		resources, err := tx.Resources(m.ID)
		if err != nil {
			return err
		}
		if len(resources) >= mostResources {
			return scheduling.Refuse(scheduling.Invalid, "resource.too_many", "", "max", mostResources)
		}
		r.ID, r.Module, r.Position = store.NewID[scheduling.ResourceID](), m.ID, 1
		for _, other := range resources {
			r.Position = max(r.Position, other.Position+1)
		}
		if r.FileName == "" {
			return tx.AddResource(r)
		}
		return tx.AddResourceFile(r, content)
	})
}

// describe fills what is known of a file from its bytes, never from what the
// browser says of them.
func describe(r *scheduling.Resource, content []byte) error {
	var f scheduling.Faults
	f.Check(len(content) > 0, "file", "resource.file.empty")
	f.Check(len(content) <= FileLimit, "file", "resource.file.too_big", "max", FileLimit>>20)
	kind, _, _ := strings.Cut(http.DetectContentType(content), ";")
	f.Check(len(content) == 0 || slices.Contains(fileTypes, kind), "file", "resource.file.kind")
	sum := sha256.Sum256(content)
	r.FileName = fileName(r.FileName)
	r.FileType, r.FileBytes, r.FileHash = kind, len(content), hex.EncodeToString(sum[:])
	return f.Err()
}

// fileName keeps the last element of a path, without what a header or a file
// system would take for more than a name.
func fileName(name string) string {
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || strings.ContainsRune(`"/:*?<>|;`, r) {
			return '-'
		}
		return r
	}, name)
	if runes := []rune(name); len(runes) > 120 {
		name = string(runes[len(runes)-120:])
	}
	if strings.Trim(name, ". ") == "" {
		return "support"
	}
	return name
}

// DeleteResource takes a support out of a draft.
func (d *Desk) DeleteResource(ctx context.Context, actor scheduling.Actor, id scheduling.VersionID, seen int, resource scheduling.ResourceID) error {
	return d.edit(ctx, actor, id, seen, "resource deleted", func(tx *store.Tx, _ *scheduling.ProgrammeVersion) error {
		r, err := tx.Resource(resource)
		if err != nil {
			return err
		}
		m, err := tx.Module(r.Module)
		if err != nil {
			return err
		}
		if m.VersionID != id {
			return scheduling.Refuse(scheduling.NotFound, "not_found", "")
		}
		return tx.DeleteResource(resource)
	})
}

// Resource is a support with its file's content, nil for a link.
func (d *Desk) Resource(ctx context.Context, actor scheduling.Actor, id scheduling.ResourceID) (r scheduling.Resource, content []byte, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		if r, err = tx.Resource(id); err != nil {
			return err
		}
		m, err := tx.Module(r.Module)
		if err != nil {
			return err
		}
		v, err := tx.Version(m.VersionID)
		if err != nil {
			return err
		}
		if _, err := readable(tx, actor, v); err != nil || r.FileName == "" {
			return err
		}
		content, err = tx.ResourceFile(id)
		return err
	})
	if err != nil {
		return scheduling.Resource{}, nil, err
	}
	return r, content, nil
}
