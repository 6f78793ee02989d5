package administering

import (
	"bytes"
	"context"
	"slices"

	"trame/scheduling"
	"trame/scheduling/cadence"
	"trame/scheduling/store"
)

// School is what is known of the school holidays of a zone.
type School struct {
	Zone    cadence.SchoolZone
	Periods []cadence.SchoolPeriod // that end today or later
	Until   scheduling.Date        // the last day known
	Short   bool                   // it lies less than a year ahead: a plan may run past it
}

// SchoolHolidays is what is known, the shipped ones under the imported ones.
func (d *Desk) SchoolHolidays(ctx context.Context, actor scheduling.Actor) (zones []School, err error) {
	if err := sees(actor); err != nil {
		return nil, err
	}
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		imported, err := importedPeriods(tx, actor)
		if err != nil {
			return err
		}
		today := scheduling.DateOf(tx.Now)
		known := cadence.ShippedSchoolHolidays().With(imported)
		for _, zone := range cadence.SchoolZones {
			s := School{Zone: zone, Until: known.KnownUntil(zone)}
			s.Periods = slices.DeleteFunc(known.Periods(zone), func(p cadence.SchoolPeriod) bool { return p.Until.Before(today) })
			s.Short = s.Until.Before(today.AddMonths(12))
			zones = append(zones, s)
		}
		return nil
	})
	return zones, err
}

func importedPeriods(tx *store.Tx, actor scheduling.Actor) ([]cadence.SchoolPeriod, error) {
	rows, err := tx.SchoolPeriods(actor.Organisation)
	periods := make([]cadence.SchoolPeriod, len(rows))
	for i, p := range rows {
		periods[i] = cadence.SchoolPeriod{Zone: cadence.SchoolZone(p.Zone), From: p.From, Until: p.Until, Name: p.Name}
	}
	return periods, err
}

// ReviewSchoolHolidays reads a file of school holidays; nothing is written.
func (d *Desk) ReviewSchoolHolidays(ctx context.Context, actor scheduling.Actor, file []byte) (periods []cadence.SchoolPeriod, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		if err := runs(tx, actor); err != nil {
			return err
		}
		periods, err = cadence.ParseSchoolHolidays(bytes.NewReader(file))
		return err
	})
	return periods, err
}

// ImportSchoolHolidays puts the periods of a file over those known, and
// returns how many it holds.
func (d *Desk) ImportSchoolHolidays(ctx context.Context, actor scheduling.Actor, file []byte) (n int, err error) {
	err = d.db.Write(ctx, func(tx *store.Tx) error {
		if err := runs(tx, actor); err != nil {
			return err
		}
		periods, err := cadence.ParseSchoolHolidays(bytes.NewReader(file))
		if err != nil {
			return err
		}
		before, err := importedPeriods(tx, actor)
		if err != nil {
			return err
		}
		n = len(periods)
		merged := cadence.SchoolHolidays{}.With(before).With(periods)
		var rows []scheduling.SchoolPeriod
		for _, zone := range cadence.SchoolZones {
			for _, p := range merged.Periods(zone) {
				rows = append(rows, scheduling.SchoolPeriod{Zone: string(p.Zone), From: p.From, Until: p.Until, Name: p.Name})
			}
		}
		if err := tx.ReplaceSchoolPeriods(actor.Organisation, rows); err != nil {
			return err
		}
		return audit(tx, actor, "imported", "school_holidays", "", map[string]any{"periods": n})
	})
	return n, err
}
