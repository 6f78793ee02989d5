// Package inviting brings people and sessions together: who is in the files,
// who is asked, what she answers, who gets a seat and who waits.
package inviting

import (
	"fmt"
	"slices"
	"time"

	"trame/scheduling"
	"trame/scheduling/post"
	"trame/scheduling/store"
	"trame/scheduling/vault"
)

// Desk is where insured people are entered, invited and enrolled.
type Desk struct {
	db    *store.DB
	post  *post.Office
	vault *vault.Vault
	sheaf int // how many letters are read, worded and written at a time
}

// New is a desk over db; v opens the links of earlier invitations.
func New(db *store.DB, office *post.Office, v *vault.Vault) *Desk {
	return &Desk{db: db, post: office, vault: v, sheaf: 100}
}

// aboutPerson is the audit subject of a person.
func aboutPerson(id scheduling.InsuredID) string { return "insured:" + string(id) }

// aboutCohort is the audit subject of a cohort.
func aboutCohort(id scheduling.CohortID) string { return "cohort:" + string(id) }

// run is a cohort with all that inviting to it needs.
type run struct {
	cohort       scheduling.Cohort
	version      scheduling.ProgrammeVersion
	organisation scheduling.Organisation
	meetings     []scheduling.Meeting
	sites        map[scheduling.SiteID]scheduling.Site
	bring        map[scheduling.ModuleID]string
	zone         *time.Location
}

// load reads the run of a cohort.
func load(tx *store.Tx, c scheduling.Cohort) (run, error) {
	version, err := tx.Version(c.VersionID)
	if err != nil {
		return run{}, err
	}
	organisation, err := tx.OrganisationOf(c.Unit)
	if err != nil {
		return run{}, err
	}
	return runOf(tx, c, version, organisation)
}

// runOf reads the meetings of a run, and what goes with them.
func runOf(tx *store.Tx, c scheduling.Cohort, version scheduling.ProgrammeVersion, o scheduling.Organisation) (r run, err error) {
	r = run{cohort: c, version: version, organisation: o, sites: map[scheduling.SiteID]scheduling.Site{}}
	if r.zone, err = scheduling.LoadZone(o.TimeZone); err != nil {
		return r, fmt.Errorf("zone of organisation %s: %w", o.ID, err)
	}
	if r.meetings, err = tx.Meetings(c.ID); err != nil {
		return r, err
	}
	if r.bring, err = tx.ToBring(c.VersionID); err != nil {
		return r, err
	}
	return r, r.readSites(tx)
}

// readSites reads the sites of the meetings: one or two.
func (r *run) readSites(tx *store.Tx) error {
	ids := []scheduling.SiteID{r.cohort.Site}
	for _, m := range r.meetings {
		if !slices.Contains(ids, m.Site) {
			ids = append(ids, m.Site)
		}
	}
	sites, err := tx.SitesByID(ids)
	for _, site := range sites {
		r.sites[site.ID] = site
	}
	return err
}

// closes is when entry closes.
func (r run) closes() time.Time { return r.cohort.EntryCloses(r.meetings) }
