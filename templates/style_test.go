package templates

import (
	"fmt"
	"io/fs"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// TestEveryColourPairIsReadable computes what WCAG 2.2 asks: 4.5:1 for text,
// 3:1 for the edge of a control.
func TestEveryColourPairIsReadable(t *testing.T) {
	source, err := fs.ReadFile(files, "static/style.css")
	if err != nil {
		t.Fatal(err)
	}
	css := string(source)
	light := tokens(block(css, ":root {"))
	dark := tokens(block(css, "@media (prefers-color-scheme: dark) {"))
	pairs := []struct {
		front, back string
		least       float64
	}{
		{"ink", "paper", 7},
		{"ink", "surface", 7},
		{"soft", "paper", 4.5},
		{"soft", "surface", 4.5},
		{"soft", "thread-tint", 4.5},
		{"thread", "paper", 4.5},
		{"thread", "surface", 4.5},
		{"thread", "thread-tint", 4.5},
		{"thread-deep", "paper", 4.5},
		{"on-thread", "thread", 4.5},
		{"on-thread", "thread-deep", 4.5},
		{"todo", "todo-tint", 4.5},
		{"todo", "paper", 4.5},
		{"todo", "thread-tint", 4.5},
		{"done", "done-tint", 4.5},
		{"done", "paper", 4.5},
		{"trouble", "trouble-tint", 4.5},
		{"trouble", "paper", 4.5},
		{"surface", "trouble", 4.5},
		{"ink", "todo-tint", 4.5},
		{"ink", "done-tint", 4.5},
		{"ink", "trouble-tint", 4.5},
		{"thread", "done-tint", 4.5},
		{"thread", "trouble-tint", 4.5},
		{"edge", "surface", 3},
		{"edge", "paper", 3},
	}
	for name, palette := range map[string]map[string]string{"light": light, "dark": dark} {
		for _, p := range pairs {
			got := contrast(t, palette[p.front], palette[p.back])
			if got < p.least {
				t.Errorf("%s: %s on %s is %.2f:1, want %.1f", name, p.front, p.back, got, p.least)
			}
		}
	}
	if light["paper"] != "fbfaf7" || light["ink"] != "16242b" || light["thread"] != "0f5a66" {
		t.Error("the palette is no longer the one of the design")
	}
}

// TestEveryTokenUsedIsDefined: a misspelt token would draw nothing, silently.
func TestEveryTokenUsedIsDefined(t *testing.T) {
	source, err := fs.ReadFile(files, "static/style.css")
	if err != nil {
		t.Fatal(err)
	}
	defined := regexp.MustCompile(`(--[a-z-]+):`)
	names := map[string]bool{}
	for _, m := range defined.FindAllStringSubmatch(string(source), -1) {
		names[m[1]] = true
	}
	for _, m := range regexp.MustCompile(`var\((--[a-z-]+)\)`).FindAllStringSubmatch(string(source), -1) {
		if !names[m[1]] {
			t.Errorf("%s is used and nowhere defined", m[1])
		}
	}
	if strings.Contains(string(source), "@import") || strings.Contains(string(source), "http") {
		t.Error("the stylesheet reaches out")
	}
}

func block(css, opening string) string {
	_, rest, _ := strings.Cut(css, opening)
	end := strings.Index(rest, "\n}")
	return rest[:end]
}

func tokens(css string) map[string]string {
	found := map[string]string{}
	for _, m := range regexp.MustCompile(`--([a-z-]+): #([0-9a-f]{6});`).FindAllStringSubmatch(css, -1) {
		found[m[1]] = m[2]
	}
	return found
}

func contrast(t *testing.T, a, b string) float64 {
	t.Helper()
	la, lb := luminance(t, a), luminance(t, b)
	return (math.Max(la, lb) + 0.05) / (math.Min(la, lb) + 0.05)
}

// luminance is WCAG's relative luminance of an rrggbb colour.
func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	total := 0.0
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		if len(hex) != 6 {
			t.Fatal(fmt.Errorf("colour %q", hex))
		}
		v, err := strconv.ParseUint(hex[2*i:2*i+2], 16, 8)
		if err != nil {
			t.Fatal(err)
		}
		c := float64(v) / 255
		if c <= 0.04045 {
			total += weight * c / 12.92
		} else {
			total += weight * math.Pow((c+0.055)/1.055, 2.4)
		}
	}
	return total
}
