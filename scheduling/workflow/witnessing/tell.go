package witnessing

import (
	"fmt"
	"time"

	"trame/scheduling"
	"trame/scheduling/post"
	"trame/scheduling/store"
)

// What a message about a consent is for.
const (
	consentAsked    = "asked"
	consentRecorded = "recorded"
)

const (
	consentKind = "witness"
	consentWhy  = "Vous recevez ce message parce que vous avez pris part à ces rencontres. Répondre reste votre choix."
	// consentGrace is how long such a message may wait to leave.
	consentGrace = 60 * 24 * time.Hour
)

// consentToken names the link by which a person agrees, and takes it back.
func consentToken(id scheduling.WitnessID) string { return "witness/" + string(id) }

// tellConsent queues what asks a person to agree, or confirms that she did, by
// her own way; nothing when there is none.
func (d *Desk) tellConsent(tx *store.Tx, h house, i scheduling.Insured, w scheduling.Witness, former []store.Former, what string) error {
	ways := d.post.Ways(i, h.Organisation)
	if len(ways) == 0 {
		return nil
	}
	cohort, title, err := lastCame(tx, former)
	if err != nil {
		return err
	}
	due, err := tx.DueFor([]scheduling.InsuredID{i.ID}, ways[0], h.zone)
	if err != nil {
		return err
	}
	token, _ := d.post.Token(consentToken(w.ID))
	_, err = d.post.Queue(tx, post.Draft{
		Unit: i.Unit, Organisation: h.Organisation, Kind: consentKind, Template: consentKind, Cohort: cohort,
		DedupeKey: fmt.Sprintf("witness:%s:%s:%d", w.ID, what, tx.Now.UnixMicro()), DueAt: due[i.ID], GraceAt: due[i.ID].Add(consentGrace), Why: consentWhy,
		Data: post.WitnessWord{
			From: h.SenderName, FirstName: i.FirstName, Gender: i.Gender, What: what, Title: title, Zone: h.zone,
			Link: d.post.Link("/temoin/" + token), Until: w.ValidUntil,
		},
	}.Addressed(i, ways[0]))
	return err
}

// lastCame is the last session that she came to, and its public title.
func lastCame(tx *store.Tx, former []store.Former) (scheduling.CohortID, string, error) {
	for _, f := range former {
		if f.Came == 0 {
			continue
		}
		c, err := tx.Cohort(f.Cohort)
		if err != nil {
			return "", "", err
		}
		version, err := tx.Version(c.VersionID)
		return c.ID, version.PublicTitle, err
	}
	return "", "", nil
}

// GoneMail is what an organiser reads when a witness will not come:
// templates/mail/testimony_gone. It names nobody.
type GoneMail struct {
	Name       string
	Session    string
	Withdrawn  bool
	Start, End time.Time
	Zone       *time.Location
	Place      string
	Link       string
}

// tellLead tells whoever leads a session that its meeting needs a witness again,
// unless he noted it himself.
func (d *Desk) tellLead(tx *store.Tx, t scheduling.Testimony, by scheduling.UserID) error {
	m, err := tx.Meeting(t.Meeting)
	if err != nil {
		return err
	}
	c, err := tx.Cohort(m.Cohort)
	if err != nil || c.Lead == by {
		return err
	}
	lead, err := tx.User(c.Lead)
	if err != nil {
		return err
	}
	h, err := houseOf(tx, c.Unit)
	if err != nil {
		return err
	}
	site, err := tx.Site(m.Site)
	if err != nil {
		return err
	}
	_, err = d.post.Queue(tx, post.Draft{
		Unit: c.Unit, Organisation: h.Organisation, Channel: scheduling.ByMail, Kind: "testimony_gone", Template: "testimony_gone",
		DedupeKey: fmt.Sprintf("testimony:%s:gone:%d", t.ID, tx.Now.UnixMicro()), Thread: lead.ID.Ref(), Cohort: c.ID, Meeting: m.ID,
		Recipient: lead.ID.Ref(), GraceAt: m.EndsAt, ToName: lead.Name(), ToAddress: lead.Email,
		Data: GoneMail{
			Name: lead.FirstName, Session: c.Label, Withdrawn: !t.CancelledAt.IsZero(), Start: m.StartsAt, End: m.EndsAt, Zone: h.zone,
			Place: site.PublicAddress(), Link: d.post.Link("/seances/" + string(m.ID) + "/temoins"),
		},
	})
	return err
}
