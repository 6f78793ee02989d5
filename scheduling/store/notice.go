package store

import (
	"trame/scheduling"
)

// A notice is a letter of the outbox that is no invitation: an offered place,
// a date that changed, a session called off. Who is reached by post alone gets
// it with the invitations on paper.

// noticeDue holds for the notices m that are to be printed and posted: the
// news is settled, and not yet stale.
const noticeDue = ` m.channel = 'letter' and m.kind in ('offer', 'meeting_moved', 'meeting_cancelled', 'cohort_cancelled', 'cohort_postponed', 'follow_up', 'witness', 'testimony', 'questionnaire_again', 'booklet')
	and m.sent_at is null and m.failed_at is null and m.dropped_at is null and m.due_at <= ? and (m.grace_at is null or m.grace_at > ?) `

// letterDue holds for the invitations v that are to be printed and posted.
const letterDue = ` v.channel = 'letter' and v.sent_at is null and v.withdrawn_at is null and v.reply = '' `

// InvitationsToPost lists the invitations on paper of a cohort that are still
// to be posted, by name.
func (tx *Tx) InvitationsToPost(id scheduling.CohortID) ([]scheduling.Invitation, error) {
	rows, err := some[invitationRow](tx, `
		select v.* from invitations v join insured i on i.id = v.insured_id
		where v.cohort_id = ? and `+letterDue+` order by i.folded, v.id`, id)
	return each(rows, err, invitationOf)
}

// Notices lists those of a cohort that are still to be posted, by name.
func (tx *Tx) Notices(id scheduling.CohortID) ([]scheduling.Message, error) {
	rows, err := some[messageRow](tx, `
		select m.* from messages m join insured i on i.id = m.insured_id
		where m.cohort_id = ? and `+noticeDue+` order by i.folded, m.id`, id, tx.Now, tx.Now)
	return each(rows, err, func(r messageRow) scheduling.Message { return scheduling.Message(r) })
}

// InvitationsTo lists the invitations of some people to a cohort.
func (tx *Tx) InvitationsTo(id scheduling.CohortID, people []scheduling.InsuredID) ([]scheduling.Invitation, error) {
	rows, err := all[invitationRow](tx, "prepared_at, id", "cohort_id = ? and insured_id in ?", id, people)
	return each(rows, err, invitationOf)
}

// Printed notes that some invitations and notices are printed now.
func (tx *Tx) Printed(invitations []scheduling.InvitationID, notices []scheduling.MessageID) error {
	if len(invitations) > 0 {
		if err := tx.db.Model(&invitationRow{}).Where("id in ?", invitations).Update("printed_at", tx.Now).Error; err != nil {
			return err
		}
	}
	if len(notices) == 0 {
		return nil
	}
	return tx.db.Model(&messageRow{}).Where("id in ?", notices).Update("printed_at", tx.Now).Error
}

// PostedNotices notes that notices of a cohort were put in the post; it returns
// how many were.
func (tx *Tx) PostedNotices(id scheduling.CohortID, ids []scheduling.MessageID) (int, error) {
	result := tx.inHand(ids).Where("cohort_id = ? and channel = 'letter'", id).Updates(map[string]any{"sent_at": tx.Now, "error": ""})
	return int(result.RowsAffected), result.Error
}

// DropStaleNotices gives up the notices whose news is stale, so that nothing
// later to the same person waits for them.
func (tx *Tx) DropStaleNotices() error {
	return tx.db.Model(&messageRow{}).
		Where("channel = 'letter' and due_at <= ? and sent_at is null and failed_at is null and dropped_at is null and grace_at <= ?", tx.Now, tx.Now).
		Updates(map[string]any{"dropped_at": tx.Now, "error": "late"}).Error
}

// CohortsWithLetters lists the cohorts of units that have letters or notices
// to be posted.
func (tx *Tx) CohortsWithLetters(units []scheduling.UnitID) ([]scheduling.Cohort, error) {
	rows, err := some[cohortRow](tx, `
		select c.* from cohorts c where c.unit_id in ? and (
			c.cancelled_at is null and exists (select 1 from invitations v where v.cohort_id = c.id and `+letterDue+`)
			or exists (select 1 from messages m where m.cohort_id = c.id and `+noticeDue+`))
		order by c.first_date, c.label, c.id`, units, tx.Now, tx.Now)
	return each(rows, err, cohortOf)
}

// LettersToPost counts, by session, the letters and notices to be posted; At
// is the first date that a notice is about, Detail tells that there are some of
// which a call would tell sooner.
func (tx *Tx) LettersToPost(units []scheduling.UnitID) ([]Need, error) {
	return some[Need](tx, `
		select w.cohort, c.label, s.city, sum(w.n) as n, case when sum(w.notices) > 0 then 'notices' else '' end as detail
		from (
			select v.cohort_id as cohort, count(*) as n, 0 as notices from invitations v
			join cohorts k on k.id = v.cohort_id and k.cancelled_at is null and k.unit_id in ?
			where `+letterDue+` group by v.cohort_id
			union all
			select m.cohort_id, count(*), sum(case when m.kind in ('follow_up', 'witness', 'questionnaire_again', 'booklet') then 0 else 1 end) from messages m
			join cohorts k on k.id = m.cohort_id and k.unit_id in ?
			where `+noticeDue+` group by m.cohort_id
		) w join cohorts c on c.id = w.cohort join sites s on s.id = c.site_id
		group by w.cohort, c.label, s.city, c.first_date order by c.first_date, c.label, w.cohort`, units, units, tx.Now, tx.Now)
}
