package pages

import (
	"html/template"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"trame/scheduling"
	"trame/templates"
)

// feedsView is a list of calendar addresses and the form of a new one.
type feedsView struct {
	List []scheduling.Feed
	Post string // where a new one is asked for
	Zone *time.Location
	Back templates.Link
	Lead string // who reads such a calendar, and what it tells
}

// address is a new calendar address, shown this once, with the three ways to
// use it.
type address struct {
	Subscribe template.URL // webcal:
	Link      string
	Name      string
	Back      string
}

func (p *Pages) addressOf(token, name, back string) address {
	link := p.Post.Link("/feeds/" + token + ".ics")
	_, rest, _ := strings.Cut(link, "://")
	// webcal is a scheme that html/template does not know; the rest is ours.
	return address{Subscribe: template.URL("webcal://" + rest), Link: link, Name: name, Back: back} //nolint:gosec // our own address and scheme
}

// FeedPath is where calendar programs come.
const FeedPath = "/feeds/:token"

// feed answers a calendar program (calendar.md §5).
func (p *Pages) feed(c echo.Context) error {
	token, found := strings.CutSuffix(c.Param("token"), ".ics")
	if !found {
		return scheduling.Refuse(scheduling.NotFound, "not_found", "")
	}
	calendar, err := p.Planning.Calendar(c.Request().Context(), token)
	header := c.Response().Header()
	header.Set("Cache-Control", "private, no-cache")
	switch scheduling.KindOf(err) {
	case scheduling.NotFound, scheduling.Expired: // programs read the status alone
		return c.NoContent(Status(err))
	}
	if err != nil {
		return err
	}
	header.Set("ETag", calendar.ETag)
	if matches(c.Request().Header.Get("If-None-Match"), calendar.ETag) {
		return c.NoContent(http.StatusNotModified)
	}
	return c.Blob(http.StatusOK, "text/calendar; charset=utf-8", calendar.Body)
}

// matches reads If-None-Match, which compares weakly (RFC 9110 §13.1.2).
func matches(header, etag string) bool {
	for candidate := range strings.SplitSeq(header, ",") {
		candidate = strings.TrimPrefix(strings.TrimSpace(candidate), "W/")
		if candidate == etag || candidate == "*" {
			return true
		}
	}
	return false
}

// shelf is where the addresses of a scope are kept.
type shelf struct {
	home  string // of the list, %s is the owner
	back  templates.Link
	title string
	lead  string
}

var shelves = map[scheduling.FeedScope]shelf{
	scheduling.FeedOfUser: {
		"/compte/agendas",
		templates.Link{Text: "Mon compte", Href: "/compte"},
		"Mon agenda partagé",
		"Vos séances dans l’agenda de votre téléphone ou de votre bureau.",
	},
	scheduling.FeedOfFacilitator: {home: "/intervenants/%s"},
	scheduling.FeedOfRecap:       {home: "/intervenants/%s"},
	scheduling.FeedOfCohort: {
		"/sessions/%s/agenda",
		templates.Link{Text: "La session", Href: "/sessions/%s"},
		"Agenda de la session",
		"Pour l’équipe : toutes les séances, avec leur titre. Aucun nom de participant n’y figure.",
	},
	scheduling.FeedOfUnit: {
		"/unites/%s/agenda",
		templates.Link{Text: "Agenda", Href: "/agenda"},
		"Agenda de l’unité",
		"Pour l’équipe : toutes les séances de l’unité, avec leur titre. Aucun nom de participant n’y figure.",
	},
	scheduling.FeedOfSite: {
		"/sites/%s/agenda",
		templates.Link{Text: "Le site", Href: "/sites/%s"},
		"Agenda du site",
		"Pour l’accueil : quand le groupe est là. Seul le titre public y figure, rien de la maladie ni des personnes.",
	},
	scheduling.FeedOfRoom: {
		"/salles/%s/agenda",
		templates.Link{Text: "La salle", Href: "/salles/%s"},
		"Agenda de la salle",
		"Pour qui partage la salle : quand elle est prise. Seul le titre public y figure, rien de la maladie ni des personnes.",
	},
}

func owned(path, owner string) string { return strings.Replace(path, "%s", url.PathEscape(owner), 1) }

// feedsOf shows the addresses of one scope; the owner is in the path, or the
// agent himself.
func (p *Pages) feedsOf(scope scheduling.FeedScope) func(c echo.Context, actor scheduling.Actor) error {
	return func(c echo.Context, actor scheduling.Actor) error {
		v, err := p.feedsView(c, actor, scope)
		if err != nil {
			return err
		}
		return p.show(c, "feeds", v)
	}
}

func ownerIn(c echo.Context, actor scheduling.Actor, scope scheduling.FeedScope) string {
	if scope == scheduling.FeedOfUser {
		return string(actor.ID)
	}
	return c.Param("id")
}

func (p *Pages) feedsView(c echo.Context, actor scheduling.Actor, scope scheduling.FeedScope) (templates.View, error) {
	s, owner := shelves[scope], ownerIn(c, actor, scope)
	feeds, err := p.Planning.Feeds(c.Request().Context(), actor, scope, owner)
	back := templates.Link{Text: s.back.Text, Href: owned(s.back.Href, owner)}
	return templates.View{Title: s.title, Data: feedsView{feeds, owned(s.home, owner), p.Zone, back, s.lead}}, err
}

// openFeedOf makes an address.
func (p *Pages) openFeedOf(scope scheduling.FeedScope) func(c echo.Context, actor scheduling.Actor) error {
	return func(c echo.Context, actor scheduling.Actor) error {
		feed, token, err := p.Planning.OpenFeed(c.Request().Context(), actor, scope, ownerIn(c, actor, scope), c.FormValue("name"))
		if err != nil {
			v, viewErr := p.feedsView(c, actor, scope)
			if viewErr != nil {
				return viewErr
			}
			return p.again(c, err, "feeds", v)
		}
		return p.showAddress(c, token, feed)
	}
}

func (p *Pages) openFacilitatorFeed(c echo.Context, actor scheduling.Actor) error {
	id := scheduling.FacilitatorID(c.Param("id"))
	feed, token, err := p.Planning.OpenFeed(c.Request().Context(), actor, scheduling.FeedOfFacilitator, string(id), c.FormValue("name"))
	if err != nil {
		v, viewErr := p.facilitatorView(c, actor, id)
		if viewErr != nil {
			return viewErr
		}
		return p.again(c, err, "facilitator", v)
	}
	return p.showAddress(c, token, feed)
}

func (p *Pages) rotateFeed(c echo.Context, actor scheduling.Actor) error {
	feed, token, err := p.Planning.RotateFeed(c.Request().Context(), actor, scheduling.FeedID(c.Param("id")))
	if err != nil {
		return err
	}
	return p.showAddress(c, token, feed)
}

// showAddress answers the POST itself: a page to come back to would have to
// keep the token.
func (p *Pages) showAddress(c echo.Context, token string, feed scheduling.Feed) error {
	back := owned(shelves[feed.Scope].home, feed.Owner)
	return p.show(c, "feed", templates.View{Title: "Adresse de l’agenda", Data: p.addressOf(token, feed.Name, back)})
}

func (p *Pages) revokeFeed(c echo.Context, actor scheduling.Actor) error {
	feed, err := p.Planning.RevokeFeed(c.Request().Context(), actor, scheduling.FeedID(c.Param("id")))
	if err != nil {
		return err
	}
	return p.done(c, owned(shelves[feed.Scope].home, feed.Owner), "feed.closed")
}

// cohortCalendar is a session to add to a calendar once.
func (p *Pages) cohortCalendar(c echo.Context, actor scheduling.Actor) error {
	object, err := p.Planning.DownloadCohort(c.Request().Context(), actor, scheduling.CohortID(c.Param("id")))
	return addOnce(c, "session.ics", object, err)
}

// meetingCalendar is a meeting to add to a calendar once.
func (p *Pages) meetingCalendar(c echo.Context, actor scheduling.Actor) error {
	object, err := p.Planning.DownloadMeeting(c.Request().Context(), actor, scheduling.MeetingID(c.Param("id")))
	return addOnce(c, "seance.ics", object, err)
}

// addOnce hands out a calendar as a file.
func addOnce(c echo.Context, name string, object []byte, err error) error {
	if err != nil {
		return err
	}
	header := c.Response().Header()
	header.Set("Cache-Control", "private, no-store")
	header.Set("Content-Disposition", `attachment; filename="`+name+`"`)
	return c.Blob(http.StatusOK, "text/calendar; charset=utf-8", object)
}
