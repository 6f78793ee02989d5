package store

import (
	"time"

	"trame/scheduling"
)

// Target is somebody who may be asked to a cohort: her last check says so, she
// has no place in a group of its version and was not asked to this one.
type Target struct {
	Insured scheduling.Insured
	Since   scheduling.Date // of her oldest open referral
	Asked   int             // how often, to any group
}

// Targets lists whom of units one may ask to a cohort on a day, by id.
func (tx *Tx) Targets(units []scheduling.UnitID, c scheduling.Cohort, today scheduling.Date) ([]Target, error) {
	type targetRow struct {
		Insured insuredRow `gorm:"embedded"`
		Since   scheduling.Date
		Asked   int
	}
	rows, err := some[targetRow](tx, `
		select i.*,
			(select min(r.received_on) from referrals r where r.insured_id = i.id and r.closed_at is null) as since,
			(select count(*) from invitations v where v.insured_id = i.id and v.withdrawn_at is null) as asked
		from eligibility_checks c join insured i on i.id = c.insured_id
		where i.unit_id in ? and c.version_id = ? and `+mayCome+`
			and not exists (select 1 from invitations v where v.insured_id = i.id and v.cohort_id = ? and v.withdrawn_at is null)
		order by i.id`, units, c.VersionID, today, today, c.ID)
	return each(rows, err, func(r targetRow) Target { return Target{scheduling.Insured(r.Insured), r.Since, r.Asked} })
}

// SeatedByCommune counts, by the INSEE code of where people live, the places
// that groups of a programme gave since an instant.
func (tx *Tx) SeatedByCommune(communes Communes, id scheduling.ProgrammeID, since time.Time) (map[string]int, error) {
	rows, err := some[residents](tx, `
		select i.insee, i.postcode, i.city, count(*) as people from enrolments e
		join insured i on i.id = e.insured_id join cohorts c on c.id = e.cohort_id join programme_versions v on v.id = c.version_id
		where v.programme_id = ? and e.state in ('enrolled', 'offered', 'dropped_out') and e.created_at >= ?
		group by i.insee, i.postcode, i.city`, id, since.UTC())
	return communes.by(rows), err
}

// AnswersTo counts the invitations to groups of a programme since an instant
// that were answered, or had the time to be until another, and those that
// said yes.
func (tx *Tx) AnswersTo(id scheduling.ProgrammeID, since, ripe time.Time) (asked, came int, err error) {
	rows, err := some[struct{ Asked, Came int }](tx, `
		select count(*) as asked, coalesce(sum(case when i.reply = 'accepts' then 1 else 0 end), 0) as came
		from invitations i join cohorts c on c.id = i.cohort_id join programme_versions v on v.id = c.version_id
		where v.programme_id = ? and i.withdrawn_at is null and i.prepared_at >= ? and (i.reply <> '' or i.prepared_at < ?)`,
		id, since.UTC(), ripe.UTC())
	if err != nil || len(rows) == 0 {
		return 0, 0, err
	}
	return rows[0].Asked, rows[0].Came, nil
}
