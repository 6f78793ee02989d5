package planning_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"trame/scheduling"
	"trame/scheduling/planner"
	"trame/scheduling/store"
	"trame/scheduling/timetable"
	"trame/scheduling/workflow/planning"
)

const cramif scheduling.OrganisationID = "organisation-cramif"

// wishFor is the reference programme in the first half of 2027.
func (h *house) wishFor(sites ...scheduling.SiteID) *timetable.Instance {
	h.Helper()
	ins, err := h.desk.Wish(h.Context(), cramif, "version-vo-1", sites,
		scheduling.MustDate("2027-01-11"), scheduling.MustDate("2027-06-30"), "agent-claire", "agent-samir")
	h.must(err)
	return ins
}

func person(ins *timetable.Instance, id string) timetable.Person {
	return ins.People[slices.IndexFunc(ins.People, func(p timetable.Person) bool { return p.ID == id })]
}

func room(ins *timetable.Instance, id string) timetable.Room {
	return ins.Rooms[slices.IndexFunc(ins.Rooms, func(r timetable.Room) bool { return r.ID == id })]
}

func TestAWishBecomesAnInstanceThatTheEngineCanPlan(t *testing.T) {
	inEachHouse(t, func(h *house) {
		ins := h.wishFor("site-osny")
		c := ins.Cohorts[0]
		if got := fmt.Sprint(c.Rooms, c.Leads, c.Size, c.Cadence); got != "[room:room-osny] [user:agent-claire user:agent-samir] 12 {1 5 16 false}" {
			t.Errorf("the cohort is %s", got)
		}
		if got := fmt.Sprint(c.Starts); got != "[09:00 09:30 10:00 10:30 13:30 14:00 14:30 15:00 15:30 16:00]" {
			t.Errorf("it may start at %s", got)
		}
		if got := fmt.Sprint(c.Modules[5].Roles); got != "[[facilitator:facilitator-travail]]" {
			t.Errorf("the sixth module asks for %s", got)
		}
		if got := fmt.Sprint(ins.NoMeeting); got != "[2027-03-29 2027-05-01 2027-05-06 2027-05-08 2027-05-17]" {
			t.Errorf("no meeting on %s", got)
		}
		proposals, why, err := planner.Propose(ins, "new", 5)
		if err != nil || why != nil || len(proposals) == 0 {
			t.Fatalf("%d proposals, %v (%v)", len(proposals), why, err)
		}
		plan := &timetable.Plan{Format: timetable.PlanFormat, Meetings: proposals[0].Meetings}
		if verdict := timetable.Check(ins, plan); len(verdict.Hard) > 0 {
			t.Errorf("the best proposal breaks %v", verdict.Hard)
		}
	})
}

func TestRule06_WhatIsPlacedClosesItsPeopleWithTheWayToOtherSites(t *testing.T) {
	inEachHouse(t, func(h *house) {
		h.opened(spring())
		taken := func(sites ...scheduling.SiteID) string {
			return person(h.wishFor(sites...), "user:agent-claire").Closed[0].From.String() + " " + person(h.wishFor(sites...), "user:agent-claire").Closed[0].To.String()
		}
		for name, c := range map[string]struct {
			sites []scheduling.SiteID
			want  string
		}{
			"at the same site":    {[]scheduling.SiteID{"site-osny"}, "2027-01-12T14:00 2027-01-12T16:00"},
			"at the other site":   {[]scheduling.SiteID{"site-argenteuil"}, "2027-01-12T13:00 2027-01-12T17:00"},
			"at one site of both": {[]scheduling.SiteID{"site-argenteuil", "site-osny"}, "2027-01-12T13:00 2027-01-12T17:00"},
		} {
			if got := taken(c.sites...); got != c.want {
				t.Errorf("%s: closed %s, want %s", name, got, c.want)
			}
		}
		if got := room(h.wishFor("site-osny"), "room:room-osny").Closed[0].From.String(); got != "2027-01-12T14:00" {
			t.Errorf("the room is closed from %s", got)
		}
		if got := h.wishFor("site-osny").Cohorts[0].Leads[0]; got != "user:agent-samir" {
			t.Errorf("who has nothing yet comes first, not %s", got)
		}
	})
}

func TestWhoAndWhatCannotBeHadIsClosedInTheInstance(t *testing.T) {
	inEachHouse(t, func(h *house) {
		day := scheduling.MustDate
		h.write(func(tx *store.Tx) error {
			return errors.Join(
				tx.AddAbsence(scheduling.Absence{ID: "x", Resource: "user:agent-claire", From: day("2027-02-01"), Until: day("2027-02-05"), AllDay: true}.Tidy()),
				tx.ReplaceWeeklyHours("facilitator:facilitator-psy", []scheduling.WeeklyHours{
					{Weekday: time.Thursday, From: 540, Until: 720}, {Weekday: time.Thursday, From: 720, Until: 780},
				}),
				tx.AddClosure(scheduling.Closure{ID: "works", Organisation: cramif, Site: "site-osny", From: day("2027-04-05"), Until: day("2027-04-06"), Label: "Travaux"}),
			)
		})
		ins := h.wishFor("site-osny")
		for what, got := range map[string]string{
			"[{2027-02-01T00:00 2027-02-06T00:00}]": fmt.Sprint(person(ins, "user:agent-claire").Closed),
			"[{4 09:00 13:00}]":                     fmt.Sprint(person(ins, "facilitator:facilitator-psy").Open),
			"[{2027-04-05T00:00 2027-04-07T00:00}]": fmt.Sprint(room(ins, "room:room-osny").Closed),
		} {
			if got != what {
				t.Errorf("got %s, want %s", got, what)
			}
		}
	})
}

func TestASiteWithoutOpeningsIsOpenInTheWeek(t *testing.T) {
	inEachHouse(t, func(h *house) {
		h.write(func(tx *store.Tx) error { return tx.ReplaceOpenings("site-osny", nil) })
		ins := h.wishFor("site-osny")
		if open := room(ins, "room:room-osny").Open; len(open) != 5 || open[4].Weekday != 5 {
			t.Errorf("open %v", open)
		}
		starts := ins.Cohorts[0].Starts
		if first, last := starts[0].String(), starts[len(starts)-1].String(); first != "08:00" || last != "17:00" {
			t.Errorf("from %s to %s", first, last)
		}
	})
}

func TestWhoHasWorkedAtTheSiteIsAskedFirst(t *testing.T) {
	inEachHouse(t, func(h *house) {
		h.write(func(tx *store.Tx) error {
			return errors.Join(
				tx.AddPartner(scheduling.Partner{ID: "partner-psy-2", Unit: "unit-idf", Kind: "psychologist", Name: "Autre cabinet", Version: 1}),
				tx.AddFacilitator(scheduling.Facilitator{ID: "facilitator-psy-2", Partner: "partner-psy-2", FirstName: "Ada", LastName: "B", Active: true, Version: 1}),
				tx.AddPartner(scheduling.Partner{ID: "partner-psy-3", Unit: "unit-95", Kind: "psychologist", Name: "Cabinet sans convention", Version: 1}),
				tx.AddFacilitator(scheduling.Facilitator{ID: "facilitator-psy-3", Partner: "partner-psy-3", FirstName: "Eve", LastName: "C", Active: true, Version: 1}),
				tx.AddAgreement(scheduling.Agreement{ID: "old", Partner: "partner-psy-3", ValidFrom: scheduling.MustDate("2020-01-01"), ValidUntil: scheduling.MustDate("2026-12-31")}),
			)
		})
		asked := func() string { return fmt.Sprint(h.wishFor("site-osny").Cohorts[0].Modules[4].Roles) }
		if got := asked(); got != "[[facilitator:facilitator-psy facilitator:facilitator-psy-2]]" {
			t.Errorf("the département's own comes first, the one whose agreement is over not at all: %s", got)
		}
		_, meetings := h.cohort(h.opened(spring()))
		h.write(func(tx *store.Tx) error {
			return tx.AddAnimation(scheduling.Animation{
				ID: "a", Meeting: meetings[4].ID, Facilitator: "facilitator-psy-2", Role: "co", PartnerKind: "psychologist",
				AskedBy: "social_worker", Reply: scheduling.Accepted, CreatedAt: tx.Now,
			})
		})
		if got := asked(); got != "[[facilitator:facilitator-psy-2 facilitator:facilitator-psy]]" {
			t.Errorf("who knows the site comes first: %s", got)
		}
	})
}

func TestAnOpenCohortStandsAsItWasAnnounced(t *testing.T) {
	inEachHouse(t, func(h *house) {
		id := h.opened(with(func(c *scheduling.Cohort) { c.Second = "agent-samir" }))
		_, meetings := h.cohort(id)
		_, err := h.desk.Place(h.Context(), h.claire, scheduling.Animation{
			Meeting: meetings[5].ID, Facilitator: "facilitator-travail", PartnerKind: "occupational_physician", AskedBy: "social_worker",
		})
		h.must(err)
		h.clock.Set(meetings[2].EndsAt)
		ins, err := h.desk.Standing(h.Context(), cramif, []scheduling.UnitID{"unit-95"}, nil)
		h.must(err)
		if len(ins.Previous) != 10 || len(ins.Pinned) != 3 {
			t.Fatalf("%d meetings announced, %d pinned", len(ins.Previous), len(ins.Pinned))
		}
		sixth := ins.Previous[5]
		if got := fmt.Sprintf("%s %s %s %s", sixth.Start, sixth.Room, sixth.Lead, sixth.Co); got != "2027-02-16T14:00 room:room-osny user:agent-claire [user:agent-samir facilitator:facilitator-travail]" {
			t.Errorf("the sixth is %s", got)
		}
		user, _ := planning.PersonNamed(sixth.Co[0])
		_, facilitator := planning.PersonNamed(sixth.Co[1])
		if planning.RoomNamed(sixth.Room) != "room-osny" || user != "agent-samir" || facilitator != "facilitator-travail" {
			t.Errorf("its names stand for %s and %s", user, facilitator)
		}
		plan := &timetable.Plan{Format: timetable.PlanFormat, Meetings: ins.Previous}
		if verdict := timetable.Check(ins, plan); len(verdict.Hard) > 0 || verdict.Perturbation > 0 {
			t.Errorf("as announced it breaks %v, %d", verdict.Hard, verdict.Perturbation)
		}
		mending, err := planner.Repair(ins)
		if err != nil || len(mending.Broken) > 0 {
			t.Errorf("nothing is broken: %+v (%v)", mending, err)
		}
	})
}

func TestADeclineIsRefilledWhereAsked(t *testing.T) {
	inEachHouse(t, func(h *house) {
		_, meetings := h.cohort(h.opened(spring()))
		sixth := meetings[5].ID
		h.write(func(tx *store.Tx) error {
			return errors.Join(
				tx.AddFacilitator(scheduling.Facilitator{ID: "facilitator-other", Partner: "partner-travail", FirstName: "Ada", LastName: "B", Active: true, Version: 1}),
				tx.AddAnimation(scheduling.Animation{
					ID: "a", Meeting: sixth, Facilitator: "facilitator-travail", Role: "co", PartnerKind: "occupational_physician",
					AskedBy: "social_worker", Reply: scheduling.Declined, CreatedAt: tx.Now,
				}))
		})
		standing := func(refill map[scheduling.MeetingID]bool) *planner.Mending {
			ins, err := h.desk.Standing(h.Context(), cramif, []scheduling.UnitID{"unit-95"}, refill)
			h.must(err)
			mending, err := planner.Repair(ins)
			h.must(err)
			return mending
		}
		if m := standing(nil); len(m.Broken) > 0 {
			t.Errorf("unasked, %v is broken", m.Broken)
		}
		m := standing(map[scheduling.MeetingID]bool{sixth: true})
		if len(m.Broken) != 1 || len(m.Options) == 0 {
			t.Fatalf("mending %+v", m)
		}
		if got := fmt.Sprint(m.Options[0].Changes[0].After.Co); got != "[facilitator:facilitator-other]" {
			t.Errorf("the physician is replaced by %s", got)
		}
	})
}
