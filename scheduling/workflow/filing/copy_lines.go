package filing

import (
	"strconv"
	"strings"
	"time"

	"trame/scheduling"
	"trame/templates"
)

// section is a part of a copy as it is read: a title, and its blocks.
type section struct {
	title  string
	empty  string // what is said when it holds nothing
	blocks []block
}

// block is a fact with what belongs to it.
type block struct {
	head  string
	lines []string // « Mot : valeur »
	text  string   // words as they were written
}

// say adds a line unless it says nothing.
func (b *block) say(key, value string) {
	if value != "" {
		b.lines = append(b.lines, templates.French(templates.Message("copy."+key)+" : "+value))
	}
}

func (b *block) sayOn(key string, d scheduling.Date) { b.say(key, templates.PlainDate(d)) }

func yes(b bool) string {
	if b {
		return templates.Message("copy.yes")
	}
	return templates.Message("copy.no")
}

func title(key string) string { return templates.Message("copy." + key) }

// day is a date in the zone of the copy.
func (c Copy) day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return templates.PlainDate(scheduling.DateOf(t.In(c.Zone)))
}

// sections are all of a copy, in the order in which they are read.
func (c Copy) sections() []section {
	return []section{
		{title: title("about"), blocks: []block{c.aboutHer(), c.contact(), c.situation()}},
		{title: title("referrals"), empty: title("referrals.none"), blocks: c.referrals()},
		{title: title("checks"), empty: title("checks.none"), blocks: c.checks()},
		{title: title("sent"), empty: title("sent.none"), blocks: c.redirections()},
		{title: title("asked"), empty: title("asked.none"), blocks: c.invitations()},
		{title: title("places"), empty: title("places.none"), blocks: c.places()},
		{title: title("witness"), empty: title("witness.none"), blocks: c.witness()},
		{title: title("answers"), blocks: []block{{text: title("answers.text")}}},
		{title: title("messages"), empty: title("messages.none"), blocks: c.messages()},
		{title: title("traces"), empty: title("traces.none"), blocks: c.traces()},
		{title: title("kept"), blocks: []block{{text: c.kept()}}},
		{title: title("rights"), blocks: []block{{text: templates.Message("copy.rights.text", "phone", templates.Phone(c.Organisation.Phone), "organisation", c.Organisation.Name)}}},
	}
}

func (c Copy) aboutHer() block {
	i, b := c.Insured, block{head: c.Insured.Name()}
	b.sayOn("birth_date", i.BirthDate)
	b.say("internal_number", i.InternalNumber)
	if c.NIR {
		b.say("nir", title("nir.kept"))
	}
	b.say("language", i.Language)
	b.say("unit", c.Unit)
	b.say("opened", c.day(i.CreatedAt))
	b.sayOn("deceased_on", i.DeceasedOn)
	return b
}

func (c Copy) contact() block {
	i, b := c.Insured, block{head: title("contact")}
	b.say("address", strings.TrimSpace(strings.TrimPrefix(i.Street+", "+i.Postcode+" "+i.City, ", ")))
	b.say("phone", templates.Phone(i.Phone))
	b.say("email", i.Email)
	b.say("mail_consent", yes(i.MailConsent))
	b.say("sms_consent", yes(i.SMSConsent))
	b.say("letter_consent", yes(i.LetterConsent))
	b.sayOn("paused_until", i.PausedUntil)
	b.sayOn("address_wrong_on", i.AddressWrongOn)
	return b
}

func (c Copy) situation() block {
	i, b := c.Insured, block{head: title("situation")}
	b.say("contract", templates.Label("contract", i.Contract))
	b.say("occupation", i.Occupation)
	b.say("occupation_group", templates.Label("occupation_group", i.OccupationGroup))
	b.say("pathology", known("pathology", i.Pathology))
	b.text = i.Notes
	if len(b.lines) == 0 && b.text == "" {
		b.text = title("situation.none")
	}
	return b
}

// known is a code's word, or the word that somebody typed.
func known(list, code string) string {
	if templates.HasMessage("label." + list + "." + code) {
		return templates.Label(list, code)
	}
	return code
}

func (c Copy) referrals() (list []block) {
	for _, r := range c.Referrals {
		b := block{head: templates.French(templates.PlainDate(r.ReceivedOn) + " : " + templates.Label("referral_source", string(r.Source)))}
		b.say("reference", r.Reference)
		f := r.Facts
		b.say("purpose", templates.Label("purpose", string(f.Purpose)))
		b.sayOn("leave_start", f.LeaveStart)
		b.sayOn("leave_end", f.LeaveEnd)
		b.say("leave_kind", templates.Label("leave_kind", string(f.LeaveKind)))
		b.say("leave_time", templates.Label("leave_time", string(f.LeaveTime)))
		b.sayOn("part_time_from", f.PartTimeFrom)
		b.sayOn("contract_on", f.ContractOn)
		b.say("invalidity", templates.Label("invalidity", string(f.Invalidity)))
		b.sayOn("invalidity_on", f.InvalidityOn)
		b.say("scheme", templates.Label("scheme", string(f.Scheme)))
		b.say("followed", templates.Label("known", string(f.Followed)))
		b.sayOn("followed_since", f.FollowedSince)
		b.say("low_allowance", templates.Label("known", string(f.LowAllowance)))
		b.say("low_per_head", templates.Label("known", string(f.LowPerHead)))
		b.say("solidarity_cover", templates.Label("known", string(f.SolidarityCover)))
		b.say("long_illness", templates.Label("known", string(f.LongIllness)))
		for n, item := range c.fragility() {
			b.lines = append(b.lines, ticked(item, f.Fragility.At(n+1))...)
		}
		b.say("closed", c.day(r.ClosedAt))
		list = append(list, b)
	}
	return list
}

// fragility are the items of the detection sheet, in the organisation's words or
// ours.
func (c Copy) fragility() []string {
	if items := c.Organisation.FragilityList(); items != nil {
		return items
	}
	var items []string
	for _, code := range templates.Codes("fragility") {
		items = append(items, code.Label)
	}
	return items
}

func ticked(item string, k scheduling.Known) []string {
	if k == scheduling.Unknown {
		return nil
	}
	return []string{templates.French(item + " : " + templates.Label("known", string(k)))}
}

func (c Copy) checks() (list []block) {
	for _, k := range c.Checks {
		b := block{head: templates.French(templates.PlainDate(k.Check.On) + " : " + k.Title)}
		b.say("outcome", templates.Label("eligibility", string(k.Check.Outcome)))
		b.sayOn("becomes_on", k.Check.BecomesOn)
		for _, r := range k.Results {
			line := templates.Criterion(r.Key, r.Parameters) + " : " + templates.Label("rule_answer", string(r.Answer)) + ". " + templates.Reason(r)
			b.lines = append(b.lines, templates.French(line))
		}
		b.say("overridden", templates.Label("eligibility", string(k.Check.Overridden)))
		b.say("override_reason", k.Check.OverrideReason)
		list = append(list, b)
	}
	return list
}

func (c Copy) redirections() (list []block) {
	for _, r := range c.Sent {
		b := block{head: templates.French(c.day(r.At) + " : " + r.Target), text: r.Note}
		b.say("reason", templates.Label("redirection", r.Reason))
		list = append(list, b)
	}
	return list
}

func (c Copy) invitations() (list []block) {
	for _, v := range c.Asked {
		b := block{head: templates.French(c.day(v.PreparedAt) + " : " + v.Title), text: v.Comment}
		b.say("channel", templates.Label("channel", string(v.Channel)))
		b.sayOn("reply_by", v.ReplyBy)
		if v.Reply != "" {
			b.say("reply", templates.Label("reply", string(v.Reply))+", "+c.day(v.RepliedAt))
		}
		b.say("reason", known("decline", v.Reason))
		b.say("called", c.day(v.CalledAt))
		b.say("withdrawn", c.day(v.WithdrawnAt))
		list = append(list, b)
	}
	return list
}

func (c Copy) places() (list []block) {
	for _, p := range c.Places {
		b := block{head: templates.French(p.Title + " : " + templates.Label("enrolment", string(p.Enrolment.State)))}
		for _, h := range p.History {
			b.lines = append(b.lines, templates.French(c.day(h.At)+" : "+templates.Label("enrolment", string(h.To))+bracket(known("decline", h.Reason))))
		}
		b.say("priority_reason", p.Enrolment.PriorityReason)
		for _, a := range p.Presences {
			b.lines = append(b.lines, templates.French(templates.Message("copy.meeting")+" "+templates.PlainDate(a.Meeting.Date)+" : "+
				templates.Label("attendance", string(a.Status))+bracket(templates.Label("absence", a.Reason))))
		}
		for _, call := range p.Calls {
			b.say("call", c.day(call.At)+", "+templates.Label("call_outcome", string(call.Outcome))+", "+templates.Label("next_step", string(call.NextStep)))
		}
		for _, q := range p.Questionnaires {
			b.say("questionnaire", c.day(q.CreatedAt)+bracket(map[bool]string{true: title("questionnaire.unused"), false: title("questionnaire.used")}[q.UsedOn.IsZero()]))
		}
		if f := p.FollowUp; f != nil {
			b.sayOn("follow_up", f.DueOn)
			b.say("follow_up.attempts", strconv.Itoa(f.Attempts))
			b.say("follow_up.outcome", templates.Label("outcome", string(f.Outcome)))
			b.say("follow_up.whereof", templates.Label("whereof", string(f.Whereof)))
			b.say("follow_up.details", f.Details)
			b.say("follow_up.closed", f.ClosedReason)
		}
		list = append(list, b)
	}
	return list
}

func bracket(words string) string {
	if words == "" {
		return ""
	}
	return " (" + words + ")"
}

func (c Copy) messages() (list []block) {
	for _, m := range c.Messages {
		at := m.SentAt
		if at.IsZero() {
			at = m.CreatedAt
		}
		b := block{head: templates.French(c.day(at) + ", " + templates.Label("channel", string(m.Channel)) + " : " + m.Subject), text: m.Text}
		b.say("state", templates.Label("message", string(m.State())))
		if m.Text == "" {
			b.text = title("messages.gone")
		}
		list = append(list, b)
	}
	return list
}

func (c Copy) traces() []block {
	if len(c.Traces) == 0 {
		return nil
	}
	b := block{}
	for _, t := range c.Traces {
		by := t.By
		if by == "" {
			by = title(map[bool]string{true: "traces.program", false: "traces.left"}[t.Programme])
		}
		at := t.At.In(c.Zone)
		b.lines = append(b.lines, templates.French(c.day(t.At)+", "+templates.Hour(scheduling.Clock(at.Hour()*60+at.Minute()))+" : "+templates.Label("trace_verb", t.Verb)+", "+by))
	}
	return []block{b}
}

func (c Copy) kept() string {
	if c.Ends.IsZero() {
		return templates.Message("copy.kept.running", "months", c.Organisation.RetentionMonths)
	}
	return templates.Message("copy.kept.until", "months", c.Organisation.RetentionMonths, "day", templates.PlainDate(c.Ends))
}
