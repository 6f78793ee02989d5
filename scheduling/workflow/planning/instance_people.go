package planning

import (
	"cmp"
	"slices"

	"trame/scheduling"
	"trame/scheduling/store"
)

// helpers are the partners' people who can be asked, and what decides between
// them.
type helpers struct {
	list     []scheduling.Facilitator
	partners map[scheduling.PartnerID]scheduling.Partner
	signed   map[scheduling.PartnerID][]scheduling.Agreement
	above    map[scheduling.UnitID]scheduling.UnitID // its parent
	worked   map[scheduling.FacilitatorID]map[scheduling.SiteID]int
}

// findHelpers reads the active people of every partner in reach of the units.
func (p *puzzle) findHelpers(tx *store.Tx, organisation scheduling.OrganisationID, units []scheduling.UnitID) (err error) {
	h := helpers{above: map[scheduling.UnitID]scheduling.UnitID{}, signed: map[scheduling.PartnerID][]scheduling.Agreement{}}
	tree, err := tx.UnitsOf(organisation)
	if err != nil {
		return err
	}
	for _, u := range tree {
		h.above[u.ID] = u.Parent
	}
	if h.list, err = tx.FacilitatorsIn(units); err != nil {
		return err
	}
	if h.partners, err = partnersBehind(tx, h.list); err != nil {
		return err
	}
	partners := make([]scheduling.PartnerID, 0, len(h.partners))
	for id := range h.partners {
		partners = append(partners, id)
	}
	agreements, err := tx.AgreementsOf(partners)
	if err != nil {
		return err
	}
	for _, a := range agreements {
		h.signed[a.Partner] = append(h.signed[a.Partner], a)
	}
	ids := make([]scheduling.FacilitatorID, len(h.list))
	for i, f := range h.list {
		ids[i] = f.ID
	}
	h.worked, err = tx.MeetingsAnimated(ids)
	p.helpers = h
	return err
}

// ofKind lists whom a module can ask between two days, the preferred first:
// who has worked most at these sites, then the host of one, then the partner
// of the nearest unit. A partner all of whose agreements lie elsewhere in time
// is not asked; the days that they do not cover are closures.
func (p *puzzle) ofKind(kind scheduling.PartnerKind, unit scheduling.UnitID, sites []scheduling.SiteID, from, until scheduling.Date) []string {
	type choice struct {
		name                string
		worked, host, steps int
	}
	var choices []choice
	for _, f := range p.helpers.list {
		partner := p.helpers.partners[f.Partner]
		steps := p.helpers.steps(unit, partner.Unit)
		if partner.Kind != kind || steps < 0 || !covers(p.helpers.signed[partner.ID], from, until) {
			continue
		}
		c := choice{name: scheduling.FacilitatorResource(f.ID), steps: steps}
		for _, site := range sites {
			c.worked += p.helpers.worked[f.ID][site]
			if p.sites[site].site.HostPartner == partner.ID {
				c.host = 1
			}
		}
		choices = append(choices, c)
	}
	slices.SortStableFunc(choices, func(x, y choice) int {
		return cmp.Or(cmp.Compare(y.worked, x.worked), cmp.Compare(y.host, x.host), cmp.Compare(x.steps, y.steps))
	})
	names := make([]string, len(choices))
	for i, c := range choices {
		names[i] = c.name
	}
	return names
}

// steps counts the levels from a unit up to the one of a partner; -1 when the
// partner serves others.
func (h helpers) steps(unit, partner scheduling.UnitID) int {
	for n := 0; unit != ""; n++ {
		if unit == partner {
			return n
		}
		unit = h.above[unit]
	}
	return -1
}

// covers reports whether one of agreements touches the days; who signed none
// is not bound by them.
func covers(agreements []scheduling.Agreement, from, until scheduling.Date) bool {
	touches := func(a scheduling.Agreement) bool {
		return !a.ValidFrom.After(until) && (a.ValidUntil.IsZero() || !a.ValidUntil.Before(from))
	}
	return len(agreements) == 0 || slices.ContainsFunc(agreements, touches)
}

// leastBooked puts first whoever has the fewest meetings in the window.
func (p *puzzle) leastBooked(leads []string) []string {
	slices.SortStableFunc(leads, func(x, y string) int {
		return cmp.Compare(len(p.had[x].Bookings), len(p.had[y].Bookings))
	})
	return leads
}
