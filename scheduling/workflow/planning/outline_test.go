package planning_test

import (
	"errors"
	"testing"

	"trame/scheduling"
	"trame/scheduling/cadence"
	"trame/scheduling/store"
)

func TestRule05_APreviewLaysTheDatesOutAndSaysWhatItSkips(t *testing.T) {
	inEachHouse(t, func(h *house) {
		cases := map[string]struct {
			cohort  scheduling.Cohort
			dates   string
			skipped string
		}{
			"a closure and a public holiday push the rest back": {
				with(func(c *scheduling.Cohort) { c.FirstDate, c.Start = scheduling.MustDate("2026-12-15"), 10*60 }),
				"12-15 12-22 01-05 01-12 01-19 01-26 02-02 02-09 02-16 02-23 08-23",
				"2026-12-29 Fermeture de fin d’année",
			},
			"school holidays only when asked": {
				with(func(c *scheduling.Cohort) { c.FirstDate, c.SchoolPause = scheduling.MustDate("2026-02-10"), true }),
				"02-10 02-17 03-10 03-17 03-24 03-31 04-07 04-14 05-05 05-12 11-12",
				"2026-02-24 Vacances d’hiver; 2026-03-03 Vacances d’hiver; 2026-04-21 Vacances de printemps; 2026-04-28 Vacances de printemps",
			},
			"every third week, on a holiday": {
				with(func(c *scheduling.Cohort) { c.FirstDate, c.CadenceWeeks = scheduling.MustDate("2027-05-06"), 3 }),
				"05-13 06-03 06-24 07-15 08-05 08-26 09-16 10-07 10-28 11-18 05-18",
				"2027-05-06 Ascension",
			},
		}
		for name, c := range cases {
			h.Run(name, func(t *testing.T) {
				o, err := h.desk.Preview(t.Context(), h.claire, c.cohort)
				if err != nil {
					t.Fatal(err)
				}
				if got := dates(o.Meetings); got != c.dates {
					t.Errorf("dates\n%s, want\n%s", got, c.dates)
				}
				if got := skips(o.Skipped); got != c.skipped {
					t.Errorf("skipped\n%s, want\n%s", got, c.skipped)
				}
			})
		}
	})
}

func skips(list []cadence.Skip) (text string) {
	for i, s := range list {
		if i > 0 {
			text += "; "
		}
		text += s.Date.String() + " " + s.Name
	}
	return text
}

func TestAPreviewWarnsPastTheLastKnownSchoolHolidays(t *testing.T) {
	inEachHouse(t, func(h *house) {
		o, err := h.desk.Preview(t.Context(), h.claire, with(func(c *scheduling.Cohort) { c.SchoolPause = true }))
		h.must(err)
		if o.Warning.From != scheduling.MustDate("2027-01-12") || o.Warning.KnownUntil.IsZero() {
			t.Errorf("warning %+v", o.Warning)
		}
	})
}

func TestRule04_TheSupplementaryMeetingComesSixMonthsAfterTheLastModule(t *testing.T) {
	inEachHouse(t, func(h *house) {
		// The last module is on 16 March; 16 September is taken.
		h.write(func(tx *store.Tx) error {
			return tx.AddClosure(scheduling.Closure{
				ID: "x", Organisation: "organisation-cramif", Site: "site-osny",
				From: scheduling.MustDate("2027-09-16"), Until: scheduling.MustDate("2027-09-16"), Label: "Journées du patrimoine",
			})
		})
		o, err := h.desk.Preview(t.Context(), h.claire, spring())
		h.must(err)
		extra := o.Meetings[len(o.Meetings)-1]
		if extra.Kind != scheduling.Supplementary || extra.Module != "" || extra.Position != 11 {
			t.Errorf("the last meeting is %+v", extra)
		}
		if got := extra.Date.String(); got != "2027-09-17" {
			t.Errorf("on %s, want the day after the closure", got)
		}
	})
}

func TestRule05_AMeetingKeepsItsHourWhenTheClocksChange(t *testing.T) {
	inEachHouse(t, func(h *house) {
		_, meetings := h.cohort(h.opened(with(func(c *scheduling.Cohort) { c.FirstDate = scheduling.MustDate("2027-03-02") })))
		for _, m := range meetings {
			want := 13
			if m.Date.After(scheduling.MustDate("2027-03-28")) && m.Date.Before(scheduling.MustDate("2027-10-31")) {
				want = 12
			}
			if m.Start != 14*60 || m.StartsAt.Hour() != want {
				t.Errorf("%s: %s is %v", m.Date, m.Start, m.StartsAt)
			}
		}
	})
}

func TestOpeningWritesMeetingsLeadsNeedsAndBookingsAtOnce(t *testing.T) {
	inEachHouse(t, func(h *house) {
		id := h.opened(with(func(c *scheduling.Cohort) { c.Second = "agent-samir" }))
		c, meetings := h.cohort(id)
		if c.Unit != "unit-95" || c.CreatedBy != "agent-claire" || c.State(h.clock.Now(), meetings) != scheduling.CohortPlanned {
			t.Errorf("opened %+v", c)
		}
		if len(meetings) != 11 {
			t.Fatalf("%d meetings, want ten modules and the supplementary one", len(meetings))
		}
		if n := len(h.bookings("room:room-osny")); n != 11 {
			t.Errorf("the room is booked %d times", n)
		}
		if n := len(h.bookings("user:agent-claire", "user:agent-samir")); n != 22 {
			t.Errorf("the social workers are booked %d times", n)
		}
		h.read(func(tx *store.Tx) error {
			sixth, err := tx.Animations(meetings[5].ID)
			if len(sixth) != 3 || sixth[0].Role != "lead" || sixth[0].User != "agent-claire" || sixth[0].Reply != scheduling.Accepted {
				t.Errorf("the sixth meeting has %+v", sixth)
			}
			if needs := scheduling.Needs([]scheduling.PartnerKind{"occupational_physician"}, sixth); len(needs[0].On) != 0 {
				t.Errorf("nobody is found yet: %+v", needs)
			}
			events, auditErr := tx.AuditOf("cohort:"+string(id), 10)
			if len(events) != 1 || events[0].Verb != "created" || events[0].Actor != "user:agent-claire" {
				t.Errorf("the audit says %+v", events)
			}
			return errors.Join(err, auditErr)
		})
	})
}

func TestRule01_OnlyAnApprovedVersionIsOpened(t *testing.T) {
	inEachHouse(t, func(h *house) {
		_, err := h.desk.Open(t.Context(), h.claire, with(func(c *scheduling.Cohort) { c.VersionID = "version-vo-2" }))
		h.refused(err, "cohort.version.not_approved", "version")
	})
}

func TestACohortIsRefusedWithEachFaultAtItsField(t *testing.T) {
	inEachHouse(t, func(h *house) {
		cases := map[string]struct {
			change     func(c *scheduling.Cohort)
			key, field string
		}{
			"more places than the group":    {func(c *scheduling.Cohort) { c.Capacity = 13 }, "cohort.capacity.group", "capacity"},
			"a room of another site":        {func(c *scheduling.Cohort) { c.Room = "room-argenteuil" }, "cohort.room.elsewhere", "room"},
			"a room too small":              {func(c *scheduling.Cohort) { c.Room = "room-osny-2" }, "cohort.room.small", "room"},
			"an adviser does not lead":      {func(c *scheduling.Cohort) { c.Lead = "agent-lucie" }, "cohort.lead.not_social_worker", "lead"},
			"the site closes at six":        {func(c *scheduling.Cohort) { c.Start = 17 * 60 }, "cohort.start.site_closed", "start"},
			"the site is closed on Sundays": {func(c *scheduling.Cohort) { c.FirstDate = scheduling.MustDate("2027-01-17") }, "cohort.start.site_closed", "start"},
			"a unit that did not approve":   {func(c *scheduling.Cohort) { c.Unit = "unit-92" }, "not_found", ""},
			"no version":                    {func(c *scheduling.Cohort) { c.VersionID = "" }, "cohort.version.required", "version"},
			"no rhythm":                     {func(c *scheduling.Cohort) { c.CadenceWeeks = 0 }, "cohort.cadence_weeks.range", "cadence_weeks"},
		}
		for name, c := range cases {
			_, err := h.desk.Open(t.Context(), h.claire, with(c.change))
			if err == nil {
				t.Errorf("%s: opened", name)
			}
			h.refused(err, c.key, c.field)
		}
		for _, table := range []string{"cohorts", "meetings", "bookings", "animations"} {
			h.read(func(tx *store.Tx) error {
				n, err := tx.Count(table)
				if n != 0 {
					t.Errorf("%d %s are left behind", n, table)
				}
				return err
			})
		}
	})
}

func TestOnlyWhoOrganisesThereOpens(t *testing.T) {
	inEachHouse(t, func(h *house) {
		_, err := h.desk.Open(t.Context(), h.lucie, spring())
		h.refused(err, "actor.may_not.organise", "")
		_, err = h.desk.Preview(t.Context(), scheduling.Actor{ID: "stranger"}, spring())
		h.refused(err, "not_found", "")
	})
}

func TestRule06_APreviewNamesWhatIsTaken(t *testing.T) {
	inEachHouse(t, func(h *house) {
		h.opened(spring())
		late := with(func(c *scheduling.Cohort) { c.Start, c.Lead = 15*60, "agent-samir" })
		o, err := h.desk.Preview(t.Context(), h.claire, late)
		h.must(err)
		if len(o.Obstacles) != 10 { // the supplementary meeting found itself a free day
			t.Fatalf("%d obstacles", len(o.Obstacles))
		}
		first := o.Obstacles[0]
		if !first.Room || first.Who != "Salle du jardin" || first.Label != "Session de printemps" || first.Meeting.Position != 1 {
			t.Errorf("the first is %+v", first)
		}
		_, err = h.desk.Open(t.Context(), h.claire, late)
		h.refused(err, "booking.taken.room", "first_date")

		elsewhere := with(func(c *scheduling.Cohort) { c.Site, c.Room, c.Start = "site-argenteuil", "room-argenteuil", 11*60+30 })
		_, err = h.desk.Open(t.Context(), h.claire, elsewhere)
		h.refused(err, "booking.taken.travel", "first_date")
		elsewhere.Lead = "agent-samir"
		h.opened(elsewhere)
	})
}
