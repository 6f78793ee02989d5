package pages

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"trame/scheduling"
	"trame/templates"
)

// openKiosk turns this tablet over to the room: whoever opened it is signed
// out here, for nobody but him may read the sheet on it.
func (p *Pages) openKiosk(c echo.Context, actor scheduling.Actor) error {
	ctx := c.Request().Context()
	token, _, err := p.Attending.OpenKiosk(ctx, actor, scheduling.MeetingID(c.Param("id")))
	if err != nil {
		return p.sheetAgain(c, actor, err, nil)
	}
	if err := p.Trust.SignOut(ctx, actor, SignInFrom(ctx)); err != nil {
		return err
	}
	p.leaveDevice(c)
	return c.Redirect(http.StatusSeeOther, "/accueil/"+token)
}

func (p *Pages) closeKiosk(c echo.Context, actor scheduling.Actor) error {
	id := c.Param("id")
	if err := p.Attending.CloseKiosk(c.Request().Context(), actor, scheduling.MeetingID(id)); err != nil {
		return p.sheetAgain(c, actor, err, nil)
	}
	return p.done(c, "/seances/"+id+"/presences", "kiosk.closed")
}

func (p *Pages) kioskOf(c echo.Context) (templates.View, error) {
	g, err := p.Attending.Kiosk(c.Request().Context(), c.Param("token"))
	return templates.View{
		Title: "Vos rencontres", Organisation: g.Organisation.Name, Phone: g.Organisation.Phone, PhoneHours: g.Organisation.PhoneHours, Data: g,
	}, err
}

// kiosk is what the room's tablet shows: one field, and nobody's name.
func (p *Pages) kiosk(c echo.Context) error {
	view, err := p.kioskOf(c)
	if err != nil {
		return p.linkFailure(c, err)
	}
	return p.show(c, "kiosk", view)
}

func (p *Pages) kioskSignIn(c echo.Context) error {
	refusal := p.Attending.SignInAtKiosk(c.Request().Context(), c.Param("token"), c.FormValue("code"))
	if refusal == nil {
		return p.done(c, "/accueil/"+c.Param("token"), "kiosk.welcome")
	}
	view, err := p.kioskOf(c)
	if err != nil {
		return p.linkFailure(c, err)
	}
	return p.again(c, refusal, "kiosk", view)
}
