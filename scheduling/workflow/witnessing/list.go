package witnessing

import (
	"context"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/templates"
)

// Line is one person on the list of witnesses.
type Line struct {
	Insured  scheduling.Insured // identity and contact alone
	Consent  scheduling.Witness
	State    scheduling.WitnessState
	Subjects []string
	Times    int // that she came, ever
	Next     scheduling.Meeting
}

// List is the witnesses of the actor's units, and who said that she may be asked.
type List struct {
	Lines   []Line
	Willing []store.Willing
	Write   bool
	Choose  bool // the actor keeps the list of subjects
}

// Witnesses reads it.
func (d *Desk) Witnesses(ctx context.Context, actor scheduling.Actor) (list List, err error) {
	units := actor.Units(scheduling.SeePeople)
	if len(units) == 0 {
		return list, refuse(scheduling.Forbidden, "actor.may_not.see_people")
	}
	list.Write, list.Choose = actor.Can(scheduling.Invite), actor.Can(scheduling.SeeSocial)
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		h, err := houseOf(tx, units[0])
		if err != nil {
			return err
		}
		if list.Willing, err = tx.WillingIn(units); err != nil {
			return err
		}
		for n := range list.Willing {
			list.Willing[n].Insured = list.Willing[n].Insured.WithoutSocial()
		}
		list.Lines, err = lines(tx, units, h)
		return err
	})
	return list, err
}

func lines(tx *store.Tx, units []scheduling.UnitID, h house) ([]Line, error) {
	consents, err := tx.WitnessesIn(units)
	if err != nil || len(consents) == 0 {
		return nil, err
	}
	ids := idsOf(consents)
	people, err := peopleOf(tx, ids)
	if err != nil {
		return nil, err
	}
	testimonies, err := tx.TestimoniesWith(ids)
	if err != nil {
		return nil, err
	}
	meetings, _, err := around(tx, testimonies)
	if err != nil {
		return nil, err
	}
	list := make([]Line, len(consents))
	at := map[scheduling.InsuredID]int{}
	for n, w := range consents {
		at[w.Insured] = n
		list[n] = Line{Insured: people[w.Insured].WithoutSocial(), Consent: w, State: w.State(h.today), Subjects: templates.WitnessSubjects(h.themes, w.Themes)}
	}
	for _, t := range testimonies {
		line, m := &list[at[t.Insured]], meetings[t.Meeting]
		if t.Outcome == scheduling.WitnessCame {
			line.Times++
		}
		soonest := line.Next.ID == "" || m.StartsAt.Before(line.Next.StartsAt)
		if t.Open() && t.Reply == scheduling.TestifiesYes && m.StartsAt.After(tx.Now) && soonest {
			line.Next = m
		}
	}
	return list, nil
}

func idsOf(consents []scheduling.Witness) []scheduling.InsuredID {
	ids := make([]scheduling.InsuredID, len(consents))
	for n, w := range consents {
		ids[n] = w.Insured
	}
	return ids
}

func peopleOf(tx *store.Tx, ids []scheduling.InsuredID) (map[scheduling.InsuredID]scheduling.Insured, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	list, err := tx.InsuredOf(ids)
	people := make(map[scheduling.InsuredID]scheduling.Insured, len(list))
	for _, i := range list {
		people[i.ID] = i
	}
	return people, err
}
