package main_test

import (
	"encoding/json"
	"go/ast"
	"go/token"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// speech is every key that a person's sentence is asked by.
type speech struct {
	keys     map[string]string // key → where it is said
	prefixes map[string]string // "actor.may_not." + … → where
	words    map[string]bool   // every string constant, whatever it is for
}

func TestEverySentenceIsWrittenAndEveryWrittenSentenceIsSaid(t *testing.T) {
	said := listen(sources(t), files(t, ".html", ".txt"))
	written := map[string]string{}
	for _, f := range files(t, ".json") {
		if strings.HasPrefix(f.path, "templates/messages/") {
			if err := json.Unmarshal([]byte(f.content), &written); err != nil {
				t.Fatalf("%s: %v", f.path, err)
			}
		}
	}
	hold(t, said.unwritten(written))
	hold(t, said.unsaid(written))
}

func TestTheMessageCheckHearsEveryWayOfSpeaking(t *testing.T) {
	for name, code := range map[string]string{
		"a refusal":            `scheduling.Refuse(scheduling.Invalid, "greeting", "name")`,
		"a fault":              `faults.Check(ok, "name", "greeting")`,
		"an error by its key":  `_ = &scheduling.Error{Kind: scheduling.Invalid, Key: "greeting"}`,
		"a broken constraint":  `var postgresViolations = map[string]string{"23505": "greeting"}`,
		"a message":            `templates.Message("greeting", "name", n)`,
		"the start of a key":   `Refuse(Forbidden, "greet"+"ing."+string(deed), "")`,
		"a list of labels":     `templates.Label("greeting", code)`,
		"a badge":              `templates.NewBadge("greeting", code)`,
		"one of a list's keys": `Message("label.greeting." + code)`,
	} {
		t.Run(name, func(t *testing.T) {
			said := listen([]source{parse(t, "scheduling/a.go", "package scheduling; func f() { "+code+" }")}, nil)
			if len(said.unwritten(map[string]string{"goodbye": "Au revoir."})) == 0 {
				t.Errorf("%s has no sentence, and nobody noticed", code)
			}
			full := map[string]string{"greeting": "Bonjour.", "greeting.organise": "Bonjour.", "label.greeting.a": "Bonjour"}
			if found := said.unwritten(full); len(found) > 0 {
				t.Errorf("found %q", found)
			}
		})
	}
	page := []text{{"templates/pages/a.html", `<h1>{{message "greeting"}}</h1>{{label "mood" .Mood}}{{range codes "tone"}}{{end}}`}}
	if found := listen(nil, page).unwritten(nil); len(found) != 3 {
		t.Errorf("a page says three things, heard %q", found)
	}
	if found := listen(nil, page).unsaid(map[string]string{"greeting": "", "label.mood.good": "", "goodbye": ""}); len(found) != 1 {
		t.Errorf("one sentence is never said, found %q", found)
	}
}

// keyAt is which argument of a call is a key.
var keyAt = map[string]int{"Refuse": 1, "Check": 2, "Message": 0}

// listAt is which argument names a code list, whose keys are label.LIST.CODE.
var listAt = map[string]int{"Label": 0, "Codes": 0, "NewBadge": 0}

var (
	keyShape   = regexp.MustCompile(`^[a-z][a-z0-9_]*(\.[a-z0-9_]+)*$`)
	spokenHTML = regexp.MustCompile(`(\bmessage|\blabel|\bcodes|\bbadge|"options")\s+"([^"]+)"`)
	quotedHTML = regexp.MustCompile(`"([a-z0-9_.]+)"`)
)

func listen(all []source, pages []text) speech {
	s := speech{keys: map[string]string{}, prefixes: map[string]string{}, words: map[string]bool{}}
	for _, src := range all {
		if !src.isTest() {
			s.hearGo(src)
		}
	}
	for _, page := range pages {
		for _, m := range spokenHTML.FindAllStringSubmatch(page.content, -1) {
			if m[1] == "message" {
				s.keys[m[2]] = page.path
			} else {
				s.prefixes["label."+m[2]+"."] = page.path
			}
		}
		for _, m := range quotedHTML.FindAllStringSubmatch(page.content, -1) {
			s.words[m[1]] = true
		}
	}
	return s
}

func (s speech) hearGo(src source) {
	ast.Inspect(src.file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BasicLit:
			if word, ok := literal(n); ok {
				s.words[word] = true
			}
		case *ast.ValueSpec:
			if strings.HasSuffix(n.Names[0].Name, "Violations") && len(n.Values) == 1 {
				s.hearValues(n.Values[0], src)
			}
		case *ast.CompositeLit:
			if isRefusal(n.Type) {
				s.hearFields(n, src)
			}
		case *ast.CallExpr:
			if i, ok := keyAt[called(n)]; ok && i < len(n.Args) {
				s.say(n.Args[i], src.where(n))
			}
			if i, ok := listAt[called(n)]; ok && i < len(n.Args) {
				if list, ok := literal(n.Args[i]); ok {
					s.prefixes["label."+list+"."] = src.where(n)
				}
			}
		}
		return true
	})
}

// hearValues takes a table from what a database says to the key of a refusal.
func (s speech) hearValues(table ast.Expr, src source) {
	ast.Inspect(table, func(n ast.Node) bool {
		if row, ok := n.(*ast.KeyValueExpr); ok {
			s.say(row.Value, src.where(row))
		}
		return true
	})
}

func (s speech) hearFields(refusal *ast.CompositeLit, src source) {
	for _, element := range refusal.Elts {
		if field, ok := element.(*ast.KeyValueExpr); ok && isIdent(field.Key, "Key") {
			s.say(field.Value, src.where(field))
		}
	}
}

// isRefusal tells scheduling.Error, or Error within the vocabulary.
func isRefusal(e ast.Expr) bool {
	if selector, ok := e.(*ast.SelectorExpr); ok {
		return isIdent(selector.X, "scheduling") && selector.Sel.Name == "Error"
	}
	return isIdent(e, "Error")
}

// say notes a constant key, or the constant start of one. What is known only
// at run time is checked where its constant stands.
func (s speech) say(e ast.Expr, where string) {
	start, whole := constantStart(e)
	switch {
	case whole && keyShape.MatchString(start):
		s.keys[start] = where
	case !whole && strings.HasSuffix(start, ".") && start != "label.": // lists are named where they are asked for
		s.prefixes[start] = where
	}
}

// constantStart joins the constants at the beginning of a concatenation; whole
// tells that nothing follows them.
func constantStart(e ast.Expr) (start string, whole bool) {
	if value, ok := literal(e); ok {
		return value, true
	}
	sum, ok := e.(*ast.BinaryExpr)
	if !ok || sum.Op != token.ADD {
		return "", false
	}
	left, whole := constantStart(sum.X)
	if !whole {
		return left, false
	}
	right, whole := constantStart(sum.Y)
	return left + right, whole
}

// unwritten lists what is said and stands in no file of sentences.
func (s speech) unwritten(written map[string]string) (findings []string) {
	for key, where := range s.keys {
		if _, ok := written[key]; !ok {
			findings = append(findings, where+": no sentence for "+key)
		}
	}
	for prefix, where := range s.prefixes {
		if !slices.ContainsFunc(slices.Collect(maps.Keys(written)), func(key string) bool { return strings.HasPrefix(key, prefix) }) {
			findings = append(findings, where+": no sentence begins with "+prefix)
		}
	}
	return slices.Sorted(slices.Values(findings))
}

// unsaid lists the sentences nobody can ever read: their key stands nowhere,
// and no key is begun that they could end. Code lists are shipped whole.
func (s speech) unsaid(written map[string]string) (findings []string) {
	for key := range written {
		begun := func(prefix string) bool { return strings.HasSuffix(prefix, ".") && strings.HasPrefix(key, prefix) }
		if s.words[key] || s.keys[key] != "" || slices.ContainsFunc(slices.Collect(maps.Keys(s.prefixes)), begun) ||
			slices.ContainsFunc(slices.Collect(maps.Keys(s.words)), begun) {
			continue
		}
		findings = append(findings, "templates/messages: nobody says "+key)
	}
	return slices.Sorted(slices.Values(findings))
}
