package api

import (
	"context"
	"net/http"

	"trame/scheduling"
)

func (a *api) facilitatorRoutes() {
	const tag = "Partners"
	get(a, "/facilitators", operation{ID: "listFacilitators", Summary: "Who may be put on a meeting, or the people of one partner", Tag: tag}, a.listFacilitators)
	post(a, "/partners/{id}/facilitators", operation{ID: "addFacilitator", Summary: "Enter a person of a partner", Tag: tag, Status: http.StatusCreated}, a.addFacilitator)
	get(a, "/facilitators/{id}", operation{ID: "getFacilitator", Summary: "A partner's person", Tag: tag}, a.getFacilitator)
	put(a, "/facilitators/{id}", operation{ID: "editFacilitator", Summary: "Correct a person, or say that he no longer comes", Tag: tag}, a.editFacilitator)
	put(a, "/facilitators/{id}/recap", operation{ID: "setRecap", Summary: "Write one mail for all the dates of a session, or one for each; what was sent is converted", Tag: tag}, a.setRecap)
}

func (a *api) setRecap(ctx context.Context, actor scheduling.Actor, in *struct {
	ID   string `path:"id"`
	Body struct {
		Recap bool `json:"recap"`
	}
},
) (*tagged[facilitatorBody], error) {
	if err := a.Planning.SetRecap(ctx, actor, scheduling.FacilitatorID(in.ID), in.Body.Recap); err != nil {
		return nil, err
	}
	return a.facilitatorAnswer(ctx, actor, scheduling.FacilitatorID(in.ID))
}

type facilitatorInput struct {
	FirstName string `json:"first_name"`
	LastName  string `json:"last_name"`
	Function  string `json:"function,omitempty"`
	Email     string `json:"email,omitempty" doc:"Without it he is invited by telephone"`
	Phone     string `json:"phone,omitempty"`
	Active    *bool  `json:"active,omitempty" doc:"He still comes; absent: yes"`
}

func (in facilitatorInput) facilitator() scheduling.Facilitator {
	return scheduling.Facilitator{
		FirstName: in.FirstName, LastName: in.LastName, Function: in.Function, Email: in.Email, Phone: in.Phone, Active: in.Active == nil || *in.Active,
	}
}

type facilitatorBody struct {
	ID        string `json:"id"`
	Partner   string `json:"partner"`
	FirstName string `json:"first_name"`
	LastName  string `json:"last_name"`
	Function  string `json:"function,omitempty"`
	Email     string `json:"email,omitempty"`
	Phone     string `json:"phone,omitempty"`
	Active    bool   `json:"active"`
	Recap     bool   `json:"recap" doc:"One mail tells all the dates of a session, instead of one for each"`
}

func facilitatorOf(f scheduling.Facilitator) facilitatorBody {
	return facilitatorBody{string(f.ID), string(f.Partner), f.FirstName, f.LastName, f.Function, f.Email, f.Phone, f.Active, f.Recap}
}

func (a *api) listFacilitators(ctx context.Context, actor scheduling.Actor, in *struct {
	Partner string `query:"partner" doc:"Of this partner, those who no longer come included"`
},
) (*body[page[facilitatorBody]], error) {
	list, err := a.Partnership.Facilitators(ctx, actor, scheduling.PartnerID(in.Partner))
	if err != nil {
		return nil, err
	}
	out := page[facilitatorBody]{Items: []facilitatorBody{}}
	for _, f := range list {
		out.Items = append(out.Items, facilitatorOf(f))
	}
	return &body[page[facilitatorBody]]{out}, nil
}

func (a *api) facilitatorAnswer(ctx context.Context, actor scheduling.Actor, id scheduling.FacilitatorID) (*tagged[facilitatorBody], error) {
	person, err := a.Partnership.Facilitator(ctx, actor, id)
	if err != nil {
		return nil, err
	}
	return taggedWith(person.Version, facilitatorOf(person.Facilitator)), nil
}

func (a *api) getFacilitator(ctx context.Context, actor scheduling.Actor, in *struct {
	ID string `path:"id"`
},
) (*tagged[facilitatorBody], error) {
	return a.facilitatorAnswer(ctx, actor, scheduling.FacilitatorID(in.ID))
}

func (a *api) addFacilitator(ctx context.Context, actor scheduling.Actor, in *struct {
	ID   string `path:"id"`
	Body facilitatorInput
},
) (*tagged[facilitatorBody], error) {
	f := in.Body.facilitator()
	f.Partner = scheduling.PartnerID(in.ID)
	id, err := a.Partnership.AddFacilitator(ctx, actor, f)
	if err != nil {
		return nil, err
	}
	return a.facilitatorAnswer(ctx, actor, id)
}

func (a *api) editFacilitator(ctx context.Context, actor scheduling.Actor, in *struct {
	IfMatch
	ID   string `path:"id"`
	Body facilitatorInput
},
) (*tagged[facilitatorBody], error) {
	version, err := in.version()
	if err != nil {
		return nil, err
	}
	f := in.Body.facilitator()
	f.ID, f.Version = scheduling.FacilitatorID(in.ID), version
	if err := a.Partnership.EditFacilitator(ctx, actor, f); err != nil {
		return nil, err
	}
	return a.facilitatorAnswer(ctx, actor, f.ID)
}
