package api

import (
	"context"
	"net/http"
	"slices"

	"trame/scheduling"
	"trame/scheduling/workflow/programmes"
)

func (a *api) programmeRoutes() {
	const tag = "Programmes"
	get(a, "/programmes", operation{ID: "listProgrammes", Summary: "Programmes of the agent's units, by code", Tag: tag}, a.listProgrammes)
	post(a, "/programmes", operation{ID: "createProgramme", Summary: "Open a programme with its first draft", Tag: tag, Status: http.StatusCreated}, a.createProgramme)
	get(a, "/programmes/{id}", operation{ID: "getProgramme", Summary: "A programme with its versions, the newest first", Tag: tag}, a.getProgramme)
	get(a, "/awaiting-approval", operation{ID: "listAwaitingApproval", Summary: "What waits for the agent's own verdict", Tag: tag}, a.listAwaitingApproval)
}

// ProgrammeLine is a programme in a list. It is exported for huma, which reads
// no unexported embedded struct.
type ProgrammeLine struct {
	ID       string       `json:"id"`
	Unit     string       `json:"unit"`
	UnitName string       `json:"unit_name"`
	Code     string       `json:"code"`
	Title    string       `json:"title" doc:"Of the approved version, else of the newest"`
	Meetings int          `json:"meetings"`
	Cohorts  int          `json:"cohorts" doc:"Sessions not cancelled, of all versions"`
	Latest   VersionLine  `json:"latest"`
	Current  *VersionLine `json:"current,omitempty" doc:"The approved version that sessions are opened from; absent: none yet"`
}

// VersionLine is a version in a list; exported for huma.
type VersionLine struct {
	ID     string `json:"id"`
	Number int    `json:"number"`
	State  string `json:"state" enum:"draft,submitted,approved_local,approved,changes_requested,rejected,retired"`
}

func programmeLineOf(c programmes.Card) ProgrammeLine {
	line := ProgrammeLine{
		ID: string(c.ID), Unit: string(c.Unit.ID), UnitName: c.Unit.Name, Code: c.Code, Title: c.Shown().Title,
		Meetings: c.Meetings, Cohorts: c.Cohorts, Latest: VersionLine{string(c.Latest.ID), c.Latest.Number, string(c.State)},
	}
	if c.Current.ID != "" {
		line.Current = &VersionLine{string(c.Current.ID), c.Current.Number, string(scheduling.VersionApproved)}
	}
	return line
}

func (a *api) listProgrammes(ctx context.Context, actor scheduling.Actor, in *struct{ Paging }) (*body[page[ProgrammeLine]], error) {
	cards, err := a.Programmes.List(ctx, actor)
	if err != nil {
		return nil, err
	}
	return programmePage(cards, in.Paging), nil
}

func (a *api) listAwaitingApproval(ctx context.Context, actor scheduling.Actor, in *struct{ Paging }) (*body[page[ProgrammeLine]], error) {
	cards, err := a.Programmes.ToApprove(ctx, actor)
	if err != nil {
		return nil, err
	}
	return programmePage(cards, in.Paging), nil
}

// programmePage cuts a page out of a list that is short: a unit has a handful
// of programmes. A cursor that left the list begins again.
func programmePage(cards []programmes.Card, p Paging) *body[page[ProgrammeLine]] {
	if p.After != "" {
		cards = cards[slices.IndexFunc(cards, func(c programmes.Card) bool { return string(c.ID) == p.After })+1:]
	}
	out := page[ProgrammeLine]{Items: []ProgrammeLine{}}
	for i, c := range cards {
		if i == p.Limit {
			out.Next = out.Items[i-1].ID
			break
		}
		out.Items = append(out.Items, programmeLineOf(c))
	}
	return &body[page[ProgrammeLine]]{out}
}

type programmeInput struct {
	Unit string `json:"unit" doc:"Who offers it"`
	Code string `json:"code" example:"VO-CANCER-EMPLOI" doc:"Unique in the unit"`
	Identity
}

func (a *api) createProgramme(ctx context.Context, actor scheduling.Actor, in *struct{ Body programmeInput }) (*tagged[versionBody], error) {
	p := scheduling.Programme{Unit: scheduling.UnitID(in.Body.Unit), Code: in.Body.Code}
	id, err := a.Programmes.Create(ctx, actor, p, in.Body.version())
	if err != nil {
		return nil, err
	}
	return a.showVersion(ctx, actor, id)
}

type programmeBody struct {
	ProgrammeLine
	CopiedFrom string        `json:"copied_from,omitempty" doc:"The version it was copied from"`
	Versions   []VersionLine `json:"versions"`
}

func (a *api) getProgramme(ctx context.Context, actor scheduling.Actor, in *struct {
	ID string `path:"id"`
},
) (*body[programmeBody], error) {
	sheet, err := a.Programmes.Programme(ctx, actor, scheduling.ProgrammeID(in.ID))
	if err != nil {
		return nil, err
	}
	out := programmeBody{ProgrammeLine: programmeLineOf(sheet.Card), CopiedFrom: string(sheet.CopiedFrom)}
	for _, line := range sheet.Versions {
		out.Versions = append(out.Versions, VersionLine{string(line.ID), line.Number, string(line.State)})
	}
	return &body[programmeBody]{out}, nil
}
