package evaluating

import (
	"context"
	"time"

	"trame/scheduling"
	"trame/scheduling/post"
	"trame/scheduling/store"
	"trame/scheduling/vault"
)

// againKind is the kind of the messages that remind of a questionnaire.
const againKind = "questionnaire_again"

func againKey(id scheduling.AssignmentID) string { return againKind + ":" + string(id) }

func againKeys(given []scheduling.Assignment) []string {
	keys := make([]string, len(given))
	for i, a := range given {
		keys[i] = againKey(a.ID)
	}
	return keys
}

// Remind writes once to everybody of a session who has not answered and was not
// reminded, without waiting for the day on which that happens by itself. It
// returns to how many; who cannot be written to now is left in peace.
func (d *Desk) Remind(ctx context.Context, actor scheduling.Actor, id scheduling.CohortID) (n int, err error) {
	err = d.db.Write(ctx, func(tx *store.Tx) error {
		c, err := heldCohort(tx, actor, id, scheduling.Organise)
		if err != nil {
			return err
		}
		r, err := d.reminding(tx, c)
		if err != nil {
			return err
		}
		switch {
		case len(r.given) == 0:
			return refuse(scheduling.Conflict, "paper.not_asked")
		case scheduling.AnsweringOver(r.given, r.today):
			return refuse(scheduling.Conflict, "handout.over")
		}
		n, err = d.remind(tx, r, actor.ID.Ref(), func(a scheduling.Assignment) bool { return a.MayRemind(r.today) })
		return err
	})
	return n, err
}

// RemindDue does so by itself some days after the questionnaire was handed out,
// unless somebody did, or put it off. What is due and not done is asked of the
// rows: a server that was stopped catches up, until the last day but one (rule
// 15). The background runner calls it.
func (d *Desk) RemindDue(ctx context.Context) (n int, err error) {
	var due []scheduling.CohortID
	err = d.db.Read(ctx, func(tx *store.Tx) (err error) {
		// a day of another zone early; each assignment then says for itself
		due, err = tx.CohortsToRemind(tx.Now.AddDate(0, 0, 1-scheduling.RemindAnswerAfter), scheduling.DateOf(tx.Now))
		return err
	})
	if err != nil {
		return 0, err
	}
	return d.inTurn(ctx, due, func(tx *store.Tx, c scheduling.Cohort) (int, error) {
		r, err := d.reminding(tx, c)
		if err != nil {
			return 0, err
		}
		return d.remind(tx, r, "system", func(a scheduling.Assignment) bool { return a.Reminds(tx.Now, r.zone) })
	})
}

// HoldReminders puts the reminders of a session off until somebody sends them,
// or has them leave by themselves again.
func (d *Desk) HoldReminders(ctx context.Context, actor scheduling.Actor, id scheduling.CohortID, hold bool) error {
	return d.db.Write(ctx, func(tx *store.Tx) error {
		c, err := heldCohort(tx, actor, id, scheduling.Organise)
		if err != nil {
			return err
		}
		if err := tx.HoldReminders(id, scheduling.AtEnd, hold); err != nil {
			return err
		}
		return audit(tx, actor.ID.Ref(), "updated", about(id), c.Unit, map[string]any{"reminders_held": hold})
	})
}

// round is a session with what reminding needs.
type round struct {
	cohort        scheduling.Cohort
	version       scheduling.ProgrammeVersion
	questionnaire scheduling.Questionnaire
	organisation  scheduling.Organisation
	given         []scheduling.Assignment
	codes         map[scheduling.AssignmentID]string // of their sheets
	zone          *time.Location
	today         scheduling.Date
}

func (d *Desk) reminding(tx *store.Tx, c scheduling.Cohort) (r round, err error) {
	r.cohort = c
	if r.organisation, err = tx.OrganisationOf(c.Unit); err != nil {
		return r, err
	}
	if r.zone, err = scheduling.LoadZone(r.organisation.TimeZone); err != nil {
		return r, err
	}
	r.today = scheduling.DateOf(tx.Now.In(r.zone))
	if r.given, err = tx.Assignments(c.ID, scheduling.AtEnd); err != nil || len(r.given) == 0 {
		return r, err
	}
	if r.questionnaire, err = tx.Questionnaire(r.given[0].Questionnaire); err != nil {
		return r, err
	}
	sheets, err := tx.PaperSheets(c.ID, scheduling.AtEnd)
	if err != nil {
		return r, err
	}
	r.codes = map[scheduling.AssignmentID]string{}
	for _, s := range sheets {
		r.codes[s.Assignment] = d.codeOf(s.ID)
	}
	r.version, err = tx.Version(c.VersionID)
	return r, err
}

// remind queues what is due, and notes it.
func (d *Desk) remind(tx *store.Tx, r round, by string, due func(scheduling.Assignment) bool) (int, error) {
	people, err := tx.Participants(r.cohort.ID)
	if err != nil {
		return 0, err
	}
	readers := map[scheduling.EnrolmentID]scheduling.Insured{}
	for _, p := range people {
		if p.Enrolment.State != scheduling.Deceased && p.Enrolment.State != scheduling.Withdrawn {
			readers[p.Enrolment.ID] = p.Insured
		}
	}
	var told []scheduling.AssignmentID
	for _, a := range r.given {
		i, reads := readers[a.Enrolment]
		if !reads || !due(a) || i.Paused(r.today) {
			continue
		}
		sent, err := d.tellAgain(tx, r, a, i)
		if err != nil {
			return 0, err
		}
		if sent {
			told = append(told, a.ID)
		}
	}
	if len(told) == 0 {
		return 0, nil
	}
	if err := tx.AssignmentsReminded(told); err != nil {
		return 0, err
	}
	return len(told), audit(tx, by, "reminded", about(r.cohort.ID), r.cohort.Unit, map[string]any{"questionnaires": len(told)})
}

// tellAgain queues one reminder, for the first hour of a day that holds no other
// message to her; none when that is too late, or nothing reaches her (rule 13).
func (d *Desk) tellAgain(tx *store.Tx, r round, a scheduling.Assignment, i scheduling.Insured) (bool, error) {
	ways := d.post.Ways(i, r.organisation)
	if len(ways) == 0 {
		return false, nil
	}
	token, err := d.tokenOf(a)
	if err != nil {
		return false, err
	}
	due, err := tx.DueFrom(scheduling.InHours(tx.Now, r.zone), []scheduling.InsuredID{i.ID}, ways[0], r.zone)
	if err != nil {
		return false, err
	}
	until, _ := scheduling.Clock(0).At(a.RemindUntil(), r.zone)
	if !due[i.ID].Before(until) {
		return false, nil
	}
	m := d.draft(r, a, i, ways[0], againKind, token)
	m.DedupeKey, m.DueAt, m.GraceAt = againKey(a.ID), due[i.ID], until
	m.Thread = againKey(a.ID) // the first may wait on paper for ever
	_, err = d.post.Queue(tx, m)
	return true, err
}

// Asking is what the messages with the link are worded with: the public title,
// one reader, nothing of health (rule 13).
type Asking struct {
	From      string
	FirstName string
	Gender    string
	Title     string // public
	Link      string
	Code      string // of her sheet, as it is printed; "" for none
	CodePage  string // where it is typed
	AnswerBy  scheduling.Date
	Named     bool // her answers bear her name
}

const why = "Vous recevez ce message parce que vous avez pris part à ces rencontres. Répondre reste votre choix."

// draft is a message with a person's link.
func (d *Desk) draft(r round, a scheduling.Assignment, i scheduling.Insured, channel scheduling.Channel, kind, token string) post.Draft {
	return post.Draft{
		Unit: r.cohort.Unit, Organisation: r.organisation, Kind: kind, Cohort: r.cohort.ID, Template: kind, Why: why,
		Data: Asking{
			From: r.organisation.SenderName, FirstName: i.FirstName, Gender: i.Gender, Title: r.version.PublicTitle,
			Link: d.post.Link(answerPath(token)), Code: vault.PrintCode(r.codes[a.ID]), CodePage: d.post.Link("/code"), AnswerBy: a.AnswerBy, Named: !r.questionnaire.Anonymous,
		},
	}.Addressed(i, channel)
}
