package filing_test

import (
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/store/storetest"
)

// paths lead from a row of a table to the person it is of; a column that is
// found in the schema and not here fails the test.
var paths = map[string]string{
	"insured_id":    "insured_id = '%s'",
	"enrolment_id":  "enrolment_id in (select id from enrolments where insured_id = '%s')",
	"attendance_id": "attendance_id in (select id from attendances where enrolment_id in (select id from enrolments where insured_id = '%s'))",
	"first_id":      "first_id = '%s'",
	"message_id":    "message_id in (select id from messages where insured_id = '%s')",
	"owner":         "owner = 'insured:%s'", // of facilitators and agents too
}

// structural are text columns that take any word and hold none of a person's:
// ids of ours, codes that the program writes.
var structural = regexp.MustCompile(`^(` + strings.Join([]string{
	`\w+\.(id|\w+_id|by|closed_by|checked_by)`, `\w+\.merged_into`, `insured\.(insee|language)`, `referrals\.source`, `redirections\.reason`,
	`eligibility_checks\.rules_hash`, `incoming\.(kind|verdict|reply|digest)`, `returned_addresses\.owner`, `follow_ups\.outcome`, `enrolment_changes\.(from_state|to_state)`, `attendance_changes\.(from_status|to_status)`,
	`phone_calls\..*`, `messages\.(kind|dedupe_key|thread|recipient)`,
}, "|") + `)$`)

// days are text on SQLite.
var days = regexp.MustCompile(`(_on|_date|_start|_end|_from|_since|_by|_until|^as_of)$`)

// look is a test's own way into the tables.
type look struct {
	*house
	raw      *sql.DB
	postgres bool
}

func (h *house) look() look {
	raw := storetest.SQL(h, h.db)
	_, err := raw.ExecContext(h.Context(), "select sqlite_version()")
	return look{h, raw, err != nil}
}

// columns lists, by table, the columns and which of them take words or bytes.
func (l look) columns() map[string]map[string]bool {
	l.Helper()
	query := `select m.name || ' ' || c.name || ' ' || lower(c.type) from sqlite_master m, pragma_table_info(m.name) c where m.type = 'table' and m.name not like 'sqlite_%'`
	if l.postgres {
		query = `select table_name || ' ' || column_name || ' ' || data_type from information_schema.columns where table_schema = 'public'`
	}
	found := map[string]map[string]bool{}
	for _, line := range l.rows(query) {
		parts := strings.SplitN(line, " ", 3)
		if found[parts[0]] == nil {
			found[parts[0]] = map[string]bool{}
		}
		found[parts[0]][parts[1]] = slices.Contains([]string{"text", "bytea", "blob"}, parts[2])
	}
	return found
}

// ofPerson is the condition that finds a person's rows of each table.
func (l look) ofPerson(id scheduling.InsuredID) map[string]string {
	conditions := map[string]string{"insured": "id = '" + string(id) + "'"}
	for table, columns := range l.columns() {
		for column := range columns {
			if path, leads := paths[column]; leads && (table != "enrolments" || column == "insured_id") && table != "feeds" {
				conditions[table] = fmt.Sprintf(path, id)
			}
		}
	}
	return conditions
}

// mark writes a word into every column of a person's that takes one, and counts
// where it stands.
func (l look) mark(id scheduling.InsuredID, word string) (marked []string) {
	l.Helper()
	all := l.columns()
	for table, condition := range l.ofPerson(id) {
		for column, takes := range all[table] {
			if !takes || days.MatchString(column) || structural.MatchString(table+"."+column) {
				continue
			}
			value := "'" + word + "'"
			if strings.HasSuffix(column, "_hash") || column == "mark" { // unique
				value = "'" + word + "' || " + map[bool]string{true: "id", false: "attendance_id || cast(at as text)"}[all[table]["id"] || table != "attendance_changes"]
			}
			result, err := l.raw.ExecContext(l.Context(), "update "+table+" set "+column+" = "+value+" where "+condition)
			if err != nil {
				continue // a constraint keeps words out
			}
			if n, err := result.RowsAffected(); err == nil && n > 0 {
				marked = append(marked, table+"."+column)
			}
		}
	}
	slices.Sort(marked)
	return marked
}

// dump is every row of every table as text, by table.
func (l look) dump() map[string][]string {
	l.Helper()
	found := map[string][]string{}
	for table := range l.columns() {
		found[table] = l.rows("select * from " + table)
	}
	return found
}

func (l look) run(statement string) {
	l.Helper()
	_, err := l.raw.ExecContext(l.Context(), statement)
	l.ok(err)
}

// rows are those of a query, each as one text.
func (l look) rows(query string) (list []string) {
	l.Helper()
	rows, err := l.raw.QueryContext(l.Context(), query)
	l.ok(err)
	defer rows.Close()
	names, err := rows.Columns()
	l.ok(err)
	for rows.Next() {
		values, targets, parts := make([]any, len(names)), make([]any, len(names)), make([]string, len(names))
		for n := range values {
			targets[n] = &values[n]
		}
		l.ok(rows.Scan(targets...))
		for n, v := range values {
			if bytes, ok := v.([]byte); ok {
				v = string(bytes)
			}
			parts[n] = fmt.Sprint(v)
		}
		list = append(list, strings.Join(parts, "|"))
	}
	l.ok(rows.Err())
	return list
}

// all is a dump in one.
func all(dump map[string][]string) string {
	var text strings.Builder
	for _, table := range slices.Sorted(maps.Keys(dump)) {
		for _, row := range dump[table] {
			text.WriteString(table + ": " + row + "\n")
		}
	}
	return text.String()
}

// furnish gives a participant something in every table that may hold something
// of hers.
func (h *house) furnish(p store.Participant, other scheduling.InsuredID, n int) {
	h.Helper()
	id := p.Insured.ID
	h.write(func(tx *store.Tx) error {
		old := tx.Now.AddDate(-10, 0, 0)
		r := scheduling.Referral{ID: store.NewID[scheduling.ReferralID](), Insured: id, Unit: "unit-95", Source: scheduling.FromCPAM90, ReceivedOn: scheduling.DateOf(old), CreatedAt: old, Version: 1}
		im := scheduling.Import{
			ID: scheduling.ImportID(fmt.Sprintf("import-%d", n)), Organisation: "organisation-cramif", Unit: "unit-95", AskedBy: "agent-claire", AskedAt: old, Version: 1,
		}
		first, second := min(id, other), max(id, other)
		return errors.Join(
			tx.AddReferral(r),
			tx.Queue(scheduling.Message{
				ID: scheduling.MessageID(fmt.Sprintf("message-%d", n)), Unit: "unit-95", Channel: scheduling.ByMail, Kind: "offer", DedupeKey: fmt.Sprintf("offer-%d", n),
				Thread: "t", Insured: id, Recipient: "insured:" + string(id), Sealed: []byte("x"),
			}),
			tx.AddEligibilityChecks([]scheduling.EligibilityCheck{{
				ID: store.NewID[scheduling.EligibilityCheckID](), Insured: id, Referral: r.ID, VersionID: "version-vo-1", RulesHash: "h", On: r.ReceivedOn,
				Outcome: scheduling.Collective, Results: "[]", CheckedBy: "system", CheckedAt: old,
			}}),
			tx.AddRedirection(scheduling.Redirection{ID: store.NewID[scheduling.RedirectionID](), Referral: r.ID, Insured: id, Reason: "pension", Target: "3960", By: "agent-claire", At: old}),
			tx.SetNIR(store.KeptNIR{Insured: id, Key: fmt.Sprintf("key-%d", n), Sealed: []byte("sealed"), SetAt: old}),
			tx.AddImport(im),
			tx.AddImportRows([]scheduling.ImportRow{{Import: im.ID, Line: 2, Verdict: scheduling.RowToUpdate, Sealed: []byte("x"), Insured: id}}),
			tx.AddImportChanges([]scheduling.ImportChange{{Import: im.ID, Line: 2, Insured: id, Before: []byte("x"), After: "a"}}),
			tx.AddPhoneCall(scheduling.PhoneCall{
				ID: store.NewID[scheduling.PhoneCallID](), Cohort: p.Enrolment.Cohort, Enrolment: p.Enrolment.ID, Purpose: scheduling.CallOutOfReach,
				Outcome: scheduling.CallReached, NextStep: scheduling.StepComes, By: "agent-claire", At: old,
			}),
			tx.AddInvitation(scheduling.Invitation{
				ID: store.NewID[scheduling.InvitationID](), Cohort: p.Enrolment.Cohort, Insured: id, Channel: scheduling.ByMail, TokenHash: fmt.Sprintf("t%d", n),
				CodeHash: fmt.Sprintf("c%d", n), Sealed: []byte("x"), PreparedBy: "agent-claire", PreparedAt: old, WithdrawnAt: old,
			}),
			tx.AddEnrolmentChange(scheduling.EnrolmentChange{Enrolment: p.Enrolment.ID, From: "enrolled", To: "enrolled", Reason: "x", By: "system", At: old}),
			h.history(tx, p),
			tx.AddWitness(scheduling.Witness{
				ID: store.NewID[scheduling.WitnessID](), Insured: id, GivenOn: r.ReceivedOn, Way: scheduling.ConsentByPhone, Limits: "x",
				ValidUntil: r.ReceivedOn.AddMonths(24), RecordedBy: "agent-claire", RecordedAt: old, TokenHash: fmt.Sprintf("w%d", n), Version: 1,
			}),
			h.testimony(tx, p, n),
			tx.SayDistinct(first, second, "agent-claire"),
		)
	})
}

// testimony has her asked to the first meeting of the house.
func (h *house) testimony(tx *store.Tx, p store.Participant, n int) error {
	meetings, err := tx.Meetings(p.Enrolment.Cohort)
	if err != nil {
		return err
	}
	return tx.AddTestimony(scheduling.Testimony{
		ID: store.NewID[scheduling.TestimonyID](), Insured: p.Insured.ID, Meeting: meetings[0].ID, Form: scheduling.InPerson, TokenHash: fmt.Sprintf("y%d", n),
		AskedBy: "agent-claire", AskedAt: meetings[0].StartsAt, AnswerBy: meetings[0].Date, Note: "x", Version: 1,
	})
}

// history adds a line to one of her presences.
func (h *house) history(tx *store.Tx, p store.Participant) error {
	list, err := tx.AttendancesWith(p.Insured.ID)
	if err != nil || len(list) == 0 {
		return err
	}
	return tx.AddAttendanceChange(scheduling.AttendanceChange{
		Attendance: list[0].ID, From: "expected", To: "present", By: "agent-claire", At: tx.Now.Add(-time.Hour), Mark: "m" + string(list[0].ID),
	})
}
