package store

import "trame/scheduling"

// FollowUpsFilter chooses follow-ups of units. Until keeps those to do by that
// day; Cohort and State are "" for all.
type FollowUpsFilter struct {
	Units  []scheduling.UnitID
	Cohort scheduling.CohortID
	Until  scheduling.Date
	State  string // open: still to do · done: an outcome, or nothing to ask any more
}

// openFollowUp is followup.Open in SQL, and leaves the deceased in peace: nobody
// calls her people because of a list.
const openFollowUp = `(f.outcome in ('', 'no_answer') and i.deceased_on is null and i.erased_at is null and e.state <> 'deceased')`

const followUpTables = `
	from follow_ups f
	join cohorts c on c.id = f.cohort_id
	join enrolments e on e.id = f.enrolment_id
	join insured i on i.id = e.insured_id
	where c.unit_id in ?`

func (f FollowUpsFilter) where() (string, []any) {
	where, args := "", []any{f.Units}
	if f.Cohort != "" {
		where, args = where+" and f.cohort_id = ?", append(args, f.Cohort)
	}
	if !f.Until.IsZero() {
		where, args = where+" and coalesce(f.planned_on, f.due_on) <= ?", append(args, f.Until)
	}
	switch f.State {
	case "open":
		where += " and " + openFollowUp
	case "done":
		where += " and not " + openFollowUp
	}
	return where, args
}

// FollowUpsDue lists those of a filter: the next to do first, or the latest
// first of those that are done.
func (tx *Tx) FollowUpsDue(f FollowUpsFilter, page Page) ([]scheduling.FollowUp, error) {
	past, order := ">", ""
	if f.State == "done" {
		past, order = "<", " desc"
	}
	where, args := f.where()
	if page.After != "" {
		where += " and (coalesce(f.planned_on, f.due_on), f.id) " + past + " (select coalesce(planned_on, due_on), id from follow_ups where id = ?)"
		args = append(args, page.After)
	}
	rows, err := some[followUpRow](tx, "select f.*"+followUpTables+where+
		" order by coalesce(f.planned_on, f.due_on)"+order+", f.id"+order+" limit ?", append(args, page.limit())...)
	return each(rows, err, followUpOf)
}

// CountFollowUps counts what FollowUpsDue would list without pages.
func (tx *Tx) CountFollowUps(f FollowUpsFilter) (int, error) {
	where, args := f.where()
	counts, err := some[int](tx, "select count(*)"+followUpTables+where, args...)
	if err != nil {
		return 0, err
	}
	return counts[0], nil
}

// CohortsToFollowUp lists the cohorts whose last module was held, or its day
// is past, with someone who came and has no follow-up yet; and those where
// someone died whose follow-up is still open. A cohort that was broken off is
// of them: whoever started counts (rule 23). No follow-up is made where the
// version asks for none.
func (tx *Tx) CohortsToFollowUp(today scheduling.Date) ([]scheduling.CohortID, error) {
	return some[scheduling.CohortID](tx, `
		select c.id from cohorts c
		join programme_versions v on v.id = c.version_id
		where v.follow_up_months > 0 and c.closed_at is null
		and exists (
			select 1 from meetings l where l.cohort_id = c.id and l.kind = 'module' and l.cancelled_at is null
			and (l.held_at is not null or l.date < ?)
			and not exists (select 1 from meetings n where n.cohort_id = c.id and n.kind = 'module'
				and n.cancelled_at is null and n.starts_at > l.starts_at)
		)
		and exists (
			select 1 from enrolments e
			join insured i on i.id = e.insured_id
			left join follow_ups f on f.enrolment_id = e.id
			where e.cohort_id = c.id and (
				f.id is null and exists (select 1 from attendances a where a.enrolment_id = e.id and a.status in ('present', 'partial'))
				or f.outcome in ('', 'no_answer') and (i.deceased_on is not null or e.state = 'deceased')
			)
		)
		order by c.id`, today)
}

// ParticipantsByEnrolment finds several enrolments at once, each with its person.
func (tx *Tx) ParticipantsByEnrolment(ids []scheduling.EnrolmentID) (map[scheduling.EnrolmentID]Participant, error) {
	enrolments, err := all[enrolmentRow](tx, "id", "id in ?", ids)
	if err != nil {
		return nil, err
	}
	rows, err := all[insuredRow](tx, "id", "id in (select insured_id from enrolments where id in ?)", ids)
	if err != nil {
		return nil, err
	}
	people := make(map[scheduling.InsuredID]scheduling.Insured, len(rows))
	for _, r := range rows {
		people[r.ID] = insuredOf(r)
	}
	found := make(map[scheduling.EnrolmentID]Participant, len(enrolments))
	for _, r := range enrolments {
		found[r.ID] = Participant{enrolmentOf(r), people[r.Insured]}
	}
	return found, nil
}

// CohortsToPropose lists the cohorts of which somebody is to be written to
// about the point à six mois: due by a day, not too long ago, and not yet
// proposed.
func (tx *Tx) CohortsToPropose(from, until scheduling.Date) ([]scheduling.CohortID, error) {
	return some[scheduling.CohortID](tx, `
		select distinct f.cohort_id from follow_ups f
		join cohorts c on c.id = f.cohort_id and c.closed_at is null
		join enrolments e on e.id = f.enrolment_id join insured i on i.id = e.insured_id
		where f.proposed_at is null and `+openFollowUp+` and (i.mail_consent or i.sms_consent or i.letter_consent)
		and f.due_on between ? and ? order by f.cohort_id`, from, until)
}
