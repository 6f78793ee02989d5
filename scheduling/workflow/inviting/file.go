package inviting

import (
	"context"
	"slices"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
)

// File is all that is known of a person, as the actor may read it.
type File struct {
	Insured   scheduling.Insured // without social content unless Social
	Social    bool
	Unit      string
	Zone      string
	Timeline  []Entry // the newest first
	Open      []Part  // where she has a place, or waits
	Next      []FileMeeting
	Write     bool                  // the actor may edit and invite
	Paused    bool                  // nothing automatic leaves to her today
	Referrals []scheduling.Referral // without facts, the newest first
	Readings  []store.Reading       // who opened it before, the newest first
}

// Part is an open enrolment with its cohort.
type Part struct {
	Enrolment scheduling.Enrolment
	Cohort    scheduling.Cohort
}

// FileMeeting is a meeting she is expected at.
type FileMeeting struct {
	Meeting scheduling.Meeting
	Cohort  scheduling.Cohort
}

// Entry is a line of a person's file. What is referred, examined, overridden, redirected,
// invited, replied, called, enrolment, attendance or message; Code is of the
// code list that What calls for.
type Entry struct {
	At      time.Time
	What    string
	Code    string
	Kind    string // of a message
	Channel scheduling.Channel
	Cohort  scheduling.CohortID
	Label   string // the cohort's
	Reason  string
	By      string // participant, system, user:ID
	Meeting scheduling.MeetingID
}

// records are a person's rows, as read.
type records struct {
	referrals    []scheduling.Referral
	checks       []scheduling.EligibilityCheck
	redirections []scheduling.Redirection
	invitations  []scheduling.Invitation
	enrolments   []scheduling.Enrolment
	changes      []scheduling.EnrolmentChange
	meetings     []scheduling.Meeting
	attendances  []scheduling.Attendance
	messages     []scheduling.Message
	cohorts      map[scheduling.CohortID]scheduling.Cohort
}

// shownReadings is how many earlier readings a file tells of.
const shownReadings = 20

// File opens a person's file. Opening it is a trace of its own (rule 25): the
// read happens in a write.
func (d *Desk) File(ctx context.Context, actor scheduling.Actor, id scheduling.InsuredID) (f File, err error) {
	err = d.db.Write(ctx, func(tx *store.Tx) error {
		i, err := tx.InsuredFor(actor, id, scheduling.SeePeople)
		if err != nil {
			return err
		}
		unit, err := tx.Unit(i.Unit)
		if err != nil {
			return err
		}
		organisation, err := tx.Organisation(unit.Organisation)
		if err != nil {
			return err
		}
		r, err := readRecords(tx, id)
		if err != nil {
			return err
		}
		f = File{
			Insured: i, Social: actor.May(scheduling.SeeSocial, i.Unit) == nil, Unit: unit.Name, Zone: organisation.TimeZone,
			Timeline: r.timeline(), Write: actor.May(scheduling.Invite, i.Unit) == nil,
			Paused: i.Paused(scheduling.DateOf(tx.Now)),
		}
		if !f.Social {
			f.Insured = i.WithoutSocial()
			f.Timeline = withoutReasons(f.Timeline)
		}
		f.Open, f.Next = r.open(tx.Now)
		for _, each := range r.referrals {
			each.Facts = scheduling.Facts{}
			f.Referrals = append(f.Referrals, each)
		}
		if f.Readings, err = tx.ReadingsOf(id, shownReadings); err != nil {
			return err
		}
		return tx.Audit(scheduling.AuditEvent{
			Actor: actor.ID.Ref(), Verb: "read", Subject: aboutPerson(id), Unit: i.Unit,
			Fields: scheduling.TraceFields(map[string]any{"social": f.Social}),
		})
	})
	return f, err
}

func readRecords(tx *store.Tx, id scheduling.InsuredID) (r records, err error) {
	if r.referrals, err = tx.ReferralsOf(id); err != nil {
		return r, err
	}
	if r.checks, err = tx.EligibilityChecksOf(id); err != nil {
		return r, err
	}
	if r.redirections, err = tx.RedirectionsOf(id); err != nil {
		return r, err
	}
	if r.invitations, err = tx.InvitationsOf(id); err != nil {
		return r, err
	}
	if r.enrolments, err = tx.EnrolmentsOf(id); err != nil {
		return r, err
	}
	if r.changes, err = tx.EnrolmentChangesOf(id); err != nil {
		return r, err
	}
	if r.meetings, err = tx.MeetingsWith(id); err != nil {
		return r, err
	}
	if r.attendances, err = tx.AttendancesWith(id); err != nil {
		return r, err
	}
	if r.messages, err = tx.MessagesTo(id); err != nil {
		return r, err
	}
	return r, r.readCohorts(tx)
}

func (r *records) readCohorts(tx *store.Tx) error {
	var ids []scheduling.CohortID
	for _, inv := range r.invitations {
		ids = append(ids, inv.Cohort)
	}
	for _, e := range r.enrolments {
		ids = append(ids, e.Cohort)
	}
	cohorts, err := tx.CohortsByID(ids)
	r.cohorts = map[scheduling.CohortID]scheduling.Cohort{}
	for _, c := range cohorts {
		r.cohorts[c.ID] = c
	}
	return err
}

// timeline puts every fact in one line of time, the newest first.
func (r records) timeline() []Entry {
	list := r.found()
	for _, inv := range r.invitations {
		list = append(list, Entry{At: inv.PreparedAt, What: "invited", Channel: inv.Channel, Cohort: inv.Cohort})
		if inv.Reply != "" {
			list = append(list, Entry{At: inv.RepliedAt, What: "replied", Code: string(inv.Reply), Reason: inv.Reason, Cohort: inv.Cohort})
		}
		if !inv.CalledAt.IsZero() {
			list = append(list, Entry{At: inv.CalledAt, What: "called", Cohort: inv.Cohort})
		}
	}
	of := map[scheduling.EnrolmentID]scheduling.CohortID{}
	for _, e := range r.enrolments {
		of[e.ID] = e.Cohort
	}
	for _, c := range r.changes {
		if c.From != c.To {
			list = append(list, Entry{At: c.At, What: "enrolment", Code: string(c.To), Reason: c.Reason, By: c.By, Cohort: of[c.Enrolment]})
		}
	}
	meetings := map[scheduling.MeetingID]scheduling.Meeting{}
	for _, m := range r.meetings {
		meetings[m.ID] = m
	}
	for _, a := range r.attendances {
		if m := meetings[a.Meeting]; a.Status != scheduling.Expected {
			list = append(list, Entry{At: m.StartsAt, What: "attendance", Code: string(a.Status), Reason: a.Reason, Meeting: m.ID, Cohort: m.Cohort})
		}
	}
	for _, m := range r.messages {
		list = append(list, messageEntry(m))
	}
	for at := range list {
		list[at].Label = r.cohorts[list[at].Cohort].Label
	}
	slices.SortStableFunc(list, func(a, b Entry) int { return b.At.Compare(a.At) })
	return list
}

// found is what brought her and what was made of it.
func (r records) found() (list []Entry) {
	for _, each := range r.referrals {
		list = append(list, Entry{At: each.CreatedAt, What: "referred", Code: string(each.Source)})
	}
	for _, c := range r.checks {
		list = append(list, Entry{At: c.CheckedAt, What: "examined", Code: string(c.Outcome), By: c.CheckedBy})
		if c.Overridden != "" {
			list = append(list, Entry{At: c.OverriddenAt, What: "overridden", Code: string(c.Overridden), Reason: c.OverrideReason, By: c.OverriddenBy.Ref()})
		}
	}
	for _, each := range r.redirections {
		list = append(list, Entry{At: each.At, What: "redirected", Reason: each.Reason, By: each.By.Ref()})
	}
	return list
}

func messageEntry(m scheduling.Message) Entry {
	e := Entry{At: m.CreatedAt, What: "message", Code: "queued", Kind: m.Kind, Channel: m.Channel, Cohort: m.Cohort, Meeting: m.Meeting}
	switch {
	case !m.FailedAt.IsZero():
		e.At, e.Code = m.FailedAt, "failed"
	case !m.DeliveredAt.IsZero():
		e.At, e.Code = m.DeliveredAt, "delivered"
	case !m.SentAt.IsZero():
		e.At, e.Code = m.SentAt, "sent"
	case !m.DroppedAt.IsZero():
		e.At, e.Code = m.DroppedAt, "dropped"
	}
	return e
}

// withoutReasons drops why she declined, left or was absent: health and family
// reasons are social content (rule 25).
func withoutReasons(list []Entry) []Entry {
	for at := range list {
		list[at].Reason = ""
	}
	return list
}

// open lists where she has a place or waits, and the meetings to come.
func (r records) open(now time.Time) (parts []Part, next []FileMeeting) {
	seated := map[scheduling.CohortID]bool{}
	for _, e := range r.enrolments {
		if e.State.Open() {
			parts = append(parts, Part{e, r.cohorts[e.Cohort]})
			seated[e.Cohort] = e.State == scheduling.Enrolled
		}
	}
	for _, m := range r.meetings {
		if seated[m.Cohort] && m.CancelledAt.IsZero() && m.EndsAt.After(now) {
			next = append(next, FileMeeting{m, r.cohorts[m.Cohort]})
		}
	}
	return parts, next
}
