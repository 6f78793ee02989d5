package witnessing_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/workflow/witnessing"
)

func TestTheOrganiserSeesWhomToAskAndWhyAndAManagerCountsAlone(t *testing.T) {
	inEach(t, func(w *world) {
		p := w.proposals(w.Worker, "paperwork", "work", "of nobody's")
		if !p.Wanted || !p.Ask || len(p.Asked) != 1 || p.Asked[0].State != scheduling.TestimonyAccepted || len(p.Proposed) != 1 || len(p.Sought) != 2 {
			w.Fatalf("asked %+v, proposed %+v", p.Asked, p.Proposed)
		}
		one := p.Proposed[0]
		if one.ID != w.is[unasked] || one.Points[0].Value != 1 || !one.Followed || one.Times != 0 || one.Insured.Pathology != "" {
			w.Errorf("proposed %+v", one)
		}
		m := w.proposals(w.Manager)
		if m.Names || len(m.Asked)+len(m.Proposed)+len(m.Barred) != 0 || m.Counts.Asked != 1 || m.Counts.Yes != 1 || m.Ask {
			w.Errorf("a manager reads %+v", m)
		}
		_, err := w.desk.Proposals(w.Context(), w.Elsewhere, w.meeting.ID, nil)
		w.Refused(err, "not_found")
	})
}

// Whatever bars a person in the files bars her from the list, and from being
// asked by whoever knows her id.
func TestWhoeverSomethingBarsIsNeitherProposedNorAsked(t *testing.T) {
	inEach(t, func(w *world) {
		her := w.is[unasked]
		var whole scheduling.Witness
		w.Read(func(tx *store.Tx) (err error) {
			whole, err = tx.StandingWitness(her)
			return err
		})
		consent := func(f func(c *scheduling.Witness)) func(tx *store.Tx) error {
			return func(tx *store.Tx) error {
				c, err := tx.StandingWitness(her)
				w.Must(err)
				f(&c)
				return tx.ReplaceWitness(c)
			}
		}
		person := func(f func(i *scheduling.Insured)) func(tx *store.Tx) error {
			return func(tx *store.Tx) error {
				i, err := tx.Insured(her)
				w.Must(err)
				f(&i)
				return tx.ReplaceInsured(i)
			}
		}
		for _, c := range []struct {
			name      string
			bar, mend func(tx *store.Tx) error
		}{
			{"her consent ends before", consent(func(c *scheduling.Witness) { c.ValidUntil = w.meeting.Date.AddDays(-1) }), consent(func(c *scheduling.Witness) { c.ValidUntil = whole.ValidUntil })},
			{"she was only asked", consent(func(c *scheduling.Witness) { c.GivenOn = scheduling.Date{} }), consent(func(c *scheduling.Witness) { c.GivenOn = whole.GivenOn })},
			{"messages are on pause", person(func(i *scheduling.Insured) { i.PausedUntil = scheduling.DateOf(w.Clock.Now()) }), person(func(i *scheduling.Insured) { i.PausedUntil = scheduling.Date{} })},
			{"not beyond her unit", person(func(i *scheduling.Insured) { i.Unit = "unit-92" }), person(func(i *scheduling.Insured) { i.Unit = "unit-95" })},
			{"she has a place in a session", w.place(her, scheduling.Enrolled), w.place(her, "")},
			{"she was in this one", w.place(her, scheduling.DroppedOut), w.place(her, "")},
			{"she died", person(func(i *scheduling.Insured) { i.DeceasedOn = scheduling.DateOf(w.Clock.Now()) }), person(func(i *scheduling.Insured) { i.DeceasedOn = scheduling.Date{} })},
			{"her file was erased", func(tx *store.Tx) error { _, err := tx.EraseInsured(her, "?"); return err }, nil},
		} {
			if p := w.proposals(w.Worker); len(p.Proposed) != 1 {
				w.Fatalf("before « %s » %d are proposed: %+v", c.name, len(p.Proposed), p.Barred)
			}
			w.Write(c.bar)
			if p := w.proposals(w.Worker); len(p.Proposed) != 0 {
				w.Errorf("%s, and she is proposed", c.name)
			}
			if _, err := w.desk.Ask(w.Context(), w.Worker, w.meeting.ID, her, witnessing.Request{Form: scheduling.InPerson}); err == nil {
				w.Errorf("%s, and she is asked", c.name)
			}
			if c.mend != nil {
				w.Write(c.mend)
			}
		}
	})
}

// place gives somebody a place in the meeting's own session, or takes it away.
func (w *world) place(id scheduling.InsuredID, state scheduling.EnrolmentState) func(tx *store.Tx) error {
	return func(tx *store.Tx) error {
		e := scheduling.Enrolment{ID: store.NewID[scheduling.EnrolmentID](), Cohort: w.meeting.Cohort, Insured: id, State: state, RankedAt: tx.Now, CreatedAt: tx.Now, Version: 1}
		was, err := tx.LastEnrolment(w.meeting.Cohort, id)
		switch {
		case scheduling.KindOf(err) == scheduling.NotFound:
			return tx.AddEnrolments([]scheduling.Enrolment{e}, nil)
		case err != nil:
			return err
		case state == "":
			was.Cohort = "cohort-argenteuil"
			was.State = scheduling.Withdrawn
			return tx.ReplaceEnrolment(was)
		}
		was.State = state
		return tx.ReplaceEnrolment(was)
	}
}

func TestAWitnessIsAskedAnswersByHerLinkIsConfirmedAndNoted(t *testing.T) {
	inEach(t, func(w *world) {
		ctx, her := w.Context(), w.is[unasked]
		w.change(her, func(i *scheduling.Insured) { i.Email, i.MailConsent = "elle@example.org", true })
		ask := func(r witnessing.Request) (scheduling.TestimonyID, error) {
			return w.desk.Ask(ctx, w.Adviser, w.meeting.ID, her, r)
		}
		_, err := ask(witnessing.Request{Form: scheduling.ByAudio})
		w.Refused(err, "testimony.form.refused")
		_, err = ask(witnessing.Request{Form: scheduling.InPerson, AnswerBy: w.meeting.Date.AddDays(1)})
		w.Refused(err, "testimony.answer_by.range")
		id, err := ask(witnessing.Request{Form: scheduling.InPerson})
		w.Must(err)
		_, err = ask(witnessing.Request{Form: scheduling.InPerson})
		w.Refused(err, "testimony.barred")
		token := w.link("testimony")
		for range 3 { // a mail scanner follows links
			v, err := w.desk.Invitation(ctx, token)
			if err != nil || v.State != scheduling.TestimonyAsked || v.Reply != "" {
				w.Fatalf("got %+v, %v", v, err)
			}
		}
		w.Refused(w.desk.Answer(ctx, token, "maybe"), "testimony.reply.unknown")
		w.Must(w.desk.Answer(ctx, token, scheduling.TestifiesYes))
		one := w.one(id)
		if one.State != scheduling.TestimonyAccepted || !one.Confirmable {
			w.Errorf("got %+v", one.State)
		}
		told, err := w.desk.Confirm(ctx, w.Worker, id, one.Version)
		if err != nil || told != scheduling.ByMail || w.one(id).State != scheduling.TestimonyConfirmed {
			w.Errorf("told by %q, %v", told, err)
		}
		w.Must(w.desk.Answer(ctx, token, scheduling.TestifiesNo)) // she changes her mind
		if w.one(id).State != scheduling.TestimonyDeclined {
			w.Error("her no is not kept")
		}
		if list, _ := w.sent("testimony_gone"); len(list) != 1 {
			w.Errorf("%d organisers are told", len(list))
		}
		w.Must(w.desk.RecordReply(ctx, w.Adviser, id, scheduling.TestifiesYes, w.one(id).Version)) // and calls
		w.Refused(w.desk.Note(ctx, w.Worker, id, scheduling.WitnessCame, "", w.one(id).Version), "testimony.too_early")
		w.Clock.Set(w.meeting.EndsAt.Add(time.Hour))
		w.Refused(w.desk.Answer(ctx, token, scheduling.TestifiesNo), "link.over")
		w.Refused(w.desk.Note(ctx, w.Worker, id, scheduling.WitnessCame, "Très fatiguée par son traitement", w.one(id).Version), "testimony.note.health")
		w.Must(w.desk.Note(ctx, w.Worker, id, scheduling.WitnessCame, "Le groupe a posé beaucoup de questions.", w.one(id).Version))
		if f := w.file(w.Worker, her); len(f.Times) != 1 || f.Times[0].State != scheduling.TestimonyCame {
			w.Errorf("kept %+v", f.Times)
		}
		places, err := w.desk.Cohort(ctx, w.Manager, w.meeting.Cohort)
		if err != nil || len(places) != 1 || places[0].Came != 1 {
			w.Errorf("counted %+v, %v", places, err)
		}
	})
}

func (w *world) one(id scheduling.TestimonyID) witnessing.One {
	w.Helper()
	o, err := w.desk.One(w.Context(), w.Worker, id)
	w.Must(err)
	return o
}

func TestAYesIsForTheDateThatWasAskedAbout(t *testing.T) {
	inEach(t, func(w *world) {
		w.Write(func(tx *store.Tx) error {
			moved, _ := w.meeting.At(w.meeting.Date.AddDays(7), w.meeting.Start)
			return tx.ReplaceMeeting(moved)
		})
		one := w.one(said)
		if one.State != scheduling.TestimonyMoved || one.Confirmable {
			w.Errorf("got %s", one.State)
		}
		w.Must(w.desk.RecordReply(w.Context(), w.Adviser, said, scheduling.TestifiesYes, one.Version))
		if got := w.one(said).State; got != scheduling.TestimonyAccepted {
			w.Errorf("then %s", got)
		}
		told, err := w.desk.CallOff(w.Context(), w.Adviser, said, w.one(said).Version)
		w.Must(err)
		if one := w.one(said); one.State != scheduling.TestimonyCancelled || one.Answerable || told == "" {
			w.Errorf("called off %s, told by %q", one.State, told)
		}
		_, err = w.desk.CallOff(w.Context(), w.Adviser, said, w.one(said).Version)
		w.Refused(err, "testimony.over")
	})
}

func TestRule25_NobodyReadsAWitnessWithoutATrace(t *testing.T) {
	inEach(t, func(w *world) {
		her := w.is[spoken]
		count := func() (n int) {
			w.Read(func(tx *store.Tx) error {
				events, err := tx.AuditOf("insured:"+string(her), 100)
				for _, e := range events {
					if e.Verb == "read" && !strings.Contains(e.Fields, "le matin") {
						n++
					}
				}
				return err
			})
			return n
		}
		before := count()
		w.file(w.Adviser, her)
		w.one(said)
		_, err := w.desk.One(w.Context(), w.Manager, said)
		w.Refused(err, "actor.may_not.see_people")
		_, err = w.desk.File(w.Context(), w.Manager, her)
		w.Refused(err, "actor.may_not.see_people")
		if after := count(); after != before+2 {
			w.Error(errors.New("a reading left no trace"), before, after)
		}
	})
}
