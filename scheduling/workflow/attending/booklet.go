package attending

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"trame/scheduling"
	"trame/scheduling/store"
)

// Booklet is a cohort's livret de synthèse: its modules in order, each with
// the questions the group raised.
type Booklet struct {
	Cohort   scheduling.Cohort
	Version  scheduling.ProgrammeVersion
	Chapters []Chapter
	Count    store.BookletCount
	May      struct{ Write, Review bool }
}

// Chapter is one module of a booklet.
type Chapter struct {
	scheduling.Module
	Entries []Entry
}

// Entry is a question and its answer, with who wrote and who reviewed it.
type Entry struct {
	scheduling.BookletEntry
	Writer   string
	Reviewer string // "" until it is reviewed
	Mine     bool   // the actor wrote it: someone else reviews it
	Partner  string // who answered it, when no agent did
	Warning  error  // by what somebody of the group could be recognised, for whoever reviews it
	Stale    bool   // taken over from an old answer: to be checked again
}

// Booklet reads a cohort's booklet; it names nobody, so whoever sees the plan
// may read it.
func (d *Desk) Booklet(ctx context.Context, actor scheduling.Actor, id scheduling.CohortID) (b Booklet, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		b, err = readBooklet(tx, actor, id)
		return err
	})
	return b, err
}

// PrintBooklet is Booklet for paper: the reviewed entries, and the modules that
// have some.
func (d *Desk) PrintBooklet(ctx context.Context, actor scheduling.Actor, id scheduling.CohortID) (b Booklet, err error) {
	err = d.db.Write(ctx, func(tx *store.Tx) error {
		if b, err = readBooklet(tx, actor, id); err != nil {
			return err
		}
		b.keepReviewed()
		return tx.Audit(scheduling.AuditEvent{
			Actor: actor.ID.Ref(), Verb: "exported", Subject: "cohort:" + string(id), Unit: b.Cohort.Unit,
			Fields: scheduling.TraceFields(map[string]any{"what": "booklet", "entries": b.Count.Reviewed}),
		})
	})
	return b, err
}

func readBooklet(tx *store.Tx, actor scheduling.Actor, id scheduling.CohortID) (b Booklet, err error) {
	if b.Cohort, err = tx.CohortFor(actor, id, scheduling.SeePlan); err != nil {
		return b, err
	}
	if b.Version, err = tx.Version(b.Cohort.VersionID); err != nil {
		return b, err
	}
	modules, err := tx.Modules(b.Cohort.VersionID)
	if err != nil {
		return b, err
	}
	entries, err := tx.BookletEntries(id)
	if err != nil {
		return b, err
	}
	agents := map[scheduling.UserID]bool{}
	for _, e := range entries {
		agents[e.WrittenBy], agents[e.ReviewedBy] = true, true
	}
	names, err := namesOf(tx, agents)
	if err != nil {
		return b, err
	}
	b.May.Write = actor.May(scheduling.SeeSocial, b.Cohort.Unit) == nil
	b.May.Review = actor.May(scheduling.Organise, b.Cohort.Unit) == nil
	people, err := tx.Participants(id)
	if err != nil {
		return b, err
	}
	partners, err := partnersOf(tx, entries)
	if err != nil {
		return b, err
	}
	today := scheduling.DateOf(tx.Now)
	for _, m := range modules {
		c := Chapter{Module: m}
		for _, e := range entries {
			if e.Module == m.ID {
				entry := Entry{
					BookletEntry: e, Writer: names[e.WrittenBy], Reviewer: names[e.ReviewedBy], Mine: e.WrittenBy == actor.ID,
					Partner: partners[e.AnsweredBy], Stale: takenLongAgo(e, today),
				}
				entry.warn(b.May.Review, people, today)
				c.Entries = append(c.Entries, entry)
				b.Count.Entries++
				if !e.ReviewedAt.IsZero() {
					b.Count.Reviewed++
				}
			}
		}
		b.Chapters = append(b.Chapters, c)
	}
	return b, nil
}

func takenLongAgo(e scheduling.BookletEntry, today scheduling.Date) bool {
	return !e.SourceOn.IsZero() && aged(e.SourceOn, today)
}

// warn tells whoever may review an entry by what somebody could be recognised.
func (e *Entry) warn(reviews bool, people []store.Participant, today scheduling.Date) {
	if reviews && e.ReviewedAt.IsZero() {
		e.Warning = recognisable(saidIn(e.BookletEntry), people, today)
	}
}

func (b *Booklet) keepReviewed() {
	var chapters []Chapter
	for _, c := range b.Chapters {
		var entries []Entry
		for _, e := range c.Entries {
			if !e.ReviewedAt.IsZero() {
				entries = append(entries, e)
			}
		}
		if c.Entries = entries; len(entries) > 0 {
			chapters = append(chapters, c)
		}
	}
	b.Chapters = chapters
}

// AddEntry writes a question at the end of a module.
func (d *Desk) AddEntry(ctx context.Context, actor scheduling.Actor, e scheduling.BookletEntry) (scheduling.BookletEntryID, error) {
	e.ID, e.AnsweredBy, e.SourceOn = store.NewID[scheduling.BookletEntryID](), "", scheduling.Date{}
	err := d.db.Write(ctx, func(tx *store.Tx) error {
		c, err := tx.CohortFor(actor, e.Cohort, scheduling.SeeSocial)
		if err != nil {
			return err
		}
		modules, err := tx.Modules(c.VersionID)
		if err != nil {
			return err
		}
		entries, err := tx.BookletEntries(c.ID)
		if err != nil {
			return err
		}
		e.Position = 1
		for _, other := range entries {
			if other.Module == e.Module {
				e.Position = max(e.Position, other.Position+1)
			}
		}
		if !slices.ContainsFunc(modules, func(m scheduling.Module) bool { return m.ID == e.Module }) {
			return scheduling.Refuse(scheduling.Invalid, "booklet.module.unknown", "module")
		}
		if e, err = takenOver(tx, actor, e); err != nil {
			return err
		}
		e = written(e, actor, tx)
		e.Version = 1
		if err := checkEntry(tx, e); err != nil {
			return err
		}
		if err := tx.AddBookletEntry(e); err != nil {
			return err
		}
		return traceEntry(tx, actor, c, e, "created")
	})
	return e.ID, err
}

// EditEntry changes a question or its answer. Whoever edits becomes its
// writer, and it is to be reviewed again.
func (d *Desk) EditEntry(ctx context.Context, actor scheduling.Actor, id scheduling.BookletEntryID, question, answer string, version int) error {
	return d.entry(ctx, actor, id, scheduling.SeeSocial, version, func(tx *store.Tx, c scheduling.Cohort, e scheduling.BookletEntry) error {
		e.Question, e.Answer = question, answer
		e = written(e, actor, tx)
		if err := checkEntry(tx, e); err != nil {
			return err
		}
		if err := tx.ReplaceBookletEntry(e); err != nil {
			return err
		}
		return traceEntry(tx, actor, c, e, "updated")
	})
}

// ReviewEntry says that an entry is right and names nobody; not by its writer
// (rule 24). The group is checked again: people may have joined it since.
func (d *Desk) ReviewEntry(ctx context.Context, actor scheduling.Actor, id scheduling.BookletEntryID, version int) error {
	return d.entry(ctx, actor, id, scheduling.Organise, version, func(tx *store.Tx, c scheduling.Cohort, e scheduling.BookletEntry) error {
		switch {
		case e.WrittenBy == actor.ID:
			return scheduling.Refuse(scheduling.Conflict, "booklet.review.own", "")
		case e.Answer == "":
			return scheduling.Refuse(scheduling.Conflict, "booklet.review.unanswered", "")
		}
		if err := namesNobody(tx, e.Cohort, saidIn(e)); err != nil {
			return err
		}
		e.ReviewedBy, e.ReviewedAt = actor.ID, tx.Now
		if err := tx.ReplaceBookletEntry(e); err != nil {
			return err
		}
		return traceEntry(tx, actor, c, e, "reviewed")
	})
}

// RemoveEntry takes a question out of the booklet.
func (d *Desk) RemoveEntry(ctx context.Context, actor scheduling.Actor, id scheduling.BookletEntryID, version int) error {
	return d.entry(ctx, actor, id, scheduling.SeeSocial, version, func(tx *store.Tx, c scheduling.Cohort, e scheduling.BookletEntry) error {
		if err := tx.DeleteBookletEntry(id, version); err != nil {
			return err
		}
		return traceEntry(tx, actor, c, e, "removed")
	})
}

// entry finds one in a cohort where the actor may do deed, as he saw it.
func (d *Desk) entry(ctx context.Context, actor scheduling.Actor, id scheduling.BookletEntryID, deed scheduling.Deed, version int,
	edit func(*store.Tx, scheduling.Cohort, scheduling.BookletEntry) error,
) error {
	return d.db.Write(ctx, func(tx *store.Tx) error {
		e, err := tx.BookletEntry(id)
		if err != nil {
			return err
		}
		c, err := tx.CohortFor(actor, e.Cohort, deed)
		if err != nil {
			return err
		}
		if version != e.Version {
			return stale()
		}
		return edit(tx, c, e)
	})
}

// written is e as the actor leaves it: his, and not reviewed.
func written(e scheduling.BookletEntry, actor scheduling.Actor, tx *store.Tx) scheduling.BookletEntry {
	e.Question, e.Answer = strings.TrimSpace(e.Question), strings.TrimSpace(e.Answer)
	e.WrittenBy, e.WrittenAt = actor.ID, tx.Now
	e.ReviewedBy, e.ReviewedAt, e.AnsweredBy = "", time.Time{}, ""
	return e
}

// checkEntry checks what an entry says, and that it names nobody.
func checkEntry(tx *store.Tx, e scheduling.BookletEntry) error {
	var f scheduling.Faults
	f.Check(e.Question != "", "question", "booklet.question.required")
	f.Check(utf8.RuneCountInString(e.Question) <= 500, "question", "booklet.question.long")
	f.Check(utf8.RuneCountInString(e.Answer) <= 5000, "answer", "booklet.answer.long")
	if err := f.Err(); err != nil {
		return err
	}
	return namesNobody(tx, e.Cohort, saidIn(e))
}

func traceEntry(tx *store.Tx, actor scheduling.Actor, c scheduling.Cohort, e scheduling.BookletEntry, verb string) error {
	return tx.Audit(scheduling.AuditEvent{
		Actor: actor.ID.Ref(), Verb: verb, Subject: "cohort:" + string(c.ID), Unit: c.Unit,
		Fields: scheduling.TraceFields(map[string]any{"booklet_entry": e.ID}),
	})
}
