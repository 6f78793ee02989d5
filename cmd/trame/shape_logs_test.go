package main_test

import (
	"go/ast"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	logCalls = []string{"Debug", "Info", "Warn", "Error", "DebugContext", "InfoContext", "WarnContext", "ErrorContext"}
	logger   = regexp.MustCompile(`(?i)^(slog|log|logger|logs)$`)
	personal = regexp.MustCompile(`(^|_)(names?|firstname|lastname|email|mail|phone|birth|nir|address|recipient)($|_)`)
)

// The linter sees to it that messages are constant; that no attribute holds a
// person is ours to check.
func TestLogsNameIdsAndNeverPeople(t *testing.T) {
	hold(t, talkative(sources(t)))
	for _, bad := range []string{
		`slog.Info("invited", "first_name", n)`,
		`d.log.WarnContext(ctx, "not delivered", slog.String("email", address))`,
		`logger.Error("refused: " + reason)`,
		`slog.Info(fmt.Sprintf("invited %s", who))`,
		`slog.With("phone", p).Info("called")`,
	} {
		catches(t, talkative, "scheduling/jobs/run.go", `package jobs; func f() { slog.Info("invited", "insured", id) }`, "package jobs; func f() { "+bad+" }")
	}
}

func talkative(all []source) (findings []string) {
	for _, s := range all {
		if s.isTest() {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			selector, ok := call.Fun.(*ast.SelectorExpr)
			if !ok || !isLogger(selector.X) {
				return true
			}
			if i := messageOf(selector.Sel.Name); slices.Contains(logCalls, selector.Sel.Name) && i < len(call.Args) {
				if _, constant := literal(call.Args[i]); !constant {
					findings = append(findings, s.where(call)+": a log message is constant, what varies is an attribute")
				}
			}
			for _, arg := range call.Args {
				if key, ok := literal(arg); ok && personal.MatchString(key) {
					findings = append(findings, s.where(call)+": "+key+" in a log")
				}
			}
			return true
		})
	}
	return findings
}

// isLogger tells slog, log, d.log and what they return from With.
func isLogger(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.Ident:
		return logger.MatchString(e.Name)
	case *ast.SelectorExpr:
		return logger.MatchString(e.Sel.Name)
	case *ast.CallExpr:
		selector, ok := e.Fun.(*ast.SelectorExpr)
		return ok && strings.HasPrefix(selector.Sel.Name, "With") && isLogger(selector.X)
	}
	return false
}

func messageOf(method string) int {
	if strings.HasSuffix(method, "Context") {
		return 1
	}
	return 0
}
