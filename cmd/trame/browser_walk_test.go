package main

import (
	"cmp"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/PuerkitoBio/goquery"
)

// walkers are one agent of each role; "" has no account.
var walkers = []string{"claire.moreau", "helene.dubois", "lucie.garnier", "marc.lefevre", "ines.faure", "paul.nguyen", "anne.roussel", ""}

// beginnings are where a walk starts; the rest is reached by links.
var beginnings = []string{"/", "/compte", "/connexion", "/courrier", "/code", "/reglages", "/validations", "/rapports", "/personnes", "/messages", "/recherche?q=osny", "/nulle-part", "/v/nulle-part", "/i/nulle-part"}

const (
	samplesPerPage = 8   // addresses of one route that one walker opens
	looksPerPage   = 4   // of them, in the browser: those that show something new
	walkLimit      = 600 // requests of one walker
)

// stop is one page to look at.
type stop struct{ who, path, route string }

// everyPage looks at each page that a link leads to, as every role, and says
// all that is wrong at once.
func everyPage(t *testing.T, b *browser) {
	b.demo.post(t, "ines.faure", "/versions/version-vo-1/copier", url.Values{"code": {"essai"}, "unit": {"unit-92"}})
	w := &walk{demo: b.demo, routes: pageRoutes(t), seen: map[string]bool{}, looks: map[string]int{}, reached: map[string]bool{}}
	for _, who := range walkers {
		w.as(t, who)
	}
	for _, route := range w.routes {
		if !w.reached[route.pattern] {
			t.Log("no link leads to " + route.pattern)
		}
	}
	faults := lookAtAll(t, b, w.stops)
	t.Logf("looked at %d pages of %d routes", len(w.stops), len(w.looks))
	for _, where := range slices.Sorted(maps.Keys(faults)) {
		t.Errorf("%s\n\t%s", where, strings.Join(faults[where], "\n\t"))
	}
}

// lookAtAll shares the stops among a few tabs.
func lookAtAll(t *testing.T, b *browser, stops []stop) map[string][]string {
	faults := map[string][]string{}
	var mu sync.Mutex
	var tabs sync.WaitGroup
	todo := make(chan stop)
	for range 3 {
		v := b.tab(t)
		tabs.Go(func() {
			who := "?"
			for s := range todo {
				if s.who != who {
					v.as(s.who)
					who = s.who
				}
				if found := v.look(b.axe, v.demo.base+s.path); len(found) > 0 {
					mu.Lock()
					faults[s.path+" as "+cmp.Or(s.who, "nobody")] = found
					mu.Unlock()
				}
			}
		})
	}
	for _, s := range stops {
		todo <- s
	}
	close(todo)
	tabs.Wait()
	return faults
}

// walk follows links by plain requests and picks what to look at.
type walk struct {
	demo    *demo
	routes  []route
	stops   []stop
	reached map[string]bool // patterns somebody opened
	seen    map[string]bool // the kinds of element looked at
	looks   map[string]int  // by pattern
}

func (w *walk) as(t *testing.T, who string) {
	t.Helper()
	next := slices.Clone(beginnings)
	if who == "" {
		next = append(next, w.publicLinks(t)...)
	}
	known, opened := map[string]bool{}, map[string]int{}
	for len(next) > 0 && len(known) < walkLimit {
		path := next[0]
		next = next[1:]
		pattern := w.pattern(path)
		kind := pattern + " " + queryOf(path)
		if known[path] || opened[kind] >= samplesPerPage {
			continue
		}
		known[path] = true
		opened[kind]++
		page := w.open(t, who, path)
		if page == nil {
			continue
		}
		w.consider(stop{who, path, pattern}, page)
		next = append(next, links(page, path)...)
	}
}

// open gives the page at path, nil when it is none: another format, a redirect.
func (w *walk) open(t *testing.T, who, path string) *goquery.Document {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, w.demo.base+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	if cookie := w.demo.cookie(t, who); cookie != "" {
		request.AddCookie(&http.Cookie{Name: "trame", Value: cookie})
	}
	answer, err := w.demo.client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode < 400 {
		w.reached[w.pattern(path)] = true
	}
	if answer.StatusCode >= http.StatusInternalServerError {
		t.Errorf("%s as %s: %s", path, who, answer.Status)
	}
	apart := strings.Contains(answer.Header.Get("Content-Security-Policy"), "sandbox") // a mail in its own dress: no script runs there
	if !strings.HasPrefix(answer.Header.Get("Content-Type"), "text/html") || answer.StatusCode/100 == 3 || apart {
		return nil
	}
	page, err := goquery.NewDocumentFromReader(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return page
}

// consider keeps the first page of each route, then those that hold a kind of
// element that no page before showed.
func (w *walk) consider(s stop, page *goquery.Document) {
	if w.looks[s.route] == looksPerPage {
		return
	}
	news := w.looks[s.route] == 0
	page.Find("main *").Each(func(_ int, e *goquery.Selection) {
		kind := goquery.NodeName(e)
		for _, attribute := range []string{"class", "role", "type"} {
			kind += "." + e.AttrOr(attribute, "")
		}
		news = news || !w.seen[kind]
		w.seen[kind] = true
	})
	if news {
		w.looks[s.route]++
		w.stops = append(w.stops, s)
	}
}

// publicLinks are those of the mails that were sent.
func (w *walk) publicLinks(t *testing.T) (paths []string) {
	t.Helper()
	list, err := w.demo.spool.List(100)
	if err != nil {
		t.Fatal(err)
	}
	link := regexp.MustCompile(regexp.QuoteMeta(w.demo.base) + `(/\S+)`)
	for _, one := range list {
		whole, err := w.demo.spool.Open(one.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range link.FindAllStringSubmatch(whole.Text, -1) {
			paths = append(paths, found[1])
		}
	}
	return paths
}

// links are the addresses of this site that a page leads to.
func links(page *goquery.Document, from string) (paths []string) {
	base, err := url.Parse(from)
	if err != nil {
		return nil
	}
	page.Find("a[href], iframe[src]").Each(func(_ int, e *goquery.Selection) {
		to, err := base.Parse(e.AttrOr("href", e.AttrOr("src", "")))
		if err == nil && to.Host == "" && to.Scheme == "" {
			to.Fragment = ""
			paths = append(paths, to.String())
		}
	})
	return paths
}

func queryOf(path string) string {
	address, err := url.Parse(path)
	if err != nil {
		return ""
	}
	return fmt.Sprint(slices.Sorted(maps.Keys(address.Query())))
}

// route is a page that may be opened.
type route struct {
	pattern string
	match   *regexp.Regexp
}

// pageRoutes reads them where they are registered.
func pageRoutes(t *testing.T) (routes []route) {
	t.Helper()
	files, err := filepath.Glob("../../api/pages/*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		source, err := os.ReadFile(filepath.Clean(file))
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range regexp.MustCompile(`(?:\.GET\(|reads, )"(/[^"*]*)"`).FindAllSubmatch(source, -1) {
			pattern := string(found[1])
			match := regexp.MustCompile(`:\w+`).ReplaceAllString(regexp.QuoteMeta(pattern), `[^/]+`)
			routes = append(routes, route{pattern, regexp.MustCompile("^" + match + "$")})
		}
	}
	slices.SortStableFunc(routes, func(a, b route) int { return strings.Count(a.pattern, ":") - strings.Count(b.pattern, ":") })
	return routes
}

// pattern is the route of path: a fixed name before a parameter, as the router does.
func (w *walk) pattern(path string) string {
	path, _, _ = strings.Cut(path, "?")
	for _, r := range w.routes {
		if r.match.MatchString(path) {
			return r.pattern
		}
	}
	return path
}
