package pages

import (
	"github.com/labstack/echo/v4"

	"trame/scheduling"
	"trame/templates"
)

// today is where an agent begins: what needs him, and his week.
func (p *Pages) today(c echo.Context, actor scheduling.Actor) error {
	today, err := p.Steering.Today(c.Request().Context(), actor)
	if err != nil {
		return err
	}
	return p.show(c, "today", templates.View{Title: "Aujourd’hui", Current: "today", Data: today})
}
