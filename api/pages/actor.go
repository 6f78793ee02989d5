package pages

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"trame/scheduling"
	"trame/templates"
)

type actorKey struct{}

type signedIn struct {
	actor  scheduling.Actor
	signIn scheduling.SignInID
}

// ActorFrom is who is signed in on a request.
func ActorFrom(ctx context.Context) (scheduling.Actor, bool) {
	s, ok := ctx.Value(actorKey{}).(signedIn)
	return s.actor, ok
}

// SignInFrom is the sign-in a request came with.
func SignInFrom(ctx context.Context) scheduling.SignInID {
	s, _ := ctx.Value(actorKey{}).(signedIn)
	return s.signIn
}

// Identify puts whoever a request's token signs in into its context: the
// cookie of the pages, or the bearer token of the API. A token that no longer
// holds counts as none.
func (p *Pages) Identify(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		token := bearer(c.Request())
		if cookie, err := c.Cookie(p.cookieName()); err == nil && token == "" {
			token = cookie.Value
		}
		if token == "" || strings.HasPrefix(c.Path(), "/static/") {
			return next(c)
		}
		ctx := c.Request().Context()
		actor, signIn, err := p.Trust.Actor(ctx, token)
		switch scheduling.KindOf(err) {
		case scheduling.Expired:
			return next(c)
		case 0:
			if err != nil {
				return err
			}
		default:
			return err
		}
		ctx = context.WithValue(ctx, actorKey{}, signedIn{actor, signIn.ID})
		c.SetRequest(c.Request().WithContext(ctx))
		return next(c)
	}
}

func bearer(r *http.Request) string {
	token, found := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !found {
		return ""
	}
	return token
}

// private sends whoever is not signed in to the door, and back here after it.
func private(next func(c echo.Context, actor scheduling.Actor) error) echo.HandlerFunc {
	return func(c echo.Context) error {
		actor, ok := ActorFrom(c.Request().Context())
		if ok {
			return next(c, actor)
		}
		door := "/connexion"
		if c.Request().Method == http.MethodGet && c.Request().URL.Path != "/" {
			door += "?next=" + url.QueryEscape(c.Request().URL.RequestURI())
		}
		return c.Redirect(http.StatusSeeOther, door)
	}
}

// navigation shows the entries that lead somewhere for the actor.
func navigation(actor scheduling.Actor) []templates.NavItem {
	needs := map[string]scheduling.Deed{
		"agenda": scheduling.SeePlan, "cohorts": scheduling.SeePlan, "people": scheduling.SeePeople,
		"partners": scheduling.SeePlan, "programmes": scheduling.SeePlan, "reports": scheduling.SeeReports,
		"settings": scheduling.SeePlan,
	}
	return templates.NavigationFor(func(name string) bool {
		deed, limited := needs[name]
		return !limited || actor.Can(deed)
	})
}

// roleNote is what the user menu says below the name: the roles, in French.
func roleNote(actor scheduling.Actor) string {
	labels := make([]string, 0, len(actor.Grants))
	for _, g := range actor.Grants {
		labels = append(labels, templates.Message("label.role."+string(g.Role)))
	}
	return strings.Join(labels, ", ")
}
