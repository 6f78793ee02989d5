package administering

import (
	"context"
	"slices"

	"trame/scheduling"
	"trame/scheduling/cadence"
	"trame/scheduling/store"
)

// SiteCard is a site in a list.
type SiteCard struct {
	scheduling.Site
	UnitName string
	Rooms    int
	Seats    int // of the largest room
}

// Sites lists those that the actor sees, by name.
func (d *Desk) Sites(ctx context.Context, actor scheduling.Actor) (cards []SiteCard, err error) {
	if err := sees(actor); err != nil {
		return nil, err
	}
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		units, err := tx.Units(actor.Units(scheduling.SeePlan))
		if err != nil {
			return err
		}
		names := make(map[scheduling.UnitID]string, len(units))
		for _, u := range units {
			names[u.ID] = u.Name
		}
		sites, err := tx.Sites(actor.Units(scheduling.SeePlan))
		if err != nil {
			return err
		}
		ids := make([]scheduling.SiteID, len(sites))
		cards = make([]SiteCard, len(sites))
		for i, s := range sites {
			ids[i], cards[i] = s.ID, SiteCard{Site: s, UnitName: names[s.Unit]}
		}
		rooms, err := tx.RoomsOf(ids)
		for _, r := range rooms {
			card := &cards[slices.Index(ids, r.Site)]
			card.Rooms, card.Seats = card.Rooms+1, max(card.Seats, r.Capacity)
		}
		return err
	})
	return cards, err
}

// SiteFile is all that is known of a site.
type SiteFile struct {
	scheduling.Site
	UnitName  string
	Host      scheduling.Partner // zero: the service itself
	Territory scheduling.Territory
	Openings  []scheduling.Opening
	Rooms     []scheduling.Room
	Closures  []scheduling.Closure // not over yet; the organisation's own have no Site
	Coming    []Coming
	MayChange bool
}

// Coming is a meeting to be held at a site.
type Coming struct {
	scheduling.Meeting
	Label string // of its cohort
}

const (
	comingDays = 60
	comingMost = 8
)

// Site is one that the actor sees; any other is NotFound.
func (d *Desk) Site(ctx context.Context, actor scheduling.Actor, id scheduling.SiteID) (f SiteFile, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		site, err := tx.Site(id)
		if err != nil {
			return err
		}
		if err := seen(actor, site.Unit); err != nil {
			return err
		}
		f = SiteFile{Site: site, MayChange: mayArrange(actor, site.Unit) == nil}
		return f.fill(tx, actor)
	})
	return f, err
}

func (f *SiteFile) fill(tx *store.Tx, actor scheduling.Actor) (err error) {
	unit, err := tx.Unit(f.Unit)
	if err != nil {
		return err
	}
	f.UnitName = unit.Name
	if f.HostPartner != "" {
		if f.Host, err = tx.Partner(f.HostPartner); err != nil {
			return err
		}
	}
	if f.Openings, err = tx.Openings(f.ID); err != nil {
		return err
	}
	if f.Rooms, err = tx.Rooms(f.ID); err != nil {
		return err
	}
	today := scheduling.DateOf(tx.Now)
	closures, err := tx.ClosuresAt(unit.Organisation, f.ID)
	if err != nil {
		return err
	}
	f.Closures = slices.DeleteFunc(closures, func(c scheduling.Closure) bool { return c.Until.Before(today) })
	return f.addComing(tx, actor, today)
}

func (f *SiteFile) addComing(tx *store.Tx, actor scheduling.Actor, today scheduling.Date) error {
	meetings, err := tx.MeetingsBetween(store.MeetingsFilter{
		Units: actor.Units(scheduling.SeePlan), From: today, Until: today.AddDays(comingDays), Site: f.ID,
	})
	if err != nil {
		return err
	}
	meetings = slices.DeleteFunc(meetings, func(m scheduling.Meeting) bool { return !m.CancelledAt.IsZero() })
	meetings = meetings[:min(len(meetings), comingMost)]
	ids := make([]scheduling.CohortID, len(meetings))
	for i, m := range meetings {
		ids[i] = m.Cohort
	}
	cohorts, err := tx.CohortsByID(ids)
	if err != nil {
		return err
	}
	for _, m := range meetings {
		at := slices.IndexFunc(cohorts, func(c scheduling.Cohort) bool { return c.ID == m.Cohort })
		f.Coming = append(f.Coming, Coming{m, cohorts[at].Label})
	}
	return nil
}

// seen makes what the actor cannot see NotFound.
func seen(actor scheduling.Actor, unit scheduling.UnitID) error {
	if actor.May(scheduling.SeePlan, unit) != nil {
		return scheduling.Refuse(scheduling.NotFound, "not_found", "")
	}
	return nil
}

// mayArrange refuses unless the actor may change the places of a unit: those
// who organise there, and its administrators.
func mayArrange(actor scheduling.Actor, unit scheduling.UnitID) error {
	if err := seen(actor, unit); err != nil {
		return err
	}
	if actor.May(scheduling.Organise, unit) != nil && actor.May(scheduling.Administer, unit) != nil {
		return scheduling.Refuse(scheduling.Forbidden, "site.may_not", "")
	}
	return nil
}

// AddSite enters a site. Its time zone, when not given, is that of its
// commune.
func (d *Desk) AddSite(ctx context.Context, actor scheduling.Actor, s scheduling.Site) (scheduling.SiteID, error) {
	s.ID, s.Version = store.NewID[scheduling.SiteID](), 1
	err := d.db.Write(ctx, func(tx *store.Tx) error {
		s, err := settle(tx, actor, s)
		if err != nil {
			return err
		}
		if err := tx.AddSite(s); err != nil {
			return err
		}
		return audit(tx, actor, "created", "site:"+string(s.ID), s.Unit, nil)
	})
	return s.ID, err
}

// EditSite replaces a site.
func (d *Desk) EditSite(ctx context.Context, actor scheduling.Actor, s scheduling.Site) error {
	return d.db.Write(ctx, func(tx *store.Tx) error {
		if _, err := siteFor(tx, actor, s.ID); err != nil {
			return err
		}
		s, err := settle(tx, actor, s)
		if err != nil {
			return err
		}
		if err := tx.ReplaceSite(s); err != nil {
			return err
		}
		return audit(tx, actor, "updated", "site:"+string(s.ID), s.Unit, nil)
	})
}

// siteFor is a site that the actor may change, held until the end of the
// transaction.
func siteFor(tx *store.Tx, actor scheduling.Actor, id scheduling.SiteID) (scheduling.Site, error) {
	s, err := tx.LockSite(id)
	if err == nil {
		err = mayArrange(actor, s.Unit)
	}
	return s, err
}

// settle completes s from its commune and gives every fault of it.
func settle(tx *store.Tx, actor scheduling.Actor, s scheduling.Site) (scheduling.Site, error) {
	s = s.Tidy()
	if s.Unit != "" {
		if err := mayArrange(actor, s.Unit); err != nil {
			return s, err
		}
	}
	organisation, err := tx.Organisation(actor.Organisation)
	if err != nil {
		return s, err
	}
	departement, _ := cadence.Departement(s.Insee)
	s.SchoolZone = string(cadence.SchoolZoneOf(departement))
	if s.TimeZone == "" {
		s.TimeZone = organisation.TimeZone
		if territory, ok := cadence.TerritoryOf(s.Insee); ok {
			s.TimeZone = cadence.TimeZoneOf(territory)
		}
	}
	var faults scheduling.Faults
	if f, ok := s.Validate().(scheduling.Faults); ok { //nolint:errorlint // Validate returns it bare
		faults = f
	}
	known, err := communeKnown(tx, actor.Organisation, departement, s.Insee)
	if err != nil {
		return s, err
	}
	faults.Check(known, "insee", "insee.unknown", "value", s.Insee)
	hosted, err := hostKnown(tx, s)
	if err != nil {
		return s, err
	}
	faults.Check(hosted, "host_partner", "site.host_partner.unknown")
	return s, faults.Err()
}

// communeKnown reports whether insee is a commune of the organisation's. In a
// département of which no commune was brought in, a well-made code will do.
func communeKnown(tx *store.Tx, o scheduling.OrganisationID, departement, insee string) (bool, error) {
	if insee == "" || departement == "" {
		return insee == "", nil
	}
	communes, err := tx.Territories(o, departement)
	if err != nil || len(communes) == 0 {
		return true, err
	}
	return slices.ContainsFunc(communes, func(t scheduling.Territory) bool { return t.Insee == insee }), nil
}

// hostKnown reports whether the partner that hosts s works in its unit.
func hostKnown(tx *store.Tx, s scheduling.Site) (bool, error) {
	if s.HostPartner == "" {
		return true, nil
	}
	partner, err := tx.Partner(s.HostPartner)
	if scheduling.KindOf(err) == scheduling.NotFound {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return tx.PartnerInReach(partner.Unit, []scheduling.UnitID{s.Unit})
}

// Hosts lists the partners who may host a site, for the actor to choose from.
func (d *Desk) Hosts(ctx context.Context, actor scheduling.Actor) (hosts []scheduling.Partner, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		hosts, err = tx.Partners(store.PartnersFilter{Units: actor.Units(scheduling.SeePlan)}, store.Page{Limit: 200})
		return err
	})
	return hosts, err
}

// SetOpenings puts spans in the place of a site's openings; none means that
// its hours are not known, and every hour will do. The site's version grows.
func (d *Desk) SetOpenings(ctx context.Context, actor scheduling.Actor, id scheduling.SiteID, version int, openings []scheduling.Opening) error {
	return d.db.Write(ctx, func(tx *store.Tx) error {
		s, err := siteFor(tx, actor, id)
		if err != nil {
			return err
		}
		if err := scheduling.CheckOpenings(openings); err != nil {
			return err
		}
		s.Version = version
		if err := tx.ReplaceSite(s); err != nil {
			return err
		}
		if err := tx.ReplaceOpenings(id, openings); err != nil {
			return err
		}
		return audit(tx, actor, "updated", "site:"+string(id), s.Unit, map[string]any{"openings": len(openings)})
	})
}
