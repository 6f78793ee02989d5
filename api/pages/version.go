package pages

import (
	"fmt"
	"net/http"

	"github.com/labstack/echo/v4"

	"trame/scheduling"
	"trame/scheduling/workflow/programmes"
	"trame/templates"
)

func (p *Pages) identityForm(c echo.Context, actor scheduling.Actor) (templates.View, error) {
	sheet, err := p.editable(c, actor)
	if err != nil {
		return templates.View{}, err
	}
	data := identityView{Post: versionPath(c) + "/modifier", Back: versionPath(c), Version: sheet.Content.Version}
	data.Questionnaires, err = p.questionnaireOptions(c, actor)
	return templates.View{Title: "Modifier le programme", Current: "programmes", Data: data}, err
}

// editable is the sheet of a draft that the actor may change: a form that
// could only be refused is not shown.
func (p *Pages) editable(c echo.Context, actor scheduling.Actor) (programmes.Sheet, error) {
	sheet, err := p.sheet(c, actor)
	if err != nil {
		return sheet, err
	}
	if sheet.State != scheduling.VersionDraft {
		return sheet, scheduling.Refuse(scheduling.Conflict, "version.frozen", "")
	}
	return sheet, actor.May(scheduling.Organise, sheet.Programme.Unit)
}

func (p *Pages) versionForm(c echo.Context, actor scheduling.Actor) error {
	v, err := p.identityForm(c, actor)
	if err != nil {
		return err
	}
	return p.show(c, "version-form", v)
}

func (p *Pages) editVersion(c echo.Context, actor scheduling.Actor) error {
	form, err := c.FormParams()
	if err != nil {
		return err
	}
	edited := identityOf(form)
	edited.ID = versionID(c)
	if err := p.Programmes.Edit(c.Request().Context(), actor, edited); err != nil {
		return p.retry(c, actor, err, "version-form", p.identityForm)
	}
	return p.done(c, versionPath(c), "version.saved")
}

// submission says what will happen before the version is frozen.
func (p *Pages) submission(c echo.Context, actor scheduling.Actor) error {
	sheet, err := p.editable(c, actor)
	if err != nil {
		return err
	}
	v, err := p.submissionView(c, actor, sheet)
	if err != nil {
		return err
	}
	return p.show(c, "programme-confirm", v)
}

func (p *Pages) submissionView(c echo.Context, actor scheduling.Actor, sheet programmes.Sheet) (templates.View, error) {
	approvers, err := p.Programmes.Approvers(c.Request().Context(), actor, versionID(c))
	confirm := templates.Confirm{
		Title: "Ce qui va se passer", Post: versionPath(c) + "/soumettre", Cancel: versionPath(c), Button: "Soumettre la version",
		Effects: []string{
			"La version est figée : plus rien n’y change.",
			"La validation locale vient d’abord, puis la régionale, par deux personnes différentes.",
			"Après les deux, des sessions peuvent s’ouvrir.",
		},
		Undo:   "Une erreur après coup ? Celui qui valide peut demander des changements : vous reprenez alors dans une nouvelle version.",
		Hidden: []templates.Pair{{Name: "version", Value: fmt.Sprint(sheet.Content.Version.Version)}},
	}
	for _, u := range approvers {
		confirm.Recipients = append(confirm.Recipients, templates.Recipient{Who: u.Name(), Channel: "mail", What: "Un programme à valider"})
	}
	return confirmation("Soumettre à validation", sheet, confirm), err
}

// confirmView is a page that asks before it acts on a version.
type confirmView struct {
	Heading string
	Sheet   programmes.Sheet
	Missing []lack
	Confirm templates.Confirm
}

func confirmation(heading string, sheet programmes.Sheet, confirm templates.Confirm) templates.View {
	return templates.View{Title: heading, Current: "programmes", Data: confirmView{heading, sheet, lacks(sheet), confirm}}
}

func (p *Pages) submitVersion(c echo.Context, actor scheduling.Actor) error {
	err := p.Programmes.Submit(c.Request().Context(), actor, versionID(c), version(c))
	if err != nil {
		return p.refusedTo(c, versionPath(c), err)
	}
	return p.done(c, versionPath(c), "version.submitted")
}

// refusedTo leads back to path with the sentence of a refusal that concerns
// the input; other errors have their page.
func (p *Pages) refusedTo(c echo.Context, path string, err error) error {
	switch scheduling.KindOf(err) {
	case scheduling.Invalid, scheduling.Conflict:
		p.setFlash(c, "trouble", templates.Sentence(err))
		return c.Redirect(http.StatusSeeOther, path)
	default:
		return err
	}
}

func (p *Pages) reviseVersion(c echo.Context, actor scheduling.Actor) error {
	id, err := p.Programmes.Revise(c.Request().Context(), actor, versionID(c))
	if err != nil {
		return p.refusedTo(c, versionPath(c), err)
	}
	return p.done(c, "/versions/"+string(id), "version.revised")
}

func (p *Pages) retirement(c echo.Context, actor scheduling.Actor) error {
	sheet, err := p.sheet(c, actor)
	if err != nil {
		return err
	}
	if !sheet.Can.Retire {
		return scheduling.Refuse(scheduling.Conflict, "version.not_approved", "")
	}
	return p.show(c, "programme-confirm", confirmation("Retirer la version", sheet, templates.Confirm{
		Title: "Ce qui va se passer", Post: versionPath(c) + "/retirer", Cancel: versionPath(c), Button: "Retirer la version", Danger: true,
		Effects: []string{"Plus aucune session ne s’ouvre avec cette version.", "Les sessions ouvertes continuent jusqu’au bout."},
		Undo:    "Pour y revenir, ouvrez une nouvelle version et faites-la valider.",
		Hidden:  []templates.Pair{{Name: "version", Value: fmt.Sprint(sheet.Content.Version.Version)}},
	}))
}

func (p *Pages) versionDeletion(c echo.Context, actor scheduling.Actor) error {
	sheet, err := p.sheet(c, actor)
	if err != nil {
		return err
	}
	if !sheet.Can.Edit {
		return scheduling.Refuse(scheduling.Conflict, "version.frozen", "")
	}
	effects := []string{"Le brouillon disparaît, avec ses modules, ses trames et ses supports.", "Les autres versions du programme restent."}
	if len(sheet.Versions) == 1 {
		effects[1] = "Le programme disparaît avec lui : il n’a pas d’autre version."
	}
	return p.show(c, "programme-confirm", templates.View{Title: "Supprimer le brouillon", Current: "programmes", Data: confirmView{
		"Supprimer le brouillon", sheet, nil, templates.Confirm{
			Title: "Ce qui va se passer", Post: versionPath(c) + "/supprimer", Cancel: versionPath(c), Button: "Supprimer le brouillon", Danger: true,
			Effects: effects, Undo: "On ne peut pas revenir en arrière.",
			Hidden: []templates.Pair{{Name: "version", Value: fmt.Sprint(sheet.Content.Version.Version)}},
		},
	}})
}

func (p *Pages) deleteVersion(c echo.Context, actor scheduling.Actor) error {
	left, err := p.Programmes.Delete(c.Request().Context(), actor, versionID(c), version(c))
	if err != nil {
		return p.refusedTo(c, versionPath(c), err)
	}
	if left == "" {
		return p.done(c, "/programmes", "version.deleted")
	}
	return p.done(c, "/programmes/"+string(left), "version.deleted")
}

func (p *Pages) retireVersion(c echo.Context, actor scheduling.Actor) error {
	err := p.Programmes.Retire(c.Request().Context(), actor, versionID(c), version(c))
	if err != nil {
		return p.refusedTo(c, versionPath(c), err)
	}
	return p.done(c, versionPath(c), "version.retired")
}

func (p *Pages) copyView(c echo.Context, actor scheduling.Actor) (templates.View, error) {
	sheet, err := p.sheet(c, actor)
	if err != nil {
		return templates.View{}, err
	}
	var all, others []templates.Option
	if err := p.organiseIn(c, actor, &all); err != nil {
		return templates.View{}, err
	}
	for _, u := range all {
		if u.Value != string(sheet.Programme.Unit) {
			others = append(others, u)
		}
	}
	return templates.View{Title: "Copier dans une autre unité", Current: "programmes", Data: struct {
		Sheet programmes.Sheet
		Units []templates.Option
	}{sheet, others}}, nil
}

func (p *Pages) copyForm(c echo.Context, actor scheduling.Actor) error {
	v, err := p.copyView(c, actor)
	if err != nil {
		return err
	}
	return p.show(c, "version-copy", v)
}

func (p *Pages) copyVersion(c echo.Context, actor scheduling.Actor) error {
	id, err := p.Programmes.Copy(c.Request().Context(), actor, versionID(c), scheduling.UnitID(c.FormValue("unit")), c.FormValue("code"))
	if err != nil {
		return p.retry(c, actor, err, "version-copy", p.copyView)
	}
	return p.done(c, "/versions/"+string(id), "version.copied")
}
