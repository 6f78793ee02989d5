package api

import (
	"net/http"
	"strconv"
	"strings"

	"trame/templates"
)

// tagged is a JSON answer with the version it shows.
type tagged[T any] struct {
	ETag string `header:"ETag" doc:"The version: send it back as If-Match to change this"`
	Body T
}

func taggedWith[T any](version int, b T) *tagged[T] {
	return &tagged[T]{strconv.Quote(strconv.Itoa(version)), b}
}

// IfMatch asks a change for the version it was made from. It is exported for
// huma, which reads no unexported embedded struct.
type IfMatch struct {
	Tag string `header:"If-Match" doc:"The ETag of what you read; required: a change of something else is refused with 412"`
}

// version is the one the caller read; without it the change is refused (428),
// for it would overwrite whatever came in between.
func (m IfMatch) version() (int, error) {
	if m.Tag == "" {
		return 0, &problem{
			Type: "about:blank", Title: templates.Message("problem.428.title"),
			Status: http.StatusPreconditionRequired, Key: "if_match.required",
		}
	}
	if version, err := strconv.Atoi(strings.Trim(m.Tag, `"`)); err == nil {
		return version, nil
	}
	return -1, nil // never the current one: 412
}
