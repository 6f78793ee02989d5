package valdoise

import (
	"time"

	"trame/scheduling"
	"trame/scheduling/cadence"
	"trame/scheduling/store"
	"trame/scheduling/vault"
)

// loadPresent adds the sessions under way on the day it runs, so that the
// demonstration is always alive: Osny about half way, Argenteuil recruiting,
// one that ended six months ago, and people who were just signalled.
func loadPresent(tx *store.Tx, keys *vault.Vault) error {
	g, err := newGathering(tx, 2)
	if err != nil {
		return err
	}
	p := present{gathering: g, keys: keys, today: scheduling.DateOf(tx.Now.In(g.zone))}
	for _, step := range []func(*store.Tx) error{p.halfWay, p.recruiting, p.followedUp, p.referred} {
		if err := step(tx); err != nil {
			return err
		}
	}
	if err := g.write(tx); err != nil {
		return err
	}
	return p.witnesses(tx)
}

// present is a gathering around today.
type present struct {
	*gathering
	keys  *vault.Vault
	today scheduling.Date

	closing scheduling.Meeting     // the last module in Osny
	reached []scheduling.InsuredID // by mail, of the session that ended six months ago
}

// halfWay is the session in Osny: five meetings are past, the sheet of the
// fifth is still to be filled in, the sixth is today or on the next working day.
func (p *present) halfWay(tx *store.Tx) error {
	rhythm, err := p.rhythm(tx, osny, 14*60)
	if err != nil {
		return err
	}
	first := back(rhythm, working(rhythm, p.today, 1), 5)
	opened := first.UTC().AddDate(0, 0, -80).Add(9 * time.Hour)
	c := scheduling.Cohort{
		ID: "cohort-osny", Label: "Session " + season(first) + " · Osny", Site: osny, Lead: "agent-claire", Second: "agent-samir", FirstDate: first,
		Start: 14 * 60, Capacity: 12, CreatedAt: opened, RecruitingAt: opened.AddDate(0, 0, 20), ConfirmedAt: opened.AddDate(0, 0, 70),
	}
	meetings, err := p.lay(tx, c)
	if err != nil {
		return err
	}
	p.closing = meetings[9]
	asked := p.ask31(c, meetings)
	p.staff(meetings, []casting{
		{1, "ligue_cancer", scheduling.Accepted, ""},
		{5, "psychologist", scheduling.Accepted, ""},
		{6, "occupational_physician", scheduling.Accepted, "J’apporterai des exemples d’aménagements."},
		{7, "cap_emploi", scheduling.Accepted, ""},
		{7, "redeployment_adviser", scheduling.Tentative, "Je confirme dans la semaine."},
		{8, "mdph", scheduling.Declined, "Commission ce jour-là, désolée. Une autre date ?"},
		{8, "mdph", "", ""},
		{9, "company_hr", "", ""},
		{10, "ligue_cancer", scheduling.NoReply, ""},
	}, opened.AddDate(0, 0, 60))
	for i := range meetings[:4] {
		p.hold(&meetings[i])
	}
	for i, e := range asked {
		switch {
		case i == 4: // she stopped after the third meeting
			p.attend(e, meetings[:3], 100)
			p.leave(e, scheduling.DroppedOut, "health", meetings[2].EndsAt.AddDate(0, 0, 3))
		case e.State == scheduling.Enrolled:
			p.attend(e, meetings[:4], 88)
		}
	}
	p.mark(asked[0], meetings[4], scheduling.Present, "", 0)
	p.mark(asked[1], meetings[4], scheduling.AbsentExcused, "care", 0)
	p.raise(c.ID, meetings[:4], questionsRaised[:7])
	return nil
}

// recruiting is the session in Argenteuil, three weeks ahead: eight enrolled
// of ten places, two more offered until tomorrow, two people waiting.
func (p *present) recruiting(tx *store.Tx) error {
	rhythm, err := p.rhythm(tx, argenteuil, 9*60+30)
	if err != nil {
		return err
	}
	first := working(rhythm, p.today.AddDays(21), 1)
	opened := p.now.AddDate(0, 0, -45)
	c := scheduling.Cohort{
		ID: "cohort-argenteuil", Label: "Session " + season(first) + " · Argenteuil", Site: argenteuil, Lead: "agent-samir", FirstDate: first,
		Start: 9*60 + 30, Capacity: 10, CreatedAt: opened, RecruitingAt: p.now.AddDate(0, 0, -20),
	}
	meetings, err := p.lay(tx, c)
	if err != nil {
		return err
	}
	p.staff(meetings, []casting{
		{1, "ligue_cancer", scheduling.Accepted, ""},
		{5, "psychologist", scheduling.Accepted, ""},
		{6, "occupational_physician", scheduling.NoReply, ""},
		{7, "cap_emploi", scheduling.Accepted, ""},
		{7, "redeployment_adviser", "", ""},
		{8, "mdph", scheduling.Accepted, ""},
		{9, "company_hr", scheduling.Tentative, "Le directeur ou moi, selon son agenda."},
		{10, "ligue_cancer", scheduling.Accepted, ""},
	}, p.now.AddDate(0, 0, -12))
	p.askNow(c, meetings)
	return nil
}

// followedUp is the session that ended six months ago in Argenteuil: the
// follow-ups fell due three days ago, a few are recorded.
func (p *present) followedUp(tx *store.Tx) error {
	rhythm, err := p.rhythm(tx, argenteuil, 9*60+30)
	if err != nil {
		return err
	}
	last := working(rhythm, p.today.AddDays(-3).AddMonths(-6), -1)
	first := back(rhythm, last, 9)
	opened := first.UTC().AddDate(0, 0, -80).Add(9 * time.Hour)
	c := scheduling.Cohort{
		ID: "cohort-six-months", Label: "Session " + season(first) + " · Argenteuil", Site: argenteuil, Lead: "agent-claire", FirstDate: first,
		Start: 9*60 + 30, Capacity: 12, CreatedAt: opened, RecruitingAt: opened.AddDate(0, 0, 20), ConfirmedAt: opened.AddDate(0, 0, 70),
	}
	meetings, err := p.lay(tx, c)
	if err != nil {
		return err
	}
	p.coAnimate(meetings, opened.AddDate(0, 0, 40))
	for i := range meetings[:10] {
		p.hold(&meetings[i])
	}
	p.lookBack(c, meetings)
	p.raise(c.ID, meetings[:10], questionsRaised)
	return nil
}

// working is day, or the next one on which people work in direction step.
func working(rhythm cadence.Cadence, day scheduling.Date, step int) scheduling.Date {
	for {
		_, closed := rhythm.Calendar.Closed(day)
		if weekday := day.Weekday(); !closed && weekday != time.Saturday && weekday != time.Sunday {
			return day
		}
		day = day.AddDays(step)
	}
}

// back is the day of n meetings before one, on open days.
func back(rhythm cadence.Cadence, day scheduling.Date, n int) scheduling.Date {
	for range n {
		day = day.AddDays(-7)
		for _, closed := rhythm.Calendar.Closed(day); closed; _, closed = rhythm.Calendar.Closed(day) {
			day = day.AddDays(-7)
		}
	}
	return day
}

func season(first scheduling.Date) string {
	switch first.Month {
	case time.December, time.January, time.February:
		return "d’hiver"
	case time.March, time.April, time.May:
		return "de printemps"
	case time.June, time.July, time.August:
		return "d’été"
	default:
		return "d’automne"
	}
}
