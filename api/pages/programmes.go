package pages

import (
	"net/url"

	"github.com/labstack/echo/v4"

	"trame/scheduling"
	"trame/scheduling/workflow/programmes"
	"trame/templates"
)

// programmes lists what the actor's units offer.
func (p *Pages) programmes(c echo.Context, actor scheduling.Actor) error {
	cards, err := p.Programmes.List(c.Request().Context(), actor)
	if err != nil {
		return err
	}
	waiting, err := p.Programmes.ToApprove(c.Request().Context(), actor)
	if err != nil {
		return err
	}
	return p.show(c, "programmes", templates.View{Title: "Programmes", Current: "programmes", Data: struct {
		Cards     []programmes.Card
		ToApprove int
		Approves  bool
		CanOpen   bool
	}{cards, len(waiting), approves(actor), actor.Can(scheduling.Organise)}})
}

func approves(actor scheduling.Actor) bool {
	return actor.Can(scheduling.ApproveLocal) || actor.Can(scheduling.ApproveRegional)
}

// identityView is the form of a new programme or of a draft's identity.
type identityView struct {
	New            bool
	Post           string
	Back           string
	Units          []templates.Option
	Unit           string
	Version        scheduling.ProgrammeVersion
	Questionnaires []templates.Option
}

func (p *Pages) newProgramme(c echo.Context, actor scheduling.Actor) (templates.View, error) {
	data := identityView{New: true, Post: "/programmes", Back: "/programmes", Version: scheduling.ProgrammeVersion{
		Axis: "job_retention", GroupMin: 8, GroupMax: 12, CadenceWeeks: 1, FollowUpMonths: 6,
	}}
	if err := p.organiseIn(c, actor, &data.Units); err != nil {
		return templates.View{}, err
	}
	if len(data.Units) > 0 {
		data.Unit = data.Units[0].Value
	}
	var err error
	data.Questionnaires, err = p.questionnaireOptions(c, actor)
	return templates.View{Title: "Nouveau programme", Current: "programmes", Data: data}, err
}

// organiseIn lists the units where the actor may open a programme.
func (p *Pages) organiseIn(c echo.Context, actor scheduling.Actor, options *[]templates.Option) error {
	units, err := p.Programmes.Units(c.Request().Context(), actor)
	for _, u := range units {
		*options = append(*options, templates.Option{Value: string(u.ID), Label: u.Name})
	}
	return err
}

func (p *Pages) questionnaireOptions(c echo.Context, actor scheduling.Actor) ([]templates.Option, error) {
	list, err := p.Programmes.Questionnaires(c.Request().Context(), actor)
	options := make([]templates.Option, len(list))
	for i, q := range list {
		options[i] = templates.Option{Value: string(q.ID), Label: q.Title}
	}
	return options, err
}

func (p *Pages) programmeForm(c echo.Context, actor scheduling.Actor) error {
	if !actor.Can(scheduling.Organise) {
		return scheduling.Refuse(scheduling.Forbidden, "actor.may_not.organise", "")
	}
	v, err := p.newProgramme(c, actor)
	if err != nil {
		return err
	}
	return p.show(c, "version-form", v)
}

func (p *Pages) createProgramme(c echo.Context, actor scheduling.Actor) error {
	form, err := c.FormParams()
	if err != nil {
		return err
	}
	id, err := p.Programmes.Create(c.Request().Context(), actor,
		scheduling.Programme{Unit: scheduling.UnitID(form.Get("unit")), Code: form.Get("code")}, identityOf(form))
	if err != nil {
		return p.retry(c, actor, err, "version-form", p.newProgramme)
	}
	return p.done(c, "/versions/"+string(id), "programme.created")
}

// identityOf reads the fields of a version's identity.
func identityOf(form url.Values) scheduling.ProgrammeVersion {
	return scheduling.ProgrammeVersion{
		Title: form.Get("title"), PublicTitle: form.Get("public_title"), Axis: form.Get("axis"),
		Problem: form.Get("problem"), Context: form.Get("context"), Public: form.Get("public"),
		Objectives: form.Get("objectives"), Method: form.Get("method"),
		GroupMin: whole(form, "group_min"), GroupMax: whole(form, "group_max"),
		CadenceWeeks: whole(form, "cadence_weeks"), PauseForSchool: form.Has("pause_for_school"),
		FollowUpMonths: whole(form, "follow_up_months"), Questionnaire: scheduling.QuestionnaireID(form.Get("questionnaire")),
		Version: whole(form, "version"),
	}
}

// whole reads a whole number; what is none is -1, which no rule accepts.
func whole(form url.Values, name string) int {
	return wholeNumber(form.Get(name))
}
