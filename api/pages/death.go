package pages

import (
	"time"

	"github.com/labstack/echo/v4"

	"trame/scheduling"
	"trame/scheduling/workflow/filing"
	"trame/templates"
)

func (p *Pages) deathRoutes(e *echo.Echo) {
	e.POST("/personnes/:id/deces/erreur", private(p.askDeathUndone))
	e.GET("/deces/:id", private(p.questionedDeath))
	e.POST("/deces/:id", private(p.decideDeath))
}

// deathView is what became of a death noted by mistake, on a person's file.
type deathView struct {
	Waits  *scheduling.DeathCorrection
	Undone []scheduling.DeathCorrection
	Stands *scheduling.DeathCorrection // a manager confirmed it
}

func (p *Pages) deathView(c echo.Context, actor scheduling.Actor, i scheduling.Insured) (v deathView, err error) {
	list, err := p.Filing.DeathCorrections(c.Request().Context(), actor, i.ID)
	for _, one := range list {
		switch {
		case one.DecidedAt.IsZero():
			v.Waits = &one
		case one.Undone:
			v.Undone = append(v.Undone, one)
		case v.Stands == nil:
			v.Stands = &one
		}
	}
	return v, err
}

// askDeathUndone asks a manager, from her file.
func (p *Pages) askDeathUndone(c echo.Context, actor scheduling.Actor) error {
	_, err := p.Filing.AskDeathUndone(c.Request().Context(), actor, insuredID(c), c.FormValue("reason"))
	if err == nil {
		return p.done(c, personPath(insuredID(c)), "death.asked")
	}
	return p.retry(c, actor, err, "person", p.personView)
}

func deathCorrectionID(c echo.Context) scheduling.DeathCorrectionID {
	return scheduling.DeathCorrectionID(c.Param("id"))
}

func (p *Pages) questionedView(c echo.Context, actor scheduling.Actor) (templates.View, error) {
	q, err := p.Filing.QuestionedDeath(c.Request().Context(), actor, deathCorrectionID(c))
	return templates.View{Title: "Un décès à vérifier", Current: "people", Data: struct {
		filing.QuestionedDeath
		Zone *time.Location
	}{q, p.Zone}}, err
}

// questionedDeath is what a manager decides on, without her name.
func (p *Pages) questionedDeath(c echo.Context, actor scheduling.Actor) error {
	v, err := p.questionedView(c, actor)
	if err != nil {
		return err
	}
	return p.show(c, "death", v)
}

func (p *Pages) decideDeath(c echo.Context, actor scheduling.Actor) error {
	undone := c.FormValue("decision") == "undo"
	err := p.Filing.DecideDeath(c.Request().Context(), actor, deathCorrectionID(c), undone)
	switch {
	case err == nil && undone:
		return p.done(c, "/deces/"+c.Param("id"), "death.undone")
	case err == nil:
		return p.done(c, "/deces/"+c.Param("id"), "death.confirmed")
	}
	return p.retry(c, actor, err, "death", p.questionedView)
}
