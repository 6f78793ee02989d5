package pages

import (
	"strconv"

	"github.com/labstack/echo/v4"

	"trame/scheduling"
	"trame/scheduling/workflow/inviting"
	"trame/templates"
)

// apologyView asks a participant why she will not come to one visit.
type apologyView struct {
	welcomeView
	N     int
	Visit inviting.Visit
}

func (p *Pages) apologyOf(c echo.Context) (templates.View, error) {
	view, err := p.welcomeOf(c)
	if err != nil {
		return view, err
	}
	own, ok := view.Data.(welcomeView)
	n := visitNumber(c)
	if !ok || own.Standing != inviting.HasSeat || n < 1 || n > len(own.Visits) || own.Visits[n-1].Cancelled || own.Visits[n-1].Begun {
		return view, scheduling.Refuse(scheduling.NotFound, "not_found", "")
	}
	view.Data = apologyView{own, n, own.Visits[n-1]}
	return view, nil
}

// visitNumber is the place of a visit, from 1; 0 is none.
func visitNumber(c echo.Context) int {
	n, err := strconv.Atoi(c.Param("n"))
	if err != nil {
		return 0
	}
	return n
}

// apology asks before anything is noted: mail scanners open links too.
func (p *Pages) apology(c echo.Context) error {
	view, err := p.apologyOf(c)
	if err != nil {
		return p.linkFailure(c, err)
	}
	return p.show(c, "apology", view)
}

func (p *Pages) apologise(c echo.Context) error {
	err := p.Attending.Apologise(c.Request().Context(), c.Param("token"), visitNumber(c), c.FormValue("reason"))
	return p.apologised(c, err, "apology.thanks")
}

func (p *Pages) comeAfterAll(c echo.Context) error {
	err := p.Attending.ComeAfterAll(c.Request().Context(), c.Param("token"), visitNumber(c))
	return p.apologised(c, err, "apology.taken_back")
}

// apologised leads back to her page, or shows there why nothing was noted.
func (p *Pages) apologised(c echo.Context, refusal error, flash string) error {
	switch scheduling.KindOf(refusal) {
	case scheduling.Invalid, scheduling.Conflict:
		view, err := p.welcomeOf(c)
		if err != nil {
			return p.linkFailure(c, err)
		}
		return p.again(c, refusal, "welcome", view)
	}
	if refusal != nil {
		return p.linkFailure(c, refusal)
	}
	return p.done(c, "/v/"+c.Param("token"), flash)
}
