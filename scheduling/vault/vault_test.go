package vault_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"trame/scheduling/vault"
)

func newVault(t testing.TB, keyset []byte) *vault.Vault {
	t.Helper()
	v, err := vault.New(keyset)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func generate(t testing.TB) []byte {
	t.Helper()
	keyset, err := vault.Generate()
	if err != nil {
		t.Fatal(err)
	}
	return keyset
}

func TestWhatIsSealedOpensInItsPlaceAlone(t *testing.T) {
	v := newVault(t, generate(t))
	rapid.Check(t, func(t *rapid.T) {
		plain := rapid.SliceOf(rapid.Byte()).Draw(t, "plain")
		here, there := rapid.String().Draw(t, "here"), rapid.String().Draw(t, "there")
		sealed, err := v.Seal(here, plain)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := v.Open(here, sealed); err != nil || !bytes.Equal(got, plain) {
			t.Fatalf("opened %q, %v", got, err)
		}
		if _, err := v.Open(there, sealed); here != there && err == nil {
			t.Fatal("opened elsewhere")
		}
		if len(plain) >= 8 && bytes.Contains(sealed, plain) {
			t.Fatal("the plain text shows")
		}
		sealed[rapid.IntRange(0, len(sealed)-1).Draw(t, "altered")] ^= 1
		if _, err := v.Open(here, sealed); err == nil {
			t.Fatal("opened after an alteration")
		}
	})
}

func TestSwappedFieldsAreRejected(t *testing.T) {
	v := newVault(t, generate(t))
	hers, _ := v.Seal("insured/1/nir", []byte("2 69 05 49 588 157 80"))
	his, _ := v.Seal("insured/2/nir", []byte("1 69 05 49 588 157 86"))
	if _, err := v.Open("insured/1/nir", his); err == nil {
		t.Error("his number opens as hers")
	}
	if _, err := v.Open("insured/1/phone", hers); err == nil {
		t.Error("her number opens as her phone")
	}
}

func TestRotationKeepsTheOldReadableAndUsesTheNew(t *testing.T) {
	old := generate(t)
	rotated, err := vault.Rotate(old)
	if err != nil {
		t.Fatal(err)
	}
	before, after := newVault(t, old), newVault(t, rotated)
	sealed, _ := before.Seal("a", []byte("x"))
	if plain, err := after.Open("a", sealed); err != nil || string(plain) != "x" {
		t.Errorf("after the rotation: %q, %v", plain, err)
	}
	resealed, _ := after.Seal("a", []byte("x"))
	if _, err := before.Open("a", resealed); err == nil {
		t.Error("still sealed with the old key")
	}
	if before.Index("p", "v") != after.Index("p", "v") {
		t.Error("the rotation lost the index")
	}
	if _, err := newVault(t, generate(t)).Open("a", sealed); err == nil {
		t.Error("another vault opens it")
	}
}

func TestBlindIndex(t *testing.T) {
	v, other := newVault(t, generate(t)), newVault(t, generate(t))
	base := v.Index("insured.nir", "269054958815780")
	if len(base) != 64 || strings.Contains(base, "2690549588") {
		t.Errorf("index %q", base)
	}
	for name, same := range map[string]bool{
		"the same value meets":            v.Index("insured.nir", "269054958815780") == base,
		"another value does not":          v.Index("insured.nir", "269054958815781") != base,
		"another purpose does not":        v.Index("insured.phone", "269054958815780") != base,
		"another key does not":            other.Index("insured.nir", "269054958815780") != base,
		"purpose and value do not run on": v.Index("a", "b:c") != v.Index("a:b", "c"),
		"a code is not a bare hash":       v.HashCode("K7RWM2XD") != vault.HashToken("K7RWM2XD"),
		"a code's hash is keyed":          v.HashCode("K7RWM2XD") != other.HashCode("K7RWM2XD"),
	} {
		if !same {
			t.Errorf("not true: %s", name)
		}
	}
}

func TestKeysetFromTheEnvironmentOrAFile(t *testing.T) {
	keyset := generate(t)
	path := filepath.Join(t.TempDir(), "keyset.json")
	if err := os.WriteFile(path, keyset, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, source := range []string{path, string(keyset), " \n" + string(keyset)} {
		raw, err := vault.Load(source)
		if err != nil {
			t.Fatal(err)
		}
		newVault(t, raw)
	}
	if _, err := vault.Load(filepath.Join(t.TempDir(), "none")); err == nil {
		t.Error("loaded a file that is not there")
	}
}

func TestABadKeysetIsRefusedWithoutQuotingIt(t *testing.T) {
	good := string(generate(t))
	for name, keyset := range map[string]string{
		"empty":           "",
		"not JSON":        "secret-marker",
		"no field keys":   `{"fields":{},"index":"c2VjcmV0LW1hcmtlci1zZWNyZXQtbWFya2VyLXNlY3I="}`,
		"short index key": strings.Replace(good, `"index":"`, `"index":"c2VjcmV0","was":"`, 1),
		"cut short":       good[:len(good)/2],
		"huge":            good + strings.Repeat(" ", 1<<20),
	} {
		t.Run(name, func(t *testing.T) {
			_, err := vault.New([]byte(keyset))
			if err == nil {
				t.Fatal("accepted")
			}
			if strings.Contains(err.Error(), "secret") || strings.Contains(err.Error(), "c2Vj") {
				t.Errorf("quotes the secret: %v", err)
			}
		})
	}
}

func TestKeysStayOutOfLogs(t *testing.T) {
	v := newVault(t, generate(t))
	for _, format := range []string{"%v", "%+v", "%#v", "%s"} {
		if got := fmt.Sprintf(format, v); got != "vault" {
			t.Errorf("%s prints %q", format, got)
		}
	}
}

func FuzzKeyset(f *testing.F) {
	f.Add(generate(f))
	f.Add([]byte(`{"fields":{"primaryKeyId":1,"key":[]},"index":""}`))
	f.Add([]byte(`{"fields":null}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		v, err := vault.New(raw)
		if err != nil {
			return
		}
		sealed, err := v.Seal("a", []byte("x"))
		if err != nil {
			t.Fatal(err)
		}
		rotated, err := vault.Rotate(raw)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := newVault(t, rotated).Open("a", sealed); err != nil {
			t.Fatal(err)
		}
	})
}
