// Package inviting brings people and sessions together: who is in the files,
// who is asked, what she answers, who gets a seat and who waits.
package inviting

import (
	"fmt"
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
}

// New is a desk over db; v opens the links of earlier invitations.
func New(db *store.DB, office *post.Office, v *vault.Vault) *Desk {
	return &Desk{db: db, post: office, vault: v}
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
func load(tx *store.Tx, c scheduling.Cohort) (r run, err error) {
	r = run{cohort: c, sites: map[scheduling.SiteID]scheduling.Site{}, bring: map[scheduling.ModuleID]string{}}
	if r.version, err = tx.Version(c.VersionID); err != nil {
		return r, err
	}
	unit, err := tx.Unit(c.Unit)
	if err != nil {
		return r, err
	}
	if r.organisation, err = tx.Organisation(unit.Organisation); err != nil {
		return r, err
	}
	if r.zone, err = time.LoadLocation(r.organisation.TimeZone); err != nil {
		return r, fmt.Errorf("zone of organisation %s: %w", r.organisation.ID, err)
	}
	if r.meetings, err = tx.Meetings(c.ID); err != nil {
		return r, err
	}
	modules, err := tx.Modules(c.VersionID)
	if err != nil {
		return r, err
	}
	for _, m := range modules {
		r.bring[m.ID] = m.ToBring
	}
	return r, r.readSites(tx)
}

// readSites reads each site of the meetings once: one or two.
func (r *run) readSites(tx *store.Tx) error {
	wanted := map[scheduling.SiteID]bool{r.cohort.Site: true}
	for _, m := range r.meetings {
		wanted[m.Site] = true
	}
	for id := range wanted {
		site, err := tx.Site(id)
		if err != nil {
			return err
		}
		r.sites[id] = site
	}
	return nil
}

// closes is when entry closes.
func (r run) closes() time.Time { return r.cohort.EntryCloses(r.meetings) }
