// Package targeting proposes whom to ask first to a session, and how many.
package targeting

import (
	"context"
	"slices"
	"time"

	"trame/scheduling"
	"trame/scheduling/ranking"
	"trame/scheduling/store"
)

// Desk serves ranking.
type Desk struct{ db *store.DB }

// New is a desk over db.
func New(db *store.DB) *Desk { return &Desk{db} }

// Ask is how the agent wants the people ranked.
type Ask struct {
	Weights ranking.Weights
	Zone    string // "" is everywhere
	Size    int    // of the wave; 0: as former answers suggest
}

// Target is a person in her rank.
type Target struct {
	ranking.Ranked
	Insured scheduling.Insured // identity and contact alone
	Commune scheduling.Territory
	Channel scheduling.Channel // "" when she cannot be written to
	InWave  bool
}

// Zone is one with its people, its places and its part of the wave.
type Zone struct {
	ranking.Balance
	InWave int
}

// Dot is a commune with people who may come, on the map.
type Dot struct {
	scheduling.Territory
	People int
	InWave int
}

// Targeting is whom to ask to a cohort: the first Size of Targets.
type Targeting struct {
	Cohort  scheduling.Cohort
	Free    int // places neither taken nor offered
	Waiting int // on its waiting list
	Answers ranking.Answers
	Suggest int // the wave's size
	Size    int
	People  int // who may be asked, whatever the zone
	Targets []Target
	Zones   []Zone
	Dots    []Dot // empty when no commune is placed
	Site    scheduling.Territory
	Refusal error // why nobody can be asked to it now; nil when one may
}

const (
	lookBack = 24 * 30 * 24 * time.Hour // two years of places and answers count
	ripe     = 21 * 24 * time.Hour      // after which no answer is one
	mostWave = 500                      // people asked at once, and shown
)

// Target ranks who may be asked to a cohort. It shows identity and contact
// alone, and is not a reading of anyone's file.
func (d *Desk) Target(ctx context.Context, actor scheduling.Actor, id scheduling.CohortID, ask Ask) (t Targeting, err error) {
	if err := ask.validate(); err != nil {
		return t, err
	}
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		c, err := tx.CohortFor(actor, id, scheduling.Invite)
		if err != nil {
			return err
		}
		g, err := gather(tx, actor, c)
		if err != nil {
			return err
		}
		t = g.rank(ask)
		return nil
	})
	return t, err
}

func (a Ask) validate() error {
	var faults scheduling.Faults
	for _, c := range ranking.Criteria {
		faults.Check(a.Weights[c] >= 0 && a.Weights[c] <= 3, string(c), "targeting.weight.range")
	}
	faults.Check(a.Size >= 0 && a.Size <= mostWave, "size", "targeting.size.range", "most", mostWave)
	return faults.Err()
}

// gathered is all that a ranking stands on.
type gathered struct {
	ranking.Answers
	cohort   scheduling.Cohort
	today    scheduling.Date
	people   []store.Target
	communes store.Communes
	site     scheduling.Territory
	seated   map[string]int // by commune
	free     int
	waiting  int
	refusal  error
}

// gather reads it in a dozen queries, however many people there are.
func gather(tx *store.Tx, actor scheduling.Actor, c scheduling.Cohort) (g gathered, err error) {
	g = gathered{cohort: c, today: scheduling.DateOf(tx.Now)}
	version, err := tx.Version(c.VersionID)
	if err != nil {
		return g, err
	}
	unit, err := tx.Unit(c.Unit)
	if err != nil {
		return g, err
	}
	site, err := tx.Site(c.Site)
	if err != nil {
		return g, err
	}
	if g.communes, err = tx.Communes(unit.Organisation); err != nil {
		return g, err
	}
	g.site = g.communes.Of(site.Insee, site.Postcode, site.City)
	if g.people, err = tx.Targets(actor.Units(scheduling.Invite), c, g.today); err != nil {
		return g, err
	}
	if g.seated, err = tx.SeatedByCommune(g.communes, version.Programme, tx.Now.Add(-lookBack)); err != nil {
		return g, err
	}
	counts, err := tx.Headcounts([]scheduling.CohortID{c.ID})
	if err != nil {
		return g, err
	}
	meetings, err := tx.Meetings(c.ID)
	if err != nil {
		return g, err
	}
	g.refusal = c.Enters(meetings, tx.Now)
	g.free = c.Capacity - counts[c.ID].Enrolled - counts[c.ID].Offered
	g.waiting = counts[c.ID].Waiting
	g.Asked, g.Came, err = tx.AnswersTo(version.Programme, tx.Now.Add(-lookBack), tx.Now.Add(-ripe))
	return g, err
}

func (g gathered) rank(ask Ask) Targeting {
	t := Targeting{Cohort: g.cohort, Free: g.free, Waiting: g.waiting, Answers: g.Answers, People: len(g.people), Site: g.site, Refusal: g.refusal}
	t.Suggest = min(mostWave, g.Wave(g.free-g.waiting, len(g.people)))
	if t.Size = ask.Size; t.Size == 0 {
		t.Size = t.Suggest
	}
	zones := g.balances()
	people := make([]ranking.Person, 0, len(g.people))
	file := make(map[scheduling.InsuredID]store.Target, len(g.people))
	for _, p := range g.people {
		commune := g.commune(p.Insured)
		if ask.Zone != "" && commune.Zone != ask.Zone {
			continue
		}
		file[p.Insured.ID] = p
		people = append(people, ranking.Person{
			ID: p.Insured.ID, Since: p.Since, Kilometres: ranking.Kilometres(commune, g.site),
			Zone: commune.Zone, Fragility: commune.Fragility, Asked: p.Asked,
		})
	}
	asked := 0
	for _, r := range ranking.Rank(people, zones, g.today, ask.Weights) {
		i := file[r.ID].Insured
		target := Target{Ranked: r, Insured: i.WithoutSocial(), Commune: g.commune(i), Channel: i.Channel()}
		if target.InWave = target.Channel != "" && asked < t.Size; target.InWave {
			asked++
		}
		if len(t.Targets) < mostWave {
			t.Targets = append(t.Targets, target)
		}
	}
	t.places(zones, g)
	return t
}

// commune is where somebody lives, as far as it is known.
func (g gathered) commune(i scheduling.Insured) scheduling.Territory {
	return g.communes.Of(i.Insee, i.Postcode, i.City)
}

// balances sets the people of each zone against the places it had.
func (g gathered) balances() []ranking.Balance {
	zones := map[string]*ranking.Balance{}
	of := func(name string) *ranking.Balance {
		if zones[name] == nil {
			zones[name] = &ranking.Balance{Zone: name}
		}
		return zones[name]
	}
	for _, p := range g.people {
		of(g.commune(p.Insured).Zone).Eligible++
	}
	for insee, n := range g.seated {
		of(g.communes.Of(insee, "", "").Zone).Seated += n
	}
	list := make([]ranking.Balance, 0, len(zones))
	for name, z := range zones {
		if name != "" {
			list = append(list, *z)
		}
	}
	slices.SortFunc(list, func(a, b ranking.Balance) int { return b.Eligible - a.Eligible })
	return list
}

// places counts the wave by zone and by commune.
func (t *Targeting) places(zones []ranking.Balance, g gathered) {
	inZone, dots := map[string]int{}, map[string]*Dot{}
	for _, p := range g.people {
		commune := g.commune(p.Insured)
		if !commune.Placed() {
			continue
		}
		if dots[commune.Insee] == nil {
			dots[commune.Insee] = &Dot{Territory: commune}
		}
		dots[commune.Insee].People++
	}
	for _, target := range t.Targets {
		if !target.InWave {
			continue
		}
		inZone[target.Commune.Zone]++
		if dot := dots[target.Commune.Insee]; dot != nil {
			dot.InWave++
		}
	}
	for _, z := range zones {
		t.Zones = append(t.Zones, Zone{z, inZone[z.Zone]})
	}
	for _, dot := range dots {
		t.Dots = append(t.Dots, *dot)
	}
	slices.SortFunc(t.Dots, func(a, b Dot) int {
		if a.People != b.People {
			return b.People - a.People
		}
		return slices.Compare([]byte(a.Insee), []byte(b.Insee))
	})
}
