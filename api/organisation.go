package api

import (
	"context"
	"net/http"

	"trame/scheduling"
)

func (a *api) organisationRoutes() {
	const tag = "Organisation"
	get(a, "/organisation", operation{ID: "getOrganisation", Summary: "The agent's organisation", Tag: tag}, a.getOrganisation)
	put(a, "/organisation", operation{ID: "editOrganisation", Summary: "Change how the organisation presents itself", Tag: tag}, a.editOrganisation)
	get(a, "/units", operation{ID: "listUnits", Summary: "The agent's units as a tree, each followed by those below it", Tag: tag}, a.listUnits)
	post(a, "/units", operation{ID: "addUnit", Summary: "Add a unit below another, or a region", Tag: tag, Status: http.StatusCreated}, a.addUnit)
	put(a, "/units/{id}", operation{ID: "editUnit", Summary: "Give a unit another name or code", Tag: tag}, a.editUnit)
}

type organisationInput struct {
	Name            string `json:"name"`
	TimeZone        string `json:"time_zone" example:"Europe/Paris"`
	Phone           string `json:"phone" doc:"On every letter and public page"`
	PhoneHours      string `json:"phone_hours,omitempty"`
	SenderName      string `json:"sender_name" doc:"No word of health"`
	SenderEmail     string `json:"sender_email"`
	RetentionMonths int    `json:"retention_months" doc:"1 to 36 after the follow-up closes"`
	NIRAllowed      bool   `json:"nir_allowed,omitempty" doc:"People's NIR may be kept: sealed, masked, never exported"`
	FragilityItems  string `json:"fragility_items,omitempty" doc:"The organisation's own words for the six items of the fragility sheet, a line each"`
}

type organisationBody struct {
	ID       string            `json:"id"`
	Code     string            `json:"code"`
	Kind     string            `json:"kind" enum:"carsat,cramif,cgss,cssm"`
	Identity organisationInput `json:"identity"`
}

func (a *api) getOrganisation(ctx context.Context, actor scheduling.Actor, _ *struct{}) (*tagged[organisationBody], error) {
	o, _, err := a.Administering.Organisation(ctx, actor)
	if err != nil {
		return nil, err
	}
	return taggedWith(o.Version, organisationBody{string(o.ID), o.Code, o.Kind, organisationInput{
		o.Name, o.TimeZone, o.Phone, o.PhoneHours, o.SenderName, o.SenderEmail, o.RetentionMonths, o.NIRAllowed, o.FragilityItems,
	}}), nil
}

func (a *api) editOrganisation(ctx context.Context, actor scheduling.Actor, in *struct {
	IfMatch
	Body organisationInput
},
) (*tagged[organisationBody], error) {
	version, err := in.version()
	if err != nil {
		return nil, err
	}
	b := in.Body
	err = a.Administering.EditOrganisation(ctx, actor, scheduling.Organisation{
		Name: b.Name, TimeZone: b.TimeZone, Phone: b.Phone, PhoneHours: b.PhoneHours, SenderName: b.SenderName,
		SenderEmail: b.SenderEmail, RetentionMonths: b.RetentionMonths, NIRAllowed: b.NIRAllowed, FragilityItems: b.FragilityItems, Version: version,
	})
	if err != nil {
		return nil, err
	}
	return a.getOrganisation(ctx, actor, nil)
}

type unitInput struct {
	Parent string `json:"parent,omitempty" doc:"Of a new unit alone; absent: a region"`
	Code   string `json:"code" example:"95"`
	Name   string `json:"name"`
}

type unitBody struct {
	ID      string `json:"id"`
	Parent  string `json:"parent,omitempty"`
	Level   string `json:"level" enum:"region,departement,unit"`
	Code    string `json:"code"`
	Name    string `json:"name"`
	Agents  int    `json:"agents" doc:"With a role in this very unit today"`
	Version int    `json:"version" doc:"Send it as If-Match to change the unit"`
}

func (a *api) listUnits(ctx context.Context, actor scheduling.Actor, _ *struct{}) (*body[page[unitBody]], error) {
	tree, err := a.Administering.Units(ctx, actor)
	out := page[unitBody]{Items: []unitBody{}}
	for _, u := range tree {
		out.Items = append(out.Items, unitBody{string(u.ID), string(u.Parent), string(u.Level), u.Code, u.Name, u.Agents, u.Version})
	}
	return &body[page[unitBody]]{out}, err
}

func (a *api) addUnit(ctx context.Context, actor scheduling.Actor, in *struct{ Body unitInput }) (*body[createdBody], error) {
	id, err := a.Administering.AddUnit(ctx, actor, scheduling.Unit{
		Parent: scheduling.UnitID(in.Body.Parent), Code: in.Body.Code, Name: in.Body.Name,
	})
	return &body[createdBody]{createdBody{string(id)}}, err
}

func (a *api) editUnit(ctx context.Context, actor scheduling.Actor, in *struct {
	IfMatch
	ID   string `path:"id"`
	Body unitInput
},
) (*tagged[createdBody], error) {
	version, err := in.version()
	if err != nil {
		return nil, err
	}
	err = a.Administering.EditUnit(ctx, actor, scheduling.Unit{ID: scheduling.UnitID(in.ID), Code: in.Body.Code, Name: in.Body.Name, Version: version})
	return taggedWith(version+1, createdBody{in.ID}), err
}
