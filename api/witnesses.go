package api

import (
	"context"
	"net/http"
	"time"

	"trame/scheduling"
	"trame/scheduling/workflow/witnessing"
)

func (a *api) witnessRoutes() {
	const tag = "Witnesses"
	get(a, "/witnesses", operation{ID: "listWitnesses", Summary: "Who agrees to testify in the agent's units, by name", Tag: tag}, a.listWitnesses)
	get(a, "/witness-themes", operation{ID: "listWitnessThemes", Summary: "The subjects of testimony of the organisation", Tag: tag}, a.listWitnessThemes)
	put(a, "/witness-themes", operation{ID: "setWitnessThemes", Summary: "Give the organisation a list of subjects; known ones keep their id", Tag: tag}, a.setWitnessThemes)
	get(a, "/insured/{id}/witness", operation{ID: "readWitness", Summary: "A person's consent to testify, and her testimonies; reading them leaves a trace", Tag: tag}, a.readWitness)
	put(a, "/insured/{id}/witness", operation{ID: "recordWitness", Summary: "Record a consent that she gave in writing or by telephone; she is told, with a link to take it back", Tag: tag}, a.recordWitness)
	post(a, "/insured/{id}/witness/message", operation{ID: "askWitness", Summary: "Send her a link by which she may agree", Tag: tag, Status: http.StatusNoContent}, a.askWitness)
	remove(a, "/insured/{id}/witness", operation{ID: "withdrawWitness", Summary: "Take her consent back, because she said so; what she was asked to is given up", Tag: tag, Status: http.StatusNoContent}, a.withdrawWitness)
	a.testimonyRoutes()
}

type consentBody struct {
	GivenOn    string   `json:"given_on" format:"date"`
	Way        string   `json:"way" enum:"written,phone,link" doc:"link: she agreed by hers, which nobody records for her"`
	Forms      []string `json:"forms" doc:"in_person, in_writing, audio"`
	Themes     []string `json:"themes" doc:"Ids of the organisation's subjects"`
	Limits     string   `json:"limits,omitempty" maxLength:"500" doc:"In her own words"`
	OwnUnit    bool     `json:"own_unit,omitempty" doc:"Not beyond her unit"`
	MostAYear  int      `json:"most_a_year,omitempty" minimum:"0" maximum:"12"`
	ValidUntil string   `json:"valid_until,omitempty" format:"date" doc:"Absent: two years, and never longer than her file is kept"`
}

type witnessBody struct {
	Insured     string          `json:"insured"`
	State       string          `json:"state,omitempty" enum:",asked,stands,ended,withdrawn" doc:"Absent: she was never asked"`
	Consent     *consentBody    `json:"consent,omitempty"`
	AskedAt     time.Time       `json:"asked_at,omitzero"`
	WithdrawnAt time.Time       `json:"withdrawn_at,omitzero"`
	MayConsent  bool            `json:"may_consent" doc:"She came to a session, and is in none"`
	Testimonies []testimonyBody `json:"testimonies"`
}

func consentOf(w scheduling.Witness) *consentBody {
	if w.GivenOn.IsZero() {
		return nil
	}
	return &consentBody{
		GivenOn: w.GivenOn.String(), Way: string(w.Way), Forms: codes(w.Forms), Themes: codes(w.Themes), Limits: w.Limits, OwnUnit: w.OwnUnit,
		MostAYear: w.MostAYear, ValidUntil: w.ValidUntil.String(),
	}
}

// codes are a list of them as it travels.
func codes[Code ~string](list []Code) []string {
	out := make([]string, len(list))
	for n, c := range list {
		out[n] = string(c)
	}
	return out
}

type witnessLine struct {
	Insured   string      `json:"insured"`
	FirstName string      `json:"first_name"`
	LastName  string      `json:"last_name"`
	State     string      `json:"state" enum:"asked,stands,ended"`
	Consent   consentBody `json:"consent"`
	Times     int         `json:"times" doc:"That she testified"`
	Next      string      `json:"next,omitempty" doc:"The meeting at which she will"`
}

func (a *api) listWitnesses(ctx context.Context, actor scheduling.Actor, _ *struct{}) (*body[page[witnessLine]], error) {
	list, err := a.Witnessing.Witnesses(ctx, actor)
	if err != nil {
		return nil, err
	}
	out := page[witnessLine]{Items: make([]witnessLine, len(list.Lines))}
	for n, l := range list.Lines {
		out.Items[n] = witnessLine{
			Insured: string(l.Insured.ID), FirstName: l.Insured.FirstName, LastName: l.Insured.LastName, State: string(l.State),
			Times: l.Times, Next: string(l.Next.ID),
		}
		if c := consentOf(l.Consent); c != nil {
			out.Items[n].Consent = *c
		}
	}
	return &body[page[witnessLine]]{out}, nil
}

type themeBody struct {
	ID    string `json:"id"`
	Label string `json:"label"`
}

func (a *api) listWitnessThemes(ctx context.Context, actor scheduling.Actor, _ *struct{}) (*body[page[themeBody]], error) {
	list, err := a.Witnessing.Themes(ctx, actor)
	out := page[themeBody]{Items: make([]themeBody, len(list))}
	for n, t := range list {
		out.Items[n] = themeBody{string(t.ID), t.Label}
	}
	return &body[page[themeBody]]{out}, err
}

func (a *api) setWitnessThemes(ctx context.Context, actor scheduling.Actor, in *struct {
	Body struct {
		Labels []string `json:"labels" minItems:"1" maxItems:"40"`
	}
},
) (*body[page[themeBody]], error) {
	if err := a.Witnessing.SetThemes(ctx, actor, in.Body.Labels); err != nil {
		return nil, err
	}
	return a.listWitnessThemes(ctx, actor, nil)
}

func (a *api) readWitness(ctx context.Context, actor scheduling.Actor, in *ByID) (*tagged[witnessBody], error) {
	f, err := a.Witnessing.File(ctx, actor, scheduling.InsuredID(in.ID))
	if err != nil {
		return nil, err
	}
	out := witnessBody{
		Insured: in.ID, State: string(f.State), Consent: consentOf(f.Consent), AskedAt: f.Consent.AskedAt, WithdrawnAt: f.Consent.WithdrawnAt,
		MayConsent: f.Former, Testimonies: make([]testimonyBody, len(f.Times)),
	}
	for n, t := range f.Times {
		out.Testimonies[n] = testimonyOf(t.Testimony, t.State)
	}
	return taggedWith(f.Version(), out), nil
}

func (a *api) recordWitness(ctx context.Context, actor scheduling.Actor, in *struct {
	ByID
	IfMatch
	Body consentBody
},
) (*tagged[witnessBody], error) {
	version, err := in.version()
	if err != nil {
		return nil, err
	}
	b := in.Body
	w := scheduling.Witness{
		Way: scheduling.ConsentWay(b.Way), Limits: b.Limits, OwnUnit: b.OwnUnit, MostAYear: b.MostAYear, Themes: witnessing.Sought(b.Themes),
	}
	for _, f := range b.Forms {
		w.Forms = append(w.Forms, scheduling.WitnessForm(f))
	}
	if w.GivenOn, err = dateIn(b.GivenOn, "given_on"); err != nil {
		return nil, err
	}
	if w.ValidUntil, err = dateIn(b.ValidUntil, "valid_until"); err != nil {
		return nil, err
	}
	if err := a.Witnessing.Record(ctx, actor, scheduling.InsuredID(in.ID), w, version); err != nil {
		return nil, err
	}
	return a.readWitness(ctx, actor, &in.ByID)
}

func (a *api) askWitness(ctx context.Context, actor scheduling.Actor, in *ByID) (*struct{}, error) {
	return nil, a.Witnessing.AskConsent(ctx, actor, scheduling.InsuredID(in.ID))
}

func (a *api) withdrawWitness(ctx context.Context, actor scheduling.Actor, in *ByID) (*struct{}, error) {
	return nil, a.Witnessing.Withdraw(ctx, actor, scheduling.InsuredID(in.ID))
}
