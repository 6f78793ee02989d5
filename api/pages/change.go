package pages

import (
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"trame/scheduling"
	"trame/scheduling/workflow/planning"
	"trame/templates"
)

// changeForm asks for a change of dates, then shows what it would do before it
// is done (rule 17).
type changeForm struct {
	Kind    string       // move, shift, cancel, postpone, cancel_cohort, resume
	Meeting *meetingPage // nil for a change of the whole cohort
	Cohort  *planning.CohortView
	Version int
	Post    string
	Back    string
	Date    scheduling.Date
	Start   scheduling.Clock
	Room    string
	Rooms   []templates.Option
	Effect  *planning.Effect
	Confirm *templates.Confirm
}

// Heading is what the page is called.
func (f changeForm) Heading() string { return templates.Message("change." + f.Kind + ".heading") }

// Dated reports whether the change asks for a day and an hour.
func (f changeForm) Dated() bool { return f.Kind == "move" || f.Kind == "shift" || f.Kind == "resume" }

// Skip is a skipped day in words.
func (changeForm) Skip(o planning.Effect) []string {
	var list []string
	for _, s := range o.Skipped {
		list = append(list, templates.LongDate(s.Date)+" ("+skipWords(s)+")")
	}
	return list
}

// Changes of the whole cohort.

func (p *Pages) cohortPostpone(c echo.Context, actor scheduling.Actor) error {
	return p.cohortChange(c, actor, "postpone", func(f planForm, id scheduling.CohortID) planning.Change {
		return planning.Postpone{Cohort: id, Version: f.number("version"), Reason: f.text("reason"), Word: f.text("word")}
	})
}

func (p *Pages) cohortCancel(c echo.Context, actor scheduling.Actor) error {
	return p.cohortChange(c, actor, "cancel_cohort", func(f planForm, id scheduling.CohortID) planning.Change {
		return planning.CancelCohort{Cohort: id, Version: f.number("version"), Reason: f.text("reason"), Word: f.text("word")}
	})
}

func (p *Pages) cohortResume(c echo.Context, actor scheduling.Actor) error {
	return p.cohortChange(c, actor, "resume", func(f planForm, id scheduling.CohortID) planning.Change {
		return planning.Resume{
			Cohort: id, Version: f.number("version"), Date: f.date("date"), Start: f.start(),
			Reason: f.text("reason"), Word: f.text("word"),
		}
	})
}

func (p *Pages) cohortChange(c echo.Context, actor scheduling.Actor, kind string, of func(planForm, scheduling.CohortID) planning.Change) error {
	v, err := p.Planning.Cohort(c.Request().Context(), actor, cohortID(c))
	if err != nil {
		return err
	}
	if err := actor.May(scheduling.Organise, v.Cohort.Unit); err != nil {
		return err
	}
	form := changeForm{
		Kind: kind, Cohort: &v, Version: v.Cohort.Version, Post: c.Request().URL.Path, Back: cohortPath(v.Cohort.ID),
		Start: v.Cohort.Start,
	}
	return p.change(c, actor, form, func(f planForm) planning.Change { return of(f, v.Cohort.ID) })
}

// change goes through the three steps: asked, shown, done.
func (p *Pages) change(c echo.Context, actor scheduling.Actor, form changeForm, of func(planForm) planning.Change) error {
	view := templates.View{Title: form.Heading(), Current: "cohorts", Data: form}
	if c.Request().Method != http.MethodPost {
		return p.show(c, "change", view)
	}
	values, err := c.FormParams()
	if err != nil {
		return err
	}
	asked := of(planForm(values))
	ctx := c.Request().Context()
	if values.Get("step") == "confirm" {
		effect, err := p.Planning.Do(ctx, actor, asked)
		if err == nil {
			p.setFlash(c, "done", withCount("change."+form.Kind+".done", "change.leaving", effect.Messages()))
			return c.Redirect(http.StatusSeeOther, form.Back)
		}
		return p.again(c, err, "change", view)
	}
	effect, err := p.Planning.Foresee(ctx, actor, asked)
	if err != nil {
		return p.again(c, err, "change", view)
	}
	form.Effect = &effect
	if len(effect.Obstacles) == 0 {
		form.Confirm = beforeDoing(form, effect, values)
	}
	view.Data, view.Form = form, values
	return p.render(c, http.StatusOK, "change", view)
}

// beforeDoing says what will happen and to whom, and carries the form on.
func beforeDoing(form changeForm, effect planning.Effect, values url.Values) *templates.Confirm {
	told := effect.Messages()
	confirm := templates.Confirm{
		Title: templates.Message("change.confirm.title"), Post: form.Post, Cancel: form.Back,
		Button: withCount("change."+form.Kind+".button", "change.and_send", told),
		Danger: form.Kind == "cancel" || form.Kind == "cancel_cohort",
		Hidden: []templates.Pair{{Name: "step", Value: "confirm"}},
	}
	for _, name := range []string{"version", "date", "start", "room", "reason", "word"} {
		if values.Has(name) {
			confirm.Hidden = append(confirm.Hidden, templates.Pair{Name: name, Value: values.Get(name)})
		}
	}
	people := effect.Participants
	if people.Count > 0 {
		confirm.Effects = append(confirm.Effects, templates.Message("change.participants", "n", people.Count, "mail", people.ByMail, "letter", people.ByLetter))
	}
	if people.ToCall > 0 {
		confirm.Effects = append(confirm.Effects, templates.Message("change.to_call", "n", people.ToCall))
	}
	if len(effect.Animators) > 0 {
		confirm.Effects = append(confirm.Effects, templates.Message("change.animators", "n", len(effect.Animators)))
	}
	if n := effect.Witnesses(); n > 0 {
		confirm.Effects = append(confirm.Effects, templates.Message("change.witnesses", "n", n))
	}
	if told > 0 {
		confirm.Undo = templates.Message("change.held")
	} else {
		confirm.Text = templates.Message("change.nobody")
	}
	confirm.Recipients = recipients(effect)
	return &confirm
}

// withCount is a sentence, and how many messages it means when there are any.
func withCount(key, count string, n int) string {
	if n == 0 {
		return templates.Message(key)
	}
	return templates.Message(key) + " " + templates.Message(count, "n", n)
}

// recipients is « qui reçoit quoi », for those who may see who.
func recipients(effect planning.Effect) []templates.Recipient {
	var list []templates.Recipient
	for _, a := range effect.Participants.People {
		how := templates.Label("reach", "call")
		if a.Channel != "" {
			how = templates.Label("reach", a.Channel)
		}
		list = append(list, templates.Recipient{Who: a.Name, Channel: how, What: templates.Message("change.what.participant")})
	}
	for _, a := range effect.Animators {
		switch {
		case a.Mails == 0:
			list = append(list, templates.Recipient{Who: a.Name, Channel: templates.Label("reach", "call"), What: templates.Message("change.what.call")})
		case a.Recap:
			list = append(list, templates.Recipient{Who: a.Name, Channel: templates.Label("reach", scheduling.ByMail), What: templates.Message("change.what.recap")})
		default:
			list = append(list, templates.Recipient{Who: a.Name, Channel: templates.Label("reach", scheduling.ByMail), What: templates.Message("change.what.animator", "n", a.Mails)})
		}
	}
	return list
}
