package pages

import (
	"github.com/labstack/echo/v4"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/workflow/attending"
	"trame/templates"
)

type overviewView struct {
	attending.Overview
	Rates   []rateLine
	Columns []meetingColumn
	Rows    []overviewRow
}

// rateLine is a rate as it may be printed: with its base.
type rateLine struct {
	Name, Means string
	scheduling.Rate
	Percent string // "" when there is nobody to count
	Range   string
}

type meetingColumn struct {
	scheduling.Meeting
	store.Turnout
	Cancelled bool
}

type overviewRow struct {
	attending.Attending
	Marks []scheduling.AttendanceStatus // in the order of the columns
}

// attendanceOverview is how a session attends: rates, meetings, people.
func (p *Pages) attendanceOverview(c echo.Context, actor scheduling.Actor) error {
	o, err := p.Attending.Overview(c.Request().Context(), actor, scheduling.CohortID(c.Param("id")))
	if err != nil {
		return err
	}
	view := overviewView{Overview: o, Rates: []rateLine{rateOf("gross", o.Gross), rateOf("net", o.Net)}}
	for _, m := range o.Meetings {
		view.Columns = append(view.Columns, meetingColumn{m, o.Turnouts[m.ID], !m.CancelledAt.IsZero()})
	}
	for _, person := range o.People {
		row := overviewRow{Attending: person}
		for _, m := range o.Meetings {
			row.Marks = append(row.Marks, person.Marks[m.ID].Status)
		}
		view.Rows = append(view.Rows, row)
	}
	return p.show(c, "attendance-overview", templates.View{Title: "Assiduité", Current: "cohorts", Data: view})
}

// rateOf words a rate with its base and what a group so small lets one say.
func rateOf(name string, r scheduling.Rate) rateLine {
	line := rateLine{Name: templates.Message("rate." + name), Means: templates.Message("rate." + name + ".means"), Rate: r}
	percent, ok := r.Percent()
	if !ok {
		return line
	}
	low, high, _ := r.Wilson()
	line.Percent = percentText(percent)
	line.Range = templates.Message("rate.range", "low", percentText(low), "high", percentText(high))
	return line
}

func percentText(v float64) string {
	text, err := templates.Percent(v)
	if err != nil { // a float always reads as a percentage
		panic(err)
	}
	return text
}
