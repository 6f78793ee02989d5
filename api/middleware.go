package api

import (
	"context"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"
	standard "github.com/labstack/echo/v4/middleware"
	"github.com/prometheus/client_golang/prometheus"

	"trame/api/pages"
)

// bodyLimit holds an imported file; a resource's own limit is lower.
const bodyLimit = "24M"

// middleware is what every request passes, outermost first.
func middleware(p *pages.Pages, s Settings) []echo.MiddlewareFunc {
	return []echo.MiddlewareFunc{
		standard.RequestID(),
		observe(s),
		standard.RecoverWithConfig(standard.RecoverConfig{DisablePrintStack: true, LogErrorFunc: recovered(s.Log)}),
		secure(s.Secure),
		standard.BodyLimitWithConfig(standard.BodyLimitConfig{Limit: bodyLimit, Skipper: streamed}),
		locate,
		p.Identify,
		retry(p.Trust),
	}
}

// streamed tells the one form whose file is taken piece by piece, and counted
// as it comes.
func streamed(c echo.Context) bool {
	return c.Request().Method == http.MethodPost && c.Path() == pages.ImportPath
}

type addressKey struct{}

// locate keeps the caller's address for the throttle of the JSON API.
func locate(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		r := c.Request()
		c.SetRequest(r.WithContext(context.WithValue(r.Context(), addressKey{}, c.RealIP())))
		return next(c)
	}
}

func addressFrom(ctx context.Context) string {
	address, _ := ctx.Value(addressKey{}).(string)
	return address
}

// secure sets the headers that keep a page to itself: nothing inline, nothing
// from elsewhere, no address in a referrer.
func secure(https bool) echo.MiddlewareFunc {
	const policy = "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; " +
		"connect-src 'self'; font-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			h := c.Response().Header()
			h.Set("X-Content-Type-Options", "nosniff")
			h.Set("Referrer-Policy", "no-referrer")
			if https {
				h.Set("Strict-Transport-Security", "max-age=31536000")
			}
			// No browser shows a feed. To a calendar program, which comes to hear
			// that nothing changed, the rest would be most of the answer.
			if c.Path() != pages.FeedPath {
				h.Set("Content-Security-Policy", policy)
				h.Set("Cross-Origin-Opener-Policy", "same-origin")
				h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
			}
			return next(c)
		}
	}
}

func recovered(log *slog.Logger) standard.LogErrorFunc {
	return func(c echo.Context, err error, stack []byte) error {
		log.Error("panic", "route", c.Path(), "error", err, "stack", string(stack))
		return err
	}
}

// observe logs and measures by route, never by address: links hold tokens.
func observe(s Settings) echo.MiddlewareFunc {
	durations := prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name: "trame_http_seconds", Help: "How long requests take.",
		Buckets: []float64{.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10},
	}, []string{"route", "method", "status"})
	if s.Metrics != nil {
		s.Metrics.MustRegister(durations)
	}
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			start := time.Now()
			if err := next(c); err != nil {
				c.Error(err) // so that the status is known
			}
			if strings.HasPrefix(c.Path(), "/static/") {
				return nil
			}
			status, took := c.Response().Status, time.Since(start)
			durations.WithLabelValues(c.Path(), c.Request().Method, strconv.Itoa(status)).Observe(took.Seconds())
			level := slog.LevelInfo
			if status >= http.StatusInternalServerError {
				level = slog.LevelError
			}
			actor, _ := pages.ActorFrom(c.Request().Context())
			s.Log.LogAttrs(c.Request().Context(), level, "request", slog.String("method", c.Request().Method), slog.String("route", c.Path()),
				slog.Int("status", status), slog.Duration("took", took.Round(time.Microsecond)), slog.String("actor", string(actor.ID)),
				slog.String("request", c.Response().Header().Get(echo.HeaderXRequestID)))
			return nil
		}
	}
}
