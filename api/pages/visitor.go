package pages

import (
	"github.com/labstack/echo/v4"

	"trame/scheduling"
)

// addVisitor notes somebody in the room who is not enrolled.
func (p *Pages) addVisitor(c echo.Context, actor scheduling.Actor) error {
	id := c.Param("id")
	form, err := c.FormParams()
	if err != nil {
		return err
	}
	_, err = p.Attending.AddVisitor(c.Request().Context(), actor, scheduling.Visitor{
		Meeting: scheduling.MeetingID(id), Kind: scheduling.VisitorKind(c.FormValue("kind")), Name: c.FormValue("name"),
	})
	if err != nil {
		return p.sheetAgain(c, actor, err, form)
	}
	return p.done(c, "/seances/"+id+"/presences#invites", "visitor.added")
}

func (p *Pages) removeVisitor(c echo.Context, actor scheduling.Actor) error {
	id := c.Param("id")
	err := p.Attending.RemoveVisitor(c.Request().Context(), actor, scheduling.MeetingID(id), scheduling.VisitorID(c.Param("visitor")))
	if err != nil {
		return p.sheetAgain(c, actor, err, nil)
	}
	return p.done(c, "/seances/"+id+"/presences#invites", "visitor.removed")
}
