// Package witnessing keeps who agrees to testify, asks them to the meetings that
// receive a witness, and notes what became of it.
package witnessing

import (
	"slices"
	"time"

	"trame/scheduling"
	"trame/scheduling/post"
	"trame/scheduling/store"
	"trame/templates"
)

// Desk serves witnesses.
type Desk struct {
	db   *store.DB
	post *post.Office
}

// New is a desk on db, writing through office.
func New(db *store.DB, office *post.Office) *Desk { return &Desk{db, office} }

func refuse(kind scheduling.Kind, key string, args ...any) error {
	return scheduling.Refuse(kind, key, "", args...)
}

// person is the audit subject of one.
func person(id scheduling.InsuredID) string { return "insured:" + string(id) }

func trace(tx *store.Tx, by, verb string, i scheduling.Insured, fields map[string]any) error {
	return tx.Audit(scheduling.AuditEvent{Actor: by, Verb: verb, Subject: person(i.ID), Unit: i.Unit, Fields: scheduling.TraceFields(fields)})
}

// house is the organisation of a unit, with the day it is there.
type house struct {
	scheduling.Organisation
	zone   *time.Location
	today  scheduling.Date
	themes []scheduling.WitnessTheme // on its list or off it
}

func houseOf(tx *store.Tx, unit scheduling.UnitID) (h house, err error) {
	if h.Organisation, err = tx.OrganisationOf(unit); err != nil {
		return h, err
	}
	if h.zone, err = scheduling.LoadZone(h.TimeZone); err != nil {
		return h, err
	}
	h.today = scheduling.DateOf(tx.Now.In(h.zone))
	h.themes, err = themesOf(tx, h.ID)
	return h, err
}

// themesOf are the subjects of an organisation: its own list, or the shipped one.
func themesOf(tx *store.Tx, id scheduling.OrganisationID) ([]scheduling.WitnessTheme, error) {
	list, err := tx.WitnessThemes(id)
	return templates.WitnessThemes(list), err
}

// listed are those that may still be chosen.
func listed(themes []scheduling.WitnessTheme) []scheduling.WitnessTheme {
	return slices.DeleteFunc(slices.Clone(themes), func(t scheduling.WitnessTheme) bool { return !t.RetiredAt.IsZero() })
}
