package pages

import (
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"trame/scheduling"
	"trame/scheduling/workflow/planning"
	"trame/templates"
)

// proposalPath is where dates are asked for; its query is ids and days.
const proposalPath = "/sessions/proposer"

// proposalData is the form that asks for dates, and the answer.
type proposalData struct {
	Versions  []templates.Option
	Places    []templates.Option
	Leads     []templates.Option
	Units     []templates.Option
	First     scheduling.ProgrammeVersion
	From      scheduling.Date
	Until     scheduling.Date
	Asked     bool
	List      []proposalView
	Why       []hindranceView
	Proposals planning.Proposals
	Action    string // where a proposal is opened: with what was asked
}

// proposalForm shows the form; with a period in the address, the proposals.
// Nothing is written.
func (p *Pages) proposalForm(c echo.Context, actor scheduling.Actor) error {
	view, err := p.proposalView(c, actor)
	if err != nil {
		return err
	}
	data, _ := view.Data.(proposalData)
	query := c.QueryParams()
	if !query.Has("from") {
		return p.show(c, "proposal", view)
	}
	view.Form = query
	if err := p.propose(c, actor, query, &data); err != nil {
		return p.again(c, err, "proposal", view)
	}
	view.Data = data
	return p.show(c, "proposal", view)
}

// proposalOpen opens a session with the dates, rooms and people of a proposal;
// what was taken meanwhile brings new proposals.
func (p *Pages) proposalOpen(c echo.Context, actor scheduling.Actor) error {
	form, err := c.FormParams()
	if err != nil {
		return err
	}
	cohort, dated := datedFrom(planForm(form))
	id, refusal := p.Planning.OpenDated(c.Request().Context(), actor, cohort, dated)
	if refusal == nil {
		return p.done(c, cohortPath(id), "cohort.opened.done")
	}
	view, err := p.proposalView(c, actor)
	if err != nil {
		return err
	}
	data, _ := view.Data.(proposalData)
	if err := p.propose(c, actor, c.QueryParams(), &data); err != nil {
		return refusal
	}
	view.Data = data
	return p.again(c, refusal, "proposal", view)
}

func (p *Pages) proposalView(c echo.Context, actor scheduling.Actor) (templates.View, error) {
	choices, err := p.Planning.Choices(c.Request().Context(), actor)
	today := scheduling.DateOf(p.Planning.Now())
	data := proposalData{Units: unitOptions(choices.Units), From: today.AddDays(14), Until: today.AddDays(14).AddMonths(6)}
	data.Versions, data.First = versionOptions(choices, scheduling.VersionID(c.QueryParam("version")))
	for _, s := range choices.Sites {
		if slices.ContainsFunc(choices.Rooms, func(r scheduling.Room) bool { return r.Site == s.ID }) {
			data.Places = append(data.Places, templates.Option{Value: string(s.ID), Label: s.Name + ", " + s.City})
		}
	}
	for _, u := range choices.Leads {
		data.Leads = append(data.Leads, templates.Option{Value: string(u.ID), Label: u.Name()})
	}
	return templates.View{Title: "Proposer des dates", Current: "cohorts", Data: data}, err
}

// wantedFrom reads what is asked for from an address.
func wantedFrom(query url.Values) planning.Wanted {
	form := planForm(query)
	w := planning.Wanted{
		Cohort: scheduling.Cohort{
			VersionID: scheduling.VersionID(form.text("version")), Unit: scheduling.UnitID(form.text("unit")),
			Second: scheduling.UserID(form.text("second")), Capacity: form.number("capacity"),
			CadenceWeeks: form.number("cadence_weeks"), SchoolPause: form.text("school_pause") != "",
		},
		From: form.date("from"), Until: form.date("until"),
	}
	for _, id := range query["site"] {
		w.Sites = append(w.Sites, scheduling.SiteID(id))
	}
	for _, id := range query["lead"] {
		w.Leads = append(w.Leads, scheduling.UserID(id))
	}
	return w
}

// propose asks for proposals and says them in words.
func (p *Pages) propose(c echo.Context, actor scheduling.Actor, query url.Values, data *proposalData) error {
	wanted := wantedFrom(query)
	found, err := p.Planning.Propose(c.Request().Context(), actor, wanted)
	if err != nil {
		return err
	}
	data.Asked, data.Proposals, data.Action = true, found, proposalPath+"?"+query.Encode()
	for i, one := range found.List {
		data.List = append(data.List, viewProposal(i+1, one, wanted.CadenceWeeks))
	}
	for _, why := range found.Why {
		data.Why = append(data.Why, viewHindrance(why))
	}
	return nil
}

// datedFrom reads the session and the meetings that a proposal's form sends:
// what was asked is in its address, what was answered in its fields.
func datedFrom(form planForm) (scheduling.Cohort, []planning.Dated) {
	c := scheduling.Cohort{
		VersionID: scheduling.VersionID(form.text("version")), Unit: scheduling.UnitID(form.text("unit")),
		Label: strings.TrimSpace(form.text("label")), Site: scheduling.SiteID(form.text("held_at")),
		Lead: scheduling.UserID(form.text("led_by")), Second: scheduling.UserID(form.text("second")),
		CadenceWeeks: form.number("cadence_weeks"), SchoolPause: form.text("school_pause") != "",
		Capacity: form.number("capacity"), LastEntry: 2, Threshold: scheduling.LeastMeetings,
	}
	var dated []planning.Dated
	for _, text := range form["meeting"] {
		dated = append(dated, datedOf(text))
	}
	return c, dated
}

// datedText is a meeting in one field: module, day, hour, room, co-animators.
func datedText(m planning.ProposedMeeting) string {
	parts := []string{string(m.Module.ID), m.Date.String(), m.Start.String(), string(m.Room.ID)}
	for _, co := range m.Co {
		parts = append(parts, string(co.Facilitator))
	}
	return strings.Join(parts, " ")
}

// datedOf reads datedText; what is malformed stays empty, and is refused.
func datedOf(text string) (m planning.Dated) {
	for i, part := range strings.Fields(text) {
		switch i {
		case 0:
			m.Module = scheduling.ModuleID(part)
		case 1:
			m.Date, _ = scheduling.ParseDate(part)
		case 2:
			m.Start, _ = scheduling.ParseClock(part)
		case 3:
			m.Room = scheduling.RoomID(part)
		default:
			m.Co = append(m.Co, scheduling.FacilitatorID(part))
		}
	}
	return m
}
