// Package valdoise is the reference programme as a database: Val-d'Oise,
// people with cancer, the return to work (mission.md §1). It is what the
// demonstration loads and what tests stand on. The counts are the published
// ones; every person is invented.
package valdoise

import (
	"context"
	_ "embed"
	"encoding/csv"
	"errors"
	"strconv"
	"strings"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/transfer"
	"trame/scheduling/vault"
)

// The fixed ids of the world: tests and links name them.
const (
	organisation scheduling.OrganisationID = "organisation-cramif"
	ileDeFrance  scheduling.UnitID         = "unit-idf"
	valDOise     scheduling.UnitID         = "unit-95"
	hautsDeSeine scheduling.UnitID         = "unit-92"
	argenteuil   scheduling.SiteID         = "site-argenteuil"
	osny         scheduling.SiteID         = "site-osny"
)

// Load fills an empty database with the house, its partners and the reference
// programme, before any session; every agent's password is passwordHash's.
func Load(ctx context.Context, db *store.DB, passwordHash string) error {
	return db.Write(ctx, func(tx *store.Tx) error { return inTurn(tx, house(passwordHash)...) })
}

// AddPast adds to what Load loaded the eleven past sessions of the published
// study.
func AddPast(ctx context.Context, db *store.DB) error { return db.Write(ctx, loadPast) }

// AddPresent adds to what Load loaded the sessions that are under way today;
// without keys nobody can open the links of its invitations again.
func AddPresent(ctx context.Context, db *store.DB, keys *vault.Vault) error {
	return db.Write(ctx, func(tx *store.Tx) error { return loadPresent(tx, keys) })
}

// LoadAll is Load with the past and with the sessions that are under way today: one about
// half way, one that recruits, one whose follow-ups are due. keys seal the
// links of its invitations.
func LoadAll(ctx context.Context, db *store.DB, passwordHash string, keys *vault.Vault) error {
	return db.Write(ctx, func(tx *store.Tx) error {
		return inTurn(tx, append(house(passwordHash), loadPast, func(tx *store.Tx) error { return loadPresent(tx, keys) })...)
	})
}

func house(passwordHash string) []func(*store.Tx) error {
	return []func(*store.Tx) error{
		loadHouse,
		func(tx *store.Tx) error { return loadAgents(tx, passwordHash) },
		loadTerritories, loadPartners, loadSites, loadQuestionnaire, loadProgramme,
	}
}

func inTurn(tx *store.Tx, steps ...func(*store.Tx) error) error {
	for _, step := range steps {
		if err := step(tx); err != nil {
			return err
		}
	}
	return nil
}

func loadHouse(tx *store.Tx) error {
	return errors.Join(
		tx.AddOrganisation(scheduling.Organisation{
			ID: organisation, Code: "CRAMIF", Kind: "cramif", Name: "Service social de l’Assurance Maladie",
			TimeZone: "Europe/Paris", Phone: "3646", PhoneHours: "du lundi au vendredi, de 8 h 30 à 17 h 30",
			SenderName: "Service social de l’Assurance Maladie", SenderEmail: "service-social@trame.example", RetentionMonths: 24, Version: 1,
		}),
		tx.AddUnit(scheduling.Unit{ID: ileDeFrance, Organisation: organisation, Level: scheduling.Region, Code: "11", Name: "Île-de-France", Version: 1}),
		tx.AddUnit(scheduling.Unit{ID: valDOise, Organisation: organisation, Parent: ileDeFrance, Level: scheduling.Departement, Code: "95", Name: "Val-d’Oise", Version: 1}),
		tx.AddUnit(scheduling.Unit{ID: hautsDeSeine, Organisation: organisation, Parent: ileDeFrance, Level: scheduling.Departement, Code: "92", Name: "Hauts-de-Seine", Version: 1}),
	)
}

func loadAgents(tx *store.Tx, passwordHash string) error {
	for _, a := range Agents() {
		a.CreatedAt = tx.Now
		err := errors.Join(
			tx.AddUser(a.User, passwordHash),
			tx.AddGrant(scheduling.RoleGrant{User: a.ID, Role: a.Role, Unit: a.Unit, From: scheduling.MustDate("2012-01-01")}),
		)
		if err != nil {
			return err
		}
	}
	return nil
}

// communes of the Val-d'Oise: npm @etalab/decoupage-administratif 6.0.0 (MIT),
// data under Licence Ouverte.
//
//go:embed communes.csv
var communes string

//go:embed centres.csv
var centres string

// zones draws the two zones where the source speaks of them: the East, badly
// served, and the West. Communes not listed are not drawn yet.
var zones = map[string]string{
	"Argenteuil": "Est", "Bezons": "Est", "Sarcelles": "Est", "Garges-lès-Gonesse": "Est", "Gonesse": "Est",
	"Villiers-le-Bel": "Est", "Goussainville": "Est", "Louvres": "Est", "Fosses": "Est", "Domont": "Est",
	"Deuil-la-Barre": "Est", "Montmorency": "Est", "Soisy-sous-Montmorency": "Est", "Ermont": "Est", "Sannois": "Est",
	"Osny": "Ouest", "Cergy": "Ouest", "Pontoise": "Ouest", "Saint-Ouen-l'Aumône": "Ouest", "Éragny": "Ouest",
	"Jouy-le-Moutier": "Ouest", "Vauréal": "Ouest", "Magny-en-Vexin": "Ouest", "Marines": "Ouest", "Taverny": "Ouest",
	"Herblay-sur-Seine": "Ouest", "Persan": "Ouest", "L'Isle-Adam": "Ouest", "Méry-sur-Oise": "Ouest",
}

func loadTerritories(tx *store.Tx) error {
	list, err := territories()
	if err != nil {
		return err
	}
	return tx.AddTerritories(list)
}

// territories are the communes of the Val-d'Oise; of the largest the centre is
// known, to a kilometre.
func territories() ([]scheduling.Territory, error) {
	rows, err := csv.NewReader(strings.NewReader(communes)).ReadAll()
	if err != nil {
		return nil, err
	}
	placed, err := transfer.ReadCommunes([]byte(centres))
	if err != nil {
		return nil, err
	}
	centre := make(map[string]transfer.CommuneRow, len(placed))
	for _, row := range placed {
		centre[row.Insee] = row
	}
	list := make([]scheduling.Territory, 0, len(rows)-1)
	for _, row := range rows[1:] {
		population, err := strconv.Atoi(row[4])
		if err != nil {
			return nil, err
		}
		t := scheduling.Territory{
			Insee: row[0], Organisation: organisation, Name: row[1], Departement: row[2], Postcodes: row[3],
			Zone: zones[row[1]], Population: population,
		}
		if known, ok := centre[t.Insee]; ok {
			t = known.Onto(t)
		}
		list = append(list, t)
	}
	return list, nil
}

func loadSites(tx *store.Tx) error {
	site := func(id scheduling.SiteID, host scheduling.PartnerID, name, place, street, postcode, city, insee, transport string) scheduling.Site {
		return scheduling.Site{
			ID: id, Unit: valDOise, HostPartner: host, Name: name, PublicPlace: place, Street: street, Postcode: postcode,
			City: city, Insee: insee, TimeZone: "Europe/Paris", SchoolZone: "C", StepFree: true, Transport: transport,
			Parking: "Places gratuites devant l’entrée.", Phone: "01 34 25 39 00", Version: 1,
		}
	}
	err := errors.Join(
		tx.AddSite(site(argenteuil, "partner-ligue", "Comité de la Ligue contre le cancer", "", "2 rue du 8-Mai-1945",
			"95100", "Argenteuil", "95018", "Train J, arrêt Argenteuil ; bus 140 et 161, arrêt Mairie")),
		tx.AddSite(site(osny, "", "Maison des Tulipes", "Maison des Tulipes", "1 rue des Tulipes",
			"95520", "Osny", "95476", "Bus 34, arrêt Les Tulipes ; train J, gare d’Osny")),
		tx.AddRoom(scheduling.Room{ID: "room-argenteuil", Site: argenteuil, Name: "Grande salle", Capacity: 16, Confidential: true, Version: 1}),
		tx.AddRoom(scheduling.Room{ID: "room-osny", Site: osny, Name: "Salle du jardin", Capacity: 16, Confidential: true, Version: 1}),
		tx.AddRoom(scheduling.Room{ID: "room-osny-2", Site: osny, Name: "Petite salle", Capacity: 8, Confidential: true, Version: 1}),
		tx.AddClosure(scheduling.Closure{
			ID: "closure-christmas", Organisation: organisation, From: scheduling.MustDate("2026-12-24"),
			Until: scheduling.MustDate("2027-01-01"), Label: "Fermeture de fin d’année",
		}),
	)
	for _, id := range []scheduling.SiteID{argenteuil, osny} {
		for day := time.Monday; day <= time.Friday; day++ {
			err = errors.Join(err, tx.AddOpening(scheduling.Opening{Site: id, Weekday: day, From: 9 * 60, Until: 18 * 60}))
		}
	}
	return err
}
