package inviting

import (
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
)

// gate refuses unless invitations may leave for a cohort: it recruits, its
// version's present content was approved locally and regionally by two people
// (rules 1 and 2), and one may still enter (rule 8).
func gate(tx *store.Tx, r run) error {
	if err := r.cohort.Recruits(); err != nil {
		return err
	}
	approvals, err := tx.Approvals(r.version.ID)
	if err != nil {
		return err
	}
	approved := r.version
	approved.RetiredAt = time.Time{} // retiring a version stops new cohorts, not those that run
	if approved.State(approvals) != scheduling.VersionApproved {
		return scheduling.Refuse(scheduling.Conflict, "recruit.not_approved", "")
	}
	if !tx.Now.Before(r.closes()) {
		return scheduling.Refuse(scheduling.Conflict, "recruit.entry_closed", "")
	}
	return nil
}
