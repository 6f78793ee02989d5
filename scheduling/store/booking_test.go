package store_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/store/storetest"
)

var monday = time.Date(2027, 1, 11, 8, 0, 0, 0, time.UTC)

// places adds two sites with two rooms each, two social workers, and n
// meetings m0, m1, … of one cohort, for bookings to hang on.
func places(t *testing.T, db *store.DB, n int) {
	t.Helper()
	_, unit := world(t, db)
	err := db.Write(t.Context(), func(tx *store.Tx) error {
		errs := []error{
			tx.AddUser(scheduling.User{ID: "u1", Organisation: "o", Email: "a@b.fr", FirstName: "Nadia", LastName: "Roux", Active: true, CreatedAt: tx.Now}, "h"),
			tx.AddUser(scheduling.User{ID: "u2", Organisation: "o", Email: "c@b.fr", FirstName: "Élise", LastName: "Morel", Active: true, CreatedAt: tx.Now}, "h"),
		}
		for _, site := range []scheduling.SiteID{"osny", "argenteuil"} {
			errs = append(errs,
				tx.AddSite(scheduling.Site{ID: site, Unit: unit, Name: "Site " + string(site), Street: "1 rue", Postcode: "95000", City: "Cergy", TimeZone: "Europe/Paris", Version: 1}),
				tx.AddRoom(scheduling.Room{ID: scheduling.RoomID(site + "-a"), Site: site, Name: "A", Capacity: 14}),
				tx.AddRoom(scheduling.Room{ID: scheduling.RoomID(site + "-b"), Site: site, Name: "B", Capacity: 14}),
			)
		}
		errs = append(errs,
			tx.AddProgramme(scheduling.Programme{ID: "p", Unit: unit, Code: "P", CreatedAt: tx.Now}),
			tx.AddProgrammeVersion(scheduling.ProgrammeVersion{ID: "v", Programme: "p", Number: 1, Title: "Cancer et emploi", PublicTitle: "Vos rencontres", Axis: "job_retention", GroupMin: 8, GroupMax: 12, CadenceWeeks: 1, CreatedBy: "u1", CreatedAt: tx.Now, Version: 1}),
			tx.AddCohort(scheduling.Cohort{ID: "c", VersionID: "v", Unit: unit, Label: "Printemps", Site: "osny", Lead: "u1", FirstDate: scheduling.DateOf(monday), Start: 540, CadenceWeeks: 1, Capacity: 12, CreatedBy: "u1", CreatedAt: tx.Now, Version: 1}),
		)
		for i := range n {
			id := fmt.Sprintf("m%d", i)
			errs = append(errs, tx.AddMeeting(scheduling.Meeting{
				ID: scheduling.MeetingID(id), Cohort: "c", Kind: scheduling.ModuleMeeting, Position: i + 1,
				Date: scheduling.DateOf(monday), Start: 540, Minutes: 60, Zone: "Europe/Paris",
				StartsAt: monday, EndsAt: monday.Add(time.Hour), Site: "osny", UID: id, ChangedAt: tx.Now, Version: 1,
			}))
		}
		return errors.Join(errs...)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// booked reads every booking back, as a clash-finder sees them.
func booked(t *testing.T, db *store.DB) []scheduling.Booking {
	t.Helper()
	var all []scheduling.Booking
	err := db.Read(t.Context(), func(tx *store.Tx) (err error) {
		all, err = tx.Bookings("room:osny-a", "room:osny-b", "room:argenteuil-a", "room:argenteuil-b", "user:u1", "user:u2")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestRule06_RacersNeverBookOneResourceTwice(t *testing.T) {
	storetest.EachDialect(t, storetest.NewClock("2027-01-04T08:00:00Z"), func(t *testing.T, db *store.DB) {
		const racers, each = 12, 12
		places(t, db, racers*each)
		drawn := rapid.SliceOfN(wanted(), racers*each, racers*each).Example(7)
		var race sync.WaitGroup
		failures := make(chan error, racers*each)
		for r := range racers {
			race.Go(func() {
				for i := range each {
					n := r*each + i
					failures <- book(t, db, fmt.Sprintf("m%d", n), drawn[n])
				}
			})
		}
		race.Wait()
		close(failures)
		for err := range failures {
			if err != nil {
				t.Error(err)
			}
		}
		all := booked(t, db)
		if clashes := scheduling.Clashes(all, nil); len(clashes) > 0 {
			t.Errorf("%d clashes among %d bookings, the first: %+v", len(clashes), len(all), clashes[0])
		}
		if len(all) == 0 {
			t.Error("nobody booked anything")
		}
	})
}

// slot is a room, one or two people, and a time on one busy day.
type slot struct {
	Room     string
	People   []string
	From, To int // quarters of an hour
}

func wanted() *rapid.Generator[slot] {
	return rapid.Custom(func(t *rapid.T) slot {
		from := rapid.IntRange(0, 40).Draw(t, "from")
		return slot{
			Room:   rapid.SampledFrom([]string{"osny-a", "osny-b", "argenteuil-a", "argenteuil-b"}).Draw(t, "room"),
			People: rapid.SampledFrom([][]string{{"u1"}, {"u2"}, {"u2", "u1"}, {"u1", "u2"}}).Draw(t, "people"),
			From:   from,
			To:     from + rapid.IntRange(1, 8).Draw(t, "length"),
		}
	})
}

func (s slot) bookings(meeting string) []scheduling.Booking {
	site := scheduling.SiteID(s.Room[:len(s.Room)-2])
	list := []scheduling.Booking{{Resource: "room:" + s.Room}}
	for _, p := range s.People {
		list = append(list, scheduling.Booking{Resource: "user:" + p})
	}
	for i := range list {
		list[i].Meeting, list[i].Site = scheduling.MeetingID(meeting), site
		list[i].StartsAt = monday.Add(time.Duration(s.From) * 15 * time.Minute)
		list[i].EndsAt = monday.Add(time.Duration(s.To) * 15 * time.Minute)
	}
	return list
}

// book tries; being told of a clash is no failure.
func book(t *testing.T, db *store.DB, meeting string, s slot) error {
	return db.Write(t.Context(), func(tx *store.Tx) error {
		_, err := tx.Book(s.bookings(meeting))
		return err
	})
}

func TestRule06_BookAgreesWithTheRuleWhateverIsTaken(t *testing.T) {
	db := storetest.SQLite(t, storetest.NewClock("2027-01-04T08:00:00Z"))
	places(t, db, 12)
	rapid.Check(t, func(rt *rapid.T) {
		var taken []scheduling.Booking
		err := db.Write(t.Context(), func(tx *store.Tx) error {
			var all []scheduling.MeetingID
			for i, s := range rapid.SliceOfN(wanted(), 1, 12).Draw(rt, "slots") {
				meeting := fmt.Sprintf("m%d", i)
				all = append(all, scheduling.MeetingID(meeting))
				bookings := s.bookings(meeting)
				want := len(scheduling.Clashes(bookings, taken))
				clashes, err := tx.Book(bookings)
				if err != nil {
					return err
				}
				if len(clashes) != want {
					rt.Errorf("%d clashes, want %d", len(clashes), want)
				}
				if want == 0 {
					taken = append(taken, bookings...)
				}
			}
			return tx.Unbook(all)
		})
		if err != nil {
			rt.Fatal(err)
		}
	})
}

func TestRule06_TheDatabaseItselfRefusesAnOverlap(t *testing.T) {
	storetest.EachDialect(t, storetest.NewClock("2027-01-04T08:00:00Z"), func(t *testing.T, db *store.DB) {
		places(t, db, 2)
		s := slot{Room: "osny-a", From: 0, To: 4}
		err := db.Write(t.Context(), func(tx *store.Tx) error {
			return errors.Join(tx.InsertBookings(s.bookings("m0")), tx.InsertBookings(s.bookings("m1")))
		})
		if !errors.Is(err, scheduling.Refuse(scheduling.Conflict, "booking.overlap", "")) {
			t.Errorf("%v, want booking.overlap", err)
		}
	})
}

func TestRule06_AMeetingFreesAndTakesItsOwnHourAgain(t *testing.T) {
	storetest.EachDialect(t, storetest.NewClock("2027-01-04T08:00:00Z"), func(t *testing.T, db *store.DB) {
		places(t, db, 2)
		first := slot{Room: "osny-a", People: []string{"u1"}, From: 0, To: 4}
		err := db.Write(t.Context(), func(tx *store.Tx) error {
			if _, err := tx.Book(first.bookings("m0")); err != nil {
				return err
			}
			later := slot{Room: "osny-a", People: []string{"u1"}, From: 2, To: 6}.bookings("m0")
			clashes, err := tx.Clashes(later, []scheduling.MeetingID{"m0"})
			if len(clashes) > 0 {
				t.Errorf("it stands in its own way: %+v", clashes)
			}
			if err := errors.Join(err, tx.UnbookResource("m0", "user:u1")); err != nil {
				return err
			}
			clashes, err = tx.Book(slot{Room: "osny-b", People: []string{"u1"}, From: 0, To: 4}.bookings("m1"))
			if len(clashes) > 0 {
				t.Errorf("a freed person is still taken: %+v", clashes)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
