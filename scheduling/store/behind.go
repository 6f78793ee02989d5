package store

import (
	"strings"

	"gorm.io/gorm/schema"

	"trame/scheduling"
)

// Behind is what stands behind a person's link, but for the meetings; of her
// file, only what her page says.
type Behind struct {
	Invitation   scheduling.Invitation
	FirstName    string
	Gender       string
	DeceasedOn   scheduling.Date
	Cohort       scheduling.Cohort
	Organisation scheduling.Organisation
	Enrolment    scheduling.Enrolment // her last; zero for none
	PublicTitle  string
}

type behindRow struct {
	Invitation   invitationRow   `gorm:"embedded;embeddedPrefix:v_"`
	Insured      readerRow       `gorm:"embedded;embeddedPrefix:i_"`
	Cohort       cohortRow       `gorm:"embedded;embeddedPrefix:c_"`
	Organisation organisationRow `gorm:"embedded;embeddedPrefix:o_"`
	Enrolment    enrolmentRow    `gorm:"embedded;embeddedPrefix:e_"`
	PublicTitle  string
}

type readerRow struct {
	FirstName  string
	Gender     string
	DeceasedOn scheduling.Date
}

// whereItLeads finds an invitation, withdrawn or not; of two that were made one, to
// the one that stays.
const whereItLeads = "id = (select coalesce(merged_into, id) from invitations where token_hash = ?)"

// behind joins the rows by their keys; her last enrolment is the open one, or
// the latest.
const behind = `
	from invitations v
	join insured i on i.id = v.insured_id
	join cohorts c on c.id = v.cohort_id
	join programme_versions p on p.id = c.version_id
	join units u on u.id = c.unit_id
	join organisations o on o.id = u.organisation_id
	left join enrolments e on e.id = (
		select id from enrolments where cohort_id = v.cohort_id and insured_id = v.insured_id
		order by case when state in ('enrolled', 'offered', 'waitlisted') then 0 else 1 end, created_at desc, id desc
		limit 1)
	where v.` + whereItLeads + "\n"

// Behind reads, in one query, what a page opened by a link shows of its reader.
func (tx *Tx) Behind(tokenHash string) (Behind, error) {
	columns, err := tx.prefixed(&behindRow{})
	if err != nil {
		return Behind{}, err
	}
	rows, err := some[behindRow](tx, "select p.public_title, "+columns+behind, tokenHash)
	if err == nil && len(rows) == 0 {
		err = scheduling.Refuse(scheduling.NotFound, "not_found", "")
	}
	if err != nil {
		return Behind{}, err
	}
	r := rows[0]
	return Behind{
		Invitation: scheduling.Invitation(r.Invitation), FirstName: r.Insured.FirstName, Gender: r.Insured.Gender, DeceasedOn: r.Insured.DeceasedOn,
		Cohort: scheduling.Cohort(r.Cohort), Organisation: scheduling.Organisation(r.Organisation),
		Enrolment: scheduling.Enrolment(r.Enrolment), PublicTitle: r.PublicTitle,
	}, nil
}

// LockBehind is Behind, with the cohort held against other writers before
// anything is read: two answers to it wait for each other.
func (tx *Tx) LockBehind(tokenHash string) (Behind, error) {
	if !tx.sqlite {
		held := "select 1 from cohorts where id = (select cohort_id from invitations where " + whereItLeads + ") for update"
		if err := tx.db.Exec(held, tokenHash).Error; err != nil {
			return Behind{}, err
		}
	}
	return tx.Behind(tokenHash)
}

// prefixed lists the columns of a joined row: x_name is column name of x.
func (tx *Tx) prefixed(row any) (string, error) {
	s, err := schema.Parse(row, &rowSchemas, tx.db.NamingStrategy)
	if err != nil {
		return "", err
	}
	var list []string
	for _, name := range s.DBNames {
		if from, column, ok := strings.Cut(name, "_"); ok && len(from) == 1 {
			list = append(list, from+"."+column+" as "+name)
		}
	}
	return strings.Join(list, ", "), nil
}

// ToBring is what the people bring to each module of a version.
func (tx *Tx) ToBring(id scheduling.VersionID) (map[scheduling.ModuleID]string, error) {
	rows, err := some[struct {
		ID      scheduling.ModuleID
		ToBring string
	}](tx, "select id, to_bring from modules where version_id = ?", id)
	if err != nil {
		return nil, err
	}
	bring := make(map[scheduling.ModuleID]string, len(rows))
	for _, r := range rows {
		bring[r.ID] = r.ToBring
	}
	return bring, nil
}
