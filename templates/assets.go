package templates

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"sync"
	"time"
)

type asset struct {
	name, hashed string // style.css, style.1f2e3d4c5b6a.css
	body         []byte
}

// shelved indexes templates/static by plain and by hashed name.
var shelved = sync.OnceValue(func() map[string]asset {
	index := map[string]asset{}
	err := fs.WalkDir(files, "static", func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		body, err := fs.ReadFile(files, file)
		if err != nil {
			return err
		}
		sum := sha256.Sum256(body)
		name := strings.TrimPrefix(file, "static/")
		ext := path.Ext(name)
		a := asset{name, strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:6]) + ext, body}
		index[a.name], index[a.hashed] = a, a
		return nil
	})
	if err != nil {
		panic(err)
	}
	return index
})

// Asset is where a file of templates/static is served: its name carries the
// hash of its bytes, so that browsers may keep it for ever. A file that does
// not exist keeps its plain name.
func Asset(name string) string {
	if a, ok := shelved()[name]; ok {
		return "/static/" + a.hashed
	}
	return "/static/" + name
}

// Static serves /static/: hashed names immutable for a year, plain names
// revalidated each time.
func Static() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := strings.TrimPrefix(r.URL.Path, "/static/")
		a, ok := shelved()[name]
		if !ok {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("ETag", `"`+a.hashed+`"`)
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Cache-Control", "no-cache")
		if name == a.hashed {
			w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
		}
		http.ServeContent(w, r, a.name, time.Time{}, bytes.NewReader(a.body))
	})
}
