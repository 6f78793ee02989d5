package store

import (
	"time"

	"trame/scheduling"
)

// Due is a file whose time is over, and since when nothing happens in it.
type Due struct {
	Insured scheduling.Insured
	Since   time.Time
	Why     string // followed_up, unclosed, signalled: what its last fact is
}

// quiet holds for the standing files i in which nothing happened since an
// instant: no referral, answer or place, no session of hers that lives or
// closed. A session that nobody closed lives until its last meeting is older
// than another instant.
const quiet = `i.erased_at is null and i.merged_into is null and i.created_at < @quiet
	and not exists (select 1 from referrals r where r.insured_id = i.id and (r.created_at >= @quiet or r.closed_at >= @quiet))
	and not exists (select 1 from redirections d where d.insured_id = i.id and d.at >= @quiet)
	and not exists (select 1 from eligibility_checks k where k.insured_id = i.id and k.overridden_at >= @quiet)
	and not exists (select 1 from invitations v join cohorts c on c.id = v.cohort_id
		where v.insured_id = i.id and (v.prepared_at >= @quiet or v.replied_at >= @quiet or v.withdrawn_at is null and v.reply <> 'declines' and ` + lives + `))
	and not exists (select 1 from enrolments e join cohorts c on c.id = e.cohort_id
		where e.insured_id = i.id and (e.created_at >= @quiet or e.left_at >= @quiet or coalesce(c.cancelled_at, c.closed_at) >= @quiet or ` + lives + `))`

// lives holds for the cohorts c that nobody ended, and that met not long before
// @met, or have no meeting yet.
const lives = `(c.cancelled_at is null and c.closed_at is null and (
	not exists (select 1 from meetings m where m.cohort_id = c.id) or
	exists (select 1 from meetings m where m.cohort_id = c.id and m.ends_at >= @met)))`

// Quiet is since when nothing may have happened in a file that is due: at for
// what has a date, met for the meetings of a session that nobody closed.
type Quiet struct{ At, Met time.Time }

// QuietFor are those of an organisation that keeps files for some months, now
// being in its zone.
func QuietFor(now time.Time, months int) Quiet {
	return Quiet{monthsBefore(now, months), monthsBefore(now, months+scheduling.UnclosedAfter)}
}

// monthsBefore is midnight of the day some calendar months before.
func monthsBefore(now time.Time, months int) time.Time {
	midnight, _ := scheduling.Clock(0).At(scheduling.DateOf(now).AddMonths(-months), now.Location())
	return midnight.UTC()
}

func (q Quiet) args(units []scheduling.UnitID) map[string]any {
	return map[string]any{"units": units, "quiet": q.At, "met": q.Met}
}

// FilesDue lists the files of units that are due to be erased, by id.
func (tx *Tx) FilesDue(units []scheduling.UnitID, q Quiet, page Page) ([]Due, error) {
	args := q.args(units)
	args["after"], args["limit"] = page.After, page.limit()
	rows, err := some[insuredRow](tx, "select i.* from insured i where i.unit_id in @units and i.id > @after and "+quiet+" order by i.id limit @limit", args)
	list, err := each(rows, err, func(r insuredRow) Due { return Due{Insured: insuredOf(r)} })
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return list, tx.since(list)
}

// CountFilesDue counts what FilesDue would list without pages.
func (tx *Tx) CountFilesDue(units []scheduling.UnitID, q Quiet) (n int, err error) {
	return n, tx.db.Raw("select count(*) from insured i where i.unit_id in @units and "+quiet, q.args(units)).Scan(&n).Error
}

// since adds the last thing that happened in each of some files.
func (tx *Tx) since(list []Due) error {
	ids, at := make([]scheduling.InsuredID, len(list)), make(map[scheduling.InsuredID]int, len(list))
	for n, d := range list {
		ids[n], at[d.Insured.ID] = d.Insured.ID, n
		list[n].Since, list[n].Why = d.Insured.CreatedAt, "signalled"
	}
	rows, err := some[struct {
		Insured scheduling.InsuredID
		Why     string
		At      time.Time `gorm:"serializer:utc"`
	}](tx, `
		select insured_id as insured, 'signalled' as why, max(created_at) as at from referrals where insured_id in @ids group by insured_id
		union all select insured_id, 'signalled', max(closed_at) from referrals where insured_id in @ids group by insured_id
		union all select insured_id, 'signalled', max(at) from redirections where insured_id in @ids group by insured_id
		union all select insured_id, 'signalled', max(overridden_at) from eligibility_checks where insured_id in @ids group by insured_id
		union all select insured_id, 'invited', max(prepared_at) from invitations where insured_id in @ids group by insured_id
		union all select insured_id, 'invited', max(replied_at) from invitations where insured_id in @ids group by insured_id
		union all select insured_id, 'enrolled', max(created_at) from enrolments where insured_id in @ids group by insured_id
		union all select insured_id, 'enrolled', max(left_at) from enrolments where insured_id in @ids group by insured_id
		union all select e.insured_id, 'followed_up', max(coalesce(c.cancelled_at, c.closed_at)) from enrolments e
			join cohorts c on c.id = e.cohort_id where e.insured_id in @ids group by e.insured_id
		union all select e.insured_id, 'unclosed', max(m.ends_at) from enrolments e
			join cohorts c on c.id = e.cohort_id and c.cancelled_at is null and c.closed_at is null
			join meetings m on m.cohort_id = c.id where e.insured_id in @ids group by e.insured_id`, map[string]any{"ids": ids})
	for _, r := range rows {
		d := &list[at[r.Insured]]
		if r.Why == "unclosed" {
			r.At = r.At.AddDate(0, scheduling.UnclosedAfter, 0)
		}
		if r.At.After(d.Since) {
			d.Since, d.Why = r.At, r.Why
		}
	}
	return err
}

// settled holds for the standing files i with a session that ended, where
// nothing is under way, and whose health and social reasons are still there.
const settled = `i.erased_at is null and i.merged_into is null
	and (i.social_erased_at is null or exists (select 1 from referrals r where r.insured_id = i.id and r.created_at > i.social_erased_at)
		or exists (select 1 from enrolments e where e.insured_id = i.id and e.created_at > i.social_erased_at))
	and exists (select 1 from enrolments e where e.insured_id = i.id)
	and not exists (select 1 from enrolments e join cohorts c on c.id = e.cohort_id where e.insured_id = i.id and ` + lives + `)
	and not exists (select 1 from invitations v join cohorts c on c.id = v.cohort_id
		where v.insured_id = i.id and v.withdrawn_at is null and v.reply <> 'declines' and ` + lives + `)
	and not exists (select 1 from referrals r where r.insured_id = i.id and r.closed_at is null
		and not exists (select 1 from enrolments e where e.insured_id = i.id and e.created_at >= r.created_at))`

// SocialDue lists, by id, up to limit people of units whose health and social
// reasons have served: the follow-up of every session of theirs is closed.
func (tx *Tx) SocialDue(units []scheduling.UnitID, q Quiet, after scheduling.InsuredID, limit int) ([]scheduling.InsuredID, error) {
	args := q.args(units)
	args["after"], args["limit"] = after, limit
	return some[scheduling.InsuredID](tx, "select i.id from insured i where i.unit_id in @units and i.id > @after and "+settled+" order by i.id limit @limit", args)
}

// CountSocialDue counts them.
func (tx *Tx) CountSocialDue(units []scheduling.UnitID, q Quiet) (n int, err error) {
	return n, tx.db.Raw("select count(*) from insured i where i.unit_id in @units and "+settled, q.args(units)).Scan(&n).Error
}

// LockFile holds a file against other writers until the end of the transaction;
// one that no longer stands is Expired.
func (tx *Tx) LockFile(id scheduling.InsuredID) (scheduling.Insured, error) {
	row, err := locked[insuredRow](tx, "id = ?", id)
	if err == nil {
		err = insuredOf(row).Stands()
	}
	return insuredOf(row), err
}

// RunningSeats lists the cohorts in which a person has a place, or waits for
// one, and that have not ended.
func (tx *Tx) RunningSeats(id scheduling.InsuredID) ([]scheduling.Cohort, error) {
	rows, err := some[cohortRow](tx, `
		select c.* from cohorts c join enrolments e on e.cohort_id = c.id
		where e.insured_id = ? and e.state in ('enrolled', 'offered', 'waitlisted') and c.cancelled_at is null and c.closed_at is null
		  and (exists (select 1 from meetings m where m.cohort_id = c.id and m.cancelled_at is null and m.kind = 'module' and m.ends_at > ?)
			or not exists (select 1 from meetings m where m.cohort_id = c.id))
		order by c.first_date, c.id`, id, tx.Now)
	return each(rows, err, cohortOf)
}
