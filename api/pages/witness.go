package pages

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"trame/scheduling"
	"trame/scheduling/workflow/witnessing"
	"trame/templates"
)

func (p *Pages) witnessRoutes(e *echo.Echo) {
	e.GET("/temoins", private(p.witnesses))
	e.GET("/temoins/sujets", private(p.witnessThemes))
	e.POST("/temoins/sujets", private(p.setWitnessThemes))
	e.GET("/personnes/:id/temoin", private(p.witness))
	e.POST("/personnes/:id/temoin", private(p.recordWitness))
	e.POST("/personnes/:id/temoin/demander", private(p.askWitness))
	e.POST("/personnes/:id/temoin/retirer", private(p.withdrawWitness))
	e.GET("/seances/:id/temoins", private(p.testimonies))
	e.POST("/seances/:id/temoins", private(p.askTestimony))
	e.GET("/temoignages/:id", private(p.testimony))
	e.POST("/temoignages/:id/reponse", private(p.replyTestimony))
	e.POST("/temoignages/:id/confirmer", private(p.confirmTestimony))
	e.POST("/temoignages/:id/annuler", private(p.callOffTestimony))
	e.POST("/temoignages/:id/ensuite", private(p.noteTestimony))

	// what a witness opens by her links: GET and HEAD show, POST acts
	reads := []string{http.MethodGet, http.MethodHead}
	e.Match(reads, "/temoin/:token", p.ownWitness)
	e.POST("/temoin/:token", p.agreeWitness)
	e.POST("/temoin/:token/retirer", p.takeBackWitness)
	e.Match(reads, "/temoignage/:token", p.ownTestimony)
	e.POST("/temoignage/:token", p.answerTestimony)
}

// witnesses is the list of those who agree to testify.
func (p *Pages) witnesses(c echo.Context, actor scheduling.Actor) error {
	list, err := p.Witnessing.Witnesses(c.Request().Context(), actor)
	if err != nil {
		return err
	}
	return p.show(c, "witnesses", templates.View{Title: "Témoins", Current: "people", Data: list})
}

func (p *Pages) themesView(c echo.Context, actor scheduling.Actor) (templates.View, error) {
	themes, err := p.Witnessing.Themes(c.Request().Context(), actor)
	labels := make([]string, len(themes))
	for n, t := range themes {
		labels[n] = t.Label
	}
	return templates.View{Title: "Les sujets des témoignages", Current: "people", Data: strings.Join(labels, "\n")}, err
}

func (p *Pages) witnessThemes(c echo.Context, actor scheduling.Actor) error {
	v, err := p.themesView(c, actor)
	if err != nil {
		return err
	}
	return p.show(c, "witness-themes", v)
}

func (p *Pages) setWitnessThemes(c echo.Context, actor scheduling.Actor) error {
	err := p.Witnessing.SetThemes(c.Request().Context(), actor, strings.Split(c.FormValue("themes"), "\n"))
	if err == nil {
		return p.done(c, "/temoins", "witness.themes_set")
	}
	return p.retry(c, actor, err, "witness-themes", p.themesView)
}

// witnessView is a person as a witness, with the choices of her forms.
type witnessView struct {
	witnessing.File
	Ways    []templates.Option
	Forms   []templates.Option
	Options []templates.Option
}

func (p *Pages) witnessView(c echo.Context, actor scheduling.Actor) (templates.View, error) {
	file, err := p.Witnessing.File(c.Request().Context(), actor, insuredID(c))
	v := witnessView{File: file, Forms: options("witness_form", scheduling.WitnessForms), Options: themeOptions(file.Themes), Ways: options("consent_way", scheduling.HeardWays)}
	return templates.View{Title: "Témoigner", Current: "people", Data: v}, err
}

func options[Code ~string](list string, codes []Code) (options []templates.Option) {
	for _, code := range codes {
		options = append(options, templates.Option{Value: string(code), Label: templates.Label(list, code)})
	}
	return options
}

func themeOptions(themes []scheduling.WitnessTheme) (options []templates.Option) {
	for _, t := range themes {
		options = append(options, templates.Option{Value: string(t.ID), Label: templates.Capital(t.Label)})
	}
	return options
}

func (p *Pages) witness(c echo.Context, actor scheduling.Actor) error {
	v, err := p.witnessView(c, actor)
	if err != nil {
		return err
	}
	return p.show(c, "witness", v)
}

// witnessDone leads back to her page after a change, or shows it again with what
// was refused.
func (p *Pages) witnessDone(c echo.Context, actor scheduling.Actor, refusal error, flash string) error {
	if refusal == nil {
		return p.done(c, personPath(insuredID(c))+"/temoin", flash)
	}
	return p.retry(c, actor, refusal, "witness", p.witnessView)
}

func (p *Pages) recordWitness(c echo.Context, actor scheduling.Actor) error {
	w, err := witnessFrom(c)
	if err == nil {
		w.GivenOn, err = typedDate(c, "given_on")
	}
	if err == nil {
		w.ValidUntil, err = typedDate(c, "valid_until")
	}
	if w.Way = scheduling.ConsentWay(c.FormValue("way")); err == nil {
		err = p.Witnessing.Record(c.Request().Context(), actor, insuredID(c), w, version(c))
	}
	return p.witnessDone(c, actor, err, "witness.recorded")
}

// witnessFrom reads what somebody agrees to, by whomever it is typed.
func witnessFrom(c echo.Context) (w scheduling.Witness, err error) {
	form, err := c.FormParams()
	if err != nil {
		return w, err
	}
	w = scheduling.Witness{Limits: form.Get("limits"), OwnUnit: form.Has("own_unit"), MostAYear: optionalNumber(form.Get("most_a_year"))}
	for _, f := range form["forms"] {
		w.Forms = append(w.Forms, scheduling.WitnessForm(f))
	}
	w.Themes = witnessing.Sought(form["themes"])
	return w, nil
}

func (p *Pages) askWitness(c echo.Context, actor scheduling.Actor) error {
	return p.witnessDone(c, actor, p.Witnessing.AskConsent(c.Request().Context(), actor, insuredID(c)), "witness.asked")
}

func (p *Pages) withdrawWitness(c echo.Context, actor scheduling.Actor) error {
	return p.witnessDone(c, actor, p.Witnessing.Withdraw(c.Request().Context(), actor, insuredID(c)), "witness.withdrawn")
}

// ownView is what her link opens.
type ownView struct {
	witnessing.Sheet
	Path    string
	Forms   []templates.Option
	Options []templates.Option
}

func (p *Pages) ownWitnessView(c echo.Context) (templates.View, error) {
	sheet, err := p.Witnessing.Open(c.Request().Context(), c.Param("token"))
	o := sheet.Organisation
	return templates.View{
		Title: "Une question pour vous", Organisation: o.Name, Phone: o.Phone, PhoneHours: o.PhoneHours,
		Data: ownView{sheet, "/temoin/" + c.Param("token"), options("own_witness_form", scheduling.WitnessForms), themeOptions(sheet.Themes)},
	}, err
}

// ownWitness opens her page. It acts on nothing: mail scanners open links too.
func (p *Pages) ownWitness(c echo.Context) error {
	v, err := p.ownWitnessView(c)
	if err != nil {
		return p.linkFailure(c, err)
	}
	return p.show(c, "witness-own", v)
}

func (p *Pages) agreeWitness(c echo.Context) error {
	w, err := witnessFrom(c)
	if err == nil {
		err = p.Witnessing.Agree(c.Request().Context(), c.Param("token"), w)
	}
	if err == nil {
		return p.done(c, "/temoin/"+c.Param("token"), "witness.agreed")
	}
	return p.retryLink(c, err, "witness-own", p.ownWitnessView)
}

func (p *Pages) takeBackWitness(c echo.Context) error {
	if err := p.Witnessing.TakeBack(c.Request().Context(), c.Param("token")); err != nil {
		return p.linkFailure(c, err)
	}
	return c.Redirect(http.StatusSeeOther, "/temoin/"+c.Param("token"))
}
