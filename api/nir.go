package api

import (
	"context"
	"net/http"

	"trame/scheduling"
	"trame/scheduling/workflow/inviting"
)

func (a *api) nirRoutes() {
	const tag = "People"
	get(a, "/insured/{id}/nir", operation{ID: "getNIR", Summary: "A person's NIR, masked, where the organisation keeps it", Tag: tag}, a.getNIR)
	put(a, "/insured/{id}/nir", operation{ID: "setNIR", Summary: "Keep a person's NIR, sealed; empty forgets it", Tag: tag, Status: http.StatusNoContent}, a.setNIR)
	post(a, "/insured/{id}/nir/reveal", operation{ID: "revealNIR", Summary: "The NIR itself; it leaves a trace", Tag: tag}, a.revealNIR)
	post(a, "/insured/by-nir", operation{ID: "findByNIR", Summary: "The person of a NIR, which travels in the body alone", Tag: tag}, a.findByNIR)
}

type nirBody struct {
	Allowed bool   `json:"allowed" doc:"The organisation keeps such numbers"`
	Masked  string `json:"masked,omitempty"`
	NIR     string `json:"nir,omitempty" doc:"Once it was revealed"`
}

func nirOf(f inviting.NIRFile) *body[nirBody] {
	return &body[nirBody]{nirBody{f.Allowed, f.Masked, f.Number.Spaced()}}
}

func (a *api) getNIR(ctx context.Context, actor scheduling.Actor, in *ByID) (*body[nirBody], error) {
	f, err := a.Inviting.NIR(ctx, actor, scheduling.InsuredID(in.ID))
	if err != nil {
		return nil, err
	}
	return nirOf(f), nil
}

func (a *api) revealNIR(ctx context.Context, actor scheduling.Actor, in *ByID) (*body[nirBody], error) {
	f, err := a.Inviting.RevealNIR(ctx, actor, scheduling.InsuredID(in.ID))
	if err != nil {
		return nil, err
	}
	return nirOf(f), nil
}

// nirInput carries a number.
type nirInput struct {
	NIR string `json:"nir" maxLength:"30"`
}

func (a *api) setNIR(ctx context.Context, actor scheduling.Actor, in *struct {
	ByID
	Body nirInput
},
) (*struct{}, error) {
	return nil, a.Inviting.SetNIR(ctx, actor, scheduling.InsuredID(in.ID), in.Body.NIR)
}

func (a *api) findByNIR(ctx context.Context, actor scheduling.Actor, in *struct{ Body nirInput }) (*body[createdBody], error) {
	id, err := a.Inviting.FindByNIR(ctx, actor, in.Body.NIR)
	if err != nil {
		return nil, err
	}
	return &body[createdBody]{createdBody{string(id)}}, nil
}
