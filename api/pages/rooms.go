package pages

import (
	"github.com/labstack/echo/v4"

	"trame/scheduling"
	"trame/scheduling/workflow/availability"
	"trame/scheduling/workflow/planning"
	"trame/templates"
)

func readRoom(c echo.Context) scheduling.Room {
	return scheduling.Room{Name: c.FormValue("name"), Capacity: number(c, "capacity"), Confidential: c.FormValue("confidential") != ""}
}

func (p *Pages) addRoom(c echo.Context, actor scheduling.Actor) error {
	room := readRoom(c)
	room.Site = scheduling.SiteID(c.Param("id"))
	if _, err := p.Administering.AddRoom(c.Request().Context(), actor, room); err != nil {
		return p.siteAgain(c, actor, err, room.Site)
	}
	return p.done(c, "/sites/"+string(room.Site), "room.added")
}

// roomPage is a room, when it cannot be had, and what that makes impossible.
type roomPage struct {
	scheduling.Room
	Sheet  availability.Sheet
	Broken []breachLine
}

func (p *Pages) roomView(c echo.Context, actor scheduling.Actor, id scheduling.RoomID) (templates.View, error) {
	ctx, resource := c.Request().Context(), scheduling.RoomResource(id)
	room, err := p.Administering.Room(ctx, actor, id)
	if err != nil {
		return templates.View{}, err
	}
	sheet, err := p.Availability.Sheet(ctx, actor, resource)
	if err != nil {
		return templates.View{}, err
	}
	broken, err := p.Planning.Breaches(ctx, actor, planning.BreachScope{Resource: resource})
	return templates.View{Title: room.Name, Current: "settings", Data: roomPage{room, sheet, breachLines(broken)}}, err
}

func roomID(c echo.Context) scheduling.RoomID { return scheduling.RoomID(c.Param("id")) }

func (p *Pages) room(c echo.Context, actor scheduling.Actor) error {
	v, err := p.roomView(c, actor, roomID(c))
	if err != nil {
		return err
	}
	return p.show(c, "room", v)
}

// roomAgain shows the page with what was refused.
func (p *Pages) roomAgain(c echo.Context, actor scheduling.Actor, refused error) error {
	v, err := p.roomView(c, actor, roomID(c))
	if err != nil {
		return err
	}
	return p.again(c, refused, "room", v)
}

func (p *Pages) editRoom(c echo.Context, actor scheduling.Actor) error {
	before, err := p.Administering.Room(c.Request().Context(), actor, roomID(c))
	if err != nil {
		return err
	}
	room := readRoom(c)
	room.ID, room.Version = before.ID, version(c)
	if err := p.Administering.EditRoom(c.Request().Context(), actor, room); err != nil {
		return p.roomAgain(c, actor, err)
	}
	return p.done(c, "/sites/"+string(before.Site), "room.saved")
}

func (p *Pages) removeRoom(c echo.Context, actor scheduling.Actor) error {
	room, err := p.Administering.Room(c.Request().Context(), actor, roomID(c))
	if err != nil {
		return err
	}
	if err := p.Administering.RemoveRoom(c.Request().Context(), actor, room.ID); err != nil {
		return p.roomAgain(c, actor, err)
	}
	return p.done(c, "/sites/"+string(room.Site), "room.removed")
}

// closeRoom notes when a room cannot be had.
func (p *Pages) closeRoom(c echo.Context, actor scheduling.Actor) error {
	a, err := readAbsence(c)
	a.Resource = scheduling.RoomResource(roomID(c))
	if err == nil {
		_, err = p.Availability.AddAbsence(c.Request().Context(), actor, a)
	}
	if err != nil {
		return p.roomAgain(c, actor, err)
	}
	return p.done(c, "/salles/"+string(roomID(c)), "room.closed")
}
