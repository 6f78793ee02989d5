package inviting

import (
	"context"
	"io"
	"slices"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
)

// Letter is an invitation or a notice on paper: one page for a window
// envelope, or two when there is much to say.
type Letter struct {
	Invitation scheduling.InvitationID
	Notice     scheduling.MessageID // "" of an invitation
	Kind       string               // of a notice: offer, meeting_moved, …
	Body       string               // of a notice, as it was worded when it was queued
	From       string
	FromLines  []string
	ToLines    []string
	Place      string
	Date       scheduling.Date
	Again      bool // she is asked once more
	Printed    time.Time
	Telephone  string // of whoever a notice is for: a call is quicker
	Asking     Asking
}

func (r run) letter(i scheduling.Insured, a Asking, now time.Time) Letter {
	site := r.sites[r.cohort.Site]
	var lines []string
	if r.organisation.Name != r.organisation.SenderName {
		lines = append(lines, r.organisation.Name)
	}
	return Letter{
		From:      r.organisation.SenderName,
		FromLines: lines,
		ToLines:   []string{i.Name(), i.Street, i.Postcode + " " + i.City},
		Place:     site.City, Date: scheduling.DateOf(now.In(r.zone)), Asking: a,
	}
}

// Letters are the invitations of a cohort on paper: one by its id, or every
// one still to be posted. Reading a person's letter shows her address and her
// code, so it is a reading of her data and leaves a trace.
func (d *Desk) Letters(ctx context.Context, actor scheduling.Actor, id scheduling.CohortID, only scheduling.InvitationID) (letters []Letter, err error) {
	err = d.db.Write(ctx, func(tx *store.Tx) error {
		letters = nil
		c, err := tx.CohortFor(actor, id, scheduling.Invite)
		if err != nil {
			return err
		}
		invitations, notices, err := toPrint(tx, c, only)
		if err != nil {
			return err
		}
		if letters, err = d.write(tx, actor, batch{cohort: c, invitations: invitations, notices: notices}); err != nil {
			return err
		}
		return tx.Audit(scheduling.AuditEvent{
			Actor: actor.ID.Ref(), Verb: "read", Subject: aboutCohort(id), Unit: c.Unit,
			Fields: scheduling.TraceFields(map[string]any{"letters": len(letters)}),
		})
	})
	return letters, err
}

// write words the letters of a batch. Nobody writes to the dead, nor to who
// wishes a pause.
func (d *Desk) write(tx *store.Tx, actor scheduling.Actor, b batch) ([]Letter, error) {
	r, err := load(tx, b.cohort)
	if err != nil {
		return nil, err
	}
	notices, err := d.notices(tx, actor, r, b.notices)
	if err != nil {
		return nil, err
	}
	people, _, err := around(tx, actor.Units(scheduling.Invite), b.invitations)
	if err != nil {
		return nil, err
	}
	letters := notices
	today := scheduling.DateOf(tx.Now.In(r.zone))
	for _, inv := range b.invitations {
		i, ok := people[inv.Insured]
		if !ok || !i.DeceasedOn.IsZero() || i.Paused(today) {
			continue
		}
		s, err := d.secretsOf(inv)
		if err != nil {
			return nil, err
		}
		a := d.asking(r, i, s, tx.Now)
		a.ReplyBy = inv.ReplyBy
		letter := r.letter(i, a, tx.Now)
		letter.Invitation, letter.Again, letter.Printed = inv.ID, !inv.RemindedAt.IsZero(), inv.PrintedAt
		letters = append(letters, letter)
	}
	return letters, nil
}

// toPrint finds what a cohort has to be posted, by name: its invitations,
// unless it is called off, and its notices; or one invitation.
func toPrint(tx *store.Tx, c scheduling.Cohort, only scheduling.InvitationID) (list []scheduling.Invitation, notices []scheduling.Message, err error) {
	if only != "" {
		inv, err := tx.Invitation(only)
		if err == nil && (inv.Cohort != c.ID || !inv.WithdrawnAt.IsZero()) {
			err = scheduling.Refuse(scheduling.NotFound, "not_found", "")
		}
		return []scheduling.Invitation{inv}, nil, err
	}
	if c.CancelledAt.IsZero() {
		if list, err = tx.InvitationsToPost(c.ID); err != nil {
			return nil, nil, err
		}
	}
	notices, err = tx.Notices(c.ID)
	return list, notices, err
}

// Printing is letters that are noted as printed and wait to be written.
type Printing struct {
	Letters int
	desk    *Desk
	actor   scheduling.Actor
	batches []batch
}

// PrintLetters takes the letters that are still to be posted: those of a
// cohort, or of every cohort that the actor may invite to (id ""). They are
// noted as printed; Write makes one PDF of them, as often as asked.
func (d *Desk) PrintLetters(ctx context.Context, actor scheduling.Actor, id scheduling.CohortID) (p Printing, err error) {
	p = Printing{desk: d, actor: actor}
	err = d.db.Write(ctx, func(tx *store.Tx) error {
		p.batches, p.Letters, err = d.takeToPrint(tx, actor, id)
		if err != nil {
			return err
		}
		return notedAll(tx, p.batches)
	})
	return p, err
}

// Write writes one PDF, a page a letter, as the pages are made: ten thousand
// letters take no more memory than a hundred. While one sheaf is drawn the next
// is read. progress is told how many are done; it may be nil. It returns how
// many were written: somebody may have died, or asked for a pause, since they
// were taken.
func (p Printing) Write(ctx context.Context, w io.Writer, progress func(done int)) (n int, err error) {
	return p.draw(ctx, w, func(s sheafRead, _ []int) error {
		if n += len(s.letters); progress != nil {
			progress(n)
		}
		return nil
	})
}

// draw writes the PDF, and tells after each sheaf on which pages its letters
// begin. Of no letter at all it writes nothing.
func (p Printing) draw(ctx context.Context, w io.Writer, drawn func(s sheafRead, pages []int) error) (n int, err error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop() // of the reading ahead
	sheets := newSheets(w)
	for read := range p.read(ctx) {
		if read.err != nil {
			return n, read.err
		}
		pages := make([]int, len(read.letters))
		for at, l := range read.letters {
			pages[at] = 1 + sheets.document.Pages()
			if err := sheets.add(l); err != nil {
				return n, err
			}
		}
		n += len(read.letters)
		if err := drawn(read, pages); err != nil {
			return n, err
		}
	}
	if err := ctx.Err(); err != nil || n == 0 {
		return n, err
	}
	return n, sheets.close()
}

// sheafRead is one sheaf, worded.
type sheafRead struct {
	of      batch
	letters []Letter
	err     error
}

// read reads the sheaves one after the other, one ahead of whoever takes them.
func (p Printing) read(ctx context.Context) <-chan sheafRead {
	sheaves := make(chan sheafRead)
	go func() {
		defer close(sheaves)
		for _, b := range p.batches {
			s := sheafRead{of: b}
			s.err = p.desk.db.Read(ctx, func(tx *store.Tx) error {
				now, err := b.asOf(tx)
				if err == nil {
					s.letters, err = p.desk.write(tx, p.actor, now)
				}
				return err
			})
			select {
			case sheaves <- s:
			case <-ctx.Done():
				return
			}
		}
	}()
	return sheaves
}

// batch is letters that are worded together: of one cohort. Those of a run are
// read when their turn comes.
type batch struct {
	cohort      scheduling.Cohort
	invitations []scheduling.Invitation
	notices     []scheduling.Message
	run         []store.PrintLetter
}

// takeToPrint takes what is about to be printed, and leaves a trace of it for
// each cohort.
func (d *Desk) takeToPrint(tx *store.Tx, actor scheduling.Actor, id scheduling.CohortID) (batches []batch, all int, err error) {
	cohorts, err := d.withLetters(tx, actor, id)
	if err != nil {
		return nil, 0, err
	}
	var traces []scheduling.AuditEvent
	for _, c := range cohorts {
		invitations, notices, err := toPrint(tx, c, "")
		if err != nil {
			return nil, 0, err
		}
		here := len(invitations) + len(notices)
		if here == 0 {
			continue
		}
		all += here
		batches = append(batches, d.inSheaves(c, invitations, notices)...)
		traces = append(traces, scheduling.AuditEvent{
			Actor: actor.ID.Ref(), Verb: "printed", Subject: aboutCohort(c.ID), Unit: c.Unit,
			Fields: scheduling.TraceFields(map[string]any{"letters": here}),
		})
	}
	if all == 0 {
		return nil, 0, scheduling.Refuse(scheduling.Conflict, "letters.none", "")
	}
	return batches, all, tx.AuditAll(traces)
}

// inSheaves puts the notices of a cohort before its invitations: they are more
// pressing, and few.
func (d *Desk) inSheaves(c scheduling.Cohort, invitations []scheduling.Invitation, notices []scheduling.Message) (batches []batch) {
	for part := range slices.Chunk(notices, d.sheaf) {
		batches = append(batches, batch{cohort: c, notices: part})
	}
	for part := range slices.Chunk(invitations, d.sheaf) {
		batches = append(batches, batch{cohort: c, invitations: part})
	}
	return batches
}

// notedAll notes letters as printed.
func notedAll(tx *store.Tx, batches []batch) error {
	for _, b := range batches {
		var notices []scheduling.MessageID
		for _, m := range b.notices {
			notices = append(notices, m.ID)
		}
		var invitations []scheduling.InvitationID
		for _, inv := range b.invitations {
			invitations = append(invitations, inv.ID)
		}
		if err := tx.Printed(invitations, notices); err != nil {
			return err
		}
	}
	return nil
}

func (d *Desk) withLetters(tx *store.Tx, actor scheduling.Actor, id scheduling.CohortID) ([]scheduling.Cohort, error) {
	if id != "" {
		c, err := tx.CohortFor(actor, id, scheduling.Invite)
		return []scheduling.Cohort{c}, err
	}
	units := actor.Units(scheduling.Invite)
	if len(units) == 0 {
		return nil, scheduling.Refuse(scheduling.Forbidden, "actor.may_not.invite", "")
	}
	return tx.CohortsWithLetters(units)
}

// PrintOne writes one letter, again if need be: a GET that changes nothing but
// the trace of its reading.
func (d *Desk) PrintOne(ctx context.Context, actor scheduling.Actor, id scheduling.InvitationID, w io.Writer) error {
	var inv scheduling.Invitation
	err := d.db.Read(ctx, func(tx *store.Tx) (err error) {
		inv, _, err = invited(tx, actor, id)
		return err
	})
	if err != nil {
		return err
	}
	letters, err := d.Letters(ctx, actor, inv.Cohort, id)
	if err != nil {
		return err
	}
	return printAll(w, letters)
}

// PrintSample writes the letter that the first person of a plan would get, with
// a code that opens nothing.
func (d *Desk) PrintSample(ctx context.Context, actor scheduling.Actor, id scheduling.CohortID, plan Plan, w io.Writer) error {
	p, err := d.PreviewInvitations(ctx, actor, id, plan)
	if err != nil {
		return err
	}
	if p.Letters == 0 {
		return scheduling.Refuse(scheduling.Conflict, "letters.none", "")
	}
	return printAll(w, []Letter{p.Letter})
}

func printAll(w io.Writer, letters []Letter) error {
	sheets := newSheets(w)
	for _, l := range letters {
		if err := sheets.add(l); err != nil {
			return err
		}
	}
	return sheets.close()
}

// Posted notes that letters of a cohort, and notices, were put in the post.
func (d *Desk) Posted(ctx context.Context, actor scheduling.Actor, id scheduling.CohortID, invitations []scheduling.InvitationID, notices ...scheduling.MessageID) (posted int, err error) {
	err = d.db.Write(ctx, func(tx *store.Tx) error {
		c, err := tx.CohortFor(actor, id, scheduling.Invite)
		if err != nil {
			return err
		}
		posted = 0
		if len(notices) > 0 {
			if posted, err = tx.PostedNotices(id, notices); err != nil {
				return err
			}
		}
		for _, each := range invitations {
			inv, err := tx.Invitation(each)
			if err != nil {
				return err
			}
			if inv.Cohort != id || inv.Channel != scheduling.ByLetter || !inv.SentAt.IsZero() {
				continue
			}
			inv.SentAt = tx.Now
			if err := tx.SaveInvitation(inv); err != nil {
				return err
			}
			if err := tx.SentByKey(messageKeys(inv.ID)...); err != nil {
				return err
			}
			posted++
		}
		return tx.Audit(scheduling.AuditEvent{
			Actor: actor.ID.Ref(), Verb: "posted", Subject: aboutCohort(id), Unit: c.Unit,
			Fields: scheduling.TraceFields(map[string]any{"letters": posted}),
		})
	})
	return posted, err
}
