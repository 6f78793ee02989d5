package reporting_test

import (
	"database/sql"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/store/storetest"
	"trame/scheduling/workflow/reporting"
)

// changes are what may happen to the facts of a report, of whatever row the lot
// falls on.
var changes = []string{
	"update attendances set status = 'absent_excused' where id = (select id from attendances order by id limit 1 offset @n)",
	"update attendances set status = 'present' where id = (select id from attendances order by id limit 1 offset @n)",
	"delete from attendances where id in (select a.id from attendances a where not exists (select 1 from attendance_changes c where c.attendance_id = a.id) order by a.id limit 3)",
	"update insured set birth_date = '1999-05-05', pathology = 'lung' where id = (select id from insured order by id limit 1 offset @n)",
	"update insured set insee = (select max(insee) from territories) where id = (select id from insured order by id limit 1 offset @n)",
	"update enrolments set state = 'dropped_out', reason = 'transport' where id = (select id from enrolments where state = 'enrolled' order by id limit 1 offset @few)",
	"update enrolments set enrolled_at = null where id = (select id from enrolments order by id limit 1 offset @n)",
	"update follow_ups set outcome = 'training' where id = (select id from follow_ups order by id limit 1 offset @n)",
	"update follow_ups set outcome = 'invalidity_1', whereof = 'seeks_work' where id = (select id from follow_ups order by id limit 1 offset @n)",
	"update follow_ups set whereof = '' where id = (select id from follow_ups order by id limit 1 offset @n)",
	"update insured set occupation_group = 'farmer' where id = (select id from insured order by id limit 1 offset @n)",
	"update insured set occupation_group = '' where id = (select id from insured order by id limit 1 offset @n)",
	"update booklet_deliveries set handed_at = prepared_at where id = (select id from booklet_deliveries order by id limit 1 offset @few)",
	"update booklet_deliveries set handed_at = null, returned_at = prepared_at where id = (select id from booklet_deliveries order by id limit 1 offset @few)",
	"delete from booklet_deliveries where id = (select id from booklet_deliveries order by id limit 1 offset @one)",
	"update messages set sent_at = created_at, failed_at = null where dedupe_key = (select 'booklet:' || min(id) from booklet_deliveries)",
	"update messages set failed_at = sent_at where dedupe_key = (select 'booklet:' || min(id) from booklet_deliveries)",
	"delete from messages where dedupe_key = (select 'booklet:' || max(id) from booklet_deliveries)",
	"delete from follow_ups where id = (select id from follow_ups order by id limit 1 offset @few)",
	"update meetings set held_at = null where id = (select id from meetings order by id limit 1 offset @n)",
	"update animations set removed_at = created_at where id = (select id from animations order by id limit 1 offset @n)",
	"update invitations set sent_at = null where id = (select id from invitations order by id limit 1 offset @few)",
	"update cohorts set cancelled_at = created_at where id = (select id from cohorts order by id limit 1 offset @few)",
	"update cohorts set closed_at = null where id = (select id from cohorts order by id limit 1 offset @few)",
	"update cohorts set closed_at = created_at, capacity = capacity + 1 where id = (select id from cohorts order by id limit 1 offset @few)",
	"update cohorts set first_date = '2016-02-29' where id = (select id from cohorts order by id limit 1 offset @few)",
	"update sites set insee = (select min(insee) from territories) where id = (select id from sites order by id limit 1 offset @one)",
	"update territories set fragility = 9900, zone = 'Nord' where insee = (select insee from territories order by insee limit 1 offset @few)",
	"update assignments set used_on = null, answer_by = '2027-01-20' where id = (select id from assignments order by id limit 1 offset @n)",
	"update answers set value = '2' where submission_id = (select id from submissions order by id limit 1 offset @few) and value = '5'",
}

func befall(t *testing.T, rows *sql.DB, dice *rand.Rand) string {
	t.Helper()
	sentence := changes[dice.IntN(len(changes))]
	for _, lot := range []struct{ name, value string }{
		{"@few", []string{"0", "3", "7", "9"}[dice.IntN(4)]},
		{"@one", []string{"0", "1"}[dice.IntN(2)]},
		{"@n", []string{"0", "17", "42", "80"}[dice.IntN(4)]},
	} {
		sentence = strings.ReplaceAll(sentence, lot.name, lot.value)
	}
	if _, err := rows.ExecContext(t.Context(), sentence); err != nil {
		t.Fatal(sentence, err)
	}
	return sentence
}

// handed are a few booklets, each with the message that brings it.
var handed = []string{
	"insert into booklet_deliveries (id, cohort_id, enrolment_id, channel, prepared_at) select 'delivery-' || id, cohort_id, id, 'mail', created_at from enrolments order by id limit 12",
	`insert into messages (id, unit_id, channel, kind, dedupe_key, thread, thread_order, cohort_id, recipient, sealed, due_at, created_at)
		select 'message-' || id, 'unit-95', 'mail', 'booklet', 'booklet:' || id, id, 0, cohort_id, '', '', prepared_at, prepared_at from booklet_deliveries`,
}

// looks are the scopes that are compared after each change.
var looks = []store.CohortScope{
	{},
	{Closed: true},
	{Programme: "programme-vo", Closed: true},
	{Units: []scheduling.UnitID{"unit-95"}, From: scheduling.MustDate("2014-01-01"), Until: scheduling.MustDate("2016-02-29")},
	{From: scheduling.MustDate("2013-03-14"), Until: scheduling.MustDate("2016-03-10")},
}

func TestWhatIsKeptIsWhatACountWouldGive(t *testing.T) {
	clock := storetest.NewClock(today)
	reference.EachDialect(t, clock, func(t *testing.T, db *store.DB) {
		clock.Set(time.Date(2027, 1, 12, 9, 0, 0, 0, time.UTC))
		desk, rows, dice := reporting.New(db), storetest.SQL(t, db), rand.New(rand.NewPCG(20, 27))
		for _, s := range handed {
			if _, err := rows.ExecContext(t.Context(), s); err != nil {
				t.Fatal(s, err)
			}
		}
		if err := desk.Keep(t.Context()); err != nil {
			t.Fatal(err)
		}
		last := "nothing"
		for n := range 30 {
			err := db.Read(t.Context(), func(tx *store.Tx) error {
				look := looks[n%len(looks)]
				kept, err := tx.Figures(look)
				if err != nil {
					return err
				}
				counted, err := tx.CountFigures(look)
				if !reflect.DeepEqual(bare(kept), bare(counted)) {
					t.Errorf("after %s, %+v\nkept    %v\ncounted %v", last, look, kept, counted)
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			switch {
			case n == 24: // the last day to answer goes by
				clock.Add(30 * 24 * time.Hour)
			case n%7 == 6:
				if err := desk.Keep(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
			last = befall(t, rows, dice)
		}
	})
}

// bare leaves out the kinds of which nothing is counted.
func bare(f store.Figures) store.Figures {
	for kind, counts := range f {
		if len(counts) == 0 {
			delete(f, kind)
		}
	}
	return f
}
