package reporting_test

import (
	"context"
	"database/sql"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/store/storetest"
	"trame/scheduling/valdoise"
	"trame/scheduling/workflow/reporting"
)

var rowsFlag = flag.Int("rows", 2000, "participations of BenchmarkNation; a nation's ten years are 1600000")

// BenchmarkNation draws the report of ten years, ten people a session, in 27
// units: from what is kept, from the rows, and by hand.
//
//	go test ./scheduling/workflow/reporting -run '^$' -bench Nation -rows 1600000 -timeout 2h
func BenchmarkNation(b *testing.B) {
	b.Run("sqlite", func(b *testing.B) {
		benchNation(b, "sqlite", filepath.Join(b.TempDir(), "nation.db"))
	})
	if os.Getenv("TRAME_TEST_POSTGRES") != "" {
		b.Run("postgres", func(b *testing.B) { benchNation(b, "pgx", storetest.Postgres(b)) })
	}
}

func benchNation(b *testing.B, driver, address string) {
	db, err := store.Open(b.Context(), address, storetest.NewClock(today).Now)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	if err := valdoise.Load(b.Context(), db, "hash"); err != nil {
		b.Fatal(err)
	}
	rows := nation(b, driver, address, *rowsFlag)
	desk, all := reporting.New(db), actor(scheduling.UnitManager, nationUnits(b, db)...)
	began := time.Now()
	if err := desk.Keep(b.Context()); err != nil {
		b.Fatal(err)
	}
	b.Logf("%d participations kept in %s", *rowsFlag, time.Since(began).Round(time.Millisecond))
	if driver == "pgx" {
		if _, err := rows.ExecContext(b.Context(), "vacuum analyze"); err != nil {
			b.Fatal(err)
		}
	}
	took := map[string]time.Duration{}
	timed := func(name string, once func(b *testing.B)) {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				once(b)
			}
			took[name] = b.Elapsed() / time.Duration(b.N)
		})
	}
	timed("report", func(b *testing.B) {
		r, err := desk.Report(b.Context(), all, reporting.Scope{})
		if err != nil || r.Started != *rowsFlag/10*9 {
			b.Fatal(r.Started, err)
		}
	})
	figures := func(read func(tx *store.Tx) (store.Figures, error)) func(b *testing.B) {
		return func(b *testing.B) {
			err := db.Read(b.Context(), func(tx *store.Tx) error {
				_, err := read(tx)
				return err
			})
			if err != nil {
				b.Fatal(err)
			}
		}
	}
	timed("kept", figures(func(tx *store.Tx) (store.Figures, error) { return tx.Figures(store.CohortScope{Closed: true}) }))
	timed("recount", figures(func(tx *store.Tx) (store.Figures, error) { return tx.CountFigures(store.CohortScope{Closed: true}) }))
	timed("by-hand", func(b *testing.B) {
		conn, err := rows.Conn(b.Context())
		if err != nil {
			b.Fatal(err)
		}
		defer func() { _ = conn.Close() }()
		for _, query := range byHand(driver) {
			if err := drain(b.Context(), conn, query); err != nil {
				b.Fatal(query, err)
			}
		}
	})
	b.Run("ratios", func(b *testing.B) {
		for b.Loop() { // nothing more: what was timed above, side by side
			_ = took
		}
		hand := took["by-hand"].Seconds()
		b.ReportMetric(took["recount"].Seconds()/hand, "recount/hand")
		b.ReportMetric(took["kept"].Seconds()/hand, "kept/hand")
		b.ReportMetric(took["report"].Seconds()/hand, "report/hand")
		b.ReportMetric(0, "ns/op")
	})
}

func nationUnits(b *testing.B, db *store.DB) (units []scheduling.UnitID) {
	b.Helper()
	err := db.Read(b.Context(), func(tx *store.Tx) (err error) {
		units, err = tx.UnitsBelow("unit-idf")
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	return units
}

func drain(ctx context.Context, db *sql.Conn, query string) error {
	rows, err := db.QueryContext(ctx, query)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() { // each row is read, as whoever asks would
	}
	return rows.Err()
}

// nation fills a base with n participations in n/10 sessions over ten years, nine
// in ten of whom came, as sets: row by row it would take an hour.
func nation(b *testing.B, driver, address string, n int) *sql.DB {
	b.Helper()
	if driver == "sqlite" {
		address = "file:" + address + "?_pragma=busy_timeout(60000)"
	}
	db, err := sql.Open(driver, address)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = db.Close() })
	conn, err := db.Conn(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	words := strings.NewReplacer("@day", "date('2017-01-01', '+' || (k.n % 3650) || ' days')", "@birth", "date('1957-01-01', '+' || (k.n * 37 % 16000) || ' days')", "@at", "'2017-01-01 08:00:00+00:00'", "@end", "'2017-01-01 10:00:00+00:00'")
	before, after := "select 1", "select 1"
	if driver == "pgx" {
		words = strings.NewReplacer("@day", "date '2017-01-01' + (k.n % 3650)", "@birth", "date '1957-01-01' + (k.n::bigint * 37 % 16000)::int", "@at", "timestamptz '2017-01-01 08:00Z'", "@end", "timestamptz '2017-01-01 10:00Z'")
		// Foreign keys and touches of a million rows are of no interest here.
		before, after = "set session_replication_role = replica", "insert into cohort_touches select id from cohorts"
	}
	began := time.Now()
	statements := []string{before}
	for _, line := range nationRows {
		count := n / 10
		if line.people {
			count = n
		}
		statements = append(statements, words.Replace(fmt.Sprintf(
			"insert into %s (%s) with recursive k (n) as (select 0 union all select n + 1 from k where n < %d) select %s", line.table, line.columns, count-1, line.values)))
	}
	for _, s := range append(statements, after) {
		if _, err := conn.ExecContext(b.Context(), s); err != nil {
			b.Fatal(s, err)
		}
	}
	b.Logf("%d participations loaded in %s", n, time.Since(began).Round(time.Millisecond))
	return db
}

var nationRows = []struct {
	table, columns, values string
	people                 bool
}{
	{"units", "id, organisation_id, parent_id, level, code, name", "'u' || k.n, 'organisation-cramif', 'unit-idf', 'unit', 'u' || k.n, 'Unité ' || k.n from k where k.n < 27", false},
	{
		"cohorts", "id, version_id, unit_id, label, site_id, lead_id, first_date, start_minute, cadence_weeks, capacity, created_by, created_at, closed_at",
		"'c' || k.n, (select min(id) from programme_versions), 'u' || (k.n % 27), 'Session ' || k.n, (select min(id) from sites), 'agent-claire', @day, 840, 1, 12, 'agent-claire', @at, @end from k", false,
	},
	{
		"meetings", "id, cohort_id, kind, position, date, start_minute, minutes, zone, starts_at, ends_at, site_id, held_at, uid, changed_at",
		"'m' || k.n || '-' || p.p, 'c' || k.n, 'module', p.p, @day, 840, 120, 'Europe/Paris', @at, @end, (select min(id) from sites), @end, 'm' || k.n || '-' || p.p, @at from k cross join (select 1 as p union all select 2 union all select 3) p", false,
	},
	{
		"insured", "id, unit_id, first_name, last_name, birth_date, insee, pathology, occupation_group, created_at",
		"'i' || k.n, 'u' || (k.n / 10 % 27), 'P', 'N', @birth, coalesce((select max(insee) from territories), ''), case k.n % 7 when 0 then 'lung' when 1 then '' else 'breast' end, case k.n % 5 when 0 then 'employee' when 1 then 'worker' when 2 then 'intermediate' else '' end, @at from k", true,
	},
	{
		"enrolments", "id, cohort_id, insured_id, state, reason, ranked_at, enrolled_at, created_at",
		"'e' || k.n, 'c' || (k.n / 10), 'i' || k.n, case when k.n % 23 = 0 then 'dropped_out' else 'enrolled' end, case when k.n % 23 = 0 then 'health' else '' end, @at, @at, @at from k", true,
	},
	{
		"attendances", "id, meeting_id, enrolment_id, status",
		"'a' || k.n || '-' || p.p, 'm' || (k.n / 10) || '-' || p.p, 'e' || k.n, case when k.n % 10 = 0 or (k.n + p.p) % 11 = 0 and p.p > 1 then 'absent_excused' else 'present' end from k cross join (select 1 as p union all select 2 union all select 3) p", true,
	},
	{
		"follow_ups", "id, enrolment_id, cohort_id, due_on, outcome, whereof",
		"'f' || k.n, 'e' || k.n, 'c' || (k.n / 10), @day, case k.n % 5 when 0 then 'work_resumed' when 1 then 'invalidity_2' when 2 then 'sick_leave' when 3 then 'lost' else '' end, case k.n % 15 when 0 then 'same_job' when 5 then 'adapted_job' when 1 then 'no_work' else '' end from k", true,
	},
	{"booklet_deliveries", "id, cohort_id, enrolment_id, channel, prepared_at, handed_at", "'b' || k.n, 'c' || (k.n / 10), 'e' || k.n, '', @at, case when k.n % 9 = 0 then null else @end end from k", true},
	{
		"assignments", "id, cohort_id, enrolment_id, questionnaire_id, moment, channel, token_hash, created_at, answer_by, used_on",
		"'s' || k.n, 'c' || (k.n / 10), 'e' || k.n, (select min(id) from questionnaires), 'end', 'mail', 's' || k.n, @at, @day, @day from k", true,
	},
	{"submissions", "id, cohort_id, questionnaire_id, moment, medium", "'s' || k.n, 'c' || (k.n / 10), (select min(id) from questionnaires), 'end', 'online' from k where k.n % 10 < 6", true},
	{"answers", "submission_id, question_key, value", "'s' || k.n, 'satisfaction_overall', case when k.n % 13 = 0 then '3' else '5' end from k where k.n % 10 < 6", true},
}

// byHand is what a good engineer would write who needs these figures once: the
// people in one pass, into a table of the connection's own, then what is asked of
// them.
func byHand(driver string) []string {
	years := "cast(substr(c.first_date, 1, 4) as integer) - cast(substr(i.birth_date, 1, 4) as integer) - (substr(c.first_date, 6) < substr(i.birth_date, 6))"
	if driver == "pgx" {
		years = "extract(year from age(c.first_date, i.birth_date))"
	}
	closed := "c.cancelled_at is null and c.closed_at is not null"
	return []string{
		`create temporary table came as
		with marks as materialized (
			select a.enrolment_id, sum(case when a.status in ('present', 'partial') then 1 else 0 end) as n, count(*) as marked
			from attendances a join meetings m on m.id = a.meeting_id join cohorts c on c.id = m.cohort_id
			where ` + closed + ` and m.kind = 'module' and m.held_at is not null and a.status <> 'expected' and a.status <> 'not_concerned'
			group by a.enrolment_id)
		select k.n, k.marked, c.threshold, e.state, e.reason, i.pathology, i.occupation_group, t.zone, f.outcome, f.whereof, ` + years + ` as years
		from marks k join enrolments e on e.id = k.enrolment_id join cohorts c on c.id = e.cohort_id join insured i on i.id = e.insured_id
		left join territories t on t.insee = i.insee left join follow_ups f on f.enrolment_id = e.id`,
		"select count(*), sum(c.capacity) from cohorts c where " + closed,
		"select count(*), sum(m.minutes) from meetings m join cohorts c on c.id = m.cohort_id where m.kind = 'module' and m.held_at is not null and " + closed,
		"select count(*), sum(case when n > 0 then 1 else 0 end), sum(case when n >= threshold then 1 else 0 end), sum(n), sum(marked), sum(case when n > 0 then marked else 0 end) from came",
		"select case when years <= 24 then 1 when years <= 39 then 2 when years <= 49 then 3 when years <= 59 then 4 else 5 end as band, count(*) from came where n > 0 group by 1",
		"select pathology, count(*) from came where n > 0 group by 1",
		"select occupation_group, count(*) from came where n > 0 group by 1",
		"select outcome, whereof, count(*) from came where n > 0 group by 1, 2",
		"select reason, count(*) from came where n > 0 and state = 'dropped_out' group by 1",
		"select zone, count(*) from came group by 1",
		"select count(*) from booklet_deliveries d join cohorts c on c.id = d.cohort_id where d.handed_at is not null and " + closed,
		"select count(*) from assignments a join cohorts c on c.id = a.cohort_id where a.moment = 'end' and " + closed,
		"select w.value, count(*) from answers w join submissions s on s.id = w.submission_id join cohorts c on c.id = s.cohort_id where s.moment = 'end' and w.question_key = 'satisfaction_overall' and " + closed + " group by 1",
		"drop table came",
	}
}
