package pages

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"trame/scheduling/mail"
	"trame/templates"
)

// Demo is what the demonstration adds: ways in, and the mail it sent.
type Demo struct {
	Accounts []templates.Account
	Spool    *mail.Spool
}

// sentMail lists what the demonstration sent, the newest first.
func (p *Pages) sentMail(c echo.Context) error {
	const most = 200
	list, err := p.Demo.Spool.List(most)
	if err != nil {
		return err
	}
	return p.show(c, "sent", templates.View{Title: "Courrier envoyé", Data: list})
}

// sentOne shows one mail as its reader gets it.
func (p *Pages) sentOne(c echo.Context) error {
	sent, err := p.Demo.Spool.Open(c.Param("id"))
	if err != nil {
		return err
	}
	return p.show(c, "sent-one", templates.View{Title: "Courrier envoyé", Data: sent})
}

// sentHTML is a mail's own page, for the frame of sentOne.
func (p *Pages) sentHTML(c echo.Context) error {
	sent, err := p.Demo.Spool.Open(c.Param("id"))
	if err != nil {
		return err
	}
	c.Response().Header().Set("Content-Security-Policy",
		"default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox allow-popups allow-top-navigation-by-user-activation; frame-ancestors 'self'")
	return c.HTML(http.StatusOK, sent.HTML)
}
