package filing

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"trame/scheduling"
	"trame/scheduling/post"
	"trame/scheduling/store"
	"trame/templates"
)

// Copy is everything that is held about a person, for her (RGPD art. 15). Nobody
// else's name is in it but those of the agents who wrote or read; the NIR is told
// to be kept, never shown.
type Copy struct {
	Organisation scheduling.Organisation
	Unit         string
	Made         time.Time
	AskedOn      scheduling.Date
	Zone         *time.Location

	Insured   scheduling.Insured
	NIR       bool
	Referrals []scheduling.Referral
	Checks    []CopiedCheck
	Sent      []scheduling.Redirection
	Asked     []CopiedInvitation
	Places    []CopiedPlace
	Consents  []CopiedConsent
	Testified []CopiedTestimony
	Messages  []CopiedMessage
	Traces    []CopiedTrace
	Ends      scheduling.Date // zero while something is under way
}

// CopiedCheck is an examination with each rule's reason.
type CopiedCheck struct {
	Check   scheduling.EligibilityCheck
	Title   string // public, of the programme
	Results []scheduling.RuleResult
}

// CopiedInvitation is an invitation with the title that she read.
type CopiedInvitation struct {
	scheduling.Invitation
	Title string
}

// CopiedPlace is a place in a session, with all that hangs on it.
type CopiedPlace struct {
	Enrolment      scheduling.Enrolment
	Title          string
	History        []scheduling.EnrolmentChange
	Presences      []CopiedPresence
	Calls          []scheduling.PhoneCall
	Questionnaires []scheduling.Assignment
	FollowUp       *scheduling.FollowUp
}

// CopiedPresence is an attendance with its meeting.
type CopiedPresence struct {
	scheduling.Attendance
	Meeting scheduling.Meeting
}

// CopiedConsent is a consent to testify, its subjects in words.
type CopiedConsent struct {
	scheduling.Witness
	Subjects []string
}

// CopiedTestimony is a testimony that she was asked for, with its meeting.
type CopiedTestimony struct {
	scheduling.Testimony
	Meeting scheduling.Meeting
}

// CopiedMessage is a message to her; no text once its content went.
type CopiedMessage struct {
	scheduling.Message
	Subject, Text string
}

// CopiedTrace is who did or read what of her file.
type CopiedTrace struct {
	At        time.Time
	Verb, By  string
	Programme bool // nobody's hand
}

// Copy gathers everything held about a person who asked for it on a day, and
// leaves a trace.
func (d *Desk) Copy(ctx context.Context, actor scheduling.Actor, id scheduling.InsuredID, askedOn scheduling.Date) (c Copy, err error) {
	err = d.db.Write(ctx, func(tx *store.Tx) error {
		i, err := tx.InsuredFor(actor, id, scheduling.AnswerRights)
		if err != nil {
			return err
		}
		if c, err = d.gather(tx, i, askedOn); err != nil {
			return err
		}
		var faults scheduling.Faults
		faults.Check(!askedOn.IsZero(), "asked_on", "erasure.asked_on.required")
		faults.Check(!askedOn.After(scheduling.DateOf(c.Made)), "asked_on", "erasure.asked_on.future")
		if err := faults.Err(); err != nil {
			return err
		}
		return tx.Audit(scheduling.AuditEvent{
			Actor: actor.ID.Ref(), Verb: "exported", Subject: about(id), Unit: i.Unit,
			Fields: scheduling.TraceFields(map[string]any{"for": "herself", "asked_on": askedOn.String()}),
		})
	})
	return c, err
}

func (d *Desk) gather(tx *store.Tx, i scheduling.Insured, askedOn scheduling.Date) (Copy, error) {
	o, now, err := here(tx, i.Unit)
	if err != nil {
		return Copy{}, err
	}
	unit, err := tx.Unit(i.Unit)
	if err != nil {
		return Copy{}, err
	}
	c := Copy{Organisation: o, Unit: unit.Name, Made: now, AskedOn: askedOn, Zone: now.Location(), Insured: i}
	nirs, err1 := tx.NIRs([]scheduling.InsuredID{i.ID})
	c.NIR = nirs[i.ID].Sealed != nil
	var err2, err3 error
	c.Referrals, err2 = tx.ReferralsOf(i.ID)
	c.Sent, err3 = tx.RedirectionsOf(i.ID)
	if err := errors.Join(err1, err2, err3); err != nil {
		return c, err
	}
	if err := c.readChecks(tx); err != nil {
		return c, err
	}
	if err := c.readPlaces(tx); err != nil {
		return c, err
	}
	if err := c.readWitness(tx); err != nil {
		return c, err
	}
	if err := d.readMessages(tx, &c); err != nil {
		return c, err
	}
	if err := c.readTraces(tx); err != nil {
		return c, err
	}
	running, err := tx.RunningSeats(i.ID)
	if err != nil || len(running) > 0 {
		return c, err
	}
	since, err := tx.LastFact(i)
	c.Ends = scheduling.DateOf(since.In(c.Zone)).AddMonths(o.RetentionMonths)
	return c, err
}

func (c *Copy) readChecks(tx *store.Tx) error {
	checks, err := tx.EligibilityChecksOf(c.Insured.ID)
	if err != nil {
		return err
	}
	ids := make([]scheduling.VersionID, len(checks))
	for n, k := range checks {
		ids[n] = k.VersionID
	}
	titles, err := publicTitles(tx, ids)
	for _, k := range checks {
		one := CopiedCheck{Check: k, Title: titles[k.VersionID]}
		if err := json.Unmarshal([]byte(k.Results), &one.Results); err != nil {
			return fmt.Errorf("results of check %s: %w", k.ID, err)
		}
		c.Checks = append(c.Checks, one)
	}
	return err
}

func publicTitles(tx *store.Tx, ids []scheduling.VersionID) (map[scheduling.VersionID]string, error) {
	versions, err := tx.VersionsByID(ids)
	titles := make(map[scheduling.VersionID]string, len(versions))
	for _, v := range versions {
		titles[v.ID] = v.PublicTitle
	}
	return titles, err
}

// readPlaces reads where she was asked and where she came.
func (c *Copy) readPlaces(tx *store.Tx) error {
	id := c.Insured.ID
	invitations, err1 := tx.InvitationsOf(id)
	enrolments, err2 := tx.EnrolmentsOf(id)
	changes, err3 := tx.EnrolmentChangesOf(id)
	if err := errors.Join(err1, err2, err3); err != nil {
		return err
	}
	var cohorts []scheduling.CohortID
	for _, v := range invitations {
		cohorts = append(cohorts, v.Cohort)
	}
	for _, e := range enrolments {
		cohorts = append(cohorts, e.Cohort)
	}
	titles, err := cohortTitles(tx, cohorts)
	if err != nil {
		return err
	}
	for _, v := range invitations {
		c.Asked = append(c.Asked, CopiedInvitation{v, titles[v.Cohort]})
	}
	at := map[scheduling.EnrolmentID]int{}
	for n, e := range enrolments {
		at[e.ID] = n
		c.Places = append(c.Places, CopiedPlace{Enrolment: e, Title: titles[e.Cohort]})
	}
	for _, change := range changes {
		place := &c.Places[at[change.Enrolment]]
		place.History = append(place.History, change)
	}
	return c.hang(tx, at)
}

func cohortTitles(tx *store.Tx, ids []scheduling.CohortID) (map[scheduling.CohortID]string, error) {
	cohorts, err := tx.CohortsByID(ids)
	if err != nil {
		return nil, err
	}
	versions := make([]scheduling.VersionID, len(cohorts))
	for n, c := range cohorts {
		versions[n] = c.VersionID
	}
	titles, err := publicTitles(tx, versions)
	found := make(map[scheduling.CohortID]string, len(cohorts))
	for _, c := range cohorts {
		found[c.ID] = titles[c.VersionID]
	}
	return found, err
}

// hang adds presences, calls, questionnaires and follow-ups to their places.
func (c *Copy) hang(tx *store.Tx, at map[scheduling.EnrolmentID]int) error {
	id := c.Insured.ID
	attendances, err1 := tx.AttendancesWith(id)
	meetings, err2 := tx.MeetingsWith(id)
	ids := make([]scheduling.EnrolmentID, 0, len(at))
	for e := range at {
		ids = append(ids, e)
	}
	calls, err3 := tx.PhoneCalls(ids)
	assignments, err4 := tx.AssignmentsWith(id)
	followUps, err5 := tx.FollowUpsWith(id)
	if err := errors.Join(err1, err2, err3, err4, err5); err != nil {
		return err
	}
	of := map[scheduling.MeetingID]map[scheduling.EnrolmentID]scheduling.Attendance{}
	for _, a := range attendances {
		if of[a.Meeting] == nil {
			of[a.Meeting] = map[scheduling.EnrolmentID]scheduling.Attendance{}
		}
		of[a.Meeting][a.Enrolment] = a
	}
	for _, m := range meetings { // in time
		for enrolment, a := range of[m.ID] {
			place := &c.Places[at[enrolment]]
			place.Presences = append(place.Presences, CopiedPresence{a, m})
		}
	}
	for _, call := range calls {
		place := &c.Places[at[call.Enrolment]]
		place.Calls = append(place.Calls, call)
	}
	for _, a := range assignments {
		place := &c.Places[at[a.Enrolment]]
		place.Questionnaires = append(place.Questionnaires, a)
	}
	for _, f := range followUps {
		c.Places[at[f.Enrolment]].FollowUp = &f
	}
	return nil
}

func (c *Copy) readWitness(tx *store.Tx) error {
	consents, err1 := tx.WitnessesWith(c.Insured.ID)
	kept, err2 := tx.WitnessThemes(c.Organisation.ID)
	testimonies, err3 := tx.TestimoniesWith([]scheduling.InsuredID{c.Insured.ID})
	if err := errors.Join(err1, err2, err3); err != nil {
		return err
	}
	for _, w := range consents {
		c.Consents = append(c.Consents, CopiedConsent{w, templates.WitnessSubjects(templates.WitnessThemes(kept), w.Themes)})
	}
	for _, t := range testimonies {
		m, err := tx.Meeting(t.Meeting)
		if err != nil {
			return err
		}
		c.Testified = append(c.Testified, CopiedTestimony{t, m})
	}
	return nil
}

// secret is what opens a page of hers: whoever holds the paper is not her.
var secret = regexp.MustCompile(`/[A-Za-z0-9_-]{43}\b`)

func (d *Desk) readMessages(tx *store.Tx, c *Copy) error {
	list, err := tx.MessagesTo(c.Insured.ID)
	if err != nil {
		return err
	}
	for _, m := range list {
		one := CopiedMessage{Message: m}
		var letter post.Letter
		if len(m.Sealed) > 0 {
			if letter, err = d.post.Open(m); err != nil {
				return err
			}
			one.Subject, one.Text = letter.Subject, strings.TrimSpace(secret.ReplaceAllString(letter.Text, "/…"))
		}
		c.Messages = append(c.Messages, one)
	}
	return nil
}

// mostTraces bounds those that a copy tells of.
const mostTraces = 1000

func (c *Copy) readTraces(tx *store.Tx) error {
	files, err := tx.MergedInto(c.Insured.ID)
	if err != nil {
		return err
	}
	var events []scheduling.AuditEvent
	for _, id := range append(files, c.Insured.ID) {
		some, err := tx.AuditOf(about(id), mostTraces)
		if err != nil {
			return err
		}
		events = append(events, some...)
	}
	slices.SortStableFunc(events, func(a, b scheduling.AuditEvent) int { return cmp.Compare(b.Seq, a.Seq) })
	actors := make([]string, len(events))
	for n, e := range events {
		actors[n] = e.Actor
	}
	names, err := tx.AgentNames(actors)
	for _, e := range events {
		c.Traces = append(c.Traces, CopiedTrace{e.At, e.Verb, names[e.Actor], !strings.HasPrefix(e.Actor, "user:")})
	}
	return err
}
