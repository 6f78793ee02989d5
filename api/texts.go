package api

import (
	"context"
	"net/http"

	"trame/scheduling"
)

func (a *api) textRoutes() {
	const tag = "Evaluation"
	get(a, "/texts", operation{ID: "listTextsToRead", Summary: "Sessions whose free texts wait to be reviewed", Tag: tag}, a.listTextsToRead)
	get(a, "/cohorts/{id}/texts", operation{ID: "readTexts", Summary: "The free texts of a session, for its social workers", Tag: tag}, a.readTexts)
	put(a, "/texts/{id}", operation{ID: "judgeText", Summary: "Publish a text, mask words of it, or keep it out; what is hidden is dropped", Tag: tag, Status: http.StatusNoContent}, a.judgeText)
}

type textsWaitingBody struct {
	Cohort  string `json:"cohort"`
	Label   string `json:"label"`
	Waiting int    `json:"waiting"`
}

func (a *api) listTextsToRead(ctx context.Context, actor scheduling.Actor, _ *struct{}) (*body[page[textsWaitingBody]], error) {
	list, err := a.Evaluating.ToRead(ctx, actor)
	if err != nil {
		return nil, err
	}
	out := page[textsWaitingBody]{Items: make([]textsWaitingBody, len(list))}
	for i, n := range list {
		out.Items[i] = textsWaitingBody{string(n.Cohort), n.Label, n.N}
	}
	return &body[page[textsWaitingBody]]{out}, nil
}

type textBody struct {
	ID       string   `json:"id"`
	Moment   string   `json:"moment" enum:"start,end,six_months"`
	Question string   `json:"question"`
	Words    string   `json:"words" doc:"As they stand; those of a text kept out are dropped"`
	Verdict  string   `json:"verdict,omitempty" enum:"published,masked,kept_out" doc:"Absent: it waits"`
	Telling  []string `json:"telling,omitempty" doc:"Words that tell who of the group is meant"`
}

func (a *api) readTexts(ctx context.Context, actor scheduling.Actor, in *CohortPath) (*body[page[textBody]], error) {
	r, err := a.Evaluating.Reading(ctx, actor, scheduling.CohortID(in.ID))
	if err != nil {
		return nil, err
	}
	out := page[textBody]{Items: []textBody{}}
	for _, asked := range r.Asked {
		for _, t := range asked.Texts {
			out.Items = append(out.Items, textBody{string(t.ID), string(asked.Moment), asked.Question, t.Words, string(t.Verdict), t.Telling})
		}
	}
	return &body[page[textBody]]{out}, nil
}

func (a *api) judgeText(ctx context.Context, actor scheduling.Actor, in *struct {
	ID   string `path:"id"`
	Body struct {
		Verdict string   `json:"verdict" enum:"published,masked,kept_out"`
		Masked  []string `json:"masked,omitempty" maxItems:"40" doc:"Words to hide, with masked"`
	}
},
) (*struct{}, error) {
	_, err := a.Evaluating.Judge(ctx, actor, scheduling.FreeTextID(in.ID), scheduling.TextVerdict(in.Body.Verdict), in.Body.Masked)
	return nil, err
}
