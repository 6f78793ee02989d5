package api

import (
	"context"
	"net/http"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
)

func (a *api) insuredRoutes() {
	const tag = "People"
	get(a, "/insured", operation{ID: "listInsured", Summary: "People the agent may see, by name", Tag: tag}, a.listInsured)
	post(a, "/insured", operation{ID: "addInsured", Summary: "Enter a person", Tag: tag, Status: http.StatusCreated}, a.addInsured)
	get(a, "/insured/{id}", operation{ID: "readInsured", Summary: "A person's file; reading it leaves a trace", Tag: tag}, a.readInsured)
	put(a, "/insured/{id}", operation{ID: "editInsured", Summary: "Replace a person's file", Tag: tag, Status: http.StatusNoContent}, a.editInsured)
	post(a, "/insured/{id}/death", operation{ID: "markDeceased", Summary: "Close a file in silence: nothing is sent any more", Tag: tag, Status: http.StatusNoContent}, a.markDeceased)
	put(a, "/insured/{id}/pause", operation{ID: "pauseInsured", Summary: "Hold everything automatic until a day, that day included; without a day, hold nothing any more", Tag: tag, Status: http.StatusNoContent}, a.pauseInsured)
	post(a, "/insured/export", operation{ID: "exportInsured", Summary: "The list as CSV; it leaves a trace", Tag: tag}, a.exportInsured)
}

// insuredBody is a person on the wire. Dates are 2006-01-02, "" when unknown.
type insuredBody struct {
	Unit            string `json:"unit,omitempty" doc:"Where she is accompanied; may be left out by an agent of one unit"`
	InternalNumber  string `json:"internal_number,omitempty" maxLength:"60"`
	FirstName       string `json:"first_name" maxLength:"100"`
	LastName        string `json:"last_name" maxLength:"100"`
	BirthDate       string `json:"birth_date,omitempty" example:"1975-03-14"`
	Gender          string `json:"gender,omitempty" enum:",f,m" doc:"For the agreement of letters only"`
	Street          string `json:"street,omitempty"`
	Postcode        string `json:"postcode,omitempty"`
	City            string `json:"city,omitempty"`
	Insee           string `json:"insee,omitempty"`
	Email           string `json:"email,omitempty"`
	Phone           string `json:"phone,omitempty"`
	MailConsent     bool   `json:"mail_consent,omitempty"`
	SMSConsent      bool   `json:"sms_consent,omitempty"`
	LetterConsent   bool   `json:"letter_consent,omitempty"`
	Language        string `json:"language,omitempty" doc:"BCP 47"`
	Pathology       string `json:"pathology,omitempty" doc:"Social workers only, as are the four below"`
	Occupation      string `json:"occupation,omitempty" doc:"In her own words"`
	OccupationGroup string `json:"occupation_group,omitempty" enum:",farmer,trader,executive,intermediate,employee,worker,never_worked" doc:"INSEE, PCS 2020, level 1"`
	Contract        string `json:"contract,omitempty"`
	Notes           string `json:"notes,omitempty"`
}

func insuredOut(i scheduling.Insured) insuredBody {
	return insuredBody{
		Unit: string(i.Unit), InternalNumber: i.InternalNumber, FirstName: i.FirstName, LastName: i.LastName, BirthDate: i.BirthDate.String(),
		Gender: i.Gender, Street: i.Street, Postcode: i.Postcode, City: i.City, Insee: i.Insee, Email: i.Email, Phone: i.Phone,
		MailConsent: i.MailConsent, SMSConsent: i.SMSConsent, LetterConsent: i.LetterConsent, Language: i.Language,
		Pathology: i.Pathology, Occupation: i.Occupation, OccupationGroup: i.OccupationGroup, Contract: i.Contract, Notes: i.Notes,
	}
}

func (b insuredBody) insured() (scheduling.Insured, error) {
	born, err := dateIn(b.BirthDate, "birth_date")
	return scheduling.Insured{
		Unit: scheduling.UnitID(b.Unit), InternalNumber: b.InternalNumber, FirstName: b.FirstName, LastName: b.LastName, BirthDate: born,
		Gender: b.Gender, Street: b.Street, Postcode: b.Postcode, City: b.City, Insee: b.Insee, Email: b.Email, Phone: b.Phone,
		MailConsent: b.MailConsent, SMSConsent: b.SMSConsent, LetterConsent: b.LetterConsent, Language: b.Language,
		Pathology: b.Pathology, Occupation: b.Occupation, OccupationGroup: b.OccupationGroup, Contract: b.Contract, Notes: b.Notes,
	}, err
}

// dateIn reads a date of a body; "" is none.
func dateIn(text, field string) (scheduling.Date, error) {
	d, err := scheduling.ParseDate(text)
	if err != nil {
		return d, scheduling.Refuse(scheduling.Invalid, "date.unreadable", field)
	}
	return d, nil
}

type listedInsured struct {
	ID        string `json:"id"`
	FirstName string `json:"first_name"`
	LastName  string `json:"last_name"`
	BirthDate string `json:"birth_date,omitempty"`
	City      string `json:"city,omitempty"`
	Channel   string `json:"channel,omitempty" doc:"How she may be written to at length: mail, letter; absent when she may not"`
}

func (a *api) listInsured(ctx context.Context, actor scheduling.Actor, in *struct {
	Paging
	Words string `query:"q" maxLength:"100" doc:"Pieces of a name, a number, or a birth date as 14/03/1975"`
},
) (*body[page[listedInsured]], error) {
	list, err := a.Inviting.People(ctx, actor, in.Words, store.Page{After: in.After, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	out := page[listedInsured]{Items: []listedInsured{}, Next: list.Next}
	for _, i := range list.People {
		out.Items = append(out.Items, listedInsured{string(i.ID), i.FirstName, i.LastName, i.BirthDate.String(), i.City, string(i.Channel())})
	}
	return &body[page[listedInsured]]{out}, nil
}

type createdBody struct {
	ID string `json:"id"`
}

func (a *api) addInsured(ctx context.Context, actor scheduling.Actor, in *struct{ Body insuredBody }) (*body[createdBody], error) {
	i, err := in.Body.insured()
	if err != nil {
		return nil, err
	}
	id, err := a.Inviting.AddInsured(ctx, actor, i)
	if err != nil {
		return nil, err
	}
	return &body[createdBody]{createdBody{string(id)}}, nil
}

type fileBody struct {
	ID         string      `json:"id"`
	Insured    insuredBody `json:"insured"`
	DeceasedOn string      `json:"deceased_on,omitempty"`
	Timeline   []entryBody `json:"timeline" doc:"The newest first"`
}

type entryBody struct {
	At      time.Time `json:"at"`
	What    string    `json:"what" enum:"referred,examined,overridden,redirected,invited,replied,called,enrolment,attendance,message"`
	Code    string    `json:"code,omitempty"`
	Kind    string    `json:"kind,omitempty"`
	Channel string    `json:"channel,omitempty"`
	Cohort  string    `json:"cohort,omitempty"`
	Meeting string    `json:"meeting,omitempty"`
	Reason  string    `json:"reason,omitempty"`
}

// ByID names a thing in a path. It is exported for huma, which reads no
// unexported embedded struct.
type ByID struct {
	ID string `path:"id"`
}

func (a *api) readInsured(ctx context.Context, actor scheduling.Actor, in *ByID) (*tagged[fileBody], error) {
	file, err := a.Inviting.File(ctx, actor, scheduling.InsuredID(in.ID))
	if err != nil {
		return nil, err
	}
	out := fileBody{in.ID, insuredOut(file.Insured), file.Insured.DeceasedOn.String(), []entryBody{}}
	for _, e := range file.Timeline {
		out.Timeline = append(out.Timeline, entryBody{e.At, e.What, e.Code, e.Kind, string(e.Channel), string(e.Cohort), string(e.Meeting), e.Reason})
	}
	return taggedWith(file.Insured.Version, out), nil
}

func (a *api) editInsured(ctx context.Context, actor scheduling.Actor, in *struct {
	ByID
	IfMatch
	Body insuredBody
},
) (*struct{}, error) {
	i, err := in.Body.insured()
	if err != nil {
		return nil, err
	}
	i.ID = scheduling.InsuredID(in.ID)
	if i.Version, err = in.version(); err != nil {
		return nil, err
	}
	return nil, a.Inviting.EditInsured(ctx, actor, i)
}

func (a *api) markDeceased(ctx context.Context, actor scheduling.Actor, in *struct {
	ByID
	Body struct {
		On string `json:"on,omitempty" doc:"Today when it is not known"`
	}
},
) (*struct{}, error) {
	on, err := dateIn(in.Body.On, "on")
	if err != nil {
		return nil, err
	}
	return nil, a.Inviting.MarkDeceased(ctx, actor, scheduling.InsuredID(in.ID), on, 0)
}

func (a *api) pauseInsured(ctx context.Context, actor scheduling.Actor, in *struct {
	ByID
	Body struct {
		Until string `json:"until,omitempty" example:"2027-02-01"`
	}
},
) (*struct{}, error) {
	until, err := dateIn(in.Body.Until, "paused_until")
	if err != nil {
		return nil, err
	}
	return nil, a.Inviting.Pause(ctx, actor, scheduling.InsuredID(in.ID), until)
}

type csvAnswer struct {
	Type string `header:"Content-Type"`
	Body []byte
}

func (a *api) exportInsured(ctx context.Context, actor scheduling.Actor, in *struct {
	Body struct {
		Words string `json:"q,omitempty" maxLength:"100"`
	}
},
) (*csvAnswer, error) {
	content, err := a.Inviting.Export(ctx, actor, in.Body.Words)
	if err != nil {
		return nil, err
	}
	return &csvAnswer{"text/csv; charset=utf-8", content}, nil
}
