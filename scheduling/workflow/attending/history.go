package attending

import (
	"slices"

	"trame/scheduling"
	"trame/scheduling/store"
)

// sheetVerbs are the traces of a meeting that belong to its sheet.
var sheetVerbs = []string{"closed", "reopened"}

// readHistory gathers who changed what, the newest first.
func (s *Sheet) readHistory(tx *store.Tx) error {
	changes, err := tx.AttendanceChangesOf(s.Meeting.ID)
	if err != nil {
		return err
	}
	const most = 100
	traces, err := tx.AuditOf("meeting:"+string(s.Meeting.ID), most)
	if err != nil {
		return err
	}
	who := map[scheduling.AttendanceID]string{}
	for _, r := range s.Rows {
		who[r.Attendance.ID] = r.Insured.Name()
	}
	agents := map[scheduling.UserID]bool{}
	for _, c := range changes {
		agents[c.By] = true
	}
	for _, e := range traces {
		agents[agentOf(e)] = true
	}
	names, err := namesOf(tx, agents)
	if err != nil {
		return err
	}
	for _, c := range changes {
		line := Line{At: c.At, By: names[c.By], Herself: c.By == "", Verb: "marked", Who: who[c.Attendance], From: c.From, To: c.To}
		if s.Social {
			line.Reason = c.Reason
		}
		s.History = append(s.History, line)
	}
	for _, e := range traces {
		if slices.Contains(sheetVerbs, e.Verb) {
			s.History = append(s.History, Line{At: e.At, By: names[agentOf(e)], Verb: e.Verb, Reason: e.Reason})
		}
	}
	slices.SortStableFunc(s.History, func(a, b Line) int { return b.At.Compare(a.At) })
	return nil
}

func agentOf(e scheduling.AuditEvent) scheduling.UserID {
	const user = "user:"
	if len(e.Actor) <= len(user) || e.Actor[:len(user)] != user {
		return ""
	}
	return scheduling.UserID(e.Actor[len(user):])
}

// namesOf are agents' names.
func namesOf(tx *store.Tx, agents map[scheduling.UserID]bool) (map[scheduling.UserID]string, error) {
	ids := make([]scheduling.UserID, 0, len(agents))
	for id := range agents {
		ids = append(ids, id)
	}
	users, err := tx.UsersByID(ids)
	if err != nil {
		return nil, err
	}
	names := make(map[scheduling.UserID]string, len(users))
	for _, u := range users {
		names[u.ID] = u.Name()
	}
	return names, nil
}
