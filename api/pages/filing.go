package pages

import (
	"bytes"
	"net/http"

	"github.com/labstack/echo/v4"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/workflow/filing"
	"trame/templates"
)

// filingRoutes hangs a person's rights over her file, and what time erases.
func (p *Pages) filingRoutes(e *echo.Echo) {
	e.GET("/personnes/:id/droits", private(p.rights))
	e.POST("/personnes/:id/droits/copie", private(p.copyFile))
	e.GET("/personnes/:id/effacer", private(p.eraseForm))
	e.POST("/personnes/:id/effacer", private(p.erase))
	e.GET("/reglages/conservation", private(p.retention))
	e.POST("/reglages/conservation", private(p.beginPurge))
	e.POST("/reglages/conservation/arreter", private(p.endPurge))
	e.GET("/reglages/conservation/registre", private(p.erasures))
	e.POST("/reglages/conservation/registre/exporter", private(p.exportErasures))
}

func (p *Pages) rightsView(c echo.Context, actor scheduling.Actor) (templates.View, error) {
	r, err := p.Filing.Request(c.Request().Context(), actor, insuredID(c))
	return templates.View{Title: "Ses droits", Current: "people", Data: r}, err
}

func (p *Pages) rights(c echo.Context, actor scheduling.Actor) error {
	view, err := p.rightsView(c, actor)
	if err != nil {
		return err
	}
	return p.show(c, "person-rights", view)
}

// copyFile hands out all that is held about a person; a POST, for it leaves a
// trace. The name of the file names nobody.
func (p *Pages) copyFile(c echo.Context, actor scheduling.Actor) error {
	askedOn, err := scheduling.ParseDate(c.FormValue("asked_on"))
	var held filing.Copy
	if err != nil {
		err = scheduling.Refuse(scheduling.Invalid, "date.unreadable", "asked_on")
	} else {
		held, err = p.Filing.Copy(c.Request().Context(), actor, insuredID(c), askedOn)
	}
	if err != nil {
		return p.retry(c, actor, err, "person-rights", p.rightsView)
	}
	var out bytes.Buffer
	name, kind, write := "copie.pdf", "application/pdf", held.WritePDF
	if c.FormValue("format") == "json" {
		name, kind, write = "copie.json", "application/json; charset=utf-8", held.WriteJSON
	}
	if err := write(&out); err != nil {
		return err
	}
	return attach(c, name, kind, out.Bytes())
}

func attach(c echo.Context, name, kind string, content []byte) error {
	header := c.Response().Header()
	header.Set("Content-Disposition", `attachment; filename="`+name+`"`)
	header.Set("Cache-Control", "no-store")
	return c.Blob(http.StatusOK, kind, content)
}

func (p *Pages) eraseForm(c echo.Context, actor scheduling.Actor) error {
	view, err := p.rightsView(c, actor)
	if err != nil {
		return err
	}
	view.Title = "Effacer une fiche"
	return p.show(c, "person-erase", view)
}

func (p *Pages) erase(c echo.Context, actor scheduling.Actor) error {
	asked := scheduling.Erasure{Ground: scheduling.ErasureGround(c.FormValue("ground"))}
	var err error
	if asked.AskedOn, err = scheduling.ParseDate(c.FormValue("asked_on")); err != nil {
		err = scheduling.Refuse(scheduling.Invalid, "date.unreadable", "asked_on")
	} else {
		err = p.Filing.Erase(c.Request().Context(), actor, insuredID(c), asked, version(c))
	}
	if err != nil {
		view, failed := p.rightsView(c, actor)
		if failed != nil {
			return failed
		}
		view.Title = "Effacer une fiche"
		return p.again(c, err, "person-erase", view)
	}
	return p.done(c, "/personnes", "erasure.done")
}

// retention is the dry run: who would be erased, why and since when.
func (p *Pages) retention(c echo.Context, actor scheduling.Actor) error {
	outlook, err := p.Filing.Outlook(c.Request().Context(), actor, store.Page{After: c.QueryParam("after")})
	if err != nil {
		return err
	}
	return p.show(c, "retention", templates.View{Title: "Conservation", Current: "settings", Data: struct {
		filing.Outlook
		First bool
	}{outlook, c.QueryParam("after") == ""}})
}

func (p *Pages) beginPurge(c echo.Context, actor scheduling.Actor) error {
	done, err := p.Filing.Begin(c.Request().Context(), actor)
	if err != nil {
		return err
	}
	return p.done(c, "/reglages/conservation", "purge.begun", "files", done.Files, "social", done.Social, "messages", done.Messages)
}

func (p *Pages) endPurge(c echo.Context, actor scheduling.Actor) error {
	if err := p.Filing.End(c.Request().Context(), actor); err != nil {
		return err
	}
	return p.done(c, "/reglages/conservation", "purge.ended")
}

// erasures is the register: the proof of what was erased.
func (p *Pages) erasures(c echo.Context, actor scheduling.Actor) error {
	register, err := p.Filing.Register(c.Request().Context(), actor, store.Page{After: c.QueryParam("after")})
	if err != nil {
		return err
	}
	return p.show(c, "erasures", templates.View{Title: "Registre des effacements", Current: "settings", Data: register})
}

func (p *Pages) exportErasures(c echo.Context, actor scheduling.Actor) error {
	var out bytes.Buffer
	if err := p.Filing.ExportRegister(c.Request().Context(), actor, &out); err != nil {
		return err
	}
	return attach(c, "registre-des-effacements.jsonl", "application/x-ndjson; charset=utf-8", out.Bytes())
}
