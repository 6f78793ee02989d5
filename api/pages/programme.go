package pages

import (
	"fmt"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"trame/scheduling"
	"trame/scheduling/workflow/programmes"
	"trame/templates"
)

// sheetView is a version with what the page says of it.
type sheetView struct {
	programmes.Sheet
	Zone          *time.Location
	Questionnaire string // title
	Missing       []lack
	Timeline      []stage
	CanOpen       bool // a session may be opened from it
	CanTry        bool // other criteria may be tried on the people signalled
}

// lack is what a draft still needs, and where to write it.
type lack struct{ Sentence, Where, Href string }

// stage is a step of a version's way to approval. State is done, current,
// todo or trouble.
type stage struct {
	Label, State, By, Comment string
	At                        time.Time
	Verdict                   scheduling.Verdict
}

// programme shows the version that speaks for a programme.
func (p *Pages) programme(c echo.Context, actor scheduling.Actor) error {
	sheet, err := p.Programmes.Programme(c.Request().Context(), actor, scheduling.ProgrammeID(c.Param("id")))
	if err != nil {
		return err
	}
	return p.showSheet(c, actor, "programme", sheet)
}

// programmeVersion shows one version.
func (p *Pages) programmeVersion(c echo.Context, actor scheduling.Actor) error {
	sheet, err := p.sheet(c, actor)
	if err != nil {
		return err
	}
	return p.showSheet(c, actor, "programme", sheet)
}

// sheet reads the version that the path names.
func (p *Pages) sheet(c echo.Context, actor scheduling.Actor) (programmes.Sheet, error) {
	return p.Programmes.Version(c.Request().Context(), actor, versionID(c))
}

func versionID(c echo.Context) scheduling.VersionID { return scheduling.VersionID(c.Param("id")) }

func versionPath(c echo.Context) string { return "/versions/" + c.Param("id") }

func (p *Pages) showSheet(c echo.Context, actor scheduling.Actor, page string, sheet programmes.Sheet) error {
	data, err := p.sheetData(c, actor, sheet)
	if err != nil {
		return err
	}
	return p.show(c, page, templates.View{Title: sheet.Content.Version.Title, Current: "programmes", Data: data})
}

func (p *Pages) sheetData(c echo.Context, actor scheduling.Actor, sheet programmes.Sheet) (sheetView, error) {
	data := sheetView{
		Sheet: sheet, Zone: p.Zone, Missing: lacks(sheet), Timeline: timeline(sheet),
		CanOpen: sheet.Can.Open, CanTry: actor.Can(scheduling.SeePeople) || actor.Can(scheduling.SeeReports),
	}
	questionnaires, err := p.questionnaireOptions(c, actor)
	for _, q := range questionnaires {
		if q.Value == string(sheet.Content.Version.Questionnaire) {
			data.Questionnaire = q.Label
		}
	}
	return data, err
}

// Group is « 10 à 12 personnes ».
func (v sheetView) Group() string { return groupText(v.Content.Version) }

func groupText(v scheduling.ProgrammeVersion) string {
	if v.GroupMin == v.GroupMax {
		return fmt.Sprintf("%d personnes", v.GroupMax)
	}
	return fmt.Sprintf("%d à %d personnes", v.GroupMin, v.GroupMax)
}

// Cadence is « une séance par semaine, pause pendant les vacances scolaires ».
func (v sheetView) Cadence() string {
	text := fmt.Sprintf("une séance toutes les %d semaines", v.Content.Version.CadenceWeeks)
	switch v.Content.Version.CadenceWeeks {
	case 1:
		text = "une séance par semaine"
	case 2:
		text = "une séance toutes les deux semaines"
	}
	if v.Content.Version.PauseForSchool {
		text += ", pause pendant les vacances scolaires"
	}
	return text
}

// FollowUp is when the supplementary meeting is offered.
func (v sheetView) FollowUp() string {
	if v.Content.Version.FollowUpMonths == 0 {
		return "aucun"
	}
	return fmt.Sprintf("%d mois après la dernière séance", v.Content.Version.FollowUpMonths)
}

// Minutes is how long all meetings last together.
func (v sheetView) Minutes() int {
	sum := 0
	for _, m := range v.Content.Modules {
		sum += m.Minutes
	}
	return sum
}

// lacks puts each fault of a draft beside the form where it is mended.
func lacks(sheet programmes.Sheet) []lack {
	base := "/versions/" + string(sheet.Content.Version.ID)
	var list []lack
	for _, e := range sheet.Missing {
		l := lack{Sentence: templates.Sentence(e), Href: base + "/modifier"}
		var n int
		switch {
		case e.Field == "modules":
			l.Href = base + "/modules/nouveau"
		case strings.HasPrefix(e.Field, "rules"):
			l.Href = base + "/criteres"
		default:
			if _, err := fmt.Sscanf(e.Field, "modules.%d.", &n); err == nil {
				l.Where = fmt.Sprintf("Module %d", n)
				l.Href = fmt.Sprintf("%s/modules/%d/modifier", base, n)
				if strings.Contains(e.Field, ".steps.") {
					l.Href = fmt.Sprintf("%s/modules/%d/trame/modifier", base, n)
				}
			}
		}
		list = append(list, l)
	}
	return list
}

// timeline is the way of a version: written, submitted, approved twice.
func timeline(sheet programmes.Sheet) []stage {
	v := sheet.Content.Version
	stages := []stage{
		{Label: "Rédaction", State: "done", By: sheet.CreatedBy, At: v.CreatedAt},
		{Label: "Soumission", State: "todo"},
		{Label: "Validation locale", State: "todo"},
		{Label: "Validation régionale", State: "todo"},
	}
	if v.SubmittedAt.IsZero() {
		stages[0].State = "current"
		return stages
	}
	stages[1] = stage{Label: "Soumission", State: "done", By: sheet.Submitter, At: v.SubmittedAt}
	for _, a := range sheet.Approvals {
		at := 2
		if a.Level == scheduling.Regional {
			at = 3
		}
		state := "done"
		if a.Verdict != scheduling.Approved {
			state = "trouble"
		}
		stages[at].State, stages[at].By, stages[at].At, stages[at].Comment, stages[at].Verdict = state, a.By, a.At, a.Comment, a.Verdict
	}
	switch sheet.State.Awaits() {
	case scheduling.Local:
		stages[2].State = "current"
	case scheduling.Regional:
		stages[3].State = "current"
	}
	return stages
}
