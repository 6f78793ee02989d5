package pages

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"trame/scheduling"
	"trame/scheduling/cadence"
	"trame/scheduling/workflow/planning"
	"trame/templates"
)

// cohortDraft is the form of a new session, with its dates once they were
// asked for.
type cohortDraft struct {
	Versions []templates.Option
	Places   []templates.Option
	Leads    []templates.Option
	Units    []templates.Option
	First    scheduling.ProgrammeVersion // what the form begins with
	Outline  *outlined
}

// outlined is what the dates look like before anything is saved.
type outlined struct {
	planning.Outline
	Rows []outlinedRow
	Seal string // of what was shown: other values are shown again first
}

type outlinedRow struct {
	Meeting   scheduling.Meeting
	Title     string
	Obstacles []planning.Obstacle
}

func (p *Pages) cohortNewForm(c echo.Context, actor scheduling.Actor) error {
	view, err := p.cohortNewView(c, actor, scheduling.VersionID(c.QueryParam("version")))
	if err != nil {
		return err
	}
	return p.show(c, "cohort-new", view)
}

func (p *Pages) cohortNewView(c echo.Context, actor scheduling.Actor, chosen scheduling.VersionID) (templates.View, error) {
	choices, err := p.Planning.Choices(c.Request().Context(), actor)
	draft := cohortDraft{Units: unitOptions(choices.Units), Places: placeOptions(choices)}
	draft.Versions, draft.First = versionOptions(choices, chosen)
	for _, u := range choices.Leads {
		draft.Leads = append(draft.Leads, templates.Option{Value: string(u.ID), Label: u.Name()})
	}
	return templates.View{Title: "Nouvelle session", Current: "cohorts", Data: draft}, err
}

// versionOptions are the programmes that can be opened, and the one that a form
// begins with.
func versionOptions(choices planning.Choices, chosen scheduling.VersionID) (options []templates.Option, first scheduling.ProgrammeVersion) {
	for _, v := range choices.Versions {
		label := fmt.Sprintf("%s (%d séances, de %d à %d personnes)", v.Title, choices.Modules[v.ID], v.GroupMin, v.GroupMax)
		options = append(options, templates.Option{Value: string(v.ID), Label: templates.French(label)})
		if first.ID == "" || v.ID == chosen {
			first = v
		}
	}
	return options, first
}

func unitOptions(units []scheduling.Unit) []templates.Option {
	options := make([]templates.Option, len(units))
	for i, u := range units {
		options[i] = templates.Option{Value: string(u.ID), Label: u.Name}
	}
	return options
}

// placeOptions are the rooms of each site, and the site without a room: one
// choice, so that no room is ever asked of another site.
func placeOptions(choices planning.Choices) []templates.Option {
	var options []templates.Option
	for _, s := range choices.Sites {
		name := s.Name + ", " + s.City
		for _, r := range choices.Rooms {
			if r.Site == s.ID {
				label := fmt.Sprintf("%s\u00a0: %s (%d places)", name, r.Name, r.Capacity)
				options = append(options, templates.Option{Value: string(s.ID) + "/" + string(r.ID), Label: label})
			}
		}
		options = append(options, templates.Option{Value: string(s.ID) + "/", Label: name + "\u00a0: salle à choisir plus tard"})
	}
	return options
}

func cohortFrom(form planForm) scheduling.Cohort {
	site, room, _ := strings.Cut(form.text("site"), "/")
	return scheduling.Cohort{
		VersionID: scheduling.VersionID(form.text("version")), Unit: scheduling.UnitID(form.text("unit")),
		Label: strings.TrimSpace(form.text("label")), Site: scheduling.SiteID(site), Room: scheduling.RoomID(room),
		Lead: scheduling.UserID(form.text("lead")), Second: scheduling.UserID(form.text("second")),
		FirstDate: form.date("first_date"), Start: form.start(), CadenceWeeks: form.number("cadence_weeks"),
		SchoolPause: form.text("school_pause") != "", Capacity: form.number("capacity"),
		LastEntry: form.number("last_entry"), Threshold: form.number("threshold"), Notes: form.text("notes"),
	}
}

// cohortNew shows the dates, then opens the session they were shown for.
func (p *Pages) cohortNew(c echo.Context, actor scheduling.Actor) error {
	form, err := c.FormParams()
	if err != nil {
		return err
	}
	cohort := cohortFrom(planForm(form))
	view, err := p.cohortNewView(c, actor, cohort.VersionID)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	if form.Get("step") == "open" && form.Get("seal") == seal(cohort) {
		id, err := p.Planning.Open(ctx, actor, cohort)
		if err == nil {
			return p.done(c, cohortPath(id), "cohort.opened.done")
		}
		return p.again(c, atPlace(err), "cohort-new", view)
	}
	outline, err := p.Planning.Preview(ctx, actor, cohort)
	if err != nil {
		return p.again(c, atPlace(err), "cohort-new", view)
	}
	draft, _ := view.Data.(cohortDraft)
	draft.Outline = outlineOf(outline, seal(cohort))
	view.Data, view.Form = draft, form
	return p.render(c, http.StatusOK, "cohort-new", view)
}

// seal is what a preview was made of, but for what changes no date.
func seal(c scheduling.Cohort) string {
	return strings.Join([]string{
		string(c.VersionID), string(c.Site), string(c.Room), string(c.Lead), string(c.Second), c.FirstDate.String(),
		strconv.Itoa(int(c.Start)), strconv.Itoa(c.CadenceWeeks), strconv.FormatBool(c.SchoolPause),
	}, "|")
}

func outlineOf(o planning.Outline, seal string) *outlined {
	shown := &outlined{Outline: o, Seal: seal}
	for _, m := range o.Meetings {
		row := outlinedRow{Meeting: m, Title: o.Title(m)}
		for _, obstacle := range o.Obstacles {
			if obstacle.Meeting.ID == m.ID {
				row.Obstacles = append(row.Obstacles, obstacle)
			}
		}
		shown.Rows = append(shown.Rows, row)
	}
	return shown
}

// Skip is a skipped day in words.
func (o outlined) Skip(s cadence.Skip) string { return skipWords(s) }

func skipWords(s cadence.Skip) string {
	if s.Reason == cadence.Weekend {
		return templates.Label("skip", s.Reason)
	}
	if s.Reason == cadence.Closed {
		return s.Name
	}
	return templates.Label("skip", s.Reason) + "\u00a0: " + s.Name
}

// atPlace puts what is wrong with a room at the one field that asks for it.
func atPlace(err error) error {
	if list, ok := errors.AsType[scheduling.Faults](err); ok {
		for _, e := range list {
			if e.Field == "room" {
				e.Field = "site"
			}
		}
	}
	return err
}
