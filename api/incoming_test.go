package api_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-msgauth/dkim"

	"trame/scheduling"
	"trame/scheduling/inbox"
	"trame/scheduling/mail"
	"trame/scheduling/store"
)

// invitee is a co-animator who was invited, and the mail that he got.
type invitee struct {
	meeting   scheduling.Meeting
	animation scheduling.AnimationID
	mail      mail.Mail
}

// invited puts the physician on a meeting that needs one, and invites him.
func (p *platform) invited() invitee {
	p.t.Helper()
	m := p.meetingNeeding("occupational_physician")
	path := "/api/v1/meetings/" + string(m.ID) + "/animations"
	var staffing struct {
		Animations []struct{ ID, State string }
	}
	p.call("claire.moreau", http.MethodPost, path, map[string]any{"facilitator": "facilitator-travail"}).want(http.StatusCreated).into(&staffing)
	id := staffing.Animations[len(staffing.Animations)-1].ID
	p.call("claire.moreau", http.MethodPost, path+"/invitations", map[string]any{"animations": []string{id}}).want(http.StatusOK)
	sent := p.deliver()
	return invitee{m, scheduling.AnimationID(id), sent[len(sent)-1]}
}

func (p *platform) animation(id scheduling.AnimationID) (a scheduling.Animation) {
	p.t.Helper()
	p.read(func(tx *store.Tx) (err error) {
		a, err = tx.Animation(id)
		return err
	})
	return a
}

func (p *platform) read(f func(tx *store.Tx) error) {
	p.t.Helper()
	if err := p.db.Read(p.t.Context(), f); err != nil {
		p.t.Fatal(err)
	}
}

// said is a reply as a calendar writes it.
type said struct {
	to, from, attendee, partstat, method, stamp, more string
	sequence                                          int
}

// reply is what the invitee's own calendar would send.
func (i invitee) reply(partstat string) said {
	return said{
		to: i.mail.ReplyTo, from: i.mail.To.Address, attendee: i.mail.To.Address, partstat: partstat, method: "REPLY",
		stamp: "20270112T083000Z", sequence: i.sequence(),
	}
}

var sequenceLine = regexp.MustCompile(`SEQUENCE:(\d+)`)

func (i invitee) sequence() (n int) {
	_, _ = fmt.Sscan(sequenceLine.FindStringSubmatch(string(i.mail.Calendar))[1], &n)
	return n
}

func (s said) mail(uid string) string {
	return strings.ReplaceAll(fmt.Sprintf(`From: %s
To: %s
Subject: Re
Date: Tue, 12 Jan 2027 09:30:00 +0100
Message-ID: <%s.%s@poste.example>
MIME-Version: 1.0
Content-Type: text/calendar; method=%s; charset=utf-8

BEGIN:VCALENDAR
VERSION:2.0
METHOD:%s
BEGIN:VEVENT
UID:%s
DTSTAMP:%s
SEQUENCE:%d
ATTENDEE;PARTSTAT=%s:mailto:%s
%sEND:VEVENT
END:VCALENDAR
`, s.from, s.to, s.stamp, s.partstat, s.method, s.method, uid, s.stamp, s.sequence, s.partstat, s.attendee, s.more), "\n", "\r\n")
}

// arrives hands a mail to the reader and the judge, as the mailbox does.
func (p *platform) arrives(text string) scheduling.IncomingVerdict {
	p.t.Helper()
	r, err := inbox.Read(strings.NewReader(text))
	if err != nil {
		p.t.Fatal(err)
	}
	j, err := p.desks.Receiving.Receive(p.t.Context(), r)
	if err != nil {
		p.t.Fatal(err)
	}
	if j.Known {
		return "known"
	}
	return j.Verdict
}

func TestRule16_TheButtonsOfACalendarAnswerAnInvitation(t *testing.T) {
	eachPlatform(t, func(t *testing.T, p *platform) {
		i := p.invited()
		object := strings.ReplaceAll(string(i.mail.Calendar), "\r\n ", "")
		if !regexp.MustCompile(`^planning\+[a-z2-7]{26}@agenda\.trame\.example$`).MatchString(i.mail.ReplyTo) ||
			i.mail.EnvelopeFrom != i.mail.ReplyTo || !strings.Contains(object, "ORGANIZER;CN=") || !strings.Contains(object, ":mailto:"+i.mail.ReplyTo) {
			t.Fatalf("Reply-To %s, envelope %s in\n%s", i.mail.ReplyTo, i.mail.EnvelopeFrom, object)
		}
		if strings.Contains(i.mail.Text, i.mail.ReplyTo) || i.mail.From.Address == i.mail.ReplyTo {
			t.Error("the secret address is shown")
		}
		yes := i.reply("ACCEPTED")
		yes.more = "COMMENT:Avec plaisir\n"
		if got := p.arrives(yes.mail(i.meeting.UID)); got != scheduling.IncomingCounted {
			t.Fatalf("judged %q", got)
		}
		a := p.animation(i.animation)
		if a.Reply != scheduling.Accepted || a.ReplyChannel != scheduling.RepliedByMail || a.Comment != "Avec plaisir" || !a.RepliedAt.Equal(p.clock.Now()) {
			t.Errorf("noted %+v", a)
		}
		for name, c := range map[string]struct {
			text string
			want scheduling.IncomingVerdict
		}{
			"the same mail":           {yes.mail(i.meeting.UID), "known"},
			"delivered a second time": {"Received: by another; now\r\n" + yes.mail(i.meeting.UID), scheduling.IncomingAgain},
			"an earlier one, late":    {func() string { s := i.reply("DECLINED"); s.stamp = "20270112T082900Z"; return s.mail(i.meeting.UID) }(), scheduling.IncomingOverdue},
			"of another meeting":      {i.reply("DECLINED").mail("uid-of-another"), scheduling.IncomingUnknown},
			"to an address of no one": {func() string {
				s := i.reply("DECLINED")
				s.to = "planning+aaaaaaaaaaaaaaaaaaaaaaaaaa@agenda.trame.example"
				return s.mail(i.meeting.UID)
			}(), scheduling.IncomingUnknown},
			"to the mailbox, unsigned": {func() string {
				s := i.reply("DECLINED")
				s.to = "planning@agenda.trame.example"
				return s.mail(i.meeting.UID)
			}(), scheduling.IncomingUnknown},
		} {
			if got := p.arrives(c.text); got != c.want {
				t.Errorf("%s: judged %q, want %q", name, got, c.want)
			}
		}
		if a := p.animation(i.animation); a.Reply != scheduling.Accepted {
			t.Errorf("now %s", a.Reply)
		}
		if sent := p.deliver(); len(sent) != 1 {
			t.Errorf("%d mails: nothing is answered by itself", len(sent))
		}
	})
}

func TestADeclineByMailTellsTheOrganiserAndOpensTheNeedAgain(t *testing.T) {
	eachPlatform(t, func(t *testing.T, p *platform) {
		i := p.invited()
		no := i.reply("DECLINED")
		no.more = "COMMENT:Je suis en congé\n"
		if got := p.arrives(no.mail(i.meeting.UID)); got != scheduling.IncomingCounted {
			t.Fatalf("judged %q", got)
		}
		sent := p.deliver()
		if len(sent) != 2 || !strings.Contains(sent[1].Text, "Je suis en congé") || !strings.Contains(sent[1].Text, "Catherine Vasseur") {
			t.Fatalf("%d mails", len(sent))
		}
		if strings.Contains(p.logs.String(), "Vasseur") || strings.Contains(p.logs.String(), i.mail.To.Address) {
			t.Error("the log names somebody")
		}
		later := i.reply("ACCEPTED")
		later.stamp = "20270112T083100Z"
		if got := p.arrives(later.mail(i.meeting.UID)); got != scheduling.IncomingCounted {
			t.Errorf("judged %q", got)
		}
	})
}

func TestWhoeverSignsForHisDomainNeedsNoSecretAddress(t *testing.T) {
	p := newPlatform(t)
	i := p.invited()
	_, domain, _ := strings.Cut(i.mail.To.Address, "@")
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	p.dns["s1._domainkey."+domain] = []string{"v=DKIM1; k=ed25519; p=" + base64.StdEncoding.EncodeToString(public)}
	s := i.reply("TENTATIVE")
	s.to = "planning@agenda.trame.example"
	var signed bytes.Buffer
	err = dkim.Sign(&signed, strings.NewReader(s.mail(i.meeting.UID)), &dkim.SignOptions{Domain: domain, Selector: "s1", Signer: private})
	if err != nil {
		t.Fatal(err)
	}
	if got := p.arrives(signed.String()); got != scheduling.IncomingCounted {
		t.Errorf("judged %q", got)
	}
}

func TestAnotherAddressIsForAPersonToConfirm(t *testing.T) {
	eachPlatform(t, func(t *testing.T, p *platform) {
		i := p.invited()
		s := i.reply("ACCEPTED")
		s.attendee, s.from = "secretariat@exemple.fr", "secretariat@exemple.fr"
		s.more = "COMMENT:Le docteur viendra\n"
		if got := p.arrives(s.mail(i.meeting.UID)); got != scheduling.IncomingToConfirm {
			t.Fatalf("judged %q", got)
		}
		if a := p.animation(i.animation); a.Reply != scheduling.NoReply {
			t.Errorf("counted: %s", a.Reply)
		}
		lines, err := p.desks.Receiving.Waiting(t.Context(), p.actor("agent-claire"))
		if err != nil || len(lines) != 1 || lines[0].Address != "secretariat@exemple.fr" || lines[0].Comment != "Le docteur viendra" {
			t.Fatalf("%+v %v", lines, err)
		}
		if err := p.desks.Receiving.Accept(t.Context(), p.actor("agent-lucie"), lines[0].ID); scheduling.KindOf(err) != scheduling.NotFound {
			t.Errorf("an adviser accepts: %v", err)
		}
		for range 2 {
			if err := p.desks.Receiving.Accept(t.Context(), p.actor("agent-claire"), lines[0].ID); err != nil {
				t.Fatal(err)
			}
		}
		if a := p.animation(i.animation); a.Reply != scheduling.Accepted || a.Comment != "Le docteur viendra" {
			t.Errorf("now %s", a.Reply)
		}
		if lines, err = p.desks.Receiving.Waiting(t.Context(), p.actor("agent-claire")); err != nil || len(lines) != 0 {
			t.Errorf("still %d to confirm, %v", len(lines), err)
		}
	})
}

func TestAnotherHourAndSomebodyElseAreForAPerson(t *testing.T) {
	p := newPlatform(t)
	i := p.invited()
	counter := i.reply("TENTATIVE")
	counter.method = "COUNTER"
	counter.more = "DTSTART;TZID=\"Romance Standard Time\":20270202T093000\nDTEND;TZID=\"Romance Standard Time\":20270202T113000\n"
	delegated := i.reply("DELEGATED;DELEGATED-TO=\"mailto:paul@exemple.fr\"")
	for text, want := range map[string]scheduling.IncomingVerdict{
		counter.mail(i.meeting.UID): scheduling.IncomingCountered, delegated.mail(i.meeting.UID): scheduling.IncomingDelegated,
	} {
		if got := p.arrives(text); got != want {
			t.Errorf("judged %q, want %q", got, want)
		}
	}
	lines, err := p.desks.Receiving.OfMeeting(t.Context(), p.actor("agent-claire"), i.meeting.ID)
	if err != nil || len(lines) != 2 {
		t.Fatalf("%d lines, %v", len(lines), err)
	}
	for _, l := range lines {
		asks := l.StartsAt.Equal(time.Date(2027, 2, 2, 8, 30, 0, 0, time.UTC))
		if l.Verdict == scheduling.IncomingCountered && !asks || l.Verdict == scheduling.IncomingDelegated && l.Delegate != "paul@exemple.fr" {
			t.Errorf("%+v", l)
		}
		if err := p.desks.Receiving.Accept(t.Context(), p.actor("agent-claire"), l.ID); scheduling.KindOf(err) != scheduling.Conflict {
			t.Errorf("accepted: %v", err)
		}
		if err := p.desks.Receiving.Close(t.Context(), p.actor("agent-claire"), l.ID); err != nil {
			t.Error(err)
		}
	}
}

func TestAnAnswerToTheOldDateIsShownAndNotCounted(t *testing.T) {
	p := newPlatform(t)
	i := p.invited()
	old := i.reply("ACCEPTED")
	p.moveADay(i.meeting)
	p.clock.Add(6 * time.Minute)
	p.deliver()
	if got := p.arrives(old.mail(i.meeting.UID)); got != scheduling.IncomingOldDate {
		t.Fatalf("judged %q", got)
	}
	lines, err := p.desks.Receiving.OfMeeting(t.Context(), p.actor("agent-claire"), i.meeting.ID)
	if a := p.animation(i.animation); err != nil || len(lines) != 1 || a.Reply != scheduling.NoReply {
		t.Errorf("%d lines, %s, %v", len(lines), a.Reply, err)
	}
}

func TestWhoeverIsTakenOffAnswersToNothing(t *testing.T) {
	p := newPlatform(t)
	i := p.invited()
	p.call("claire.moreau", http.MethodDelete, "/api/v1/meetings/"+string(i.meeting.ID)+"/animations/"+string(i.animation), nil).want(http.StatusNoContent)
	sent := p.deliver()
	if last := sent[len(sent)-1]; last.CalendarMethod != "CANCEL" || last.ReplyTo != i.mail.ReplyTo {
		t.Errorf("%s from %s", last.CalendarMethod, last.ReplyTo)
	}
	if got := p.arrives(i.reply("ACCEPTED").mail(i.meeting.UID)); got != scheduling.IncomingEnded {
		t.Errorf("judged %q", got)
	}
}

// comesBack is a delivery report about m.
func comesBack(m mail.Mail, action, status string) string {
	return strings.ReplaceAll(fmt.Sprintf(`Return-Path: <>
From: MAILER-DAEMON@relais.example
To: %s
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; relais.example

Final-Recipient: rfc822; %s
Action: %s
Status: %s

--b
Content-Type: text/rfc822-headers

Message-ID: <%s>

--b--
`, m.EnvelopeFrom, m.To.Address, action, status, m.MessageID), "\n", "\r\n")
}

func TestAnAddressThatTakesNothingIsWrittenToNoMore(t *testing.T) {
	eachPlatform(t, func(t *testing.T, p *platform) {
		i := p.invited()
		claire := p.actor("agent-claire")
		if got := p.arrives(comesBack(i.mail, "delayed", "4.4.1")); got != scheduling.IncomingDelayed {
			t.Fatalf("judged %q", got)
		}
		if list, err := p.desks.Receiving.Returned(t.Context(), claire); err != nil || len(list) != 0 {
			t.Errorf("late is not wrong: %+v %v", list, err)
		}
		if got := p.arrives(comesBack(i.mail, "failed", "5.1.1")); got != scheduling.IncomingUndeliverable {
			t.Fatalf("judged %q", got)
		}
		list, err := p.desks.Receiving.Returned(t.Context(), claire)
		if err != nil || len(list) != 1 || list[0].Owner != "facilitator:facilitator-travail" || list[0].Status != "5.1.1" {
			t.Fatalf("%+v %v", list, err)
		}
		before := len(p.deliver())
		p.moveADay(i.meeting)
		p.clock.Add(6 * time.Minute)
		for _, m := range p.deliver()[before:] {
			if m.To.Address == i.mail.To.Address {
				t.Errorf("%q still leaves for it", m.Subject)
			}
		}
		if err := p.desks.Receiving.Retry(t.Context(), claire, list[0].Owner); err != nil {
			t.Fatal(err)
		}
		if list, err = p.desks.Receiving.Returned(t.Context(), claire); err != nil || len(list) != 0 {
			t.Errorf("%+v %v", list, err)
		}
	})
}

func TestAnAddressThatTheRelayRefusesAtOnceIsOneThatTakesNothing(t *testing.T) {
	for status, want := range map[string]int{"5.1.1": 1, "5.7.1": 0} {
		p := newPlatform(t)
		p.mail.Refuse = func(mail.Mail) error {
			return &mail.Failure{Step: "recipient", Code: 550, Enhanced: status, Final: true}
		}
		m := p.meetingNeeding("occupational_physician")
		id, err := p.desks.Planning.Place(t.Context(), p.actor("agent-claire"), scheduling.Animation{Meeting: m.ID, Facilitator: "facilitator-travail"})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := p.desks.Planning.Invite(t.Context(), p.actor("agent-claire"), m.ID, []scheduling.AnimationID{id}); err != nil {
			t.Fatal(err)
		}
		p.deliver()
		if list, err := p.desks.Receiving.Returned(t.Context(), p.actor("agent-claire")); err != nil || len(list) != want {
			t.Errorf("%s: %+v %v", status, list, err)
		}
	}
}

func TestARefusedContentSaysNothingOfTheAddress(t *testing.T) {
	p := newPlatform(t)
	i := p.invited()
	if got := p.arrives(comesBack(i.mail, "failed", "5.7.1")); got != scheduling.IncomingUndeliverable {
		t.Fatalf("judged %q", got)
	}
	if list, err := p.desks.Receiving.Returned(t.Context(), p.actor("agent-claire")); err != nil || len(list) != 0 {
		t.Errorf("%+v %v", list, err)
	}
}

// moveADay moves a meeting to the next day.
func (p *platform) moveADay(m scheduling.Meeting) {
	p.t.Helper()
	path := "/api/v1/meetings/" + string(m.ID)
	etag := p.call("claire.moreau", http.MethodGet, path, nil).want(http.StatusOK).Header.Get("ETag")
	p.call("claire.moreau", http.MethodPost, path+"/move", map[string]any{
		"date": m.Date.AddDays(1).String(), "start": "14:00", "room": m.Room, "reason": "Salle prise",
	}, "If-Match", etag).want(http.StatusOK)
}
