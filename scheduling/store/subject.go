package store

import (
	"strconv"

	"trame/scheduling"
)

// Subjects lists what the questions of sessions may be asked about, each once, in
// the order in which it was met: its modules, the partners' people who came,
// its sites.
func (tx *Tx) Subjects(ids ...scheduling.CohortID) ([]scheduling.Subject, error) {
	type row struct {
		About, ID, Label string
		At               int
	}
	rows, err := some[row](tx, `
		select 'module' as about, m.id, m.title as label, m.position as at
		from modules m
		where exists (select 1 from meetings s where s.module_id = m.id and s.cohort_id in ? and s.cancelled_at is null)
		union all
		select 'facilitator', f.id, f.first_name || ' ' || f.last_name, min(s.position)
		from facilitators f
		join animations a on a.facilitator_id = f.id
		join meetings s on s.id = a.meeting_id
		where s.cohort_id in ? and s.cancelled_at is null and a.removed_at is null and a.reply <> 'declined'
		group by f.id, f.first_name, f.last_name
		union all
		select 'site', p.id, p.name, min(s.position)
		from sites p join meetings s on s.site_id = p.id
		where s.cohort_id in ? and s.cancelled_at is null
		group by p.id, p.name
		order by 1 desc, 4, 2`, ids, ids, ids)
	if err != nil {
		return nil, err
	}
	subjects := make([]scheduling.Subject, len(rows))
	for i, r := range rows {
		subjects[i] = scheduling.Subject{About: scheduling.QuestionAbout(r.About), ID: r.ID, Label: r.Label}
		if r.About == string(scheduling.AboutModule) {
			subjects[i].Label = strconv.Itoa(r.At) + ". " + r.Label
		}
	}
	return subjects, nil
}
