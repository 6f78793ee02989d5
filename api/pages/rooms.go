package pages

import (
	"github.com/labstack/echo/v4"

	"trame/scheduling"
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

func (p *Pages) room(c echo.Context, actor scheduling.Actor) error {
	room, err := p.Administering.Room(c.Request().Context(), actor, scheduling.RoomID(c.Param("id")))
	if err != nil {
		return err
	}
	return p.show(c, "room", templates.View{Title: room.Name, Current: "settings", Data: room})
}

func (p *Pages) editRoom(c echo.Context, actor scheduling.Actor) error {
	before, err := p.Administering.Room(c.Request().Context(), actor, scheduling.RoomID(c.Param("id")))
	if err != nil {
		return err
	}
	room := readRoom(c)
	room.ID, room.Version = before.ID, version(c)
	if err := p.Administering.EditRoom(c.Request().Context(), actor, room); err != nil {
		return p.again(c, err, "room", templates.View{Title: before.Name, Current: "settings", Data: before})
	}
	return p.done(c, "/sites/"+string(before.Site), "room.saved")
}

func (p *Pages) removeRoom(c echo.Context, actor scheduling.Actor) error {
	room, err := p.Administering.Room(c.Request().Context(), actor, scheduling.RoomID(c.Param("id")))
	if err != nil {
		return err
	}
	if err := p.Administering.RemoveRoom(c.Request().Context(), actor, room.ID); err != nil {
		return p.again(c, err, "room", templates.View{Title: room.Name, Current: "settings", Data: room})
	}
	return p.done(c, "/sites/"+string(room.Site), "room.removed")
}
