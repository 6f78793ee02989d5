package api

import (
	"context"
	"net/http"
	"time"

	"trame/scheduling"
)

func (a *api) siteRoutes() {
	const tag = "Sites"
	get(a, "/sites", operation{ID: "listSites", Summary: "Sites of the agent's units, by name", Tag: tag}, a.listSites)
	post(a, "/sites", operation{ID: "addSite", Summary: "Enter a site", Tag: tag, Status: http.StatusCreated}, a.addSite)
	get(a, "/sites/{id}", operation{ID: "getSite", Summary: "A site with its rooms, hours and closures", Tag: tag}, a.getSite)
	put(a, "/sites/{id}", operation{ID: "editSite", Summary: "Replace a site", Tag: tag}, a.editSite)
	put(a, "/sites/{id}/openings", operation{ID: "setOpenings", Summary: "Replace a site's hours; its version grows", Tag: tag}, a.setOpenings)
	a.roomRoutes(tag)
	a.closureRoutes(tag)
}

type siteInput struct {
	Unit        string `json:"unit"`
	HostPartner string `json:"host_partner,omitempty" doc:"Absent: the service itself"`
	Name        string `json:"name" doc:"For the team: never to participants"`
	PublicPlace string `json:"public_place,omitempty" doc:"What participants read: no word of health"`
	Street      string `json:"street"`
	Postcode    string `json:"postcode" example:"95520"`
	City        string `json:"city"`
	Insee       string `json:"insee,omitempty" example:"95476" doc:"Gives the public holidays of the place"`
	TimeZone    string `json:"time_zone,omitempty" example:"Indian/Reunion" doc:"IANA; absent: that of the commune"`
	StepFree    bool   `json:"step_free,omitempty"`
	Transport   string `json:"transport,omitempty"`
	Parking     string `json:"parking,omitempty"`
	AccessNotes string `json:"access_notes,omitempty"`
	Phone       string `json:"phone,omitempty"`
}

func (in siteInput) site() scheduling.Site {
	return scheduling.Site{
		Unit: scheduling.UnitID(in.Unit), HostPartner: scheduling.PartnerID(in.HostPartner), Name: in.Name, PublicPlace: in.PublicPlace,
		Street: in.Street, Postcode: in.Postcode, City: in.City, Insee: in.Insee, TimeZone: in.TimeZone, StepFree: in.StepFree,
		Transport: in.Transport, Parking: in.Parking, AccessNotes: in.AccessNotes, Phone: in.Phone,
	}
}

func siteInputOf(s scheduling.Site) siteInput {
	return siteInput{
		Unit: string(s.Unit), HostPartner: string(s.HostPartner), Name: s.Name, PublicPlace: s.PublicPlace,
		Street: s.Street, Postcode: s.Postcode, City: s.City, Insee: s.Insee, TimeZone: s.TimeZone, StepFree: s.StepFree,
		Transport: s.Transport, Parking: s.Parking, AccessNotes: s.AccessNotes, Phone: s.Phone,
	}
}

type siteLine struct {
	ID    string `json:"id"`
	Unit  string `json:"unit"`
	Name  string `json:"name"`
	City  string `json:"city"`
	Rooms int    `json:"rooms"`
	Seats int    `json:"seats" doc:"Of its largest room"`
}

type siteBody struct {
	ID       string        `json:"id"`
	Site     siteInput     `json:"site"`
	Openings []openingBody `json:"openings" doc:"None: its hours are not known, every hour will do"`
	Rooms    []roomBody    `json:"rooms"`
	Closures []closureBody `json:"closures" doc:"Not over yet, the organisation's included"`
}

type openingBody struct {
	Weekday int              `json:"weekday" minimum:"0" maximum:"6" doc:"0 is Sunday"`
	From    scheduling.Clock `json:"from" example:"09:00"`
	Until   scheduling.Clock `json:"until" example:"18:00"`
}

func (a *api) listSites(ctx context.Context, actor scheduling.Actor, _ *struct{}) (*body[page[siteLine]], error) {
	cards, err := a.Administering.Sites(ctx, actor)
	out := page[siteLine]{Items: []siteLine{}}
	for _, c := range cards {
		out.Items = append(out.Items, siteLine{string(c.ID), string(c.Unit), c.Name, c.City, c.Rooms, c.Seats})
	}
	return &body[page[siteLine]]{out}, err
}

func (a *api) siteAnswer(ctx context.Context, actor scheduling.Actor, id scheduling.SiteID) (*tagged[siteBody], error) {
	f, err := a.Administering.Site(ctx, actor, id)
	if err != nil {
		return nil, err
	}
	out := siteBody{ID: string(f.ID), Site: siteInputOf(f.Site), Openings: []openingBody{}, Rooms: []roomBody{}, Closures: closuresOf(f.Closures)}
	for _, o := range f.Openings {
		out.Openings = append(out.Openings, openingBody{int(o.Weekday), o.From, o.Until})
	}
	for _, r := range f.Rooms {
		out.Rooms = append(out.Rooms, roomOf(r))
	}
	return taggedWith(f.Version, out), nil
}

type byID struct {
	ID string `path:"id"`
}

func (a *api) getSite(ctx context.Context, actor scheduling.Actor, in *byID) (*tagged[siteBody], error) {
	return a.siteAnswer(ctx, actor, scheduling.SiteID(in.ID))
}

func (a *api) addSite(ctx context.Context, actor scheduling.Actor, in *struct{ Body siteInput }) (*tagged[siteBody], error) {
	id, err := a.Administering.AddSite(ctx, actor, in.Body.site())
	if err != nil {
		return nil, err
	}
	return a.siteAnswer(ctx, actor, id)
}

func (a *api) editSite(ctx context.Context, actor scheduling.Actor, in *struct {
	IfMatch
	ID   string `path:"id"`
	Body siteInput
},
) (*tagged[siteBody], error) {
	version, err := in.version()
	if err != nil {
		return nil, err
	}
	s := in.Body.site()
	s.ID, s.Version = scheduling.SiteID(in.ID), version
	if err := a.Administering.EditSite(ctx, actor, s); err != nil {
		return nil, err
	}
	return a.siteAnswer(ctx, actor, s.ID)
}

func (a *api) setOpenings(ctx context.Context, actor scheduling.Actor, in *struct {
	IfMatch
	ID   string `path:"id"`
	Body struct {
		Openings []openingBody `json:"openings" maxItems:"70"`
	}
},
) (*tagged[siteBody], error) {
	version, err := in.version()
	if err != nil {
		return nil, err
	}
	id := scheduling.SiteID(in.ID)
	openings := make([]scheduling.Opening, len(in.Body.Openings))
	for i, o := range in.Body.Openings {
		openings[i] = scheduling.Opening{Site: id, Weekday: time.Weekday(o.Weekday), From: o.From, Until: o.Until}
	}
	if err := a.Administering.SetOpenings(ctx, actor, id, version, openings); err != nil {
		return nil, err
	}
	return a.siteAnswer(ctx, actor, id)
}
