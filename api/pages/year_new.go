package pages

import (
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"trame/scheduling"
	"trame/templates"
)

// yearForm asks for a year: a group of fields for each approved programme.
type yearForm struct {
	Unit     string
	Units    []templates.Option
	Year     int
	Seconds  int
	Versions []yearFormVersion
	Sites    []templates.Option
	Leads    []templates.Option
}

type yearFormVersion struct {
	scheduling.ProgrammeVersion
	Modules int
	Times   int // what the form begins with
}

// Sessions is « 10 séances, de 8 à 12 personnes ».
func (v yearFormVersion) Sessions() string {
	return templates.French(fmt.Sprintf("%d séances, de %d à %d personnes", v.Modules, v.GroupMin, v.GroupMax))
}

func (p *Pages) yearNewForm(c echo.Context, actor scheduling.Actor) error {
	view, err := p.yearNewView(c, actor, c.QueryParam("unite"))
	if err != nil {
		return err
	}
	return p.show(c, "year-new", view)
}

func (p *Pages) yearNewView(c echo.Context, actor scheduling.Actor, unit string) (templates.View, error) {
	choices, err := p.Planning.YearChoices(c.Request().Context(), actor, scheduling.UnitID(unit))
	form := yearForm{
		Unit: string(choices.Unit), Units: unitOptions(choices.Units), Sites: siteOptions(choices.Sites),
		Year: p.Planning.Now().In(p.Zone).Year() + 1, Seconds: scheduling.UsualPlanSeconds,
	}
	for i, v := range choices.Versions {
		version := yearFormVersion{ProgrammeVersion: v, Modules: choices.Modules[v.ID]}
		if i == 0 {
			version.Times = 2
		}
		form.Versions = append(form.Versions, version)
	}
	for _, u := range choices.Leads {
		form.Leads = append(form.Leads, templates.Option{Value: string(u.ID), Label: u.Name()})
	}
	return templates.View{Title: "Planifier l’année", Current: "cohorts", Data: form}, err
}

func (p *Pages) askYear(c echo.Context, actor scheduling.Actor) error {
	values, err := c.FormParams()
	if err != nil {
		return err
	}
	form := planForm(values)
	wishes, rows := wishesFrom(values)
	id, err := p.Planning.AskYear(c.Request().Context(), actor, scheduling.YearPlan{
		Unit: scheduling.UnitID(form.text("unit")), Label: strings.TrimSpace(form.text("label")),
		FirstDay: form.date("first_day"), LastDay: form.date("last_day"), Seconds: form.number("seconds"),
	}, wishes)
	if err == nil {
		return p.done(c, yearPath(id), "year_plan.asked.done")
	}
	view, broken := p.yearNewView(c, actor, form.text("unit"))
	if broken != nil {
		return broken
	}
	return p.again(c, atRows(err, rows), "year-new", view)
}

// wishesFrom reads the programmes that are wished at least once, and the row of
// the form on which each stands.
func wishesFrom(values url.Values) (wishes []scheduling.Wish, rows []int) {
	form := planForm(values)
	for i := 0; values.Has("wishes." + strconv.Itoa(i) + ".version"); i++ {
		at := "wishes." + strconv.Itoa(i) + "."
		if times := strings.TrimSpace(form.text(at + "times")); times == "" || times == "0" {
			continue
		}
		w := scheduling.Wish{
			VersionID: scheduling.VersionID(form.text(at + "version")), Times: form.number(at + "times"),
			CadenceWeeks: form.number(at + "cadence_weeks"), SchoolPause: values.Has(at + "school_pause"), Capacity: form.number(at + "capacity"),
		}
		for _, site := range values[at+"sites"] {
			w.Sites = append(w.Sites, scheduling.SiteID(site))
		}
		for _, lead := range values[at+"leads"] {
			w.Leads = append(w.Leads, scheduling.UserID(lead))
		}
		wishes, rows = append(wishes, w), append(rows, i)
	}
	return wishes, rows
}

// atRows puts what is wrong with a wish at its row of the form.
func atRows(err error, rows []int) error {
	list, ok := errors.AsType[scheduling.Faults](err)
	if !ok {
		return err
	}
	for _, e := range list {
		rest, of := strings.CutPrefix(e.Field, "wishes.")
		number, field, _ := strings.Cut(rest, ".")
		if n, broken := strconv.Atoi(number); of && broken == nil && n < len(rows) {
			e.Field = "wishes." + strconv.Itoa(rows[n]) + "." + field
		}
	}
	return err
}
