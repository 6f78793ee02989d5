package api_test

import (
	"database/sql"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"trame/scheduling/mail"
	"trame/scheduling/store/storetest"
	"trame/scheduling/valdoise"
)

// TestRule14_WhatLeavesTheHouseNamesNobodyElse has every kind of message
// written to people and partners whose columns hold markers, and looks at
// each: her own name, nobody else's, no title that tells of an illness. Then
// it opens every link that they hold.
func TestRule14_WhatLeavesTheHouseNamesNobodyElse(t *testing.T) {
	p := newPlatform(t)
	if err := valdoise.AddPresent(t.Context(), p.db, p.keys); err != nil {
		t.Fatal(err)
	}
	rows := storetest.SQL(t, p.db)
	o := &outgoing{walk: newWalk(t, p, rows), rows: rows}
	o.arrange()
	o.atWork()
	stain(t, rows)
	o.happen()
	for _, m := range p.deliver() {
		o.look(m)
	}
	for _, m := range p.texts.Sent() {
		if found := stains(m.Body); len(found) > 0 {
			t.Errorf("a short message holds %v: %s", found, m.Body)
		}
	}
	o.everyKind()
	if found := stains(p.logs.String()); len(found) > 0 {
		t.Errorf("the log holds %v", found)
	}
}

// outgoing is what a house sends while its days go by.
type outgoing struct {
	*walk
	rows   *sql.DB
	cohort string
	people map[string]string // by channel
	opened map[string]bool
}

// arrange enters three people, each with one way to be reached.
func (o *outgoing) arrange() {
	o.t.Helper()
	opened := o.p.call("claire.moreau", "POST", "/api/v1/cohorts", map[string]any{
		"version": "version-vo-1", "label": "Session de printemps", "site": "site-osny", "room": "room-osny", "lead": "agent-samir",
		"first_date": "2027-01-21", "start": "10:00", "cadence_weeks": 1, "capacity": 12, "last_entry": 2, "threshold": 3,
	}).want(201)
	var cohort cohortJSON
	opened.into(&cohort)
	o.cohort = cohort.ID
	o.p.call("claire.moreau", "POST", "/api/v1/cohorts/"+o.cohort+"/recruiting", nil, "If-Match", opened.Header.Get("ETag")).want(200)
	o.people = map[string]string{
		"mail": o.p.enter("Aubry", map[string]any{"birth_date": "1971-05-04"}), "sms": o.p.enter("Blanc", with(everyWay, "birth_date", "1972-05-04")),
		"letter": o.p.enter("Colin", with(everyWay, "birth_date", "1973-05-04")),
	}
	run(o.t, o.rows, "update insured set email = id || '@example.org', mail_consent = true where id in (select insured_id from witnesses) or id in ("+willing+")")
}

// willing is who said, six months after, that she may be asked to testify.
const willing = "select e.insured_id from enrolments e join follow_ups f on f.enrolment_id = e.id where f.testifies = 'yes'"

// atWork is what agents write to each other: a programme that changes, an
// account. It comes before the markers: an approval is bound to the words.
func (o *outgoing) atWork() {
	o.t.Helper()
	p := o.p
	version := "/api/v1" + p.draftOfTheReference()
	p.call("claire.moreau", "POST", version+"/submission", nil, "If-Match", p.call("claire.moreau", "GET", version, nil).Header.Get("ETag")).want(200)
	var agent struct{ ID string }
	p.call("anne.roussel", "POST", "/api/v1/agents", map[string]any{
		"agent": map[string]any{"first_name": "Nour", "last_name": "Haddad", "email": "nour.haddad@trame.example"},
		"role":  map[string]any{"role": "adviser", "unit": "unit-95", "from": "2027-01-01"},
	}).want(201).into(&agent)
	p.call("anne.roussel", "POST", "/api/v1/agents/"+agent.ID+"/password", nil).want(204)
}

// happen is a month of a social worker's work.
func (o *outgoing) happen() {
	o.t.Helper()
	p, claire := o.p, "claire.moreau"
	cohorts := "/api/v1/cohorts/"
	p.call("lucie.garnier", "POST", cohorts+o.cohort+"/invitations", map[string]any{
		"people": []string{o.people["mail"], o.people["sms"], o.people["letter"]}, "by": map[string]string{o.people["mail"]: "mail", o.people["sms"]: "sms", o.people["letter"]: "letter"},
		"channels": []string{"mail", "sms", "letter"}, "reply_by": "2027-01-18", "remind_on": "2027-01-14",
	}).want(201)
	if letter := pdfText(o.t, p.call(claire, "POST", cohorts+o.cohort+"/letters", nil).want(200)); len(stains(letter)[identity]) != 1 || len(stains(letter)) != 1 {
		o.t.Errorf("the letter holds %v: %s", stains(letter), letter)
	}
	p.deliver()

	// partners: asked, declining, moved, no longer needed, cancelled
	last, other := o.meetings("cohort-osny")[9], o.meetings("cohort-argenteuil")[4]
	for _, m := range []string{last, other} {
		path := "/api/v1/meetings/" + m + "/animations"
		p.call(claire, "POST", path, map[string]any{"facilitator": "facilitator-mdph"}).want(201)
		p.call(claire, "POST", path+"/invitations", map[string]any{"animations": list(o.t, o.rows, "select id from animations where meeting_id = '"+m+"' and facilitator_id is not null")}).want(200)
	}
	asked := slices.DeleteFunc(o.send(), func(m mail.Mail) bool {
		return m.CalendarMethod != "REQUEST" || !slices.Equal(stains(m.To.Name)[peer], []string{"atormdph"})
	})
	if len(asked) != 2 {
		o.t.Fatalf("a partner was asked %d times", len(asked))
	}
	o.witnesses(last)
	o.change("/api/v1/meetings/"+last+"/move", map[string]any{"date": o.one("select date from meetings where id = '" + last + "'"), "start": "15:00", "reason": "Horaire"})
	o.send()
	link := firstLink(o.t, asked[0].Text, "/i/")
	p.submit("", link, link, url.Values{"reply": {"declined"}, "comment": {"Commission ce jour-là"}})
	p.call(claire, "DELETE", "/api/v1/meetings/"+other+"/animations/"+o.one("select id from animations where meeting_id = '"+other+"' and facilitator_id = 'facilitator-mdph'"), nil).want(204)
	o.change("/api/v1/meetings/"+last+"/cancellation", map[string]any{"reason": "Absence"})
	o.send()

	// a partner who wants one mail for all her dates: asked anew, moved, and back to one for each
	first := o.meetings("cohort-osny")[8]
	path := "/api/v1/meetings/" + first + "/animations"
	p.call(claire, "POST", path, map[string]any{"facilitator": "facilitator-mdph"}).want(201)
	p.call(claire, "POST", path+"/invitations", map[string]any{"animations": list(o.t, o.rows, "select id from animations where meeting_id = '"+first+"' and facilitator_id = 'facilitator-mdph'")}).want(200)
	o.send()
	p.call(claire, "PUT", "/api/v1/facilitators/facilitator-mdph/recap", map[string]any{"recap": true}).want(200)
	o.send()
	o.change("/api/v1/meetings/"+first+"/move", map[string]any{"date": o.one("select date from meetings where id = '" + first + "'"), "start": "15:00", "reason": "Horaire"})
	o.send()
	p.call(claire, "PUT", "/api/v1/facilitators/facilitator-mdph/recap", map[string]any{"recap": false}).want(200)
	o.send()

	// places: one leaves, the next is offered hers; whoever did not answer is asked again; reminders
	p.call(claire, "POST", "/api/v1/enrolments/"+o.one("select id from enrolments where cohort_id = 'cohort-argenteuil' and state = 'enrolled'")+"/end", map[string]any{"state": "withdrawn", "reason": "transport"}).want(204)
	o.days(8, func() {
		_, err := p.desks.Inviting.AskAgain(o.t.Context())
		o.must(err)
		_, err = p.desks.Inviting.RemindDue(o.t.Context())
		o.must(err)
	})

	// the session cannot go on
	o.change(cohorts+"cohort-argenteuil/postponement", map[string]any{"reason": "Travaux"})
	o.send()
	o.change(cohorts+"cohort-argenteuil/cancellation", map[string]any{"reason": "Trop peu de monde"})
	o.send()

	// the other one comes to its end: what did it bring?
	run(o.t, o.rows, "update meetings set held_at = ends_at where cohort_id = 'cohort-osny' and held_at is null and cancelled_at is null")
	p.clock.Add(90 * 24 * time.Hour)
	clear(p.tokens)
	p.call(claire, "POST", cohorts+"cohort-osny/assignments", nil).want(200)
	o.send()
	p.clock.Add(6 * 24 * time.Hour)
	clear(p.tokens)
	_, err := p.desks.Evaluating.RemindDue(o.t.Context())
	o.must(err)
	o.send()

	// what was asked in it is answered by a partner, and given to each
	var booklet struct {
		Chapters []struct{ Module string }
	}
	p.call(claire, "GET", cohorts+"cohort-osny/booklet", nil).want(200).into(&booklet)
	var entry struct{ ID string }
	p.call(claire, "POST", cohorts+"cohort-osny/booklet", map[string]any{"module": booklet.Chapters[0].Module, "question": "Et ensuite ?"}).want(201).into(&entry)
	livret := "/sessions/cohort-osny/livret"
	p.post(claire, livret+"/"+entry.ID+"/demander", url.Values{"facilitator": {"facilitator-mdph"}}).want(303)
	asks := slices.DeleteFunc(o.send(), func(m mail.Mail) bool { return !strings.Contains(m.Text, "/reponse/") })
	answer := firstLink(o.t, asks[0].Text, "/reponse/")
	p.submit("", answer, answer, url.Values{"answer": {"Vous pouvez nous appeler."}})
	p.call("samir.benali", "PUT", "/api/v1/booklet-entries/"+entry.ID+"/review", nil, "If-Match", `"2"`).want(204)
	p.post(claire, livret+"/publier", url.Values{}).want(303)
	o.days(2, func() {}) // one message a day

	// and six months later?
	_, err = p.desks.Attending.OpenFollowUps(o.t.Context())
	o.must(err)
	due, err := time.Parse(time.DateOnly, o.one("select substr(max(due_on), 1, 10) from follow_ups where cohort_id = 'cohort-osny'"))
	o.must(err)
	p.clock.Set(due.AddDate(0, 0, -14))
	clear(p.tokens)
	_, err = p.desks.Following.ProposeDue(o.t.Context())
	o.must(err)
}

// witnesses has one asked to a meeting, another say that she cannot come, and a
// third asked whether she would.
func (o *outgoing) witnesses(meeting string) {
	o.t.Helper()
	p, lucie := o.p, "lucie.garnier"
	p.call(lucie, "POST", "/api/v1/insured/"+o.one(willing)+"/witness/message", nil).want(204)
	p.call(lucie, "POST", "/api/v1/meetings/"+meeting+"/witnesses", map[string]any{
		"insured": o.one("select insured_id from witnesses where id = 'witness-phone'"), "form": "in_person",
	}).want(201)
	p.call(lucie, "PUT", "/api/v1/testimonies/testimony-osny/reply", map[string]any{"reply": "no"}, "If-Match", `"2"`).want(200)
	o.send()
}

// send lets the minutes go by in which a change can still be taken back, and
// returns all that was sent since the beginning.
func (o *outgoing) send() []mail.Mail {
	o.p.clock.Add(10 * time.Minute)
	return o.p.deliver()
}

// change sends what needs the version that is read.
func (o *outgoing) change(path string, body any) {
	o.t.Helper()
	resource := path[:strings.LastIndex(path, "/")]
	tag := o.p.call("claire.moreau", "GET", resource, nil).want(200).Header.Get("ETag")
	o.p.call("claire.moreau", "POST", path, body, "If-Match", tag).want(200)
}

// days lets n of them go by.
func (o *outgoing) days(n int, each func()) {
	for range n {
		each()
		o.p.deliver()
		o.p.clock.Add(24 * time.Hour)
		clear(o.p.tokens)
	}
}

func (o *outgoing) must(err error) {
	o.t.Helper()
	if err != nil {
		o.t.Fatal(err)
	}
}

func (o *outgoing) meetings(cohort string) []string {
	return list(o.t, o.rows, "select id from meetings where cohort_id = '"+cohort+"' order by starts_at")
}

func (o *outgoing) one(query string) string {
	o.t.Helper()
	all := list(o.t, o.rows, query)
	if len(all) == 0 {
		o.t.Fatalf("none: %s", query)
	}
	return all[0]
}

// look reads one mail as its reader, and follows its links.
func (o *outgoing) look(m mail.Mail) {
	o.t.Helper()
	own := stains(m.To.Address + m.To.Name)
	whole := strings.Join([]string{m.Subject, m.Text, m.HTML, unfolded(string(m.Calendar)), m.MessageID, m.From.Name, m.From.Address, m.ReplyTo}, "\n")
	may := []class{telling, peer} // partners; agents are written to of work, never of people
	if len(own[identity]) > 0 {
		may = []class{identity}
	}
	for c, of := range stains(whole) {
		if !slices.Contains(may, c) || (c == identity || c == peer) && len(own) > 0 && !slices.Equal(of, own[c]) {
			o.t.Errorf("« %s » to %v holds %s of %v\n%s", m.Subject, own, c, of, whole)
		}
	}
	if found := stains(m.Subject + m.MessageID); len(found) > 0 {
		o.t.Errorf("the subject « %s » tells %v", m.Subject, found)
	}
	for _, link := range regexp.MustCompile(`http://trame\.example(/(?:[ivqr]|nouvelles|livret|reponse|temoin|temoignage)/[^\s"<>]+)`).FindAllStringSubmatch(m.Text, -1) {
		o.visit(link[1], own)
	}
}

// visit opens a link of hers, and what it leads to.
func (o *outgoing) visit(path string, own map[class][]string) {
	o.t.Helper()
	todo := []string{path}
	for len(todo) > 0 {
		path, todo = todo[0], todo[1:]
		if o.opened[path] {
			continue
		}
		if o.opened == nil {
			o.opened = map[string]bool{}
		}
		o.opened[path] = true
		a := o.get("", path)
		for c, of := range stains(a.said + a.header) {
			if c == social || c == inner || c == telling && len(own[peer]) == 0 || (c == identity || c == peer) && !slices.Equal(of, own[c]) {
				o.t.Errorf("her page %s (%d) shows %s of %v, to %v", path[:3], a.status, c, of, own)
			}
		}
		todo = append(todo, a.links...)
	}
}

// everyKind fails for a mail of templates/mail that was not sent: nobody
// looked at it.
func (o *outgoing) everyKind() {
	o.t.Helper()
	files, err := filepath.Glob("../templates/mail/*.subject.txt")
	o.must(err)
	sent := list(o.t, o.rows, "select distinct kind from messages where sent_at is not null")
	for _, file := range files {
		kind := strings.TrimSuffix(filepath.Base(file), ".subject.txt")
		if !slices.Contains(sent, kind) {
			o.t.Errorf("no mail %s was sent here: its words were not looked at", kind)
		}
	}
	if len(files) == 0 {
		o.t.Error(os.ErrNotExist)
	}
}
