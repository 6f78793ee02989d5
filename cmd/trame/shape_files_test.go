package main_test

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"testing"
)

// longest is how many lines a file may have before it is two things.
const longest = 700

func TestNoFileIsTooLong(t *testing.T) {
	hold(t, tooLong(files(t, ".go", ".sql", ".html", ".css", ".js", ".md")))
	if len(tooLong([]text{{"a.go", strings.Repeat("\n", longest+1)}})) != 1 || len(tooLong([]text{{"a.go", "package a"}})) != 0 {
		t.Error("the check does not tell a long file from a short one")
	}
}

func tooLong(all []text) (findings []string) {
	for _, f := range all {
		if lines := strings.Count(f.content, "\n"); lines > longest {
			findings = append(findings, fmt.Sprintf("%s: %d lines", f.path, lines))
		}
	}
	return findings
}

// A name that fits everything tells nothing.
var empty = []string{"utils", "util", "common", "helpers", "helper", "types", "models", "misc", "base"}

func TestEveryPackageAndFileIsNamedForWhatItHolds(t *testing.T) {
	hold(t, emptyNames(sources(t)))
	catches(t, emptyNames, "scheduling/cohort.go", "package scheduling", "package utils")
	if len(emptyNames([]source{parse(t, "scheduling/helpers_test.go", "package scheduling")})) == 0 {
		t.Error("a file named helpers goes unseen")
	}
}

func emptyNames(all []source) (findings []string) {
	for _, s := range all {
		name := strings.TrimSuffix(strings.TrimSuffix(path.Base(s.path), ".go"), "_test")
		for _, word := range []string{name, strings.TrimSuffix(s.file.Name.Name, "_test")} {
			if slices.Contains(empty, word) {
				findings = append(findings, s.path+": "+word)
			}
		}
	}
	return findings
}
