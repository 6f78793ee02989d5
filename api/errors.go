package api

import (
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/labstack/echo/v4"

	"trame/api/pages"
	"trame/scheduling"
	"trame/templates"
)

// problem is an application/problem+json body (RFC 9457). It never echoes
// what was submitted: a value may be a person's.
type problem struct {
	Type   string  `json:"type" doc:"about:blank: Title and Key say it all"`
	Title  string  `json:"title" doc:"What happened, in French, for a person"`
	Status int     `json:"status"`
	Key    string  `json:"key,omitempty" doc:"What happened, for a program: stable" example:"booking.overlap"`
	Into   string  `json:"into,omitempty" doc:"The id of the file that speaks for the one asked for, when they were made one"`
	Errors []fault `json:"errors,omitempty" doc:"Every fault of the input, at its field"`
}

type fault struct {
	Field string `json:"field" doc:"Where, as a path into the body" example:"capacity"`
	Key   string `json:"key,omitempty"`
	Title string `json:"title"`
}

func (p *problem) Error() string           { return p.Title }
func (p *problem) GetStatus() int          { return p.Status }
func (*problem) ContentType(string) string { return "application/problem+json" }

// problemOf words an error; what is not a refusal says nothing of itself.
func problemOf(err error) *problem {
	if p, ok := errors.AsType[*problem](err); ok {
		return p
	}
	p := &problem{Type: "about:blank", Status: pages.Status(err)}
	if list, ok := errors.AsType[scheduling.Faults](err); ok {
		p.Title, p.Key = templates.Message("problem.400.title"), "invalid"
		for _, e := range list {
			p.Errors = append(p.Errors, fault{e.Field, e.Key, templates.Sentence(e)})
		}
		return p
	}
	if e, ok := errors.AsType[*scheduling.Error](err); ok {
		p.Title, p.Key, p.Into = templates.Sentence(e), e.Key, string(pages.Moved(err))
		if e.Key == "stale" {
			p.Status = http.StatusPreconditionFailed
		}
		if e.Field != "" {
			p.Errors = []fault{{e.Field, e.Key, p.Title}}
		}
		return p
	}
	p.Title = templates.ProblemOf(p.Status).Title
	return p
}

// newHumaError replaces huma's own errors (a body that does not fit its
// schema) with ours.
func newHumaError(status int, _ string, errs ...error) huma.StatusError {
	p := &problem{Type: "about:blank", Title: templates.ProblemOf(status).Title, Status: status, Key: "malformed"}
	for _, err := range errs {
		if detail, ok := errors.AsType[*huma.ErrorDetail](err); ok {
			p.Errors = append(p.Errors, fault{Field: strings.TrimPrefix(detail.Location, "body."), Title: detail.Message})
		}
	}
	return p
}

// failures answers every error that reached echo: problem+json under /api,
// a page elsewhere. What is internal is logged here and shown to nobody.
func failures(p *pages.Pages, log *slog.Logger) echo.HTTPErrorHandler {
	return func(err error, c echo.Context) {
		if c.Response().Committed {
			return
		}
		if pages.Status(err) >= http.StatusInternalServerError {
			log.Error("failed", "route", c.Path(), "error", err, "request", c.Response().Header().Get(echo.HeaderXRequestID))
		}
		var failed error
		if forPrograms(c.Request()) {
			failed = writeProblem(c, problemOf(err))
		} else {
			failed = p.Failure(c, err)
		}
		if failed != nil {
			log.Error("no answer", "route", c.Path(), "error", failed)
		}
	}
}

func writeProblem(c echo.Context, p *problem) error {
	body, err := json.Marshal(p)
	if err != nil {
		return err
	}
	return c.Blob(p.Status, "application/problem+json", body)
}
