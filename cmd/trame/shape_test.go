// Package main_test holds what the house promises about its own shape. The
// sources are read with go/parser: a test that asked `go list` would be cached
// and miss the change.
package main_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const repository = "../.."

// source is a Go file: its path from the top of the repository, with slashes.
type source struct {
	path string
	file *ast.File
	at   *token.FileSet
}

func (s source) isTest() bool { return strings.HasSuffix(s.path, "_test.go") }
func (s source) dir() string  { return path.Dir(s.path) }

// where is file:line, as editors open it.
func (s source) where(n ast.Node) string {
	return fmt.Sprintf("%s:%d", s.path, s.at.Position(n.Pos()).Line)
}

// text is a file that is not Go.
type text struct{ path, content string }

// files reads what git would keep, by extension.
func files(t *testing.T, extensions ...string) []text {
	t.Helper()
	var found []text
	err := filepath.WalkDir(repository, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && name != repository && (strings.HasPrefix(entry.Name(), ".") || name == filepath.Join(repository, "data")) {
			return fs.SkipDir
		}
		if entry.IsDir() || !slices.Contains(extensions, filepath.Ext(name)) {
			return nil
		}
		content, err := os.ReadFile(name)
		relative, _ := filepath.Rel(repository, name)
		found = append(found, text{filepath.ToSlash(relative), string(content)})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(found) == 0 {
		t.Fatalf("no %v under %s", extensions, repository)
	}
	return found
}

// sources parses every Go file of the repository.
func sources(t *testing.T) []source {
	t.Helper()
	var all []source
	for _, f := range files(t, ".go") {
		all = append(all, parse(t, f.path, f.content))
	}
	return all
}

func parse(t *testing.T, name, code string) source {
	t.Helper()
	at := token.NewFileSet()
	file, err := parser.ParseFile(at, name, code, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	return source{path: name, file: file, at: at}
}

// hold fails with every finding, one a line.
func hold(t *testing.T, findings []string) {
	t.Helper()
	if len(findings) > 0 {
		t.Errorf("%d findings:\n%s", len(findings), strings.Join(findings, "\n"))
	}
}

// catches proves that a check can fail: the bad code is found, the good is not.
func catches(t *testing.T, check func([]source) []string, name, good, bad string) {
	t.Helper()
	if found := check([]source{parse(t, name, good)}); len(found) != 0 {
		t.Errorf("%s: found %q in\n%s", name, found, good)
	}
	if found := check([]source{parse(t, name, bad)}); len(found) == 0 {
		t.Errorf("%s: found nothing in\n%s", name, bad)
	}
}

// literal is the value of a string constant as it stands in the source.
func literal(e ast.Expr) (string, bool) {
	if lit, ok := e.(*ast.BasicLit); ok && lit.Kind == token.STRING {
		value, err := strconv.Unquote(lit.Value)
		return value, err == nil
	}
	return "", false
}

// called is the name of a called function or method, without what it hangs on.
func called(call *ast.CallExpr) string {
	switch f := call.Fun.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		return f.Sel.Name
	}
	return ""
}
