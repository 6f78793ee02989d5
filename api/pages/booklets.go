package pages

import (
	"bytes"
	"net/http"

	"github.com/labstack/echo/v4"

	"trame/scheduling"
	"trame/scheduling/workflow/attending"
	"trame/scheduling/workflow/booklets"
	"trame/templates"
)

// partnersToAsk are the choices of whom to put a question to.
func (p *Pages) partnersToAsk(c echo.Context, actor scheduling.Actor, id scheduling.CohortID) (options []templates.Option, err error) {
	_, partners, err := p.Booklets.Asks(c.Request().Context(), actor, id)
	for _, f := range partners {
		label := f.Name()
		if f.Function != "" {
			label += ", " + f.Function
		}
		if f.Here {
			label += templates.Message("booklet.ask.here")
		}
		if f.Email != "" {
			options = append(options, templates.Option{Value: string(f.ID), Label: label})
		}
	}
	return options, err
}

func (p *Pages) askPartner(c echo.Context, actor scheduling.Actor) error {
	id := scheduling.BookletEntryID(c.Param("entry"))
	err := p.Booklets.Ask(c.Request().Context(), actor, id, scheduling.FacilitatorID(c.FormValue("facilitator")))
	if scheduling.KindOf(err) == scheduling.Invalid {
		return p.retry(c, actor, err, "booklet-entry", p.entryView)
	}
	return p.entryDone(c, actor, err, "#q-"+string(id), "booklet.asked")
}

func (p *Pages) revokeAsk(c echo.Context, actor scheduling.Actor) error {
	err := p.Booklets.Revoke(c.Request().Context(), actor, scheduling.BookletAskID(c.Param("ask")))
	return p.entryDone(c, actor, err, "", "booklet.revoked")
}

type askView struct {
	booklets.Question
	Path string
}

func (p *Pages) askView(c echo.Context) (templates.View, error) {
	q, err := p.Booklets.Open(c.Request().Context(), c.Param("token"))
	return templates.View{
		Title: "Une question pour vous", Organisation: q.Organisation.Name, Phone: q.Organisation.Phone, PhoneHours: q.Organisation.PhoneHours,
		Data: askView{q, "/reponse/" + c.Param("token")},
	}, err
}

// partnerQuestion is what a partner opens by his link. It acts on nothing.
func (p *Pages) partnerQuestion(c echo.Context) error {
	view, err := p.askView(c)
	if err != nil {
		return p.linkFailure(c, err)
	}
	return p.show(c, "booklet-ask", view)
}

func (p *Pages) partnerAnswer(c echo.Context) error {
	err := p.Booklets.Answer(c.Request().Context(), c.Param("token"), c.FormValue("answer"))
	if scheduling.KindOf(err) == scheduling.Invalid {
		view, failed := p.askView(c)
		if failed != nil {
			return p.linkFailure(c, failed)
		}
		return p.again(c, err, "booklet-ask", view)
	}
	if err != nil {
		return p.linkFailure(c, err)
	}
	return p.done(c, "/reponse/"+c.Param("token"), "booklet.ask.thanks")
}

type bankView struct {
	Found   []attending.Banked
	Words   string
	Path    string
	Module  string
	Modules []templates.Option
}

// bookletBank searches the answers of other sessions.
func (p *Pages) bookletBank(c echo.Context, actor scheduling.Actor) error {
	v, err := p.bankView(c, actor)
	if err != nil {
		return err
	}
	return p.show(c, "booklet-bank", v)
}

func (p *Pages) bankView(c echo.Context, actor scheduling.Actor) (templates.View, error) {
	own, err := p.bookletView(c, actor)
	if err != nil {
		return own, err
	}
	booklet := own.Data.(bookletView) //nolint:errcheck,forcetypeassert // what bookletView makes
	found, err := p.Attending.Bank(c.Request().Context(), actor, c.QueryParam("q"))
	return templates.View{Title: "Reprendre une réponse", Current: "cohorts", Data: bankView{
		found, c.QueryParam("q"), booklet.Path, c.QueryParam("module"), booklet.Modules,
	}}, err
}

func (p *Pages) takeOver(c echo.Context, actor scheduling.Actor) error {
	id, err := p.Attending.AddEntry(c.Request().Context(), actor, scheduling.BookletEntry{
		Cohort: cohortID(c), Module: scheduling.ModuleID(c.FormValue("module")), CopiedFrom: scheduling.BookletEntryID(c.FormValue("entry")),
	})
	if err == nil {
		return p.done(c, bookletPath(c)+"#q-"+string(id), "booklet.taken_over")
	}
	return p.retry(c, actor, err, "booklet-bank", p.bankView)
}

type deliveriesView struct {
	booklets.Deliveries
	Path string
}

// Count is how many stand in a state.
func (v deliveriesView) Count(state string) int {
	return v.Counts[scheduling.BookletDeliveryState(state)]
}

func (p *Pages) deliveriesView(c echo.Context, actor scheduling.Actor) (templates.View, error) {
	list, err := p.Booklets.Deliveries(c.Request().Context(), actor, cohortID(c))
	return templates.View{Title: "Remettre le livret", Current: "cohorts", Data: deliveriesView{list, bookletPath(c)}}, err
}

// deliveries is who got the booklet, and how.
func (p *Pages) deliveries(c echo.Context, actor scheduling.Actor) error {
	v, err := p.deliveriesView(c, actor)
	if err != nil {
		return err
	}
	return p.show(c, "booklet-deliveries", v)
}

func (p *Pages) publishBooklet(c echo.Context, actor scheduling.Actor) error {
	n, err := p.Booklets.Publish(c.Request().Context(), actor, cohortID(c))
	if err == nil {
		return p.done(c, bookletPath(c)+"/remise", "booklet.published", "n", n)
	}
	return p.deliveriesAgain(c, actor, err)
}

func (p *Pages) noteDelivery(c echo.Context, actor scheduling.Actor) error {
	_, err := p.Booklets.Note(c.Request().Context(), actor, scheduling.BookletDeliveryID(c.Param("delivery")), c.FormValue("what"))
	if err == nil {
		return p.done(c, bookletPath(c)+"/remise", "booklet.noted")
	}
	return p.deliveriesAgain(c, actor, err)
}

func (p *Pages) deliveriesAgain(c echo.Context, actor scheduling.Actor, refusal error) error {
	return p.retry(c, actor, refusal, "booklet-deliveries", p.deliveriesView)
}

func (p *Pages) bookletPDF(c echo.Context, actor scheduling.Actor) error {
	b, err := p.Booklets.Book(c.Request().Context(), actor, cohortID(c))
	if err != nil {
		return err
	}
	return bookPDF(c, b)
}

func bookPDF(c echo.Context, b booklets.Book) error {
	var out bytes.Buffer
	if err := b.WritePDF(&out); err != nil {
		return err
	}
	c.Response().Header().Set(echo.HeaderContentDisposition, `inline; filename="livret.pdf"`)
	return c.Blob(http.StatusOK, "application/pdf", out.Bytes())
}

type ownBookletView struct {
	booklets.Book
	Path string
}

// ownBooklet is what a person of the session opens by her link.
func (p *Pages) ownBooklet(c echo.Context) error {
	b, err := p.Booklets.Behind(c.Request().Context(), c.Param("token"))
	if err != nil {
		return p.linkFailure(c, err)
	}
	return p.show(c, "booklet-own", templates.View{
		Title: "Vos questions, nos réponses", Organisation: b.Organisation.Name, Phone: b.Organisation.Phone, PhoneHours: b.Organisation.PhoneHours,
		Data: ownBookletView{b, "/livret/" + c.Param("token")},
	})
}

func (p *Pages) ownBookletPDF(c echo.Context) error {
	b, err := p.Booklets.Behind(c.Request().Context(), c.Param("token"))
	if err != nil {
		return p.linkFailure(c, err)
	}
	return bookPDF(c, b)
}
