package pages

import (
	"html/template"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"trame/scheduling"
	"trame/scheduling/workflow/planning"
	"trame/templates"
)

// feedsView is a list of calendar addresses and the form of a new one.
type feedsView struct {
	List []scheduling.Feed
	Post string // where a new one is asked for
	Zone *time.Location
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

// accountFeeds lists the addresses of the agent's own calendar.
func (p *Pages) accountFeeds(c echo.Context, actor scheduling.Actor) error {
	v, err := p.accountFeedsView(c, actor)
	if err != nil {
		return err
	}
	return p.show(c, "feeds", v)
}

func (p *Pages) accountFeedsView(c echo.Context, actor scheduling.Actor) (templates.View, error) {
	feeds, err := p.Planning.Feeds(c.Request().Context(), actor, planning.FeedOfUser, string(actor.ID))
	return templates.View{Title: "Mon agenda partagé", Data: feedsView{feeds, "/compte/agendas", p.Zone}}, err
}

func (p *Pages) openAccountFeed(c echo.Context, actor scheduling.Actor) error {
	feed, token, err := p.Planning.OpenFeed(c.Request().Context(), actor, planning.FeedOfUser, string(actor.ID), c.FormValue("name"))
	if err != nil {
		v, viewErr := p.accountFeedsView(c, actor)
		if viewErr != nil {
			return viewErr
		}
		return p.again(c, err, "feeds", v)
	}
	return p.showAddress(c, token, feed)
}

func (p *Pages) openFacilitatorFeed(c echo.Context, actor scheduling.Actor) error {
	id := scheduling.FacilitatorID(c.Param("id"))
	feed, token, err := p.Planning.OpenFeed(c.Request().Context(), actor, planning.FeedOfFacilitator, string(id), c.FormValue("name"))
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
	return p.show(c, "feed", templates.View{Title: "Adresse de l’agenda", Data: p.addressOf(token, feed.Name, feedHome(feed.Scope, feed.Owner))})
}

func feedHome(scope, owner string) string {
	if scope == planning.FeedOfFacilitator {
		return "/intervenants/" + owner
	}
	return "/compte/agendas"
}

func (p *Pages) revokeFeed(c echo.Context, actor scheduling.Actor) error {
	if err := p.Planning.RevokeFeed(c.Request().Context(), actor, scheduling.FeedID(c.Param("id"))); err != nil {
		return err
	}
	back := "/compte/agendas"
	if id := c.FormValue("facilitator"); id != "" {
		back = feedHome(planning.FeedOfFacilitator, id)
	}
	return p.done(c, localPath(back), "feed.closed")
}
