package pages

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"trame/scheduling"
	"trame/scheduling/ranking"
	"trame/scheduling/workflow/targeting"
	"trame/templates"
)

// targetView is whom to ask to a session, and why.
type targetView struct {
	targeting.Targeting
	Weights ranking.Weights
	Zone    string
	Tabs    []templates.Tab
	Map     *areaMap
	Rate    float64 // percent of those asked who are expected to come
	Refused string  // why nobody can be asked now
}

// ZoneNames are the zones to choose from.
func (v targetView) ZoneNames() (options []templates.Option) {
	for _, z := range v.Zones {
		options = append(options, templates.Option{Value: z.Zone, Label: z.Zone})
	}
	return options
}

// Criteria in the order of the form.
func (targetView) Criteria() []ranking.Criterion { return ranking.Criteria }

// Wave is how many of the list are in the wave.
func (v targetView) Wave() (n int) {
	for _, t := range v.Targets {
		if t.InWave {
			n++
		}
	}
	return n
}

// Hundredths is a part as « 35 % ».
func (targetView) Hundredths(part, whole int) string {
	if whole == 0 {
		return "–"
	}
	return strconv.Itoa((part*100+whole/2)/whole) + "\u00a0%"
}

// Eligible and Seated are the sums of the zones.
func (v targetView) Eligible() (n int) {
	for _, z := range v.Zones {
		n += z.Eligible
	}
	return n
}

// Seated is the sum of the places that zones had.
func (v targetView) Seated() (n int) {
	for _, z := range v.Zones {
		n += z.Seated
	}
	return n
}

// target ranks whom to ask. Who is chosen goes to the form of invitations; this
// page changes nothing.
func (p *Pages) target(c echo.Context, actor scheduling.Actor) error {
	ask := askedTarget(c)
	view, err := p.targetView(c, actor, ask)
	if scheduling.KindOf(err) != scheduling.Invalid {
		if err != nil {
			return err
		}
		return p.show(c, "target", view)
	}
	view, failed := p.targetView(c, actor, targeting.Ask{Weights: ranking.Usual(), Zone: ask.Zone})
	if failed != nil {
		return failed
	}
	return p.again(c, err, "target", view)
}

func askedTarget(c echo.Context) targeting.Ask {
	ask := targeting.Ask{Weights: ranking.Usual(), Zone: strings.TrimSpace(c.QueryParam("zone"))}
	if size := c.QueryParam("size"); size != "" {
		ask.Size = wholeNumber(size)
	}
	for _, criterion := range ranking.Criteria {
		if given := c.QueryParam(string(criterion)); given != "" {
			ask.Weights[criterion] = wholeNumber(given)
		}
	}
	return ask
}

func (p *Pages) targetView(c echo.Context, actor scheduling.Actor, ask targeting.Ask) (templates.View, error) {
	found, err := p.Targeting.Target(c.Request().Context(), actor, cohortID(c), ask)
	view := targetView{Targeting: found, Weights: ask.Weights, Zone: ask.Zone, Tabs: rollTabs(cohortID(c), "Cibler"), Map: mapOf(found)}
	view.Rate = math.Round(found.Answers.Rate() * 100)
	if found.Refusal != nil {
		view.Refused = templates.Sentence(found.Refusal)
	}
	return templates.View{Title: "Cibler", Current: "cohorts", Data: view}, err
}

// areaMap draws communes where they are: a dot as large as its people.
type areaMap struct {
	Width, Height int
	Dots          []areaDot
	Site          areaDot
	HasSite       bool
}

// areaDot is a commune in pixels.
type areaDot struct {
	X, Y, Radius   int
	Name           string
	People, InWave int
	Label          bool // its name is written beside it
}

// covers reports whether two names would lie on one another.
func (d areaDot) covers(o areaDot) bool {
	return o.Label && max(d.X-o.X, o.X-d.X) < labelWidth && max(d.Y+d.Radius-o.Y-o.Radius, o.Y+o.Radius-d.Y-d.Radius) < labelLine
}

const (
	mapSide    = 400
	mapMargin  = 60
	labelWidth = 130 // px that a name takes, and its height
	labelLine  = 22
)

// mapOf is nil when nobody's commune is placed.
func mapOf(t targeting.Targeting) *areaMap {
	if len(t.Dots) == 0 {
		return nil
	}
	around := make([]scheduling.Territory, 0, len(t.Dots)+1)
	for _, d := range t.Dots {
		around = append(around, d.Territory)
	}
	m := &areaMap{Width: mapSide + 2*mapMargin, HasSite: t.Site.Placed()}
	if m.HasSite {
		around = append(around, t.Site)
	}
	place, height := project(around)
	m.Height = height + 2*mapMargin
	most := t.Dots[0].People
	for _, d := range t.Dots {
		x, y := place(d.Territory)
		dot := areaDot{
			X: x, Y: y, Radius: 5 + int(13*math.Sqrt(float64(d.People)/float64(most))),
			Name: d.Name, People: d.People, InWave: d.InWave,
		}
		dot.Label = !slices.ContainsFunc(m.Dots, dot.covers)
		m.Dots = append(m.Dots, dot)
	}
	if m.HasSite {
		m.Site.X, m.Site.Y = place(t.Site)
		m.Site.Name = t.Site.Name
	}
	return m
}

// project lays places on a plane: near enough for a region.
func project(around []scheduling.Territory) (place func(scheduling.Territory) (x, y int), height int) {
	west, east, south, north := 180.0, -180.0, 90.0, -90.0
	for _, t := range around {
		west, east = min(west, t.Longitude), max(east, t.Longitude)
		south, north = min(south, t.Latitude), max(north, t.Latitude)
	}
	narrow := math.Cos((south + north) / 2 * math.Pi / 180)
	span := max((east-west)*narrow, (north - south), 0.02)
	scale := mapSide / span
	return func(t scheduling.Territory) (x, y int) {
		return mapMargin + int((t.Longitude-west)*narrow*scale), mapMargin + int((north-t.Latitude)*scale)
	}, int((north - south) * scale)
}

// Reasons are what puts somebody in her rank, criterion by criterion: those
// that weigh, with their points.
func (targetView) Reasons(t targeting.Target) (reasons []string) {
	for _, p := range t.Points {
		if p.Weight == 0 {
			continue
		}
		key := "target." + string(p.Criterion)
		switch {
		case !p.Known:
			key = "target.unknown." + string(p.Criterion)
		case p.Value == 0:
			key = "target.none." + string(p.Criterion)
		}
		reasons = append(reasons, templates.Message(key, "n", p.Value, "zone", t.Commune.Zone, "score", t.Commune.Score(), "points", p.Points*p.Weight))
	}
	return reasons
}
