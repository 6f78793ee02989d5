package attending

import (
	"context"
	"strings"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/vault"
)

// OpenKiosk lets the people of a meeting sign in on the room's tablet, until
// the end of its day, at an address that is given once. One that was open before
// is closed.
func (d *Desk) OpenKiosk(ctx context.Context, actor scheduling.Actor, id scheduling.MeetingID) (token string, closes time.Time, err error) {
	token, hash := vault.NewToken()
	err = d.db.Write(ctx, func(tx *store.Tx) error {
		w, err := openSheet(tx, actor, id)
		if err != nil {
			return err
		}
		if closes = w.meeting.DayEnds(); !tx.Now.Before(closes) {
			return scheduling.Refuse(scheduling.Conflict, "kiosk.day", "")
		}
		if err := tx.CloseKiosks(id); err != nil {
			return err
		}
		k := scheduling.Kiosk{
			ID: store.NewID[scheduling.KioskID](), Meeting: id, TokenHash: hash, OpenedBy: actor.ID, OpenedAt: tx.Now, ClosesAt: closes,
		}
		if err := tx.AddKiosk(k); err != nil {
			return err
		}
		return w.tellKiosk(tx, "kiosk_opened")
	})
	return token, closes, err
}

// CloseKiosk ends signing in on the room's tablet.
func (d *Desk) CloseKiosk(ctx context.Context, actor scheduling.Actor, id scheduling.MeetingID) error {
	return d.db.Write(ctx, func(tx *store.Tx) error {
		w, err := lockSheet(tx, actor, id)
		if err != nil {
			return err
		}
		if err := tx.CloseKiosks(id); err != nil {
			return err
		}
		return w.tellKiosk(tx, "kiosk_closed")
	})
}

func (w *writing) tellKiosk(tx *store.Tx, verb string) error {
	return tx.Audit(scheduling.AuditEvent{
		Actor: w.by(), Verb: verb, Subject: "meeting:" + string(w.meeting.ID), Unit: w.cohort.Unit,
	})
}

// Gathering is a meeting as the room's tablet shows it: it names nobody, and
// bears the public title and place (rules 13 and 14).
type Gathering struct {
	Organisation scheduling.Organisation
	Title        string
	Start, End   time.Time
	Zone         string
	Place        string
}

// Kiosk reads what the room's tablet shows.
func (d *Desk) Kiosk(ctx context.Context, token string) (g Gathering, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		k, err := kioskAt(tx, token)
		if err != nil {
			return err
		}
		m, err := tx.Meeting(k.Meeting)
		if err != nil {
			return err
		}
		c, err := tx.Cohort(m.Cohort)
		if err != nil {
			return err
		}
		v, err := tx.Version(c.VersionID)
		if err != nil {
			return err
		}
		site, err := tx.Site(m.Site)
		if err != nil {
			return err
		}
		g = Gathering{Title: v.PublicTitle, Start: m.StartsAt, End: m.EndsAt, Zone: m.Zone, Place: site.PublicAddress()}
		g.Organisation, err = tx.OrganisationOf(c.Unit)
		return err
	})
	return g, err
}

// kioskAt finds the tablet at an address while it takes sign-ins.
func kioskAt(tx *store.Tx, token string) (scheduling.Kiosk, error) {
	k, err := tx.KioskByToken(vault.HashToken(token))
	if scheduling.KindOf(err) == scheduling.NotFound || err == nil && !k.Open(tx.Now) {
		err = scheduling.Refuse(scheduling.Expired, "kiosk.over", "")
	}
	return k, err
}

// Wrong codes that one tablet takes: a group's fingers, not a guesser's 10¹¹.
const (
	kioskAttempts = 20
	kioskWindow   = 15 * time.Minute
)

// SignInAtKiosk marks present whoever shows the code or the link of her own
// invitation, when she is still expected; anything else an agent decides. A code
// of another group and one of nobody's get the same answer.
func (d *Desk) SignInAtKiosk(ctx context.Context, token, shown string) error {
	missed := false
	err := d.db.Write(ctx, func(tx *store.Tx) error {
		missed = false
		k, err := kioskAt(tx, token)
		if err != nil {
			return err
		}
		since, subject := tx.Now.Add(-kioskWindow), "kiosk:"+string(k.ID)
		n, err := tx.Attempts(subject, since)
		if err != nil {
			return err
		}
		if n >= kioskAttempts {
			return scheduling.Refuse(scheduling.Throttled, "code.too_many", "code")
		}
		w, err := holdSheet(tx, k.Meeting)
		if err != nil {
			return err
		}
		e, err := d.shown(tx, w, shown)
		if kind := scheduling.KindOf(err); kind == scheduling.NotFound || kind == scheduling.Expired {
			missed = true
			return tx.AddAttempt(subject, since) // committed: it counts
		}
		if err != nil {
			return err
		}
		return w.arrive(tx, e)
	})
	if err == nil && missed {
		return scheduling.Refuse(scheduling.Invalid, "kiosk.unknown", "code")
	}
	return err
}

// shown finds the place of whoever shows a code, or the link that a reader of
// QR codes types.
func (d *Desk) shown(tx *store.Tx, w *writing, what string) (e scheduling.Enrolment, err error) {
	var inv scheduling.Invitation
	if _, link, found := strings.Cut(strings.TrimSpace(what), "/v/"); found {
		inv, err = tx.InvitationByToken(vault.HashToken(link))
	} else {
		code, unreadable := vault.NormalizeCode(what)
		if unreadable != nil {
			return e, unreadable
		}
		inv, err = tx.InvitationByCode(d.vault.HashCode(code))
	}
	if err == nil && inv.Cohort != w.cohort.ID {
		err = scheduling.Refuse(scheduling.NotFound, "not_found", "")
	}
	if err != nil {
		return e, err
	}
	return seatOf(tx, inv)
}

// arrive marks present who is expected; who is present already is told the same.
func (w *writing) arrive(tx *store.Tx, e scheduling.Enrolment) error {
	was, ok := w.current(e.ID)
	switch {
	case ok && was.Status.Came():
		return nil
	case !ok || was.Status != scheduling.Expected:
		return scheduling.Refuse(scheduling.Conflict, "kiosk.ask", "code")
	}
	now := was
	now.Status = scheduling.Present
	if err := w.write(tx, was, now); err != nil {
		return err
	}
	return w.trace(tx)
}
