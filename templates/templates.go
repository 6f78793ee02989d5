package templates

import (
	"bytes"
	"embed"
	"fmt"
	html "html/template"
	"io"
	"io/fs"
	"path"
	"strings"
	"sync"
	text "text/template"
)

//go:embed pages mail print messages static
var files embed.FS

// Page writes templates/pages/NAME.html inside the layout the page chose. It
// renders in full before writing: an error leaves w untouched.
func Page(w io.Writer, name string, v View) error {
	open, ok := library().pages[name]
	if !ok {
		return fmt.Errorf("no page %q in templates/pages", name)
	}
	p, err := open()
	if err != nil {
		return err
	}
	var out bytes.Buffer
	if err := p.set.ExecuteTemplate(&out, p.layout, v); err != nil {
		return fmt.Errorf("page %s: %w", name, err)
	}
	_, err = out.WriteTo(w)
	return err
}

type page struct {
	set    *html.Template
	layout string
}

// opener parses a page when it is first shown: all pages at once would take
// fifty megabytes of a server that shows a few.
type opener func() (page, error)

type shelf struct {
	pages map[string]opener
	mails map[string]func() (letter, error) // as pages, parsed when first sent
}

// library reads what all pages share once, on first use: a command that shows
// no page pays nothing. What is embedded cannot fail later, so it panics at once.
var library = sync.OnceValue(func() shelf {
	s, err := read(files)
	if err != nil {
		panic(err)
	}
	return s
})

func read(tree fs.FS) (s shelf, err error) {
	base, err := readFrames(tree)
	if err != nil {
		return s, err
	}
	if s.pages, err = readPages(base, tree); err != nil {
		return s, err
	}
	s.mails, err = readMails(tree)
	return s, err
}

// readFrames parses what every page may use: layouts and partials.
func readFrames(tree fs.FS) (*html.Template, error) {
	base := html.New("base").Funcs(html.FuncMap(functions)).Option("missingkey=error")
	for _, pattern := range []string{"pages/layout*.html", "pages/partials/*.html", "print/*.html"} {
		if err := parseInto(base, tree, pattern); err != nil {
			return nil, err
		}
	}
	return base, nil
}

// parseInto adds the files' definitions to set.
func parseInto(set *html.Template, tree fs.FS, pattern string) error {
	names, err := fs.Glob(tree, pattern)
	if err != nil {
		return err
	}
	for _, name := range names {
		if err := addHTML(set, tree, name, name); err != nil {
			return err
		}
	}
	return nil
}

// addHTML parses one file under the name as, and sets its French.
func addHTML(set *html.Template, tree fs.FS, file, as string) error {
	source, err := fs.ReadFile(tree, file)
	if err != nil {
		return err
	}
	if _, err := set.New(as).Parse(string(source)); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	for _, t := range set.Templates() {
		if t.Tree != nil && t.Tree.ParseName == as {
			typeset(t.Tree.Root)
		}
	}
	return nil
}

// readPages finds the pages of a tree.
func readPages(base *html.Template, tree fs.FS) (map[string]opener, error) {
	pages := map[string]opener{}
	err := fs.WalkDir(tree, "pages", func(file string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && isPage(file) {
			name := strings.TrimSuffix(strings.TrimPrefix(file, "pages/"), ".html")
			pages[name] = sync.OnceValues(func() (page, error) { return readPage(base, tree, file) })
		}
		return err
	})
	return pages, err
}

// readPage gives a page its own copy of layouts and partials. The file's body
// is the template "main"; {{define "layout"}}public{{end}} chooses the frame,
// office when it says nothing.
func readPage(base *html.Template, tree fs.FS, file string) (page, error) {
	set, err := base.Clone()
	if err != nil {
		return page{}, err
	}
	if err := addHTML(set, tree, file, "main"); err != nil {
		return page{}, err
	}
	layout := "office"
	if chosen := set.Lookup("layout"); chosen != nil {
		layout = strings.TrimSpace(chosen.Tree.Root.String())
	}
	if set.Lookup(layout) == nil {
		return page{}, fmt.Errorf("%s: no layout %q", file, layout)
	}
	return page{set, layout}, nil
}

func isPage(file string) bool {
	return strings.HasSuffix(file, ".html") &&
		!strings.HasPrefix(file, "pages/partials/") &&
		!strings.HasPrefix(path.Base(file), "layout")
}

// letter is one mail: its text always, its subject and HTML when it has them.
type letter struct {
	subject, text *text.Template
	html          *html.Template
}
