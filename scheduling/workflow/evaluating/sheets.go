package evaluating

import (
	"context"
	"errors"
	"slices"

	"trame/scheduling"
	"trame/scheduling/evaluation"
	"trame/scheduling/store"
	"trame/scheduling/vault"
)

// PrintedSheet is a questionnaire to be printed: its code, and the address that
// its square leads to.
type PrintedSheet struct {
	Code string
	Link string
}

// SheetPrint is what a file of sheets is printed from.
type SheetPrint struct {
	Questionnaire scheduling.Questionnaire
	Items         []evaluation.Item
	Organisation  scheduling.Organisation
	Sheets        []PrintedSheet
}

// mostSheets is how many of nobody's a session may have: nobody prints a
// thousand by a slip of the finger.
const mostSheets = 60

// newSheet is a sheet with its code; of nobody's, with a link of its own.
func (d *Desk) newSheet(c scheduling.CohortID, q scheduling.QuestionnaireID, a scheduling.AssignmentID) scheduling.PaperSheet {
	s := scheduling.PaperSheet{ID: store.RandomID[scheduling.PaperSheetID](), Cohort: c, Questionnaire: q, Moment: scheduling.AtEnd, Assignment: a}
	s.CodeHash = d.codeHash(d.codeOf(s.ID))
	if a == "" {
		_, s.TokenHash = d.post.Token(sheetLink(s.ID))
	}
	return s
}

func (d *Desk) codeOf(id scheduling.PaperSheetID) string { return d.vault.Code(string(id)) }

// codeHash is how a sheet is found by its code.
func (d *Desk) codeHash(code string) string { return d.vault.Index("sheet.code", code) }

func sheetLink(id scheduling.PaperSheetID) string { return "sheet/" + string(id) }

// AddSheets makes sheets of nobody's for a session, to lay out in the room; they
// take answers once the questionnaire is handed out, as long as there are fewer
// than people who were asked. A questionnaire that bears names has none.
func (d *Desk) AddSheets(ctx context.Context, actor scheduling.Actor, id scheduling.CohortID, n int) error {
	return d.db.Write(ctx, func(tx *store.Tx) error {
		c, err := heldCohort(tx, actor, id, scheduling.Invite)
		if err != nil {
			return err
		}
		q, err := asksOf(tx, c)
		if err != nil {
			return err
		}
		before, err := tx.PaperSheets(id, scheduling.AtEnd)
		if err != nil {
			return err
		}
		free := len(slices.DeleteFunc(before, func(s scheduling.PaperSheet) bool { return s.Assignment != "" }))
		switch {
		case !q.Anonymous:
			return refuse(scheduling.Conflict, "sheets.named")
		case n < 1 || free+n > mostSheets:
			return scheduling.Refuse(scheduling.Invalid, "sheets.count", "count", "most", mostSheets-free)
		}
		sheets := make([]scheduling.PaperSheet, n)
		for i := range sheets {
			sheets[i] = d.newSheet(id, q.ID, "")
		}
		if err := tx.AddPaperSheets(sheets); err != nil {
			return err
		}
		if err := tx.FreezeQuestionnaire(q.ID); err != nil {
			return err
		}
		return audit(tx, actor.ID.Ref(), "created", about(id), c.Unit, map[string]any{"sheets": n})
	})
}

// asksOf is the questionnaire of a session that lives, while it may be answered.
func asksOf(tx *store.Tx, c scheduling.Cohort) (q scheduling.Questionnaire, err error) {
	version, err := tx.Version(c.VersionID)
	if err != nil {
		return q, err
	}
	given, err := tx.Assignments(c.ID, scheduling.AtEnd)
	switch {
	case err != nil:
		return q, err
	case version.Questionnaire == "":
		return q, refuse(scheduling.Conflict, "handout.none")
	case !c.CancelledAt.IsZero():
		return q, refuse(scheduling.Conflict, "handout.cancelled")
	case scheduling.AnsweringOver(given, scheduling.DateOf(tx.Now)):
		return q, refuse(scheduling.Conflict, "handout.over")
	}
	return tx.Questionnaire(version.Questionnaire)
}

// RoomSheets are the sheets of nobody's of a session that were not used.
func (d *Desk) RoomSheets(ctx context.Context, actor scheduling.Actor, id scheduling.CohortID) (p SheetPrint, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		c, err := tx.CohortFor(actor, id, scheduling.Invite)
		if err != nil {
			return err
		}
		if p, err = sheetPrint(tx, c); err != nil {
			return err
		}
		sheets, err := tx.PaperSheets(id, scheduling.AtEnd)
		for _, s := range sheets {
			if s.Assignment == "" && s.UsedOn.IsZero() {
				token, _ := d.post.Token(sheetLink(s.ID))
				p.Sheets = append(p.Sheets, PrintedSheet{d.codeOf(s.ID), d.post.Link(answerPath(token))})
			}
		}
		if err == nil && len(p.Sheets) == 0 {
			err = refuse(scheduling.NotFound, "not_found")
		}
		return err
	})
	return p, err
}

// LetterSheets are those that go with the letters of a session, in their order,
// of who has not answered.
func (d *Desk) LetterSheets(ctx context.Context, actor scheduling.Actor, id scheduling.CohortID) (p SheetPrint, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		c, err := tx.CohortFor(actor, id, scheduling.SeePeople)
		if err != nil {
			return err
		}
		if p, err = sheetPrint(tx, c); err != nil {
			return err
		}
		own, err := d.ownSheets(tx, id)
		if err != nil {
			return err
		}
		messages, err := tx.MessagesAbout(id, kind)
		for _, m := range messages {
			if s, waits := own[m.DedupeKey]; waits && m.Channel == scheduling.ByLetter && m.DroppedAt.IsZero() {
				p.Sheets = append(p.Sheets, s)
			}
		}
		if err == nil && len(p.Sheets) == 0 {
			err = refuse(scheduling.NotFound, "not_found")
		}
		return err
	})
	return p, err
}

// ownSheets are the sheets of people who may answer, by the key of the message
// that brought the link.
func (d *Desk) ownSheets(tx *store.Tx, id scheduling.CohortID) (map[string]PrintedSheet, error) {
	given, err1 := tx.Assignments(id, scheduling.AtEnd)
	sheets, err2 := tx.PaperSheets(id, scheduling.AtEnd)
	if err := errors.Join(err1, err2); err != nil {
		return nil, err
	}
	of := map[scheduling.AssignmentID]scheduling.PaperSheetID{}
	for _, s := range sheets {
		of[s.Assignment] = s.ID
	}
	own := map[string]PrintedSheet{}
	for _, a := range given {
		if of[a.ID] == "" || !a.Open(scheduling.DateOf(tx.Now)) || len(a.Sealed) == 0 {
			continue
		}
		token, err := d.tokenOf(a)
		if err != nil {
			return nil, err
		}
		own[handOutKey(a.ID)] = PrintedSheet{d.codeOf(of[a.ID]), d.post.Link(answerPath(token))}
	}
	return own, nil
}

func sheetPrint(tx *store.Tx, c scheduling.Cohort) (p SheetPrint, err error) {
	version, err := tx.Version(c.VersionID)
	if err != nil {
		return p, err
	}
	if version.Questionnaire == "" {
		return p, refuse(scheduling.NotFound, "not_found")
	}
	if p.Questionnaire, err = tx.Questionnaire(version.Questionnaire); err != nil {
		return p, err
	}
	if p.Organisation, err = tx.OrganisationOf(c.Unit); err != nil {
		return p, err
	}
	p.Items, err = items(tx, c.ID, version.Questionnaire)
	return p, err
}

// chance is one way to answer, once: a person's own, or a sheet of nobody's,
// whose assignment has no id.
type chance struct {
	scheduling.Assignment
	sheet scheduling.PaperSheet
}

// serve notes that it served today, and that nobody is to be reminded of it.
func (a chance) serve(tx *store.Tx) error {
	today := scheduling.DateOf(tx.Now)
	if a.ID == "" {
		return tx.UsePaperSheet(a.sheet, today)
	}
	if err := tx.UseAssignment(a.Assignment, today); err != nil {
		return err
	}
	return tx.DropOn(today, "answered", againKey(a.ID))
}

// chanceOf is what a sheet gives. One of nobody's takes answers as long as some
// person's link does.
func chanceOf(tx *store.Tx, s scheduling.PaperSheet) (a chance, err error) {
	a.sheet = s
	given, err := tx.Assignments(s.Cohort, s.Moment)
	if err != nil {
		return a, err
	}
	if s.Assignment != "" {
		at := slices.IndexFunc(given, func(g scheduling.Assignment) bool { return g.ID == s.Assignment })
		if at < 0 {
			return a, refuse(scheduling.NotFound, "not_found")
		}
		a.Assignment = given[at]
		return a, nil
	}
	if len(given) == 0 {
		return a, refuse(scheduling.Expired, "sheet.early")
	}
	a.Assignment = scheduling.Assignment{Cohort: s.Cohort, Questionnaire: s.Questionnaire, Moment: s.Moment, UsedOn: s.UsedOn}
	for _, g := range given {
		if g.UsedOn.IsZero() && g.AnswerBy.After(a.AnswerBy) {
			a.AnswerBy = g.AnswerBy
		}
	}
	return a, nil
}

// room refuses a sheet of nobody's more than there are people who were asked.
func room(tx *store.Tx, a chance) error {
	if a.ID != "" {
		return nil
	}
	given, err1 := tx.Assignments(a.Cohort, a.Moment)
	received, err2 := tx.Submissions([]scheduling.CohortID{a.Cohort}, a.Moment)
	if err := errors.Join(err1, err2); err != nil {
		return err
	}
	if len(received) >= len(given) {
		return refuse(scheduling.Conflict, "paper.too_many")
	}
	return nil
}

// LinkOfCode is the link that a sheet's code stands for: "" when no sheet bears it.
func (d *Desk) LinkOfCode(ctx context.Context, typed string) (link string, err error) {
	code, err := vault.NormalizeCode(typed)
	if err != nil {
		return "", err
	}
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		s, err := tx.PaperSheetByCode(d.codeHash(code))
		if scheduling.KindOf(err) == scheduling.NotFound {
			return nil
		}
		if err != nil {
			return err
		}
		if s.Assignment == "" {
			token, _ := d.post.Token(sheetLink(s.ID))
			link = answerPath(token)
			return nil
		}
		a, err := chanceOf(tx, s)
		switch {
		case err != nil:
			return err
		case !a.UsedOn.IsZero():
			return refuse(scheduling.Conflict, "answer.already")
		case len(a.Sealed) == 0:
			return refuse(scheduling.Expired, "link.over")
		}
		token, err := d.tokenOf(a.Assignment)
		link = answerPath(token)
		return err
	})
	return link, err
}
