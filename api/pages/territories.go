package pages

import (
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"trame/scheduling"
	"trame/scheduling/cadence"
	"trame/scheduling/store"
	"trame/scheduling/workflow/administering"
	"trame/templates"
)

type territoriesView struct {
	List        []scheduling.Territory
	All         []store.Departement
	Departement string
	MayChange   bool
}

// Tabs lead from one département to another.
func (v territoriesView) Tabs() []templates.Tab {
	tabs := make([]templates.Tab, len(v.All))
	for i, d := range v.All {
		tabs[i] = templates.Tab{
			Label: d.Code, Href: "/reglages/communes?departement=" + d.Code, Count: strconv.Itoa(d.Communes), Current: d.Code == v.Departement,
		}
	}
	return tabs
}

// territories lists the communes of a département with their zones.
func (p *Pages) territories(c echo.Context, actor scheduling.Actor) error {
	v, err := p.territoriesView(c, actor, c.QueryParam("departement"))
	if err != nil {
		return err
	}
	return p.show(c, "territories", v)
}

func (p *Pages) territoriesView(c echo.Context, actor scheduling.Actor, departement string) (templates.View, error) {
	ctx := c.Request().Context()
	list, all, err := p.Administering.Territories(ctx, actor, departement)
	if err != nil {
		return templates.View{}, err
	}
	if departement == "" && len(all) > 0 {
		departement = all[0].Code
	}
	_, mayChange, err := p.Administering.Organisation(ctx, actor)
	return templates.View{Title: "Communes et zones", Current: "settings", Data: territoriesView{list, all, departement, mayChange}}, err
}

func (p *Pages) drawZones(c echo.Context, actor scheduling.Actor) error {
	form, err := c.FormParams()
	if err != nil {
		return err
	}
	zones := map[string]string{}
	for name := range form {
		if insee, ok := strings.CutPrefix(name, "zone_"); ok {
			zones[insee] = strings.TrimSpace(form.Get(name))
		}
	}
	n, err := p.Administering.DrawZones(c.Request().Context(), actor, zones)
	if err != nil {
		v, viewErr := p.territoriesView(c, actor, c.FormValue("departement"))
		if viewErr != nil {
			return viewErr
		}
		return p.again(c, err, "territories", v)
	}
	return p.done(c, "/reglages/communes?departement="+c.FormValue("departement"), "territory.zones.drawn", "n", n)
}

// reviewView is an import before it is confirmed: what it would do, and its
// file, which comes back with the confirmation.
type reviewView struct {
	Communes administering.Review
	Periods  []cadence.SchoolPeriod
	File     string // base64
	Cut      int    // rows not shown
}

// shownRows bounds how many rows of a review are printed.
const shownRows = 30

func (p *Pages) reviewCommunes(c echo.Context, actor scheduling.Actor) error {
	file, err := importedFile(c)
	var review administering.Review
	if err == nil {
		review, err = p.Administering.ReviewCommunes(c.Request().Context(), actor, file)
	}
	if err != nil {
		return p.communesAgain(c, actor, err)
	}
	data := reviewView{Communes: review, File: base64.StdEncoding.EncodeToString(file), Cut: max(0, len(review.Rows)-shownRows)}
	data.Communes.Rows = review.Rows[:min(len(review.Rows), shownRows)]
	return p.show(c, "communes-review", templates.View{Title: "Aperçu des communes", Current: "settings", Data: data})
}

func (p *Pages) importCommunes(c echo.Context, actor scheduling.Actor) error {
	file, err := importedFile(c)
	var review administering.Review
	if err == nil {
		review, err = p.Administering.ImportCommunes(c.Request().Context(), actor, file)
	}
	if err != nil {
		return p.communesAgain(c, actor, err)
	}
	return p.done(c, "/reglages/communes", "communes.imported", "n", review.New+review.Changed)
}

func (p *Pages) communesAgain(c echo.Context, actor scheduling.Actor, err error) error {
	v, viewErr := p.territoriesView(c, actor, "")
	if viewErr != nil {
		return viewErr
	}
	return p.again(c, err, "territories", v)
}

type schoolView struct {
	Zones     []administering.School
	MayChange bool
}

// school is what is known of the school holidays, and until when.
func (p *Pages) school(c echo.Context, actor scheduling.Actor) error {
	v, err := p.schoolView(c, actor)
	if err != nil {
		return err
	}
	return p.show(c, "school", v)
}

func (p *Pages) schoolView(c echo.Context, actor scheduling.Actor) (templates.View, error) {
	ctx := c.Request().Context()
	zones, err := p.Administering.SchoolHolidays(ctx, actor)
	if err != nil {
		return templates.View{}, err
	}
	_, mayChange, err := p.Administering.Organisation(ctx, actor)
	return templates.View{Title: "Vacances scolaires", Current: "settings", Data: schoolView{zones, mayChange}}, err
}

func (p *Pages) reviewSchool(c echo.Context, actor scheduling.Actor) error {
	file, err := importedFile(c)
	var periods []cadence.SchoolPeriod
	if err == nil {
		periods, err = p.Administering.ReviewSchoolHolidays(c.Request().Context(), actor, file)
	}
	if err != nil {
		return p.schoolAgain(c, actor, err)
	}
	data := reviewView{Periods: periods[:min(len(periods), shownRows)], File: base64.StdEncoding.EncodeToString(file), Cut: max(0, len(periods)-shownRows)}
	return p.show(c, "school-review", templates.View{Title: "Aperçu des vacances scolaires", Current: "settings", Data: data})
}

func (p *Pages) importSchool(c echo.Context, actor scheduling.Actor) error {
	file, err := importedFile(c)
	n := 0
	if err == nil {
		n, err = p.Administering.ImportSchoolHolidays(c.Request().Context(), actor, file)
	}
	if err != nil {
		return p.schoolAgain(c, actor, err)
	}
	return p.done(c, "/reglages/vacances", "school_holidays.imported", "n", n)
}

func (p *Pages) schoolAgain(c echo.Context, actor scheduling.Actor, err error) error {
	return p.retry(c, actor, err, "school", p.schoolView)
}

// shortList is how much is read of a file that is held at once.
const shortList = 2 << 20

// importedFile is the file of a first preview, or the one that travels in the form.
func importedFile(c echo.Context) ([]byte, error) {
	if content := c.FormValue("content"); content != "" {
		raw, err := base64.StdEncoding.DecodeString(content)
		if err != nil {
			return nil, scheduling.Refuse(scheduling.Invalid, "import.malformed", "file")
		}
		return raw, nil
	}
	header, err := c.FormFile("file")
	if errors.Is(err, http.ErrMissingFile) || errors.Is(err, http.ErrNotMultipart) {
		return nil, scheduling.Refuse(scheduling.Invalid, "import.no_file", "file")
	}
	if err != nil {
		return nil, err
	}
	file, err := header.Open()
	if err != nil {
		return nil, err
	}
	content, err := io.ReadAll(io.LimitReader(file, shortList+1))
	return content, errors.Join(err, file.Close())
}
