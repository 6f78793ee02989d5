package api

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"

	"trame/scheduling"
	"trame/scheduling/workflow/screening"
	"trame/templates"
)

func (a *api) checkRoutes(tag string) {
	post(a, "/insured/{id}/checks", operation{ID: "examineInsured", Summary: "Apply the rules of a version to one person on a day", Tag: tag, Status: http.StatusCreated}, a.examineInsured)
	post(a, "/checks", operation{ID: "examineMany", Summary: "Apply the rules of a version to many people: those named, or a unit's open referrals", Tag: tag}, a.examineMany)
	get(a, "/checks/{id}", operation{ID: "readCheck", Summary: "A check with every rule's answer and reason; reading it leaves a trace", Tag: tag}, a.readCheck)
	post(a, "/checks/{id}/override", operation{ID: "overrideCheck", Summary: "Let a social worker's judgement stand, with its reason; it lifts individual_first", Tag: tag}, a.overrideCheck)
	post(a, "/versions/{id}/rules/preview", operation{ID: "previewRules", Summary: "How many people other rules would move from which outcome to which; nothing is written", Tag: tag}, a.previewRules)
}

type checkBody struct {
	ID         string           `json:"id"`
	Version    string           `json:"version"`
	On         string           `json:"on"`
	Outcome    string           `json:"outcome" enum:"collective,individual_first,not_yet,incomplete,not_eligible" doc:"What stands: the social worker's, else the rules'"`
	BecomesOn  string           `json:"becomes_on,omitempty"`
	Overridden bool             `json:"overridden,omitempty"`
	Reason     string           `json:"reason,omitempty" doc:"Of the override; social workers only, as are the results"`
	Review     []string         `json:"review,omitempty" doc:"What changed under the override since: fields, outcome, rules. It stands until a social worker decides again"`
	Rules      string           `json:"rules_hash"`
	Results    []ruleResultBody `json:"results,omitempty"`
	Redirect   string           `json:"redirect,omitempty" doc:"Why she would be sent elsewhere"`
}

type ruleResultBody struct {
	Rule      int    `json:"rule"`
	Key       string `json:"key"`
	Criterion string `json:"criterion"`
	Answer    string `json:"answer" enum:"pass,fail,unknown"`
	Reason    string `json:"reason"`
	Source    string `json:"source"`
	Blocks    bool   `json:"blocks"`
	BecomesOn string `json:"becomes_on,omitempty"`
}

func checkOut(e screening.Examined) checkBody {
	c := e.Check
	out := checkBody{
		ID: string(c.ID), Version: string(c.VersionID), On: c.On.String(), Outcome: string(c.Stands()), BecomesOn: c.BecomesOn.String(),
		Overridden: c.Overridden != "", Reason: c.OverrideReason, Rules: c.RulesHash, Redirect: e.Suggested,
		Review: strings.Fields(c.Review),
	}
	for _, r := range e.Results {
		out.Results = append(out.Results, ruleResultBody{
			r.Rule, r.Key, templates.Criterion(r.Key, r.Parameters), string(r.Answer), templates.Reason(r), r.Source, r.Blocks, r.Becomes.String(),
		})
	}
	return out
}

func (a *api) showCheck(ctx context.Context, actor scheduling.Actor, id scheduling.EligibilityCheckID) (*body[checkBody], error) {
	e, err := a.Screening.Check(ctx, actor, id)
	if err != nil {
		return nil, err
	}
	return &body[checkBody]{checkOut(e)}, nil
}

func (a *api) examineInsured(ctx context.Context, actor scheduling.Actor, in *struct {
	ByID
	Body struct {
		Version string `json:"version"`
		On      string `json:"on,omitempty" doc:"Today when left out"`
	}
},
) (*body[checkBody], error) {
	on, err := dateIn(in.Body.On, "on")
	if err != nil {
		return nil, err
	}
	id, err := a.Screening.Examine(ctx, actor, scheduling.InsuredID(in.ID), scheduling.VersionID(in.Body.Version), on)
	if err != nil {
		return nil, err
	}
	return a.showCheck(ctx, actor, id)
}

func (a *api) examineMany(ctx context.Context, actor scheduling.Actor, in *struct {
	Body struct {
		Version string                 `json:"version"`
		On      string                 `json:"on,omitempty"`
		Insured []scheduling.InsuredID `json:"insured,omitempty" maxItems:"10000"`
		Unit    string                 `json:"unit,omitempty" doc:"Instead of people: everybody whose referral is open there"`
	}
},
) (*body[map[string]int], error) {
	on, err := dateIn(in.Body.On, "on")
	if err != nil {
		return nil, err
	}
	var tally screening.Tally
	version := scheduling.VersionID(in.Body.Version)
	if in.Body.Unit != "" {
		tally, err = a.Screening.CheckUnit(ctx, actor, scheduling.UnitID(in.Body.Unit), version, on)
	} else {
		tally, err = a.Screening.CheckMany(ctx, actor, version, on, in.Body.Insured)
	}
	if err != nil {
		return nil, err
	}
	return &body[map[string]int]{counts(tally)}, nil
}

func counts(tally screening.Tally) map[string]int {
	out := map[string]int{}
	for outcome, n := range tally {
		out[string(outcome)] = n
	}
	return out
}

func (a *api) readCheck(ctx context.Context, actor scheduling.Actor, in *ByID) (*body[checkBody], error) {
	return a.showCheck(ctx, actor, scheduling.EligibilityCheckID(in.ID))
}

func (a *api) overrideCheck(ctx context.Context, actor scheduling.Actor, in *struct {
	ByID
	Body struct {
		Outcome string `json:"outcome" enum:",collective,individual_first,not_eligible" doc:"Empty: the rules' own again"`
		Reason  string `json:"reason" maxLength:"1000"`
	}
},
) (*body[checkBody], error) {
	id := scheduling.EligibilityCheckID(in.ID)
	if err := a.Screening.Override(ctx, actor, id, scheduling.Eligibility(in.Body.Outcome), in.Body.Reason); err != nil {
		return nil, err
	}
	return a.showCheck(ctx, actor, id)
}

type rulesEffectBody struct {
	People int             `json:"people" doc:"With an open referral"`
	Moved  int             `json:"moved"`
	Before map[string]int  `json:"before"`
	After  map[string]int  `json:"after"`
	Moves  []rulesMoveBody `json:"moves"`
}

type rulesMoveBody struct {
	From   string `json:"from"`
	To     string `json:"to"`
	People int    `json:"people"`
}

func (a *api) previewRules(ctx context.Context, actor scheduling.Actor, in *struct {
	VersionPath
	Body struct {
		On    string     `json:"on,omitempty"`
		Rules []ruleBody `json:"rules" maxItems:"100"`
	}
},
) (*body[rulesEffectBody], error) {
	on, err := dateIn(in.Body.On, "on")
	if err != nil {
		return nil, err
	}
	effect, err := a.Screening.WhatIf(ctx, actor, in.id(), rulesIn(in.Body.Rules), on)
	if err != nil {
		return nil, err
	}
	out := rulesEffectBody{People: effect.People, Moved: effect.Moved(), Before: counts(effect.Before), After: counts(effect.After), Moves: []rulesMoveBody{}}
	for _, m := range effect.Moves {
		out.Moves = append(out.Moves, rulesMoveBody{string(m.From), string(m.To), m.People})
	}
	return &body[rulesEffectBody]{out}, nil
}

// rulesIn reads rules; no parameters are the empty object.
func rulesIn(list []ruleBody) []scheduling.EligibilityRule {
	rules := make([]scheduling.EligibilityRule, len(list))
	for i, r := range list {
		if len(r.Parameters) == 0 {
			r.Parameters = json.RawMessage("{}")
		}
		rules[i] = scheduling.EligibilityRule{Key: r.Key, Parameters: string(r.Parameters), Source: r.Source, Blocks: r.Blocks}
	}
	return rules
}
