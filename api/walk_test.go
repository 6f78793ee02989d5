package api_test

import (
	"archive/zip"
	"bytes"
	"database/sql"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
)

// walk knows every address that somebody's pages lead to.
type walk struct {
	t     *testing.T
	p     *platform
	ids   map[string][]string // by table
	parts map[string]bool     // every id: what makes two addresses of one screen
	seen  map[string]int      // addresses of each screen
	paths map[string]bool
}

func newWalk(t *testing.T, p *platform, rows *sql.DB) *walk {
	t.Helper()
	w := &walk{t: t, p: p, ids: map[string][]string{}, parts: map[string]bool{}, seen: map[string]int{}, paths: map[string]bool{}}
	for _, table := range []string{
		"agreements", "animations", "attendances", "booklet_entries", "cohorts", "eligibility_checks", "enrolments", "facilitators", "feeds", "follow_ups",
		"imports", "insured", "invitations", "meetings", "modules", "partners", "phone_calls", "programme_versions", "programmes", "questionnaires",
		"redirections", "referrals", "resources", "rooms", "sites", "units", "users", "visitors", "waves", "year_plans",
	} {
		w.ids[table] = list(t, rows, "select id from "+table+" limit 400")
		for _, id := range w.ids[table] {
			w.parts[id] = true
		}
	}
	return w
}

// screen is an address without its ids.
func (w *walk) screen(path string) string {
	path, _, _ = strings.Cut(path, "?")
	parts := strings.Split(path, "/")
	for i, part := range parts {
		if _, err := strconv.Atoi(part); err == nil || w.parts[part] {
			parts[i] = ":id"
		}
	}
	return strings.Join(parts, "/")
}

// add tells whether path is worth a look.
func (w *walk) add(path string) bool {
	if w.paths[path] || w.seen[w.screen(path)] >= ofEachScreen {
		return false
	}
	w.seen[w.screen(path)]++
	w.paths[path] = true
	return true
}

// follow goes where the links of who's pages lead.
func (w *walk) follow(who, from string) {
	w.t.Helper()
	todo := []string{from}
	w.paths[from] = true
	for len(todo) > 0 {
		path := todo[0]
		todo = todo[1:]
		a := w.get(who, path)
		if a.status >= http.StatusInternalServerError {
			w.t.Errorf("%s, GET %s: %d", who, path, a.status)
		}
		for _, link := range a.links {
			if w.add(link) {
				todo = append(todo, link)
			}
		}
	}
}

// describe adds what the API's description lists, with ids that exist.
func (w *walk) describe() {
	w.t.Helper()
	w.p.learn()
	tables := map[string]string{"follow-ups": "follow_ups", "versions": "programme_versions", "agents": "users", "reports": "programmes", "year-plans": "year_plans", "checks": "eligibility_checks"}
	for path, methods := range document.Paths {
		if _, ok := methods["get"]; !ok {
			continue
		}
		before, rest, has := strings.Cut(path, "/{")
		if !has {
			w.add(path)
			continue
		}
		_, after, _ := strings.Cut(rest, "}")
		collection := before[strings.LastIndex(before, "/")+1:]
		table := tables[collection]
		if table == "" {
			table = collection
		}
		for _, id := range w.ids[table] {
			w.add(before + "/" + id + after)
		}
	}
}

func (w *walk) all() []string { return slices.Sorted(maps.Keys(w.paths)) }

// got is an answer, in words.
type got struct {
	status int
	said   string // the body: pages as they are, files as another program reads them
	header string
	links  []string
}

func (w *walk) get(who, path string) got {
	w.t.Helper()
	return w.ask(who, http.MethodGet, path)
}

// ask does not count as a test of an operation: it looks at what comes, not
// at whether it is right.
func (w *walk) ask(who, method, path string) got {
	w.t.Helper()
	request := httptest.NewRequestWithContext(w.t.Context(), method, path, nil)
	request.Header.Set("Sec-Fetch-Site", "same-origin")
	switch {
	case who == "":
	case strings.HasPrefix(path, "/api/"):
		request.Header.Set("Authorization", "Bearer "+w.p.token(who))
	default:
		request.AddCookie(&http.Cookie{Name: "trame", Value: w.p.token(who)})
	}
	recorder := httptest.NewRecorder()
	w.p.handler.ServeHTTP(recorder, request)
	a := got{status: recorder.Code, said: recorder.Body.String()}
	for name, values := range recorder.Header() {
		a.header += name + ": " + strings.Join(values, ", ") + "\n"
	}
	switch kind, _, _ := strings.Cut(recorder.Header().Get("Content-Type"), ";"); {
	case kind == "text/html":
		a.links = links(w.t, a.said)
	case kind == "text/calendar":
		a.said = unfolded(a.said)
	default:
		a.said += inside(w.t, kind, recorder.Body.Bytes())
	}
	if to := recorder.Header().Get("Location"); strings.HasPrefix(to, "/") {
		a.links = append(a.links, to)
	}
	return a
}

// unfolded is a calendar with its long lines whole.
func unfolded(text string) string { return strings.ReplaceAll(text, "\r\n ", "") }

// inside is what a file says to who opens it.
func inside(t *testing.T, kind string, content []byte) string {
	t.Helper()
	switch {
	case kind == "application/pdf":
		c := exec.CommandContext(t.Context(), "pdftotext", "-", "-")
		c.Stdin = bytes.NewReader(content)
		text, err := c.Output()
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	case bytes.HasPrefix(content, []byte("PK")):
		archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
		if err != nil {
			t.Fatal(err)
		}
		var text strings.Builder
		for _, file := range archive.File {
			text.WriteString(file.Name)
			part, err := file.Open()
			if err != nil {
				t.Fatal(err)
			}
			if _, err := io.Copy(&text, part); err != nil {
				t.Fatal(err)
			}
		}
		return text.String()
	}
	return ""
}

// links are the addresses of ours that a page leads to by a link.
func links(t *testing.T, page string) (list []string) {
	t.Helper()
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range doc.Find("a[href]").EachIter() {
		to, err := url.Parse(a.AttrOr("href", ""))
		if err != nil {
			t.Errorf("a link that is none: %v", err)
			continue
		}
		if to.Host == "" && strings.HasPrefix(to.Path, "/") {
			to.Fragment = ""
			list = append(list, to.String())
		}
	}
	return list
}
