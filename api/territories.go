package api

import (
	"context"

	"trame/scheduling"
	"trame/scheduling/cadence"
	"trame/scheduling/workflow/administering"
)

func (a *api) territoryRoutes() {
	const tag = "Territories"
	get(a, "/territories", operation{ID: "listTerritories", Summary: "Communes of a département, by name", Tag: tag}, a.listTerritories)
	post(a, "/territories/zones", operation{ID: "drawZones", Summary: "Set the zones of communes", Tag: tag}, a.drawZones)
	post(a, "/territories/import", operation{ID: "importTerritories", Summary: "Import communes from CSV; reviewed alone unless confirmed", Tag: tag}, a.importTerritories)
	get(a, "/school-holidays", operation{ID: "listSchoolHolidays", Summary: "School holidays to come, by zone, and until when they are known", Tag: tag}, a.listSchool)
	post(a, "/school-holidays/import", operation{ID: "importSchoolHolidays", Summary: "Import school holidays from CSV; reviewed alone unless confirmed", Tag: tag}, a.importSchool)
}

type territoryBody struct {
	Insee       string `json:"insee"`
	Name        string `json:"name"`
	Departement string `json:"departement"`
	Postcodes   string `json:"postcodes" doc:"Separated by spaces"`
	Zone        string `json:"zone,omitempty"`
	Population  int    `json:"population"`

	OnLeave         int             `json:"on_leave,omitempty" doc:"Insured people on sick leave"`
	Latitude        float64         `json:"latitude,omitempty" doc:"Of its centre, WGS 84"`
	Longitude       float64         `json:"longitude,omitempty"`
	Fragility       float64         `json:"fragility,omitempty" doc:"Score of the observatory named by fragility_source"`
	FragilitySource string          `json:"fragility_source,omitempty"`
	FragilityDate   scheduling.Date `json:"fragility_date,omitzero" format:"date"`
}

func (a *api) listTerritories(ctx context.Context, actor scheduling.Actor, in *struct {
	Departement string `query:"departement" maxLength:"3" doc:"Absent: the first in which any commune is known"`
},
) (*body[page[territoryBody]], error) {
	list, _, err := a.Administering.Territories(ctx, actor, in.Departement)
	out := page[territoryBody]{Items: []territoryBody{}}
	for _, t := range list {
		out.Items = append(out.Items, territoryBody{
			t.Insee, t.Name, t.Departement, t.Postcodes, t.Zone, t.Population,
			t.OnLeave, t.Latitude, t.Longitude, t.Score(), t.FragilityFrom, t.FragilityOn,
		})
	}
	return &body[page[territoryBody]]{out}, err
}

type countBody struct {
	Changed int `json:"changed"`
}

func (a *api) drawZones(ctx context.Context, actor scheduling.Actor, in *struct {
	Body struct {
		Zones map[string]string `json:"zones" doc:"By INSEE code; \"\" takes a commune out of its zone" example:"{\"95018\":\"Est\"}"`
	}
},
) (*body[countBody], error) {
	n, err := a.Administering.DrawZones(ctx, actor, in.Body.Zones)
	return &body[countBody]{countBody{n}}, err
}

type csvIn struct {
	Body struct {
		CSV     string `json:"csv" maxLength:"2097152"`
		Confirm bool   `json:"confirm,omitempty" doc:"Absent or false: nothing is written"`
	}
}

type reviewBody struct {
	New     int  `json:"new"`
	Changed int  `json:"changed"`
	Same    int  `json:"same"`
	Written bool `json:"written"`
}

func (a *api) importTerritories(ctx context.Context, actor scheduling.Actor, in *csvIn) (*body[reviewBody], error) {
	act := a.Administering.ReviewCommunes
	if in.Body.Confirm {
		act = a.Administering.ImportCommunes
	}
	var r administering.Review
	r, err := act(ctx, actor, []byte(in.Body.CSV))
	return &body[reviewBody]{reviewBody{r.New, r.Changed, r.Same, in.Body.Confirm}}, err
}

type schoolBody struct {
	Zone    string       `json:"zone" enum:"A,B,C"`
	Until   string       `json:"until" format:"date" doc:"The last day known"`
	Short   bool         `json:"short" doc:"It lies less than a year ahead"`
	Periods []periodBody `json:"periods"`
}

type periodBody struct {
	From  string `json:"from" format:"date"`
	Until string `json:"until" format:"date" doc:"Included"`
	Name  string `json:"name"`
}

func periodsOf(list []cadence.SchoolPeriod) []periodBody {
	out := make([]periodBody, len(list))
	for i, p := range list {
		out[i] = periodBody{p.From.String(), p.Until.String(), p.Name}
	}
	return out
}

func (a *api) listSchool(ctx context.Context, actor scheduling.Actor, _ *struct{}) (*body[page[schoolBody]], error) {
	zones, err := a.Administering.SchoolHolidays(ctx, actor)
	out := page[schoolBody]{Items: []schoolBody{}}
	for _, z := range zones {
		out.Items = append(out.Items, schoolBody{string(z.Zone), z.Until.String(), z.Short, periodsOf(z.Periods)})
	}
	return &body[page[schoolBody]]{out}, err
}

func (a *api) importSchool(ctx context.Context, actor scheduling.Actor, in *csvIn) (*body[countBody], error) {
	if in.Body.Confirm {
		n, err := a.Administering.ImportSchoolHolidays(ctx, actor, []byte(in.Body.CSV))
		return &body[countBody]{countBody{n}}, err
	}
	periods, err := a.Administering.ReviewSchoolHolidays(ctx, actor, []byte(in.Body.CSV))
	return &body[countBody]{countBody{len(periods)}}, err
}
