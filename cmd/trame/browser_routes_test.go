package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
)

// unseen are the addresses that are no screen, each with its reason.
var unseen = map[string]string{
	"/seances/hors-ligne.js":                        "a script, which keeps a sheet for when there is no network",
	"/seances/:id/feuille.pdf":                      "paper, as a file",
	"/livret/:token":                                "a participant's booklet, by a message that leaves on another day: api/leaving_test.go opens it",
	"/livret/:token/livret.pdf":                     "paper, as a file",
	"/lettres/tirages/:id/lettres.pdf":              "paper, as a file",
	"/sessions/:id/evaluation/feuilles.pdf":         "paper, as a file",
	"/sessions/:id/evaluation/lettres/feuilles.pdf": "paper, as a file",
	"/questionnaires/:id/reponses.json":             "a file, of a questionnaire that bears names",
	"/feeds/:token":                                 "a calendar, for a calendar program",
	"/i/:token/seance.ics":                          "a calendar, saved as a file",
	"/v/:token/rencontre/:file":                     "a calendar, saved as a file",
	"/i/:token/supports/:resource":                  "the support itself: a file, or a link elsewhere",
	"/supports/:id":                                 "the support itself: a file, or a link elsewhere",
	"/courrier/:id/html":                            "a mail in its own dress, closed to every script",
}

// routes are the addresses that may be opened, and which of them were.
type routes struct {
	all []route

	mu      sync.Mutex
	reached map[string]bool
}

// route is one of them.
type route struct {
	pattern string
	match   *regexp.Regexp
}

// pageRoutes reads them where they are registered.
func pageRoutes(t *testing.T) *routes {
	t.Helper()
	list := &routes{reached: map[string]bool{}}
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
			list.all = append(list.all, route{pattern, regexp.MustCompile("^" + match + "$")})
		}
	}
	slices.SortStableFunc(list.all, func(a, b route) int { return strings.Count(a.pattern, ":") - strings.Count(b.pattern, ":") })
	return list
}

// pattern is the route of path: a fixed name before a parameter, as the router does.
func (r *routes) pattern(path string) string {
	path, _, _ = strings.Cut(path, "?")
	for _, one := range r.all {
		if one.match.MatchString(path) {
			return one.pattern
		}
	}
	return path
}

// reach notes that somebody opened path.
func (r *routes) reach(path string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.reached[r.pattern(path)] = true
}

// nonePassedBy fails for each screen that nothing led to: one that nobody
// looked at is one that nobody may know.
func (r *routes) nonePassedBy(t *testing.T) {
	if len(r.all) < 100 {
		t.Errorf("only %d routes are read from their registration", len(r.all))
	}
	for _, one := range r.all {
		reason, exempt := unseen[one.pattern]
		switch {
		case !exempt && !r.reached[one.pattern]:
			t.Errorf("nobody came to %s: lead to it from a page, or bring about the state that does (browser_states_test.go)", one.pattern)
		case exempt && reason == "":
			t.Errorf("%s is left out without a reason", one.pattern)
		}
	}
}
