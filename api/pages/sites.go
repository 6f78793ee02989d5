package pages

import (
	"github.com/labstack/echo/v4"

	"trame/scheduling"
	"trame/scheduling/workflow/administering"
	"trame/templates"
)

type sitesView struct {
	List   []administering.SiteCard
	MayAdd bool
}

// sites lists the places where meetings are held.
func (p *Pages) sites(c echo.Context, actor scheduling.Actor) error {
	list, err := p.Administering.Sites(c.Request().Context(), actor)
	if err != nil {
		return err
	}
	return p.show(c, "sites", templates.View{Title: "Sites", Current: "settings", Data: sitesView{list, mayAddSite(actor)}})
}

func mayAddSite(actor scheduling.Actor) bool {
	return actor.Can(scheduling.Organise) || actor.Can(scheduling.Administer)
}

// siteView is a site with its week, day by day.
type siteView struct {
	administering.SiteFile
	Week []weekday
}

// site shows one: where it is, its rooms, its hours, what closes it.
func (p *Pages) site(c echo.Context, actor scheduling.Actor) error {
	v, err := p.siteView(c, actor, scheduling.SiteID(c.Param("id")))
	if err != nil {
		return err
	}
	return p.show(c, "site", v)
}

func (p *Pages) siteView(c echo.Context, actor scheduling.Actor, id scheduling.SiteID) (templates.View, error) {
	file, err := p.Administering.Site(c.Request().Context(), actor, id)
	return templates.View{Title: file.Name, Current: "settings", Data: siteView{file, weekOf(file.Openings)}}, err
}

// siteAgain shows a site with what its form of a room or a closure was
// refused for.
func (p *Pages) siteAgain(c echo.Context, actor scheduling.Actor, err error, id scheduling.SiteID) error {
	v, viewErr := p.siteView(c, actor, id)
	if viewErr != nil {
		return viewErr
	}
	return p.again(c, err, "site", v)
}

// siteForm is the form of a new site, or of one that is corrected.
type siteForm struct {
	scheduling.Site
	Units, Hosts []templates.Option
	Zones        []string
	Back         string
}

// zonesOfFrance are the IANA zones in which a site may lie.
var zonesOfFrance = []string{
	"Europe/Paris", "America/Guadeloupe", "America/Martinique", "America/Cayenne", "Indian/Reunion", "Indian/Mayotte",
	"America/Miquelon", "America/St_Barthelemy", "America/Marigot", "Pacific/Noumea", "Pacific/Tahiti", "Pacific/Wallis",
}

func (p *Pages) siteFormView(c echo.Context, actor scheduling.Actor, s scheduling.Site) (templates.View, error) {
	form := siteForm{Site: s, Zones: zonesOfFrance, Back: "/sites"}
	title := "Nouveau site"
	if s.ID != "" {
		title, form.Back = "Modifier le site", "/sites/"+string(s.ID)
	}
	ctx := c.Request().Context()
	tree, err := p.Administering.Units(ctx, actor)
	if err != nil {
		return templates.View{}, err
	}
	for _, u := range tree {
		if actor.May(scheduling.Organise, u.ID) == nil || u.Administer {
			form.Units = append(form.Units, templates.Option{Value: string(u.ID), Label: u.Name})
		}
	}
	if len(form.Units) == 0 {
		return templates.View{}, scheduling.Refuse(scheduling.Forbidden, "site.may_not", "")
	}
	hosts, err := p.Administering.Hosts(ctx, actor)
	for _, h := range hosts {
		form.Hosts = append(form.Hosts, templates.Option{Value: string(h.ID), Label: h.Name})
	}
	return templates.View{Title: title, Current: "settings", Data: form}, err
}

func (p *Pages) newSite(c echo.Context, actor scheduling.Actor) error {
	v, err := p.siteFormView(c, actor, scheduling.Site{})
	if err != nil {
		return err
	}
	return p.show(c, "site-form", v)
}

func (p *Pages) addSite(c echo.Context, actor scheduling.Actor) error {
	id, err := p.Administering.AddSite(c.Request().Context(), actor, readSite(c))
	if err != nil {
		return p.siteFormAgain(c, actor, err, scheduling.Site{})
	}
	return p.done(c, "/sites/"+string(id), "site.added")
}

func (p *Pages) editSiteForm(c echo.Context, actor scheduling.Actor) error {
	file, err := p.Administering.Site(c.Request().Context(), actor, scheduling.SiteID(c.Param("id")))
	if err != nil {
		return err
	}
	if !file.MayChange {
		return scheduling.Refuse(scheduling.Forbidden, "site.may_not", "")
	}
	v, err := p.siteFormView(c, actor, file.Site)
	if err != nil {
		return err
	}
	return p.show(c, "site-form", v)
}

func (p *Pages) editSite(c echo.Context, actor scheduling.Actor) error {
	s := readSite(c)
	s.ID, s.Version = scheduling.SiteID(c.Param("id")), version(c)
	if err := p.Administering.EditSite(c.Request().Context(), actor, s); err != nil {
		return p.siteFormAgain(c, actor, err, s)
	}
	return p.done(c, "/sites/"+string(s.ID), "site.saved")
}

func (p *Pages) siteFormAgain(c echo.Context, actor scheduling.Actor, err error, s scheduling.Site) error {
	v, viewErr := p.siteFormView(c, actor, s)
	if viewErr != nil {
		return err
	}
	return p.again(c, err, "site-form", v)
}

func readSite(c echo.Context) scheduling.Site {
	return scheduling.Site{
		Unit: scheduling.UnitID(c.FormValue("unit")), HostPartner: scheduling.PartnerID(c.FormValue("host_partner")),
		Name: c.FormValue("name"), PublicPlace: c.FormValue("public_place"),
		Street: c.FormValue("street"), Postcode: c.FormValue("postcode"), City: c.FormValue("city"), Insee: c.FormValue("insee"),
		TimeZone: c.FormValue("time_zone"), StepFree: c.FormValue("step_free") != "", Transport: c.FormValue("transport"),
		Parking: c.FormValue("parking"), AccessNotes: c.FormValue("access_notes"), Phone: c.FormValue("phone"),
	}
}
