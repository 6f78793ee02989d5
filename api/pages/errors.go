package pages

import (
	"errors"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"trame/scheduling"
	"trame/templates"
)

// Status is the HTTP status of an error: the one map from kinds.
func Status(err error) int {
	if status, ok := statuses[scheduling.KindOf(err)]; ok {
		return status
	}
	if he, ok := errors.AsType[*echo.HTTPError](err); ok {
		return he.Code
	}
	return http.StatusInternalServerError
}

var statuses = map[scheduling.Kind]int{
	scheduling.Invalid:   http.StatusUnprocessableEntity,
	scheduling.NotFound:  http.StatusNotFound,
	scheduling.Conflict:  http.StatusConflict,
	scheduling.Forbidden: http.StatusForbidden,
	scheduling.Expired:   http.StatusGone,
	scheduling.Throttled: http.StatusTooManyRequests,
}

// Failure is the page for an error: what happened, in words, and what to do.
// An agent keeps his menu, unless the fault is ours: then nothing more is asked
// of a house in trouble.
func (p *Pages) Failure(c echo.Context, err error) error {
	if into := movedTo(c, err); into != "" {
		return c.Redirect(http.StatusMovedPermanently, into)
	}
	status := Status(err)
	problem := templates.ProblemOf(status)
	if refused, ok := errors.AsType[*scheduling.Error](err); ok && refused.Key == "stale" {
		problem = templates.ProblemOf(http.StatusPreconditionFailed)
	}
	if kind := scheduling.KindOf(err); kind != 0 && kind != scheduling.NotFound {
		problem.Todo = templates.Sentence(err)
	}
	page := "error"
	if _, ok := ActorFrom(c.Request().Context()); ok {
		problem.Action = templates.Link{Text: "Revenir à l’accueil", Href: "/"}
		if status < http.StatusInternalServerError {
			page = "refused"
		}
	}
	return p.render(c, status, page, templates.View{Title: problem.Title, Data: problem})
}

// movedTo is where the file stands that was opened under an id it had before two
// files were made one; "" when that is not what happened.
func movedTo(c echo.Context, err error) string {
	into := Moved(err)
	if into == "" || c.Request().Method != http.MethodGet || c.Param("id") == "" {
		return ""
	}
	return strings.Replace(c.Request().URL.Path, c.Param("id"), string(into), 1)
}

// Moved is the file that speaks for the one that was asked for; "" when err says
// something else.
func Moved(err error) scheduling.InsuredID {
	e, ok := errors.AsType[*scheduling.Error](err)
	if !ok || e.Key != scheduling.MovedKey || len(e.Args) != 2 {
		return ""
	}
	into, _ := e.Args[1].(scheduling.InsuredID)
	return into
}
