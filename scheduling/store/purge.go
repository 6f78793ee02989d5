package store

import (
	"strings"
	"time"

	"trame/scheduling"
)

// wipe empties what a table keeps of one person. Its condition, and what it
// sets, take her id wherever they say @id, and the instant as @now.
type wipe struct {
	table string
	set   string // "" deletes the rows
	where string
}

const hers, herEnrolments = "insured_id = @id", "enrolment_id in (select id from enrolments where insured_id = @id)"

// coded keeps a reason that is of a list, which counts are made of, and no word
// that somebody typed.
var coded = "reason = case when reason in ('" +
	strings.Join(append(scheduling.DeclineReasons, scheduling.AbsenceReasons...), "', '") + "') then reason else '' end"

// whereofs are the codes that may stay.
func whereofs() string {
	var codes []string
	for _, o := range scheduling.OutcomeCodes {
		for _, w := range o.Whereofs() {
			codes = append(codes, "'"+string(w)+"'")
		}
	}
	return strings.Join(codes, ", ")
}

// socialWipes take the health and social reasons of a file (rule 27): what was
// examined, and every word on why.
var socialWipes = []wipe{
	{"insured", "pathology = '', occupation = '', occupation_group = '', contract = '', notes = '', social_erased_at = @now, version = version + 1", "id = @id"},
	{
		"referrals", `purpose = '', leave_start = null, leave_end = null, leave_kind = '', leave_time = '', part_time_from = null,
		contract_on = null, invalidity = '', invalidity_on = null, scheme = '', followed = '', followed_since = null, low_allowance = '',
		low_per_head = '', solidarity_cover = '', long_illness = '', fragility = '', closed_at = coalesce(closed_at, @now), version = version + 1`, hers,
	},
	{"eligibility_checks", "results = '[]', becomes_on = null, override_reason = '', review = ''", hers},
	{"redirections", "target = '', note = ''", hers},
	{"invitations", coded + ", comment = ''", hers},
	{"enrolments", coded + ", priority_reason = ''", hers},
	{"enrolment_changes", coded, herEnrolments},
	{"attendances", coded, herEnrolments},
	{"attendance_changes", coded, "attendance_id in (select id from attendances where " + herEnrolments + ")"},
	{"follow_ups", "details = '', closed_reason = '', whereof = case when whereof in (" + whereofs() + ") then whereof else '' end", herEnrolments},
}

// open holds for the sessions, by their id in a column, that nobody closed or
// cancelled.
func open(column string) string {
	return column + " in (select id from cohorts where cancelled_at is null and closed_at is null)"
}

// ownWords holds for answers in words of one's own: free texts, and what an open
// choice asked for.
const ownWords = `exists (select 1 from submissions s join questions q on q.questionnaire_id = s.questionnaire_id
	where s.id = answers.submission_id and (
		q.kind = 'text' and (answers.question_key = q.key or answers.question_key like q.key || '@%')
		or q.kind in ('single', 'multiple') and answers.question_key like q.key || '.%'))`

// identityWipes take who she is, how she was reached and what could lead back
// to her. What is left of her row counts in a unit and a commune.
var identityWipes = []wipe{
	{
		"insured", `internal_number = null, first_name = '', last_name = @name, birth_date = null, gender = '', street = '', postcode = '', city = '',
		email = '', phone = '', mail_consent = false, sms_consent = false, letter_consent = false, language = 'fr', deceased_on = null,
		paused_until = null, address_wrong_on = null, folded = '', erased_at = @now, version = version + 1`, "id = @id",
	},
	{"insured_nirs", "", hers},
	{"distinct_people", "", "first_id = @id or second_id = @id"},
	{"referrals", "reference = null", hers},
	{"death_corrections", "reason = ''", hers},
	{
		"invitations", `token_hash = 'erased:' || id, code_hash = 'erased:' || id, sealed = null,
		withdrawn_at = case when withdrawn_at is null and reply in ('', 'call_me') and ` + open("cohort_id") + ` then @now else withdrawn_at end`, hers,
	},
	{"paper_sheets", "", "assignment_id in (select id from assignments where " + herEnrolments + ")"},
	{"assignments", "token_hash = 'erased:' || id, sealed = null", herEnrolments},
	{"answers", "", "submission_id in (select id from submissions where " + herEnrolments + ") and " + ownWords},
	{"submissions", "enrolment_id = null", herEnrolments},
	{"follow_ups", "token_hash = null, comes = '', testifies = ''", herEnrolments},
	{"witnesses", "", hers},
	{
		"testimonies", `token_hash = null, note = '', cancelled_by = case when cancelled_at is null and outcome = '' then 'withdrawn' else cancelled_by end,
		cancelled_at = case when outcome = '' then coalesce(cancelled_at, @now) else cancelled_at end, version = version + 1`, hers,
	},
	{"booklet_deliveries", "token_hash = null", herEnrolments},
	{"follow_up_attempts", "", "follow_up_id in (select id from follow_ups where " + herEnrolments + ")"},
	{
		"enrolments", `state = 'withdrawn', left_at = @now, offered_until = null, version = version + 1`,
		hers + " and state in ('offered', 'waitlisted') and " + open("cohort_id"),
	},
	{"attendance_changes", "mark = null", "attendance_id in (select id from attendances where " + herEnrolments + ")"},
	{
		"messages", `sealed = '', error = '', receipt = null,
		dropped_at = case when sent_at is null and failed_at is null then coalesce(dropped_at, @now) else dropped_at end`, hers,
	},
	{"incoming", "sealed = null, raw = null", "message_id in (select id from messages where insured_id = @id)"},
	{"returned_addresses", "", "owner = 'insured:' || @id"},
	{"import_rows", "", `insured_id = @id or choice = @id or
		exists (select 1 from import_changes c where c.import_id = import_rows.import_id and c.line = import_rows.line and c.insured_id = @id)`},
	{"import_changes", "", hers},
	{"print_run_parts", "", "run_id in " + herRuns},
	{"print_runs", "forgotten_at = coalesce(forgotten_at, @now), version = version + 1", "id in " + herRuns},
	{"print_run_letters", "", "run_id in " + herRuns}, // the last: it leads to the others
}

// herRuns are the PDFs in which a letter to her stands.
const herRuns = `(select run_id from print_run_letters where invitation_id in (select id from invitations where insured_id = @id)
	or message_id in (select id from messages where insured_id = @id))`

// EraseSocial takes the health and social reasons of a person's file, and
// counts the rows by table.
func (tx *Tx) EraseSocial(id scheduling.InsuredID) (map[string]int, error) {
	return tx.wipe(socialWipes, id, "")
}

// EraseInsured takes all that is personal of a person; name is what her row is
// called by then. What counts are made of stays: places, presences, outcomes.
func (tx *Tx) EraseInsured(id scheduling.InsuredID, name string) (map[string]int, error) {
	counts, err := tx.wipe(socialWipes, id, "")
	if err != nil {
		return nil, err
	}
	more, err := tx.wipe(identityWipes, id, name)
	for table, n := range more {
		counts[table] = max(counts[table], n)
	}
	return counts, err
}

func (tx *Tx) wipe(wipes []wipe, id scheduling.InsuredID, name string) (map[string]int, error) {
	counts := map[string]int{}
	for _, w := range wipes {
		statement := "delete from " + w.table + " where " + w.where
		if w.set != "" {
			statement = "update " + w.table + " set " + w.set + " where " + w.where
		}
		args := map[string]any{"id": string(id), "now": tx.Now.UTC(), "name": name}
		result := tx.db.Exec(statement, args)
		if result.Error != nil {
			return nil, result.Error
		}
		if result.RowsAffected > 0 {
			counts[w.table] = max(counts[w.table], int(result.RowsAffected))
		}
	}
	return counts, nil
}

// PersonalTables are those that an erasure empties of a person; a test finds
// every table that leads to one.
func PersonalTables() map[string]bool {
	tables := map[string]bool{}
	for _, w := range append(socialWipes, identityWipes...) {
		tables[w.table] = true
	}
	return tables
}

// EraseMessages takes the content of up to limit messages of units that were
// settled before an instant, and counts them.
func (tx *Tx) EraseMessages(units []scheduling.UnitID, before time.Time, limit int) (int, error) {
	result := tx.db.Exec(`update messages set sealed = '', error = '', receipt = null where id in (
		select id from messages where `+messagesOver+` limit ?)`, units, before.UTC(), limit)
	return int(result.RowsAffected), result.Error
}

// messagesOver holds for messages of units whose content went nowhere since.
const messagesOver = "unit_id in ? and length(sealed) > 0 and coalesce(sent_at, failed_at, dropped_at) < ?"

// CountMessagesOver counts what EraseMessages would take.
func (tx *Tx) CountMessagesOver(units []scheduling.UnitID, before time.Time) (n int, err error) {
	return n, tx.db.Raw("select count(*) from messages where "+messagesOver, units, before.UTC()).Scan(&n).Error
}

// EraseVisitors takes the names of who came along to meetings of sessions of
// units that were closed or cancelled before an instant.
func (tx *Tx) EraseVisitors(units []scheduling.UnitID, before time.Time) (int, error) {
	result := tx.db.Exec(`update visitors set name = '' where name <> '' and meeting_id in (
		select m.id from meetings m join cohorts c on c.id = m.cohort_id where c.unit_id in ? and coalesce(c.cancelled_at, c.closed_at) < ?)`,
		units, before.UTC())
	return int(result.RowsAffected), result.Error
}
