package pages

import (
	"github.com/labstack/echo/v4"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/templates"
)

// search finds a person, session, partner or programme by a few letters.
func (p *Pages) search(c echo.Context, actor scheduling.Actor) error {
	words := c.QueryParam("q")
	hits, err := p.Steering.Search(c.Request().Context(), actor, words)
	if err != nil {
		return err
	}
	data := struct {
		Count  int
		Groups []hitGroup
	}{Count: len(hits)}
	for _, hit := range hits {
		if n := len(data.Groups); n == 0 || data.Groups[n-1].kind != hit.Kind {
			data.Groups = append(data.Groups, hitGroup{kind: hit.Kind, Title: templates.Message("search.kind." + hit.Kind)})
		}
		group := &data.Groups[len(data.Groups)-1]
		group.Hits = append(group.Hits, hitLine{hit, hitPages[hit.Kind] + hit.ID})
	}
	return p.show(c, "search", templates.View{Title: "Chercher", Search: words, Data: data})
}

type hitGroup struct {
	kind  string
	Title string
	Hits  []hitLine
}

type hitLine struct {
	store.Hit
	Href string
}

var hitPages = map[string]string{
	"insured": "/personnes/", "cohort": "/sessions/", "facilitator": "/intervenants/",
	"partner": "/partenaires/", "programme": "/programmes/",
}
