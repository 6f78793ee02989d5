package pages

import (
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"trame/scheduling"
	"trame/templates"
)

// cookieName has the prefix by which browsers pin a cookie to this host; they
// refuse it over plain http, as in the demonstration.
func (p *Pages) cookieName() string {
	if p.Secure {
		return "__Host-trame"
	}
	return "trame"
}

func (p *Pages) signInView(next string) templates.View {
	data := templates.SignIn{Next: localPath(next)}
	if p.Demo != nil {
		data.Accounts = p.Demo.Accounts
	}
	return templates.View{Title: "Entrer", Data: data}
}

func (p *Pages) signInForm(c echo.Context) error {
	if _, ok := ActorFrom(c.Request().Context()); ok {
		return c.Redirect(http.StatusSeeOther, localPath(c.QueryParam("next")))
	}
	return p.show(c, "signin", p.signInView(c.QueryParam("next")))
}

func (p *Pages) signIn(c echo.Context) error {
	request := c.Request()
	token, err := p.Trust.SignIn(request.Context(), c.FormValue("email"), c.FormValue("password"),
		request.UserAgent(), c.RealIP())
	if err != nil {
		return p.again(c, err, "signin", p.signInView(c.FormValue("next")))
	}
	p.setCookie(c, p.cookieName(), token, 0)
	return c.Redirect(http.StatusSeeOther, localPath(c.FormValue("next")))
}

func (p *Pages) signOut(c echo.Context, actor scheduling.Actor) error {
	err := p.Trust.SignOut(c.Request().Context(), actor, SignInFrom(c.Request().Context()))
	if err != nil {
		return err
	}
	p.leaveDevice(c)
	return c.Redirect(http.StatusSeeOther, "/connexion")
}

// leaveDevice has the browser forget who was here: the cookie, and the sheet
// that it kept for when there is no network.
func (p *Pages) leaveDevice(c echo.Context) {
	p.setCookie(c, p.cookieName(), "", -1)
	c.Response().Header().Set("Clear-Site-Data", `"storage"`)
}

// localPath keeps a way back inside this site.
func localPath(next string) string {
	if !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || strings.ContainsAny(next, "\\\r\n") {
		return "/"
	}
	return next
}

// account shows where the actor is signed in, and changes his password.
func (p *Pages) account(c echo.Context, actor scheduling.Actor) error {
	v, err := p.accountView(c, actor)
	if err != nil {
		return err
	}
	return p.show(c, "account", v)
}

func (p *Pages) accountView(c echo.Context, actor scheduling.Actor) (templates.View, error) {
	list, err := p.Trust.SignIns(c.Request().Context(), actor)
	if err != nil {
		return templates.View{}, err
	}
	type row struct {
		scheduling.SignIn
		Here bool
	}
	rows := make([]row, len(list))
	for i, s := range list {
		rows[i] = row{s, s.ID == SignInFrom(c.Request().Context())}
	}
	return templates.View{Title: "Mon compte", Data: struct {
		Name    string
		SignIns []row
		Zone    *time.Location
	}{actor.Name, rows, p.Zone}}, nil
}

func (p *Pages) changePassword(c echo.Context, actor scheduling.Actor) error {
	ctx := c.Request().Context()
	var err error
	if c.FormValue("password") != c.FormValue("again") {
		err = scheduling.Refuse(scheduling.Invalid, "password.different", "again")
	} else {
		err = p.Trust.ChangePassword(ctx, actor, SignInFrom(ctx), c.FormValue("current"), c.FormValue("password"))
	}
	if err != nil {
		return p.retry(c, actor, err, "account", p.accountView)
	}
	return p.done(c, "/compte", "password.changed")
}

func (p *Pages) closeSignIn(c echo.Context, actor scheduling.Actor) error {
	err := p.Trust.SignOut(c.Request().Context(), actor, scheduling.SignInID(c.Param("id")))
	if err != nil {
		return err
	}
	return p.done(c, "/compte", "account.signin_closed")
}
