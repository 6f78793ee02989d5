package pages

import (
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"trame/scheduling"
	"trame/scheduling/workflow/planning"
)

// heldView is what waits to leave after a change of a session, on its page and
// on those of its meetings.
type heldView struct {
	planning.Held
	Zone *time.Location
	Post string
	Back string
}

func (p *Pages) heldOf(c echo.Context, actor scheduling.Actor, id scheduling.CohortID) (heldView, error) {
	held, err := p.Planning.Held(c.Request().Context(), actor, id)
	return heldView{held, p.Zone, cohortPath(id) + "/envois", c.Request().URL.Path}, err
}

func (p *Pages) sendNow(c echo.Context, actor scheduling.Actor) error {
	n, err := p.Planning.SendNow(c.Request().Context(), actor, cohortID(c))
	if err != nil {
		return err
	}
	return p.done(c, backFrom(c), "held.sent", "n", n)
}

func (p *Pages) keepBack(c echo.Context, actor scheduling.Actor) error {
	n, err := p.Planning.KeepBack(c.Request().Context(), actor, cohortID(c))
	if err != nil {
		return err
	}
	return p.done(c, backFrom(c), "held.kept", "n", n)
}

// backFrom is the page that the form stood on: the session's, or a meeting's.
func backFrom(c echo.Context) string {
	back := c.FormValue("retour")
	if strings.HasPrefix(back, "/seances/") && !strings.ContainsAny(back, "?#\\") {
		return back
	}
	return cohortPath(cohortID(c))
}
