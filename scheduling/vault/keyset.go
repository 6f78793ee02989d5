package vault

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/insecurecleartextkeyset"
	tinkkeyset "github.com/tink-crypto/tink-go/v2/keyset"
)

const (
	indexBytes  = 32
	keysetBytes = 64 << 10 // a keyset is a few KB even after years of rotation
)

// keyset is the JSON of the secret file: tink's own keyset, and the index key.
// They are one file because neither is of use without the other.
type keyset struct {
	Fields json.RawMessage `json:"fields"`
	Index  []byte          `json:"index"` // base64
}

type keys struct {
	fields *tinkkeyset.Handle
	index  []byte
}

// Load reads a keyset from the environment's value: the JSON itself, or the path
// of a file that holds it.
func Load(source string) ([]byte, error) {
	if strings.HasPrefix(strings.TrimSpace(source), "{") {
		return []byte(source), nil
	}
	file, err := os.Open(source)
	if err != nil {
		return nil, fmt.Errorf("keyset: %w", err)
	}
	defer file.Close()
	raw, err := io.ReadAll(io.LimitReader(file, keysetBytes+1))
	if err != nil {
		return nil, fmt.Errorf("keyset: %w", err)
	}
	return raw, nil
}

// Generate makes a fresh keyset. Losing it loses every sealed field for ever.
func Generate() ([]byte, error) {
	fields, err := tinkkeyset.NewHandle(aead.AES256GCMKeyTemplate())
	if err != nil {
		return nil, fmt.Errorf("keyset: %w", err)
	}
	index := make([]byte, indexBytes)
	rand.Read(index) // never fails: crypto/rand stops the process instead
	return keys{fields, index}.marshal()
}

// Rotate is old with a new primary key: what is sealed from now on uses it, and
// what the old keys sealed stays readable. The index key stays, or the indexes
// already stored would find nobody.
func Rotate(old []byte) ([]byte, error) {
	k, err := parseKeys(old)
	if err != nil {
		return nil, err
	}
	manager := tinkkeyset.NewManagerFromHandle(k.fields)
	primary, err := manager.Add(aead.AES256GCMKeyTemplate())
	if err != nil {
		return nil, fmt.Errorf("rotate keyset: %w", err)
	}
	if err := manager.SetPrimary(primary); err != nil {
		return nil, fmt.Errorf("rotate keyset: %w", err)
	}
	if k.fields, err = manager.Handle(); err != nil {
		return nil, fmt.Errorf("rotate keyset: %w", err)
	}
	return k.marshal()
}

func (k keys) marshal() ([]byte, error) {
	var fields bytes.Buffer
	if err := insecurecleartextkeyset.Write(k.fields, tinkkeyset.NewJSONWriter(&fields)); err != nil {
		return nil, fmt.Errorf("keyset: %w", err)
	}
	return json.Marshal(keyset{fields.Bytes(), k.index})
}

// parseKeys never quotes what it read: an error is for the log.
func parseKeys(raw []byte) (keys, error) {
	if len(raw) > keysetBytes {
		return keys{}, fmt.Errorf("keyset: more than %d bytes", keysetBytes)
	}
	var parsed keyset
	if err := json.Unmarshal(raw, &parsed); err != nil {
		return keys{}, errors.New("keyset: not the JSON that Generate writes")
	}
	if len(parsed.Index) != indexBytes {
		return keys{}, fmt.Errorf("keyset: the index key is %d bytes, not %d", len(parsed.Index), indexBytes)
	}
	fields, err := insecurecleartextkeyset.Read(tinkkeyset.NewJSONReader(bytes.NewReader(parsed.Fields)))
	if err != nil {
		return keys{}, errors.New("keyset: no usable field keys")
	}
	return keys{fields, parsed.Index}, nil
}
