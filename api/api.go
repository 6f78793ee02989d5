// Package api is Trame over HTTP: the JSON API, the pages, and the middleware
// both stand behind.
package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humaecho"
	"github.com/labstack/echo/v4"
	"github.com/prometheus/client_golang/prometheus"

	"trame/api/pages"
)

// Settings are what the HTTP side must know of the house.
type Settings struct {
	pages.Settings
	BaseURL string
	Version string
	// Proxies says how the caller's address is found: "direct" by default,
	// "x-forwarded-for" behind a proxy that sets it.
	Proxies string
	Ready   func(ctx context.Context) error
	// Receipts is the secret by which a gateway of short messages tells what
	// became of them; "" when none does.
	Receipts string
	Metrics  *prometheus.Registry // nil: nothing is measured
}

type api struct {
	pages.Desks
	huma huma.API
	link func(path string) string // the absolute address of a path

	receipts string
}

// New is the whole of HTTP: every route of routes.go and pages.
func New(desks pages.Desks, s Settings) http.Handler {
	e := echo.New()
	e.HideBanner, e.HidePort = true, true
	e.IPExtractor = extractor(s.Proxies)
	p := pages.New(desks, s.Settings)
	e.HTTPErrorHandler = failures(p, s.Log)
	for _, m := range middleware(p, s) {
		e.Use(m)
	}
	health(e, s)
	p.Routes(e)
	a := &api{Desks: desks, huma: humaecho.New(e, config(s)), link: s.Post.Link, receipts: s.Receipts}
	a.routes()
	document(e, a.huma.OpenAPI())
	return http.NewCrossOriginProtection().Handler(e)
}

func extractor(proxies string) echo.IPExtractor {
	if proxies == "x-forwarded-for" {
		return echo.ExtractIPFromXFFHeader()
	}
	return echo.ExtractIPDirect() // trusts no header: anybody can write one
}

// health answers what runs the process: alive, and ready to serve.
func health(e *echo.Echo, s Settings) {
	e.GET("/healthz", func(c echo.Context) error { return c.String(http.StatusOK, "ok\n") })
	e.GET("/readyz", func(c echo.Context) error {
		if err := s.Ready(c.Request().Context()); err != nil {
			s.Log.Error("not ready", "error", err)
			return c.String(http.StatusServiceUnavailable, "not ready\n")
		}
		return c.String(http.StatusOK, "ok\n")
	})
}
