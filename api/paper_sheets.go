package api

import (
	"context"
	"encoding/json"
	"net/http"

	"trame/scheduling"
	"trame/templates"
)

func (a *api) paperSheetRoutes() {
	post(a, "/cohorts/{id}/paper-sheets", operation{ID: "addPaperSheets", Summary: "Make sheets of nobody's, each with its code", Tag: "Evaluation", Status: http.StatusCreated}, a.addPaperSheets)
	post(a, "/paper-sheets/scans", operation{ID: "importScans", Summary: "Sheets that other software read, a FHIR R4 Bundle: each is a first typing", Tag: "Evaluation"}, a.importScans)
	post(a, "/paper-sheets/typings", operation{ID: "typePaperSheet", Summary: "Type a sheet: the second typing that agrees makes a submission", Tag: "Evaluation"}, a.typePaperSheet)
}

type paperSheetBody struct {
	Code string `json:"code"`
	Link string `json:"link" doc:"What its square leads to"`
}

func (a *api) addPaperSheets(ctx context.Context, actor scheduling.Actor, in *struct {
	ID   string `path:"id" doc:"Of the session"`
	Body struct {
		Count int `json:"count" minimum:"1"`
	}
},
) (*body[page[paperSheetBody]], error) {
	id := scheduling.CohortID(in.ID)
	if err := a.Evaluating.AddSheets(ctx, actor, id, in.Body.Count); err != nil {
		return nil, err
	}
	sheets, err := a.Evaluating.RoomSheets(ctx, actor, id)
	if err != nil {
		return nil, err
	}
	out := page[paperSheetBody]{}
	for _, s := range sheets.Sheets {
		out.Items = append(out.Items, paperSheetBody(s))
	}
	return &body[page[paperSheetBody]]{out}, nil
}

type typingDifference struct {
	Key    string   `json:"key"`
	First  []string `json:"first"`
	Second []string `json:"second"`
}

type typingBody struct {
	State       string             `json:"state" enum:"sealed,differs,submitted" doc:"sealed: it waits for the second typing"`
	Differences []typingDifference `json:"differences,omitempty" doc:"Nothing was kept of this typing"`
}

func (a *api) typePaperSheet(ctx context.Context, actor scheduling.Actor, in *struct {
	Body struct {
		Code    string              `json:"code" doc:"Of the sheet"`
		Answers map[string][]string `json:"answers" doc:"Values by question key"`
		Settled []string            `json:"settled,omitempty" doc:"Keys that somebody decided, having seen both typings"`
	}
},
) (*body[typingBody], error) {
	typed, err := a.Evaluating.TypeSheet(ctx, actor, in.Body.Code, in.Body.Answers, in.Body.Settled)
	if err != nil {
		return nil, err
	}
	out := typingBody{State: "submitted"}
	switch {
	case typed.First:
		out.State = "sealed"
	case len(typed.Differ) > 0:
		out.State = "differs"
	}
	for _, d := range typed.Differ {
		out.Differences = append(out.Differences, typingDifference{d.Item.Key, d.First, d.Second})
	}
	return &body[typingBody]{out}, nil
}

type scanBody struct {
	Code    string `json:"code"`
	Refused string `json:"refused,omitempty" doc:"Why it was left out; absent: it is sealed, and waits for the second typing"`
}

func (a *api) importScans(ctx context.Context, actor scheduling.Actor, in *struct {
	Body struct {
		Bundle json.RawMessage `json:"bundle" doc:"QuestionnaireResponses whose identifier is the code of their sheet"`
	}
},
) (*body[page[scanBody]], error) {
	scans, err := a.Evaluating.ImportScans(ctx, actor, in.Body.Bundle)
	if err != nil {
		return nil, err
	}
	out := page[scanBody]{Items: []scanBody{}}
	for _, s := range scans {
		line := scanBody{Code: s.Code}
		if s.Refused != nil {
			line.Refused = templates.Sentence(s.Refused)
		}
		out.Items = append(out.Items, line)
	}
	return &body[page[scanBody]]{out}, nil
}
