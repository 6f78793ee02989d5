package api

import (
	"context"

	"trame/scheduling"
)

type visitorBody struct {
	ID   string `json:"id"`
	Kind string `json:"kind" enum:"witness,carer,interpreter,to_enrol,trainee,other"`
	Name string `json:"name,omitempty"`
}

func (a *api) addVisitor(ctx context.Context, actor scheduling.Actor, in *struct {
	MeetingPath
	Body struct {
		Kind string `json:"kind" enum:"witness,carer,interpreter,to_enrol,trainee,other"`
		Name string `json:"name,omitempty" maxLength:"100" doc:"Required of a person to enrol"`
	}
},
) (*body[visitorBody], error) {
	v := scheduling.Visitor{Meeting: scheduling.MeetingID(in.ID), Kind: scheduling.VisitorKind(in.Body.Kind), Name: in.Body.Name}
	id, err := a.Attending.AddVisitor(ctx, actor, v)
	if err != nil {
		return nil, err
	}
	return &body[visitorBody]{visitorBody{string(id), in.Body.Kind, in.Body.Name}}, nil
}

func (a *api) removeVisitor(ctx context.Context, actor scheduling.Actor, in *struct {
	MeetingPath
	Visitor string `path:"visitor"`
},
) (*struct{}, error) {
	return nil, a.Attending.RemoveVisitor(ctx, actor, scheduling.MeetingID(in.ID), scheduling.VisitorID(in.Visitor))
}
