package witnessing

import (
	"context"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/vault"
	"trame/templates"
)

// Sheet is what a person's link opens: her consent as it stands, or what she is
// asked. It names nobody, herself neither: the link may have been passed on.
type Sheet struct {
	Organisation scheduling.Organisation
	Title        string // public, of the session she came to
	State        scheduling.WitnessState
	Consent      scheduling.Witness
	Subjects     []string
	Themes       []scheduling.WitnessTheme // to choose from
	Coming       int                       // testimonies to come, which taking it back gives up
}

// Open finds the sheet behind a link. One that is unknown is NotFound; once the
// consent was taken back, or its person died or is in a session, it is Expired.
func (d *Desk) Open(ctx context.Context, token string) (s Sheet, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		w, i, h, former, err := reach(tx, token)
		if err != nil {
			return err
		}
		s = Sheet{Organisation: h.Organisation, State: w.State(h.today), Consent: w, Subjects: templates.WitnessSubjects(h.themes, w.Themes), Themes: listed(h.themes)}
		if _, s.Title, err = lastCame(tx, former); err != nil {
			return err
		}
		times, err := timesOf(tx, i.ID, h)
		for _, t := range times {
			if t.Open() && t.Of.StartsAt.After(tx.Now) {
				s.Coming++
			}
		}
		return err
	})
	return s, err
}

// Agree takes the consent of whoever holds a link, or what she changes of it.
// She says what of, in which form and how often; the day is today.
func (d *Desk) Agree(ctx context.Context, token string, own scheduling.Witness) error {
	own = own.Tidy()
	return d.db.Write(ctx, func(tx *store.Tx) error {
		w, i, h, _, err := reach(tx, token)
		if err != nil {
			return err
		}
		kept, err := keptUntil(tx, i, h)
		if err != nil {
			return err
		}
		w.Forms, w.Themes, w.Limits, w.OwnUnit, w.MostAYear = own.Forms, own.Themes, own.Limits, own.OwnUnit, own.MostAYear
		w.GivenOn, w.Way, w.RecordedBy, w.RecordedAt = h.today, scheduling.ConsentByLink, "", tx.Now
		w.ValidUntil = scheduling.ConsentUntil(h.today, kept)
		if err := w.Validate(h.today, kept, h.themes); err != nil {
			return err
		}
		if err := tx.ReplaceWitness(w); err != nil {
			return err
		}
		return trace(tx, "participant", "consented", i, map[string]any{"witness": w.ID, "way": w.Way, "until": w.ValidUntil.String()})
	})
}

// TakeBack withdraws the consent of whoever holds a link, given or only asked
// for: she is not asked again by it.
func (d *Desk) TakeBack(ctx context.Context, token string) error {
	return d.db.Write(ctx, func(tx *store.Tx) error {
		_, i, _, _, err := reach(tx, token)
		if err != nil {
			return err
		}
		return d.withdraw(tx, i, "participant", "")
	})
}

func reach(tx *store.Tx, token string) (w scheduling.Witness, i scheduling.Insured, h house, former []store.Former, err error) {
	w, err = tx.WitnessByToken(vault.HashToken(token))
	if scheduling.KindOf(err) == scheduling.NotFound {
		err = refuse(scheduling.NotFound, "link.unknown")
	}
	if err != nil {
		return w, i, h, nil, err
	}
	if !w.WithdrawnAt.IsZero() {
		return w, i, h, nil, refuse(scheduling.Expired, "witness.own.withdrawn")
	}
	if i, err = tx.Insured(w.Insured); err != nil || !i.DeceasedOn.IsZero() {
		return w, i, h, nil, refuse(scheduling.Expired, "link.over")
	}
	if h, err = houseOf(tx, i.Unit); err != nil {
		return w, i, h, nil, err
	}
	all, err := tx.FormerOf([]scheduling.InsuredID{i.ID})
	return w, i, h, all[i.ID], err
}
