package pages

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"trame/scheduling"
	"trame/scheduling/workflow/attending"
	"trame/scheduling/workflow/booklets"
	"trame/templates"
)

func (p *Pages) bookletRoutes(e *echo.Echo) {
	e.GET("/sessions/:id/livret", private(p.booklet))
	e.POST("/sessions/:id/livret", private(p.addEntry))
	e.GET("/sessions/:id/livret/imprimer", private(p.printBooklet))
	e.GET("/sessions/:id/livret/livret.pdf", private(p.bookletPDF))
	e.GET("/sessions/:id/livret/reprendre", private(p.bookletBank))
	e.POST("/sessions/:id/livret/reprendre", private(p.takeOver))
	e.GET("/sessions/:id/livret/remise", private(p.deliveries))
	e.POST("/sessions/:id/livret/publier", private(p.publishBooklet))
	e.POST("/sessions/:id/livret/remise/:delivery", private(p.noteDelivery))
	e.POST("/sessions/:id/livret/demande/:ask/retirer", private(p.revokeAsk))
	e.POST("/sessions/:id/livret/:entry/demander", private(p.askPartner))
	reads := []string{http.MethodGet, http.MethodHead}
	e.Match(reads, "/reponse/:token", p.partnerQuestion)
	e.POST("/reponse/:token", p.partnerAnswer)
	e.Match(reads, "/livret/:token", p.ownBooklet)
	e.Match(reads, "/livret/:token/livret.pdf", p.ownBookletPDF)
	e.GET("/sessions/:id/livret/:entry", private(p.entryForm))
	e.POST("/sessions/:id/livret/:entry", private(p.editEntry))
	e.POST("/sessions/:id/livret/:entry/relire", private(p.reviewEntry))
	e.POST("/sessions/:id/livret/:entry/retirer", private(p.removeEntry))
}

type bookletView struct {
	attending.Booklet
	Path    string
	Modules []templates.Option
	Module  string // chosen in the form
	State   string // drafting, in_review, published
	Asks    map[scheduling.BookletEntryID][]booklets.Asked
}

// Warnings are the reasons for which somebody could be recognised.
func (v bookletView) Warnings(found error) (sentences []string) {
	if found == nil {
		return nil
	}
	for _, e := range templates.ErrorsOf(found) {
		sentences = append(sentences, e.Sentence)
	}
	return sentences
}

func bookletPath(c echo.Context) string { return "/sessions/" + c.Param("id") + "/livret" }

func (p *Pages) bookletView(c echo.Context, actor scheduling.Actor) (templates.View, error) {
	b, err := p.Attending.Booklet(c.Request().Context(), actor, scheduling.CohortID(c.Param("id")))
	if err != nil {
		return templates.View{}, err
	}
	asks, _, err := p.Booklets.Asks(c.Request().Context(), actor, b.Cohort.ID)
	if err != nil {
		return templates.View{}, err
	}
	view := bookletView{Booklet: b, Asks: asks, Path: bookletPath(c), Module: c.QueryParam("module"), State: "in_review"}
	switch b.Count.Reviewed {
	case 0:
		view.State = "drafting"
	case b.Count.Entries:
		view.State = "published"
	}
	for _, chapter := range b.Chapters {
		view.Modules = append(view.Modules, templates.Option{Value: string(chapter.ID), Label: chapter.Heading()})
	}
	return templates.View{Title: "Livret de synthèse", Current: "cohorts", Data: view}, nil
}

// booklet shows the questions and answers of a session, module by module.
func (p *Pages) booklet(c echo.Context, actor scheduling.Actor) error {
	v, err := p.bookletView(c, actor)
	if err != nil {
		return err
	}
	return p.show(c, "booklet", v)
}

// printBooklet is what each participant receives: reviewed entries alone.
func (p *Pages) printBooklet(c echo.Context, actor scheduling.Actor) error {
	b, err := p.Attending.PrintBooklet(c.Request().Context(), actor, scheduling.CohortID(c.Param("id")))
	if err != nil {
		return err
	}
	return p.show(c, "booklet-print", templates.View{Title: b.Version.PublicTitle, Data: b})
}

func (p *Pages) addEntry(c echo.Context, actor scheduling.Actor) error {
	id, err := p.Attending.AddEntry(c.Request().Context(), actor, scheduling.BookletEntry{
		Cohort: scheduling.CohortID(c.Param("id")), Module: scheduling.ModuleID(c.FormValue("module")),
		Question: c.FormValue("question"), Answer: c.FormValue("answer"),
	})
	if err != nil {
		return p.retry(c, actor, err, "booklet", p.bookletView)
	}
	return p.done(c, bookletPath(c)+"#q-"+string(id), "booklet.added")
}

type entryView struct {
	attending.Entry
	Module   string
	Path     string
	Partners []templates.Option // who may be asked, those of this session first
}

// entryView finds an entry within its booklet: nobody edits one out of sight.
func (p *Pages) entryView(c echo.Context, actor scheduling.Actor) (templates.View, error) {
	b, err := p.Attending.Booklet(c.Request().Context(), actor, scheduling.CohortID(c.Param("id")))
	if err != nil {
		return templates.View{}, err
	}
	for _, chapter := range b.Chapters {
		for _, e := range chapter.Entries {
			if string(e.ID) == c.Param("entry") {
				partners, err := p.partnersToAsk(c, actor, b.Cohort.ID)
				return templates.View{Title: "Modifier une question", Current: "cohorts", Data: entryView{e, chapter.Heading(), bookletPath(c), partners}}, err
			}
		}
	}
	return templates.View{}, scheduling.Refuse(scheduling.NotFound, "not_found", "")
}

func (p *Pages) entryForm(c echo.Context, actor scheduling.Actor) error {
	v, err := p.entryView(c, actor)
	if err != nil {
		return err
	}
	return p.show(c, "booklet-entry", v)
}

func (p *Pages) editEntry(c echo.Context, actor scheduling.Actor) error {
	id := scheduling.BookletEntryID(c.Param("entry"))
	err := p.Attending.EditEntry(c.Request().Context(), actor, id, c.FormValue("question"), c.FormValue("answer"), version(c))
	if err != nil {
		return p.retry(c, actor, err, "booklet-entry", p.entryView)
	}
	return p.done(c, bookletPath(c)+"#q-"+string(id), "booklet.edited")
}

func (p *Pages) reviewEntry(c echo.Context, actor scheduling.Actor) error {
	id := scheduling.BookletEntryID(c.Param("entry"))
	err := p.Attending.ReviewEntry(c.Request().Context(), actor, id, version(c))
	return p.entryDone(c, actor, err, "#q-"+string(id), "booklet.reviewed")
}

func (p *Pages) removeEntry(c echo.Context, actor scheduling.Actor) error {
	err := p.Attending.RemoveEntry(c.Request().Context(), actor, scheduling.BookletEntryID(c.Param("entry")), version(c))
	return p.entryDone(c, actor, err, "", "booklet.removed")
}

// entryDone leads back to the booklet, or shows it with what was refused.
func (p *Pages) entryDone(c echo.Context, actor scheduling.Actor, refusal error, anchor, flash string) error {
	if refusal == nil {
		return p.done(c, bookletPath(c)+anchor, flash)
	}
	v, err := p.bookletView(c, actor)
	if err != nil {
		return err
	}
	switch scheduling.KindOf(refusal) {
	case scheduling.Invalid, scheduling.Conflict:
		for _, e := range templates.ErrorsOf(refusal) { // the field is on another page
			v.Errors = append(v.Errors, templates.FieldError{Sentence: e.Sentence})
		}
		return p.render(c, Status(refusal), "booklet", v)
	}
	return refusal
}
