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

// Overview is what has a report: programmes by code, units from the widest down,
// years from the last.
type Overview struct {
	Programmes []Line
	Units      []scheduling.Unit
	Years      []int
}

// List is everything whose report the actor may see.
func (d *Desk) List(ctx context.Context, actor scheduling.Actor) (list Overview, err error) {
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
		if list.Units, err = tx.Units(units); err != nil {
			return err
		}
		if list.Years, err = tx.CohortYears(units); err != nil {
			return err
		}
		names := map[scheduling.UnitID]string{}
		for _, u := range list.Units {
			names[u.ID] = u.Name
		}
		titles := map[scheduling.ProgrammeID]string{}
		for _, v := range versions { // the newest first
			if titles[v.Programme] == "" {
				titles[v.Programme] = v.Title
			}
		}
		list.Programmes = make([]Line, len(programmes))
		for i, p := range programmes {
			list.Programmes[i] = Line{Programme: p, Title: titles[p.ID], Unit: names[p.Unit], Cohorts: cohorts[p.ID]}
		}
		return nil
	})
	return list, err
}

// batch is how many sessions are counted again at once.
const batch = 1000

// Keep counts again the sessions whose facts changed: reports add up what is kept
// of the others. Harmless to repeat, and to leave for later.
func (d *Desk) Keep(ctx context.Context) error {
	for {
		due, counted := false, 0
		err := d.db.Read(ctx, func(tx *store.Tx) (err error) {
			due, err = tx.FiguresDue()
			return err
		})
		if err != nil || !due {
			return err
		}
		err = d.db.Write(ctx, func(tx *store.Tx) (err error) {
			counted, err = tx.KeepFigures(batch)
			return err
		})
		if err != nil || counted == 0 {
			return err
		}
	}
}
