package vault

import (
	"crypto/rand"
	"encoding/binary"
	"math/big"
	"strings"
	"unicode"

	"trame/scheduling"
)

const (
	// alphabet has no 0, O, 1, I or L: a code is read from a letter and typed by
	// tired eyes (rule 30). 31⁸ is 8.5 × 10¹¹ codes, 40 bits: guessing needs the
	// server, which limits the rate.
	alphabet   = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
	codeLength = 8
)

// NewCode makes an invitation code, "K7RWM2XD", every code as likely as any.
func NewCode() string {
	code := make([]byte, codeLength)
	for i := range code {
		n, err := rand.Int(rand.Reader, big.NewInt(int64(len(alphabet))))
		if err != nil {
			panic(err) // crypto/rand never fails
		}
		code[i] = alphabet[n.Int64()]
	}
	return string(code)
}

// PrintCode is a code as paper shows it: "K7RW-M2XD".
func PrintCode(code string) string {
	if len(code) != codeLength {
		return code
	}
	return code[:codeLength/2] + "-" + code[codeLength/2:]
}

// NormalizeCode reads a code as people type it: small letters, spaces and dashes
// of any sort. Anything else is Invalid, "code.unreadable".
func NormalizeCode(typed string) (string, error) {
	var code strings.Builder
	for _, r := range typed {
		if unicode.IsSpace(r) || unicode.Is(unicode.Pd, r) {
			continue
		}
		if r >= 'a' && r <= 'z' {
			r += 'A' - 'a'
		}
		if !strings.ContainsRune(alphabet, r) || code.Len() == codeLength {
			return "", errCode
		}
		code.WriteRune(r)
	}
	if code.Len() != codeLength {
		return "", errCode
	}
	return code.String(), nil
}

var errCode = scheduling.Refuse(scheduling.Invalid, "code.unreadable", "code")

// NewPassword makes a temporary password to be read aloud or copied from
// paper, "K7RW-M2XD-9HQ4-TBNA": 79 bits.
func NewPassword() string { return PrintCode(NewCode()) + "-" + PrintCode(NewCode()) }

// Code is the code of a sheet, worked out from its name: the same each time it is
// printed, and nobody without the key can work it out.
func (v *Vault) Code(name string) string {
	n := binary.BigEndian.Uint64(v.derived("sheet", name))
	code := make([]byte, codeLength)
	for i := range code {
		code[i] = alphabet[n%uint64(len(alphabet))]
		n /= uint64(len(alphabet))
	}
	return string(code)
}
