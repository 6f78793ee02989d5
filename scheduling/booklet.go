package scheduling

import "time"

// BookletEntry is a question the group raised and its answer, for the livret
// de synthèse each participant receives at the end.
type BookletEntry struct {
	ID         BookletEntryID
	Cohort     CohortID
	Module     ModuleID
	Position   int
	Question   string
	Answer     string
	WrittenBy  UserID
	WrittenAt  time.Time
	ReviewedBy UserID // someone else than the writer (rule 24)
	ReviewedAt time.Time
	Version    int
}
