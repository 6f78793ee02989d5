package pages

import (
	"net/http"
	"slices"
	"time"

	"github.com/labstack/echo/v4"

	"trame/scheduling/mail"
	"trame/scheduling/sms"
	"trame/templates"
)

// Demo is what the demonstration adds: ways in, and the mail it sent.
type Demo struct {
	Accounts []templates.Account
	Spool    *mail.Spool
	Texts    *sms.Spool
}

// sentLine is one message of any channel, as the list shows it.
type sentLine struct {
	Path    string
	Subject string
	To      string
	Date    time.Time
	SMS     bool
}

// sentMail lists what the demonstration sent, the newest first.
func (p *Pages) sentMail(c echo.Context) error {
	const most = 200
	mails, err := p.Demo.Spool.List(most)
	if err != nil {
		return err
	}
	texts, err := p.Demo.Texts.List(most)
	if err != nil {
		return err
	}
	var list []sentLine
	for _, m := range mails {
		list = append(list, sentLine{"/courrier/" + m.ID, m.Subject, m.To.Name + " <" + m.To.Address + ">", m.Date, false})
	}
	for _, t := range texts {
		list = append(list, sentLine{"/courrier/sms/" + t.ID, t.Body, t.To, t.Date, true})
	}
	slices.SortStableFunc(list, func(a, b sentLine) int { return b.Date.Compare(a.Date) })
	return p.show(c, "sent", templates.View{Title: "Courrier envoyé", Data: list[:min(most, len(list))]})
}

// sentText shows one short message, and what it costs.
func (p *Pages) sentText(c echo.Context) error {
	sent, err := p.Demo.Texts.Open(c.Param("id"))
	if err != nil {
		return err
	}
	return p.show(c, "sent-text", templates.View{Title: "SMS envoyé", Data: struct {
		sms.Sent
		Cost sms.Count
	}{sent, sms.Measure(sent.Body)}})
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
