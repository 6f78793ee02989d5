package pages

import (
	"github.com/labstack/echo/v4"

	"trame/scheduling"
	"trame/scheduling/workflow/partnership"
	"trame/templates"
)

type facilitatorView struct {
	partnership.Person
	Feeds        feedsView
	Availability availabilityView
	Returned     *returnedView
}

// facilitator shows a partner's person: how to reach him, his coming meetings
// and answers, the calendars that follow them.
func (p *Pages) facilitator(c echo.Context, actor scheduling.Actor) error {
	v, err := p.facilitatorView(c, actor, scheduling.FacilitatorID(c.Param("id")))
	if err != nil {
		return err
	}
	return p.show(c, "facilitator", v)
}

func (p *Pages) facilitatorView(c echo.Context, actor scheduling.Actor, id scheduling.FacilitatorID) (templates.View, error) {
	ctx := c.Request().Context()
	person, err := p.Partnership.Facilitator(ctx, actor, id)
	if err != nil {
		return templates.View{}, err
	}
	data := facilitatorView{Person: person}
	if data.Availability, err = p.availabilityOf(c, actor, scheduling.FacilitatorResource(id)); err != nil {
		return templates.View{}, err
	}
	if data.Returned, err = p.returnedMail(c, scheduling.FacilitatorResource(id), "/intervenants/"+string(id)+"/adresse", person.MayChange); err != nil {
		return templates.View{}, err
	}
	if person.MayChange {
		feeds, err := p.Planning.Feeds(ctx, actor, scheduling.FeedOfFacilitator, string(id))
		if err != nil {
			return templates.View{}, err
		}
		data.Feeds = feedsView{List: feeds, Post: "/intervenants/" + string(id) + "/agendas", Zone: p.Zone}
	}
	return templates.View{Title: person.Name(), Current: "partners", Data: data}, nil
}

type facilitatorForm struct {
	scheduling.Facilitator
	PartnerName string
	Back        string
}

func facilitatorFormView(f scheduling.Facilitator, partner scheduling.Partner) templates.View {
	form, title := facilitatorForm{f, partner.Name, "/partenaires/" + string(partner.ID)}, "Nouvel intervenant"
	if f.ID != "" {
		form.Back, title = "/intervenants/"+string(f.ID), "Modifier l’intervenant"
	}
	return templates.View{Title: title, Current: "partners", Data: form}
}

func (p *Pages) newFacilitator(c echo.Context, actor scheduling.Actor) error {
	file, err := p.Partnership.Partner(c.Request().Context(), actor, scheduling.PartnerID(c.Param("id")))
	if err != nil {
		return err
	}
	return p.show(c, "facilitator-form", facilitatorFormView(scheduling.Facilitator{Active: true}, file.Partner))
}

func readFacilitator(c echo.Context) scheduling.Facilitator {
	return scheduling.Facilitator{
		FirstName: c.FormValue("first_name"), LastName: c.FormValue("last_name"), Function: c.FormValue("function"),
		Email: c.FormValue("email"), Phone: c.FormValue("phone"), Active: c.FormValue("active") != "",
	}
}

func (p *Pages) addFacilitator(c echo.Context, actor scheduling.Actor) error {
	ctx := c.Request().Context()
	f := readFacilitator(c)
	f.Partner = scheduling.PartnerID(c.Param("id"))
	id, err := p.Partnership.AddFacilitator(ctx, actor, f)
	if err != nil {
		file, readErr := p.Partnership.Partner(ctx, actor, f.Partner)
		if readErr != nil {
			return readErr
		}
		return p.again(c, err, "facilitator-form", facilitatorFormView(scheduling.Facilitator{Active: true}, file.Partner))
	}
	return p.done(c, "/intervenants/"+string(id), "facilitator.added")
}

func (p *Pages) editFacilitatorForm(c echo.Context, actor scheduling.Actor) error {
	person, err := p.Partnership.Facilitator(c.Request().Context(), actor, scheduling.FacilitatorID(c.Param("id")))
	if err != nil {
		return err
	}
	return p.show(c, "facilitator-form", facilitatorFormView(person.Facilitator, person.Of))
}

func (p *Pages) editFacilitator(c echo.Context, actor scheduling.Actor) error {
	ctx := c.Request().Context()
	person, err := p.Partnership.Facilitator(ctx, actor, scheduling.FacilitatorID(c.Param("id")))
	if err != nil {
		return err
	}
	f := readFacilitator(c)
	f.ID, f.Version = person.ID, version(c)
	if err := p.Partnership.EditFacilitator(ctx, actor, f); err != nil {
		return p.again(c, err, "facilitator-form", facilitatorFormView(person.Facilitator, person.Of))
	}
	return p.done(c, "/intervenants/"+string(f.ID), "facilitator.saved")
}
