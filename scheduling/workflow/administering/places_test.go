package administering_test

import (
	"testing"

	"trame/scheduling"
	"trame/scheduling/store"
)

func pontoise() scheduling.Site {
	return scheduling.Site{Unit: "unit-95", Name: "Maison de quartier", Street: "3 rue de l’Oise", Postcode: "95300", City: "Pontoise", Insee: "95500"}
}

func TestASiteIsCompletedFromItsCommune(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		for name, c := range map[string]struct{ insee, zone, school string }{
			"Pontoise":    {"95500", "Europe/Paris", "C"},
			"Saint-Denis": {"97411", "Indian/Reunion", ""},
			"none":        {"", "Europe/Paris", ""},
		} {
			t.Run(name, func(t *testing.T) {
				s := pontoise()
				s.Insee = c.insee
				id, err := o.desk.AddSite(t.Context(), o.as("agent-claire"), s)
				if err != nil {
					t.Fatal(err)
				}
				f, err := o.desk.Site(t.Context(), o.as("agent-lucie"), id)
				if err != nil || f.TimeZone != c.zone || f.SchoolZone != c.school || f.MayChange {
					t.Errorf("%+v, %v", f, err)
				}
			})
		}
	})
}

func TestWhatASiteIsRefusedFor(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		for name, c := range map[string]struct {
			by     scheduling.UserID
			change func(*scheduling.Site)
			key    string
		}{
			"a good one":                     {"agent-helene", func(*scheduling.Site) {}, ""},
			"an administrator too":           {"agent-anne", func(*scheduling.Site) {}, ""},
			"an adviser only looks":          {"agent-lucie", func(*scheduling.Site) {}, "site.may_not"},
			"a statistician does not":        {"agent-paul", func(*scheduling.Site) {}, "not_found"},
			"another unit's":                 {"agent-claire", func(s *scheduling.Site) { s.Unit = "unit-92" }, "not_found"},
			"a commune nobody knows":         {"agent-claire", func(s *scheduling.Site) { s.Insee = "95999" }, "insee.unknown"},
			"no commune at all":              {"agent-claire", func(s *scheduling.Site) { s.Insee = "Osny" }, "insee.unknown"},
			"a place that tells the illness": {"agent-claire", func(s *scheduling.Site) { s.PublicPlace = "Maison du cancer" }, "site.public_place.health_word"},
			"a zone of nowhere":              {"agent-claire", func(s *scheduling.Site) { s.TimeZone = "Europe/Osny" }, "time_zone.unknown"},
			"a host nobody knows":            {"agent-claire", func(s *scheduling.Site) { s.HostPartner = "x" }, "site.host_partner.unknown"},
			"no unit":                        {"agent-claire", func(s *scheduling.Site) { s.Unit = "" }, "site.unit.required"},
		} {
			t.Run(name, func(t *testing.T) {
				s := pontoise()
				c.change(&s)
				_, err := o.desk.AddSite(t.Context(), o.as(c.by), s)
				refused(t, err, c.key)
			})
		}
	})
}

func TestOpeningsOfADayDoNotOverlap(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		claire := o.as("agent-claire")
		set := func(version int, spans ...[3]int) error {
			openings := make([]scheduling.Opening, len(spans))
			for i, s := range spans {
				openings[i] = scheduling.Opening{Weekday: 1, From: scheduling.Clock(s[0] * 60), Until: scheduling.Clock(s[1] * 60)}
			}
			return o.desk.SetOpenings(t.Context(), claire, "site-osny", version, openings)
		}
		refused(t, set(1, [3]int{9, 12}, [3]int{11, 18}), "opening.overlap")
		refused(t, set(1, [3]int{14, 18}, [3]int{9, 14}), "")
		refused(t, set(2, [3]int{12, 9}), "opening.until.before_from")
		refused(t, set(1, [3]int{9, 12}), "stale")
		f, err := o.desk.Site(t.Context(), claire, "site-osny")
		if err != nil || len(f.Openings) != 2 || f.Openings[0].From != 9*60 || f.Version != 2 {
			t.Errorf("%+v, version %d, %v", f.Openings, f.Version, err)
		}
	})
}

func TestARoomLeavesOnlyWhenNothingWasPlannedInIt(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		claire := o.as("agent-claire")
		id, err := o.desk.AddRoom(t.Context(), claire, scheduling.Room{Site: "site-osny", Name: "Bibliothèque", Capacity: 10})
		if err != nil {
			t.Fatal(err)
		}
		refused(t, o.desk.EditRoom(t.Context(), claire, scheduling.Room{ID: id, Name: "Bibliothèque", Capacity: 0, Version: 1}), "room.capacity.range")
		refused(t, o.desk.EditRoom(t.Context(), claire, scheduling.Room{ID: id, Name: "Médiathèque", Capacity: 12, Version: 1}), "")
		refused(t, o.desk.EditRoom(t.Context(), claire, scheduling.Room{ID: id, Name: "Médiathèque", Capacity: 14, Version: 1}), "stale")
		refused(t, o.desk.RemoveRoom(t.Context(), o.as("agent-lucie"), id), "site.may_not")
		refused(t, o.desk.RemoveRoom(t.Context(), claire, id), "")
		_, err = o.desk.Room(t.Context(), claire, id)
		refused(t, err, "not_found")
	})
}

func TestWhoClosesWhat(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		local := o.localAdmin()
		works := scheduling.Closure{Site: "site-osny", From: scheduling.MustDate("2027-03-01"), Until: scheduling.MustDate("2027-03-05"), Label: "Travaux"}
		everywhere := works
		everywhere.Site = ""
		id, _, err := o.desk.AddClosure(t.Context(), o.as("agent-claire"), works)
		refused(t, err, "")
		_, _, err = o.desk.AddClosure(t.Context(), o.as("agent-claire"), everywhere)
		refused(t, err, "organisation.may_not")
		_, _, err = o.desk.AddClosure(t.Context(), local, everywhere)
		refused(t, err, "organisation.may_not")
		_, _, err = o.desk.AddClosure(t.Context(), o.admin(), everywhere)
		refused(t, err, "")
		works.Until = scheduling.MustDate("2029-03-05")
		_, _, err = o.desk.AddClosure(t.Context(), o.admin(), works)
		refused(t, err, "closure.until.too_long")
		list, sites, err := o.desk.Closures(t.Context(), o.as("agent-lucie"))
		if err != nil || len(list) != 2 || sites["site-osny"] == "" {
			t.Errorf("%d closures, %v", len(list), err)
		}
		site, err := o.desk.RemoveClosure(t.Context(), o.as("agent-helene"), id)
		if err != nil || site != "site-osny" {
			t.Errorf("%q, %v", site, err)
		}
	})
}

func TestTheTreeGrowsByLevels(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		add := func(actor scheduling.Actor, parent scheduling.UnitID, code string) (scheduling.UnitID, error) {
			return o.desk.AddUnit(t.Context(), actor, scheduling.Unit{Parent: parent, Code: code, Name: "Unité " + code})
		}
		local := o.localAdmin()
		cergy, err := add(local, "unit-95", "95-1")
		refused(t, err, "")
		_, err = add(o.as("agent-local"), cergy, "95-1-1")
		refused(t, err, "unit.parent.lowest")
		_, err = add(local, "unit-idf", "77")
		refused(t, err, "not_found")
		_, err = add(o.admin(), "unit-idf", "95")
		refused(t, err, "unit.code.taken")
		_, err = add(local, "", "28")
		refused(t, err, "organisation.may_not")
		centre, err := add(o.admin(), "", "24")
		refused(t, err, "")
		refused(t, o.admin().May(scheduling.Administer, centre), "")
		refused(t, o.desk.EditUnit(t.Context(), o.admin(), scheduling.Unit{ID: cergy, Code: "95-1", Name: "Cergy", Version: 1}), "")
		refused(t, o.desk.EditUnit(t.Context(), o.admin(), scheduling.Unit{ID: cergy, Code: "95-1", Name: "Cergy", Version: 1}), "stale")
		tree, err := o.desk.Units(t.Context(), o.admin())
		if err != nil || len(tree) != 5 {
			t.Fatalf("%d units, %v", len(tree), err)
		}
		for _, b := range tree {
			if depth := map[scheduling.Level]int{scheduling.Region: 0, scheduling.Departement: 1, scheduling.LocalUnit: 2}[b.Level]; b.Depth != depth {
				t.Errorf("%s at depth %d", b.Name, b.Depth)
			}
		}
	})
}

func TestCommunesAreReviewedThenWrittenOnce(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		file := []byte("insee,name,departement,postcodes,population\n95018,Argenteuil,95,95100,113000\n78498,Poissy,78,78300,39000\n")
		_, err := o.desk.ReviewCommunes(t.Context(), o.as("agent-helene"), file)
		refused(t, err, "organisation.may_not")
		r, err := o.desk.ReviewCommunes(t.Context(), o.admin(), file)
		if err != nil || r.New != 1 || r.Changed != 1 {
			t.Fatalf("%+v, %v", r, err)
		}
		r, err = o.desk.ImportCommunes(t.Context(), o.admin(), file)
		if err != nil || r.New != 1 {
			t.Fatalf("%+v, %v", r, err)
		}
		if r.Rows[0].Zone != "Est" {
			t.Error("a zone that the file does not give was lost")
		}
		r, err = o.desk.ImportCommunes(t.Context(), o.admin(), file)
		if err != nil || r.Same != 2 {
			t.Errorf("the same file again: %+v, %v", r, err)
		}
		n, err := o.desk.DrawZones(t.Context(), o.admin(), map[string]string{"78498": "Ouest", "95018": "Est"})
		if err != nil || n != 1 {
			t.Errorf("%d zones drawn, %v", n, err)
		}
		_, err = o.desk.DrawZones(t.Context(), o.admin(), map[string]string{"01001": "Ouest"})
		refused(t, err, "not_found")
	})
}

func TestSchoolHolidaysGoOverThoseKnown(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		file := []byte("zone;from;to;name\nC;2027-02-06;2027-02-21;Vacances d'hiver\n")
		_, err := o.desk.ImportSchoolHolidays(t.Context(), o.as("agent-claire"), file)
		refused(t, err, "organisation.may_not")
		for range 2 {
			if n, err := o.desk.ImportSchoolHolidays(t.Context(), o.admin(), file); n != 1 || err != nil {
				t.Fatal(n, err)
			}
		}
		zones, err := o.desk.SchoolHolidays(t.Context(), o.as("agent-lucie"))
		if err != nil || len(zones) != 3 {
			t.Fatal(zones, err)
		}
		if c := zones[2]; c.Until != scheduling.MustDate("2027-02-21") || len(c.Periods) != 1 || !c.Short {
			t.Errorf("zone C: %+v", c)
		}
	})
}

func TestTheOrganisationChangesHowItSigns(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		was, mayChange, err := o.desk.Organisation(t.Context(), o.as("agent-lucie"))
		if err != nil || mayChange {
			t.Fatal(mayChange, err)
		}
		was.SenderName = "Service cancer"
		refused(t, o.desk.EditOrganisation(t.Context(), o.admin(), was), "organisation.sender_name.health_word")
		was.SenderName = "Assurance Maladie"
		refused(t, o.desk.EditOrganisation(t.Context(), o.as("agent-marc"), was), "organisation.may_not")
		refused(t, o.desk.EditOrganisation(t.Context(), o.admin(), was), "")
		refused(t, o.desk.EditOrganisation(t.Context(), o.admin(), was), "stale")
		o.read(func(tx *store.Tx) error {
			now, err := tx.Organisation(was.ID)
			if now.SenderName != "Assurance Maladie" || now.Code != "CRAMIF" {
				t.Errorf("%+v", now)
			}
			return err
		})
	})
}
