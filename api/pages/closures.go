package pages

import (
	"github.com/labstack/echo/v4"

	"trame/scheduling"
	"trame/templates"
)

type closuresView struct {
	List      []scheduling.Closure
	Sites     map[scheduling.SiteID]string
	MayChange bool
}

// closures lists what closes sites, and closes them all at once.
func (p *Pages) closures(c echo.Context, actor scheduling.Actor) error {
	v, err := p.closuresView(c, actor)
	if err != nil {
		return err
	}
	return p.show(c, "closures", v)
}

func (p *Pages) closuresView(c echo.Context, actor scheduling.Actor) (templates.View, error) {
	ctx := c.Request().Context()
	list, sites, err := p.Administering.Closures(ctx, actor)
	if err != nil {
		return templates.View{}, err
	}
	_, mayChange, err := p.Administering.Organisation(ctx, actor)
	return templates.View{Title: "Fermetures", Current: "settings", Data: closuresView{list, sites, mayChange}}, err
}

func (p *Pages) addClosure(c echo.Context, actor scheduling.Actor) error {
	site := scheduling.SiteID(c.Param("id")) // "" for all
	closure, err := readClosure(c)
	closure.Site = site
	meetings := int64(0)
	if err == nil {
		_, meetings, err = p.Administering.AddClosure(c.Request().Context(), actor, closure)
	}
	if err != nil && site != "" {
		return p.siteAgain(c, actor, err, site)
	}
	if err != nil {
		return p.retry(c, actor, err, "closures", p.closuresView)
	}
	if meetings > 0 {
		return p.done(c, closuresPath(site), "closure.added_over", "n", meetings)
	}
	return p.done(c, closuresPath(site), "closure.added")
}

func closuresPath(site scheduling.SiteID) string {
	if site == "" {
		return "/reglages/fermetures"
	}
	return "/sites/" + string(site)
}

func readClosure(c echo.Context) (scheduling.Closure, error) {
	closure := scheduling.Closure{Label: c.FormValue("label")}
	var faults scheduling.Faults
	closure.From = readDate(c, "from", &faults)
	closure.Until = readDate(c, "until", &faults)
	return closure, faults.Err()
}

// readDate reads a day; what is none is a fault at its field.
func readDate(c echo.Context, field string, faults *scheduling.Faults) scheduling.Date {
	day, err := scheduling.ParseDate(c.FormValue(field))
	faults.Check(err == nil, field, "date.malformed")
	return day
}

func (p *Pages) removeClosure(c echo.Context, actor scheduling.Actor) error {
	site, err := p.Administering.RemoveClosure(c.Request().Context(), actor, scheduling.ClosureID(c.Param("id")))
	if err != nil {
		return err
	}
	return p.done(c, closuresPath(site), "closure.removed")
}
