package store_test

import (
	"errors"
	"fmt"
	"reflect"
	"testing"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/store/storetest"
)

func TestOneReadSaysWhenEverybodyCanBeHad(t *testing.T) {
	storetest.EachDialect(t, storetest.NewClock("2027-01-04T08:00:00Z"), func(t *testing.T, db *store.DB) {
		places(t, db, 1)
		day := scheduling.MustDate
		at := func(text string) time.Time {
			when, err := time.Parse(time.RFC3339, text)
			if err != nil {
				t.Fatal(err)
			}
			return when
		}
		err := db.Write(t.Context(), func(tx *store.Tx) error {
			_, err := tx.Book([]scheduling.Booking{
				{Meeting: "m0", Resource: "room:osny-a", Site: "osny", StartsAt: monday, EndsAt: monday.Add(time.Hour)},
				{Meeting: "m0", Resource: "facilitator:f", Site: "osny", StartsAt: monday, EndsAt: monday.Add(time.Hour)},
			})
			return errors.Join(err,
				tx.AddOpening(scheduling.Opening{Site: "osny", Weekday: time.Monday, From: 540, Until: 1020}),
				tx.AddClosure(scheduling.Closure{ID: "c1", Organisation: "o", Site: "osny", From: day("2027-01-18"), Until: day("2027-01-18"), Label: "travaux"}),
				tx.AddClosure(scheduling.Closure{ID: "c2", Organisation: "o", From: day("2027-01-22"), Until: day("2027-01-22"), Label: "pont"}),
				tx.AddClosure(scheduling.Closure{ID: "c3", Organisation: "o", From: day("2027-03-01"), Until: day("2027-03-01"), Label: "trop tard"}),
				tx.AddPartner(scheduling.Partner{ID: "p", Unit: "u-95", Kind: "psychologist", Name: "Cabinet", Version: 1}),
				tx.AddFacilitator(scheduling.Facilitator{ID: "f", Partner: "p", FirstName: "Ada", LastName: "B", Active: true, Version: 1}),
				tx.AddAgreement(scheduling.Agreement{ID: "a", Partner: "p", Scope: "x", ValidFrom: day("2026-01-01"), ValidUntil: day("2027-01-29"), Version: 1}),
				tx.ReplaceWeeklyHours("user:u1", []scheduling.WeeklyHours{{Weekday: time.Thursday, From: 540, Until: 720}}),
				tx.AddAbsence(scheduling.Absence{ID: "x", Resource: "user:u1", From: day("2027-01-14"), Until: day("2027-01-14"), AllDay: true}.Tidy()),
				tx.AddBusyCalendar(scheduling.BusyCalendar{ID: "b", Resource: "facilitator:f", Source: scheduling.BusyFile, AddedBy: "u1", AddedAt: tx.Now}),
				tx.ReplaceBusySpans("b", []scheduling.Span{
					{From: at("2027-01-12T09:00:00Z"), Until: at("2027-01-12T10:00:00Z")}, {From: at("2027-06-12T09:00:00Z"), Until: at("2027-06-12T10:00:00Z")},
				}))
		})
		if err != nil {
			t.Fatal(err)
		}
		window := scheduling.Span{From: at("2027-01-11T00:00:00+01:00"), Until: at("2027-02-01T00:00:00+01:00")}
		want := map[string]string{
			"room:osny-a":       "osny Europe/Paris [lundi 09:00-17:00] closed 17T23:00-18T23:00, closed 21T23:00-22T23:00 [m0 08:00]",
			"room:osny-b":       "osny Europe/Paris [lundi 09:00-17:00] closed 17T23:00-18T23:00, closed 21T23:00-22T23:00 []",
			"room:argenteuil-a": "argenteuil Europe/Paris [] closed 21T23:00-22T23:00 []",
			"user:u1":           " Europe/Paris [jeudi 09:00-12:00] absent 13T23:00-14T23:00 []",
			"user:u2":           " Europe/Paris []  []",
			"facilitator:f":     " Europe/Paris [] busy 12T09:00-12T10:00, agreement 29T23:00-31T23:00 [m0 08:00]",
		}
		asked := []string{"user:nobody", "room:none", "facilitator:none"}
		for resource := range want {
			asked = append(asked, resource)
		}
		err = db.Read(t.Context(), func(tx *store.Tx) error {
			found, err := tx.Availability(asked, window)
			got := map[string]string{}
			for resource, a := range found {
				got[resource] = described(a)
			}
			if !reflect.DeepEqual(got, want) {
				t.Errorf("got  %q\nwant %q", got, want)
			}
			zone, zoneErr := tx.ZoneOf("facilitator:f")
			if zoneErr != nil || zone.String() != "Europe/Paris" {
				t.Errorf("zone %v (%v)", zone, zoneErr)
			}
			if _, err := tx.ZoneOf("user:nobody"); scheduling.KindOf(err) != scheduling.NotFound {
				t.Errorf("the zone of nobody: %v", err)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func described(a scheduling.Availability) string {
	days := []string{"dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"}
	hours, away, booked := "", "", ""
	for _, h := range a.Hours {
		hours += fmt.Sprintf("%s %s-%s", days[h.Weekday], h.From, h.Until)
	}
	for i, w := range a.Away {
		if i > 0 {
			away += ", "
		}
		away += fmt.Sprintf("%s %s-%s", w.Why, w.From.Format("02T15:04"), w.Until.Format("02T15:04"))
	}
	for _, b := range a.Bookings {
		booked += fmt.Sprintf("%s %s", b.Meeting, b.StartsAt.Format("15:04"))
	}
	return fmt.Sprintf("%s %s [%s] %s [%s]", a.Site, a.Zone, hours, away, booked)
}
