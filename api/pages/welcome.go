package pages

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"trame/scheduling"
	"trame/scheduling/workflow/inviting"
	"trame/templates"
)

// welcomeView is a participant's own page.
type welcomeView struct {
	inviting.Welcome
	Path string
	News string       // where she tells what became of her, six months after; "" before
	Away map[int]bool // the visits, from 1, to which she said she does not come
}

// NextIsAway reports whether she said that she does not come to the next one.
func (v welcomeView) NextIsAway() bool { return v.Away[v.nextAt()] }

// NextAbsence is where she says so; "" when it has begun.
func (v welcomeView) NextAbsence() string {
	if v.Standing != inviting.HasSeat || v.Next == nil || v.Next.Begun {
		return ""
	}
	return v.Path + "/absence/" + strconv.Itoa(v.nextAt())
}

// nextAt is the place of the next visit, from 1; 0 for none.
func (v welcomeView) nextAt() int {
	return 1 + slices.IndexFunc(v.Visits, func(visit inviting.Visit) bool { return v.Next != nil && visit == *v.Next })
}

func (p *Pages) welcomeOf(c echo.Context) (templates.View, error) {
	token := c.Param("token")
	w, err := p.Inviting.Welcome(c.Request().Context(), token)
	view := welcomeView{Welcome: w, Path: "/v/" + token}
	if err == nil && w.Standing == inviting.HasSeat {
		view.Away, err = p.Attending.Apologies(c.Request().Context(), token)
	}
	if err == nil {
		view.News, err = p.Following.Link(c.Request().Context(), token)
	}
	return templates.View{
		Title: "Vos rencontres", Organisation: w.Organisation.Name, Phone: w.Organisation.Phone, PhoneHours: w.Organisation.PhoneHours,
		Data: view,
	}, err
}

// welcome shows a participant where she stands. It acts on nothing: mail
// scanners open links too.
func (p *Pages) welcome(c echo.Context) error {
	view, err := p.welcomeOf(c)
	if err != nil {
		return p.linkFailure(c, err)
	}
	return p.show(c, "welcome", view)
}

// welcomeNo asks why not, when « je ne peux pas » was chosen; the answer may
// stay without a reason.
func (p *Pages) welcomeNo(c echo.Context) error {
	view, err := p.welcomeOf(c)
	if err != nil {
		return p.linkFailure(c, err)
	}
	return p.show(c, "welcome-no", view)
}

func (p *Pages) welcomeReply(c echo.Context) error {
	token := c.Param("token")
	if err := p.Inviting.Reply(c.Request().Context(), token, answerFrom(c)); err != nil {
		return p.retryLink(c, err, "welcome", p.welcomeOf)
	}
	return p.done(c, "/v/"+token, "reply.thanks")
}

// linkFailure is the kind page for a link that leads nowhere any more.
func (p *Pages) linkFailure(c echo.Context, err error) error {
	switch scheduling.KindOf(err) {
	case scheduling.NotFound, scheduling.Expired:
		return p.render(c, Status(err), "link-over", templates.View{Title: "Vos rencontres", Data: templates.Sentence(err)})
	default:
		return err
	}
}

// visitCalendar is one visit to add to a calendar, once.
func (p *Pages) visitCalendar(c echo.Context) error {
	number, found := strings.CutSuffix(c.Param("file"), ".ics")
	n, err := strconv.Atoi(number)
	if err != nil || !found {
		return echo.ErrNotFound
	}
	object, err := p.Inviting.Calendar(c.Request().Context(), c.Param("token"), n)
	if err != nil {
		return p.linkFailure(c, err)
	}
	return addOnce(c, "rencontre-"+strconv.Itoa(n)+".ics", object, nil)
}

// openSeatFeed makes an address that follows her dates.
func (p *Pages) openSeatFeed(c echo.Context) error {
	token, err := p.Planning.OpenSeatFeed(c.Request().Context(), c.Param("token"))
	if err != nil {
		return p.linkFailure(c, err)
	}
	return p.show(c, "own-feed", templates.View{Title: "Vos rencontres", Data: p.addressOf(token, "", "/v/"+c.Param("token"))})
}

func (p *Pages) codeForm(c echo.Context) error {
	return p.show(c, "code", templates.View{Title: "Vos rencontres"})
}

// enterCode leads who typed a code to her page.
func (p *Pages) enterCode(c echo.Context) error {
	token, err := p.Inviting.Enter(c.Request().Context(), c.FormValue("code"), c.RealIP())
	link := "/v/" + token
	if scheduling.KindOf(err) == scheduling.Invalid { // no invitation's: a sheet's, perhaps; the try is counted
		sheet, failed := p.Evaluating.LinkOfCode(c.Request().Context(), c.FormValue("code"))
		if sheet != "" || failed != nil {
			link, err = sheet, failed
		}
	}
	if err != nil {
		return p.again(c, err, "code", templates.View{Title: "Vos rencontres"})
	}
	c.Response().Header().Set("Cache-Control", "no-store")
	return c.Redirect(http.StatusSeeOther, link)
}
