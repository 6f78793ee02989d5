package api

import (
	"context"
	"net/http"

	"trame/scheduling"
	"trame/scheduling/workflow/filing"
)

func (a *api) duplicateRoutes() {
	const tag = "People"
	get(a, "/duplicates", operation{ID: "listDuplicates", Summary: "Files of one unit that are perhaps of the same person", Tag: tag}, a.listDuplicates)
	get(a, "/insured/{id}/duplicates", operation{ID: "listTwins", Summary: "Files that are perhaps of the same person as this one", Tag: tag}, a.listTwins)
	post(a, "/insured/{id}/distinct", operation{ID: "tellApart", Summary: "Note that two files are of two people: they are not proposed again", Tag: tag, Status: http.StatusNoContent}, a.tellApart)
	get(a, "/insured/{id}/merge/{other}", operation{ID: "compareInsured", Summary: "Two files side by side, with what is proposed of each field", Tag: tag}, a.compareInsured)
	post(a, "/insured/{id}/merge", operation{ID: "mergeInsured", Summary: "Make two files one; the other one then leads here. It cannot be undone", Tag: tag, Status: http.StatusNoContent}, a.mergeInsured)
}

type twinBody struct {
	A   listedInsured `json:"a"`
	B   listedInsured `json:"b"`
	Why []string      `json:"why" doc:"nir, number, name, order, longer, contact"`
}

func twinsOf(list []filing.Twin) []twinBody {
	out := []twinBody{}
	for _, t := range list {
		out = append(out, twinBody{twinOf(t.A), twinOf(t.B), t.Why})
	}
	return out
}

func twinOf(i scheduling.Insured) listedInsured {
	return listedInsured{ID: string(i.ID), FirstName: i.FirstName, LastName: i.LastName, BirthDate: i.BirthDate.String(), City: i.City}
}

func (a *api) listDuplicates(ctx context.Context, actor scheduling.Actor, in *struct {
	Unit  string `query:"unit" maxLength:"60" doc:"The agent's first when left out"`
	After string `query:"after" doc:"The next of the part before"`
},
) (*body[page[twinBody]], error) {
	list, err := a.Filing.Duplicates(ctx, actor, scheduling.UnitID(in.Unit), in.After)
	return &body[page[twinBody]]{page[twinBody]{twinsOf(list.Pairs), list.Next}}, err
}

func (a *api) listTwins(ctx context.Context, actor scheduling.Actor, in *ByID) (*body[page[twinBody]], error) {
	list, err := a.Filing.Twins(ctx, actor, scheduling.InsuredID(in.ID))
	return &body[page[twinBody]]{page[twinBody]{Items: twinsOf(list)}}, err
}

func (a *api) tellApart(ctx context.Context, actor scheduling.Actor, in *struct {
	ByID
	Body struct {
		Other string `json:"other" minLength:"1"`
	}
},
) (*struct{}, error) {
	return nil, a.Filing.TellApart(ctx, actor, scheduling.InsuredID(in.ID), scheduling.InsuredID(in.Body.Other))
}

type mergeFieldBody struct {
	Name string `json:"name"`
	Keep string `json:"keep"`
	Gone string `json:"gone"`
	Pick string `json:"pick" enum:"keep,gone,both" doc:"What is proposed"`
}

type mergeBody struct {
	KeepVersion int              `json:"keep_version"`
	GoneVersion int              `json:"gone_version"`
	Fields      []mergeFieldBody `json:"fields"`
	Both        []string         `json:"both_enrolled" doc:"Sessions in which both have a place: to be ended first"`
}

func (a *api) compareInsured(ctx context.Context, actor scheduling.Actor, in *struct {
	ByID
	Other string `path:"other"`
},
) (*body[mergeBody], error) {
	m, err := a.Filing.Merge(ctx, actor, scheduling.InsuredID(in.ID), scheduling.InsuredID(in.Other))
	out := mergeBody{m.Keep.Version, m.Gone.Version, []mergeFieldBody{}, []string{}}
	for _, f := range m.Fields {
		out.Fields = append(out.Fields, mergeFieldBody(f))
	}
	for _, c := range m.Both {
		out.Both = append(out.Both, string(c.ID))
	}
	return &body[mergeBody]{out}, err
}

func (a *api) mergeInsured(ctx context.Context, actor scheduling.Actor, in *struct {
	ByID
	Body struct {
		Other       string            `json:"other" minLength:"1" doc:"The file that goes"`
		KeepVersion int               `json:"keep_version"`
		GoneVersion int               `json:"gone_version"`
		From        map[string]string `json:"from,omitempty" doc:"Field to keep, gone or, for notes, both; one not named comes as proposed. nir too"`
	}
},
) (*struct{}, error) {
	return nil, a.Filing.MergeInto(ctx, actor, scheduling.InsuredID(in.ID), scheduling.InsuredID(in.Body.Other),
		filing.Choice{KeepVersion: in.Body.KeepVersion, GoneVersion: in.Body.GoneVersion, From: in.Body.From})
}
