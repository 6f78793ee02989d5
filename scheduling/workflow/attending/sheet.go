package attending

import (
	"context"
	"slices"
	"strings"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
)

// Sheet is a meeting's feuille de présence.
type Sheet struct {
	Cohort       scheduling.Cohort
	Meeting      scheduling.Meeting
	Module       scheduling.Module // zero for the supplementary meeting
	Version      scheduling.ProgrammeVersion
	Site         scheduling.Site
	Rows         []Row // by name
	Turnout      store.Turnout
	Visitors     []scheduling.Visitor // counted apart (rule 19)
	Kiosk        bool                 // the room's tablet takes sign-ins
	Open         bool                 // marks may be made: the day has come, and nobody closed the sheet
	Begun        bool                 // it may be closed
	MayOpenKiosk bool                 // it is the meeting's day
	Social       bool                 // the actor may read and give reasons
	May          struct{ Mark, Close bool }
	History      []Line
}

// Row is one person's line of a sheet. Attendance has Version 0 until someone
// marks it. The person is without social content, and so is the reason for an
// actor who may not see it (rule 25).
type Row struct {
	store.Participant
	Attendance scheduling.Attendance
	Standing   scheduling.Standing
}

// Line is something that happened to a sheet.
type Line struct {
	At      time.Time
	By      string // the agent's name
	Herself bool   // the person marked did it, by her link or on the room's tablet
	Verb    string // marked, closed, reopened
	Who     string // the person marked
	From    scheduling.AttendanceStatus
	To      scheduling.AttendanceStatus
	Reason  string
}

// Sheet reads a meeting's sheet, its history included.
func (d *Desk) Sheet(ctx context.Context, actor scheduling.Actor, id scheduling.MeetingID) (s Sheet, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		if s, err = readSheet(tx, actor, id); err != nil {
			return err
		}
		return s.readHistory(tx)
	})
	return s, err
}

// PrintSheet is Sheet for paper: names leave the house, so it is an export.
func (d *Desk) PrintSheet(ctx context.Context, actor scheduling.Actor, id scheduling.MeetingID) (s Sheet, err error) {
	err = d.db.Write(ctx, func(tx *store.Tx) error {
		if s, err = readSheet(tx, actor, id); err != nil {
			return err
		}
		return tx.Audit(scheduling.AuditEvent{
			Actor: actor.ID.Ref(), Verb: "exported", Subject: "meeting:" + string(id),
			Unit: s.Cohort.Unit, Fields: scheduling.TraceFields(map[string]any{"what": "attendance_sheet", "people": len(s.Rows)}),
		})
	})
	return s, err
}

func readSheet(tx *store.Tx, actor scheduling.Actor, id scheduling.MeetingID) (s Sheet, err error) {
	if s.Meeting, err = tx.Meeting(id); err != nil {
		return s, err
	}
	if s.Cohort, err = tx.CohortFor(actor, s.Meeting.Cohort, scheduling.SeePeople); err != nil {
		return s, err
	}
	if s.Version, err = tx.Version(s.Cohort.VersionID); err != nil {
		return s, err
	}
	if s.Site, err = tx.Site(s.Meeting.Site); err != nil {
		return s, err
	}
	if s.Meeting.Module != "" {
		if s.Module, err = tx.Module(s.Meeting.Module); err != nil {
			return s, err
		}
	}
	s.Social = actor.May(scheduling.SeeSocial, s.Cohort.Unit) == nil
	s.May.Mark = actor.May(scheduling.Invite, s.Cohort.Unit) == nil
	s.May.Close = actor.May(scheduling.Organise, s.Cohort.Unit) == nil
	s.Begun = !s.Meeting.StartsAt.After(tx.Now)
	s.Open = s.Meeting.DayHasCome(tx.Now) && s.Meeting.HeldAt.IsZero() && s.Meeting.CancelledAt.IsZero()
	if s.Visitors, err = tx.Visitors(id); err != nil {
		return s, err
	}
	kiosks, err := tx.OpenKiosks(id)
	if err != nil {
		return s, err
	}
	s.Kiosk = kiosks > 0
	s.MayOpenKiosk = s.Open && tx.Now.Before(s.Meeting.DayEnds())
	return s, s.readRows(tx)
}

func (s *Sheet) readRows(tx *store.Tx) error {
	people, err := tx.Participants(s.Cohort.ID)
	if err != nil {
		return err
	}
	meetings, err := tx.Meetings(s.Cohort.ID)
	if err != nil {
		return err
	}
	attendances, err := tx.AttendancesOf([]scheduling.CohortID{s.Cohort.ID})
	if err != nil {
		return err
	}
	marked := marksOf(s.Meeting.ID, attendances)
	for _, p := range people {
		a, ok := marked[p.Enrolment.ID]
		if !ok {
			a = p.Enrolment.Blank(s.Meeting)
		}
		if !ok && a.Status == scheduling.NotConcerned && p.Enrolment.State != scheduling.Enrolled {
			continue
		}
		if !s.Social {
			a.Reason = ""
		}
		p.Insured = p.Insured.WithoutSocial()
		s.Rows = append(s.Rows, Row{p, a, s.Cohort.Standing(p.Enrolment, meetings, attendances)})
		s.Turnout.Add(a.Status)
	}
	slices.SortFunc(s.Rows, func(a, b Row) int { return byName(a.Insured, b.Insured) })
	return nil
}

// marksOf are a meeting's attendances by enrolment.
func marksOf(id scheduling.MeetingID, attendances []scheduling.Attendance) map[scheduling.EnrolmentID]scheduling.Attendance {
	marks := map[scheduling.EnrolmentID]scheduling.Attendance{}
	for _, a := range attendances {
		if a.Meeting == id {
			marks[a.Enrolment] = a
		}
	}
	return marks
}

func byName(a, b scheduling.Insured) int {
	return strings.Compare(
		store.Fold(a.LastName+" "+a.FirstName)+string(a.ID),
		store.Fold(b.LastName+" "+b.FirstName)+string(b.ID))
}
