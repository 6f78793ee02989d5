package api_test

import (
	"flag"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"gopkg.in/yaml.v3"
)

// called holds every request that the tests of this package sent under
// /api/, so that none of the described operations goes untested.
var called sync.Map

// TestMain runs the tests and then fails for every operation of the OpenAPI
// document that none of them called.
func TestMain(m *testing.M) {
	code := m.Run()
	if code == 0 && flag.Lookup("test.run").Value.String() == "" && flag.Lookup("test.list").Value.String() == "" {
		if untested := untestedOperations(); len(untested) > 0 {
			fmt.Println("operations that no test calls:\n  " + strings.Join(untested, "\n  "))
			code = 1
		}
	}
	os.Exit(code)
}

// described is the part of the OpenAPI document that these tests read.
type described struct {
	Paths map[string]map[string]struct {
		OperationID string `yaml:"operationId"`
		Summary     string
	}
}

// document is the OpenAPI document that the first platform served.
var document struct {
	once sync.Once
	described
	err error
}

// learn reads the document from a platform, once.
func (p *platform) learn() {
	document.once.Do(func() {
		a := p.call("", http.MethodGet, "/api/openapi.yaml", nil)
		document.err = yaml.Unmarshal([]byte(a.Body), &document.described)
	})
}

func untestedOperations() []string {
	if document.err != nil {
		return []string{"the OpenAPI document: " + document.err.Error()}
	}
	var untested []string
	for path, methods := range document.Paths {
		for method, operation := range methods {
			if !wasCalled(strings.ToUpper(method), path) {
				untested = append(untested, fmt.Sprintf("%s %s (%s)", strings.ToUpper(method), path, operation.OperationID))
			}
		}
	}
	slices.Sort(untested)
	return untested
}

func wasCalled(method, pattern string) (found bool) {
	want := strings.Split(pattern, "/")
	called.Range(func(key, _ any) bool {
		m, path, _ := strings.Cut(fmt.Sprint(key), " ")
		path, _, _ = strings.Cut(path, "?")
		found = m == method && fits(want, strings.Split(path, "/"))
		return !found
	})
	return found
}

// fits reports whether a path has a pattern's shape; {id} stands for anything.
func fits(pattern, path []string) bool {
	return slices.EqualFunc(pattern, path, func(want, part string) bool {
		return want == part || strings.HasPrefix(want, "{") && part != ""
	})
}

func TestEveryOperationSaysWhatItDoes(t *testing.T) {
	p := newPlatform(t)
	p.learn()
	if len(document.Paths) == 0 {
		t.Fatal("an empty document")
	}
	seen := map[string]string{}
	for path, methods := range document.Paths {
		for method, operation := range methods {
			here := method + " " + path
			if operation.OperationID == "" || operation.Summary == "" {
				t.Errorf("%s has no id or summary", here)
			}
			if other, twice := seen[operation.OperationID]; twice {
				t.Errorf("%s and %s are both %s", here, other, operation.OperationID)
			}
			seen[operation.OperationID] = here
		}
	}
}
