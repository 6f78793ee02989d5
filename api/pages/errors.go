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
func (p *Pages) Failure(c echo.Context, err error) error {
	status := Status(err)
	problem := templates.ProblemOf(status)
	if kind := scheduling.KindOf(err); kind != 0 && kind != scheduling.NotFound {
		problem.Todo = templates.Sentence(err)
	}
	if _, ok := ActorFrom(c.Request().Context()); ok {
		problem.Action = templates.Link{Text: "Revenir à l’accueil", Href: "/"}
	}
	return p.render(c, status, "error", templates.View{Title: problem.Title, Data: problem})
}
