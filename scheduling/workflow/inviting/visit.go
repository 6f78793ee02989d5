package inviting

import (
	"context"
	"slices"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
)

// Visit is a meeting as a participant may read it: no module's title, no
// site's name, nobody else (rules 13 and 14).
type Visit struct {
	Start, End time.Time
	Zone       string
	Place      string // the public address
	City       string
	Transport  string
	Parking    string
	StepFree   bool
	ToBring    string
	Later      bool // the point six months after, apart from the modules
	Cancelled  bool
	Past       bool
	Begun      bool
	uid        string
	sequence   int
	changed    time.Time
}

// Standing is where the reader of a page stands.
type Standing string

// The standings: before an answer, after one, and at the end.
const (
	Asked      Standing = "asked"
	SaidNo     Standing = "said_no"
	SaidCall   Standing = "said_call"
	HasSeat    Standing = "has_seat"
	Waits      Standing = "waits"
	IsOffered  Standing = "is_offered"
	OfferOver  Standing = "offer_over"
	HasLeft    Standing = "has_left"
	TooLate    Standing = "too_late"  // entry closed before she entered
	CalledOff  Standing = "cancelled" // the whole cohort
	AllThrough Standing = "all_through"
)

// Welcome is a participant's own page, and holds nobody else.
type Welcome struct {
	Organisation scheduling.Organisation
	FirstName    string
	Gender       string
	Title        string // the public title
	Zone         string // to show instants that belong to no visit
	Standing     Standing
	ReplyBy      scheduling.Date
	Until        time.Time // of an offer
	Rank         int       // on the waiting list, from 1
	Visits       []Visit
	Next         *Visit
	MayAnswer    bool // « Je viens » is still open to her
	MayLeave     bool
}

// Welcome reads the page behind a link, in four queries. It changes nothing.
func (d *Desk) Welcome(ctx context.Context, token string) (w Welcome, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		b, err := reach(tx, token)
		if err != nil {
			return err
		}
		r, err := runOf(tx, b.Cohort, scheduling.ProgrammeVersion{PublicTitle: b.PublicTitle}, b.Organisation)
		if err != nil {
			return err
		}
		if over := scheduling.Over(r.meetings); !over.IsZero() && tx.Now.After(over.Add(afterwards)) {
			return scheduling.Refuse(scheduling.Expired, "link.over", "")
		}
		w = Welcome{
			Organisation: r.organisation, FirstName: b.FirstName, Gender: b.Gender, Title: r.version.PublicTitle,
			Zone: r.organisation.TimeZone, ReplyBy: b.Invitation.ReplyBy, Visits: r.visits(tx.Now),
		}
		return w.stand(tx, r, b.Invitation, b.Enrolment)
	})
	return w, err
}

// stand works out where she stands and what she may still do.
func (w *Welcome) stand(tx *store.Tx, r run, inv scheduling.Invitation, e scheduling.Enrolment) error {
	open := r.cohort.Enters(r.meetings, tx.Now) == nil
	w.Standing = r.now(tx.Now, standing(e, inv), open)
	w.MayAnswer = open && w.Standing != HasSeat && w.Standing != Waits && e.State != scheduling.DroppedOut
	w.MayLeave = w.Standing == HasSeat || w.Standing == Waits || w.Standing == IsOffered
	w.Until = e.OfferedUntil
	if w.Standing == HasSeat {
		w.Next = next(w.Visits)
	} else if len(w.Visits) > 0 {
		w.Next = &w.Visits[0]
	}
	if w.Standing != Waits {
		return nil
	}
	waiting, err := tx.FirstWaiting(inv.Cohort, 200)
	w.Rank = 1 + slices.IndexFunc(waiting, func(other scheduling.Enrolment) bool { return other.ID == e.ID })
	return err
}

// now is a standing as the cohort and the time leave it.
func (r run) now(at time.Time, s Standing, open bool) Standing {
	switch {
	case !r.cohort.CancelledAt.IsZero() || !r.cohort.PostponedAt.IsZero():
		return CalledOff
	case s == HasSeat && at.After(scheduling.Over(r.meetings)):
		return AllThrough
	case s != HasSeat && !open:
		return TooLate
	}
	return s
}

// standing is what her last enrolment and answer say, time and cohort aside.
func standing(e scheduling.Enrolment, inv scheduling.Invitation) Standing {
	switch e.State {
	case scheduling.Enrolled:
		return HasSeat
	case scheduling.Waitlisted:
		return Waits
	case scheduling.Offered:
		return IsOffered
	case scheduling.OfferExpired:
		if inv.Reply == scheduling.Accepts {
			return OfferOver
		}
	case scheduling.Withdrawn, scheduling.DroppedOut:
		return HasLeft
	}
	switch inv.Reply {
	case scheduling.Refuses:
		return SaidNo
	case scheduling.CallMe:
		return SaidCall
	}
	return Asked
}

// visits lists a run's meetings as participants read them.
func (r run) visits(now time.Time) []Visit {
	list := make([]Visit, 0, len(r.meetings))
	for _, m := range r.meetings {
		site := r.sites[m.Site]
		list = append(list, Visit{
			Start: m.StartsAt, End: m.EndsAt, Zone: m.Zone, Place: site.PublicAddress(), City: site.City, Transport: site.Transport,
			Parking: site.Parking, StepFree: site.StepFree, ToBring: r.bring[m.Module],
			Later: m.Kind == scheduling.Supplementary, Cancelled: !m.CancelledAt.IsZero(), Past: m.EndsAt.Before(now), Begun: !m.StartsAt.After(now),
			uid: m.UID, sequence: m.Sequence, changed: m.ChangedAt,
		})
	}
	return list
}

// Count is how many visits are still held, the later one apart.
func (w Welcome) Count() (n int) {
	for _, v := range w.Visits {
		if !v.Later && !v.Cancelled {
			n++
		}
	}
	return n
}

// next is the first visit that is still to come.
func next(visits []Visit) *Visit {
	for at := range visits {
		if !visits[at].Past && !visits[at].Cancelled {
			return &visits[at]
		}
	}
	return nil
}
