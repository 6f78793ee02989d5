package partnership

import (
	"context"
	"strings"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
)

// Coming is a meeting to come for which a facilitator is wanted.
type Coming struct {
	scheduling.Animation
	Who   string
	Title string
	Start time.Time
	End   time.Time
	Zone  string
	Off   bool                // cancelled
	Open  bool                // the actor may look at it
	Label string              // of the cohort, where he may look
	Of    scheduling.CohortID // "" out of his reach
}

// coming lists what some people are wanted for, in time. Meetings of units out
// of the actor's reach show their hour alone: the person is taken then.
func coming(tx *store.Tx, actor scheduling.Actor, facilitators []scheduling.Facilitator) ([]Coming, error) {
	names := map[scheduling.FacilitatorID]string{}
	ids := make([]scheduling.FacilitatorID, len(facilitators))
	for i, f := range facilitators {
		ids[i], names[f.ID] = f.ID, f.Name()
	}
	animations, err := tx.AnimationsOfFacilitators(ids, tx.Now)
	if err != nil || len(animations) == 0 {
		return nil, err
	}
	at, err := placesOf(tx, animations)
	if err != nil {
		return nil, err
	}
	wanted := map[scheduling.MeetingID][]scheduling.Animation{}
	for _, a := range animations {
		wanted[a.Meeting] = append(wanted[a.Meeting], a)
	}
	var list []Coming
	for _, m := range at.meetings {
		c := at.cohorts[m.Cohort]
		for _, a := range wanted[m.ID] {
			line := Coming{
				Animation: a, Who: names[a.Facilitator], Start: m.StartsAt, End: m.EndsAt, Zone: m.Zone,
				Off: !m.CancelledAt.IsZero(), Open: actor.May(scheduling.SeePlan, c.Unit) == nil,
			}
			if line.Open {
				line.Title, line.Label, line.Of = at.modules[m.Module].Title, c.Label, c.ID
			}
			list = append(list, line)
		}
	}
	return list, nil
}

// places are meetings and what surrounds them.
type places struct {
	meetings []scheduling.Meeting // in time
	cohorts  map[scheduling.CohortID]scheduling.Cohort
	modules  map[scheduling.ModuleID]scheduling.Module
}

func placesOf(tx *store.Tx, animations []scheduling.Animation) (at places, err error) {
	var meetings []scheduling.MeetingID
	for _, a := range animations {
		meetings = append(meetings, a.Meeting)
	}
	if at.meetings, err = tx.MeetingsByID(meetings); err != nil {
		return at, err
	}
	var cohortIDs []scheduling.CohortID
	var moduleIDs []scheduling.ModuleID
	for _, m := range at.meetings {
		cohortIDs, moduleIDs = append(cohortIDs, m.Cohort), append(moduleIDs, m.Module)
	}
	cohorts, err := tx.CohortsByID(cohortIDs)
	if err != nil {
		return at, err
	}
	modules, err := tx.ModulesByID(moduleIDs)
	at.cohorts = index(cohorts, func(c scheduling.Cohort) scheduling.CohortID { return c.ID })
	at.modules = index(modules, func(m scheduling.Module) scheduling.ModuleID { return m.ID })
	return at, err
}

func index[K comparable, V any](list []V, key func(V) K) map[K]V {
	found := make(map[K]V, len(list))
	for _, v := range list {
		found[key(v)] = v
	}
	return found
}

// Person is all there is of a facilitator on one page.
type Person struct {
	scheduling.Facilitator
	Of        scheduling.Partner
	Coming    []Coming
	MayChange bool
}

// Facilitator reads one with his coming meetings.
func (d *Desk) Facilitator(ctx context.Context, actor scheduling.Actor, id scheduling.FacilitatorID) (person Person, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		f, err := tx.Facilitator(id)
		if err != nil {
			return err
		}
		p, err := seen(tx, actor, f.Partner)
		if err != nil {
			return err
		}
		person = Person{Facilitator: f, Of: p, MayChange: actor.May(scheduling.Organise, p.Unit) == nil}
		person.Coming, err = coming(tx, actor, []scheduling.Facilitator{f})
		return err
	})
	return person, err
}

// Facilitators lists the active people of every partner in the actor's reach.
func (d *Desk) Facilitators(ctx context.Context, actor scheduling.Actor, partner scheduling.PartnerID) (list []scheduling.Facilitator, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		if partner == "" {
			list, err = tx.FacilitatorsIn(actor.Units(scheduling.SeePlan))
			return err
		}
		if _, err := seen(tx, actor, partner); err != nil {
			return err
		}
		list, err = tx.Facilitators(partner)
		return err
	})
	return list, err
}

// AddFacilitator enters a person of a partner.
func (d *Desk) AddFacilitator(ctx context.Context, actor scheduling.Actor, f scheduling.Facilitator) (scheduling.FacilitatorID, error) {
	f = trimmed(f)
	f.ID, f.Active, f.Version = store.NewID[scheduling.FacilitatorID](), true, 1
	return f.ID, d.db.Write(ctx, func(tx *store.Tx) error {
		p, err := kept(tx, actor, f.Partner)
		if err != nil {
			return err
		}
		if err := f.Validate(); err != nil {
			return err
		}
		if err := tx.AddFacilitator(f); err != nil {
			return err
		}
		return tx.Audit(trace(actor, "updated", p, map[string]any{"facilitator": f.ID, "added": true}))
	})
}

// EditFacilitator corrects one, or says that he no longer comes; f.Version is
// what the actor saw. His partner stays.
func (d *Desk) EditFacilitator(ctx context.Context, actor scheduling.Actor, f scheduling.Facilitator) error {
	f = trimmed(f)
	return d.db.Write(ctx, func(tx *store.Tx) error {
		old, err := tx.Facilitator(f.ID)
		if err != nil {
			return err
		}
		p, err := kept(tx, actor, old.Partner)
		if err != nil {
			return err
		}
		f.Partner, f.Recap = old.Partner, old.Recap // how she is written to changes what is sent: planning does that
		if err := f.Validate(); err != nil {
			return err
		}
		if err := tx.ReplaceFacilitator(f); err != nil {
			return err
		}
		return tx.Audit(trace(actor, "updated", p, map[string]any{"facilitator": f.ID, "active": f.Active}))
	})
}

func trimmed(f scheduling.Facilitator) scheduling.Facilitator {
	for _, text := range []*string{&f.FirstName, &f.LastName, &f.Function, &f.Email, &f.Phone} {
		*text = strings.TrimSpace(*text)
	}
	return f
}
