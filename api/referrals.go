package api

import (
	"context"
	"net/http"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/workflow/screening"
	"trame/templates"
)

func (a *api) screeningRoutes() {
	const tag = "Eligibility"
	get(a, "/referrals", operation{ID: "listReferrals", Summary: "Referrals as they stand for a programme, the newest first; managers get the counts alone", Tag: tag}, a.listReferrals)
	post(a, "/referrals", operation{ID: "enterReferral", Summary: "Enter a person nobody knew, with what brought her", Tag: tag, Status: http.StatusCreated}, a.enterReferral)
	get(a, "/referrals/{id}", operation{ID: "readReferral", Summary: "A referral with its facts and checks; reading it leaves a trace", Tag: tag}, a.readReferral)
	put(a, "/referrals/{id}", operation{ID: "editReferral", Summary: "Replace what a referral says; the person is examined again", Tag: tag}, a.editReferral)
	post(a, "/referrals/{id}/closure", operation{ID: "closeReferral", Summary: "Close one that is settled; of somebody not eligible it takes a redirection", Tag: tag}, a.closeReferral)
	post(a, "/referrals/{id}/redirection", operation{ID: "redirectReferral", Summary: "Send a person to whom her question belongs, and close", Tag: tag, Status: http.StatusCreated}, a.redirectReferral)
	get(a, "/insured/{id}/referrals", operation{ID: "listReferralsOf", Summary: "A person's referrals, without facts", Tag: tag}, a.listReferralsOf)
	post(a, "/insured/{id}/referrals", operation{ID: "addReferral", Summary: "Add what brings a known person", Tag: tag, Status: http.StatusCreated}, a.addReferral)
	a.checkRoutes(tag)
}

// factsBody is what a referral knows; what is absent is unknown.
type factsBody struct {
	Purpose         string   `json:"purpose,omitempty"`
	LeaveStart      string   `json:"leave_start,omitempty" example:"2026-08-24"`
	LeaveEnd        string   `json:"leave_end,omitempty" doc:"Last day prescribed"`
	LeaveKind       string   `json:"leave_kind,omitempty" enum:",illness,work_accident,occupational_disease"`
	LeaveTime       string   `json:"leave_time,omitempty" enum:",full,therapeutic_part_time"`
	PartTimeFrom    string   `json:"part_time_from,omitempty"`
	ContractOn      string   `json:"contract_on,omitempty"`
	Invalidity      string   `json:"invalidity,omitempty" enum:",none,pending,refused,category_1,category_2,category_3"`
	InvalidityOn    string   `json:"invalidity_on,omitempty" doc:"The day it was decided, not paid"`
	Scheme          string   `json:"scheme,omitempty" enum:",general,independent,agricultural,other"`
	Followed        string   `json:"followed,omitempty" enum:",yes,no"`
	FollowedSince   string   `json:"followed_since,omitempty"`
	LowAllowance    string   `json:"low_allowance,omitempty" enum:",yes,no"`
	LowPerHead      string   `json:"low_per_head,omitempty" enum:",yes,no"`
	SolidarityCover string   `json:"solidarity_cover,omitempty" enum:",yes,no"`
	LongIllness     string   `json:"long_illness,omitempty" enum:",yes,no"`
	Fragility       []string `json:"fragility,omitempty" maxItems:"6" doc:"yes, no or empty for each item of the sheet"`
}

// ReferralIn is a referral on the wire; exported for huma.
type ReferralIn struct {
	Source     string    `json:"source" enum:"cpam_45,cpam_90,medical_service,partner,employer,self,service,other"`
	Reference  string    `json:"reference,omitempty" maxLength:"60" doc:"The source's own number"`
	ReceivedOn string    `json:"received_on,omitempty" doc:"Today when left out"`
	Facts      factsBody `json:"facts,omitempty" doc:"Social workers only"`
}

// dates reads days until one cannot be read.
type dates struct{ err error }

func (d *dates) read(text, field string) scheduling.Date {
	day, err := dateIn(text, field)
	if d.err == nil {
		d.err = err
	}
	return day
}

func (b ReferralIn) referral(today scheduling.Date) (scheduling.Referral, error) {
	var d dates
	f := b.Facts
	r := scheduling.Referral{
		Source: scheduling.ReferralSource(b.Source), Reference: b.Reference, ReceivedOn: d.read(b.ReceivedOn, "received_on"),
		Facts: scheduling.Facts{
			Purpose: scheduling.Purpose(f.Purpose), LeaveStart: d.read(f.LeaveStart, "leave_start"), LeaveEnd: d.read(f.LeaveEnd, "leave_end"),
			LeaveKind: scheduling.LeaveKind(f.LeaveKind), LeaveTime: scheduling.LeaveTime(f.LeaveTime), PartTimeFrom: d.read(f.PartTimeFrom, "part_time_from"),
			ContractOn: d.read(f.ContractOn, "contract_on"), Invalidity: scheduling.Invalidity(f.Invalidity), InvalidityOn: d.read(f.InvalidityOn, "invalidity_on"),
			Scheme: scheduling.Scheme(f.Scheme), Followed: scheduling.Known(f.Followed), FollowedSince: d.read(f.FollowedSince, "followed_since"),
			LowAllowance: scheduling.Known(f.LowAllowance), LowPerHead: scheduling.Known(f.LowPerHead),
			SolidarityCover: scheduling.Known(f.SolidarityCover), LongIllness: scheduling.Known(f.LongIllness),
		},
	}
	for n, k := range f.Fragility {
		if k != "" {
			r.Facts.Fragility = r.Facts.Fragility.Tick(n+1, scheduling.Known(k))
		}
	}
	if r.ReceivedOn.IsZero() {
		r.ReceivedOn = today
	}
	return r, d.err
}

func factsOut(f scheduling.Facts) factsBody {
	out := factsBody{
		Purpose: string(f.Purpose), LeaveStart: f.LeaveStart.String(), LeaveEnd: f.LeaveEnd.String(), LeaveKind: string(f.LeaveKind), LeaveTime: string(f.LeaveTime),
		PartTimeFrom: f.PartTimeFrom.String(), ContractOn: f.ContractOn.String(), Invalidity: string(f.Invalidity), InvalidityOn: f.InvalidityOn.String(),
		Scheme: string(f.Scheme), Followed: string(f.Followed), FollowedSince: f.FollowedSince.String(), LowAllowance: string(f.LowAllowance),
		LowPerHead: string(f.LowPerHead), SolidarityCover: string(f.SolidarityCover), LongIllness: string(f.LongIllness),
	}
	for n := range len(f.Fragility) {
		out.Fragility = append(out.Fragility, string(f.Fragility.At(n+1)))
	}
	return out
}

type signalBody struct {
	Referral   string `json:"referral"`
	Insured    string `json:"insured"`
	FirstName  string `json:"first_name"`
	LastName   string `json:"last_name"`
	Source     string `json:"source"`
	ReceivedOn string `json:"received_on"`
	State      string `json:"state" enum:"to_examine,to_review,individual_first,not_yet,incomplete,collective,not_eligible,redirected,closed"`
	BecomesOn  string `json:"becomes_on,omitempty" doc:"Of not_yet: the day on which time alone makes it true"`
	Check      string `json:"check,omitempty" doc:"The check that stands"`
}

type signalsBody struct {
	Items   []signalBody   `json:"items"`
	Next    string         `json:"next,omitempty"`
	Counts  map[string]int `json:"counts" doc:"By state"`
	Version string         `json:"version,omitempty" doc:"For which they stand so"`
}

func (a *api) listReferrals(ctx context.Context, actor scheduling.Actor, in *struct {
	Paging
	Unit    string `query:"unit"`
	Version string `query:"version" doc:"Of a programme; the first of the agent's units when left out"`
	State   string `query:"state" enum:"to_examine,to_review,individual_first,not_yet,incomplete,collective,not_eligible,redirected,closed" doc:"All that are open when left out"`
},
) (*body[signalsBody], error) {
	ask := screening.Ask{Unit: scheduling.UnitID(in.Unit), Version: scheduling.VersionID(in.Version), State: store.SignalState(in.State)}
	list, err := a.Screening.Signals(ctx, actor, ask, store.Page{After: in.After, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	out := signalsBody{Items: []signalBody{}, Next: list.Next, Counts: map[string]int{}, Version: string(list.Version)}
	for state, n := range list.Counts {
		out.Counts[string(state)] = n
	}
	for _, s := range list.Items {
		line := signalBody{
			Referral: string(s.Referral.ID), Insured: string(s.Insured.ID), FirstName: s.Insured.FirstName, LastName: s.Insured.LastName,
			Source: string(s.Referral.Source), ReceivedOn: s.Referral.ReceivedOn.String(), State: string(s.State), Check: string(s.Check.ID),
		}
		if line.State == string(scheduling.NotYet) {
			line.BecomesOn = s.Check.BecomesOn.String()
		}
		out.Items = append(out.Items, line)
	}
	return &body[signalsBody]{out}, nil
}

func (a *api) day(ctx context.Context, actor scheduling.Actor) (scheduling.Date, error) {
	choices, err := a.Screening.Choices(ctx, actor)
	return choices.Today, err
}

func (a *api) enterReferral(ctx context.Context, actor scheduling.Actor, in *struct {
	Body struct {
		Insured  insuredBody `json:"insured"`
		Referral ReferralIn  `json:"referral"`
	}
},
) (*body[createdBody], error) {
	today, err := a.day(ctx, actor)
	if err != nil {
		return nil, err
	}
	i, err := in.Body.Insured.insured()
	if err != nil {
		return nil, err
	}
	r, err := in.Body.Referral.referral(today)
	if err != nil {
		return nil, err
	}
	id, err := a.Screening.Enter(ctx, actor, i, r)
	if err != nil {
		return nil, err
	}
	return &body[createdBody]{createdBody{string(id)}}, nil
}

func (a *api) addReferral(ctx context.Context, actor scheduling.Actor, in *struct {
	ByID
	Body ReferralIn
},
) (*body[createdBody], error) {
	today, err := a.day(ctx, actor)
	if err != nil {
		return nil, err
	}
	r, err := in.Body.referral(today)
	if err != nil {
		return nil, err
	}
	id, err := a.Screening.AddReferral(ctx, actor, scheduling.InsuredID(in.ID), r)
	if err != nil {
		return nil, err
	}
	return &body[createdBody]{createdBody{string(id)}}, nil
}

type referralBody struct {
	ID string `json:"id"`
	ReferralIn
	Insured  string      `json:"insured"`
	ClosedAt time.Time   `json:"closed_at,omitzero"`
	Social   bool        `json:"social" doc:"false: facts and reasons are left out"`
	Checks   []checkBody `json:"checks,omitempty" doc:"The newest for each programme"`
}

func referralOut(r scheduling.Referral) referralBody {
	return referralBody{
		ID: string(r.ID), Insured: string(r.Insured), ClosedAt: r.ClosedAt,
		ReferralIn: ReferralIn{string(r.Source), r.Reference, r.ReceivedOn.String(), factsOut(r.Facts)},
	}
}

func (a *api) readReferral(ctx context.Context, actor scheduling.Actor, in *ByID) (*tagged[referralBody], error) {
	d, err := a.Screening.Dossier(ctx, actor, scheduling.ReferralID(in.ID))
	if err != nil {
		return nil, err
	}
	out := referralOut(d.Referral)
	out.Social = d.Social
	for _, e := range d.Checks {
		out.Checks = append(out.Checks, checkOut(e))
	}
	return taggedWith(d.Referral.Version, out), nil
}

func (a *api) editReferral(ctx context.Context, actor scheduling.Actor, in *struct {
	ByID
	IfMatch
	Body ReferralIn
},
) (*tagged[referralBody], error) {
	seen, err := in.version()
	if err != nil {
		return nil, err
	}
	today, err := a.day(ctx, actor)
	if err != nil {
		return nil, err
	}
	r, err := in.Body.referral(today)
	if err != nil {
		return nil, err
	}
	r.ID, r.Version = scheduling.ReferralID(in.ID), seen
	if err := a.Screening.EditReferral(ctx, actor, r); err != nil {
		return nil, err
	}
	return a.readReferral(ctx, actor, &in.ByID)
}

func (a *api) closeReferral(ctx context.Context, actor scheduling.Actor, in *struct {
	ByID
	IfMatch
},
) (*tagged[referralBody], error) {
	seen, err := in.version()
	if err != nil {
		return nil, err
	}
	if err := a.Screening.CloseReferral(ctx, actor, scheduling.ReferralID(in.ID), seen); err != nil {
		return nil, err
	}
	return a.readReferral(ctx, actor, &in.ByID)
}

func (a *api) redirectReferral(ctx context.Context, actor scheduling.Actor, in *struct {
	ByID
	IfMatch
	Body struct {
		Reason string `json:"reason" enum:"pension,no_complex_social_problem,not_health_related,out_of_territory,precarity,not_affiliated,medical,emergency,other"`
		Target string `json:"target,omitempty" maxLength:"200" doc:"Whom the slip sends her to; the usual one of the reason when left out"`
		Note   string `json:"note,omitempty" maxLength:"2000"`
	}
},
) (*body[createdBody], error) {
	seen, err := in.version()
	if err != nil {
		return nil, err
	}
	to := scheduling.Redirection{Reason: in.Body.Reason, Target: in.Body.Target, Note: in.Body.Note}
	if key := "label.redirection_target." + to.Reason; to.Target == "" && templates.HasMessage(key) {
		to.Target = templates.Message(key)
	}
	id, err := a.Screening.Redirect(ctx, actor, scheduling.ReferralID(in.ID), to, seen)
	if err != nil {
		return nil, err
	}
	return &body[createdBody]{createdBody{string(id)}}, nil
}

func (a *api) listReferralsOf(ctx context.Context, actor scheduling.Actor, in *ByID) (*body[page[referralBody]], error) {
	_, list, err := a.Screening.OfPerson(ctx, actor, scheduling.InsuredID(in.ID))
	if err != nil {
		return nil, err
	}
	out := page[referralBody]{Items: []referralBody{}}
	for _, r := range list {
		out.Items = append(out.Items, referralOut(r))
	}
	return &body[page[referralBody]]{out}, nil
}
