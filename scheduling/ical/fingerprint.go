package ical

import (
	"crypto/sha256"
	"encoding/binary"
	"strconv"
	"time"
)

// Fingerprint is the same for two feeds only if Feed writes the same bytes: to
// compare costs a hundredth of writing.
func Fingerprint(c Calendar, meetings []Meeting) [sha256.Size]byte {
	var all fingerprint
	all.text(c.Name, zoneName(c.Zone), c.Color, c.Source)
	for _, m := range meetings {
		all.text(m.UID, m.Summary, m.Description, m.Location, m.URL, string(m.Status), zoneName(m.Zone))
		all.text(strconv.Itoa(m.Sequence), strconv.FormatBool(m.Private))
		all.instant(m.Start, m.End, m.Changed)
	}
	return sha256.Sum256(all)
}

// fingerprint is what is hashed; each text says its length, so that none can
// pass for the beginning of the next.
type fingerprint []byte

func (f *fingerprint) text(all ...string) {
	for _, s := range all {
		*f = append(binary.AppendUvarint(*f, uint64(len(s))), s...)
	}
}

func (f *fingerprint) instant(all ...time.Time) {
	for _, t := range all {
		*f = binary.AppendVarint(binary.AppendVarint(*f, t.Unix()), int64(t.Nanosecond()))
	}
}

func zoneName(zone *time.Location) string {
	if zone == nil {
		return ""
	}
	return zone.String()
}
