package witnessing

import (
	"context"
	"slices"
	"strings"
	"time"

	"trame/scheduling"
	"trame/scheduling/ranking"
	"trame/scheduling/store"
	"trame/templates"
)

// Proposals are the witnesses of one meeting: who was asked, and who may be.
type Proposals struct {
	Meeting  scheduling.Meeting
	Cohort   scheduling.Cohort
	Title    string // the module's
	Wanted   bool   // the module receives a witness
	Today    scheduling.Date
	AnswerBy scheduling.Date // that an ask proposes
	Themes   []scheduling.WitnessTheme
	Sought   []scheduling.WitnessThemeID
	Asked    []Asked    // for whoever sees people
	Proposed []Proposed // the first to ask first
	Barred   []BarCount // whom of the list, and why not: counts alone
	Counts   store.TestimonyCount
	Names    bool // the actor sees who they are
	Ask      bool // and may ask now
}

// Asked is one who was asked.
type Asked struct {
	scheduling.Testimony
	Insured scheduling.Insured // identity and contact alone
	State   scheduling.TestimonyState
	Over    bool // her file is gone
}

// Proposed is one who may be asked, with her reasons.
type Proposed struct {
	ranking.RankedWitness
	Insured  scheduling.Insured
	Commune  scheduling.Territory
	Subjects []string
	Reached  scheduling.Channel // "": by telephone alone
}

// BarCount is how many are not proposed for one reason.
type BarCount struct {
	ranking.Bar
	N int
}

// answerDays is how long a witness has to answer, unless the meeting is sooner.
const answerDays = 10

// Proposals reads those of a meeting, where some subjects are sought. Whoever
// sees the plan reads the counts; names are for whoever sees people, and leave a
// trace.
func (d *Desk) Proposals(ctx context.Context, actor scheduling.Actor, id scheduling.MeetingID, sought []scheduling.WitnessThemeID) (p Proposals, err error) {
	err = d.db.Write(ctx, func(tx *store.Tx) error {
		m, err := tx.Meeting(id)
		if err != nil {
			return err
		}
		c, err := tx.CohortFor(actor, m.Cohort, scheduling.SeePlan)
		if err != nil {
			return err
		}
		g, err := gather(tx, actor, c, m)
		if err != nil {
			return err
		}
		g.call.Themes = known(g.themes, sought)
		if p, err = g.proposals(tx, actor, d); err != nil || !p.Names || len(p.Asked)+len(p.Proposed) == 0 {
			return err
		}
		return tx.Audit(scheduling.AuditEvent{
			Actor: actor.ID.Ref(), Verb: "read", Subject: "cohort:" + string(c.ID), Unit: c.Unit,
			Fields: scheduling.TraceFields(map[string]any{"witnesses": len(p.Asked) + len(p.Proposed)}),
		})
	})
	return p, err
}

func known(themes []scheduling.WitnessTheme, ids []scheduling.WitnessThemeID) (kept []scheduling.WitnessThemeID) {
	for _, t := range listed(themes) {
		if slices.Contains(ids, t.ID) {
			kept = append(kept, t.ID)
		}
	}
	return kept
}

// gathered is all that proposing to a meeting stands on.
type gathered struct {
	house
	cohort   scheduling.Cohort
	meeting  scheduling.Meeting
	module   scheduling.Module
	wanted   bool
	call     ranking.Call
	people   []ranking.Witness
	files    map[scheduling.InsuredID]scheduling.Insured
	communes store.Communes
	here     []scheduling.Testimony // of the meeting
}

// gather reads it in a dozen queries, however many witnesses there are: those
// who live in the units in which the actor invites.
func gather(tx *store.Tx, actor scheduling.Actor, c scheduling.Cohort, m scheduling.Meeting) (g gathered, err error) {
	g = gathered{cohort: c, meeting: m}
	if g.house, err = houseOf(tx, c.Unit); err != nil {
		return g, err
	}
	g.call = ranking.Call{On: m.Date, Today: g.today, Unit: c.Unit}
	modules, err := tx.Modules(c.VersionID)
	if err != nil {
		return g, err
	}
	g.wanted = scheduling.WelcomesWitness(modules)[m.Module]
	if at := slices.IndexFunc(modules, func(one scheduling.Module) bool { return one.ID == m.Module }); at >= 0 {
		g.module = modules[at]
	}
	if g.here, err = tx.TestimoniesAt([]scheduling.MeetingID{m.ID}); err != nil {
		return g, err
	}
	if g.communes, err = tx.Communes(g.ID); err != nil {
		return g, err
	}
	return g, g.readPeople(tx, actor.Units(scheduling.Invite))
}

func (g *gathered) readPeople(tx *store.Tx, units []scheduling.UnitID) error {
	consents, err := tx.WitnessesIn(units)
	if err != nil {
		return err
	}
	ids := idsOf(consents)
	for _, t := range g.here {
		ids = append(ids, t.Insured)
	}
	if g.files, err = peopleOf(tx, ids); err != nil {
		return err
	}
	former, err := tx.FormerOf(ids)
	if err != nil {
		return err
	}
	testimonies, err := tx.TestimoniesWith(ids)
	if err != nil {
		return err
	}
	meetings, _, err := around(tx, testimonies)
	if err != nil {
		return err
	}
	version, err := tx.Version(g.cohort.VersionID)
	if err != nil {
		return err
	}
	site, err := tx.Site(g.meeting.Site)
	if err != nil {
		return err
	}
	at := g.communes.Of(site.Insee, site.Postcode, site.City)
	for _, w := range consents {
		one := g.witness(w, former[w.Insured], version.Programme)
		one.Kilometres = ranking.Kilometres(g.commune(g.files[w.Insured]), at)
		for _, t := range testimonies {
			if t.Insured == w.Insured {
				g.count(&one, t, meetings[t.Meeting])
			}
		}
		g.people = append(g.people, one)
	}
	return nil
}

func (g *gathered) commune(i scheduling.Insured) scheduling.Territory {
	return g.communes.Of(i.Insee, i.Postcode, i.City)
}

// witness is somebody as the meeting sees her, before what she was asked.
func (g *gathered) witness(w scheduling.Witness, former []store.Former, programme scheduling.ProgrammeID) ranking.Witness {
	i := g.files[w.Insured]
	one := ranking.Witness{
		ID: i.ID, Consent: w, Unit: i.Unit, Over: i.Stands() != nil || !i.DeceasedOn.IsZero(), Paused: i.Paused(g.today),
	}
	for _, f := range former {
		one.Started, one.Seated = one.Started || f.Came > 0, one.Seated || f.Runs
		one.OwnGroup = one.OwnGroup || f.Cohort == g.cohort.ID
		one.Followed = one.Followed || f.Programme == programme && f.Came > 0
	}
	return one
}

// count adds one testimony of hers: when she was asked last, how often she is
// counted on in the year until the meeting, and whether she is taken.
func (g *gathered) count(w *ranking.Witness, t scheduling.Testimony, m scheduling.Meeting) {
	if day := scheduling.DateOf(t.AskedAt.In(g.zone)); day.After(w.LastAsked) {
		w.LastAsked = day
	}
	if m.ID == g.meeting.ID {
		w.Asked = w.Asked || t.CancelledAt.IsZero()
		return
	}
	counted := t.Outcome == scheduling.WitnessCame || t.Open()
	if counted && m.Date.After(g.meeting.Date.AddMonths(-12)) && m.Date.Before(g.meeting.Date.AddMonths(12)) {
		w.Times++
	}
	overlaps := m.StartsAt.Before(g.meeting.EndsAt) && g.meeting.StartsAt.Before(m.EndsAt)
	w.Elsewhere = w.Elsewhere || t.Open() && overlaps
}

func (g *gathered) proposals(tx *store.Tx, actor scheduling.Actor, d *Desk) (p Proposals, err error) {
	m := g.meeting
	p = Proposals{
		Meeting: m, Cohort: g.cohort, Title: g.module.Heading(), Wanted: g.wanted, Today: g.today, AnswerBy: g.answerBy(),
		Themes: listed(g.themes), Sought: g.call.Themes, Names: actor.May(scheduling.SeePeople, g.cohort.Unit) == nil,
	}
	counts, err := tx.TestimonyCounts([]scheduling.CohortID{g.cohort.ID})
	if err != nil {
		return p, err
	}
	p.Counts = counts[g.cohort.ID]
	p.Ask = p.Names && actor.May(scheduling.Invite, g.cohort.Unit) == nil && m.CancelledAt.IsZero() && m.StartsAt.After(tx.Now) && g.wanted
	if p.Names {
		g.list(&p, d, tx.Now)
	}
	return p, nil
}

// list names those who were asked, those who may be, and counts the others.
func (g *gathered) list(p *Proposals, d *Desk, now time.Time) {
	for _, t := range g.here {
		i := g.files[t.Insured]
		p.Asked = append(p.Asked, Asked{t, i.WithoutSocial(), t.State(g.meeting, now, g.today), i.Stands() != nil || !i.DeceasedOn.IsZero()})
	}
	barred := map[ranking.Bar]int{}
	for _, w := range g.people {
		if bars := g.call.Bars(w); len(bars) > 0 {
			barred[bars[0]]++ // each once, by the first
		}
	}
	for _, b := range ranking.Bars {
		if n := barred[b]; n > 0 && b != ranking.AskedAlready {
			p.Barred = append(p.Barred, BarCount{b, n})
		}
	}
	for _, r := range g.call.Rank(g.people) {
		i := g.files[r.ID]
		one := Proposed{RankedWitness: r, Insured: i.WithoutSocial(), Commune: g.commune(i), Subjects: templates.WitnessSubjects(g.themes, r.Consent.Themes)}
		if ways := d.post.Ways(i, g.Organisation); len(ways) > 0 {
			one.Reached = ways[0]
		}
		p.Proposed = append(p.Proposed, one)
	}
}

// answerBy is the day proposed to answer by: ten days, or the eve of a meeting
// that is sooner.
func (g *gathered) answerBy() scheduling.Date {
	by, eve := g.today.AddDays(answerDays), g.meeting.Date.AddDays(-1)
	if eve.Before(by) {
		by = eve
	}
	if by.Before(g.today) {
		return g.today
	}
	return by
}

// Sought reads subjects as an address carries them.
func Sought(ids []string) (list []scheduling.WitnessThemeID) {
	for _, id := range ids {
		if id = strings.TrimSpace(id); id != "" {
			list = append(list, scheduling.WitnessThemeID(id))
		}
	}
	return list
}
