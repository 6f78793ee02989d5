package planning

import (
	"context"
	"errors"
	"runtime"
	"sync/atomic"
	"time"

	"trame/scheduling"
	"trame/scheduling/planner"
	"trame/scheduling/store"
	"trame/scheduling/timetable"
)

const (
	yearLease = 30 * time.Second // a searcher that did not beat for so long is dead
	yearBeat  = time.Second      // progress is written no more often
)

// SearchYears searches the drafts that were asked for, one after the other, and
// one at a time in an organisation however many processes there are. A search
// that a stop cut short begins again.
func (d *Desk) SearchYears(ctx context.Context) error {
	var errs []error
	for ctx.Err() == nil {
		y, found, err := d.claimYear(ctx)
		if err != nil || !found {
			return errors.Join(append(errs, err)...)
		}
		errs = append(errs, d.searchYear(ctx, y))
	}
	return errors.Join(errs...)
}

// claimYear takes the longest asked plan of an organisation in which nobody
// searches.
func (d *Desk) claimYear(ctx context.Context) (claimed scheduling.YearPlan, found bool, err error) {
	var waiting []scheduling.YearPlan
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		waiting, err = tx.YearPlansToSearch()
		return err
	})
	tried := map[scheduling.OrganisationID]bool{}
	for _, y := range waiting {
		if tried[y.Organisation] || found || err != nil {
			continue
		}
		tried[y.Organisation] = true
		err = d.db.Write(ctx, func(tx *store.Tx) error {
			claimed, found, err = claimIn(tx, y.Organisation)
			return err
		})
	}
	return claimed, found, err
}

func claimIn(tx *store.Tx, organisation scheduling.OrganisationID) (y scheduling.YearPlan, found bool, err error) {
	if _, err := tx.LockOrganisation(organisation); err != nil {
		return y, false, err
	}
	list, err := tx.YearPlansToSearch()
	if err != nil {
		return y, false, err
	}
	for _, one := range list {
		if one.Organisation != organisation {
			continue
		}
		if one.BeatAt.After(tx.Now.Add(-yearLease)) {
			return y, false, nil // somebody searches there
		}
		if !found {
			y, found = one, true
		}
	}
	if !found {
		return y, false, nil
	}
	y.StartedAt, y.BeatAt, y.Placed, y.Comfort, y.Bound = tx.Now, tx.Now, 0, 0, 0
	return y, true, tx.SaveYearPlan(y)
}

// searchYear searches one plan and keeps its draft. What the house does not
// know to plan ends the plan with its reason; a defect ends it, too, and is
// returned for the log.
func (d *Desk) searchYear(ctx context.Context, y scheduling.YearPlan) error {
	work, err := d.layYear(ctx, y)
	var plan *timetable.Plan
	if err == nil {
		plan, err = d.solveYear(ctx, y, work.puzzle)
	}
	end := context.WithoutCancel(ctx)
	if ctx.Err() != nil {
		return d.endYear(end, y.ID, func(_ *store.Tx, y *scheduling.YearPlan) error { y.StartedAt = time.Time{}; return nil })
	}
	if err != nil {
		return errors.Join(d.failYear(end, y.ID, err), defect(err))
	}
	return d.endYear(end, y.ID, func(tx *store.Tx, y *scheduling.YearPlan) error {
		drafts, meetings := work.puzzle.drafted(plan, work.drafts, work.sites)
		y.ReadyAt, y.Placed, y.Comfort, y.Bound = tx.Now, y.Wanted-plan.Unplanned, plan.Comfort, plan.Bound
		return tx.ReplaceDraft(y.ID, drafts, meetings)
	})
}

// defect is err when it is ours, not the organiser's.
func defect(err error) error {
	if scheduling.KindOf(err) != 0 {
		return nil
	}
	return err
}

// laidYear is a plan ready to be searched.
type laidYear struct {
	puzzle *puzzle
	drafts []scheduling.DraftCohort
	sites  map[scheduling.SiteID]scheduling.Site
}

func (d *Desk) layYear(ctx context.Context, y scheduling.YearPlan) (work laidYear, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		wishes, err := tx.Wishes(y.ID)
		if err != nil {
			return err
		}
		if work.drafts, err = tx.DraftCohorts(y.ID); err != nil {
			return err
		}
		pinned, err := tx.DraftMeetings(y.ID)
		if err != nil {
			return err
		}
		work.puzzle, err = yearPuzzle(tx, y, wishes, work.drafts, pinned)
		if err != nil {
			return err
		}
		work.sites = map[scheduling.SiteID]scheduling.Site{}
		for id, g := range work.puzzle.sites {
			work.sites[id] = g.site
		}
		return nil
	})
	return work, err
}

// solveYear runs the engine, writes how far it is, and stops it when the plan
// is abandoned. One processor is left to those who look at pages meanwhile.
func (d *Desk) solveYear(ctx context.Context, y scheduling.YearPlan, p *puzzle) (*timetable.Plan, error) {
	ctx, stop := context.WithCancel(ctx)
	var latest atomic.Pointer[planner.Progress]
	watched := make(chan struct{})
	go func() {
		defer close(watched)
		d.watchYear(ctx, stop, y.ID, &latest)
	}()
	plan, err := planner.Solve(ctx, p.Instance, planner.Options{
		Time: time.Duration(y.Seconds) * time.Second, Seed: 1, Workers: max(1, runtime.GOMAXPROCS(0)-1),
		Progress: func(p planner.Progress) { latest.Store(&p) },
	})
	stop()
	<-watched
	return plan, err
}

func (d *Desk) watchYear(ctx context.Context, stop func(), id scheduling.YearPlanID, latest *atomic.Pointer[planner.Progress]) {
	tick := time.NewTicker(yearBeat)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		going, err := d.beatYear(ctx, id, latest.Load())
		if err == nil && !going {
			stop()
			return
		}
	}
}

// beatYear says that a search is alive, and how far; going is false once
// nobody wants it any more.
func (d *Desk) beatYear(ctx context.Context, id scheduling.YearPlanID, progress *planner.Progress) (going bool, err error) {
	err = d.db.Write(ctx, func(tx *store.Tx) error {
		y, err := tx.LockYearPlan(id)
		if going = err == nil && y.State().Searching(); !going {
			return err
		}
		y.BeatAt = tx.Now
		if progress != nil {
			y.Placed, y.Comfort, y.Bound = progress.Placed, progress.Cost.Comfort, progress.Bound
		}
		return tx.SaveYearPlan(y)
	})
	return going, err
}

// endYear ends a search, unless the plan was abandoned meanwhile.
func (d *Desk) endYear(ctx context.Context, id scheduling.YearPlanID, end func(tx *store.Tx, y *scheduling.YearPlan) error) error {
	return d.db.Write(ctx, func(tx *store.Tx) error {
		y, err := tx.LockYearPlan(id)
		if err != nil || !y.State().Searching() {
			return err
		}
		y.BeatAt = time.Time{}
		if err := end(tx, &y); err != nil {
			return err
		}
		return tx.SaveYearPlan(y)
	})
}

// failYear keeps why a plan could not be searched at all, in the key of its
// sentence.
func (d *Desk) failYear(ctx context.Context, id scheduling.YearPlanID, why error) error {
	return d.endYear(ctx, id, func(tx *store.Tx, y *scheduling.YearPlan) error {
		y.FailedAt, y.Failure = tx.Now, "year_plan.failed"
		if refusal, ok := errors.AsType[*scheduling.Error](why); ok {
			y.Failure = refusal.Key
		}
		return nil
	})
}
