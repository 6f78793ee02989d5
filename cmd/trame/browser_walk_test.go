package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
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
var beginnings = []string{"/", "/compte", "/connexion", "/courrier", "/code", "/reglages", "/validations", "/rapports", "/personnes", "/messages", "/recherche?q=osny", "/nulle-part", "/v/nulle-part", "/i/nulle-part", "/r/nulle-part"}

const (
	samplesPerPage = 5   // addresses of one route that one walker opens
	looksPerPage   = 4   // of them, in the browser: those that show something new
	walkLimit      = 600 // requests of one walker
)

// stop is one page to look at, and those of its forms to send back empty.
type stop struct {
	who, path, route string
	forms            []int
}

// everyPage looks at each page that a link leads to, as every role, and says
// all that is wrong at once.
func everyPage(t *testing.T, b *browser, from []string) {
	stops := survey(b.walk(t, slices.Concat(beginnings, from)))
	faults := lookAtAll(t, b, stops)
	looks := 0
	for _, s := range stops {
		looks += 1 + len(s.forms)
	}
	t.Logf("looked %d times at %d pages", looks, len(stops))
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
				for where, found := range v.visit(s) {
					mu.Lock()
					faults[where] = found
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

// visit looks at a page, then at each of its forms as it comes back refused.
func (v *tab) visit(s stop) map[string][]string {
	faults := map[string][]string{}
	where := s.path + " as " + cmp.Or(s.who, "nobody")
	if found := v.look(v.demo.base + s.path); len(found) > 0 {
		faults[where] = found
	}
	for _, form := range s.forms {
		if found := v.refused(v.demo.base+s.path, form); len(found) > 0 {
			faults[fmt.Sprintf("form %d of %s, sent empty", form, where)] = found
		}
	}
	return faults
}

// walk is one agent following links by plain requests.
type walk struct {
	browser *browser
	who     string
	pages   []visited
}

// visited is a page that a walk came to.
type visited struct {
	stop
	doc *goquery.Document
}

// walk sends everybody on his way, two at a time, and gives their pages in the
// order of the walkers: what is looked at is the same each time.
func (b *browser) walk(t *testing.T, from []string) (pages []visited) {
	t.Helper()
	walks := make([]walk, len(walkers))
	var under sync.WaitGroup
	room := make(chan bool, 2)
	for i, who := range walkers {
		walks[i] = walk{browser: b, who: who}
		under.Go(func() {
			room <- true
			walks[i].follow(t, slices.Clone(from))
			<-room
		})
	}
	under.Wait()
	for _, w := range walks {
		pages = append(pages, w.pages...)
	}
	return pages
}

func (w *walk) follow(t *testing.T, next []string) {
	if w.who == "" {
		next = append(next, w.publicLinks(t)...)
	}
	known, opened := map[string]bool{}, map[string]int{}
	for len(next) > 0 && len(known) < walkLimit {
		path := next[0]
		next = next[1:]
		pattern := w.browser.routes.pattern(path)
		kind := pattern + " " + queryOf(path)
		if known[path] || opened[kind] >= samplesPerPage {
			continue
		}
		known[path] = true
		opened[kind]++
		page, err := w.open(t.Context(), path)
		if err != nil {
			t.Errorf("%s as %s: %v", path, cmp.Or(w.who, "nobody"), err)
		}
		if page == nil {
			continue
		}
		w.pages = append(w.pages, visited{stop{who: w.who, path: path, route: pattern}, page})
		next = append(next, links(page, path)...)
	}
}

// open gives the page at path, nil when it is none: another format, a redirect.
func (w *walk) open(ctx context.Context, path string) (*goquery.Document, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, w.browser.demo.base+path, nil)
	if err != nil {
		return nil, err
	}
	cookie, err := w.browser.demo.cookie(w.who)
	if err != nil {
		return nil, err
	}
	if cookie != "" {
		request.AddCookie(&http.Cookie{Name: "trame", Value: cookie})
	}
	answer, err := w.browser.demo.client.Do(request)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if answer.StatusCode >= http.StatusInternalServerError {
		return nil, errors.New(answer.Status)
	}
	if answer.StatusCode < http.StatusBadRequest {
		w.browser.routes.reach(path)
	}
	apart := strings.Contains(answer.Header.Get("Content-Security-Policy"), "sandbox") // a mail in its own dress: no script runs there
	if !strings.HasPrefix(answer.Header.Get("Content-Type"), "text/html") || answer.StatusCode/100 == 3 || apart {
		return nil, nil
	}
	return goquery.NewDocumentFromReader(answer.Body)
}

// survey keeps the first page of each route, then those that hold a kind of
// element that no page before showed, or a form that none did.
func survey(pages []visited) (stops []stop) {
	looks, seen := map[string]int{}, map[string]bool{}
	for _, p := range pages {
		if looks[p.route] == looksPerPage {
			continue
		}
		news := looks[p.route] == 0
		p.doc.Find("main *").Each(func(_ int, e *goquery.Selection) {
			kind := goquery.NodeName(e)
			for _, attribute := range []string{"class", "role", "type"} {
				kind += "." + e.AttrOr(attribute, "")
			}
			news = news || !seen[kind]
			seen[kind] = true
		})
		p.doc.Find("main form").Each(func(n int, form *goquery.Selection) {
			kind := p.route + " " + strings.Join(form.Find("[required]").Map(func(_ int, field *goquery.Selection) string {
				return field.AttrOr("name", "")
			}), " ")
			if form.AttrOr("method", "get") != "post" || form.Find("[required]").Length() == 0 || seen[kind] {
				return
			}
			seen[kind] = true
			p.forms = append(p.forms, n)
		})
		if news || len(p.forms) > 0 {
			looks[p.route]++
			stops = append(stops, p.stop)
		}
	}
	return stops
}

// publicLinks are those of the mails that were sent.
func (w *walk) publicLinks(t *testing.T) (paths []string) {
	t.Helper()
	list, err := w.browser.demo.spool.List(100)
	if err != nil {
		t.Error(err)
	}
	link := regexp.MustCompile(regexp.QuoteMeta(w.browser.demo.base) + `(/\S+)`)
	for _, one := range list {
		whole, err := w.browser.demo.spool.Open(one.ID)
		if err != nil {
			t.Error(err)
			continue
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
