package api_test

import (
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"trame/scheduling/store/storetest"
	"trame/scheduling/valdoise"
)

// class is who may read what stands in a column.
type class string

const (
	identity class = "id"      // names and addresses of a person: who may see people, and herself
	social   class = "social"  // personal social content: the social workers of her unit
	inner    class = "inner"   // the service's own words: no partner, no participant
	telling  class = "telling" // titles and places that tell of an illness: no participant (rule 13)
	peer     class = "peer"    // a co-animator's own name and address: no other partner
	coded    class = ""        // a code of a list, a date, a hash, an id: cannot hold a marker
)

// columns says it for every column of text in which something about people
// stands. A new column fails the test until somebody has decided.
var columns = map[string]map[string]class{
	"insured": {
		"first_name": identity, "last_name": identity, "street": identity, "email": identity, "internal_number": identity, "folded": identity,
		"city": coded, "postcode": coded, "insee": coded, "phone": coded, "birth_date": coded, "gender": coded, "language": coded,
		"address_wrong_on": coded, "deceased_on": coded, "paused_until": coded, "merged_into": coded,
		"notes": social, "occupation": social, "occupation_group": coded, "pathology": coded, "contract": coded,
	},
	"referrals": {
		"reference": identity, "source": coded, "received_on": coded, "closed_by": coded, "contract_on": coded, "followed": coded, "followed_since": coded,
		"fragility": coded, "invalidity": coded, "invalidity_on": coded, "leave_end": coded, "leave_kind": coded, "leave_start": coded, "leave_time": coded,
		"long_illness": coded, "low_allowance": coded, "low_per_head": coded, "part_time_from": coded, "purpose": coded, "scheme": coded, "solidarity_cover": coded,
	},
	"redirections":       {"note": social, "target": social, "reason": coded, "by_user": coded},
	"eligibility_checks": {"override_reason": social, "results": coded, "becomes_on": coded, "checked_by": coded, "checked_on": coded, "outcome": coded, "overridden": coded, "overridden_by": coded, "rules_hash": coded, "review": coded},
	"invitations":        {"comment": identity, "channel": coded, "merged_into": coded, "code_hash": coded, "prepared_by": coded, "reason": coded, "reply": coded, "reply_by": coded, "token_hash": coded},
	"enrolments":         {"priority_reason": identity, "reason": coded, "state": coded},
	"enrolment_changes":  {"reason": coded, "by": coded, "from_state": coded, "to_state": coded},
	"attendances":        {"reason": coded, "marked_by": coded, "status": coded},
	"attendance_changes": {"reason": coded, "by_user": coded, "from_status": coded, "mark": coded, "to_status": coded},
	"follow_ups":         {"details": social, "whereof": coded, "closed_reason": coded, "as_of": coded, "due_on": coded, "outcome": coded, "planned_on": coded, "recorded_by": coded, "source": coded, "proposed_by": coded, "token_hash": coded, "comes": coded, "testifies": coded},
	"witnesses":          {"limits": identity, "forms": coded, "themes": coded, "given_on": coded, "way": coded, "valid_until": coded, "token_hash": coded, "asked_by": coded, "recorded_by": coded, "withdrawn_by": coded},
	"testimonies":        {"note": identity, "form": coded, "channel": coded, "token_hash": coded, "asked_by": coded, "answer_by": coded, "reply": coded, "replied_by": coded, "confirmed_by": coded, "cancelled_by": coded, "outcome": coded, "noted_by": coded},
	"witness_themes":     {"label": coded}, // of a list, shown to whoever consents
	"visitors":           {"name": identity, "kind": coded, "added_by": coded},
	"phone_calls":        {"purpose": coded, "outcome": coded, "next_step": coded, "called_by": coded},
	"insured_nirs":       {"nir_key": coded},
	"lessons":            {"to_keep": inner, "to_change": inner, "written_by": coded},
	"cohorts":            {"notes": inner, "label": coded, "reason": coded, "first_date": coded, "created_by": coded},
	"partners":           {"notes": inner, "name": telling, "kind": coded},
	"programme_versions": {"problem": inner, "context": inner, "public": inner, "title": telling, "objectives": telling, "method": telling, "public_title": coded, "axis": coded, "content_hash": coded, "created_by": coded, "submitted_by": coded},
	"modules":            {"title": telling, "message": telling, "method": telling, "to_bring": coded, "kind": coded, "partners": coded},
	"approvals":          {"comment": inner, "content_hash": coded, "level": coded, "verdict": coded},
	"sites":              {"name": telling, "public_place": coded, "access_notes": coded, "city": coded, "insee": coded, "parking": coded, "phone": coded, "postcode": coded, "school_zone": coded, "street": coded, "time_zone": coded, "transport": coded},
	"facilitators":       {"last_name": peer, "email": peer, "first_name": coded, "function": coded, "phone": coded},
	"death_corrections":  {"reason": inner, "noted_on": coded, "asked_by": coded, "decided_by": coded},
	"free_texts":         {"moment": coded, "question_key": coded, "verdict": coded},
	"guide_steps":        {"title": telling, "detail": telling},
}

// mark finds a marker wherever it got to: its class and what it stands for, a
// person's id or a column.
var mark = regexp.MustCompile(`(?i)zq(id|social|inner|telling|peer)0([a-z0-9]+?)0qz`)

// stains are the markers of a text: class to what they stand for.
func stains(text string) map[class][]string {
	found := map[class][]string{}
	for _, m := range mark.FindAllStringSubmatch(text, -1) {
		c, of := class(strings.ToLower(m[1])), strings.ToLower(m[2])
		if !slices.Contains(found[c], of) {
			found[c] = append(found[c], of)
		}
	}
	return found
}

// stain puts a marker in every column that people may read.
func stain(t *testing.T, rows *sql.DB) {
	t.Helper()
	for _, table := range slices.Sorted(maps.Keys(columns)) {
		for _, column := range textColumns(t, rows, table) {
			c, decided := columns[table][column]
			switch {
			case strings.HasSuffix(column, "_id") || column == "id":
			case !decided:
				t.Errorf("%s.%s: who may read it? Say so in columns", table, column)
			case c == identity, c == peer:
				key := "insured_id"
				switch table {
				case "insured", "facilitators":
					key = "id"
				case "enrolments", "visitors":
					key = "id" // of nobody in particular: whoever shows it shows too much
				}
				end := map[string]string{"email": "@example.org"}[column]
				run(t, rows, fmt.Sprintf(`update %s set %s = 'Zq%s0' || substr(lower(replace(replace(%s, '-', ''), '0', 'o')), -8) || '0qz%s'`, table, column, c, key, end)+
					map[string]string{"email": " where email <> ''"}[column])
			case c != coded:
				run(t, rows, fmt.Sprintf(`update %s set %s = 'zq%s0%s0qz'`, table, column, c, strings.ReplaceAll(table+column, "_", "")))
			}
		}
	}
}

func run(t *testing.T, rows *sql.DB, statement string) {
	t.Helper()
	if _, err := rows.ExecContext(t.Context(), statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

// list is the one column that query asks for.
func list(t *testing.T, rows *sql.DB, query string) (values []string) {
	t.Helper()
	result, err := rows.QueryContext(t.Context(), query)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	defer result.Close()
	for err == nil && result.Next() {
		var value string
		err = result.Scan(&value)
		values = append(values, value)
	}
	if err = errors.Join(err, result.Err()); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return values
}

// textColumns are a table's columns of text, as the first row's types say.
func textColumns(t *testing.T, rows *sql.DB, table string) (names []string) {
	t.Helper()
	result, err := rows.QueryContext(t.Context(), "select * from "+table+" limit 1")
	if err != nil {
		t.Fatal(err)
	}
	defer result.Close()
	types, err := result.ColumnTypes()
	if err = errors.Join(err, result.Err()); err != nil {
		t.Fatal(err)
	}
	for _, c := range types {
		if strings.EqualFold(c.DatabaseTypeName(), "text") || strings.EqualFold(c.DatabaseTypeName(), "date") {
			names = append(names, c.Name())
		}
	}
	return names
}

// files are what is taken home by a button.
var files = []string{"/api/v1/insured/export", "/api/v1/letters", "/api/v1/cohorts/cohort-argenteuil/letters"}

// TestRule25_NothingReachesWhoMayNotReadIt stands markers in the columns and
// looks at every page and every answer of the API as every role, as the same
// role next door, as a partner, as a participant and as nobody; at every mail,
// short message, letter and calendar; at the log.
func TestRule25_NothingReachesWhoMayNotReadIt(t *testing.T) {
	p := newPlatform(t)
	if err := valdoise.AddPresent(t.Context(), p.db, p.keys); err != nil {
		t.Fatal(err)
	}
	rows := storetest.SQL(t, p.db)
	stain(t, rows)
	run(t, rows, "update role_grants set unit_id = 'unit-92' where user_id = 'agent-samir'") // a social worker next door
	reads := map[string][]class{
		"claire.moreau": {identity, social, inner, telling, peer},
		"samir.benali":  {},
		"lucie.garnier": {identity, inner, telling, peer},
		"helene.dubois": {inner, telling, peer}, "marc.lefevre": {inner, telling, peer}, "ines.faure": {inner, telling, peer}, "anne.roussel": {inner, telling, peer},
		"paul.nguyen": {inner, telling, peer},
	}
	w := newWalk(t, p, rows)
	for _, who := range slices.Sorted(maps.Keys(reads)) {
		w.follow(who, "/")
	}
	w.describe()
	for _, who := range slices.Sorted(maps.Keys(reads)) {
		looked := map[string]got{}
		for _, path := range w.all() {
			looked["GET "+path] = w.get(who, path)
		}
		for _, path := range files {
			looked["POST "+path] = w.ask(who, http.MethodPost, path)
		}
		for path, a := range looked {
			for c, of := range stains(a.said) {
				if !slices.Contains(reads[who], c) {
					t.Errorf("%s, %s (%d) shows %s of %v", who, path, a.status, c, of)
				}
			}
			if found := stains(path + a.header); len(found) > 0 {
				t.Errorf("%s: an address or a header names %v: %s", path, found, a.header)
			}
		}
	}
	for _, path := range w.all() {
		if a := w.get("", path); a.status == http.StatusOK && len(stains(a.said)) > 0 {
			t.Errorf("nobody, GET %s shows %v", path, stains(a.said))
		}
	}
	if found := stains(p.logs.String()); len(found) > 0 {
		t.Errorf("the log holds %v", found)
	}
	if got := w.get("claire.moreau", "/personnes").said; len(stains(got)[identity]) == 0 {
		t.Error("the markers do not show where they should: nothing was proven")
	}
}
