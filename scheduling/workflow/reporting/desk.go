// Package reporting draws the balance of a programme: how many came, who they
// were, what became of them, how satisfied they are. It counts, and names
// nobody.
package reporting

import (
	"context"

	"trame/scheduling"
	"trame/scheduling/store"
)

// Desk serves the reports.
type Desk struct{ db *store.DB }

// New is a desk over db.
func New(db *store.DB) *Desk { return &Desk{db} }

// Line is a programme in the list of reports.
type Line struct {
	Programme scheduling.Programme
	Title     string
	Unit      string
	Cohorts   int
}

// List is every programme whose report the actor may see, by code.
func (d *Desk) List(ctx context.Context, actor scheduling.Actor) (lines []Line, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		units := actor.Units(scheduling.SeeReports)
		programmes, err := tx.ProgrammesOf(units)
		if err != nil {
			return err
		}
		ids := make([]scheduling.ProgrammeID, len(programmes))
		for i, p := range programmes {
			ids[i] = p.ID
		}
		versions, err := tx.VersionsOf(ids)
		if err != nil {
			return err
		}
		cohorts, err := tx.CohortCounts(ids)
		if err != nil {
			return err
		}
		names, err := unitNames(tx, units)
		if err != nil {
			return err
		}
		titles := map[scheduling.ProgrammeID]string{}
		for _, v := range versions { // the newest first
			if titles[v.Programme] == "" {
				titles[v.Programme] = v.Title
			}
		}
		lines = make([]Line, len(programmes))
		for i, p := range programmes {
			lines[i] = Line{Programme: p, Title: titles[p.ID], Unit: names[p.Unit], Cohorts: cohorts[p.ID]}
		}
		return nil
	})
	return lines, err
}

func unitNames(tx *store.Tx, ids []scheduling.UnitID) (map[scheduling.UnitID]string, error) {
	units, err := tx.Units(ids)
	names := make(map[scheduling.UnitID]string, len(units))
	for _, u := range units {
		names[u.ID] = u.Name
	}
	return names, err
}
