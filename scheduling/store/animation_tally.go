package store

import "trame/scheduling"

// MeetingsAnimated counts, for each facilitator and site, the meetings he was
// wanted for and did not decline: where he is used to coming.
func (tx *Tx) MeetingsAnimated(ids []scheduling.FacilitatorID) (map[scheduling.FacilitatorID]map[scheduling.SiteID]int, error) {
	rows, err := some[struct {
		Facilitator scheduling.FacilitatorID
		Site        scheduling.SiteID
		N           int
	}](tx, `
		select a.facilitator_id as facilitator, m.site_id as site, count(*) as n
		from animations a join meetings m on m.id = a.meeting_id
		where a.facilitator_id in ? and a.removed_at is null and a.reply <> ? and m.cancelled_at is null
		group by a.facilitator_id, m.site_id`, ids, scheduling.Declined)
	counts := make(map[scheduling.FacilitatorID]map[scheduling.SiteID]int, len(ids))
	for _, r := range rows {
		if counts[r.Facilitator] == nil {
			counts[r.Facilitator] = map[scheduling.SiteID]int{}
		}
		counts[r.Facilitator][r.Site] = r.N
	}
	return counts, err
}

// OpenCohorts lists those of units that are going on or to come: neither
// cancelled, postponed nor closed, with a module after an instant. The first
// to begin comes first.
func (tx *Tx) OpenCohorts(units []scheduling.UnitID) ([]scheduling.Cohort, error) {
	rows, err := all[cohortRow](tx, "first_date, id", `unit_id in ? and cancelled_at is null and postponed_at is null and closed_at is null
		and id in (select cohort_id from meetings where kind = 'module' and cancelled_at is null and starts_at > ?)`, units, tx.Now.UTC())
	return each(rows, err, cohortOf)
}
