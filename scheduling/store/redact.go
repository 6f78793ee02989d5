package store

import (
	"strconv"

	"trame/scheduling"
)

// RedactAudit takes the reasons that agents wrote in the traces about a
// subject. The traces stay, their hashes too, so that the chain still holds; what
// each would hash to now is returned by its number, for the trace of the
// erasure to vouch for (rule 26).
func (tx *Tx) RedactAudit(subject string) (map[string]string, error) {
	rows, err := all[auditRow](tx, "seq", "subject = ? and reason <> ''", subject)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	vouched := make(map[string]string, len(rows))
	for _, r := range rows {
		e := scheduling.AuditEvent(r)
		e.Reason = ""
		vouched[strconv.FormatInt(e.Seq, 10)] = e.Sum()
	}
	return vouched, tx.db.Exec("update audit_events set reason = '' where subject = ? and reason <> ''", subject).Error
}
