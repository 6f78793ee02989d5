package inviting

import (
	"time"

	"trame/scheduling"
	"trame/scheduling/post"
	"trame/scheduling/store"
)

// Asking is what an invitation or an offer is worded with, on mail and paper
// alike: the public title and the public place, one reader (rules 13 and 14).
type Asking struct {
	From       string // who writes
	FirstName  string
	LastName   string
	Gender     string
	Title      string // public
	Visits     []Visit
	First      Visit
	Last       Visit
	Zone       string
	Link       string
	CodePage   string // where the code is typed
	Code       string // as printed: "K7RW-M2XD"
	ReplyBy    scheduling.Date
	Until      time.Time // of an offer
	Phone      string
	PhoneHours string
}

// why is what a participant reads under her mail.
const why = "Vous recevez ce message parce que vous avez accepté que le service vous écrive. " +
	"Pour ne plus en recevoir, dites-le à la personne qui vous suit, ou appelez-nous."

func (d *Desk) asking(r run, i scheduling.Insured, s secrets, now time.Time) Asking {
	a := Asking{
		From:      r.organisation.SenderName,
		FirstName: i.FirstName, LastName: i.LastName, Gender: i.Gender, Title: r.version.PublicTitle,
		Zone: r.organisation.TimeZone, Link: d.post.Link("/v/" + s.Token), CodePage: d.post.Link("/code"), Code: printCode(s.Code),
		Phone: r.organisation.Phone, PhoneHours: r.organisation.PhoneHours,
	}
	for _, v := range r.visits(now) {
		if !v.Cancelled && !v.Past && !v.Later {
			a.Visits = append(a.Visits, v)
		}
	}
	if len(a.Visits) > 0 {
		a.First, a.Last = a.Visits[0], a.Visits[len(a.Visits)-1]
	}
	return a
}

// draft is a message to one insured person, about one cohort.
func (r run) draft(i scheduling.Insured, c scheduling.Channel, kind string, a Asking) post.Draft {
	return post.Draft{Unit: r.cohort.Unit, Organisation: r.organisation, Kind: kind, Cohort: r.cohort.ID, Template: kind, Why: why, Data: a}.Addressed(i, c)
}

// invitationKind is the kind of the messages that invite.
const invitationKind = "invitation"

// offerKind is the kind of the messages that offer a freed place.
const offerKind = "offer"

// tellOffer queues the message that offers a freed place, by the first channel
// that she accepts; someone who cannot be written to is called: the roll says
// so.
func (d *Desk) tellOffer(tx *store.Tx, r run, e scheduling.Enrolment, i scheduling.Insured) error {
	ways := d.post.Ways(i, r.organisation)
	if len(ways) == 0 || e.Invitation == "" {
		return nil
	}
	channel := ways[0]
	inv, err := tx.Invitation(e.Invitation)
	if err != nil {
		return err
	}
	s, err := d.secretsOf(inv)
	if err != nil {
		return err
	}
	due, err := tx.DueFor([]scheduling.InsuredID{i.ID}, channel, r.zone)
	if err != nil {
		return err
	}
	a := d.asking(r, i, s, tx.Now)
	a.Until = e.OfferedUntil
	m := r.draft(i, channel, offerKind, a)
	m.DedupeKey = "offer:" + string(e.ID) + ":" + e.OfferedUntil.UTC().Format(time.RFC3339)
	m.DueAt, m.GraceAt = due[i.ID], e.OfferedUntil
	_, err = d.post.Queue(tx, m)
	return err
}
