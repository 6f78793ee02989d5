// Package api is Trame over HTTP: the JSON API, the pages, and the middleware
// both stand behind.
package api

import (
	"context"
	"net/http"
	"strings"
	"sync"

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

// New is the whole of HTTP: every route of routes.go and pages. The JSON API
// is made when it is first asked for: its description costs a start, and
// memory for good, that a house of pages alone need not pay.
func New(desks pages.Desks, s Settings) http.Handler {
	p := pages.New(desks, s.Settings)
	every := middleware(p, s)
	office := stand(p, s, every)
	health(office, s)
	p.Routes(office)
	programs := sync.OnceValue(func() *echo.Echo {
		e := stand(p, s, every)
		a := &api{Desks: desks, huma: humaecho.New(e, config(s)), link: s.Post.Link, receipts: s.Receipts}
		a.routes()
		document(e, a.huma.OpenAPI())
		return e
	})
	return http.NewCrossOriginProtection().Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if forPrograms(r) {
			programs().ServeHTTP(w, r)
			return
		}
		office.ServeHTTP(w, r)
	}))
}

// stand is an echo without routes, behind the middleware of the house.
func stand(p *pages.Pages, s Settings, every []echo.MiddlewareFunc) *echo.Echo {
	e := echo.New()
	e.HideBanner, e.HidePort = true, true
	e.IPExtractor = extractor(s.Proxies)
	e.HTTPErrorHandler = failures(p, s.Log)
	e.Use(every...)
	return e
}

// forPrograms tells the JSON API from the pages.
func forPrograms(r *http.Request) bool { return strings.HasPrefix(r.URL.Path, "/api/") }

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
