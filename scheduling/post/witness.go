package post

import (
	"fmt"
	"slices"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
)

// What a witness is told of one testimony.
const (
	TestimonyAsk       = "asked"
	TestimonyConfirm   = "confirmed"
	TestimonyMove      = "moved"
	TestimonyCancel    = "cancelled"  // the meeting
	TestimonyCalledOff = "called_off" // she is not needed that day
)

// WitnessWord is what a message to a witness is worded with: the public title
// and place, one reader, no subject of her testimony (rules 13 and 14).
type WitnessWord struct {
	From       string
	FirstName  string
	Gender     string
	What       string
	Title      string // public
	Form       scheduling.WitnessForm
	Start, End time.Time
	Zone       *time.Location
	Place      string
	City       string
	Link       string
	Until      scheduling.Date // the last day to answer, or of her consent
}

const (
	witnessWhy = "Vous recevez ce message parce que vous avez accepté de témoigner auprès d’autres groupes. Vous pouvez retirer votre accord à tout moment."
	// settling is how long a change of dates may still be taken back.
	settling = 5 * time.Minute
)

// TellWitness queues what a witness must know of a testimony at a meeting, by
// the channel she was asked by or the first that will do; it returns the
// channel, "" when somebody has to call her. News of a date takes the place of
// what has not left yet: she never hears that a date changed which she was not
// told.
func (o *Office) TellWitness(tx *store.Tx, t scheduling.Testimony, m scheduling.Meeting, what string) (scheduling.Channel, error) {
	i, err := tx.Insured(t.Insured)
	if err != nil {
		if scheduling.KindOf(err) == scheduling.Expired {
			return "", nil
		}
		return "", err
	}
	c, err := tx.Cohort(m.Cohort)
	if err != nil {
		return "", err
	}
	organisation, err := tx.OrganisationOf(c.Unit)
	if err != nil {
		return "", err
	}
	channel := o.witnessWay(t, i, organisation)
	if channel == "" {
		return "", nil
	}
	thread := "testimony:" + string(t.ID)
	dropped, err := tx.DropUnsent(thread)
	if err != nil {
		return "", err
	}
	if dropped > 0 && t.Reply == "" { // what asked her has not left
		switch what {
		case TestimonyCancel, TestimonyCalledOff:
			return channel, nil
		}
		what = TestimonyAsk
	}
	word, err := o.witnessWord(tx, t, m, c, what)
	if err != nil {
		return "", err
	}
	word.From, word.FirstName, word.Gender = organisation.SenderName, i.FirstName, i.Gender
	due := tx.Now.Add(settling)
	if what == TestimonyAsk {
		days, err := tx.DueFor([]scheduling.InsuredID{i.ID}, channel, word.Zone)
		if err != nil {
			return "", err
		}
		due = days[i.ID]
	}
	_, err = o.Queue(tx, Draft{
		Unit: c.Unit, Organisation: organisation, Kind: "testimony", Template: "testimony", Thread: thread,
		DedupeKey: fmt.Sprintf("%s:%s:%d", thread, what, tx.Now.UnixMicro()), Cohort: c.ID, Meeting: m.ID,
		DueAt: due, GraceAt: m.EndsAt, Why: witnessWhy, Data: word,
	}.Addressed(i, channel))
	return channel, err
}

// witnessWay is the channel that she was asked by, while it will do, or the
// first that does.
func (o *Office) witnessWay(t scheduling.Testimony, i scheduling.Insured, organisation scheduling.Organisation) scheduling.Channel {
	ways := o.Ways(i, organisation)
	switch {
	case slices.Contains(ways, t.Channel):
		return t.Channel
	case len(ways) > 0:
		return ways[0]
	}
	return ""
}

func (o *Office) witnessWord(tx *store.Tx, t scheduling.Testimony, m scheduling.Meeting, c scheduling.Cohort, what string) (WitnessWord, error) {
	version, err := tx.Version(c.VersionID)
	if err != nil {
		return WitnessWord{}, err
	}
	site, err := tx.Site(m.Site)
	if err != nil {
		return WitnessWord{}, err
	}
	zone, err := scheduling.LoadZone(m.Zone)
	if err != nil {
		return WitnessWord{}, fmt.Errorf("zone of meeting %s: %w", m.ID, err)
	}
	token, _ := o.Token(TestimonyToken(t.ID))
	return WitnessWord{
		What: what, Title: version.PublicTitle, Form: t.Form, Start: m.StartsAt, End: m.EndsAt, Zone: zone,
		Place: site.PublicAddress(), City: site.City, Link: o.Link("/temoignage/" + token), Until: t.AnswerBy,
	}, nil
}

// TestimonyToken names the link by which a witness answers.
func TestimonyToken(id scheduling.TestimonyID) string { return "testimony/" + string(id) }
