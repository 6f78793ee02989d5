// Package post is the post office between the rules and the outside: it
// words a message from its template, seals it, and puts it in the outbox in
// the transaction of the change it tells of. Nothing leaves from here; jobs
// takes the messages after the commit.
package post

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"trame/scheduling"
	"trame/scheduling/mail"
	"trame/scheduling/sms"
	"trame/scheduling/store"
	"trame/scheduling/vault"
	"trame/templates"
)

// Office writes and opens sealed messages.
type Office struct {
	vault   *vault.Vault
	base    string
	texts   bool
	mailbox string // that answers come back to: planning; "" for none
	domain  string // of the mailbox
	fixed   bool   // one address for all
}

// New is an office whose links start with base, "https://trame.example".
func New(v *vault.Vault, base string) *Office {
	return &Office{vault: v, base: strings.TrimSuffix(base, "/")}
}

// WithTexts is an office behind which a gateway takes short messages.
func (o *Office) WithTexts() *Office {
	with := *o
	with.texts = true
	return &with
}

// Carries reports whether what is written for a channel leaves the house.
func (o *Office) Carries(c scheduling.Channel) bool { return c != scheduling.BySMS || o.texts }

// Ways are the channels by which a person can really be written to, the quickest
// first: she accepts them, this house carries them, and her number is a mobile's.
func (o *Office) Ways(i scheduling.Insured, of scheduling.Organisation) []scheduling.Channel {
	return slices.DeleteFunc(i.Channels(), func(c scheduling.Channel) bool {
		return !o.Carries(c) || c == scheduling.BySMS && !sms.Mobile(i.Phone, of.TimeZone)
	})
}

// Link is the absolute address of a path of ours.
func (o *Office) Link(path string) string { return o.base + path }

// Draft is a message to write. Template names templates/mail/NAME.*; for a
// letter its text is the letter's body, for an SMS its wordings, the longest
// first, with a line --- between them. DedupeKey makes it unique for ever,
// Thread puts it behind the earlier messages of that thread.
type Draft struct {
	Unit         scheduling.UnitID
	Organisation scheduling.Organisation
	Channel      scheduling.Channel // "" is mail
	Kind         string
	DedupeKey    string
	Thread       string // "" is the recipient's own
	Cohort       scheduling.CohortID
	Meeting      scheduling.MeetingID
	Insured      scheduling.InsuredID
	Recipient    string    // "facilitator:ID", "insured:ID", "user:ID"
	DueAt        time.Time // zero: now
	GraceAt      time.Time
	ToName       string
	ToAddress    string // of an SMS, the number as it was typed
	ReplyTo      string // "" is the organisation's sender
	Return       string // where it comes back to; "" is an address of its own
	Wanted       bool   // somebody has just asked for it: it goes whatever came back from there
	Template     string
	Why          string // why the reader gets this; "" when obvious
	Data         any
	Calendar     []byte // an iCalendar object for the recipient alone
	Method       string // of the calendar object
}

// Letter is what a sealed message holds: everything its sending needs.
type Letter struct {
	FromName, FromAddress string
	ReplyTo               string
	Return                string
	ToName, ToAddress     string
	Subject, Text, HTML   string
	Calendar              []byte
	Method                string
	WrittenAt             time.Time
}

// Compose words a draft without queueing it: what a preview shows.
func (o *Office) Compose(d Draft, now time.Time) (Letter, error) {
	letter := Letter{
		FromName: d.Organisation.SenderName, FromAddress: d.Organisation.SenderEmail,
		ReplyTo: d.ReplyTo, Return: d.Return, ToName: d.ToName, ToAddress: d.ToAddress,
		Calendar: d.Calendar, Method: d.Method, WrittenAt: now,
	}
	view := templates.MailView{
		Organisation: d.Organisation.Name, Phone: d.Organisation.Phone, PhoneHours: d.Organisation.PhoneHours,
		Why: d.Why, Data: d.Data,
	}
	var err error
	switch d.Channel {
	case scheduling.ByLetter:
		letter.Text, err = templates.Text(d.Template, view)
	case scheduling.BySMS:
		if letter.ToAddress, err = sms.Number(d.ToAddress, d.Organisation.TimeZone); err != nil {
			return letter, err
		}
		var wordings string
		wordings, err = templates.Text(d.Template, view)
		letter.Text = sms.Fit(sms.Wordings(wordings)...)
	default:
		letter.Subject, letter.Text, letter.HTML, err = templates.Mail(d.Template, view)
	}
	return letter, err
}

// Queue words a draft, seals it and puts it in the outbox; a fact already
// told (the same DedupeKey) is not told again.
func (o *Office) Queue(tx *store.Tx, d Draft) (scheduling.MessageID, error) {
	letter, err := o.Compose(d, tx.Now)
	if err != nil {
		return "", err
	}
	plain, err := json.Marshal(letter)
	if err != nil {
		return "", fmt.Errorf("message %s: %w", d.Kind, err)
	}
	id := store.NewID[scheduling.MessageID]()
	sealed, err := o.vault.Seal(place(id), plain)
	if err != nil {
		return "", err
	}
	m := scheduling.Message{
		ID: id, Unit: d.Unit, Channel: d.Channel, Kind: d.Kind, DedupeKey: d.DedupeKey, Thread: d.Thread,
		Cohort: d.Cohort, Meeting: d.Meeting, Insured: d.Insured, Recipient: d.Recipient,
		Sealed: sealed, DueAt: d.DueAt, GraceAt: d.GraceAt,
	}
	if m.Channel == "" {
		m.Channel = scheduling.ByMail
	}
	if m.Thread == "" {
		m.Thread = d.Recipient
	}
	if m.Channel == scheduling.ByMail && o.mailbox != "" { // reports name a mail by its Message-ID
		m.Receipt, _, _ = strings.Cut(mail.MessageID("", string(id)), "@")
	}
	if m.Channel == scheduling.ByMail && !d.Wanted {
		returned, err := tx.AddressReturned(o.AddressKey(d.ToAddress))
		if err != nil {
			return "", err
		}
		if returned { // kept, so that it shows, and never sent
			m.FailedAt, m.Error = tx.Now, "address"
		}
	}
	return id, tx.Queue(m)
}

// Open reads a message's letter. One whose content was erased is Expired.
func (o *Office) Open(m scheduling.Message) (Letter, error) {
	if len(m.Sealed) == 0 {
		return Letter{}, scheduling.Refuse(scheduling.Expired, "message.erased", "")
	}
	plain, err := o.vault.Open(place(m.ID), m.Sealed)
	if err != nil {
		return Letter{}, fmt.Errorf("message %s: %w", m.ID, err)
	}
	var letter Letter
	if err := json.Unmarshal(plain, &letter); err != nil {
		return Letter{}, fmt.Errorf("message %s: %w", m.ID, err)
	}
	return letter, nil
}

func place(id scheduling.MessageID) string { return "messages/" + string(id) + "/sealed" }
