package pages

import (
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"trame/scheduling"
	"trame/scheduling/workflow/programmes"
	"trame/templates"
)

// validations lists what waits for the actor's verdict.
func (p *Pages) validations(c echo.Context, actor scheduling.Actor) error {
	waiting, err := p.Programmes.ToApprove(c.Request().Context(), actor)
	if err != nil {
		return err
	}
	return p.show(c, "validations", templates.View{Title: "À valider", Current: "programmes", Data: struct {
		Cards    []programmes.Card
		Approves bool
	}{waiting, approves(actor)}})
}

// validationView is a version to read in one page, with what differs.
type validationView struct {
	sheetView
	Comparisons []comparison
	Level       scheduling.ApprovalLevel
	Alone       bool // nothing was approved before it
}

// Verdicts are the choices, each with what it leads to.
func (validationView) Verdicts() []templates.Option {
	return []templates.Option{
		{Value: string(scheduling.Approved), Label: "Je valide"},
		{Value: string(scheduling.ChangesRequested), Label: "Je demande des changements", Hint: "L’auteur reprend dans une nouvelle version."},
		{Value: string(scheduling.Rejected), Label: "Je refuse", Hint: "Cette version s’arrête là."},
	}
}

// comparison is what differs from one base, ready to read.
type comparison struct {
	Heading string
	Lines   []change
}

// change is one difference in French; Before and After are the lines that only
// one side has.
type change struct {
	Module, Field string
	Before, After []string
}

func (p *Pages) validationData(c echo.Context, actor scheduling.Actor) (templates.View, error) {
	sheet, err := p.sheet(c, actor)
	if err != nil {
		return templates.View{}, err
	}
	data := validationView{Level: sheet.State.Awaits()}
	if data.sheetView, err = p.sheetData(c, actor, sheet); err != nil {
		return templates.View{}, err
	}
	data.Comparisons, err = p.comparisons(c, actor)
	data.Alone = len(data.Comparisons) == 0
	return templates.View{Title: "Valider : " + sheet.Content.Version.Title, Current: "programmes", Data: data}, err
}

func (p *Pages) comparisons(c echo.Context, actor scheduling.Actor) ([]comparison, error) {
	list, err := p.Programmes.Compare(c.Request().Context(), actor, versionID(c))
	if err != nil {
		return nil, err
	}
	questionnaires, err := p.questionnaireOptions(c, actor)
	if err != nil {
		return nil, err
	}
	read := make([]comparison, len(list))
	for i, one := range list {
		key := "version.differs_from_previous"
		if one.Origin {
			key = "version.differs_from_origin"
		}
		read[i].Heading = templates.Message(key, "number", one.With.Number)
		for _, d := range one.Differences {
			read[i].Lines = append(read[i].Lines, changeOf(d, questionnaires))
		}
	}
	return read, nil
}

// changeOf puts a difference into words, and keeps of its lines those that
// changed.
func changeOf(d scheduling.Difference, questionnaires []templates.Option) change {
	before, after := wordsOf(d.Field, d.Before, questionnaires), wordsOf(d.Field, d.After, questionnaires)
	return change{
		Module: d.Module, Field: templates.Label("version_field", d.Field),
		Before: linesOutside(before, after), After: linesOutside(after, before),
	}
}

func linesOutside(lines, others []string) []string {
	return slices.DeleteFunc(slices.Clone(lines), func(line string) bool { return slices.Contains(others, line) })
}

// wordsOf shows the value of a field, a line per item.
func wordsOf(field, value string, questionnaires []templates.Option) []string {
	if value == "" {
		return nil
	}
	lines := strings.Split(value, "\n")
	for i, line := range lines {
		switch field {
		case "axis":
			lines[i] = templates.Label("axis", line)
		case "kind":
			lines[i] = templates.Label("module_kind", line)
		case "partners":
			lines[i] = templates.Label("partner", line)
		case "testimony", "pause_for_school":
			lines[i] = templates.Label("yes_no_word", line)
		case "rules":
			lines[i] = strings.NewReplacer(" · blocks · ", " · bloque · ", " · warns · ", " · avertit · ").Replace(line)
		case "questionnaire":
			for _, q := range questionnaires {
				if q.Value == line {
					lines[i] = q.Label
				}
			}
		}
	}
	return lines
}

func (p *Pages) validation(c echo.Context, actor scheduling.Actor) error {
	v, err := p.validationData(c, actor)
	if err != nil {
		return err
	}
	return p.show(c, "validation", v)
}

func (p *Pages) decide(c echo.Context, actor scheduling.Actor) error {
	verdict := scheduling.Verdict(c.FormValue("verdict"))
	err := p.Programmes.Decide(c.Request().Context(), actor, versionID(c), programmes.Decision{
		Verdict: verdict, Comment: c.FormValue("comment"), ContentHash: c.FormValue("content_hash"),
	})
	if err != nil {
		return p.retry(c, actor, err, "validation", p.validationData)
	}
	return p.done(c, versionPath(c), "approval.done."+string(verdict))
}

// differences shows what a version changes.
func (p *Pages) differences(c echo.Context, actor scheduling.Actor) error {
	sheet, err := p.sheet(c, actor)
	if err != nil {
		return err
	}
	list, err := p.comparisons(c, actor)
	if err != nil {
		return err
	}
	return p.show(c, "differences", templates.View{Title: "Ce qui change", Current: "programmes", Data: struct {
		Sheet       programmes.Sheet
		Comparisons []comparison
	}{sheet, list}})
}
