package inviting

import (
	"context"
	"io"
	"slices"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
)

// Letter is an invitation on paper: one page for a window envelope.
type Letter struct {
	Invitation scheduling.InvitationID
	From       string
	FromLines  []string
	ToLines    []string
	Place      string
	Date       scheduling.Date
	Again      bool // she is asked once more
	Printed    time.Time
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
		invitations, err := toPrint(tx, id, only)
		if err != nil {
			return err
		}
		if letters, err = d.write(tx, actor, c, invitations); err != nil {
			return err
		}
		return tx.Audit(scheduling.AuditEvent{
			Actor: actor.ID.Ref(), Verb: "read", Subject: aboutCohort(id), Unit: c.Unit,
			Fields: scheduling.TraceFields(map[string]any{"letters": len(letters)}),
		})
	})
	return letters, err
}

// write words the letters of some invitations to one cohort. Nobody writes to
// the dead, nor to who wishes a pause.
func (d *Desk) write(tx *store.Tx, actor scheduling.Actor, c scheduling.Cohort, invitations []scheduling.Invitation) ([]Letter, error) {
	r, err := load(tx, c)
	if err != nil {
		return nil, err
	}
	people, _, err := around(tx, actor.Units(scheduling.Invite), invitations)
	if err != nil {
		return nil, err
	}
	today := scheduling.DateOf(tx.Now.In(r.zone))
	var letters []Letter
	for _, inv := range invitations {
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

func toPrint(tx *store.Tx, id scheduling.CohortID, only scheduling.InvitationID) ([]scheduling.Invitation, error) {
	all, err := tx.Invitations(id)
	if err != nil {
		return nil, err
	}
	var list []scheduling.Invitation
	for _, inv := range all {
		if !inv.WithdrawnAt.IsZero() {
			continue
		}
		if inv.ID == only || only == "" && inv.Channel == scheduling.ByLetter && inv.SentAt.IsZero() && inv.Reply == "" {
			list = append(list, inv)
		}
	}
	if only != "" && len(list) == 0 {
		return nil, scheduling.Refuse(scheduling.NotFound, "not_found", "")
	}
	return list, nil
}

// sheaf is how many letters are read, worded and written at a time.
const sheaf = 100

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
	p.batches, p.Letters, err = d.takeToPrint(ctx, actor, id)
	return p, err
}

// Write writes one PDF, a page a letter, as the pages are made: ten thousand
// letters take no more memory than a hundred. While one sheaf is drawn the next
// is read. progress is told how many are done; it may be nil. It returns how
// many were written: somebody may have died, or asked for a pause, since they
// were taken.
func (p Printing) Write(ctx context.Context, w io.Writer, progress func(done int)) (n int, err error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop() // of the reading ahead
	sheets := newSheets(w)
	for read := range p.read(ctx) {
		if read.err != nil {
			return n, read.err
		}
		for _, l := range read.letters {
			if err := sheets.add(l); err != nil {
				return n, err
			}
		}
		if n += len(read.letters); progress != nil {
			progress(n)
		}
	}
	if err := ctx.Err(); err != nil {
		return n, err
	}
	return n, sheets.close()
}

// sheafRead is one sheaf, worded.
type sheafRead struct {
	letters []Letter
	err     error
}

// read reads the sheaves one after the other, one ahead of whoever takes them.
func (p Printing) read(ctx context.Context) <-chan sheafRead {
	sheaves := make(chan sheafRead)
	go func() {
		defer close(sheaves)
		for _, b := range p.batches {
			var s sheafRead
			s.err = p.desk.db.Read(ctx, func(tx *store.Tx) (err error) {
				s.letters, err = p.desk.write(tx, p.actor, b.cohort, b.invitations)
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

// batch is letters that are worded together: of one cohort.
type batch struct {
	cohort      scheduling.Cohort
	invitations []scheduling.Invitation
}

// takeToPrint notes what is about to be printed, and leaves a trace of it for
// each cohort.
func (d *Desk) takeToPrint(ctx context.Context, actor scheduling.Actor, id scheduling.CohortID) (batches []batch, all int, err error) {
	err = d.db.Write(ctx, func(tx *store.Tx) error {
		batches, all = nil, 0
		cohorts, err := d.withLetters(tx, actor, id)
		if err != nil {
			return err
		}
		for _, c := range cohorts {
			invitations, err := toPrint(tx, c.ID, "")
			if err != nil {
				return err
			}
			if len(invitations) == 0 {
				continue
			}
			all += len(invitations)
			for part := range slices.Chunk(invitations, sheaf) {
				batches = append(batches, batch{c, part})
			}
			if err := tx.PrintedInvitations(c.ID); err != nil {
				return err
			}
			err = tx.Audit(scheduling.AuditEvent{
				Actor: actor.ID.Ref(), Verb: "printed", Subject: aboutCohort(c.ID), Unit: c.Unit,
				Fields: scheduling.TraceFields(map[string]any{"letters": len(invitations)}),
			})
			if err != nil {
				return err
			}
		}
		if all == 0 {
			return scheduling.Refuse(scheduling.Conflict, "letters.none", "")
		}
		return nil
	})
	return batches, all, err
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

// Posted notes that letters of a cohort were put in the post.
func (d *Desk) Posted(ctx context.Context, actor scheduling.Actor, id scheduling.CohortID, invitations []scheduling.InvitationID) (posted int, err error) {
	err = d.db.Write(ctx, func(tx *store.Tx) error {
		posted = 0
		c, err := tx.CohortFor(actor, id, scheduling.Invite)
		if err != nil {
			return err
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
