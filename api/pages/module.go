package pages

import (
	"fmt"
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"trame/scheduling"
	"trame/scheduling/workflow/programmes"
	"trame/templates"
)

// moduleView is one module among those of its version.
type moduleView struct {
	Sheet  programmes.Sheet
	Module scheduling.ModuleContent
	N      int // its position; 0 for a new one
	Post   string
	Rows   []scheduling.GuideStep // of the guide's form, blank ones at the end
}

// Version is what the hidden field of a form holds.
func (v moduleView) Version() int { return v.Sheet.Content.Version.Version }

// Base is the path of the version.
func (v moduleView) Base() string { return "/versions/" + string(v.Sheet.Content.Version.ID) }

// Left is the minutes of the module that its guide does not fill; negative
// when the guide is too long.
func (v moduleView) Left() int { return v.Module.Minutes - v.Module.GuideMinutes() }

// Over is by how many minutes the guide is too long.
func (v moduleView) Over() int { return -v.Left() }

// Previous and Next are the positions around it, 0 for none.
func (v moduleView) Previous() int { return v.N - 1 }

// Next is the position after it, 0 for none.
func (v moduleView) Next() int {
	if v.N == len(v.Sheet.Content.Modules) {
		return 0
	}
	return v.N + 1
}

// moduleOf is the module that the path names, in sheet.
func moduleOf(c echo.Context, sheet programmes.Sheet) (moduleView, error) {
	n, err := strconv.Atoi(c.Param("n"))
	if err != nil || n < 1 || n > len(sheet.Content.Modules) {
		return moduleView{}, scheduling.Refuse(scheduling.NotFound, "not_found", "")
	}
	return moduleView{Sheet: sheet, N: n, Module: sheet.Content.Modules[n-1]}, nil
}

func (p *Pages) moduleData(c echo.Context, actor scheduling.Actor) (moduleView, error) {
	sheet, err := p.sheet(c, actor)
	if err != nil {
		return moduleView{}, err
	}
	return moduleOf(c, sheet)
}

func (p *Pages) modulePage(c echo.Context, actor scheduling.Actor) (templates.View, error) {
	data, err := p.moduleData(c, actor)
	return templates.View{Title: data.Module.Heading(), Current: "programmes", Data: data}, err
}

// module shows a module, its guide and its supports.
func (p *Pages) module(c echo.Context, actor scheduling.Actor) error {
	v, err := p.modulePage(c, actor)
	if err != nil {
		return err
	}
	return p.show(c, "module", v)
}

// guide is the trame d'intervention on paper.
func (p *Pages) guide(c echo.Context, actor scheduling.Actor) error {
	data, err := p.moduleData(c, actor)
	if err != nil {
		return err
	}
	return p.show(c, "guide", templates.View{Title: "Trame · " + data.Module.Heading(), Data: data})
}

// moduleFormView is the form of the module that the path names, or of a new
// one.
func (p *Pages) moduleFormView(c echo.Context, actor scheduling.Actor) (templates.View, error) {
	sheet, err := p.editable(c, actor)
	if err != nil {
		return templates.View{}, err
	}
	data := moduleView{Sheet: sheet, Post: versionPath(c) + "/modules"}
	data.Module.Kind, data.Module.Minutes = "content", 120
	title := "Nouveau module"
	if c.Param("n") != "" {
		if data, err = moduleOf(c, sheet); err != nil {
			return templates.View{}, err
		}
		data.Post = modulePath(c) + "/modifier"
		title = "Modifier le module"
	}
	return templates.View{Title: title, Current: "programmes", Data: data}, nil
}

func modulePath(c echo.Context) string { return versionPath(c) + "/modules/" + c.Param("n") }

func (p *Pages) moduleForm(c echo.Context, actor scheduling.Actor) error {
	v, err := p.moduleFormView(c, actor)
	if err != nil {
		return err
	}
	return p.show(c, "module-form", v)
}

func (p *Pages) moduleAgain(c echo.Context, actor scheduling.Actor, err error) error {
	return p.retry(c, actor, err, "module-form", p.moduleFormView)
}

func (p *Pages) addModule(c echo.Context, actor scheduling.Actor) error {
	form, err := c.FormParams()
	if err != nil {
		return err
	}
	n, err := p.Programmes.AddModule(c.Request().Context(), actor, versionID(c), whole(form, "version"), moduleFrom(form))
	if err != nil {
		return p.moduleAgain(c, actor, err)
	}
	return p.done(c, fmt.Sprintf("%s/modules/%d", versionPath(c), n), "module.added", "n", n)
}

func (p *Pages) editModule(c echo.Context, actor scheduling.Actor) error {
	form, err := c.FormParams()
	if err != nil {
		return err
	}
	err = p.Programmes.EditModule(c.Request().Context(), actor, versionID(c), whole(form, "version"), position(c), moduleFrom(form))
	if err != nil {
		return p.moduleAgain(c, actor, err)
	}
	return p.done(c, modulePath(c), "module.saved")
}

// position is the module that the path names, 0 when it names none.
func position(c echo.Context) int {
	n, err := strconv.Atoi(c.Param("n"))
	if err != nil {
		return 0
	}
	return n
}

func moduleFrom(form url.Values) scheduling.Module {
	m := scheduling.Module{
		Title: form.Get("title"), Kind: form.Get("kind"), Minutes: whole(form, "minutes"),
		Testimony: form.Has("testimony"), ToBring: form.Get("to_bring"),
	}
	if form.Get("part") != "" || form.Get("parts") != "" {
		m.Part, m.Parts = whole(form, "part"), whole(form, "parts")
	}
	for _, kind := range form["partners"] {
		m.Partners = append(m.Partners, scheduling.PartnerKind(kind))
	}
	return m
}

func (p *Pages) moveModule(up bool) func(c echo.Context, actor scheduling.Actor) error {
	return func(c echo.Context, actor scheduling.Actor) error {
		err := p.Programmes.MoveModule(c.Request().Context(), actor, versionID(c), version(c), position(c), up)
		if err != nil {
			return p.refusedTo(c, versionPath(c), err)
		}
		return p.done(c, versionPath(c)+"#modules", "module.moved")
	}
}

func (p *Pages) moduleDeletion(c echo.Context, actor scheduling.Actor) error {
	sheet, err := p.editable(c, actor)
	if err != nil {
		return err
	}
	m, err := moduleOf(c, sheet)
	if err != nil {
		return err
	}
	return p.show(c, "programme-confirm", confirmation("Supprimer le module "+c.Param("n"), sheet, templates.Confirm{
		Title: m.Module.Heading(), Post: modulePath(c) + "/supprimer", Cancel: versionPath(c), Button: "Supprimer le module", Danger: true,
		Effects: []string{
			fmt.Sprintf("Sa trame (%d étapes) et ses supports (%d) disparaissent de cette version.", len(m.Module.Guide), len(m.Module.Resources)),
			"Les modules suivants remontent d’un rang.",
		},
		Undo:   "Cela ne se défait pas, mais les versions déjà soumises le gardent.",
		Hidden: []templates.Pair{{Name: "version", Value: strconv.Itoa(m.Version())}},
	}))
}

func (p *Pages) deleteModule(c echo.Context, actor scheduling.Actor) error {
	err := p.Programmes.DeleteModule(c.Request().Context(), actor, versionID(c), version(c), position(c))
	if err != nil {
		return p.refusedTo(c, versionPath(c), err)
	}
	return p.done(c, versionPath(c)+"#modules", "module.deleted")
}
