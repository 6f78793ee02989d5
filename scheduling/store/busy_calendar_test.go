package store_test

import (
	"errors"
	"reflect"
	"testing"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/store/storetest"
)

// busyWorld has an agent and a calendar of hers that is due at noon.
func busyWorld(t *testing.T, db *store.DB) scheduling.BusyCalendar {
	t.Helper()
	world(t, db)
	calendar := scheduling.BusyCalendar{
		ID: "b", Resource: "user:a", Source: scheduling.BusyAddress, Sealed: []byte("sealed"), Shown: "example.fr", AddedBy: "a",
		AddedAt: db.Now(), NextAt: time.Date(2027, 1, 12, 12, 0, 0, 0, time.UTC),
	}
	err := db.Write(t.Context(), func(tx *store.Tx) error {
		return errors.Join(
			tx.AddUser(scheduling.User{ID: "a", Organisation: "o", Email: "a@b.fr", Active: true, CreatedAt: tx.Now}, "hash"),
			tx.AddBusyCalendar(calendar))
	})
	if err != nil {
		t.Fatal(err)
	}
	return calendar
}

func TestADueCalendarIsHandedToOneAtATime(t *testing.T) {
	clock := storetest.NewClock("2027-01-12T11:59:00Z")
	storetest.EachDialect(t, clock, func(t *testing.T, db *store.DB) {
		clock.Set(time.Date(2027, 1, 12, 11, 59, 0, 0, time.UTC))
		busyWorld(t, db)
		lease := func() (n int) {
			err := db.Write(t.Context(), func(tx *store.Tx) error {
				due, err := tx.LeaseBusyCalendars(10, 2*time.Minute)
				n = len(due)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		var got []int
		for range 3 {
			got = append(got, lease())
			clock.Add(time.Minute)
		}
		clock.Add(time.Minute) // the lease is over, and nobody saved
		if got = append(got, lease()); !reflect.DeepEqual(got, []int{0, 1, 0, 1}) {
			t.Errorf("handed out %v", got)
		}
	})
}

func TestBusyTimeIsReplacedWholeAndForgottenWithItsCalendar(t *testing.T) {
	storetest.EachDialect(t, storetest.NewClock("2027-01-12T11:59:00Z"), func(t *testing.T, db *store.DB) {
		calendar := busyWorld(t, db)
		at := time.Date(2027, 2, 1, 9, 0, 0, 0, time.UTC)
		first := []scheduling.Span{{From: at, Until: at.Add(time.Hour)}, {From: at.Add(24 * time.Hour), Until: at.Add(25 * time.Hour)}}
		second := first[1:]
		err := db.Write(t.Context(), func(tx *store.Tx) error {
			calendar.ETag, calendar.AnsweredAt = `"1"`, tx.Now
			return errors.Join(tx.ReplaceBusySpans("b", first), tx.ReplaceBusySpans("b", second), tx.SaveBusyCalendar(calendar))
		})
		if err != nil {
			t.Fatal(err)
		}
		err = db.Read(t.Context(), func(tx *store.Tx) error {
			kept, err := tx.BusyCalendar("b")
			if err != nil || !reflect.DeepEqual(kept, calendar) {
				t.Errorf("kept %+v, want %+v (%v)", kept, calendar, err)
			}
			spans, err := tx.BusySpans("b")
			if !reflect.DeepEqual(spans, second) {
				t.Errorf("spans %v, want %v", spans, second)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		err = db.Write(t.Context(), func(tx *store.Tx) error {
			if err := tx.RemoveBusyCalendar("b"); err != nil {
				return err
			}
			if n, err := tx.Count("busy_spans"); n != 0 || err != nil {
				t.Errorf("%d spans outlive their calendar (%v)", n, err)
			}
			if list, err := tx.BusyCalendars("user:a"); len(list) != 0 || err != nil {
				t.Errorf("%d calendars are left (%v)", len(list), err)
			}
			return tx.SaveBusyCalendar(calendar)
		})
		if scheduling.KindOf(err) != scheduling.Conflict {
			t.Errorf("what was removed is saved again: %v", err)
		}
	})
}

func TestAbsencesAndHoursComeBackAsTheyWentIn(t *testing.T) {
	storetest.EachDialect(t, storetest.NewClock("2027-01-12T11:59:00Z"), func(t *testing.T, db *store.DB) {
		day := scheduling.MustDate
		hours := []scheduling.WeeklyHours{{Resource: "user:a", Weekday: time.Monday, From: 540, Until: 720}, {Resource: "user:a", Weekday: time.Thursday, From: 540, Until: 1440}}
		absence := scheduling.Absence{ID: "x", Resource: "user:a", From: day("2027-02-01"), Until: day("2027-02-03"), AllDay: true, Label: "congés"}.Tidy()
		other := scheduling.Absence{ID: "y", Resource: "user:b", From: day("2027-02-01"), Until: day("2027-02-01"), Start: 540, End: 600}
		err := db.Write(t.Context(), func(tx *store.Tx) error {
			return errors.Join(tx.ReplaceWeeklyHours("user:a", hours[:1]), tx.ReplaceWeeklyHours("user:a", hours), tx.AddAbsence(absence), tx.AddAbsence(other))
		})
		if err != nil {
			t.Fatal(err)
		}
		err = db.Write(t.Context(), func(tx *store.Tx) error {
			got, err := tx.WeeklyHours("user:a", "user:b")
			if !reflect.DeepEqual(got, hours) || err != nil {
				t.Errorf("hours %v (%v)", got, err)
			}
			for name, test := range map[string]struct {
				from, until string
				want        int
			}{"in it": {"2027-02-02", "2027-02-02", 1}, "before": {"2027-01-01", "2027-01-31", 0}, "after": {"2027-02-04", "", 0}, "open": {"2027-01-01", "", 2}} {
				until, _ := scheduling.ParseDate(test.until)
				list, err := tx.Absences([]string{"user:a", "user:b"}, day(test.from), until)
				if len(list) != test.want || err != nil {
					t.Errorf("%s: %v (%v)", name, list, err)
				}
			}
			kept, err := tx.Absence("x")
			if kept != absence {
				t.Errorf("kept %+v", kept)
			}
			return errors.Join(err, tx.RemoveAbsence("x"))
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
