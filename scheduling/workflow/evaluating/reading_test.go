package evaluating_test

import (
	"strings"
	"testing"

	"trame/scheduling"
	"trame/scheduling/evaluation"
	"trame/scheduling/store"
	"trame/scheduling/workflow/evaluating"
)

// written has the session in Osny answered by some, each with words.
func (w *world) written(words ...string) {
	w.Helper()
	tokens := w.handedOut()
	for i, text := range words {
		w.Must(w.desk.Answer(w.Context(), tokens[i], sheet(text)))
	}
	w.Must(w.desk.EndAnswering(w.Context(), w.Worker, cohort))
}

// read is what a social worker of the session has to read.
func (w *world) read() (r evaluating.Reading) {
	w.Helper()
	r, err := w.desk.Reading(w.Context(), w.Worker, cohort)
	w.Must(err)
	return r
}

// text is the one that begins so.
func (w *world) text(begin string) evaluating.Text {
	w.Helper()
	for _, asked := range w.read().Asked {
		for _, t := range asked.Texts {
			if strings.HasPrefix(t.Words, begin) {
				return t
			}
		}
	}
	w.Fatalf("nobody wrote %q", begin)
	return evaluating.Text{}
}

// results is what is shown of a question to whoever reads reports.
func (w *world) shown(key string) evaluation.Result {
	w.Helper()
	o, err := w.desk.Overview(w.Context(), w.manager(), cohort)
	w.Must(err)
	r, ok := o.Results.Of(key)
	if !ok {
		w.Fatalf("no question %s", key)
	}
	return r
}

// someone is the first name of a person of the session.
func (w *world) someone() (name string) {
	w.Helper()
	w.Read(func(tx *store.Tx) error {
		people, err := tx.Participants(cohort)
		name = people[0].Insured.FirstName
		return err
	})
	return name
}

func TestRule21_WordsAreShownOnlyOnceTheyWereReviewed(t *testing.T) {
	story(t, func(w *world) {
		ctx, name := w.Context(), w.someone()
		w.written("Zut, déjà fini", "Avec "+name+" à Osny, on a bien ri", "Le groupe", "", "Écoute", "Ma fille est malade")
		if r := w.shown("takeaway"); len(r.Texts) != 0 || r.Unread != 5 || r.Answered != 5 {
			w.Errorf("before anybody read: %+v", r)
		}
		if r := w.read(); r.Waiting != 5 || len(r.Asked) != 1 || r.Asked[0].Texts[0].Words[:4] != "Avec" || r.Asked[0].Texts[4].Words[:3] != "Zut" {
			w.Errorf("to read: %+v", r)
		}
		named := w.text("Avec")
		if len(named.Telling) != 1 || named.Telling[0] != name {
			w.Errorf("%q tells by %q", named.Words, named.Telling)
		}
		judge := func(t evaluating.Text, v scheduling.TextVerdict, masks ...string) error {
			_, err := w.desk.Judge(ctx, w.Worker, t.ID, v, masks)
			return err
		}
		w.Refused(judge(named, scheduling.TextPublished), "text.tells.names")
		w.Refused(judge(named, scheduling.TextMasked, "Osny"), "text.tells.names")
		w.Refused(judge(named, scheduling.TextMasked, "Cergy"), "text.mask.absent")
		w.Refused(judge(named, scheduling.TextMasked), "text.mask.none")
		w.Refused(judge(named, "burnt"), "text.verdict.unknown")
		w.Must(judge(named, scheduling.TextMasked, strings.ToUpper(name)))
		w.Must(judge(w.text("Zut"), scheduling.TextPublished))
		secret := w.text("Ma fille")
		w.Must(judge(secret, scheduling.TextKeptOut))
		w.Refused(judge(secret, scheduling.TextPublished), "text.dropped")
		if r := w.shown("takeaway"); strings.Join(r.Texts, "|") != "Avec […] à Osny, on a bien ri|Zut, déjà fini" || r.Unread != 2 || r.KeptOut != 1 || r.Answered != 5 {
			w.Errorf("after: %+v", r)
		}
		w.Must(judge(w.text("Avec […]"), scheduling.TextKeptOut)) // he thinks again
		if r := w.shown("takeaway"); len(r.Texts) != 1 || r.KeptOut != 2 {
			w.Errorf("taken back: %+v", r)
		}
		w.droppedEverywhere("Ma fille", "Avec "+name)
	})
}

// droppedEverywhere looks for words among the answers and the traces.
func (w *world) droppedEverywhere(words ...string) {
	w.Helper()
	all := ""
	for _, s := range w.submissions() {
		all += strings.Join(s.Answers["takeaway"], " ")
	}
	w.Read(func(tx *store.Tx) error {
		events, err := tx.AuditOf("cohort:"+string(cohort), 200)
		reviews := 0
		for _, e := range events {
			all += e.Fields + e.Reason
			if e.Verb == "reviewed" {
				reviews++
			}
		}
		if reviews != 4 {
			w.Errorf("%d reviews left a trace", reviews)
		}
		return err
	})
	for _, text := range words {
		if strings.Contains(all, text) {
			w.Errorf("%q is still kept", text)
		}
	}
}

func TestRule21_TextsOfAGroupThatIsTooSmallAreReadByNobody(t *testing.T) {
	story(t, func(w *world) {
		w.written("Un", "Deux", "Trois", "Quatre")
		if r := w.read(); r.Waiting != 0 || len(r.Asked) != 0 {
			w.Errorf("to read of four people: %+v", r)
		}
		if n, err := w.desk.ListTexts(w.Context()); n != 0 || err != nil {
			w.Errorf("listed %d more, %v", n, err)
		}
		if list, err := w.desk.ToRead(w.Context(), w.Worker); len(list) != 0 || err != nil {
			w.Errorf("%v wait, %v", list, err)
		}
	})
}

func TestRule25_SocialWorkersOfTheSessionAloneReadWhatWasNotReviewed(t *testing.T) {
	story(t, func(w *world) {
		tokens := w.handedOut()
		for _, token := range tokens[:6] {
			w.Must(w.desk.Answer(w.Context(), token, sheet("Le groupe")))
		}
		if r := w.read(); len(r.Asked) != 0 || r.AnswerBy.IsZero() {
			w.Errorf("read while others may answer: %+v", r)
		}
		w.Clock.Set(w.read().AnswerBy.AddDays(1).UTC())
		for range 2 { // again: nothing
			_, err := w.desk.ListTexts(w.Context())
			w.Must(err)
		}
		list, err := w.desk.ToRead(w.Context(), w.Worker)
		w.Must(err)
		if len(list) != 1 || list[0].N != 6 || list[0].Cohort != cohort {
			w.Errorf("%+v wait", list)
		}
		id := w.text("Le groupe").ID
		for name, actor := range map[string]scheduling.Actor{"an adviser": w.Adviser, "a manager": w.Manager} {
			_, err := w.desk.Reading(w.Context(), actor, cohort)
			w.refused(err, scheduling.Forbidden, "actor.may_not.see_social")
			if _, err = w.desk.Judge(w.Context(), actor, id, scheduling.TextPublished, nil); scheduling.KindOf(err) != scheduling.Forbidden {
				w.Errorf("%s judges: %v", name, err)
			}
			_, err = w.desk.ToRead(w.Context(), actor)
			w.refused(err, scheduling.Forbidden, "actor.may_not.see_social")
		}
		_, err = w.desk.Judge(w.Context(), w.Elsewhere, id, scheduling.TextPublished, nil)
		w.refused(err, scheduling.NotFound, "not_found")
		_, err = w.desk.Judge(w.Context(), w.Worker, "nothing", scheduling.TextPublished, nil)
		w.refused(err, scheduling.NotFound, "not_found")
	})
}

func TestRule21_TheListTellsNothingOfWhoWroteATextNorWhen(t *testing.T) {
	story(t, func(w *world) {
		w.written("e", "d", "c", "b", "a")
		texts := w.read().Asked[0].Texts
		var ids, order string
		for _, t := range texts {
			ids, order = ids+string(t.ID), order+t.Words
		}
		if order != "abcde" {
			w.Errorf("they stand as %q", order)
		}
		for _, s := range w.submissions() {
			if strings.Contains(ids, string(s.ID)) {
				w.Error("the id of a text is that of its submission")
			}
		}
	})
}
