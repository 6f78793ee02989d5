package pages

import (
	"cmp"
	"strings"

	"github.com/labstack/echo/v4"

	"trame/scheduling"
	"trame/scheduling/workflow/filing"
	"trame/templates"
)

// duplicateRoutes hangs what is perhaps the same person, told apart or made one.
func (p *Pages) duplicateRoutes(e *echo.Echo) {
	e.GET("/personnes/doublons", private(p.duplicates))
	e.POST("/personnes/:id/distinguer", private(p.tellApart))
	e.GET("/personnes/:id/reunir/:other", private(p.mergeForm))
	e.POST("/personnes/:id/reunir/:other", private(p.merge))
}

func (p *Pages) duplicates(c echo.Context, actor scheduling.Actor) error {
	list, err := p.Filing.Duplicates(c.Request().Context(), actor, scheduling.UnitID(c.QueryParam("unite")), c.QueryParam("after"))
	if err != nil {
		return err
	}
	var options []templates.Option
	for _, u := range list.Units {
		options = append(options, templates.Option{Value: string(u.ID), Label: u.Name})
	}
	return p.show(c, "duplicates", templates.View{Title: "Doublons", Current: "people", Data: struct {
		filing.Duplicates
		Options      []templates.Option
		Merge, Write bool
	}{list, options, actor.May(scheduling.AnswerRights, list.Unit) == nil, actor.May(scheduling.Invite, list.Unit) == nil}})
}

func otherID(c echo.Context) scheduling.InsuredID { return scheduling.InsuredID(c.Param("other")) }

func (p *Pages) tellApart(c echo.Context, actor scheduling.Actor) error {
	if err := p.Filing.TellApart(c.Request().Context(), actor, insuredID(c), scheduling.InsuredID(c.FormValue("other"))); err != nil {
		return err
	}
	back := personPath(insuredID(c))
	if c.FormValue("back") == "doublons" {
		back = "/personnes/doublons"
	}
	return p.done(c, back, "merge.told_apart")
}

// mergeRow is a field of two files, with what may be chosen.
type mergeRow struct {
	filing.Field
	Options []templates.Option
}

func (p *Pages) mergeView(c echo.Context, actor scheduling.Actor) (templates.View, error) {
	m, err := p.Filing.Merge(c.Request().Context(), actor, insuredID(c), otherID(c))
	rows := make([]mergeRow, len(m.Fields))
	for n, f := range m.Fields {
		f.Keep, f.Gone = mergeWord(f.Name, f.Keep), mergeWord(f.Name, f.Gone)
		rows[n] = mergeRow{f, []templates.Option{
			{Value: "keep", Label: "A : " + cmp.Or(f.Keep, "vide")}, {Value: "gone", Label: "B : " + cmp.Or(f.Gone, "vide")},
		}}
		if f.Name == "notes" {
			rows[n].Options = append(rows[n].Options, templates.Option{Value: "both", Label: "les deux, l’une après l’autre"})
		}
	}
	return templates.View{Title: "Réunir deux fiches", Current: "people", Data: struct {
		filing.Merge
		Rows []mergeRow
	}{m, rows}}, err
}

// mergeWord is a value as it is read.
func mergeWord(field, value string) string {
	if field == "birth_date" {
		day, err := scheduling.ParseDate(value)
		if err != nil {
			return value
		}
		return templates.PlainDate(day)
	}
	list := field
	if strings.HasSuffix(field, "_consent") {
		list = "known"
	}
	if templates.HasMessage("label." + list + "." + value) {
		return templates.Label(list, value)
	}
	return value
}

func (p *Pages) mergeForm(c echo.Context, actor scheduling.Actor) error {
	view, err := p.mergeView(c, actor)
	if err != nil {
		return err
	}
	return p.show(c, "merge", view)
}

func (p *Pages) merge(c echo.Context, actor scheduling.Actor) error {
	choice := filing.Choice{KeepVersion: number(c, "keep_version"), GoneVersion: number(c, "gone_version"), From: map[string]string{}}
	form, err := c.FormParams()
	if err != nil {
		return err
	}
	for name := range form {
		if !strings.HasSuffix(name, "_version") {
			choice.From[name] = form.Get(name)
		}
	}
	if err := p.Filing.MergeInto(c.Request().Context(), actor, insuredID(c), otherID(c), choice); err != nil {
		return p.retry(c, actor, err, "merge", p.mergeView)
	}
	return p.done(c, personPath(insuredID(c)), "merge.done")
}
