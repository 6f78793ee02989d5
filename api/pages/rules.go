package pages

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"trame/scheduling"
	"trame/scheduling/eligibility"
	"trame/scheduling/workflow/programmes"
	"trame/scheduling/workflow/screening"
	"trame/templates"
)

// rulesPage is the form of the eligibility criteria: to be saved in a draft,
// or only tried on a version that is frozen.
type rulesPage struct {
	Sheet  programmes.Sheet
	Rows   []ruleRow
	Kinds  []templates.Option
	Post   string
	Save   bool
	Seen   int // the version that the actor had before him
	Effect *screening.Effect
}

// ruleRow is one criterion with a field for each thing that its kind asks.
type ruleRow struct {
	At     string // rules.1
	Rule   scheduling.EligibilityRule
	Kind   string
	Fields []ruleField
}

type ruleField struct {
	Name, Label, Hint, Type, Size string
	Value                         any
	Options                       []templates.Option
}

func (p *Pages) rulesForm(c echo.Context, actor scheduling.Actor) error {
	sheet, err := p.editable(c, actor)
	if err != nil {
		return err
	}
	return p.showRules(c, sheet, sheet.Content.Rules, nil, nil)
}

// setRules saves the criteria of a draft, or draws the form again: with one
// more, or with what they would change.
func (p *Pages) setRules(c echo.Context, actor scheduling.Actor) error {
	sheet, err := p.editable(c, actor)
	if err != nil {
		return err
	}
	form, err := c.FormParams()
	if err != nil {
		return err
	}
	rules := rulesFrom(form)
	if form.Has("add") || form.Has("try") {
		return p.tried(c, actor, sheet, rules, form)
	}
	err = p.Programmes.SetRules(c.Request().Context(), actor, versionID(c), whole(form, "version"), rules)
	if err != nil {
		return p.showRules(c, sheet, rules, nil, err)
	}
	return p.done(c, versionPath(c)+"#criteres", "rules.saved")
}

// whatIf is the same form on a version that nobody may change any more.
func (p *Pages) whatIf(c echo.Context, actor scheduling.Actor) error {
	sheet, err := p.sheet(c, actor)
	if err != nil {
		return err
	}
	if !actor.Can(scheduling.SeePeople) && !actor.Can(scheduling.SeeReports) {
		return scheduling.Refuse(scheduling.Forbidden, "actor.may_not.see_reports", "")
	}
	return p.showRules(c, sheet, sheet.Content.Rules, nil, nil)
}

func (p *Pages) tryRules(c echo.Context, actor scheduling.Actor) error {
	sheet, err := p.sheet(c, actor)
	if err != nil {
		return err
	}
	form, err := c.FormParams()
	if err != nil {
		return err
	}
	return p.tried(c, actor, sheet, rulesFrom(form), form)
}

// tried draws the form with one criterion more, or with the effect of all.
func (p *Pages) tried(c echo.Context, actor scheduling.Actor, sheet programmes.Sheet, rules []scheduling.EligibilityRule, form url.Values) error {
	if form.Has("add") {
		if kind, ok := eligibility.KindOf(form.Get("kind")); ok {
			rules = append(rules, scheduling.EligibilityRule{Key: kind.Key, Parameters: "{}", Blocks: true})
		}
		return p.showRules(c, sheet, rules, nil, nil)
	}
	effect, err := p.Screening.WhatIf(c.Request().Context(), actor, versionID(c), rules, scheduling.Date{})
	if err != nil {
		return p.showRules(c, sheet, rules, nil, err)
	}
	return p.showRules(c, sheet, rules, &effect, nil)
}

// showRules draws the form from rules, not from what was typed: a criterion
// that was dropped is gone, and a fault still names its row.
func (p *Pages) showRules(c echo.Context, sheet programmes.Sheet, rules []scheduling.EligibilityRule, effect *screening.Effect, refusal error) error {
	status := http.StatusOK
	v := templates.View{Title: "Critères d’éligibilité", Current: "programmes"}
	if refusal != nil {
		switch scheduling.KindOf(refusal) {
		case scheduling.Invalid, scheduling.Conflict:
			status, v.Errors = Status(refusal), templates.ErrorsOf(refusal)
		default:
			return refusal
		}
	}
	data := rulesPage{Sheet: sheet, Effect: effect, Save: strings.HasSuffix(c.Path(), "/criteres"), Seen: sheet.Content.Version.Version}
	data.Post = versionPath(c) + "/et-si"
	if data.Save {
		data.Post = versionPath(c) + "/criteres"
	} else {
		v.Title = "Et si… les critères changeaient ?"
	}
	if typed := c.FormValue("version"); typed != "" {
		data.Seen = wholeNumber(typed)
	}
	for i, r := range rules {
		data.Rows = append(data.Rows, rowOf(i+1, r))
	}
	for _, k := range eligibility.Kinds {
		data.Kinds = append(data.Kinds, templates.Option{Value: k.Key, Label: templates.Label("rule_kind", k.Key)})
	}
	v.Data = data
	return p.render(c, status, "rules-form", v)
}

// rowOf is the fields of a rule, as its kind asks for them. One of no kind,
// written before there were any, shows what it was.
func rowOf(n int, r scheduling.EligibilityRule) ruleRow {
	row := ruleRow{At: fmt.Sprintf("rules.%d", n), Rule: r, Kind: r.Key}
	kind, ok := eligibility.KindOf(r.Key)
	if !ok {
		return row
	}
	row.Kind = templates.Label("rule_kind", r.Key)
	given := eligibility.Read(r.Parameters)
	for _, name := range kind.Fields {
		f := ruleField{Name: row.At + "." + name, Label: templates.Label("rule_field", name), Type: "text", Size: "long", Value: listed(given, name)}
		if hint := "label.rule_hint." + r.Key + "." + name; templates.HasMessage(hint) {
			f.Hint = templates.Message(hint)
		}
		switch name {
		case "any_of", "criteria":
			f.Type, f.Size = "checkboxes", "many"
			for _, code := range kind.Codes {
				f.Options = append(f.Options, templates.Option{Value: code, Label: templates.Label(kind.List, code)})
			}
		case "is":
			f.Type, f.Size = "radios", ""
			f.Options = templates.Codes("followed")
		case "at_least", "more_than", "at_most":
			f.Type, f.Size = "number", "short"
		}
		row.Fields = append(row.Fields, f)
	}
	return row
}

// listed is a parameter as its field shows it.
func listed(p eligibility.Parameters, name string) any {
	number := func(n int) any {
		if n == 0 {
			return ""
		}
		return n
	}
	switch name {
	case "any_of":
		return p.AnyOf
	case "criteria":
		return p.Criteria
	case "at_least":
		return number(p.AtLeast)
	case "more_than":
		return number(p.MoreThan)
	case "at_most":
		return number(p.AtMost)
	case "departements":
		return strings.Join(p.Departements, ", ")
	case "zones":
		return strings.Join(p.Zones, ", ")
	case "communes":
		return strings.Join(p.Communes, ", ")
	default:
		return p.Is
	}
}

// rulesFrom reads the criteria of a form, those to be dropped left out.
func rulesFrom(form url.Values) (rules []scheduling.EligibilityRule) {
	for i := 1; i <= mostRows; i++ {
		at := fmt.Sprintf("rules.%d.", i)
		if form.Get(at+"key") == "" || form.Has(at+"drop") {
			continue
		}
		r := scheduling.EligibilityRule{Key: form.Get(at + "key"), Source: strings.TrimSpace(form.Get(at + "source")), Blocks: form.Get(at+"effect") != "warns"}
		r.Parameters = form.Get(at + "parameters") // of a kind that has no form
		if _, ok := eligibility.KindOf(r.Key); ok {
			r.Parameters = parametersFrom(form, at).Text()
		}
		rules = append(rules, r)
	}
	return rules
}

func parametersFrom(form url.Values, at string) eligibility.Parameters {
	number := func(name string) int { return optionalNumber(form.Get(at + name)) }
	list := func(name string) []string {
		return slices.DeleteFunc(strings.FieldsFunc(form.Get(at+name), func(r rune) bool { return r == ',' || r == ';' }), blank)
	}
	return eligibility.Parameters{
		AnyOf: form[at+"any_of"], AtLeast: number("at_least"), MoreThan: number("more_than"), AtMost: number("at_most"),
		Departements: trimmed(list("departements")), Zones: trimmed(list("zones")), Communes: trimmed(list("communes")),
		Criteria: form[at+"criteria"], Is: form.Get(at + "is"),
	}
}

func blank(s string) bool { return strings.TrimSpace(s) == "" }

func trimmed(list []string) []string {
	for i := range list {
		list[i] = strings.TrimSpace(list[i])
	}
	return list
}
