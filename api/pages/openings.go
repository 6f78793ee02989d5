package pages

import (
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"trame/scheduling"
	"trame/templates"
)

// weekday is a day of a site's week, with the two spans its form offers.
type weekday struct {
	Day   time.Weekday
	Name  string
	Spans []scheduling.Opening
}

var weekdays = []string{"dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"}

// spansADay is how many spans the form offers: morning and afternoon.
const spansADay = 2

// weekOf lays openings out from Monday to Sunday.
func weekOf(openings []scheduling.Opening) []weekday {
	var week []weekday
	for i := range 7 {
		day := time.Weekday((i + 1) % 7)
		w := weekday{Day: day, Name: weekdays[day]}
		for _, o := range openings {
			if o.Weekday == day {
				w.Spans = append(w.Spans, o)
			}
		}
		week = append(week, w)
	}
	return week
}

// Error is the name under which what is wrong with a day comes back.
func (w weekday) Error() string { return "opening_" + strconv.Itoa(int(w.Day)) }

// Fields are the form's inputs of a day: name, label and value, in pairs from
// and until.
func (w weekday) Fields() []spanField {
	fields := make([]spanField, spansADay)
	for i, half := range []string{"matin", "après-midi"} {
		f := spanField{From: w.Error() + "_" + strconv.Itoa(i) + "_from", Until: w.Error() + "_" + strconv.Itoa(i) + "_until", Half: half}
		if i < len(w.Spans) {
			f.FromValue, f.UntilValue = w.Spans[i].From.String(), w.Spans[i].Until.String()
		}
		fields[i] = f
	}
	return fields
}

type spanField struct{ From, Until, FromValue, UntilValue, Half string }

func (p *Pages) openingsForm(c echo.Context, actor scheduling.Actor) error {
	v, err := p.openingsView(c, actor)
	if err != nil {
		return err
	}
	return p.show(c, "openings", v)
}

func (p *Pages) openingsView(c echo.Context, actor scheduling.Actor) (templates.View, error) {
	v, err := p.siteView(c, actor, scheduling.SiteID(c.Param("id")))
	if site, ok := v.Data.(siteView); ok && err == nil && !site.MayChange {
		err = scheduling.Refuse(scheduling.Forbidden, "site.may_not", "")
	}
	return v, err
}

func (p *Pages) setOpenings(c echo.Context, actor scheduling.Actor) error {
	id := scheduling.SiteID(c.Param("id"))
	openings, err := readOpenings(c)
	if err == nil {
		err = p.Administering.SetOpenings(c.Request().Context(), actor, id, version(c), openings)
	}
	if err != nil {
		return p.retry(c, actor, err, "openings", p.openingsView)
	}
	return p.done(c, "/sites/"+string(id), "opening.saved")
}

// readOpenings reads the spans of the form; an empty pair is none.
func readOpenings(c echo.Context) ([]scheduling.Opening, error) {
	var openings []scheduling.Opening
	var faults scheduling.Faults
	for _, w := range weekOf(nil) {
		for _, f := range w.Fields() {
			from, until := strings.TrimSpace(c.FormValue(f.From)), strings.TrimSpace(c.FormValue(f.Until))
			if from == "" && until == "" {
				continue
			}
			o := scheduling.Opening{Weekday: w.Day}
			errFrom, errUntil := o.From.UnmarshalText([]byte(from)), o.Until.UnmarshalText([]byte(until))
			faults.Check(errFrom == nil && errUntil == nil, w.Error(), "opening.hour.malformed")
			openings = append(openings, o)
		}
	}
	return openings, faults.Err()
}
