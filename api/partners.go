package api

import (
	"context"
	"net/http"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/workflow/partnership"
)

func (a *api) partnerRoutes() {
	const tag = "Partners"
	get(a, "/partners", operation{ID: "listPartners", Summary: "Partners of the agent's units and of those above", Tag: tag}, a.listPartners)
	post(a, "/partners", operation{ID: "addPartner", Summary: "Enter a partner", Tag: tag, Status: http.StatusCreated}, a.addPartner)
	get(a, "/partners/{id}", operation{ID: "getPartner", Summary: "A partner with its people and agreements", Tag: tag}, a.getPartner)
	put(a, "/partners/{id}", operation{ID: "editPartner", Summary: "Correct a partner", Tag: tag}, a.editPartner)
	post(a, "/partners/{id}/agreements", operation{ID: "addAgreement", Summary: "Enter what was signed with a partner", Tag: tag, Status: http.StatusCreated}, a.addAgreement)
	get(a, "/agreements/{id}", operation{ID: "getAgreement", Summary: "An agreement", Tag: tag}, a.getAgreement)
	put(a, "/agreements/{id}", operation{ID: "editAgreement", Summary: "Correct an agreement", Tag: tag}, a.editAgreement)
	remove(a, "/agreements/{id}", operation{ID: "removeAgreement", Summary: "Take out an agreement entered by mistake", Tag: tag, Status: http.StatusNoContent}, a.removeAgreement)
}

type partnerInput struct {
	Unit  string `json:"unit,omitempty" doc:"Where it serves, and below; of a new partner alone"`
	Kind  string `json:"kind" example:"occupational_physician" doc:"A code of the list of partner kinds"`
	Name  string `json:"name"`
	Since int    `json:"since,omitempty" doc:"Year of the first common action; 0: unknown"`
	Notes string `json:"notes,omitempty" doc:"For the team; never shown to the partner"`
}

func (in partnerInput) partner() scheduling.Partner {
	return scheduling.Partner{
		Unit: scheduling.UnitID(in.Unit), Kind: scheduling.PartnerKind(in.Kind), Name: in.Name, Since: in.Since, Notes: in.Notes,
	}
}

type partnerLine struct {
	ID        string `json:"id"`
	Unit      string `json:"unit"`
	Kind      string `json:"kind"`
	Name      string `json:"name"`
	Since     int    `json:"since,omitempty"`
	People    int    `json:"people" doc:"Active facilitators"`
	Agreement string `json:"agreement" enum:"none,expired,future,expiring,valid" doc:"The best of its agreements today"`
}

type partnerBody struct {
	ID           string            `json:"id"`
	Unit         string            `json:"unit"`
	Kind         string            `json:"kind"`
	Name         string            `json:"name"`
	Since        int               `json:"since,omitempty"`
	Notes        string            `json:"notes,omitempty"`
	Agreement    string            `json:"agreement" enum:"none,expired,future,expiring,valid"`
	Agreements   []agreementBody   `json:"agreements"`
	Facilitators []facilitatorBody `json:"facilitators"`
}

type agreementInput struct {
	Scope      string `json:"scope" doc:"What it covers"`
	SignedOn   string `json:"signed_on,omitempty" format:"date"`
	ValidFrom  string `json:"valid_from" format:"date"`
	ValidUntil string `json:"valid_until,omitempty" format:"date" doc:"Included; absent: no end"`
}

func (in agreementInput) agreement() (scheduling.Agreement, error) {
	a := scheduling.Agreement{Scope: in.Scope}
	var f scheduling.Faults
	for _, day := range []struct {
		field, text string
		to          *scheduling.Date
	}{{"signed_on", in.SignedOn, &a.SignedOn}, {"valid_from", in.ValidFrom, &a.ValidFrom}, {"valid_until", in.ValidUntil, &a.ValidUntil}} {
		var err error
		*day.to, err = scheduling.ParseDate(day.text)
		f.Check(err == nil, day.field, "agreement.day.malformed")
	}
	return a, f.Err()
}

type agreementBody struct {
	ID         string `json:"id"`
	Partner    string `json:"partner"`
	Scope      string `json:"scope"`
	SignedOn   string `json:"signed_on,omitempty"`
	ValidFrom  string `json:"valid_from"`
	ValidUntil string `json:"valid_until,omitempty"`
	State      string `json:"state" enum:"expired,future,expiring,valid"`
}

func agreementOf(s partnership.SignedAgreement) agreementBody {
	return agreementBody{
		string(s.ID), string(s.Partner), s.Scope, s.SignedOn.String(), s.ValidFrom.String(), s.ValidUntil.String(), string(s.State),
	}
}

func (a *api) listPartners(ctx context.Context, actor scheduling.Actor, in *struct {
	Paging
	Words string `query:"q" maxLength:"100" doc:"Words of the partner's name, or of one of its people's"`
	Kind  string `query:"kind" maxLength:"40"`
},
) (*body[page[partnerLine]], error) {
	list, next, err := a.Partnership.Partners(ctx, actor, in.Words, scheduling.PartnerKind(in.Kind), store.Page{After: in.After, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	out := page[partnerLine]{Items: []partnerLine{}, Next: next}
	for _, p := range list {
		out.Items = append(out.Items, partnerLine{string(p.ID), string(p.Unit), string(p.Kind), p.Name, p.Since, p.People, string(p.Agreement)})
	}
	return &body[page[partnerLine]]{out}, nil
}

func (a *api) partnerAnswer(ctx context.Context, actor scheduling.Actor, id scheduling.PartnerID) (*tagged[partnerBody], error) {
	file, err := a.Partnership.Partner(ctx, actor, id)
	if err != nil {
		return nil, err
	}
	out := partnerBody{
		ID: string(file.ID), Unit: string(file.Unit), Kind: string(file.Kind), Name: file.Name, Since: file.Since, Notes: file.Notes,
		Agreement: string(file.State), Agreements: []agreementBody{}, Facilitators: []facilitatorBody{},
	}
	for _, s := range file.Agreements {
		out.Agreements = append(out.Agreements, agreementOf(s))
	}
	for _, f := range file.Facilitators {
		out.Facilitators = append(out.Facilitators, facilitatorOf(f))
	}
	return taggedWith(file.Version, out), nil
}

func (a *api) getPartner(ctx context.Context, actor scheduling.Actor, in *struct {
	ID string `path:"id"`
},
) (*tagged[partnerBody], error) {
	return a.partnerAnswer(ctx, actor, scheduling.PartnerID(in.ID))
}

func (a *api) addPartner(ctx context.Context, actor scheduling.Actor, in *struct{ Body partnerInput }) (*tagged[partnerBody], error) {
	id, err := a.Partnership.AddPartner(ctx, actor, in.Body.partner())
	if err != nil {
		return nil, err
	}
	return a.partnerAnswer(ctx, actor, id)
}

func (a *api) editPartner(ctx context.Context, actor scheduling.Actor, in *struct {
	IfMatch
	ID   string `path:"id"`
	Body partnerInput
},
) (*tagged[partnerBody], error) {
	version, err := in.version()
	if err != nil {
		return nil, err
	}
	p := in.Body.partner()
	p.ID, p.Version = scheduling.PartnerID(in.ID), version
	if err := a.Partnership.EditPartner(ctx, actor, p); err != nil {
		return nil, err
	}
	return a.partnerAnswer(ctx, actor, p.ID)
}

func (a *api) agreementAnswer(ctx context.Context, actor scheduling.Actor, id scheduling.AgreementID) (*tagged[agreementBody], error) {
	signed, _, err := a.Partnership.Agreement(ctx, actor, id)
	if err != nil {
		return nil, err
	}
	return taggedWith(signed.Version, agreementOf(signed)), nil
}

func (a *api) getAgreement(ctx context.Context, actor scheduling.Actor, in *struct {
	ID string `path:"id"`
},
) (*tagged[agreementBody], error) {
	return a.agreementAnswer(ctx, actor, scheduling.AgreementID(in.ID))
}

func (a *api) addAgreement(ctx context.Context, actor scheduling.Actor, in *struct {
	ID   string `path:"id"`
	Body agreementInput
},
) (*tagged[agreementBody], error) {
	agreement, err := in.Body.agreement()
	if err != nil {
		return nil, err
	}
	agreement.Partner = scheduling.PartnerID(in.ID)
	id, err := a.Partnership.AddAgreement(ctx, actor, agreement)
	if err != nil {
		return nil, err
	}
	return a.agreementAnswer(ctx, actor, id)
}

func (a *api) editAgreement(ctx context.Context, actor scheduling.Actor, in *struct {
	IfMatch
	ID   string `path:"id"`
	Body agreementInput
},
) (*tagged[agreementBody], error) {
	version, err := in.version()
	if err != nil {
		return nil, err
	}
	agreement, err := in.Body.agreement()
	if err != nil {
		return nil, err
	}
	agreement.ID, agreement.Version = scheduling.AgreementID(in.ID), version
	if err := a.Partnership.EditAgreement(ctx, actor, agreement); err != nil {
		return nil, err
	}
	return a.agreementAnswer(ctx, actor, agreement.ID)
}

func (a *api) removeAgreement(ctx context.Context, actor scheduling.Actor, in *struct {
	ID string `path:"id"`
},
) (*struct{}, error) {
	return nil, a.Partnership.RemoveAgreement(ctx, actor, scheduling.AgreementID(in.ID))
}
