package vault_test

import (
	"regexp"
	"strings"
	"testing"

	"trame/scheduling"
	"trame/scheduling/vault"
)

func TestTokens(t *testing.T) {
	shape := regexp.MustCompile(`^[A-Za-z0-9_-]{43}$`)
	seen := map[string]bool{}
	for range 1000 {
		raw, hash := vault.NewToken()
		if !shape.MatchString(raw) || hash != vault.HashToken(raw) || len(hash) != 64 || seen[raw] {
			t.Fatalf("token %q hash %q", raw, hash)
		}
		seen[raw] = true
	}
	if got := vault.HashToken("abc"); got != "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" {
		t.Errorf("SHA-256 of abc is %s", got)
	}
}

func TestRule30_CodesAvoidWhatEyesConfuse(t *testing.T) {
	seen := map[string]int{}
	const n = 4000
	for range n {
		code := vault.NewCode()
		if len(code) != 8 || strings.ContainsAny(code, "0O1IL") {
			t.Fatalf("code %q", code)
		}
		for _, r := range code {
			seen[string(r)]++
		}
	}
	if len(seen) != 31 {
		t.Errorf("%d letters used", len(seen))
	}
	for letter, times := range seen { // 8·4000/31 = 1032 each, standard deviation 32
		if times < 800 || times > 1300 {
			t.Errorf("%s came %d times", letter, times)
		}
	}
}

func TestRule30_CodesAreReadAsPeopleTypeThem(t *testing.T) {
	for typed, want := range map[string]string{
		"K7RWM2XD":              "K7RWM2XD",
		"k7rw-m2xd":             "K7RWM2XD",
		" k7 rw m2 xd\t":        "K7RWM2XD",
		"K7RW–M2XD":             "K7RWM2XD", // a phone's own dash
		"K7RW\u00a0\u202fM2XD":  "K7RWM2XD", // pasted from a letter
		"K7RWM2X":               "",
		"K7RWM2XDD":             "",
		"K7RWM2X0":              "",
		"K7RWM2XO":              "",
		"K7RWM2X1":              "",
		"":                      "",
		"--------":              "",
		"К7RWM2XD":              "", // a Cyrillic K
		"K7RWM2XD\x00":          "",
		"K7RWM2X\xff":           "",
		"k7rwm2xd; drop table;": "",
	} {
		got, err := vault.NormalizeCode(typed)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("%q is %q, %v", typed, got, err)
		}
		if err != nil && scheduling.KindOf(err) != scheduling.Invalid {
			t.Errorf("%q: %v", typed, err)
		}
	}
}

func FuzzNormalizeCode(f *testing.F) {
	for _, seed := range []string{"K7RWM2XD", "k7rw-m2xd", "", "K7RW M2X\x00", strings.Repeat("-", 1000)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		code, err := vault.NormalizeCode(typed)
		if err != nil {
			return
		}
		if len(code) != 8 || strings.ContainsAny(code, "0O1IL") {
			t.Fatalf("%q became %q", typed, code)
		}
		for _, again := range []string{code, strings.ToLower(code), vault.PrintCode(code)} {
			if got, err := vault.NormalizeCode(again); got != code || err != nil {
				t.Fatalf("%q became %q, %v", again, got, err)
			}
		}
	})
}
