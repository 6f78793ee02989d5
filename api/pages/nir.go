package pages

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"trame/scheduling"
	"trame/scheduling/workflow/inviting"
	"trame/templates"
)

// nirRoutes hangs what is done with a person's NIR. The number itself travels
// in bodies alone.
func (p *Pages) nirRoutes(e *echo.Echo) {
	e.GET("/personnes/:id/nir", private(p.nir))
	e.POST("/personnes/:id/nir", private(p.setNIR))
	e.POST("/personnes/:id/nir/afficher", private(p.revealNIR))
	e.GET("/personnes/par-nir", private(p.nirSearch))
	e.POST("/personnes/par-nir", private(p.findByNIR))
}

func nirView(f inviting.NIRFile) templates.View {
	return templates.View{Title: "Numéro de sécurité sociale", Current: "people", Data: f}
}

func (p *Pages) nirFile(c echo.Context, actor scheduling.Actor) (inviting.NIRFile, error) {
	f, err := p.Inviting.NIR(c.Request().Context(), actor, insuredID(c))
	if err == nil && !f.Allowed {
		err = scheduling.Refuse(scheduling.Forbidden, "nir.off", "")
	}
	return f, err
}

func (p *Pages) nir(c echo.Context, actor scheduling.Actor) error {
	f, err := p.nirFile(c, actor)
	if err != nil {
		return err
	}
	return p.show(c, "person-nir", nirView(f))
}

// revealNIR shows the number in the answer to a POST: no address leads to it,
// and it leaves a trace.
func (p *Pages) revealNIR(c echo.Context, actor scheduling.Actor) error {
	f, err := p.Inviting.RevealNIR(c.Request().Context(), actor, insuredID(c))
	if err != nil {
		return err
	}
	return p.show(c, "person-nir", nirView(f))
}

func (p *Pages) setNIR(c echo.Context, actor scheduling.Actor) error {
	typed, key := c.FormValue("nir"), "nir.saved"
	if c.FormValue("do") == "remove" {
		typed, key = "", "nir.removed"
	} else if typed == "" {
		typed = " " // nothing typed forgets nothing
	}
	if err := p.Inviting.SetNIR(c.Request().Context(), actor, insuredID(c), typed); err != nil {
		f, failed := p.nirFile(c, actor)
		if failed != nil {
			return failed
		}
		return p.again(c, err, "person-nir", nirView(f))
	}
	return p.done(c, personPath(insuredID(c))+"/nir", key)
}

func (p *Pages) nirSearch(c echo.Context, actor scheduling.Actor) error {
	allowed, err := p.Inviting.KeepsNIRs(c.Request().Context(), actor)
	if err != nil {
		return err
	}
	if !allowed || !actor.Can(scheduling.Invite) {
		return scheduling.Refuse(scheduling.Forbidden, "nir.off", "")
	}
	return p.show(c, "nir-search", templates.View{Title: "Chercher par numéro", Current: "people"})
}

func (p *Pages) findByNIR(c echo.Context, actor scheduling.Actor) error {
	id, err := p.Inviting.FindByNIR(c.Request().Context(), actor, c.FormValue("nir"))
	if err != nil {
		return p.again(c, err, "nir-search", templates.View{Title: "Chercher par numéro", Current: "people"})
	}
	return c.Redirect(http.StatusSeeOther, personPath(id))
}
