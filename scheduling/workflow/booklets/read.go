package booklets

import (
	"context"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/vault"
	"trame/templates"
)

// Book is a booklet as it is read: the reviewed entries, module by module. It
// names nobody.
type Book struct {
	Organisation scheduling.Organisation
	Title        string // public
	Chapters     []Chapter
}

// Chapter is one module that has some.
type Chapter struct {
	Position int
	Heading  string
	Entries  []scheduling.BookletEntry
}

// Book reads a cohort's booklet, for whoever sees the plan.
func (d *Desk) Book(ctx context.Context, actor scheduling.Actor, id scheduling.CohortID) (b Book, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		c, err := tx.CohortFor(actor, id, scheduling.SeePlan)
		if err != nil {
			return err
		}
		b, err = read(tx, c)
		return err
	})
	return b, err
}

// Behind reads the booklet of whoever holds a link, without an account: by
// module, without their titles.
func (d *Desk) Behind(ctx context.Context, token string) (b Book, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		given, err := tx.BookletDeliveryByToken(vault.HashToken(token))
		if scheduling.KindOf(err) == scheduling.NotFound {
			return refuse(scheduling.NotFound, "link.unknown")
		}
		if err != nil {
			return err
		}
		people, err := tx.ParticipantsByEnrolment([]scheduling.EnrolmentID{given.Enrolment})
		if err != nil {
			return err
		}
		readable := scheduling.DateOf(given.PreparedAt).AddMonths(readableMonths)
		if dead(people[given.Enrolment]) || scheduling.DateOf(tx.Now).After(readable) {
			return refuse(scheduling.Expired, "link.over")
		}
		c, err := tx.Cohort(given.Cohort)
		if err != nil {
			return err
		}
		if b, err = read(tx, c); err != nil {
			return err
		}
		for n, chapter := range b.Chapters { // a module's title may tell of an illness (rule 13)
			b.Chapters[n].Heading = templates.Message("booklet.chapter", "n", chapter.Position)
		}
		return nil
	})
	return b, err
}

// readableMonths is how long her link opens the booklet.
const readableMonths = 24

func read(tx *store.Tx, c scheduling.Cohort) (b Book, err error) {
	version, err := tx.Version(c.VersionID)
	if err != nil {
		return b, err
	}
	if b.Organisation, err = tx.OrganisationOf(c.Unit); err != nil {
		return b, err
	}
	modules, err := tx.Modules(c.VersionID)
	if err != nil {
		return b, err
	}
	entries, err := tx.BookletEntries(c.ID)
	if err != nil {
		return b, err
	}
	b.Title = version.PublicTitle
	for _, m := range modules {
		chapter := Chapter{Position: m.Position, Heading: m.Heading()}
		for _, e := range entries {
			if e.Module == m.ID && !e.ReviewedAt.IsZero() {
				chapter.Entries = append(chapter.Entries, e)
			}
		}
		if len(chapter.Entries) > 0 {
			b.Chapters = append(b.Chapters, chapter)
		}
	}
	return b, nil
}

func dead(p store.Participant) bool {
	return !p.Insured.DeceasedOn.IsZero() || p.Enrolment.State == scheduling.Deceased
}
