package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"trame/api/pages"
	"trame/scheduling"
)

// operation is what the OpenAPI document says of a route.
type operation struct {
	ID      string // operationId: listCohorts
	Summary string
	Tag     string
	Status  int // of success; 0: 200
	// MaxBytes is the largest body it takes; 0: 1 MiB.
	MaxBytes int64
}

func get[I, O any](a *api, path string, o operation, f func(context.Context, scheduling.Actor, *I) (*O, error)) {
	register(a, http.MethodGet, path, o, f)
}

func post[I, O any](a *api, path string, o operation, f func(context.Context, scheduling.Actor, *I) (*O, error)) {
	register(a, http.MethodPost, path, o, f)
}

func put[I, O any](a *api, path string, o operation, f func(context.Context, scheduling.Actor, *I) (*O, error)) {
	register(a, http.MethodPut, path, o, f)
}

func remove[I, O any](a *api, path string, o operation, f func(context.Context, scheduling.Actor, *I) (*O, error)) {
	register(a, http.MethodDelete, path, o, f)
}

// register hangs a route for signed-in agents.
func register[I, O any](a *api, method, path string, o operation, f func(context.Context, scheduling.Actor, *I) (*O, error)) {
	open(a, method, path, o, []map[string][]string{{"signIn": {}}}, func(ctx context.Context, in *I) (*O, error) {
		actor, ok := pages.ActorFrom(ctx)
		if !ok {
			return nil, &problem{Type: "about:blank", Title: "Connectez-vous.", Status: http.StatusUnauthorized, Key: "signin.required"}
		}
		out, err := f(ctx, actor, in)
		if err != nil {
			return nil, problemOf(err)
		}
		return out, nil
	})
}

// open hangs a route under any security, none included.
func open[I, O any](a *api, method, path string, o operation, security []map[string][]string, f func(context.Context, *I) (*O, error)) {
	huma.Register(a.huma, huma.Operation{
		Method: method, Path: "/api/v1" + path, OperationID: o.ID, Summary: o.Summary,
		Tags: []string{o.Tag}, DefaultStatus: o.Status, Security: security, MaxBodyBytes: o.MaxBytes,
		Errors: []int{http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusConflict, http.StatusUnprocessableEntity},
	}, f)
}

// body wraps a JSON answer.
type body[T any] struct {
	Body T
}

// page is a list with the cursor of its next part.
type page[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next,omitempty" doc:"Pass it as after for the next part; absent at the end"`
}

// Paging asks for a part of a list. It is exported for huma, which reads no
// unexported embedded struct.
type Paging struct {
	After string `query:"after" doc:"The next of the part before"`
	Limit int    `query:"limit" minimum:"1" maximum:"200" default:"50" required:"false"`
}
