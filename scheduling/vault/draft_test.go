package vault_test

import (
	"bytes"
	"testing"

	"trame/scheduling/vault"
)

func TestOnlyTheLinkOpensWhatWasSealedUnderIt(t *testing.T) {
	token, hash := vault.NewToken()
	other, _ := vault.NewToken()
	for _, plain := range [][]byte{nil, []byte("peu"), bytes.Repeat([]byte{0}, 5), bytes.Repeat([]byte("x"), 1023), bytes.Repeat([]byte("x"), 1024)} {
		sealed, err := vault.SealUnder(token, plain)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := vault.OpenUnder(token, sealed); err != nil || !bytes.Equal(got, plain) {
			t.Errorf("%d bytes came back as %d, %v", len(plain), len(got), err)
		}
		if _, err := vault.OpenUnder(other, sealed); err == nil {
			t.Error("another link opens it")
		}
		if len(plain) < 1024 && len(sealed) != 1024+12+16 {
			t.Errorf("%d bytes sealed into %d: the length tells", len(plain), len(sealed))
		}
	}
	if id, err := vault.DraftID(token); err != nil || id == hash || id == token {
		t.Errorf("the draft's id leads to the link: %v", err)
	}
	if _, err := vault.OpenUnder(token, []byte("x")); err == nil {
		t.Error("a stump opens")
	}
}
