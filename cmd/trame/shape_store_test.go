package main_test

import (
	"go/ast"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// SQLite compares timestamps as text, offset included: without the serializer
// the same instant in two zones is two instants.
func TestEveryTimeColumnIsStoredInUTC(t *testing.T) {
	hold(t, localTimes(sources(t)))
	catches(t, localTimes, "scheduling/store/cohort.go",
		"package store; type cohortRow struct { ClosedAt time.Time `gorm:\"serializer:utc\"`; Label string }",
		"package store; type cohortRow struct { ClosedAt time.Time; Label string }")
	catches(t, localTimes, "scheduling/store/cohort.go",
		"package store; type cohortRow struct { CreatedAt time.Time `gorm:\"serializer:utc;autoCreateTime:false\"` }",
		"package store; type cohortRow struct { CreatedAt *time.Time `gorm:\"serializer:utc\"` }")
	catches(t, localTimes, "scheduling/store/cohort.go",
		"package store; type Tx struct { Now time.Time }",
		"package store; func f() { var found []struct { At time.Time `gorm:\"column:starts_at\"` } }")
}

// localTimes looks at rows: structs so named, and those with a column tag.
func localTimes(all []source) (findings []string) {
	for _, s := range all {
		if s.dir() != "scheduling/store" || s.isTest() {
			continue
		}
		named := map[*ast.StructType]bool{}
		ast.Inspect(s.file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.TypeSpec:
				if row, ok := n.Type.(*ast.StructType); ok && strings.HasSuffix(n.Name.Name, "Row") {
					named[row] = true
				}
			case *ast.StructType:
				if named[n] || slices.ContainsFunc(n.Fields.List, func(f *ast.Field) bool { return strings.Contains(tag(f), "gorm:") }) {
					findings = append(findings, localFields(s, n)...)
				}
			}
			return true
		})
	}
	return findings
}

func localFields(s source, row *ast.StructType) (findings []string) {
	for _, field := range row.Fields.List {
		kind := field.Type
		star, pointer := kind.(*ast.StarExpr)
		if pointer {
			kind = star.X
		}
		selector, ok := kind.(*ast.SelectorExpr)
		if !ok || selector.Sel.Name != "Time" || !isIdent(selector.X, "time") {
			continue
		}
		if pointer || !strings.Contains(tag(field), "serializer:utc") {
			findings = append(findings, s.where(field)+": want time.Time with `gorm:\"serializer:utc\"`")
		}
	}
	return findings
}

func tag(f *ast.Field) string {
	if f.Tag == nil {
		return ""
	}
	return f.Tag.Value
}

func isIdent(e ast.Expr, name string) bool {
	ident, ok := e.(*ast.Ident)
	return ok && ident.Name == name
}

func TestEveryMigrationExistsForBothDatabasesAndBothWays(t *testing.T) {
	hold(t, lameMigrations(files(t, ".sql")))
	const both = "-- +goose Up\ncreate table a (b text);\n-- +goose Down\ndrop table a;\n"
	if found := lameMigrations([]text{{"migrations/postgres/0001_a.sql", both}, {"migrations/sqlite/0001_a.sql", both}}); len(found) != 0 {
		t.Errorf("found %q in a sound pair", found)
	}
	for name, bad := range map[string][]text{
		"one database only": {{"migrations/postgres/0001_a.sql", both}},
		"no way down":       {{"migrations/postgres/0001_a.sql", both}, {"migrations/sqlite/0001_a.sql", strings.Split(both, "-- +goose Down")[0]}},
		"an empty way down": {{"migrations/postgres/0001_a.sql", both}, {"migrations/sqlite/0001_a.sql", strings.Split(both, "drop")[0]}},
		"a number twice": {
			{"migrations/postgres/0001_a.sql", both},
			{"migrations/sqlite/0001_a.sql", both},
			{"migrations/postgres/0001_b.sql", both},
			{"migrations/sqlite/0001_b.sql", both},
		},
		"a name without number": {{"migrations/postgres/a.sql", both}, {"migrations/sqlite/a.sql", both}},
	} {
		if len(lameMigrations(bad)) == 0 {
			t.Errorf("%s goes unseen", name)
		}
	}
}

var (
	migrationName = regexp.MustCompile(`^\d{4}_[a-z0-9_]+\.sql$`)
	upAndDown     = regexp.MustCompile(`(?s)^-- \+goose Up\n.*;.*\n-- \+goose Down\n.*;`)
)

func lameMigrations(all []text) (findings []string) {
	twins := map[string]string{"migrations/postgres": "migrations/sqlite", "migrations/sqlite": "migrations/postgres"}
	paths, numbers := map[string]bool{}, map[string]string{}
	for _, f := range all {
		paths[f.path] = true
	}
	for _, f := range all {
		dir, name := path.Dir(f.path), path.Base(f.path)
		twin, isMigration := twins[dir]
		if !isMigration {
			continue
		}
		number, _, _ := strings.Cut(name, "_")
		switch {
		case !migrationName.MatchString(name):
			findings = append(findings, f.path+": want NNNN_what.sql")
		case !paths[twin+"/"+name]:
			findings = append(findings, f.path+": not in "+twin)
		case !upAndDown.MatchString(f.content):
			findings = append(findings, f.path+": want -- +goose Up, then -- +goose Down, each with statements")
		case numbers[dir+number] != "":
			findings = append(findings, f.path+": its number is "+numbers[dir+number]+"'s")
		}
		numbers[dir+number] = name
	}
	return findings
}
