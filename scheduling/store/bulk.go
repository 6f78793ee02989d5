package store

import "trame/scheduling"

// What a whole world is loaded with: many rows in few statements.

// AddInsureds adds several.
func (tx *Tx) AddInsureds(people []scheduling.Insured) error {
	rows := make([]insuredKept, len(people))
	for i, p := range people {
		rows[i] = keptInsured(p)
	}
	return addAll(tx, rows)
}

// AddEnrolments adds several with their histories.
func (tx *Tx) AddEnrolments(enrolments []scheduling.Enrolment, changes []scheduling.EnrolmentChange) error {
	rows := make([]enrolmentRow, len(enrolments))
	for i, e := range enrolments {
		rows[i] = enrolmentRow(e)
	}
	if err := addAll(tx, rows); err != nil {
		return err
	}
	history := make([]enrolmentChangeRow, len(changes))
	for i, c := range changes {
		history[i] = enrolmentChangeRow(c)
	}
	return addAll(tx, history)
}

// AddAttendances adds several.
func (tx *Tx) AddAttendances(attendances []scheduling.Attendance) error {
	rows := make([]attendanceRow, len(attendances))
	for i, a := range attendances {
		rows[i] = attendanceRow(a)
	}
	return addAll(tx, rows)
}

// AddReferrals adds several.
func (tx *Tx) AddReferrals(referrals []scheduling.Referral) error {
	rows := make([]referralRow, len(referrals))
	for i, r := range referrals {
		rows[i] = referralRow(r)
	}
	return copyIn(tx, rows)
}

// AddRedirections adds several.
func (tx *Tx) AddRedirections(redirections []scheduling.Redirection) error {
	rows := make([]redirectionRow, len(redirections))
	for i, r := range redirections {
		rows[i] = redirectionRow(r)
	}
	return addAll(tx, rows)
}

// AddInvitations adds several.
func (tx *Tx) AddInvitations(invitations []scheduling.Invitation) error {
	rows := make([]invitationRow, len(invitations))
	for i, v := range invitations {
		rows[i] = invitationRow(v)
	}
	return addAll(tx, rows)
}
