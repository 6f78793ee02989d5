package store

import (
	"time"

	"trame/scheduling"
)

// Need is something that waits for an agent: a meeting, session or version,
// and how much of it there is.
type Need struct {
	Cohort   scheduling.CohortID
	Meeting  scheduling.MeetingID
	Version  scheduling.VersionID
	Of       scheduling.FacilitatorID `gorm:"column:facilitator"`
	Label    string                   // the session's or the programme's, or the facilitator's name
	City     string
	Position int // of the meeting
	Detail   string
	N        int
	At       time.Time `gorm:"serializer:utc"`
}

const live = `c.cancelled_at is null and c.postponed_at is null and c.closed_at is null`

// UnfilledSheets are the meetings that ended without a closed sheet, the
// oldest first.
func (tx *Tx) UnfilledSheets(units []scheduling.UnitID) ([]Need, error) {
	return some[Need](tx, `
		select m.cohort_id as cohort, m.id as meeting, c.label, s.city,
		       case m.kind when 'supplementary' then 0 else m.position end as position, m.starts_at as at
		from meetings m join cohorts c on c.id = m.cohort_id join sites s on s.id = m.site_id
		where c.unit_id in ? and `+live+` and m.cancelled_at is null and m.held_at is null and m.ends_at <= ?
		order by m.starts_at limit 50`, units, tx.Now)
}

// Unstaffed are the meetings until then with a co-animation that nobody
// holds: a kind still to be found, or a refusal that nobody was sought for.
func (tx *Tx) Unstaffed(units []scheduling.UnitID, until time.Time) ([]Need, error) {
	return some[Need](tx, `
		select distinct m.cohort_id as cohort, m.id as meeting, c.label, s.city, m.position, a.partner_kind as detail, m.starts_at as at
		from animations a join meetings m on m.id = a.meeting_id
		join cohorts c on c.id = m.cohort_id join sites s on s.id = m.site_id
		where c.unit_id in ? and `+live+` and m.cancelled_at is null and m.starts_at between ? and ?
		  and a.removed_at is null and a.role = 'co'
		  and ((a.user_id is null and a.facilitator_id is null) or a.reply = 'declined')
		order by m.starts_at, m.id, a.partner_kind limit 50`, units, tx.Now, until.UTC())
}

// Unanswered counts, by session, the invitations sent before then that wait
// for an answer.
func (tx *Tx) Unanswered(units []scheduling.UnitID, before time.Time) ([]Need, error) {
	return some[Need](tx, `
		select i.cohort_id as cohort, c.label, s.city, count(*) as n
		from invitations i join cohorts c on c.id = i.cohort_id join sites s on s.id = c.site_id
		where c.unit_id in ? and `+live+` and i.reply = '' and i.withdrawn_at is null and i.sent_at <= ?
		group by i.cohort_id, c.label, s.city order by c.label limit 50`, units, before.UTC())
}

// ToCall counts, by session, who asked to be called and was not.
func (tx *Tx) ToCall(units []scheduling.UnitID) ([]Need, error) {
	return some[Need](tx, `
		select i.cohort_id as cohort, c.label, s.city, count(*) as n
		from invitations i join cohorts c on c.id = i.cohort_id join sites s on s.id = c.site_id
		where c.unit_id in ? and `+live+` and i.reply = 'call_me' and i.called_at is null and i.withdrawn_at is null
		group by i.cohort_id, c.label, s.city order by c.label limit 50`, units)
}

// OffersEnding counts, by session, the offered places that end before then.
func (tx *Tx) OffersEnding(units []scheduling.UnitID, before time.Time) ([]Need, error) {
	return some[Need](tx, `
		select e.cohort_id as cohort, c.label, s.city, count(*) as n
		from enrolments e join cohorts c on c.id = e.cohort_id join sites s on s.id = c.site_id
		where c.unit_id in ? and `+live+` and e.state = 'offered' and e.offered_until <= ?
		group by e.cohort_id, c.label, s.city order by c.label limit 50`, units, before.UTC())
}

// ToApprove are the submitted versions that wait for a verdict of level.
func (tx *Tx) ToApprove(units []scheduling.UnitID, level scheduling.ApprovalLevel) ([]Need, error) {
	before := "not exists (select 1 from approvals a where a.version_id = v.id)"
	if level == scheduling.Regional {
		before = `exists (select 1 from approvals a where a.version_id = v.id and a.level = 'local' and a.verdict = 'approved')
			and not exists (select 1 from approvals a where a.version_id = v.id and a.level = 'regional')`
	}
	return some[Need](tx, `
		select v.id as version, v.title as label, v.submitted_at as at
		from programme_versions v join programmes p on p.id = v.programme_id
		where p.unit_id in ? and v.submitted_at is not null and v.retired_at is null and `+before+`
		order by v.submitted_at limit 50`, units)
}

// FollowUpsToMake counts, by session, whom to call by today. Whoever is planned
// for later waits, and nobody is called about the deceased. Detail is how many
// should have been called before today.
func (tx *Tx) FollowUpsToMake(units []scheduling.UnitID, today scheduling.Date) ([]Need, error) {
	return some[Need](tx, `
		select f.cohort_id as cohort, c.label, s.city, count(*) as n,
		cast(sum(case when coalesce(f.planned_on, f.due_on) < ? then 1 else 0 end) as text) as detail
		from follow_ups f join cohorts c on c.id = f.cohort_id join sites s on s.id = c.site_id
		join enrolments e on e.id = f.enrolment_id join insured i on i.id = e.insured_id
		where c.unit_id in ? and c.closed_at is null and `+openFollowUp+` and coalesce(f.planned_on, f.due_on) <= ?
		group by f.cohort_id, c.label, s.city order by c.label limit 50`, today, units, today)
}

// FailedMessages counts those of the last days that will not arrive.
func (tx *Tx) FailedMessages(units []scheduling.UnitID, since time.Time) (n int, err error) {
	return n, tx.db.Raw("select count(*) from messages where unit_id in ? and failed_at >= ?", units, since.UTC()).Scan(&n).Error
}

// FailingCalendars are the calendars of facilitators of units that have not
// been readable since before then.
func (tx *Tx) FailingCalendars(units []scheduling.UnitID, before time.Time) ([]Need, error) {
	return some[Need](tx, `
		select f.id as facilitator, f.first_name || ' ' || f.last_name as label, min(c.failing_since) as at
		from busy_calendars c join facilitators f on c.resource = 'facilitator:' || f.id join partners p on p.id = f.partner_id
		where f.active and p.unit_id in ? and c.failing_since <= ?
		group by f.id, f.first_name, f.last_name order by f.last_name, f.first_name, f.id limit 50`, units, before.UTC())
}

// Seen is a meeting in a list of days.
type Seen struct {
	Cohort   scheduling.CohortID
	Meeting  scheduling.MeetingID
	Label    string
	City     string
	Title    string // the module's; "" for the supplementary meeting
	Part     int
	Parts    int
	Zone     string
	StartsAt time.Time `gorm:"serializer:utc"`
	EndsAt   time.Time `gorm:"serializer:utc"`
	Enrolled int
	Capacity int
}

// SeenBetween lists the meetings of units that start in [from, until).
func (tx *Tx) SeenBetween(units []scheduling.UnitID, from, until time.Time) ([]Seen, error) {
	return some[Seen](tx, `
		select m.cohort_id as cohort, m.id as meeting, c.label, s.city, coalesce(mo.title, '') as title,
		       coalesce(mo.part, 0) as part, coalesce(mo.parts, 0) as parts, m.zone, m.starts_at, m.ends_at, c.capacity,
		       (select count(*) from enrolments e where e.cohort_id = c.id and e.state = 'enrolled') as enrolled
		from meetings m join cohorts c on c.id = m.cohort_id join sites s on s.id = m.site_id
		left join modules mo on mo.id = m.module_id
		where c.unit_id in ? and `+live+` and m.cancelled_at is null and m.starts_at >= ? and m.starts_at < ?
		order by m.starts_at, m.id limit 200`, units, from.UTC(), until.UTC())
}
