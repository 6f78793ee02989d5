package main_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// rows are the layers of docs/architecture.md, the lowest first. A package
// imports only rows below its own. The templates speak the vocabulary, so they
// stand above it; post, the demonstration's world and storetest use store.
var rows = [][]string{
	{"scheduling"},
	{"migrations", "templates", "scheduling/timetable", "scheduling/spool"},
	{
		"scheduling/store", "scheduling/mail", "scheduling/sms", "scheduling/fetch", "scheduling/ical", "scheduling/paper", "scheduling/transfer", "scheduling/vault",
		"scheduling/cadence", "scheduling/eligibility", "scheduling/evaluation", "scheduling/followup", "scheduling/ranking",
	},
	{"scheduling/post", "scheduling/inbox", "scheduling/valdoise", "scheduling/store/storetest", "scheduling/planner", "scheduling/anonymity"},
	{"scheduling/valdoise/scene"},
	{"scheduling/workflow/*", "scheduling/jobs"},
	{"api/pages"},
	{"api"},
	{"cmd/trame"},
}

// keepers name the one room that knows each heavy dependency.
var keepers = map[string][]string{
	"gorm.io/":                         {"scheduling/store"},
	"modernc.org/sqlite":               {"scheduling/store"},
	"github.com/jackc/pgx/":            {"scheduling/store", "scheduling/store/storetest"},
	"github.com/pressly/goose/":        {"migrations"},
	"github.com/labstack/echo/":        {"api", "api/pages"},
	"github.com/danielgtaylor/huma/":   {"api", "api/pages"},
	"github.com/emersion/go-ical":      {"scheduling/ical"},
	"github.com/emersion/go-imap/":     {"scheduling/inbox"},
	"github.com/emersion/go-message":   {"scheduling/inbox"},
	"github.com/emersion/go-msgauth":   {"scheduling/inbox", "scheduling/mail"},
	"github.com/wneessen/go-mail":      {"scheduling/mail"},
	"github.com/riverqueue/river":      {"scheduling/jobs"},
	"golang.org/x/image/":              {"scheduling/paper"},
	"rsc.io/qr":                        {"scheduling/paper"},
	"github.com/nyaruka/phonenumbers":  {"scheduling/sms"},
	"github.com/linxGnu/gosmpp":        {"scheduling/sms"},
	"github.com/xuri/excelize/":        {"scheduling/transfer"},
	"github.com/tink-crypto/tink-go/":  {"scheduling/vault"},
	"github.com/go-json-experiment/":   {"scheduling/timetable"},
	"github.com/arran4/golang-ical":    {}, // second opinions, for tests alone
	"github.com/teambition/rrule-go":   {},
	"github.com/chromedp/":             {},
	"github.com/PuerkitoBio/goquery":   {},
	"github.com/emersion/go-smtp":      {},
	"github.com/google/go-cmp/":        {},
	"github.com/makiuchi-d/gozxing":    {},
	"pgregory.net/rapid":               {},
	"github.com/rogpeppe/go-internal/": {},
}

// room is the row that a directory stands in and the listed name it falls
// under: a folder within a room belongs to the room.
func room(dir string) (row int, name string) {
	row = -1
	for i, names := range rows {
		for _, listed := range names {
			own := listed
			if parent, each := strings.CutSuffix(listed, "*"); each {
				first, _, _ := strings.Cut(strings.TrimPrefix(dir, parent), "/")
				own = parent + first
			}
			within := strings.HasPrefix(dir, own+"/") && own != "scheduling" // whose folders are rooms of their own
			if (dir == own || within) && len(own) > len(name) {
				row, name = i, own
			}
		}
	}
	return row, name
}

func TestImportsNeitherClimbNorGoSideways(t *testing.T) {
	hold(t, climbing(sources(t)))
	for name, imports := range map[string][2]string{
		"scheduling/store/cohort.go":             {"trame/scheduling", "trame/scheduling/vault"},
		"scheduling/mail/mail.go":                {"trame/templates", "trame/scheduling/workflow/inviting"},
		"scheduling/workflow/planning/cohort.go": {"trame/scheduling/store", "trame/scheduling/workflow/inviting"},
		"scheduling/jobs/run.go":                 {"trame/scheduling/store", "trame/scheduling/workflow/inviting"},
		"scheduling/workflow/planning/open.go":   {"trame/scheduling/cadence", "trame/scheduling/jobs"},
		"api/pages/cohort.go":                    {"trame/scheduling/workflow/planning", "trame/api"},
		"migrations/migrations.go":               {"embed", "trame/templates"},
		"scheduling/cadence/cadence_test.go":     {"trame/scheduling/store/storetest", "trame/api"},
	} {
		catches(t, climbing, name, "package x\nimport _ \""+imports[0]+"\"", "package x\nimport _ \""+imports[1]+"\"")
	}
	if len(climbing([]source{parse(t, "scheduling/kitchen/sink.go", "package kitchen")})) == 0 {
		t.Error("a package outside the layers goes unseen")
	}
}

func climbing(all []source) (findings []string) {
	for _, s := range all {
		from, home := room(s.dir())
		if home == "" {
			findings = append(findings, s.path+" has no place in the layers")
		}
		for _, imported := range imports(s) {
			dir, ours := strings.CutPrefix(imported, "trame/")
			if !ours {
				continue
			}
			to, other := room(dir)
			switch {
			case home == other, other != "" && to < from, s.isTest() && dir == "scheduling/store/storetest":
			default:
				findings = append(findings, fmt.Sprintf("%s (row %d) imports %s (row %d)", s.path, from, imported, to))
			}
		}
	}
	return findings
}

func TestHeavyDependenciesStayWithTheirKeeper(t *testing.T) {
	hold(t, straying(sources(t)))
	catches(t, straying, "scheduling/store/db.go", `package store; import _ "gorm.io/gorm"`, `package store; import _ "github.com/labstack/echo/v4"`)
	catches(t, straying, "api/pages/cohort.go", `package pages; import _ "github.com/labstack/echo/v4"`, `package pages; import _ "gorm.io/gorm/clause"`)
	catches(t, straying, "scheduling/vault/vault.go", `package vault; import _ "strings"`, `package vault; import _ "pgregory.net/rapid"`)
}

// straying looks at the product alone: a test may look with any eye.
func straying(all []source) (findings []string) {
	for _, s := range all {
		if s.isTest() {
			continue
		}
		_, home := room(s.dir())
		for _, imported := range imports(s) {
			for prefix, keeper := range keepers {
				if strings.HasPrefix(imported, prefix) && !slices.Contains(keeper, home) {
					findings = append(findings, fmt.Sprintf("%s imports %s, kept by %q", s.path, imported, keeper))
				}
			}
		}
	}
	return findings
}

func TestTheVocabularyNeedsTheStandardLibraryAlone(t *testing.T) {
	hold(t, beyondStandard(sources(t)))
	catches(t, beyondStandard, "scheduling/cohort.go", `package scheduling; import _ "time"`, `package scheduling; import _ "github.com/google/uuid"`)
}

func beyondStandard(all []source) (findings []string) {
	for _, s := range all {
		if s.dir() != "scheduling" || s.isTest() {
			continue
		}
		for _, imported := range imports(s) {
			first, _, _ := strings.Cut(imported, "/")
			if strings.Contains(first, ".") || first == "trame" {
				findings = append(findings, s.path+" imports "+imported)
			}
		}
	}
	return findings
}

func imports(s source) (paths []string) {
	for _, spec := range s.file.Imports {
		if imported, ok := literal(spec.Path); ok {
			paths = append(paths, imported)
		}
	}
	return paths
}
