package vault

import (
	"crypto/sha256"
	"encoding/hex"
)

// Chain is the hash of an audit event, 64 hex digits: over the hash of the event
// before it ("" for the first) and the event's canonical bytes (rule 26). To
// alter, remove or reorder an event changes every hash after it.
func Chain(prev string, canonical []byte) string {
	h := sha256.New()
	h.Write([]byte("trame audit 1\n" + prev + "\n")) // prev is hex: the line ends it
	h.Write(canonical)
	return hex.EncodeToString(h.Sum(nil))
}
