package main_test

import (
	"encoding/json"
	"go/ast"
	"strconv"
	"strings"
	"testing"
)

// A trace says what was done in French: a verb that nobody named would be shown
// as code to whoever asks who read her file.
func TestEveryVerbOfATraceIsNamed(t *testing.T) {
	written := map[string]string{}
	for _, f := range files(t, ".json") {
		if strings.HasPrefix(f.path, "templates/messages/") {
			if err := json.Unmarshal([]byte(f.content), &written); err != nil {
				t.Fatalf("%s: %v", f.path, err)
			}
		}
	}
	heard := 0
	for _, s := range sources(t) {
		if s.isTest() {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			pair, ok := n.(*ast.KeyValueExpr)
			if !ok {
				return true
			}
			key, isKey := pair.Key.(*ast.Ident)
			word, isWord := pair.Value.(*ast.BasicLit)
			if !isKey || !isWord || key.Name != "Verb" {
				return true
			}
			verb, err := strconv.Unquote(word.Value)
			if err != nil {
				t.Fatal(err)
			}
			heard++
			if written["label.trace_verb."+verb] == "" {
				t.Errorf("%s: nobody wrote label.trace_verb.%s", s.where(n), verb)
			}
			return true
		})
	}
	if heard < 40 {
		t.Errorf("%d verbs heard in all the house", heard)
	}
}
