package witnessing

import (
	"context"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/templates"
)

// File is what is known of a person as a witness.
type File struct {
	Insured  scheduling.Insured // without social content
	Zone     *time.Location
	Today    scheduling.Date
	Themes   []scheduling.WitnessTheme // that may be chosen
	Consent  scheduling.Witness        // the one that stands, or the last; zero: none
	State    scheduling.WitnessState   // "" without one
	Subjects []string                  // of the consent, in words
	Latest   scheduling.Date           // the last day of a consent given today
	Times    []Time                    // the latest first
	Former   bool                      // she came to a session, and is in none: she may consent
	Willing  bool                      // she said six months after that she may be asked
	Reached  scheduling.Channel        // by which a message would leave; "": none does
	Write    bool
}

// Version is that of the consent that stands, which Record asks for; 0 for none.
func (f File) Version() int {
	if !f.Consent.WithdrawnAt.IsZero() {
		return 0
	}
	return f.Consent.Version
}

// Time is one testimony with its meeting.
type Time struct {
	scheduling.Testimony
	Of      scheduling.Meeting
	Session string // its label
	State   scheduling.TestimonyState
}

// File opens it; a person's file is not read without a trace (rule 25).
func (d *Desk) File(ctx context.Context, actor scheduling.Actor, id scheduling.InsuredID) (f File, err error) {
	err = d.db.Write(ctx, func(tx *store.Tx) error {
		i, err := tx.InsuredFor(actor, id, scheduling.SeePeople)
		if err != nil {
			return err
		}
		h, err := houseOf(tx, i.Unit)
		if err != nil {
			return err
		}
		f = File{Insured: i.WithoutSocial(), Zone: h.zone, Today: h.today, Themes: listed(h.themes), Write: actor.May(scheduling.Invite, i.Unit) == nil}
		if ways := d.post.Ways(i, h.Organisation); len(ways) > 0 {
			f.Reached = ways[0]
		}
		if err := f.read(tx, h); err != nil {
			return err
		}
		return trace(tx, actor.ID.Ref(), "read", i, map[string]any{"witness": true})
	})
	return f, err
}

func (f *File) read(tx *store.Tx, h house) error {
	i := f.Insured
	consents, err := tx.WitnessesWith(i.ID)
	if err != nil {
		return err
	}
	if len(consents) > 0 {
		f.Consent = consents[0]
		f.State, f.Subjects = f.Consent.State(h.today), templates.WitnessSubjects(h.themes, f.Consent.Themes)
	}
	kept, err := keptUntil(tx, i, h)
	if err != nil {
		return err
	}
	f.Latest = scheduling.ConsentUntil(h.today, kept)
	former, err := tx.FormerOf([]scheduling.InsuredID{i.ID})
	if err != nil {
		return err
	}
	f.Former = mayConsent(i, former[i.ID]) == nil
	followUps, err := tx.FollowUpsWith(i.ID)
	if err != nil {
		return err
	}
	for _, one := range followUps {
		f.Willing = f.Willing || one.Testifies == "yes"
	}
	f.Times, err = timesOf(tx, i.ID, h)
	return err
}

func timesOf(tx *store.Tx, id scheduling.InsuredID, h house) (times []Time, err error) {
	list, err := tx.TestimoniesWith([]scheduling.InsuredID{id})
	if err != nil || len(list) == 0 {
		return nil, err
	}
	meetings, cohorts, err := around(tx, list)
	for _, t := range list {
		m := meetings[t.Meeting]
		times = append(times, Time{t, m, cohorts[m.Cohort].Label, t.State(m, tx.Now, h.today)})
	}
	return times, err
}

// around are the meetings of testimonies, and their sessions.
func around(tx *store.Tx, list []scheduling.Testimony) (map[scheduling.MeetingID]scheduling.Meeting, map[scheduling.CohortID]scheduling.Cohort, error) {
	ids := make([]scheduling.MeetingID, len(list))
	for n, t := range list {
		ids[n] = t.Meeting
	}
	found, err := tx.MeetingsByID(ids)
	if err != nil {
		return nil, nil, err
	}
	meetings, of := make(map[scheduling.MeetingID]scheduling.Meeting, len(found)), make([]scheduling.CohortID, len(found))
	for n, m := range found {
		meetings[m.ID], of[n] = m, m.Cohort
	}
	sessions, err := tx.CohortsByID(of)
	cohorts := make(map[scheduling.CohortID]scheduling.Cohort, len(sessions))
	for _, c := range sessions {
		cohorts[c.ID] = c
	}
	return meetings, cohorts, err
}

// keptUntil is the day on which time would erase a file as it is now.
func keptUntil(tx *store.Tx, i scheduling.Insured, h house) (scheduling.Date, error) {
	since, err := tx.LastFact(i)
	return scheduling.DateOf(since.In(h.zone)).AddMonths(h.RetentionMonths), err
}

// mayConsent refuses whoever is no former participant: she must live, have come
// to a session, and be in none.
func mayConsent(i scheduling.Insured, former []store.Former) error {
	started, runs := false, false
	for _, f := range former {
		started, runs = started || f.Came > 0, runs || f.Runs
	}
	switch {
	case !i.DeceasedOn.IsZero():
		return refuse(scheduling.Conflict, "witness.deceased")
	case !started:
		return refuse(scheduling.Conflict, "witness.never_started")
	case runs:
		return refuse(scheduling.Conflict, "witness.in_session")
	}
	return nil
}

// Record writes down a consent that a person gave in writing or by telephone, in
// the place of the one that stands; version is that one's, 0 when there is none.
// She is told by her own channel, with a link to take it back.
func (d *Desk) Record(ctx context.Context, actor scheduling.Actor, id scheduling.InsuredID, w scheduling.Witness, version int) error {
	w = w.Tidy()
	return d.db.Write(ctx, func(tx *store.Tx) error {
		i, h, standing, former, err := d.hold(tx, actor, id)
		if err != nil {
			return err
		}
		if standing.Version != version {
			return refuse(scheduling.Conflict, "stale")
		}
		kept, err := keptUntil(tx, i, h)
		if err != nil {
			return err
		}
		if w.Way == scheduling.ConsentByLink { // she alone gives it so
			w.Way = ""
		}
		if w.ValidUntil.IsZero() {
			w.ValidUntil = scheduling.ConsentUntil(w.GivenOn, kept)
		}
		if err := w.Validate(h.today, kept, h.themes); err != nil {
			return err
		}
		w.ID, w.Insured, w.Version, w.TokenHash = standing.ID, id, standing.Version, standing.TokenHash
		w.AskedBy, w.AskedAt, w.RecordedBy, w.RecordedAt = standing.AskedBy, standing.AskedAt, actor.ID, tx.Now
		if w, err = d.keep(tx, w); err != nil {
			return err
		}
		if err := d.tellConsent(tx, h, i, w, former, consentRecorded); err != nil {
			return err
		}
		return trace(tx, actor.ID.Ref(), "consented", i, map[string]any{"witness": w.ID, "way": w.Way, "until": w.ValidUntil.String()})
	})
}

// keep saves a consent, a new one with its link.
func (d *Desk) keep(tx *store.Tx, w scheduling.Witness) (scheduling.Witness, error) {
	if w.ID != "" {
		return w, tx.ReplaceWitness(w)
	}
	w.ID, w.Version = store.NewID[scheduling.WitnessID](), 1
	_, w.TokenHash = d.post.Token(consentToken(w.ID))
	return w, tx.AddWitness(w)
}

// hold finds a former participant whose consent the actor may write down, with
// the one that stands.
func (d *Desk) hold(tx *store.Tx, actor scheduling.Actor, id scheduling.InsuredID) (i scheduling.Insured, h house, standing scheduling.Witness, former []store.Former, err error) {
	if i, err = tx.InsuredFor(actor, id, scheduling.Invite); err != nil {
		return i, h, standing, nil, err
	}
	if h, err = houseOf(tx, i.Unit); err != nil {
		return i, h, standing, nil, err
	}
	all, err := tx.FormerOf([]scheduling.InsuredID{id})
	if err != nil {
		return i, h, standing, nil, err
	}
	if former = all[id]; mayConsent(i, former) != nil {
		return i, h, standing, nil, mayConsent(i, former)
	}
	standing, err = tx.StandingWitness(id)
	if scheduling.KindOf(err) == scheduling.NotFound {
		err = nil
	}
	return i, h, standing, former, err
}

// AskConsent sends a person a link by which she may agree. One that was sent before and
// not answered leads to the same page, and no second message leaves within a
// month; one who agreed is not asked.
func (d *Desk) AskConsent(ctx context.Context, actor scheduling.Actor, id scheduling.InsuredID) error {
	return d.db.Write(ctx, func(tx *store.Tx) error {
		i, h, standing, former, err := d.hold(tx, actor, id)
		switch {
		case err != nil:
			return err
		case standing.State(h.today) == scheduling.WitnessStands && standing.ID != "":
			return refuse(scheduling.Conflict, "witness.stands")
		case standing.AskedAt.After(tx.Now.AddDate(0, -1, 0)):
			return refuse(scheduling.Conflict, "witness.asked_lately", "on", scheduling.DateOf(standing.AskedAt.In(h.zone)))
		case len(d.post.Ways(i, h.Organisation)) == 0:
			return refuse(scheduling.Conflict, "witness.unreachable")
		}
		standing.Insured, standing.AskedBy, standing.AskedAt = id, actor.ID, tx.Now
		if standing, err = d.keep(tx, standing); err != nil {
			return err
		}
		if err := d.tellConsent(tx, h, i, standing, former, consentAsked); err != nil {
			return err
		}
		return trace(tx, actor.ID.Ref(), "asked", i, map[string]any{"witness": standing.ID})
	})
}

// Withdraw takes a person's consent back because she said so to an agent; what
// she was asked to is given up, and whoever counted on her is told.
func (d *Desk) Withdraw(ctx context.Context, actor scheduling.Actor, id scheduling.InsuredID) error {
	return d.db.Write(ctx, func(tx *store.Tx) error {
		i, err := tx.InsuredFor(actor, id, scheduling.Invite)
		if err != nil {
			return err
		}
		if _, err := tx.StandingWitness(id); err != nil {
			return err
		}
		return d.withdraw(tx, i, actor.ID.Ref(), actor.ID)
	})
}

func (d *Desk) withdraw(tx *store.Tx, i scheduling.Insured, by string, agent scheduling.UserID) error {
	gone, err := tx.EndWitness(i.ID, by)
	if err != nil {
		return err
	}
	for _, t := range gone {
		if _, err := tx.DropUnsent("testimony:" + string(t.ID)); err != nil {
			return err
		}
		if err := d.tellLead(tx, t, agent); err != nil {
			return err
		}
	}
	return trace(tx, by, "consent_withdrawn", i, map[string]any{"witness": true, "testimonies": len(gone)})
}
