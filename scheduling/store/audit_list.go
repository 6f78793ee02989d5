package store

import (
	"slices"
	"strings"
	"time"

	"trame/scheduling"
)

// AuditFilter chooses traces of units; of what has no unit, sign-ins and the
// like, those of the agents who have a role there. Verb and Subject are "" for
// all; Subject is the kind before the colon.
type AuditFilter struct {
	Units   []scheduling.UnitID
	Verb    string
	Subject string
	Before  int64 // only events with a lower Seq; 0: from the newest
}

// AuditIn lists up to limit events of a filter, the newest first.
func (tx *Tx) AuditIn(f AuditFilter, limit int) ([]scheduling.AuditEvent, error) {
	query := tx.db.Where(`(unit_id in ? or unit_id is null and actor in
		(select 'user:' || user_id from role_grants where unit_id in ?))`, f.Units, f.Units)
	if f.Verb != "" {
		query = query.Where("verb = ?", f.Verb)
	}
	if f.Subject != "" {
		query = query.Where("subject like ?", f.Subject+":%")
	}
	if f.Before > 0 {
		query = query.Where("seq < ?", f.Before)
	}
	var rows []auditRow
	err := query.Order("seq desc").Limit(limit).Find(&rows).Error
	return each(rows, err, func(r auditRow) scheduling.AuditEvent { return scheduling.AuditEvent(r) })
}

// Reading is somebody who opened or exported a person's file.
type Reading struct {
	At   time.Time
	Verb string
	By   string // an agent's name
}

// ReadingsOf lists the last readings of a person's file, the newest first
// (rule 25).
func (tx *Tx) ReadingsOf(id scheduling.InsuredID, limit int) ([]Reading, error) {
	var rows []auditRow
	err := tx.db.Where("subject = ? and verb in ('read', 'exported')", "insured:"+string(id)).Order("seq desc").Limit(limit).Find(&rows).Error
	if err != nil {
		return nil, err
	}
	actors := make([]string, len(rows))
	for at, r := range rows {
		actors[at] = r.Actor
	}
	names, err := tx.AgentNames(actors)
	list := make([]Reading, len(rows))
	for at, r := range rows {
		list[at] = Reading{r.At, r.Verb, names[r.Actor]}
	}
	return list, err
}

// AgentNames are what the agents among actors are called, by the actor,
// "user:ID"; programs and people without account have no name here.
func (tx *Tx) AgentNames(actors []string) (map[string]string, error) {
	var ids []scheduling.UserID
	for _, actor := range actors {
		if id, ok := strings.CutPrefix(actor, "user:"); ok {
			ids = append(ids, scheduling.UserID(id))
		}
	}
	slices.Sort(ids)
	users, err := tx.UsersByID(slices.Compact(ids))
	names := make(map[string]string, len(users))
	for _, u := range users {
		names[u.ID.Ref()] = u.Name()
	}
	return names, err
}
