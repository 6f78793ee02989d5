package filing

import (
	"context"
	"errors"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
)

// How much one transaction takes: others write meanwhile.
const (
	filesAtOnce    = 50
	messagesAtOnce = 500
)

// Purged counts what a purge took, or would take.
type Purged struct {
	Files    int // whole
	Social   int // of their health and social reasons
	Messages int // of their content
}

// Outlook is what a purge would erase now: the dry run.
type Outlook struct {
	Purged
	Months  int
	Since   time.Time // when the purge began to go round by itself; zero: nobody had it done yet
	May     bool      // the actor may have it done
	Zone    string
	Due     []DueFile
	Next    string
	Anybody bool // some have a name for this reader
}

// DueFile is a file whose time is over; its name is for who reads names.
type DueFile struct {
	ID    scheduling.InsuredID
	Name  string
	Since scheduling.Date
	Why   string
	Until scheduling.Date // the day on which its time was over
}

// Outlook says who would be erased, why and since when. It changes nothing.
func (d *Desk) Outlook(ctx context.Context, actor scheduling.Actor, page store.Page) (o Outlook, err error) {
	units := actor.Units(scheduling.SeePurge)
	if len(units) == 0 {
		return o, scheduling.Refuse(scheduling.Forbidden, "actor.may_not.see_purge", "")
	}
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		organisation, err := tx.Organisation(actor.Organisation)
		if err != nil {
			return err
		}
		now, err := local(tx, organisation)
		if err != nil {
			return err
		}
		o = Outlook{Months: organisation.RetentionMonths, Zone: organisation.TimeZone, May: rules(tx, actor) == nil}
		if o.Since, err = tx.PurgingSince(organisation.ID); err != nil {
			return err
		}
		if o.Purged, err = count(tx, units, now, o.Months); err != nil {
			return err
		}
		return o.list(tx, actor, units, now, page)
	})
	return o, err
}

func (o *Outlook) list(tx *store.Tx, actor scheduling.Actor, units []scheduling.UnitID, now time.Time, page store.Page) error {
	if page.Limit <= 0 || page.Limit > 100 {
		page.Limit = filesAtOnce
	}
	more := page
	more.Limit++
	due, err := tx.FilesDue(units, store.QuietFor(now, o.Months), more)
	if err != nil {
		return err
	}
	if len(due) > page.Limit {
		due = due[:page.Limit]
		o.Next = string(due[page.Limit-1].Insured.ID)
	}
	for _, f := range due {
		line := DueFile{ID: f.Insured.ID, Since: scheduling.DateOf(f.Since.In(now.Location())), Why: f.Why}
		line.Until = line.Since.AddMonths(o.Months)
		if actor.May(scheduling.SeePeople, f.Insured.Unit) == nil {
			line.Name, o.Anybody = f.Insured.Name(), true
		}
		o.Due = append(o.Due, line)
	}
	return nil
}

func count(tx *store.Tx, units []scheduling.UnitID, now time.Time, months int) (p Purged, err error) {
	var err1, err2, err3 error
	p.Files, err1 = tx.CountFilesDue(units, store.QuietFor(now, months))
	p.Social, err2 = tx.CountSocialDue(units, store.QuietFor(now, 0))
	p.Messages, err3 = tx.CountMessagesOver(units, messagesOver(now))
	return p, errors.Join(err1, err2, err3)
}

// messagesOver is before when a message must have left to lose its content.
func messagesOver(now time.Time) time.Time { return store.QuietFor(now, scheduling.MessagesKept).At }

// Begin has the purge of the actor's organisation done, and go round by itself
// every hour from now on; End stops the rounds. Both leave a trace.
func (d *Desk) Begin(ctx context.Context, actor scheduling.Actor) (Purged, error) {
	if err := d.switchTo(ctx, actor, true); err != nil {
		return Purged{}, err
	}
	return d.purge(ctx, actor.Organisation, actor.ID.Ref(), 2*filesAtOnce)
}

// End stops the purge's rounds.
func (d *Desk) End(ctx context.Context, actor scheduling.Actor) error {
	return d.switchTo(ctx, actor, false)
}

func (d *Desk) switchTo(ctx context.Context, actor scheduling.Actor, on bool) error {
	return d.db.Write(ctx, func(tx *store.Tx) error {
		if err := rules(tx, actor); err != nil {
			return err
		}
		if err := tx.SetPurging(actor.Organisation, on); err != nil {
			return err
		}
		return tx.Audit(scheduling.AuditEvent{
			Actor: actor.ID.Ref(), Verb: "purge_set", Subject: "organisation:" + string(actor.Organisation),
			Fields: scheduling.TraceFields(map[string]any{"on": on}),
		})
	})
}

// Round erases what is due wherever the purge was begun. The background runner
// calls it; what a stop leaves over is found again.
func (d *Desk) Round(ctx context.Context) error {
	var list []scheduling.OrganisationID
	err := d.db.Read(ctx, func(tx *store.Tx) (err error) {
		list, err = tx.Purging()
		return err
	})
	for _, id := range list {
		_, failed := d.purge(ctx, id, "system", 0)
		err = errors.Join(err, failed)
	}
	return err
}

// PurgeAll erases what is due in an organisation, begun or not: the command
// line's.
func (d *Desk) PurgeAll(ctx context.Context, id scheduling.OrganisationID) (Purged, error) {
	return d.purge(ctx, id, "system", 0)
}

// DryRun counts what PurgeAll would erase.
func (d *Desk) DryRun(ctx context.Context, id scheduling.OrganisationID) (p Purged, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		o, now, units, err := whole(tx, id)
		if err != nil {
			return err
		}
		p, err = count(tx, units, now, o.RetentionMonths)
		return err
	})
	return p, err
}

func whole(tx *store.Tx, id scheduling.OrganisationID) (o scheduling.Organisation, now time.Time, units []scheduling.UnitID, err error) {
	if o, err = tx.Organisation(id); err != nil {
		return o, now, nil, err
	}
	if now, err = local(tx, o); err != nil {
		return o, now, nil, err
	}
	units, err = unitsOf(tx, id)
	return o, now, units, err
}

// purge takes part after part until nothing is due, or most files went; 0 is all.
func (d *Desk) purge(ctx context.Context, id scheduling.OrganisationID, by string, most int) (done Purged, err error) {
	for _, part := range []struct {
		count *int
		take  func(tx *store.Tx, p part) (int, error)
	}{{&done.Files, files}, {&done.Social, social}, {&done.Messages, messages}} {
		for {
			n := 0
			err := d.db.Write(ctx, func(tx *store.Tx) error {
				o, now, units, err := whole(tx, id)
				if err != nil {
					return err
				}
				n, err = part.take(tx, partOf(o, now, units, by))
				return err
			})
			*part.count += n
			if err != nil {
				return done, err
			}
			if n == 0 || most > 0 && *part.count >= most {
				break
			}
		}
	}
	return done, nil
}
