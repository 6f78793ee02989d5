// Package pages is Trame for people: one file per screen, each turning a form
// into a use case and its result into a page. It knows no SQL and no JSON.
package pages

import (
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"trame/scheduling"
	"trame/scheduling/post"
	"trame/templates"
)

// Settings are what the pages must know of the house.
type Settings struct {
	Zone   *time.Location // of the organisation
	Secure bool           // served over https: cookies say so
	Demo   *Demo
	Log    *slog.Logger
	Post   *post.Office
}

// Pages draws every screen.
type Pages struct {
	Desks
	Settings
}

// New is the pages over desks.
func New(d Desks, s Settings) *Pages { return &Pages{d, s} }

// show answers with a page for whoever is signed in.
func (p *Pages) show(c echo.Context, name string, v templates.View) error {
	return p.render(c, http.StatusOK, name, v)
}

// again answers a refused form with the same form: what was typed, and each
// sentence at its field. Refusals that are not about the input go on to the
// error page.
func (p *Pages) again(c echo.Context, err error, name string, v templates.View) error {
	if !mendable(err) {
		return err
	}
	form, formErr := c.FormParams()
	if formErr != nil {
		return formErr
	}
	v.Form, v.Errors = form, templates.ErrorsOf(err)
	return p.render(c, Status(err), name, v)
}

// mendable reports whether whoever was refused can do something about it on the
// page that she sent.
func mendable(err error) bool {
	switch scheduling.KindOf(err) {
	case scheduling.Invalid, scheduling.Conflict, scheduling.Throttled:
		return true
	}
	return false
}

// retry is again for a page that has yet to be read: for nothing but a refusal
// that can be mended on it is it read once more.
func (p *Pages) retry(c echo.Context, actor scheduling.Actor, refusal error, name string, view func(echo.Context, scheduling.Actor) (templates.View, error)) error {
	if !mendable(refusal) {
		return refusal
	}
	v, err := view(c, actor)
	if err != nil {
		return err
	}
	return p.again(c, refusal, name, v)
}

// retryLink is retry for a page behind a link.
func (p *Pages) retryLink(c echo.Context, refusal error, name string, view func(echo.Context) (templates.View, error)) error {
	if !mendable(refusal) {
		return p.linkFailure(c, refusal)
	}
	v, err := view(c)
	if err != nil {
		return p.linkFailure(c, err)
	}
	return p.again(c, refusal, name, v)
}

func (p *Pages) render(c echo.Context, status int, name string, v templates.View) error {
	if v.Organisation == "" {
		p.introduce(c, &v)
	}
	v.Demo = p.Demo != nil
	if actor, ok := ActorFrom(c.Request().Context()); ok {
		v.Actor, v.ActorNote, v.Agent, v.Nav = actor.Name, roleNote(actor), string(actor.ID), navigation(actor)
	}
	if v.Flash.Message == "" {
		v.Flash = p.takeFlash(c)
	}
	header := c.Response().Header()
	header.Set(echo.HeaderContentType, echo.MIMETextHTMLCharsetUTF8)
	header.Set("Cache-Control", "no-store")
	c.Response().Status = status
	return templates.Page(startOnWrite{c, status}, name, v)
}

// introduce says who speaks, and whom to call, on a page that is nobody's own:
// rule 30. A database that does not answer takes no page away.
func (p *Pages) introduce(c echo.Context, v *templates.View) {
	o, err := p.Administering.Host(c.Request().Context())
	if err != nil {
		p.Log.Error("pages do without the organisation's phone", "error", err)
	}
	v.Organisation, v.Phone, v.PhoneHours = o.Name, o.Phone, o.PhoneHours
}

// startOnWrite sends the status with the first byte: a page that fails to
// render still becomes an error page.
type startOnWrite struct {
	c      echo.Context
	status int
}

func (w startOnWrite) Write(b []byte) (int, error) {
	if !w.c.Response().Committed {
		w.c.Response().WriteHeader(w.status)
	}
	return w.c.Response().Write(b)
}

// done leads to path with a line that says what just happened: a message key
// and what its sentence quotes.
func (p *Pages) done(c echo.Context, path, key string, args ...any) error {
	p.setFlash(c, "done", templates.Message(key, args...))
	return c.Redirect(http.StatusSeeOther, path)
}

// The flash travels in a short-lived cookie: a kind and a sentence of ours,
// never a person's name.
const flashCookie = "trame_flash"

func (p *Pages) setFlash(c echo.Context, kind, message string) {
	p.setCookie(c, flashCookie, url.QueryEscape(kind+"|"+message), 60)
}

// setCookie keeps a value for maxAge seconds; 0 is until the browser closes,
// -1 forgets it.
func (p *Pages) setCookie(c echo.Context, name, value string, maxAge int) {
	c.SetCookie(&http.Cookie{ //nolint:gosec // Secure wherever there is https; the demonstration has none
		Name: name, Value: value, Path: "/", MaxAge: maxAge,
		HttpOnly: true, Secure: p.Secure, SameSite: http.SameSiteLaxMode,
	})
}

func (p *Pages) takeFlash(c echo.Context) templates.Flash {
	cookie, err := c.Cookie(flashCookie)
	if err != nil {
		return templates.Flash{}
	}
	p.setCookie(c, flashCookie, "", -1)
	text, err := url.QueryUnescape(cookie.Value)
	if err != nil {
		return templates.Flash{}
	}
	for _, kind := range []string{"done", "info", "todo", "trouble"} {
		if len(text) > len(kind) && text[:len(kind)+1] == kind+"|" {
			return templates.Flash{Kind: kind, Message: text[len(kind)+1:]}
		}
	}
	return templates.Flash{}
}

// version reads a form's hidden version: what the actor saw when he began.
func version(c echo.Context) int {
	return wholeNumber(c.FormValue("version")) // -1 is never the current one: the edit is refused as stale
}

// wholeNumber reads what was typed; what is none is -1, which no rule accepts.
func wholeNumber(typed string) int {
	n, err := strconv.Atoi(strings.TrimSpace(typed))
	if err != nil {
		return -1
	}
	return n
}

// optionalNumber is wholeNumber where nothing typed means 0.
func optionalNumber(typed string) int {
	if strings.TrimSpace(typed) == "" {
		return 0
	}
	return wholeNumber(typed)
}

func orElse(value, otherwise string) string {
	if value == "" {
		return otherwise
	}
	return value
}
