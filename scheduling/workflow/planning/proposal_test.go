package planning_test

import (
	"errors"
	"fmt"
	"testing"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/workflow/planning"
)

// wanted is a session of the reference programme in the first half of 2027.
func wanted() planning.Wanted {
	c := spring()
	c.Site, c.Room, c.Lead, c.FirstDate, c.Start = "", "", "", scheduling.Date{}, 0
	return planning.Wanted{
		Cohort: c, Sites: []scheduling.SiteID{"site-osny", "site-argenteuil"},
		From: scheduling.MustDate("2027-01-11"), Until: scheduling.MustDate("2027-06-30"),
	}
}

// dated is what opening a proposal needs.
func dated(p planning.Proposal) (list []planning.Dated) {
	for _, m := range p.Meetings {
		d := planning.Dated{Module: m.Module.ID, Date: m.Date, Start: m.Start, Room: m.Room.ID}
		for _, co := range m.Co {
			d.Co = append(d.Co, co.Facilitator)
		}
		list = append(list, d)
	}
	return list
}

func (h *house) proposed(w planning.Wanted) planning.Proposals {
	h.Helper()
	p, err := h.desk.Propose(h.Context(), h.claire, w)
	h.must(err)
	return p
}

func TestFiveDifferentProposalsTheMostComfortableFirst(t *testing.T) {
	inEachHouse(t, func(h *house) {
		p := h.proposed(wanted())
		if len(p.List) != 5 || len(p.Why) > 0 {
			t.Fatalf("%d proposals, %+v", len(p.List), p.Why)
		}
		seen := map[string]bool{}
		for i, one := range p.List {
			weekday, start, _ := one.Usual()
			seen[fmt.Sprint(one.Site.ID, one.Lead.ID, weekday, start < 12*60)] = true
			if len(one.Meetings) != 10 || i > 0 && one.Comfort < p.List[i-1].Comfort {
				t.Errorf("proposal %d has %d meetings and costs %d", i, len(one.Meetings), one.Comfort)
			}
			if co := one.Meetings[5].Co; len(co) != 1 || co[0].Name != "Catherine Vasseur" {
				t.Errorf("on the sixth module: %+v", co)
			}
		}
		if len(seen) != 5 {
			t.Errorf("they are not different: %v", seen)
		}
	})
}

func TestAProposalOpensExactlyAsItWasShown(t *testing.T) {
	inEachHouse(t, func(h *house) {
		p := h.proposed(wanted()).List[0]
		c := with(func(c *scheduling.Cohort) { c.Site, c.Lead = p.Site.ID, p.Lead.ID })
		id, err := h.desk.OpenDated(h.Context(), h.claire, c, dated(p))
		h.must(err)
		_, meetings := h.cohort(id)
		if len(meetings) != 11 || meetings[10].Kind != scheduling.Supplementary {
			t.Fatalf("%d meetings", len(meetings))
		}
		for i, m := range p.Meetings {
			if got := meetings[i]; got.Date != m.Date || got.Start != m.Start || got.Room != m.Room.ID || got.Module != m.Module.ID {
				t.Errorf("meeting %d is %+v, want %+v", i+1, got, m)
			}
		}
		h.read(func(tx *store.Tx) error {
			sixth, err := tx.Animations(meetings[5].ID)
			if len(sixth) != 2 || sixth[1].Facilitator != "facilitator-travail" || sixth[1].State() != scheduling.AnimationProposed {
				t.Errorf("the sixth has %+v", sixth)
			}
			return err
		})
		if n := len(h.bookings("facilitator:facilitator-travail")); n != 1 {
			t.Errorf("the physician is booked %d times", n)
		}
		if list, _ := h.messages(id); len(list) > 0 {
			t.Errorf("nobody is told yet: %d messages", len(list))
		}
	})
}

func TestRule06_WhatWasTakenSinceItWasProposedIsRefused(t *testing.T) {
	inEachHouse(t, func(h *house) {
		p := h.proposed(wanted()).List[0]
		c := with(func(c *scheduling.Cohort) { c.Site, c.Lead = p.Site.ID, p.Lead.ID })
		_, err := h.desk.OpenDated(h.Context(), h.claire, c, dated(p))
		h.must(err)
		_, err = h.desk.OpenDated(h.Context(), h.claire, c, dated(p))
		h.refused(err, "booking.taken.room", "meetings")
		for _, again := range h.proposed(wanted()).List {
			c := with(func(c *scheduling.Cohort) { c.Site, c.Lead = again.Site.ID, again.Lead.ID })
			outline := dated(again)
			if _, err := h.desk.OpenDated(h.Context(), h.claire, c, outline); err == nil {
				return // what is proposed now is free
			}
		}
		t.Error("no new proposal can be opened")
	})
}

func TestChosenMeetingsAreRefusedWhenTheyAreNoSession(t *testing.T) {
	inEachHouse(t, func(h *house) {
		p := h.proposed(wanted()).List[0]
		c := with(func(c *scheduling.Cohort) { c.Site, c.Lead = p.Site.ID, p.Lead.ID })
		for name, x := range map[string]struct {
			change func(list []planning.Dated) []planning.Dated
			key    string
		}{
			"a module short":      {func(l []planning.Dated) []planning.Dated { return l[:9] }, "dated.meetings.modules"},
			"none":                {func([]planning.Dated) []planning.Dated { return nil }, "dated.meetings.required"},
			"not in order":        {func(l []planning.Dated) []planning.Dated { l[1].Date = l[0].Date; return l }, "dated.meetings.order"},
			"on a Sunday":         {func(l []planning.Dated) []planning.Dated { l[0].Date = scheduling.MustDate("2027-01-03"); return l }, "cohort.start.site_closed"},
			"on a public holiday": {func(l []planning.Dated) []planning.Dated { l[0].Date = scheduling.MustDate("2027-01-01"); return l }, "dated.meetings.closed"},
			"a partner not wanted": {func(l []planning.Dated) []planning.Dated {
				l[1].Co = append(l[1].Co, "facilitator-rh", "facilitator-rh")
				return l
			}, "dated.co.unknown"},
		} {
			_, err := h.desk.OpenDated(h.Context(), h.claire, c, x.change(dated(p)))
			if err == nil {
				t.Errorf("%s: opened", name)
			}
			h.refused(err, x.key, "meetings")
		}
	})
}

func TestWhatIsWantedIsRefusedAtItsField(t *testing.T) {
	inEachHouse(t, func(h *house) {
		for name, x := range map[string]struct {
			change     func(w *planning.Wanted)
			key, field string
		}{
			"no period":         {func(w *planning.Wanted) { w.From = scheduling.Date{} }, "proposal.from.required", "from"},
			"it ends too early": {func(w *planning.Wanted) { w.Until = scheduling.MustDate("2027-01-02") }, "proposal.until.before_from", "until"},
			"years":             {func(w *planning.Wanted) { w.Until = scheduling.MustDate("2029-01-02") }, "proposal.until.too_far", "until"},
			"no site":           {func(w *planning.Wanted) { w.Sites = nil }, "cohort.site.required", "site"},
			"an adviser leads":  {func(w *planning.Wanted) { w.Leads = []scheduling.UserID{"agent-lucie"} }, "cohort.lead.not_social_worker", "lead"},
			"nobody is left":    {func(w *planning.Wanted) { w.Leads, w.Second = []scheduling.UserID{"agent-samir"}, "agent-samir" }, "proposal.lead.nobody", "lead"},
			"too many places":   {func(w *planning.Wanted) { w.Capacity = 40 }, "cohort.capacity.group", "capacity"},
			"not approved":      {func(w *planning.Wanted) { w.VersionID = "version-vo-2" }, "cohort.version.not_approved", "version"},
			"an unknown site":   {func(w *planning.Wanted) { w.Sites = []scheduling.SiteID{"elsewhere"} }, "not_found", ""},
		} {
			w := wanted()
			x.change(&w)
			_, err := h.desk.Propose(h.Context(), h.claire, w)
			if err == nil {
				t.Errorf("%s: proposed", name)
			}
			h.refused(err, x.key, x.field)
		}
		_, err := h.desk.Propose(h.Context(), h.lucie, wanted())
		h.refused(err, "actor.may_not.organise", "")
	})
}

func TestAProposalSaysWhatItPassesOver(t *testing.T) {
	inEachHouse(t, func(h *house) {
		w := wanted()
		w.Sites, w.Leads = []scheduling.SiteID{"site-osny"}, []scheduling.UserID{"agent-claire"}
		w.From, w.Until = scheduling.MustDate("2027-04-26"), scheduling.MustDate("2027-07-20")
		h.write(func(tx *store.Tx) error {
			return errors.Join(
				tx.AddClosure(scheduling.Closure{ID: "works", Organisation: cramif, Site: "site-osny", From: scheduling.MustDate("2027-06-01"), Until: scheduling.MustDate("2027-06-07"), Label: "Travaux"}),
				tx.AddAbsence(scheduling.Absence{ID: "x", Resource: "user:agent-claire", From: scheduling.MustDate("2027-06-14"), Until: scheduling.MustDate("2027-06-18"), AllDay: true}.Tidy()),
			)
		})
		p := h.proposed(w)
		if len(p.List) == 0 {
			t.Fatalf("none: %+v", p.Why)
		}
		one := p.List[0]
		if len(one.Skipped) == 0 || one.Skipped[len(one.Skipped)-1].Name != "Travaux" {
			t.Errorf("skipped %+v", one.Skipped)
		}
		if len(one.Passed) != 1 || one.Passed[0].Who != "Claire Moreau" || one.Passed[0].Why != scheduling.AwayAbsent {
			t.Errorf("passed %+v", one.Passed)
		}
		if len(one.Terms) == 0 {
			t.Error("its discomforts are not told")
		}
	})
}

func TestNoProposalSaysWhy(t *testing.T) {
	inEachHouse(t, func(h *house) {
		w := wanted()
		w.Sites, w.Until = []scheduling.SiteID{"site-osny"}, scheduling.MustDate("2027-02-15")
		p := h.proposed(w)
		if len(p.List) > 0 || len(p.Why) != 1 {
			t.Fatalf("%+v", p)
		}
		why := p.Why[0]
		if len(why.Blocking) == 0 || len(why.Funnel) != 10 || why.Site.ID != "site-osny" {
			t.Errorf("why %+v", why)
		}
	})
}
