package store

import (
	"trame/scheduling"
)

// moves bring what hangs on a file that goes to the one that stays. Places,
// presences, questionnaires and follow-ups come along with their enrolment.
var moves = []string{
	"update referrals set insured_id = @keep where insured_id = @gone",
	"update eligibility_checks set insured_id = @keep where insured_id = @gone",
	"update redirections set insured_id = @keep where insured_id = @gone",
	`update invitations set withdrawn_at = @now, merged_into = (select k.id from invitations k
		where k.insured_id = @keep and k.cohort_id = invitations.cohort_id and k.withdrawn_at is null)
		where insured_id = @gone and withdrawn_at is null and exists (select 1 from invitations k
		where k.insured_id = @keep and k.cohort_id = invitations.cohort_id and k.withdrawn_at is null)`,
	"update invitations set insured_id = @keep where insured_id = @gone",
	"update enrolments set insured_id = @keep, version = version + 1 where insured_id = @gone",
	// of two consents her last word stands: the newer of two, and none of an
	// older day than the one on which she took another back
	`update witnesses set withdrawn_at = @now, withdrawn_by = 'system' where insured_id in (@keep, @gone) and withdrawn_at is null and exists (
		select 1 from witnesses o where o.insured_id in (@keep, @gone) and o.insured_id <> witnesses.insured_id
		and (o.withdrawn_at is null and (coalesce(o.recorded_at, o.asked_at) > coalesce(witnesses.recorded_at, witnesses.asked_at)
				or coalesce(o.recorded_at, o.asked_at) = coalesce(witnesses.recorded_at, witnesses.asked_at) and o.insured_id = @keep)
			or o.withdrawn_by <> 'system' and o.withdrawn_at > coalesce(witnesses.recorded_at, witnesses.asked_at)))`,
	"update witnesses set insured_id = @keep where insured_id = @gone",
	`update testimonies set cancelled_at = @now, cancelled_by = 'organiser' where insured_id = @gone and cancelled_at is null and exists (
		select 1 from testimonies k where k.insured_id = @keep and k.meeting_id = testimonies.meeting_id and k.cancelled_at is null)`,
	"update testimonies set insured_id = @keep where insured_id = @gone",
	`update testimonies set cancelled_at = @now, cancelled_by = 'withdrawn' where insured_id = @keep and cancelled_at is null and outcome = ''
		and not exists (select 1 from witnesses w where w.insured_id = @keep and w.withdrawn_at is null)
		and meeting_id in (select id from meetings where starts_at > @now)`,
	"update messages set insured_id = @keep, recipient = 'insured:' || @keep where insured_id = @gone",
	"delete from death_corrections where insured_id = @gone and decided_at is null",
	"update death_corrections set insured_id = @keep where insured_id = @gone",
	"update import_rows set insured_id = @keep where insured_id = @gone",
	"update import_changes set insured_id = @keep where insured_id = @gone",
	"delete from returned_addresses where owner = 'insured:' || @gone",
	"delete from distinct_people where first_id in (@keep, @gone) and second_id in (@keep, @gone)",
	`insert into distinct_people (first_id, second_id, said_by, said_at)
		select case when o < @keep then o else @keep end, case when o < @keep then @keep else o end, said_by, said_at from (
			select case when first_id = @gone then second_id else first_id end as o, said_by, said_at
			from distinct_people where first_id = @gone or second_id = @gone) d where true on conflict do nothing`,
	"delete from distinct_people where first_id = @gone or second_id = @gone",
	"delete from insured_nirs where insured_id = @gone",
	`update insured set internal_number = null, first_name = '', last_name = @name, birth_date = null, gender = '', street = '', postcode = '', city = '',
		insee = '', email = '', phone = '', mail_consent = false, sms_consent = false, letter_consent = false, language = 'fr', deceased_on = null,
		pathology = '', occupation = '', occupation_group = '', contract = '', notes = '', paused_until = null, address_wrong_on = null, folded = '',
		merged_into = @keep, version = version + 1 where id = @gone`,
	"update insured set merged_into = @keep where merged_into = @gone",
}

// MergeInsured brings all that hangs on a file to another, and leaves of it a
// way there, under a name that is nobody's.
func (tx *Tx) MergeInsured(keep, gone scheduling.InsuredID, name string) error {
	for _, statement := range moves {
		args := map[string]any{"keep": string(keep), "gone": string(gone), "now": tx.Now.UTC(), "name": name}
		if err := tx.db.Exec(statement, args).Error; err != nil {
			return err
		}
	}
	return nil
}

// MergedInto lists the files that a file speaks for.
func (tx *Tx) MergedInto(id scheduling.InsuredID) ([]scheduling.InsuredID, error) {
	return some[scheduling.InsuredID](tx, "select id from insured where merged_into = ? order by id", id)
}

// BothOpen lists the cohorts in which two people both have a place, or wait
// (rule 9).
func (tx *Tx) BothOpen(a, b scheduling.InsuredID) ([]scheduling.Cohort, error) {
	rows, err := some[cohortRow](tx, `
		select c.* from cohorts c
		where exists (select 1 from enrolments e where e.cohort_id = c.id and e.insured_id = ? and e.state in ('enrolled', 'offered', 'waitlisted'))
		  and exists (select 1 from enrolments e where e.cohort_id = c.id and e.insured_id = ? and e.state in ('enrolled', 'offered', 'waitlisted'))
		order by c.first_date, c.id`, a, b)
	return each(rows, err, cohortOf)
}
