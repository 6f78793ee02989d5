package store

import (
	"sync"

	"gorm.io/gorm/schema"

	"trame/scheduling"
)

// Columns lists, for each row type, its table and the columns it names.
func Columns() (map[string][]string, error) {
	columns := map[string][]string{}
	for _, row := range []any{
		agreementRow{},
		animationRow{},
		answerRow{},
		approvalRow{},
		answerDraftRow{},
		assignmentRow{},
		attemptRow{},
		attendanceChangeRow{},
		attendanceRow{},
		auditRow{},
		bookingRow{},
		bookletEntryRow{},
		phoneCallRow{},
		kioskRow{},
		visitorRow{},
		closureRow{},
		cohortRow{},
		claimRow{},
		credentialRow{},
		eligibilityRuleRow{},
		cohortTallyRow{},
		enrolmentChangeRow{},
		enrolmentRow{},
		erasureRow{},
		purgingRow{},
		facilitatorRow{},
		feedRow{},
		followUpRow{},
		grantRow{},
		guideStepRow{},
		insuredKept{},
		invitationRow{},
		meetingRow{},
		messageRow{},
		moduleRow{},
		moveRow{},
		openingRow{},
		organisationRow{},
		partnerRow{},
		programmeRow{},
		programmeVersionRow{},
		questionRow{},
		questionnaireRow{},
		resourceFileRow{},
		resourceRow{},
		roomRow{},
		signInRow{},
		schoolPeriodRow{},
		territoryRow{},
		siteRow{},
		submissionRow{},
		unitRow{},
		userRow{},
	} {
		s, err := schema.Parse(row, &sync.Map{}, schema.NamingStrategy{})
		if err != nil {
			return nil, err
		}
		columns[s.Table] = s.DBNames
	}
	return columns, nil
}

// Query runs a raw query and throws its rows away.
func (tx *Tx) Query(query string) error {
	rows, err := tx.db.Raw(query).Rows()
	if err != nil {
		return err
	}
	defer rows.Close()
	return rows.Err()
}

// InsertBookings writes bookings unchecked, as a program that forgot to ask.
func (tx *Tx) InsertBookings(bookings []scheduling.Booking) error {
	return refusal(tx.insertBookings(bookings))
}

// Strings are the texts that a raw query selects.
func (tx *Tx) Strings(query string) (texts []string, err error) {
	return texts, tx.db.Raw(query).Scan(&texts).Error
}
