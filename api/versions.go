package api

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"trame/scheduling"
	"trame/scheduling/workflow/programmes"
)

func (a *api) versionRoutes() {
	const tag = "Programmes"
	get(a, "/versions/{id}", operation{ID: "getVersion", Summary: "A version with its modules, guides, supports, rules and approvals", Tag: tag}, a.getVersion)
	put(a, "/versions/{id}", operation{ID: "editVersion", Summary: "Change what a draft says of itself", Tag: tag}, a.editVersion)
	put(a, "/versions/{id}/rules", operation{ID: "setEligibilityRules", Summary: "Replace the eligibility rules of a draft", Tag: tag}, a.setRules)
	post(a, "/versions/{id}/submission", operation{ID: "submitVersion", Summary: "Freeze a draft and ask for its local approval", Tag: tag}, a.submitVersion)
	post(a, "/versions/{id}/approvals", operation{ID: "decideVersion", Summary: "Approve, ask for changes or reject: locally, then regionally", Tag: tag, Status: http.StatusCreated}, a.decideVersion)
	post(a, "/versions/{id}/retirement", operation{ID: "retireVersion", Summary: "Open no session from an approved version any more", Tag: tag}, a.retireVersion)
	remove(a, "/versions/{id}", operation{ID: "deleteVersion", Summary: "Take away a draft that was never submitted; the last version takes its programme along", Tag: tag, Status: http.StatusNoContent}, a.deleteVersion)
	post(a, "/versions/{id}/revision", operation{ID: "reviseVersion", Summary: "Open the programme's next draft from a version", Tag: tag, Status: http.StatusCreated}, a.reviseVersion)
	post(a, "/versions/{id}/copies", operation{ID: "copyVersion", Summary: "Copy a version to another unit, where it is approved again", Tag: tag, Status: http.StatusCreated}, a.copyVersion)
	get(a, "/versions/{id}/differences", operation{ID: "listDifferences", Summary: "What a version changes, from the approved one before it and from its origin", Tag: tag}, a.listDifferences)
}

// Identity is what a version says of itself; exported for huma.
type Identity struct {
	Title          string `json:"title" maxLength:"400"`
	PublicTitle    string `json:"public_title" maxLength:"400" doc:"What participants read: no health word"`
	Axis           string `json:"axis" enum:"job_retention,access_to_care,hospital_discharge,ageing_well,prevention,digital_inclusion"`
	Problem        string `json:"problem,omitempty"`
	Context        string `json:"context,omitempty"`
	Public         string `json:"public,omitempty" doc:"Whom it is for"`
	Objectives     string `json:"objectives,omitempty"`
	Method         string `json:"method,omitempty"`
	GroupMin       int    `json:"group_min"`
	GroupMax       int    `json:"group_max"`
	CadenceWeeks   int    `json:"cadence_weeks" doc:"Weeks from one meeting to the next"`
	PauseForSchool bool   `json:"pause_for_school,omitempty"`
	FollowUpMonths int    `json:"follow_up_months" doc:"0: no supplementary meeting"`
	Questionnaire  string `json:"questionnaire,omitempty"`
}

func (in Identity) version() scheduling.ProgrammeVersion {
	return scheduling.ProgrammeVersion{
		Title: in.Title, PublicTitle: in.PublicTitle, Axis: in.Axis, Problem: in.Problem, Context: in.Context,
		Public: in.Public, Objectives: in.Objectives, Method: in.Method, GroupMin: in.GroupMin, GroupMax: in.GroupMax,
		CadenceWeeks: in.CadenceWeeks, PauseForSchool: in.PauseForSchool, FollowUpMonths: in.FollowUpMonths,
		Questionnaire: scheduling.QuestionnaireID(in.Questionnaire),
	}
}

func identityOf(v scheduling.ProgrammeVersion) Identity {
	return Identity{
		v.Title, v.PublicTitle, v.Axis, v.Problem, v.Context, v.Public, v.Objectives, v.Method, v.GroupMin, v.GroupMax,
		v.CadenceWeeks, v.PauseForSchool, v.FollowUpMonths, string(v.Questionnaire),
	}
}

type versionBody struct {
	VersionLine
	Programme   string `json:"programme"`
	Unit        string `json:"unit"`
	ContentHash string `json:"content_hash,omitempty" doc:"SHA-256 of the content, set at submission: what an approval is bound to"`
	Identity
	Modules   []moduleBody   `json:"modules"`
	Rules     []ruleBody     `json:"rules"`
	Approvals []approvalBody `json:"approvals"`
	Missing   []fault        `json:"missing,omitempty" doc:"What a draft still lacks to be submitted"`
}

type ruleBody struct {
	Key        string          `json:"key" example:"leave_days"`
	Parameters json.RawMessage `json:"parameters,omitempty" doc:"A JSON object, as the kind of rule wants it: docs/eligibility.md"`
	Source     string          `json:"source" doc:"Circular, article, local decision"`
	Blocks     bool            `json:"blocks" doc:"false: it warns"`
}

type approvalBody struct {
	Level       string    `json:"level" enum:"local,regional"`
	Verdict     string    `json:"verdict" enum:"approved,changes_requested,rejected"`
	By          string    `json:"by"`
	Comment     string    `json:"comment,omitempty"`
	ContentHash string    `json:"content_hash"`
	At          time.Time `json:"at"`
}

// showVersion answers with a version as it stands now, tagged.
func (a *api) showVersion(ctx context.Context, actor scheduling.Actor, id scheduling.VersionID) (*tagged[versionBody], error) {
	sheet, err := a.Programmes.Version(ctx, actor, id)
	if err != nil {
		return nil, err
	}
	return taggedWith(sheet.Content.Version.Version, versionOf(sheet)), nil
}

func versionOf(s programmes.Sheet) versionBody {
	v := s.Content.Version
	out := versionBody{
		VersionLine: VersionLine{string(v.ID), v.Number, string(s.State)}, Programme: string(v.Programme), Unit: string(s.Unit.ID),
		ContentHash: v.ContentHash, Identity: identityOf(v), Modules: []moduleBody{}, Rules: []ruleBody{}, Approvals: []approvalBody{},
	}
	for _, m := range s.Content.Modules {
		out.Modules = append(out.Modules, moduleOf(m))
	}
	for _, r := range s.Content.Rules {
		out.Rules = append(out.Rules, ruleBody{r.Key, json.RawMessage(r.Parameters), r.Source, r.Blocks})
	}
	for _, by := range s.Approvals {
		out.Approvals = append(out.Approvals, approvalBody{
			string(by.Level), string(by.Verdict), by.By, by.Comment, by.ContentHash, by.At,
		})
	}
	if len(s.Missing) > 0 {
		out.Missing = problemOf(s.Missing).Errors
	}
	return out
}

// VersionPath is a path to a version; exported for huma, as Paging is.
type VersionPath struct {
	ID string `path:"id"`
}

func (p VersionPath) id() scheduling.VersionID { return scheduling.VersionID(p.ID) }

func (a *api) getVersion(ctx context.Context, actor scheduling.Actor, in *VersionPath) (*tagged[versionBody], error) {
	return a.showVersion(ctx, actor, in.id())
}

// changed runs a change of a draft made from the version that If-Match names,
// and shows what it became.
func (a *api) changed(ctx context.Context, actor scheduling.Actor, id scheduling.VersionID, match IfMatch, change func(seen int) error) (*tagged[versionBody], error) {
	seen, err := match.version()
	if err != nil {
		return nil, err
	}
	if err := change(seen); err != nil {
		return nil, err
	}
	return a.showVersion(ctx, actor, id)
}

func (a *api) editVersion(ctx context.Context, actor scheduling.Actor, in *struct {
	VersionPath
	IfMatch
	Body Identity
},
) (*tagged[versionBody], error) {
	return a.changed(ctx, actor, in.id(), in.IfMatch, func(seen int) error {
		v := in.Body.version()
		v.ID, v.Version = in.id(), seen
		return a.Programmes.Edit(ctx, actor, v)
	})
}

func (a *api) setRules(ctx context.Context, actor scheduling.Actor, in *struct {
	VersionPath
	IfMatch
	Body struct {
		Rules []ruleBody `json:"rules" maxItems:"100"`
	}
},
) (*tagged[versionBody], error) {
	rules := rulesIn(in.Body.Rules)
	return a.changed(ctx, actor, in.id(), in.IfMatch, func(seen int) error {
		return a.Programmes.SetRules(ctx, actor, in.id(), seen, rules)
	})
}

func (a *api) submitVersion(ctx context.Context, actor scheduling.Actor, in *struct {
	VersionPath
	IfMatch
},
) (*tagged[versionBody], error) {
	return a.changed(ctx, actor, in.id(), in.IfMatch, func(seen int) error {
		return a.Programmes.Submit(ctx, actor, in.id(), seen)
	})
}

func (a *api) retireVersion(ctx context.Context, actor scheduling.Actor, in *struct {
	VersionPath
	IfMatch
},
) (*tagged[versionBody], error) {
	return a.changed(ctx, actor, in.id(), in.IfMatch, func(seen int) error {
		return a.Programmes.Retire(ctx, actor, in.id(), seen)
	})
}

func (a *api) deleteVersion(ctx context.Context, actor scheduling.Actor, in *struct {
	VersionPath
	IfMatch
},
) (*struct{}, error) {
	seen, err := in.version()
	if err != nil {
		return nil, err
	}
	_, err = a.Programmes.Delete(ctx, actor, in.id(), seen)
	return nil, err
}

type decisionInput struct {
	Verdict     string `json:"verdict" enum:"approved,changes_requested,rejected"`
	Comment     string `json:"comment,omitempty" doc:"Required unless approved"`
	ContentHash string `json:"content_hash" doc:"Of what was read: another content is refused with 409"`
}

func (a *api) decideVersion(ctx context.Context, actor scheduling.Actor, in *struct {
	VersionPath
	Body decisionInput
},
) (*tagged[versionBody], error) {
	err := a.Programmes.Decide(ctx, actor, in.id(), programmes.Decision{
		Verdict: scheduling.Verdict(in.Body.Verdict), Comment: in.Body.Comment, ContentHash: in.Body.ContentHash,
	})
	if err != nil {
		return nil, err
	}
	return a.showVersion(ctx, actor, in.id())
}

func (a *api) reviseVersion(ctx context.Context, actor scheduling.Actor, in *VersionPath) (*tagged[versionBody], error) {
	draft, err := a.Programmes.Revise(ctx, actor, in.id())
	if err != nil {
		return nil, err
	}
	return a.showVersion(ctx, actor, draft)
}

func (a *api) copyVersion(ctx context.Context, actor scheduling.Actor, in *struct {
	VersionPath
	Body struct {
		Unit string `json:"unit"`
		Code string `json:"code"`
	}
},
) (*tagged[versionBody], error) {
	copied, err := a.Programmes.Copy(ctx, actor, in.id(), scheduling.UnitID(in.Body.Unit), in.Body.Code)
	if err != nil {
		return nil, err
	}
	return a.showVersion(ctx, actor, copied)
}

type comparisonBody struct {
	With        string           `json:"with" doc:"The version it is compared with"`
	Number      int              `json:"number"`
	Origin      bool             `json:"origin" doc:"It is what the programme was copied from"`
	Differences []differenceBody `json:"differences"`
}

type differenceBody struct {
	Module string `json:"module,omitempty" doc:"Its title; absent: the version itself"`
	Field  string `json:"field"`
	Before string `json:"before,omitempty" doc:"A list has a line per item"`
	After  string `json:"after,omitempty"`
}

func (a *api) listDifferences(ctx context.Context, actor scheduling.Actor, in *VersionPath) (*body[page[comparisonBody]], error) {
	list, err := a.Programmes.Compare(ctx, actor, in.id())
	if err != nil {
		return nil, err
	}
	out := page[comparisonBody]{Items: []comparisonBody{}}
	for _, c := range list {
		one := comparisonBody{With: string(c.With.ID), Number: c.With.Number, Origin: c.Origin, Differences: []differenceBody{}}
		for _, d := range c.Differences {
			one.Differences = append(one.Differences, differenceBody(d))
		}
		out.Items = append(out.Items, one)
	}
	return &body[page[comparisonBody]]{out}, nil
}
