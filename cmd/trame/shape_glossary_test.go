package main_test

import (
	"go/ast"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// glossary is docs/glossary.md: what may be said, and what may not.
type glossary struct{ words, avoided []string }

var glossaryRow = regexp.MustCompile("(?m)^\\| `(\\w+)` \\|([^|]*)\\|([^|]*)\\|([^|]*)\\|$")

func readGlossary(markdown string) (g glossary) {
	for _, row := range glossaryRow.FindAllStringSubmatch(markdown, -1) {
		g.words = append(g.words, row[1])
		for word := range strings.SplitSeq(row[3], ",") {
			g.avoided = append(g.avoided, strings.TrimSpace(word))
		}
	}
	return g
}

func TestEveryTypeOfTheVocabularyIsInTheGlossary(t *testing.T) {
	content, err := os.ReadFile(filepath.Join(repository, "docs", "glossary.md"))
	if err != nil {
		t.Fatal(err)
	}
	whole := readGlossary(string(content))
	hold(t, whole.unheard(sources(t)))

	small := readGlossary("| `Cohort` | session | Session, Run | one run |\n| `ProgrammeVersion` | version | | frozen |\n")
	for name, types := range map[string][2]string{
		"a word of its own":       {"Cohort struct{}", "Gathering struct{}"},
		"an id names an entity":   {"VersionID string", "GatheringID string"},
		"an avoided word":         {"cohort struct{}", "Session struct{}"},
		"a type within a group":   {"(Cohort int; CohortID string)", "(Cohort int; Run int)"},
		"an alias is a word, too": {"Cohort = int", "Gathering = int"},
	} {
		t.Run(name, func(t *testing.T) {
			catches(t, small.unheard, "scheduling/cohort.go", "package scheduling\ntype "+types[0], "package scheduling\ntype "+types[1])
		})
	}
}

func TestTheGlossaryContradictsItselfNowhere(t *testing.T) {
	content, err := os.ReadFile(filepath.Join(repository, "docs", "glossary.md"))
	if err != nil {
		t.Fatal(err)
	}
	hold(t, brokenRows(string(content)))
	for name, markdown := range map[string]string{
		"a word twice":      "| `Unit` | unité | | a node |\n| `Unit` | unité | | a node |\n",
		"no French":         "| `Unit` | | | a node |\n",
		"no meaning":        "| `Unit` | unité | Team | |\n",
		"a column too many": "| `Unit` | unité | Team | a node | x |\n",
	} {
		if len(brokenRows(markdown)) == 0 {
			t.Errorf("%s goes unseen", name)
		}
	}
}

func brokenRows(markdown string) (findings []string) {
	var seen []string
	for line := range strings.Lines(markdown) {
		line = strings.TrimSpace(line)
		if !strings.HasPrefix(line, "| `") {
			continue
		}
		row := glossaryRow.FindStringSubmatch(line)
		switch {
		case row == nil, strings.TrimSpace(row[2]) == "", strings.TrimSpace(row[4]) == "":
			findings = append(findings, "want | `Word` | français | avoid | meaning |: "+line)
		case slices.Contains(seen, row[1]):
			findings = append(findings, "twice: "+line)
		default:
			seen = append(seen, row[1])
		}
	}
	return findings
}

// unheard lists the exported types of package scheduling that the glossary
// does not know, or knows under another name.
func (g glossary) unheard(all []source) (findings []string) {
	for _, s := range all {
		if s.dir() != "scheduling" || s.isTest() {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			spec, ok := n.(*ast.TypeSpec)
			if ok && spec.Name.IsExported() && !g.knows(spec.Name.Name) {
				findings = append(findings, s.where(spec)+": "+spec.Name.Name+" is not in docs/glossary.md, or is a word it avoids")
			}
			return true
		})
	}
	return findings
}

// knows word, or what it is the id of: a VersionID is a ProgrammeVersion's.
func (g glossary) knows(word string) bool {
	entity, isID := strings.CutSuffix(word, "ID")
	if slices.Contains(g.words, entity) {
		return true
	}
	return isID && !slices.Contains(g.avoided, entity) &&
		slices.ContainsFunc(g.words, func(known string) bool { return strings.HasSuffix(known, entity) })
}
