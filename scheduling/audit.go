package scheduling

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"
)

// AuditEvent is a trace: who did, or read, what. The chain is append-only:
// Hash covers the event and Previous (rule 26).
type AuditEvent struct {
	Seq      int64
	ID       AuditEventID
	At       time.Time
	Actor    string // "user:ID", "participant", "partner", "system"
	Verb     string // created, updated, read, exported, approved, …
	Subject  string // "insured:ID", "cohort:ID", …
	Unit     UnitID
	Fields   string // JSON: what changed, never personal values
	Reason   string
	Previous string
	Hash     string
}

// TraceFields is the JSON of AuditEvent.Fields: field names, codes and counts,
// never a personal value. No pairs are "{}".
func TraceFields(pairs map[string]any) string {
	if len(pairs) == 0 {
		return "{}"
	}
	text, err := json.Marshal(pairs)
	if err != nil { // strings, numbers and lists of them always marshal
		panic(err)
	}
	return string(text)
}

// Sum is the hash that chains e to the event before it: SHA-256 over every
// field but Hash, in a form that no two different events share.
func (e AuditEvent) Sum() string {
	canonical, err := json.Marshal([]any{
		e.Seq, e.ID, e.At.UTC().Format(time.RFC3339Nano), e.Actor, e.Verb, e.Subject,
		e.Unit, e.Fields, e.Reason, e.Previous,
	})
	if err != nil { // strings and numbers always marshal
		panic(err)
	}
	sum := sha256.Sum256(canonical)
	return hex.EncodeToString(sum[:])
}
