package pages

import (
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/workflow/partnership"
	"trame/templates"
)

type partnersView struct {
	Words  string
	Kind   string
	List   []partnership.Listed
	Pager  templates.Pager
	MayAdd bool
}

// partners lists the bodies whose people co-animate.
func (p *Pages) partners(c echo.Context, actor scheduling.Actor) error {
	words, kind := strings.TrimSpace(c.QueryParam("q")), c.QueryParam("nature")
	list, next, err := p.Partnership.Partners(c.Request().Context(), actor, words, scheduling.PartnerKind(kind), store.Page{After: c.QueryParam("apres")})
	if err != nil {
		return err
	}
	data := partnersView{Words: words, Kind: kind, List: list, MayAdd: actor.Can(scheduling.Organise)}
	if next != "" {
		data.Pager.Next = "/partenaires?" + url.Values{"q": {words}, "nature": {kind}, "apres": {next}}.Encode()
	}
	return p.show(c, "partners", templates.View{Title: "Partenaires", Current: "partners", Data: data})
}

// partner shows one: its people, what was signed, what is coming.
func (p *Pages) partner(c echo.Context, actor scheduling.Actor) error {
	file, err := p.Partnership.Partner(c.Request().Context(), actor, scheduling.PartnerID(c.Param("id")))
	if err != nil {
		return err
	}
	return p.show(c, "partner", templates.View{Title: file.Name, Current: "partners", Data: file})
}

// partnerForm is the form of a new partner, or of one that is corrected.
type partnerForm struct {
	scheduling.Partner
	Units []templates.Option
	Back  string
}

func (p *Pages) partnerFormView(c echo.Context, actor scheduling.Actor, partner scheduling.Partner) (templates.View, error) {
	form := partnerForm{Partner: partner, Back: "/partenaires"}
	title := "Nouveau partenaire"
	if partner.ID != "" {
		title, form.Back = "Modifier le partenaire", "/partenaires/"+string(partner.ID)
	} else {
		units, err := p.Partnership.Units(c.Request().Context(), actor)
		if err != nil {
			return templates.View{}, err
		}
		for _, u := range units {
			form.Units = append(form.Units, templates.Option{Value: string(u.ID), Label: u.Name})
		}
	}
	return templates.View{Title: title, Current: "partners", Data: form}, nil
}

func (p *Pages) newPartner(c echo.Context, actor scheduling.Actor) error {
	v, err := p.partnerFormView(c, actor, scheduling.Partner{})
	if err != nil {
		return err
	}
	return p.show(c, "partner-form", v)
}

func readPartner(c echo.Context) scheduling.Partner {
	return scheduling.Partner{
		Unit: scheduling.UnitID(c.FormValue("unit")), Kind: scheduling.PartnerKind(c.FormValue("kind")), Name: c.FormValue("name"),
		Since: number(c, "since"), Notes: c.FormValue("notes"),
	}
}

func (p *Pages) addPartner(c echo.Context, actor scheduling.Actor) error {
	id, err := p.Partnership.AddPartner(c.Request().Context(), actor, readPartner(c))
	if err != nil {
		v, viewErr := p.partnerFormView(c, actor, scheduling.Partner{})
		if viewErr != nil {
			return viewErr
		}
		return p.again(c, err, "partner-form", v)
	}
	return p.done(c, "/partenaires/"+string(id), "partner.added")
}

func (p *Pages) editPartnerForm(c echo.Context, actor scheduling.Actor) error {
	file, err := p.Partnership.Partner(c.Request().Context(), actor, scheduling.PartnerID(c.Param("id")))
	if err != nil {
		return err
	}
	v, err := p.partnerFormView(c, actor, file.Partner)
	if err != nil {
		return err
	}
	return p.show(c, "partner-form", v)
}

func (p *Pages) editPartner(c echo.Context, actor scheduling.Actor) error {
	partner := readPartner(c)
	partner.ID, partner.Version = scheduling.PartnerID(c.Param("id")), version(c)
	if err := p.Partnership.EditPartner(c.Request().Context(), actor, partner); err != nil {
		v, viewErr := p.partnerFormView(c, actor, partner)
		if viewErr != nil {
			return viewErr
		}
		return p.again(c, err, "partner-form", v)
	}
	return p.done(c, "/partenaires/"+string(partner.ID), "partner.saved")
}

// agreementForm is the form of what was signed with a partner.
type agreementForm struct {
	scheduling.Agreement
	PartnerName string
}

func agreementView(a scheduling.Agreement, partner scheduling.Partner) templates.View {
	title := "Nouvelle convention"
	if a.ID != "" {
		title = "Modifier la convention"
	}
	return templates.View{Title: title, Current: "partners", Data: agreementForm{a, partner.Name}}
}

func (p *Pages) newAgreement(c echo.Context, actor scheduling.Actor) error {
	file, err := p.Partnership.Partner(c.Request().Context(), actor, scheduling.PartnerID(c.Param("id")))
	if err != nil {
		return err
	}
	return p.show(c, "agreement-form", agreementView(scheduling.Agreement{Partner: file.ID}, file.Partner))
}

// readAgreement reads the form; a day that is none is a fault at its field.
func readAgreement(c echo.Context) (scheduling.Agreement, error) {
	a := scheduling.Agreement{Scope: c.FormValue("scope")}
	var f scheduling.Faults
	for field, day := range map[string]*scheduling.Date{"signed_on": &a.SignedOn, "valid_from": &a.ValidFrom, "valid_until": &a.ValidUntil} {
		var err error
		*day, err = scheduling.ParseDate(c.FormValue(field))
		f.Check(err == nil, field, "agreement.day.malformed")
	}
	return a, f.Err()
}

func (p *Pages) addAgreement(c echo.Context, actor scheduling.Actor) error {
	id := scheduling.PartnerID(c.Param("id"))
	a, err := readAgreement(c)
	if err == nil {
		a.Partner = id
		_, err = p.Partnership.AddAgreement(c.Request().Context(), actor, a)
	}
	if err != nil {
		file, readErr := p.Partnership.Partner(c.Request().Context(), actor, id)
		if readErr != nil {
			return readErr
		}
		return p.again(c, err, "agreement-form", agreementView(scheduling.Agreement{Partner: id}, file.Partner))
	}
	return p.done(c, "/partenaires/"+string(id), "agreement.saved")
}

func (p *Pages) editAgreementForm(c echo.Context, actor scheduling.Actor) error {
	signed, partner, err := p.Partnership.Agreement(c.Request().Context(), actor, scheduling.AgreementID(c.Param("id")))
	if err != nil {
		return err
	}
	return p.show(c, "agreement-form", agreementView(signed.Agreement, partner))
}

func (p *Pages) editAgreement(c echo.Context, actor scheduling.Actor) error {
	ctx := c.Request().Context()
	signed, partner, err := p.Partnership.Agreement(ctx, actor, scheduling.AgreementID(c.Param("id")))
	if err != nil {
		return err
	}
	a, err := readAgreement(c)
	if err == nil {
		a.ID, a.Version = signed.ID, version(c)
		err = p.Partnership.EditAgreement(ctx, actor, a)
	}
	if err != nil {
		return p.again(c, err, "agreement-form", agreementView(signed.Agreement, partner))
	}
	return p.done(c, "/partenaires/"+string(partner.ID), "agreement.saved")
}

func (p *Pages) removeAgreement(c echo.Context, actor scheduling.Actor) error {
	ctx := c.Request().Context()
	signed, partner, err := p.Partnership.Agreement(ctx, actor, scheduling.AgreementID(c.Param("id")))
	if err != nil {
		return err
	}
	if err := p.Partnership.RemoveAgreement(ctx, actor, signed.ID); err != nil {
		return err
	}
	return p.done(c, "/partenaires/"+string(partner.ID), "agreement.removed")
}

// number reads a whole number; "" is 0, what is none is -1.
func number(c echo.Context, field string) int {
	return optionalNumber(c.FormValue(field))
}
