package pages

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"trame/scheduling"
	"trame/scheduling/workflow/administering"
	"trame/templates"
)

// agentLine is an agent in the list, with the roles of today.
type agentLine struct {
	administering.Agent
	Roles []string // « responsable d'unité, Val-d'Oise »
}

func (p *Pages) agents(c echo.Context, actor scheduling.Actor) error {
	list, units, err := p.Administering.Agents(c.Request().Context(), actor)
	if err != nil {
		return err
	}
	today := p.Administering.Today()
	lines := make([]agentLine, len(list))
	for i, a := range list {
		lines[i].Agent = a
		for _, g := range a.Grants {
			if g.On(today) {
				lines[i].Roles = append(lines[i].Roles, templates.Label("role", g.Role)+", "+units[g.Unit].Name)
			}
		}
	}
	return p.show(c, "agents", templates.View{Title: "Agents", Current: "settings", Data: lines})
}

// agentView is an agent with every role, and what the forms offer.
type agentView struct {
	administering.Agent
	Names   map[scheduling.UnitID]string
	Today   scheduling.Date
	Units   []templates.Option
	Oneself bool
	Back    string

	Returned *returnedView // nothing arrives at his address
}

// Names of a role in the list below.
type grantLine struct {
	scheduling.RoleGrant
	UnitName string
	Over     bool
	MayEnd   bool
}

// Lines are the agent's roles, those of today first.
func (v agentView) Lines() []grantLine {
	var now, over []grantLine
	for _, g := range v.Grants {
		line := grantLine{RoleGrant: g, UnitName: v.Names[g.Unit]}
		line.Over = !g.Until.IsZero() && g.Until.Before(v.Today)
		for _, u := range v.Units {
			line.MayEnd = line.MayEnd || !line.Over && u.Value == string(g.Unit)
		}
		if line.Over {
			over = append(over, line)
		} else {
			now = append(now, line)
		}
	}
	return append(now, over...)
}

func (p *Pages) agent(c echo.Context, actor scheduling.Actor) error {
	v, err := p.agentView(c, actor)
	if err != nil {
		return err
	}
	return p.show(c, "agent", v)
}

func (p *Pages) agentView(c echo.Context, actor scheduling.Actor) (templates.View, error) {
	agent, units, err := p.Administering.Agent(c.Request().Context(), actor, scheduling.UserID(c.Param("id")))
	if err != nil {
		return templates.View{}, err
	}
	v := agentView{Agent: agent, Names: map[scheduling.UnitID]string{}, Today: p.Administering.Today(), Oneself: agent.ID == actor.ID}
	for id, u := range units {
		v.Names[id] = u.Name
	}
	if v.Returned, err = p.returnedMail(c, agent.ID.Ref(), "/reglages/agents/"+string(agent.ID)+"/adresse", agent.MayChange || v.Oneself); err != nil {
		return templates.View{}, err
	}
	v.Units, err = p.administered(c, actor)
	return templates.View{Title: agent.Name(), Current: "settings", Data: v}, err
}

// administered are the units that the actor administers, as a tree.
func (p *Pages) administered(c echo.Context, actor scheduling.Actor) ([]templates.Option, error) {
	tree, err := p.Administering.Units(c.Request().Context(), actor)
	var units []templates.Option
	for _, u := range tree {
		if u.Administer {
			units = append(units, templates.Option{Value: string(u.ID), Label: u.Name})
		}
	}
	return units, err
}

func (p *Pages) newAgentView(c echo.Context, actor scheduling.Actor) (templates.View, error) {
	units, err := p.administered(c, actor)
	if err == nil && len(units) == 0 {
		err = scheduling.Refuse(scheduling.Forbidden, "actor.may_not.administer", "")
	}
	return templates.View{Title: "Nouvel agent", Current: "settings", Data: agentView{Today: p.Administering.Today(), Units: units, Back: "/reglages/agents"}}, err
}

func (p *Pages) newAgent(c echo.Context, actor scheduling.Actor) error {
	v, err := p.newAgentView(c, actor)
	if err != nil {
		return err
	}
	return p.show(c, "agent-form", v)
}

func readAgent(c echo.Context) scheduling.User {
	return scheduling.User{
		FirstName: c.FormValue("first_name"), LastName: c.FormValue("last_name"),
		Email: c.FormValue("email"), Phone: c.FormValue("phone"),
	}
}

func readGrant(c echo.Context) (scheduling.RoleGrant, error) {
	var faults scheduling.Faults
	g := scheduling.RoleGrant{Role: scheduling.Role(c.FormValue("role")), Unit: scheduling.UnitID(c.FormValue("unit"))}
	g.From, g.Until = readDate(c, "from", &faults), readDate(c, "until", &faults)
	return g, faults.Err()
}

// addAgent answers with the temporary password: it is shown here, and never
// again.
func (p *Pages) addAgent(c echo.Context, actor scheduling.Actor) error {
	user := readAgent(c)
	grant, err := readGrant(c)
	var id scheduling.UserID
	var password string
	if err == nil {
		id, password, err = p.Administering.AddAgent(c.Request().Context(), actor, user, grant)
	}
	if err != nil {
		v, viewErr := p.newAgentView(c, actor) // who may not add agents is told so, whatever he typed
		if viewErr != nil {
			return viewErr
		}
		return p.again(c, err, "agent-form", v)
	}
	return p.showPassword(c, id, user.Tidy(), password)
}

func (p *Pages) showPassword(c echo.Context, id scheduling.UserID, user scheduling.User, password string) error {
	user.ID = id
	return p.render(c, http.StatusOK, "agent-password", templates.View{Title: "Mot de passe provisoire", Current: "settings", Data: struct {
		scheduling.User
		Password string
	}{user, password}})
}

func (p *Pages) editAgentForm(c echo.Context, actor scheduling.Actor) error {
	v, err := p.agentFormView(c, actor)
	if err != nil {
		return err
	}
	return p.show(c, "agent-form", v)
}

func (p *Pages) agentFormView(c echo.Context, actor scheduling.Actor) (templates.View, error) {
	v, err := p.agentView(c, actor)
	if err != nil {
		return v, err
	}
	data, _ := v.Data.(agentView)
	if !data.MayChange {
		return v, scheduling.Refuse(scheduling.Forbidden, "agent.beyond", "")
	}
	data.Back = agentPath(c)
	v.Title, v.Data = "Modifier l’agent", data
	return v, nil
}

func agentPath(c echo.Context) string { return "/reglages/agents/" + c.Param("id") }

func (p *Pages) editAgent(c echo.Context, actor scheduling.Actor) error {
	user := readAgent(c)
	user.ID, user.Version = scheduling.UserID(c.Param("id")), version(c)
	if err := p.Administering.EditAgent(c.Request().Context(), actor, user); err != nil {
		return p.retry(c, actor, err, "agent-form", p.agentFormView)
	}
	return p.done(c, agentPath(c), "agent.saved")
}

func (p *Pages) grantRole(c echo.Context, actor scheduling.Actor) error {
	grant, err := readGrant(c)
	grant.User = scheduling.UserID(c.Param("id"))
	if err == nil {
		err = p.Administering.AddGrant(c.Request().Context(), actor, grant)
	}
	return p.agentDone(c, actor, err, "grant.given")
}

// endRole ends a role on a day, or at once: yesterday was its last.
func (p *Pages) endRole(c echo.Context, actor scheduling.Actor) error {
	grant, err := readGrant(c)
	grant.User = scheduling.UserID(c.Param("id"))
	if c.FormValue("now") != "" {
		grant.Until = p.Administering.Today().AddDays(-1)
	}
	if err == nil {
		err = p.Administering.EndGrant(c.Request().Context(), actor, grant)
	}
	return p.agentDone(c, actor, err, "grant.ended")
}

// agentDone goes back to the agent, with what went wrong or what was done.
func (p *Pages) agentDone(c echo.Context, actor scheduling.Actor, err error, key string) error {
	if err == nil {
		return p.done(c, agentPath(c), key)
	}
	return p.retry(c, actor, err, "agent", p.agentView)
}

func (p *Pages) closeAgent(c echo.Context, actor scheduling.Actor) error {
	err := p.Administering.SetActive(c.Request().Context(), actor, scheduling.UserID(c.Param("id")), version(c), false)
	return p.agentDone(c, actor, err, "agent.closed")
}

func (p *Pages) reopenAgent(c echo.Context, actor scheduling.Actor) error {
	err := p.Administering.SetActive(c.Request().Context(), actor, scheduling.UserID(c.Param("id")), version(c), true)
	return p.agentDone(c, actor, err, "agent.reopened")
}

func (p *Pages) resetPassword(c echo.Context, actor scheduling.Actor) error {
	ctx := c.Request().Context()
	agent, _, err := p.Administering.Agent(ctx, actor, scheduling.UserID(c.Param("id")))
	if err != nil {
		return err
	}
	password, err := p.Administering.ResetPassword(ctx, actor, agent.ID)
	if err != nil {
		return err
	}
	return p.showPassword(c, agent.ID, agent.User, password)
}
