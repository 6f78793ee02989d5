package api

import (
	"context"
	"net/http"

	"trame/scheduling"
	"trame/scheduling/workflow/administering"
)

func (a *api) agentRoutes() {
	const tag = "Agents"
	get(a, "/agents", operation{ID: "listAgents", Summary: "Agents with a role in the units that the caller administers", Tag: tag}, a.listAgents)
	post(a, "/agents", operation{ID: "addAgent", Summary: "Open an account with its first role", Tag: tag, Status: http.StatusCreated}, a.addAgent)
	get(a, "/agents/{id}", operation{ID: "getAgent", Summary: "An agent with every role, past ones included", Tag: tag}, a.getAgent)
	put(a, "/agents/{id}", operation{ID: "editAgent", Summary: "Change an agent's name, address or phone", Tag: tag}, a.editAgent)
	post(a, "/agents/{id}/close", operation{ID: "closeAgent", Summary: "Close an account, and every place where it is signed in", Tag: tag, Status: http.StatusNoContent}, a.closeAgent)
	post(a, "/agents/{id}/reopen", operation{ID: "reopenAgent", Summary: "Open a closed account again", Tag: tag, Status: http.StatusNoContent}, a.reopenAgent)
	post(a, "/agents/{id}/roles", operation{ID: "grantRole", Summary: "Give an agent a role in a unit", Tag: tag, Status: http.StatusNoContent}, a.grantRole)
	post(a, "/agents/{id}/roles/end", operation{ID: "endRole", Summary: "Set the last day of a role", Tag: tag, Status: http.StatusNoContent}, a.endRole)
	post(a, "/agents/{id}/password", operation{ID: "resetPassword", Summary: "Give an agent a temporary password; every sign-in of his ends", Tag: tag, Status: http.StatusNoContent}, a.resetPassword)
}

type agentInput struct {
	FirstName string `json:"first_name"`
	LastName  string `json:"last_name"`
	Email     string `json:"email"`
	Phone     string `json:"phone,omitempty"`
}

func (in agentInput) user() scheduling.User {
	return scheduling.User{FirstName: in.FirstName, LastName: in.LastName, Email: in.Email, Phone: in.Phone}
}

type roleBody struct {
	Role  string `json:"role" enum:"social_worker,adviser,unit_manager,regional_manager,technical_lead,statistician,admin"`
	Unit  string `json:"unit"`
	From  string `json:"from" format:"date"`
	Until string `json:"until,omitempty" format:"date" doc:"Included; absent: no end"`
}

// grant reads it; the schema has seen to the form of the days, not to whether
// they exist.
func (in roleBody) grant(to string) (scheduling.RoleGrant, error) {
	g := scheduling.RoleGrant{User: scheduling.UserID(to), Role: scheduling.Role(in.Role), Unit: scheduling.UnitID(in.Unit)}
	var faults scheduling.Faults
	var err error
	g.From, err = scheduling.ParseDate(in.From)
	faults.Check(err == nil, "from", "date.malformed")
	g.Until, err = scheduling.ParseDate(in.Until)
	faults.Check(err == nil, "until", "date.malformed")
	return g, faults.Err()
}

type agentBody struct {
	ID     string     `json:"id"`
	Agent  agentInput `json:"agent"`
	Active bool       `json:"active"`
	Roles  []roleBody `json:"roles"`
}

func agentOf(a administering.Agent) agentBody {
	out := agentBody{ID: string(a.ID), Agent: agentInput{a.FirstName, a.LastName, a.Email, a.Phone}, Active: a.Active, Roles: []roleBody{}}
	for _, g := range a.Grants {
		out.Roles = append(out.Roles, roleBody{string(g.Role), string(g.Unit), g.From.String(), g.Until.String()})
	}
	return out
}

func (a *api) listAgents(ctx context.Context, actor scheduling.Actor, _ *struct{}) (*body[page[agentBody]], error) {
	list, _, err := a.Administering.Agents(ctx, actor)
	out := page[agentBody]{Items: []agentBody{}}
	for _, agent := range list {
		out.Items = append(out.Items, agentOf(agent))
	}
	return &body[page[agentBody]]{out}, err
}

func (a *api) getAgent(ctx context.Context, actor scheduling.Actor, in *byID) (*tagged[agentBody], error) {
	agent, _, err := a.Administering.Agent(ctx, actor, scheduling.UserID(in.ID))
	if err != nil {
		return nil, err
	}
	return taggedWith(agent.Version, agentOf(agent)), nil
}

// passwordOut carries a temporary password in a header: the body of an answer
// is kept for a repeated request, and a password must not be.
type passwordOut struct {
	Password string `header:"Temporary-Password" doc:"Shown once: neither a mail nor a repeated request gives it again"`
	Body     *createdBody
}

func (a *api) addAgent(ctx context.Context, actor scheduling.Actor, in *struct {
	Body struct {
		Agent agentInput `json:"agent"`
		Role  roleBody   `json:"role"`
	}
},
) (*passwordOut, error) {
	grant, err := in.Body.Role.grant("")
	if err != nil {
		return nil, err
	}
	id, password, err := a.Administering.AddAgent(ctx, actor, in.Body.Agent.user(), grant)
	return &passwordOut{password, &createdBody{string(id)}}, err
}

func (a *api) editAgent(ctx context.Context, actor scheduling.Actor, in *struct {
	IfMatch
	ID   string `path:"id"`
	Body agentInput
},
) (*tagged[agentBody], error) {
	version, err := in.version()
	if err != nil {
		return nil, err
	}
	user := in.Body.user()
	user.ID, user.Version = scheduling.UserID(in.ID), version
	if err := a.Administering.EditAgent(ctx, actor, user); err != nil {
		return nil, err
	}
	return a.getAgent(ctx, actor, &byID{in.ID})
}

type versioned struct {
	IfMatch
	ID string `path:"id"`
}

func (a *api) closeAgent(ctx context.Context, actor scheduling.Actor, in *versioned) (*struct{}, error) {
	return a.setActive(ctx, actor, in, false)
}

func (a *api) reopenAgent(ctx context.Context, actor scheduling.Actor, in *versioned) (*struct{}, error) {
	return a.setActive(ctx, actor, in, true)
}

func (a *api) setActive(ctx context.Context, actor scheduling.Actor, in *versioned, active bool) (*struct{}, error) {
	version, err := in.version()
	if err != nil {
		return nil, err
	}
	return nil, a.Administering.SetActive(ctx, actor, scheduling.UserID(in.ID), version, active)
}

type roleIn struct {
	ID   string `path:"id"`
	Body roleBody
}

func (a *api) grantRole(ctx context.Context, actor scheduling.Actor, in *roleIn) (*struct{}, error) {
	grant, err := in.Body.grant(in.ID)
	if err != nil {
		return nil, err
	}
	return nil, a.Administering.AddGrant(ctx, actor, grant)
}

func (a *api) endRole(ctx context.Context, actor scheduling.Actor, in *roleIn) (*struct{}, error) {
	grant, err := in.Body.grant(in.ID)
	if err != nil {
		return nil, err
	}
	return nil, a.Administering.EndGrant(ctx, actor, grant)
}

func (a *api) resetPassword(ctx context.Context, actor scheduling.Actor, in *byID) (*struct {
	Password string `header:"Temporary-Password" doc:"Shown once"`
}, error,
) {
	password, err := a.Administering.ResetPassword(ctx, actor, scheduling.UserID(in.ID))
	return &struct {
		Password string `header:"Temporary-Password" doc:"Shown once"`
	}{password}, err
}
