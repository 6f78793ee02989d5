package pages

import (
	"strings"

	"github.com/labstack/echo/v4"

	"trame/scheduling"
	"trame/scheduling/workflow/administering"
	"trame/templates"
)

// settingsView is where every setting is found.
type settingsView struct {
	scheduling.Organisation
	MayChange  bool
	Administer bool // agents
	ReadAudit  bool
	SeePurge   bool
}

func (p *Pages) settings(c echo.Context, actor scheduling.Actor) error {
	o, mayChange, err := p.Administering.Organisation(c.Request().Context(), actor)
	if err != nil {
		return err
	}
	return p.show(c, "settings", templates.View{Title: "Réglages", Current: "settings", Data: settingsView{
		o, mayChange, actor.Can(scheduling.Administer), actor.Can(scheduling.ReadAudit), actor.Can(scheduling.SeePurge),
	}})
}

func (p *Pages) organisationForm(c echo.Context, actor scheduling.Actor) error {
	o, mayChange, err := p.Administering.Organisation(c.Request().Context(), actor)
	if err != nil {
		return err
	}
	if !mayChange {
		return scheduling.Refuse(scheduling.Forbidden, "organisation.may_not", "")
	}
	return p.show(c, "organisation", organisationView(o))
}

func organisationView(o scheduling.Organisation) templates.View {
	return templates.View{Title: "Identité de l’organisme", Current: "settings", Data: struct {
		scheduling.Organisation
		Zones []string
	}{o, zonesOfFrance}}
}

func (p *Pages) editOrganisation(c echo.Context, actor scheduling.Actor) error {
	o, _, err := p.Administering.Organisation(c.Request().Context(), actor)
	if err != nil {
		return err
	}
	o.Name, o.TimeZone, o.Phone, o.PhoneHours = c.FormValue("name"), c.FormValue("time_zone"), c.FormValue("phone"), c.FormValue("phone_hours")
	o.SenderName, o.SenderEmail = c.FormValue("sender_name"), c.FormValue("sender_email")
	o.NIRAllowed = c.FormValue("nir_allowed") != ""
	o.RetentionMonths, o.Version = number(c, "retention_months"), version(c)
	o.FragilityItems = strings.TrimSpace(strings.ReplaceAll(c.FormValue("fragility_items"), "\r\n", "\n"))
	if err := p.Administering.EditOrganisation(c.Request().Context(), actor, o); err != nil {
		return p.again(c, err, "organisation", organisationView(o))
	}
	return p.done(c, "/reglages", "organisation.saved")
}

type unitsView struct {
	Tree      []administering.Branch
	Parents   []templates.Option // under which the actor may add
	MayChange bool               // regions too
}

// units is the tree région › département › unité.
func (p *Pages) units(c echo.Context, actor scheduling.Actor) error {
	v, err := p.unitsView(c, actor)
	if err != nil {
		return err
	}
	return p.show(c, "units", v)
}

func (p *Pages) unitsView(c echo.Context, actor scheduling.Actor) (templates.View, error) {
	ctx := c.Request().Context()
	tree, err := p.Administering.Units(ctx, actor)
	if err != nil {
		return templates.View{}, err
	}
	_, mayChange, err := p.Administering.Organisation(ctx, actor)
	data := unitsView{Tree: tree, MayChange: mayChange}
	for _, u := range tree {
		if _, ok := u.Level.Below(); ok && u.Administer {
			data.Parents = append(data.Parents, templates.Option{Value: string(u.ID), Label: u.Name})
		}
	}
	return templates.View{Title: "Unités", Current: "settings", Data: data}, err
}

func (p *Pages) addUnit(c echo.Context, actor scheduling.Actor) error {
	u := scheduling.Unit{Parent: scheduling.UnitID(c.FormValue("parent")), Code: c.FormValue("code"), Name: c.FormValue("name")}
	if _, err := p.Administering.AddUnit(c.Request().Context(), actor, u); err != nil {
		return p.retry(c, actor, err, "units", p.unitsView)
	}
	return p.done(c, "/reglages/unites", "unit.added")
}

// unit is the form of one of them.
func (p *Pages) unit(c echo.Context, actor scheduling.Actor) error {
	u, err := p.unitOf(c, actor)
	if err != nil {
		return err
	}
	return p.show(c, "unit", templates.View{Title: u.Name, Current: "settings", Data: u})
}

func (p *Pages) unitOf(c echo.Context, actor scheduling.Actor) (scheduling.Unit, error) {
	tree, err := p.Administering.Units(c.Request().Context(), actor)
	if err != nil {
		return scheduling.Unit{}, err
	}
	id := scheduling.UnitID(c.Param("id"))
	for _, u := range tree {
		if u.ID == id {
			return u.Unit, actor.May(scheduling.Administer, id)
		}
	}
	return scheduling.Unit{}, scheduling.Refuse(scheduling.NotFound, "not_found", "")
}

func (p *Pages) editUnit(c echo.Context, actor scheduling.Actor) error {
	u, err := p.unitOf(c, actor)
	if err != nil {
		return err
	}
	title := u.Name
	u.Code, u.Name, u.Version = c.FormValue("code"), c.FormValue("name"), version(c)
	if err := p.Administering.EditUnit(c.Request().Context(), actor, u); err != nil {
		return p.again(c, err, "unit", templates.View{Title: title, Current: "settings", Data: u})
	}
	return p.done(c, "/reglages/unites", "unit.saved")
}
