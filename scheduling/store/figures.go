package store

import (
	"strings"

	"trame/scheduling"
)

// FigureKind is what a report counts of a cohort. Under each, numbers by code.
type FigureKind string

// The kinds. Those of people are of who started: came once to a held meeting of
// a module. "" is the code of what is not known.
const (
	FigureCohort       FigureKind = "cohort" // cohorts, those to which somebody came, meetings held, their minutes, places
	FigurePeople       FigureKind = "people" // enrolled, started, completed, given the booklet, and the marks of their sheets
	FigureAge          FigureKind = "age"
	FigurePathology    FigureKind = "pathology"
	FigureOccupation   FigureKind = "occupation" // socio-professional groups
	FigureOutcome      FigureKind = "outcome"
	FigureWhereof      FigureKind = "whereof" // of the outcomes, by outcome/detail, where one is said
	FigureLeaving      FigureKind = "leaving" // of those who started and dropped out, by reason
	FigurePartner      FigureKind = "partner" // minutes that its people gave at held meetings, by partner
	FigureAsked        FigureKind = "asked"   // questionnaires handed out, submissions, cohorts left out
	FigureSatisfied    FigureKind = "satisfied"
	FigureConfidence   FigureKind = "confidence"
	FigureVeiled       FigureKind = "veiled"            // satisfied, others, sessions: of the sessions whose own results hide them
	FigureDoubted      FigureKind = "confidence_veiled" // the same of each confidence: code/chose, code/not, code/sessions
	FigureZonePlaces   FigureKind = "zone_places"       // places offered, by the zone of the site
	FigureZoneFilled   FigureKind = "zone_filled"
	FigureZoneInvited  FigureKind = "zone_invited" // people, by the zone of their commune
	FigureZoneEnrolled FigureKind = "zone_enrolled"
	FigureFifthInvited FigureKind = "fifth_invited" // people, by how fragile their commune is: 1 the least, 5 the most
	FigureFifth        FigureKind = "fifth_enrolled"
)

// Confidences are the five things that participants say they regain confidence
// for, and that they do not, in the order of the published study.
var Confidences = []string{"back_to_job", "change_job", "new_project", "beyond_paid_work", "new_start", "not_yet"}

// countable is a submission's least company: rule 21.
const countable = 5

// figures is every figure of the cohorts that the condition keeps, as rows of
// cohort_id, kind, code, n. The parts below read the same few lists, each made
// once.
func (tx *Tx) figures(condition string) string {
	age := `cast(substr(p.first_date, 1, 4) as integer) - cast(substr(p.birth_date, 1, 4) as integer)
		- case when substr(p.first_date, 6) < substr(p.birth_date, 6) then 1 else 0 end`
	separator := "char(31)"
	if !tx.sqlite {
		age = `extract(year from p.first_date)::int - extract(year from p.birth_date)::int
		- case when to_char(p.first_date, 'MMDD') < to_char(p.birth_date, 'MMDD') then 1 else 0 end`
		separator = "chr(31)"
	}
	return strings.NewReplacer(
		"@condition", condition, "@age", age, "@separator", separator,
		"@confidences", "select '"+strings.Join(Confidences, "' as code union all select '")+"' as code",
	).Replace("with " + strings.Join(figureLists, ",\n") + "\n" + strings.Join(figureParts, "\nunion all\n"))
}

// figureLists are what the parts count.
var figureLists = []string{
	`
	cs as materialized (
		select c.id, c.first_date, c.threshold, c.capacity, c.site_id, u.organisation_id
		from cohorts c join units u on u.id = c.unit_id join programme_versions v on v.id = c.version_id
		where c.cancelled_at is null and @condition
	)`, `
	held as materialized (
		select m.id, m.cohort_id, m.minutes
		from meetings m join cs on cs.id = m.cohort_id
		where m.kind = 'module' and m.cancelled_at is null and m.held_at is not null
	)`, `
	marks as materialized (
		select a.enrolment_id, sum(case when a.status in ('present', 'partial') then 1 else 0 end) as came, count(*) as marked
		from attendances a join held on held.id = a.meeting_id
		where a.status in ('present', 'partial', 'absent_excused', 'absent_unexcused')
		group by a.enrolment_id
	)`, `
	communes as materialized (
		select t.organisation_id, t.insee, t.zone,
			case when t.fragility > 0 then cast(ntile(5) over (partition by t.organisation_id, t.fragility > 0 order by t.fragility, t.insee) as text)
				else '' end as fifth
		from territories t where t.organisation_id in (select organisation_id from cs)
	)`, `
	sited as materialized (
		select cs.id, cs.capacity, coalesce(t.zone, '') as zone
		from cs join sites s on s.id = cs.site_id left join communes t on t.insee = s.insee and t.organisation_id = cs.organisation_id
	)`, `
	people as materialized (
		select e.id, e.cohort_id, e.state, e.reason, e.tallied_at is not null as tallied, cs.first_date, cs.threshold,
			i.birth_date, i.pathology, i.occupation_group, coalesce(k.came, 0) as came, coalesce(k.marked, 0) as marked,
			coalesce(k.came, 0) > 0 or e.tallied_at is not null as started,
			coalesce(t.zone, '') as zone, coalesce(t.fifth, '') as fifth
		from enrolments e join cs on cs.id = e.cohort_id
		join insured i on i.id = e.insured_id
		left join marks k on k.enrolment_id = e.id
		left join communes t on t.insee = i.insee and t.organisation_id = cs.organisation_id
		where e.enrolled_at is not null
	)`, `
	invited as materialized (
		select n.cohort_id, coalesce(t.zone, '') as zone, coalesce(t.fifth, '') as fifth
		from invitations n join cs on cs.id = n.cohort_id
		join insured i on i.id = n.insured_id
		left join communes t on t.insee = i.insee and t.organisation_id = cs.organisation_id
		where n.sent_at is not null
		group by n.cohort_id, n.insured_id, t.zone, t.fifth
	)`, `
	answered as materialized (
		select s.cohort_id, count(*) as n,
			case when count(*) >= @countable and not exists (
				select 1 from assignments a where a.cohort_id = s.cohort_id and a.moment = 'end' and a.used_on is null and a.answer_by >= @today)
			and exists (select 1 from assignments a where a.cohort_id = s.cohort_id and a.moment = 'end') then 1 else 0 end as counts
		from submissions s join cs on cs.id = s.cohort_id
		where s.moment = 'end'
		group by s.cohort_id
	)`, `
	first_scales as materialized (
		select q.questionnaire_id, q.key from questions q
		where q.kind = 'scale' and q.lowest = 1 and q.highest = 5 and q.position = (
			select min(o.position) from questions o where o.questionnaire_id = q.questionnaire_id and o.kind = 'scale')
	)`, `
	given as materialized (
		select s.cohort_id, s.questionnaire_id, w.question_key, w.value
		from submissions s join answered on answered.cohort_id = s.cohort_id and answered.counts = 1
		join answers w on w.submission_id = s.id
		where s.moment = 'end' and w.value <> ''
	)`, `
	steps as materialized (
		select g.cohort_id, g.value, count(*) as n from given g
		join first_scales s on s.questionnaire_id = g.questionnaire_id and s.key = g.question_key group by g.cohort_id, g.value
	)`, `
	veiled as materialized (
		select distinct cohort_id from steps where n < @countable
	)`, `
	chosen as materialized (
		select g.cohort_id, k.code, count(*) as n,
			sum(case when (@separator || g.value || @separator) like ('%' || @separator || k.code || @separator || '%') then 1 else 0 end) as chose
		from given g cross join (@confidences) k where g.question_key = 'confidence' group by g.cohort_id, k.code
	)`, `
	doubted as materialized (
		select cohort_id, code, n, chose from chosen
		where chose between 1 and @countable - 1 or n - chose between 1 and @countable - 1
	)`,
}

// figureParts are the figures.
var figureParts = []string{
	`select id as cohort_id, 'cohort' as kind, 'cohorts' as code, 1 as n from cs`,
	`select id, 'cohort', 'places', capacity from cs`,
	`select cohort_id, 'cohort', 'met', 1 from people where started group by cohort_id`,
	`select cohort_id, 'cohort', 'meetings', count(*) from held group by cohort_id`,
	`select cohort_id, 'cohort', 'minutes', sum(minutes) from held group by cohort_id`,
	`select cohort_id, 'cohort', 'invited', count(*) from invited group by cohort_id`,
	`select cohort_id, 'people', 'enrolled', count(*) from people group by cohort_id`,
	`select cohort_id, 'people', 'started', count(*) from people where started group by cohort_id`,
	`select cohort_id, 'people', 'completed', count(*) from people where started and came >= threshold group by cohort_id`,
	`select cohort_id, 'people', 'came', sum(came) from people group by cohort_id`,
	`select cohort_id, 'people', 'marked', sum(marked) from people group by cohort_id`,
	`select cohort_id, 'people', 'marked_net', sum(marked) from people where came > 0 group by cohort_id`,
	`select p.cohort_id, 'age', case when p.birth_date is null or p.birth_date > p.first_date then ''
		when @age <= 24 then 'under_25' when @age <= 39 then '25_39' when @age <= 49 then '40_49'
		when @age <= 59 then '50_59' when @age <= 67 then '60_67' when @age <= 130 then '68_over' else '' end as code, count(*)
	from people p where p.started and not p.tallied group by 1, 3`,
	`select cohort_id, 'pathology', pathology, count(*) from people where started and not tallied group by cohort_id, pathology`,
	`select cohort_id, 'occupation', occupation_group, count(*)
	from people where started and not tallied and occupation_group <> '' group by cohort_id, occupation_group`,
	`select t.cohort_id, t.kind, t.code, t.n from cohort_tallies t join cs on cs.id = t.cohort_id`,
	`select p.cohort_id, 'outcome', coalesce(f.outcome, ''), count(*)
	from people p left join follow_ups f on f.enrolment_id = p.id where p.started group by p.cohort_id, coalesce(f.outcome, '')`,
	`select p.cohort_id, 'whereof', f.outcome || '/' || f.whereof, count(*)
	from people p join follow_ups f on f.enrolment_id = p.id where p.started and f.whereof <> '' group by p.cohort_id, f.outcome, f.whereof`,
	`select d.cohort_id, 'people', 'booklets', count(*)
	from booklet_deliveries d join cs on cs.id = d.cohort_id left join messages m on m.dedupe_key = 'booklet:' || d.id
	where ` + bookletGiven + ` group by d.cohort_id`,
	`select cohort_id, 'leaving', reason, count(*) from people where started and state = 'dropped_out' group by cohort_id, reason`,
	`select held.cohort_id, 'partner', f.partner_id, sum(held.minutes)
	from held join animations a on a.meeting_id = held.id and a.removed_at is null and a.reply <> 'declined'
	join facilitators f on f.id = a.facilitator_id group by held.cohort_id, f.partner_id`,
	`select id, 'zone_places', zone, capacity from sited`,
	`select p.cohort_id, 'zone_filled', s.zone, count(*) from people p join sited s on s.id = p.cohort_id where p.started group by p.cohort_id, s.zone`,
	`select cohort_id, 'zone_invited', zone, count(*) from invited group by cohort_id, zone`,
	`select cohort_id, 'zone_enrolled', zone, count(*) from people group by cohort_id, zone`,
	`select cohort_id, 'fifth_invited', fifth, count(*) from invited group by cohort_id, fifth`,
	`select cohort_id, 'fifth_enrolled', fifth, count(*) from people group by cohort_id, fifth`,
	`select cohort_id, 'asked', 'submissions', n from answered where counts = 1`,
	`select cohort_id, 'asked', 'left', 1 from answered where counts = 0`,
	`select a.cohort_id, 'asked', 'asked', count(*) from assignments a join answered on answered.cohort_id = a.cohort_id and answered.counts = 1
	where a.moment = 'end' group by a.cohort_id`,
	`select cohort_id, 'satisfied', value, n from steps`,
	`select s.cohort_id, 'veiled', case when s.value >= '4' then 'satisfied' else 'others' end as code, sum(s.n)
	from steps s join veiled v on v.cohort_id = s.cohort_id group by 1, 3`,
	`select cohort_id, 'veiled', 'sessions', 1 from veiled`,
	`select g.cohort_id, 'confidence', 'answered', count(*) from given g where g.question_key = 'confidence' group by g.cohort_id`,
	`select cohort_id, 'confidence', code, chose from chosen where chose > 0`,
	`select cohort_id, 'confidence_veiled', code || '/chose', chose from doubted`,
	`select cohort_id, 'confidence_veiled', code || '/not', n - chose from doubted`,
	`select cohort_id, 'confidence_veiled', code || '/sessions', 1 from doubted`,
}

// CohortScope keeps cohorts that were not cancelled. Units nil is every unit; the
// days bound their first; zero is open. Closed keeps those whose follow-up is over.
type CohortScope struct {
	Cohort      scheduling.CohortID
	Programme   scheduling.ProgrammeID
	Units       []scheduling.UnitID
	From, Until scheduling.Date
	Closed      bool
}

// condition is the scope as SQL about c and v, and what it is about.
func (s CohortScope) condition() (string, map[string]any) {
	about := map[string]any{
		"cohort": s.Cohort, "programme": s.Programme, "units": s.Units, "from": s.From, "until": s.Until,
	}
	sql := []string{"1 = 1"}
	for _, part := range []struct {
		sql string
		on  bool
	}{
		{"c.id = @cohort", s.Cohort != ""},
		{"v.programme_id = @programme", s.Programme != ""},
		{"c.unit_id in @units", s.Units != nil},
		{"c.first_date >= @from", !s.From.IsZero()},
		{"c.first_date <= @until", !s.Until.IsZero()},
		{"c.closed_at is not null", s.Closed},
	} {
		if part.on {
			sql = append(sql, part.sql)
		}
	}
	return strings.Join(sql, " and "), about
}
