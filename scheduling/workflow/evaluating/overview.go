package evaluating

import (
	"context"
	"time"

	"trame/scheduling"
	"trame/scheduling/evaluation"
	"trame/scheduling/store"
	"trame/scheduling/vault"
)

// Overview is where the evaluation of a session stands.
type Overview struct {
	Cohort        scheduling.Cohort
	Questionnaire scheduling.Questionnaire // zero: its programme asks none
	Items         []evaluation.Item        // its questions, set out for the session
	Last          scheduling.Date          // of the modules
	Ready         bool                     // the last module is over
	Asked         int
	Answered      int
	OnPaper       int
	Letters       int
	AnswerBy      scheduling.Date
	Over          bool // nobody may answer any more
	Reminders     Reminders
	Sheets        int // of nobody's, printed or to be, that were not used
	Typings       int // sheets that wait for their second typing
	MayType       bool
	MayAct        bool
	MayReview     bool               // the texts, before they are part of results
	MayRead       bool               // the results, once Over
	Results       evaluation.Results // when Over and MayRead
}

// Reminders is where those of a session's questionnaire stand.
type Reminders struct {
	Sent    int
	Last    scheduling.Date // the latest
	Waiting int             // who may still be reminded
	From    scheduling.Date // when it leaves by itself; zero: never
	Held    bool            // somebody put it off
}

func remindersOf(given []scheduling.Assignment, now time.Time, zone *time.Location) (r Reminders) {
	today := scheduling.DateOf(now.In(zone))
	for _, a := range given {
		r.Held = r.Held || !a.HeldAt.IsZero()
		if !a.RemindedAt.IsZero() {
			r.Sent++
		}
		if on := scheduling.DateOf(a.RemindedAt.In(zone)); !a.RemindedAt.IsZero() && on.After(r.Last) {
			r.Last = on
		}
		if !a.MayRemind(today) {
			continue
		}
		r.Waiting++
		if from := a.RemindFrom(zone); from.Before(a.RemindUntil()) && (r.From.IsZero() || from.Before(r.From)) {
			r.From = from
		}
	}
	return r
}

// Overview reads it. The results are there once answering is over: shown
// before, one submission more would be that person's (rule 21).
func (d *Desk) Overview(ctx context.Context, actor scheduling.Actor, id scheduling.CohortID) (o Overview, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		o = Overview{}
		if o.Cohort, err = tx.CohortFor(actor, id, scheduling.SeePlan); err != nil {
			return err
		}
		o.MayAct = actor.May(scheduling.Organise, o.Cohort.Unit) == nil
		o.MayType = actor.May(scheduling.Invite, o.Cohort.Unit) == nil
		o.MayReview = actor.May(scheduling.SeeSocial, o.Cohort.Unit) == nil
		o.MayRead = actor.May(scheduling.SeeReports, o.Cohort.Unit) == nil
		if err := o.plan(tx); err != nil || o.Questionnaire.ID == "" {
			return err
		}
		return o.count(tx)
	})
	return o, err
}

func (o *Overview) plan(tx *store.Tx) error {
	version, err := tx.Version(o.Cohort.VersionID)
	if err != nil {
		return err
	}
	meetings, err := tx.Meetings(o.Cohort.ID)
	if err != nil {
		return err
	}
	if live := scheduling.LiveModules(meetings); len(live) > 0 {
		o.Last, o.Ready = live[len(live)-1].Date, !live[len(live)-1].EndsAt.After(tx.Now)
	}
	if version.Questionnaire == "" {
		return nil
	}
	if o.Questionnaire, err = tx.Questionnaire(version.Questionnaire); err != nil {
		return err
	}
	o.Items, err = items(tx, o.Cohort.ID, version.Questionnaire)
	return err
}

func (o *Overview) countSheets(tx *store.Tx) error {
	sheets, err := tx.PaperSheets(o.Cohort.ID, scheduling.AtEnd)
	if err != nil {
		return err
	}
	for _, s := range sheets {
		if s.Assignment == "" && s.UsedOn.IsZero() {
			o.Sheets++
		}
	}
	typings, err := tx.CountTypings(o.Cohort.ID)
	o.Typings = int(typings)
	return err
}

func (o *Overview) count(tx *store.Tx) error {
	if err := o.countSheets(tx); err != nil {
		return err
	}
	given, err := tx.Assignments(o.Cohort.ID, scheduling.AtEnd)
	if err != nil {
		return err
	}
	received, err := tx.Submissions([]scheduling.CohortID{o.Cohort.ID}, scheduling.AtEnd)
	if err != nil {
		return err
	}
	o.Asked, o.Answered = len(given), len(received)
	organisation, err := tx.OrganisationOf(o.Cohort.Unit)
	if err != nil {
		return err
	}
	zone, err := scheduling.LoadZone(organisation.TimeZone)
	if err != nil {
		return err
	}
	o.Reminders = remindersOf(given, tx.Now, zone)
	o.Over = scheduling.AnsweringOver(given, scheduling.DateOf(tx.Now))
	for _, a := range given {
		if a.Channel == scheduling.ByLetter {
			o.Letters++
		}
		if a.AnswerBy.After(o.AnswerBy) {
			o.AnswerBy = a.AnswerBy
		}
	}
	answers := make([]scheduling.Answers, len(received))
	for i, s := range received {
		answers[i] = s.Answers
		if s.Medium == scheduling.OnPaper {
			o.OnPaper++
		}
	}
	if o.Over && o.MayRead {
		o.Results = evaluation.Tabulate(evaluation.Flat(o.Items), answers, evaluation.Threshold)
		texts, err := tx.FreeTexts([]scheduling.CohortID{o.Cohort.ID}, scheduling.AtEnd)
		if err != nil {
			return err
		}
		quote(&o.Results, texts)
	}
	return nil
}

// Letter is a link on paper, for a window envelope.
type Letter struct {
	From    string
	ToLines []string
	Place   string
	Date    scheduling.Date
	Text    string
	Code    string // of the sheet that goes with it
}

// Letters are those of a session's links that go by post. Printing them shows
// names and addresses, so it leaves a trace.
func (d *Desk) Letters(ctx context.Context, actor scheduling.Actor, id scheduling.CohortID) (letters []Letter, err error) {
	err = d.db.Write(ctx, func(tx *store.Tx) error {
		letters = nil
		c, err := tx.CohortFor(actor, id, scheduling.SeePeople)
		if err != nil {
			return err
		}
		site, err := tx.Site(c.Site)
		if err != nil {
			return err
		}
		messages, err := tx.MessagesAbout(id, kind)
		if err != nil {
			return err
		}
		people, err := tx.Participants(id)
		if err != nil {
			return err
		}
		own, err := d.ownSheets(tx, id)
		if err != nil {
			return err
		}
		addresses := map[scheduling.InsuredID]scheduling.Insured{}
		for _, p := range people {
			addresses[p.Insured.ID] = p.Insured
		}
		for _, m := range messages {
			to, known := addresses[m.Insured]
			if m.Channel != scheduling.ByLetter || !m.DroppedAt.IsZero() || len(m.Sealed) == 0 || !known || !to.DeceasedOn.IsZero() {
				continue
			}
			written, err := d.post.Open(m)
			if err != nil {
				return err
			}
			letters = append(letters, Letter{
				From: written.FromName, ToLines: []string{to.Name(), to.Street, to.Postcode + " " + to.City},
				Place: site.City, Date: scheduling.DateOf(tx.Now), Text: written.Text,
				Code: vault.PrintCode(own[m.DedupeKey].Code),
			})
		}
		return audit(tx, actor.ID.Ref(), "printed", about(id), c.Unit, map[string]any{"letters": len(letters)})
	})
	return letters, err
}
