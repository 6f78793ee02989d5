package pages

import (
	"net/url"
	"time"

	"github.com/labstack/echo/v4"

	"trame/scheduling"
	"trame/scheduling/post"
	"trame/scheduling/store"
	"trame/templates"
)

// messageLine is a message as lists show it: what and when, never who.
type messageLine struct {
	scheduling.Message
	Name  string
	Badge templates.Badge
}

func lineOfMessage(m scheduling.Message) messageLine {
	return messageLine{m, templates.Label("message_kind", m.Kind), templates.NewBadge("message", m.State())}
}

const messagesOnAPage = 50

func (p *Pages) messages(c echo.Context, actor scheduling.Actor) error {
	cohort := scheduling.CohortID(c.QueryParam("session"))
	page := store.Page{After: c.QueryParam("apres"), Limit: messagesOnAPage}
	list, err := p.Steering.Messages(c.Request().Context(), actor, cohort, page)
	if err != nil {
		return err
	}
	data := struct {
		Items []messageLine
		Next  string
		Zone  *time.Location
	}{Zone: p.Zone}
	for _, m := range list {
		data.Items = append(data.Items, lineOfMessage(m))
	}
	if len(list) == messagesOnAPage {
		data.Next = "/messages?" + url.Values{"session": {string(cohort)}, "apres": {string(list[len(list)-1].ID)}}.Encode()
	}
	return p.show(c, "messages", templates.View{Title: "Messages", Data: data})
}

func (p *Pages) message(c echo.Context, actor scheduling.Actor) error {
	m, letter, err := p.Steering.Message(c.Request().Context(), actor, scheduling.MessageID(c.Param("id")))
	if err != nil {
		return err
	}
	return p.show(c, "message", templates.View{Title: "Un message", Data: struct {
		messageLine
		Letter post.Letter
		Zone   *time.Location
	}{lineOfMessage(m), letter, p.Zone}})
}
