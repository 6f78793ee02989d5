package filing

import (
	"encoding/json"
	"io"
	"time"

	"trame/scheduling"
	"trame/templates"
)

// WriteJSON writes a copy for a program (RGPD art. 15.3), in the shape of
// docs/privacy.md. Codes are the API's; reasons are sentences.
func (c Copy) WriteJSON(out io.Writer) error {
	lines := json.NewEncoder(out)
	lines.SetIndent("", "  ")
	return lines.Encode(c.wire())
}

type copyWire struct {
	Format       string            `json:"format"`
	Made         time.Time         `json:"made"`
	AskedOn      string            `json:"asked_on"`
	Organisation string            `json:"organisation"`
	Unit         string            `json:"unit"`
	Person       personWire        `json:"person"`
	Referrals    []referralWire    `json:"referrals"`
	Checks       []checkWire       `json:"checks"`
	Redirections []redirectionWire `json:"redirections"`
	Invitations  []invitationWire  `json:"invitations"`
	Enrolments   []enrolmentWire   `json:"enrolments"`
	Witness      []consentWire     `json:"witness"`
	Testimonies  []testimonyWire   `json:"testimonies"`
	Messages     []messageWire     `json:"messages"`
	Traces       []traceWire       `json:"traces"`
	Anonymous    string            `json:"anonymous_answers"`
	KeptMonths   int               `json:"kept_months"`
	KeptUntil    string            `json:"kept_until,omitempty"`
}

type personWire struct {
	ID              string    `json:"id"`
	FirstName       string    `json:"first_name"`
	LastName        string    `json:"last_name"`
	BirthDate       string    `json:"birth_date,omitempty"`
	Gender          string    `json:"gender,omitempty"`
	InternalNumber  string    `json:"internal_number,omitempty"`
	NIRKept         bool      `json:"nir_kept"`
	Street          string    `json:"street,omitempty"`
	Postcode        string    `json:"postcode,omitempty"`
	City            string    `json:"city,omitempty"`
	Insee           string    `json:"insee,omitempty"`
	Email           string    `json:"email,omitempty"`
	Phone           string    `json:"phone,omitempty"`
	MailConsent     bool      `json:"mail_consent"`
	SMSConsent      bool      `json:"sms_consent"`
	LetterConsent   bool      `json:"letter_consent"`
	Language        string    `json:"language"`
	Pathology       string    `json:"pathology,omitempty"`
	Occupation      string    `json:"occupation,omitempty"`
	OccupationGroup string    `json:"occupation_group,omitempty"`
	Contract        string    `json:"contract,omitempty"`
	Notes           string    `json:"notes,omitempty"`
	DeceasedOn      string    `json:"deceased_on,omitempty"`
	PausedUntil     string    `json:"paused_until,omitempty"`
	AddressWrongOn  string    `json:"address_wrong_on,omitempty"`
	OpenedAt        time.Time `json:"opened_at"`
}

type referralWire struct {
	ReceivedOn string            `json:"received_on"`
	Source     string            `json:"source"`
	Reference  string            `json:"reference,omitempty"`
	Facts      map[string]string `json:"facts"`
	ClosedAt   time.Time         `json:"closed_at,omitzero"`
}

type checkWire struct {
	On             string     `json:"on"`
	Title          string     `json:"title"`
	Outcome        string     `json:"outcome"`
	BecomesOn      string     `json:"becomes_on,omitempty"`
	Rules          []ruleWire `json:"rules"`
	Overridden     string     `json:"overridden,omitempty"`
	OverrideReason string     `json:"override_reason,omitempty"`
}

type ruleWire struct {
	Rule   string `json:"rule"`
	Answer string `json:"answer"`
	Reason string `json:"reason"`
}

type redirectionWire struct {
	At     time.Time `json:"at"`
	Reason string    `json:"reason"`
	Target string    `json:"target"`
	Note   string    `json:"note,omitempty"`
}

type invitationWire struct {
	At        time.Time `json:"at"`
	Title     string    `json:"title"`
	Channel   string    `json:"channel"`
	ReplyBy   string    `json:"reply_by,omitempty"`
	Reply     string    `json:"reply,omitempty"`
	RepliedAt time.Time `json:"replied_at,omitzero"`
	Reason    string    `json:"reason,omitempty"`
	Comment   string    `json:"comment,omitempty"`
}

type enrolmentWire struct {
	Title          string         `json:"title"`
	State          string         `json:"state"`
	Reason         string         `json:"reason,omitempty"`
	PriorityReason string         `json:"priority_reason,omitempty"`
	History        []changeWire   `json:"history"`
	Attendances    []presenceWire `json:"attendances"`
	Calls          []callWire     `json:"calls"`
	Questionnaires []handedWire   `json:"questionnaires"`
	FollowUp       *followUpWire  `json:"follow_up,omitempty"`
}

type changeWire struct {
	At     time.Time `json:"at"`
	To     string    `json:"to"`
	Reason string    `json:"reason,omitempty"`
}

type presenceWire struct {
	Date          string `json:"date"`
	Status        string `json:"status"`
	Reason        string `json:"reason,omitempty"`
	MinutesMissed int    `json:"minutes_missed,omitempty"`
}

type callWire struct {
	At       time.Time `json:"at"`
	Purpose  string    `json:"purpose"`
	Outcome  string    `json:"outcome"`
	NextStep string    `json:"next_step"`
}

type handedWire struct {
	At     time.Time `json:"at"`
	Moment string    `json:"moment"`
	UsedOn string    `json:"used_on,omitempty"`
}

type followUpWire struct {
	DueOn        string `json:"due_on"`
	Attempts     int    `json:"attempts"`
	Outcome      string `json:"outcome,omitempty"`
	Whereof      string `json:"whereof,omitempty"`
	Details      string `json:"details,omitempty"`
	AsOf         string `json:"as_of,omitempty"`
	Source       string `json:"source,omitempty"`
	ClosedReason string `json:"closed_reason,omitempty"`
}

type messageWire struct {
	At      time.Time `json:"at"`
	Channel string    `json:"channel"`
	Kind    string    `json:"kind"`
	State   string    `json:"state"`
	Subject string    `json:"subject,omitempty"`
	Text    string    `json:"text,omitempty"`
}

type traceWire struct {
	At   time.Time `json:"at"`
	Verb string    `json:"verb"`
	By   string    `json:"by,omitempty"`
}

func (c Copy) wire() copyWire {
	i := c.Insured
	w := copyWire{
		Format: "trame.person/1", Made: c.Made, AskedOn: c.AskedOn.String(), Organisation: c.Organisation.Name, Unit: c.Unit,
		Person: personWire{
			string(i.ID), i.FirstName, i.LastName, i.BirthDate.String(), i.Gender, i.InternalNumber, c.NIR, i.Street, i.Postcode, i.City, i.Insee,
			i.Email, i.Phone, i.MailConsent, i.SMSConsent, i.LetterConsent, i.Language, i.Pathology, i.Occupation, i.OccupationGroup, i.Contract, i.Notes,
			i.DeceasedOn.String(), i.PausedUntil.String(), i.AddressWrongOn.String(), i.CreatedAt,
		},
		Referrals: []referralWire{}, Checks: []checkWire{}, Redirections: []redirectionWire{}, Invitations: []invitationWire{},
		Enrolments: []enrolmentWire{}, Witness: []consentWire{}, Testimonies: []testimonyWire{}, Messages: []messageWire{}, Traces: []traceWire{},
		Anonymous: templates.Message("copy.answers.text"), KeptMonths: c.Organisation.RetentionMonths, KeptUntil: c.Ends.String(),
	}
	for _, r := range c.Referrals {
		w.Referrals = append(w.Referrals, referralWire{r.ReceivedOn.String(), string(r.Source), r.Reference, facts(r.Facts), r.ClosedAt})
	}
	for _, k := range c.Checks {
		w.Checks = append(w.Checks, k.wire())
	}
	for _, r := range c.Sent {
		w.Redirections = append(w.Redirections, redirectionWire{r.At, r.Reason, r.Target, r.Note})
	}
	for _, v := range c.Asked {
		w.Invitations = append(w.Invitations, invitationWire{
			v.PreparedAt, v.Title, string(v.Channel), v.ReplyBy.String(), string(v.Reply), v.RepliedAt, v.Reason, v.Comment,
		})
	}
	for _, p := range c.Places {
		w.Enrolments = append(w.Enrolments, p.wire())
	}
	c.wireWitness(&w)
	for _, m := range c.Messages {
		w.Messages = append(w.Messages, messageWire{m.CreatedAt, string(m.Channel), m.Kind, string(m.State()), m.Subject, m.Text})
	}
	for _, t := range c.Traces {
		w.Traces = append(w.Traces, traceWire{t.At, t.Verb, t.By})
	}
	return w
}

func (k CopiedCheck) wire() checkWire {
	w := checkWire{
		k.Check.On.String(), k.Title, string(k.Check.Outcome), k.Check.BecomesOn.String(),
		[]ruleWire{},
		string(k.Check.Overridden), k.Check.OverrideReason,
	}
	for _, r := range k.Results {
		w.Rules = append(w.Rules, ruleWire{templates.Criterion(r.Key, r.Parameters), string(r.Answer), templates.Reason(r)})
	}
	return w
}

func (p CopiedPlace) wire() enrolmentWire {
	w := enrolmentWire{
		Title: p.Title, State: string(p.Enrolment.State), Reason: p.Enrolment.Reason, PriorityReason: p.Enrolment.PriorityReason,
		History: []changeWire{}, Attendances: []presenceWire{}, Calls: []callWire{}, Questionnaires: []handedWire{},
	}
	for _, h := range p.History {
		w.History = append(w.History, changeWire{h.At, string(h.To), h.Reason})
	}
	for _, a := range p.Presences {
		w.Attendances = append(w.Attendances, presenceWire{a.Meeting.Date.String(), string(a.Status), a.Reason, a.MinutesMissed})
	}
	for _, call := range p.Calls {
		w.Calls = append(w.Calls, callWire{call.At, string(call.Purpose), string(call.Outcome), string(call.NextStep)})
	}
	for _, q := range p.Questionnaires {
		w.Questionnaires = append(w.Questionnaires, handedWire{q.CreatedAt, string(q.Moment), q.UsedOn.String()})
	}
	if f := p.FollowUp; f != nil {
		w.FollowUp = &followUpWire{f.DueOn.String(), f.Attempts, string(f.Outcome), string(f.Whereof), f.Details, f.AsOf.String(), string(f.Source), f.ClosedReason}
	}
	return w
}

// facts are those of a referral that are known.
func facts(f scheduling.Facts) map[string]string {
	known := map[string]string{
		"purpose": string(f.Purpose), "leave_start": f.LeaveStart.String(), "leave_end": f.LeaveEnd.String(), "leave_kind": string(f.LeaveKind),
		"leave_time": string(f.LeaveTime), "part_time_from": f.PartTimeFrom.String(), "contract_on": f.ContractOn.String(),
		"invalidity": string(f.Invalidity), "invalidity_on": f.InvalidityOn.String(), "scheme": string(f.Scheme), "followed": string(f.Followed),
		"followed_since": f.FollowedSince.String(), "low_allowance": string(f.LowAllowance), "low_per_head": string(f.LowPerHead),
		"solidarity_cover": string(f.SolidarityCover), "long_illness": string(f.LongIllness), "fragility": string(f.Fragility),
	}
	for key, value := range known {
		if value == "" {
			delete(known, key)
		}
	}
	return known
}
