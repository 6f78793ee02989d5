package api

import (
	"context"
	"net/http"

	"trame/scheduling"
)

func (a *api) roomRoutes(tag string) {
	post(a, "/sites/{id}/rooms", operation{ID: "addRoom", Summary: "Add a room to a site", Tag: tag, Status: http.StatusCreated}, a.addRoom)
	get(a, "/rooms/{id}", operation{ID: "getRoom", Summary: "A room", Tag: tag}, a.getRoom)
	put(a, "/rooms/{id}", operation{ID: "editRoom", Summary: "Change a room", Tag: tag}, a.editRoom)
	get(a, "/rooms/{id}/absences", operation{ID: "listRoomAbsences", Summary: "When a room cannot be had, beyond its site's hours and closures", Tag: tag}, a.listRoomAbsences)
	post(a, "/rooms/{id}/absences", operation{ID: "closeRoom", Summary: "Note when a room cannot be had; its meetings stay, and are to be repaired", Tag: tag, Status: http.StatusCreated}, a.closeRoom)
	remove(a, "/rooms/{id}", operation{ID: "removeRoom", Summary: "Take out a room in which nothing was ever planned", Tag: tag, Status: http.StatusNoContent}, a.removeRoom)
}

type roomInput struct {
	Name         string `json:"name"`
	Capacity     int    `json:"capacity" doc:"Seats, the leads' included"`
	Confidential bool   `json:"confidential,omitempty" doc:"What is said there is not heard outside"`
}

type roomBody struct {
	ID           string `json:"id"`
	Site         string `json:"site"`
	Name         string `json:"name"`
	Capacity     int    `json:"capacity"`
	Confidential bool   `json:"confidential"`
}

func roomOf(r scheduling.Room) roomBody {
	return roomBody{string(r.ID), string(r.Site), r.Name, r.Capacity, r.Confidential}
}

func (in roomInput) room() scheduling.Room {
	return scheduling.Room{Name: in.Name, Capacity: in.Capacity, Confidential: in.Confidential}
}

func (a *api) roomAnswer(ctx context.Context, actor scheduling.Actor, id scheduling.RoomID) (*tagged[roomBody], error) {
	r, err := a.Administering.Room(ctx, actor, id)
	if err != nil {
		return nil, err
	}
	return taggedWith(r.Version, roomOf(r)), nil
}

func (a *api) getRoom(ctx context.Context, actor scheduling.Actor, in *byID) (*tagged[roomBody], error) {
	return a.roomAnswer(ctx, actor, scheduling.RoomID(in.ID))
}

func (a *api) addRoom(ctx context.Context, actor scheduling.Actor, in *struct {
	ID   string `path:"id"`
	Body roomInput
},
) (*tagged[roomBody], error) {
	r := in.Body.room()
	r.Site = scheduling.SiteID(in.ID)
	id, err := a.Administering.AddRoom(ctx, actor, r)
	if err != nil {
		return nil, err
	}
	return a.roomAnswer(ctx, actor, id)
}

func (a *api) editRoom(ctx context.Context, actor scheduling.Actor, in *struct {
	IfMatch
	ID   string `path:"id"`
	Body roomInput
},
) (*tagged[roomBody], error) {
	version, err := in.version()
	if err != nil {
		return nil, err
	}
	r := in.Body.room()
	r.ID, r.Version = scheduling.RoomID(in.ID), version
	if err := a.Administering.EditRoom(ctx, actor, r); err != nil {
		return nil, err
	}
	return a.roomAnswer(ctx, actor, r.ID)
}

func (a *api) removeRoom(ctx context.Context, actor scheduling.Actor, in *byID) (*struct{}, error) {
	return nil, a.Administering.RemoveRoom(ctx, actor, scheduling.RoomID(in.ID))
}

func (a *api) roomAbsences(ctx context.Context, actor scheduling.Actor, resource string) (*body[page[absenceBody]], error) {
	sheet, err := a.Availability.Sheet(ctx, actor, resource)
	if err != nil {
		return nil, err
	}
	out := page[absenceBody]{Items: []absenceBody{}}
	for _, absence := range sheet.Absences {
		out.Items = append(out.Items, absenceOf(absence))
	}
	return &body[page[absenceBody]]{out}, nil
}

func (a *api) listRoomAbsences(ctx context.Context, actor scheduling.Actor, in *byID) (*body[page[absenceBody]], error) {
	return a.roomAbsences(ctx, actor, scheduling.RoomResource(scheduling.RoomID(in.ID)))
}

func (a *api) closeRoom(ctx context.Context, actor scheduling.Actor, in *struct {
	ID   string `path:"id"`
	Body absenceInput
},
) (*body[page[absenceBody]], error) {
	absence := in.Body.absence()
	absence.Resource = scheduling.RoomResource(scheduling.RoomID(in.ID))
	if _, err := a.Availability.AddAbsence(ctx, actor, absence); err != nil {
		return nil, err
	}
	return a.roomAbsences(ctx, actor, absence.Resource)
}
