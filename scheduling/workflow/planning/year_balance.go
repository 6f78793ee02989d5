package planning

import (
	"cmp"
	"slices"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
)

// YearLoad is what a person would carry within the plan's days.
type YearLoad struct {
	Who     string // "user:ID", "facilitator:ID"
	Name    string
	Lead    bool // a social worker of the plan, with a fair share
	Had     int  // meetings placed already
	Drafted int  // meetings of the draft
	Share   int  // fair share of both, of a lead
}

// Total is all that the person would carry.
func (l YearLoad) Total() int { return l.Had + l.Drafted }

// Over is by how many meetings a lead is above her fair share.
func (l YearLoad) Over() int { return max(0, l.Total()-l.Share) }

// YearZone is what a zone is offered, against who lives there.
type YearZone struct {
	Name       string
	Places     int
	Sessions   int
	Population int
	Eligible   int // people known to the service who may come and have no place yet
	// shares in thousandths of all zones
	PlacesShare, PopulationShare, EligibleShare int
}

// loads counts the meetings of everybody in the draft. What was published is
// among those placed already, and counted once.
func (r *yearReader) loads() error {
	loads := map[string]*YearLoad{}
	of := func(who string) *YearLoad {
		if loads[who] == nil {
			loads[who] = &YearLoad{Who: who}
		}
		return loads[who]
	}
	parts := map[string]float64{}
	for _, w := range r.v.Wishes {
		for _, lead := range w.Leads {
			of(scheduling.UserResource(lead)).Lead = true
		}
	}
	for _, c := range r.v.Drafts {
		leads := r.v.Wishes[c.Wish-1].Leads
		for _, m := range c.Meetings {
			if c.Cohort != "" || c.Choice == scheduling.ChoiceLeft {
				continue
			}
			of(scheduling.UserResource(m.Lead)).Drafted++
			for _, h := range m.With {
				of(h.Who).Drafted++
			}
			for _, lead := range leads {
				parts[scheduling.UserResource(lead)] += 1 / float64(len(leads))
			}
		}
	}
	return r.balance(loads, parts)
}

func (r *yearReader) balance(loads map[string]*YearLoad, parts map[string]float64) error {
	people := make([]string, 0, len(loads))
	for who := range loads {
		people = append(people, who)
	}
	slices.Sort(people)
	had, err := r.tx.Availability(people, scheduling.DaysSpan(r.v.Plan.FirstDay, r.v.Plan.LastDay, time.UTC))
	if err != nil {
		return err
	}
	names, err := namesOf(r.tx, people, func(s string) string { return s })
	leads, placed := 0, 0
	for _, who := range people {
		l := loads[who]
		l.Name, l.Had = names[who], len(had[who].Bookings)
		if l.Lead {
			leads, placed = leads+1, placed+l.Had
		}
	}
	for _, who := range people {
		l := loads[who]
		if l.Lead {
			l.Share = fairShare(parts[who], placed, leads)
		}
		r.v.Loads = append(r.v.Loads, *l)
	}
	slices.SortStableFunc(r.v.Loads, func(x, y YearLoad) int {
		return cmp.Or(boolFirst(x.Lead, y.Lead), cmp.Compare(y.Total(), x.Total()), cmp.Compare(x.Name, y.Name))
	})
	return err
}

func boolFirst(x, y bool) int {
	switch {
	case x == y:
		return 0
	case x:
		return -1
	}
	return 1
}

// zones sets the places of the draft against the people of each zone: those
// found eligible, and all who live there, for few are referred early on.
func (r *yearReader) zones() error {
	communes, err := r.tx.Communes(r.v.Plan.Organisation)
	if err != nil {
		return err
	}
	eligible, err := r.eligible(communes)
	if err != nil {
		return err
	}
	within := map[string]bool{}
	for _, w := range r.v.Wishes {
		for _, s := range w.Sites {
			within[departementOf(s)] = true
		}
	}
	zoneOf, zones, all := map[string]string{}, map[string]*YearZone{}, YearZone{}
	for _, t := range communes.List {
		zoneOf[t.Insee] = t.Zone
		if t.Zone == "" || !within[t.Departement] {
			continue
		}
		if zones[t.Zone] == nil {
			zones[t.Zone] = &YearZone{Name: t.Zone}
		}
		zones[t.Zone].Population, all.Population = zones[t.Zone].Population+t.Population, all.Population+t.Population
		zones[t.Zone].Eligible, all.Eligible = zones[t.Zone].Eligible+eligible[t.Insee], all.Eligible+eligible[t.Insee]
	}
	for _, c := range r.v.Drafts {
		z := zones[zoneOf[communeOf(c.Site)]]
		if z == nil || !c.Planned() || c.Choice == scheduling.ChoiceLeft {
			continue
		}
		z.Places, z.Sessions, all.Places = z.Places+c.Capacity, z.Sessions+1, all.Places+c.Capacity
	}
	for _, z := range zones {
		z.PlacesShare, z.PopulationShare = thousandths(z.Places, all.Places), thousandths(z.Population, all.Population)
		z.EligibleShare = thousandths(z.Eligible, all.Eligible)
		r.v.Zones = append(r.v.Zones, *z)
	}
	slices.SortFunc(r.v.Zones, func(x, y YearZone) int { return cmp.Compare(x.Name, y.Name) })
	return nil
}

// eligible counts by commune who in the plan's units may come to what it
// wishes to hold.
func (r *yearReader) eligible(communes store.Communes) (map[string]int, error) {
	units, err := r.tx.UnitsBelow(r.v.Plan.Unit)
	if err != nil {
		return nil, err
	}
	var versions []scheduling.VersionID
	for _, w := range r.v.Wishes {
		versions = append(versions, w.VersionID)
	}
	return r.tx.EligibleByCommune(communes, units, versions, scheduling.DateOf(r.tx.Now))
}

func thousandths(part, whole int) int {
	if whole == 0 {
		return 0
	}
	return (part*1000 + whole/2) / whole
}

// departementOf is the code of a site's département: two digits, three overseas.
func departementOf(s scheduling.Site) string {
	code := communeOf(s)
	if len(code) >= 3 && code[:2] == "97" {
		return code[:3]
	}
	return code[:min(2, len(code))]
}
