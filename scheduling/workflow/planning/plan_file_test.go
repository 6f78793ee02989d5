package planning_test

import (
	"strings"
	"testing"

	"trame/scheduling"
	"trame/scheduling/workflow/planning"
)

// asRead is the change that the lines of a review ask for.
func asRead(r planning.PlanReview, reason string) planning.Adopt {
	change := planning.Adopt{Cohort: r.Cohort.ID, Version: r.Cohort.Version, Reason: reason}
	for _, l := range r.Lines {
		if l.Meeting != "" {
			change.Dates = append(change.Dates, planning.Adopted{Meeting: l.Meeting, Date: l.Date, Start: l.Start, Room: l.Room})
		}
	}
	return change
}

const planned = "Date;Heure;Titre;Lieu\r\n" +
	"13/01/2027;14h;Présentation du projet et des deux institutions;Maison des Tulipes, 1 rue des Tulipes\r\n" +
	"20/01/2027;14 h 30 - 16 h 30;Module 2;\r\n" +
	"27/01/2027;14:00;MES DROITS D'ASSURE (1/2);Osny\r\n" +
	"28/01/2027;14:00;Réunion de service;\r\n" +
	"28/01/2027;10:00;Module 4;Maison des associations, 16 rue de Pontoise\r\n" +
	"mardi;14:00;Module 5;\r\n" +
	"03/02/2027;quatorze;Module 5;\r\n"

func TestAPlanningIsMatchedLineByLineAndAdoptedWhole(t *testing.T) {
	inEachHouse(t, func(h *house) {
		cohort := h.opened(spring())
		review, err := h.desk.ReadPlan(t.Context(), h.claire, cohort, []byte(planned))
		h.must(err)
		var got []string
		_, meetings := h.cohort(cohort)
		for _, l := range review.Lines {
			what := l.Aside + l.Fault
			for _, m := range meetings {
				if m.ID == l.Meeting {
					what = m.Date.String()[5:] + ">" + l.Date.String()[5:] + " " + l.Start.String()
				}
			}
			got = append(got, what)
		}
		want := "01-12>01-13 14:00|01-19>01-20 14:30|01-26>01-27 14:00|unknown"
		if all := strings.Join(got, "|"); !strings.HasPrefix(all, want) || !strings.HasSuffix(all, "|faultplan_file.date|faultplan_file.start") {
			t.Errorf("%s", all)
		}
		change := asRead(review, "Planning du service")
		effect, err := h.desk.Foresee(t.Context(), h.claire, change)
		h.must(err)
		if len(effect.Rescheduled) < 3 {
			t.Errorf("%+v", effect.Rescheduled)
		}
		h.do(change)
		_, meetings = h.cohort(cohort)
		if days := dates(meetings); !strings.HasPrefix(days, "01-13 01-20 01-27") {
			t.Error(days)
		}
		// The same planning again changes nothing.
		review, err = h.desk.ReadPlan(t.Context(), h.claire, cohort, []byte(planned))
		h.must(err)
		if !review.Lines[0].Same || !review.Lines[1].Same || !review.Lines[2].Same {
			t.Errorf("%+v", review.Lines)
		}
		_, err = h.desk.Do(t.Context(), h.claire, asRead(review, "Encore"))
		h.refused(err, "adopt.same", "dates")
	})
}

func TestAPlanningWithOneWrongDateChangesNothing(t *testing.T) {
	inEachHouse(t, func(h *house) {
		cohort := h.opened(spring())
		_, before := h.cohort(cohort)
		c, _ := h.cohort(cohort)
		first, second := before[0], before[1]
		_, err := h.desk.Do(t.Context(), h.claire, planning.Adopt{Cohort: cohort, Version: c.Version, Reason: "Planning", Dates: []planning.Adopted{
			{Meeting: first.ID, Date: first.Date.AddDays(1), Start: first.Start, Room: first.Room},
			{Meeting: second.ID, Date: scheduling.MustDate("2027-01-24"), Start: 23 * 60, Room: second.Room},
			{Meeting: second.ID, Date: second.Date, Start: second.Start, Room: second.Room},
		}})
		h.refused(err, "cohort.start.site_closed", "start."+string(second.ID))
		h.refused(err, "adopt.twice", "meeting."+string(second.ID))
		if _, after := h.cohort(cohort); dates(after) != dates(before) {
			t.Error(dates(after))
		}
	})
}

func TestACalendarIsAPlanningTooWithItsZonesAndRepetitions(t *testing.T) {
	inEachHouse(t, func(h *house) {
		cohort := h.opened(spring())
		_, meetings := h.cohort(cohort)
		file := strings.Join([]string{
			"BEGIN:VCALENDAR", "VERSION:2.0", "BEGIN:VEVENT", "UID:" + meetings[0].UID, "DTSTART:20270113T130000Z", "DTEND:20270113T150000Z",
			"SUMMARY:Autre titre", "LOCATION:Maison des Tulipes\\, Osny", "TRANSP:TRANSPARENT", "END:VEVENT",
			"BEGIN:VEVENT", "UID:x", "DTSTART;TZID=Romance Standard Time:20270120T100000", "DURATION:PT2H", "SUMMARY:Séance 2\\, suite", "END:VEVENT",
			"BEGIN:VEVENT", "UID:y", "DTSTART;VALUE=DATE:20270121", "SUMMARY:Séance 3", "END:VEVENT",
			"BEGIN:VEVENT", "UID:z", "DTSTART:20270122T130000Z", "SUMMARY:Séance 4", "STATUS:CANCELLED", "END:VEVENT", "END:VCALENDAR", "",
		}, "\r\n")
		review, err := h.desk.ReadPlan(t.Context(), h.claire, cohort, []byte(file))
		h.must(err)
		if len(review.Lines) != 3 {
			t.Fatalf("%+v", review.Lines)
		}
		one, two, three := review.Lines[0], review.Lines[1], review.Lines[2]
		if one.Meeting != meetings[0].ID || one.Start != 14*60 || two.Meeting != meetings[1].ID || two.Start != 10*60 || three.Fault != "plan_file.start" {
			t.Errorf("%+v", review.Lines)
		}
		_, err = h.desk.ReadPlan(t.Context(), h.claire, cohort, []byte("Nom;Prénom\r\nAubry;Anne\r\n"))
		h.refused(err, "plan_file.header", "file")
		_, err = h.desk.ReadPlan(t.Context(), h.paul, cohort, []byte(file))
		if scheduling.KindOf(err) == 0 {
			t.Error("anybody may")
		}
	})
}
