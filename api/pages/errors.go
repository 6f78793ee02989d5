package pages

import (
	"errors"
	"net/http"

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
