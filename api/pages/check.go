package pages

import (
	"strings"

	"github.com/labstack/echo/v4"

	"trame/scheduling"
	"trame/scheduling/transfer"
	"trame/scheduling/workflow/screening"
	"trame/templates"
)

// check is an examination: every criterion's answer, its reason, its source.
func (p *Pages) check(c echo.Context, actor scheduling.Actor) error {
	v, err := p.checkView(c, actor)
	if err != nil {
		return err
	}
	return p.show(c, "check", v)
}

func (p *Pages) checkView(c echo.Context, actor scheduling.Actor) (templates.View, error) {
	e, err := p.Screening.Check(c.Request().Context(), actor, scheduling.EligibilityCheckID(c.Param("id")))
	if err != nil {
		return templates.View{}, err
	}
	data := struct {
		screening.Examined
		Decisions []templates.Option
		Changed   []string
	}{Examined: e, Changed: changedUnder(e.Check)}
	for _, code := range screening.Overrides {
		data.Decisions = append(data.Decisions, templates.Option{Value: string(code), Label: templates.Label("eligibility", code)})
	}
	if e.Check.Overridden != "" {
		data.Decisions = append(data.Decisions, templates.Option{Value: "", Label: "s’en tenir aux critères"})
	}
	return templates.View{Title: "Examen d’éligibilité", Current: "people", Data: data}, nil
}

// changedUnder names what changed under a decision, but for what the criteria
// say of it.
func changedUnder(c scheduling.EligibilityCheck) (words []string) {
	for field := range strings.FieldsSeq(c.Review) {
		switch field {
		case "outcome", "rules":
		case "referral":
			words = append(words, "un nouveau signalement")
		default:
			words = append(words, "« "+transfer.Field(field).Heading()+" »")
		}
	}
	return words
}

func (p *Pages) override(c echo.Context, actor scheduling.Actor) error {
	id := scheduling.EligibilityCheckID(c.Param("id"))
	err := p.Screening.Override(c.Request().Context(), actor, id, scheduling.Eligibility(c.FormValue("outcome")), c.FormValue("reason"))
	if err == nil {
		return p.done(c, "/examens/"+string(id), "screening.overridden")
	}
	return p.retry(c, actor, err, "check", p.checkView)
}

// redirectionForm says to whom a question belongs; the reason that suggests
// itself is chosen, and its target written.
func (p *Pages) redirectionForm(c echo.Context, actor scheduling.Actor) error {
	v, err := p.redirectionView(c, actor)
	if err != nil {
		return err
	}
	return p.show(c, "redirection-form", v)
}

func (p *Pages) redirectionView(c echo.Context, actor scheduling.Actor) (templates.View, error) {
	d, err := p.Screening.Dossier(c.Request().Context(), actor, referralID(c))
	if err != nil {
		return templates.View{}, err
	}
	if !d.Social {
		return templates.View{}, actor.May(scheduling.SeeSocial, d.Insured.Unit)
	}
	reason := c.QueryParam("raison")
	return templates.View{Title: "Réorienter", Current: "people", Data: struct {
		screening.Dossier
		Reason, Target string
	}{d, reason, target(reason)}}, nil
}

// target is whom the field sends a reason to.
func target(reason string) string {
	if key := "label.redirection_target." + reason; templates.HasMessage(key) {
		return templates.Message(key)
	}
	return ""
}

func (p *Pages) redirect(c echo.Context, actor scheduling.Actor) error {
	to := scheduling.Redirection{Reason: c.FormValue("reason"), Target: c.FormValue("target"), Note: c.FormValue("note")}
	if to.Target == "" {
		to.Target = target(to.Reason)
	}
	id, err := p.Screening.Redirect(c.Request().Context(), actor, referralID(c), to, version(c))
	if err == nil {
		return p.done(c, "/reorientations/"+string(id), "referral.redirected")
	}
	return p.retry(c, actor, err, "redirection-form", p.redirectionView)
}

// redirectionSlip is the paper that she takes along.
func (p *Pages) redirectionSlip(c echo.Context, actor scheduling.Actor) error {
	slip, err := p.Screening.Slip(c.Request().Context(), actor, scheduling.RedirectionID(c.Param("id")))
	if err != nil {
		return err
	}
	return p.show(c, "redirection-slip", templates.View{Title: "Réorientation", Data: slip})
}
