package pages

import (
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/workflow/filing"
	"trame/scheduling/workflow/inviting"
	"trame/templates"
)

// people is the list of Personnes, narrowed by words in the address.
func (p *Pages) people(c echo.Context, actor scheduling.Actor) error {
	words := c.QueryParam("q")
	list, err := p.Inviting.People(c.Request().Context(), actor, words, store.Page{After: c.QueryParam("after")})
	if err != nil {
		return err
	}
	calls, err := p.Inviting.CallBacks(c.Request().Context(), actor)
	if err != nil {
		return err
	}
	nirs, err := p.Inviting.KeepsNIRs(c.Request().Context(), actor)
	if err != nil {
		return err
	}
	return p.show(c, "people", templates.View{Title: "Personnes", Current: "people", Data: struct {
		inviting.List
		Words string
		First bool
		Calls int
		Write bool
		NIRs  bool
	}{list, words, c.QueryParam("after") == "", len(calls), actor.Can(scheduling.Invite), nirs && actor.Can(scheduling.Invite)}})
}

// exportPeople hands out the list as a file; a POST, for it leaves a trace.
func (p *Pages) exportPeople(c echo.Context, actor scheduling.Actor) error {
	content, err := p.Inviting.Export(c.Request().Context(), actor, c.FormValue("q"))
	if err != nil {
		return err
	}
	header := c.Response().Header()
	header.Set("Content-Disposition", `attachment; filename="personnes.csv"`)
	header.Set("Cache-Control", "no-store")
	return c.Blob(http.StatusOK, "text/csv; charset=utf-8", content)
}

type personFile struct {
	inviting.File
	Rights   bool          // the actor answers what she asks of her data
	Twins    []filing.Twin // files that are perhaps of the same person
	Returned *returnedView
	Death    deathView
}

// personView is her file; opening it leaves a trace.
func (p *Pages) personView(c echo.Context, actor scheduling.Actor) (templates.View, error) {
	file, err := p.Inviting.File(c.Request().Context(), actor, insuredID(c))
	if err != nil {
		return templates.View{}, err
	}
	data := personFile{File: file, Rights: actor.May(scheduling.AnswerRights, file.Insured.Unit) == nil}
	if data.Twins, err = p.Filing.Twins(c.Request().Context(), actor, file.Insured.ID); err != nil {
		return templates.View{}, err
	}
	if data.Death, err = p.deathView(c, actor, file.Insured); err != nil {
		return templates.View{}, err
	}
	data.Returned, err = p.returnedMail(c, "insured:"+string(file.Insured.ID), personPath(file.Insured.ID)+"/adresse", file.Write)
	return templates.View{Title: file.Insured.Name(), Current: "people", Data: data}, err
}

func (p *Pages) person(c echo.Context, actor scheduling.Actor) error {
	view, err := p.personView(c, actor)
	if err != nil {
		return err
	}
	return p.show(c, "person", view)
}

func insuredID(c echo.Context) scheduling.InsuredID { return scheduling.InsuredID(c.Param("id")) }

func personPath(id scheduling.InsuredID) string { return "/personnes/" + string(id) }

// insuredForm is what the form of a person is drawn with.
type insuredForm struct {
	Insured scheduling.Insured
	Units   []templates.Option
	Social  bool
	Post    string
	Back    string

	Pathologies []templates.Option
	NIR         inviting.NIRFile
}

func (p *Pages) insuredView(c echo.Context, actor scheduling.Actor, i scheduling.Insured) (templates.View, error) {
	units, err := p.Inviting.Units(c.Request().Context(), actor)
	form := insuredForm{Insured: i, Social: actor.Can(scheduling.SeeSocial), Post: "/personnes", Back: "/personnes"}
	title := "Nouvelle personne"
	if i.ID != "" {
		title, form.Post, form.Back = "Modifier la fiche", personPath(i.ID), personPath(i.ID)
		if form.NIR, err = p.Inviting.NIR(c.Request().Context(), actor, i.ID); err != nil {
			return templates.View{}, err
		}
	} else if len(units) > 0 {
		form.Insured.Unit = units[len(units)-1].ID
	}
	known := scheduling.Pathologies
	if i.Pathology != "" && !slices.Contains(known, i.Pathology) {
		known = append(slices.Clone(known), i.Pathology) // kept as it was written
	}
	for _, code := range known {
		form.Pathologies = append(form.Pathologies, templates.Option{Value: code, Label: templates.Label("pathology", code)})
	}
	for _, u := range units {
		form.Units = append(form.Units, templates.Option{Value: string(u.ID), Label: u.Name})
	}
	return templates.View{Title: title, Current: "people", Data: form}, err
}

func (p *Pages) newPerson(c echo.Context, actor scheduling.Actor) error {
	if !actor.Can(scheduling.Invite) {
		return scheduling.Refuse(scheduling.Forbidden, "actor.may_not.invite", "")
	}
	view, err := p.insuredView(c, actor, scheduling.Insured{})
	if err != nil {
		return err
	}
	return p.show(c, "person-form", view)
}

func (p *Pages) addPerson(c echo.Context, actor scheduling.Actor) error {
	i, err := insuredFrom(c)
	var id scheduling.InsuredID
	if err == nil {
		id, err = p.Inviting.AddInsured(c.Request().Context(), actor, i)
	}
	if err != nil {
		return p.insuredAgain(c, actor, scheduling.Insured{}, err)
	}
	return p.done(c, personPath(id), "insured.added")
}

func (p *Pages) insuredAgain(c echo.Context, actor scheduling.Actor, i scheduling.Insured, refusal error) error {
	view, err := p.insuredView(c, actor, i)
	if err != nil {
		return err
	}
	return p.again(c, refusal, "person-form", view)
}

// editPerson shows the file in a form: a reading too.
func (p *Pages) editPerson(c echo.Context, actor scheduling.Actor) error {
	file, err := p.Inviting.File(c.Request().Context(), actor, insuredID(c))
	if err != nil {
		return err
	}
	view, err := p.insuredView(c, actor, file.Insured)
	if err != nil {
		return err
	}
	return p.show(c, "person-form", view)
}

func (p *Pages) savePerson(c echo.Context, actor scheduling.Actor) error {
	i, err := insuredFrom(c)
	i.ID, i.Version = insuredID(c), version(c)
	if err == nil {
		err = p.Inviting.EditInsured(c.Request().Context(), actor, i)
	}
	if err != nil {
		return p.insuredAgain(c, actor, i, err)
	}
	return p.done(c, personPath(i.ID), "insured.saved")
}

// deceasedForm says what closing a file does, before it is done.
func (p *Pages) deceasedForm(c echo.Context, actor scheduling.Actor) error {
	file, err := p.Inviting.File(c.Request().Context(), actor, insuredID(c))
	if err != nil {
		return err
	}
	return p.show(c, "person-deceased", templates.View{Title: "Décès", Current: "people", Data: file.Insured})
}

func (p *Pages) markDeceased(c echo.Context, actor scheduling.Actor) error {
	id := insuredID(c)
	on, err := scheduling.ParseDate(c.FormValue("deceased_on"))
	if err != nil {
		err = scheduling.Refuse(scheduling.Invalid, "date.unreadable", "deceased_on")
	} else {
		err = p.Inviting.MarkDeceased(c.Request().Context(), actor, id, on, version(c))
	}
	if err != nil {
		return p.again(c, err, "person-deceased", templates.View{Title: "Décès", Current: "people", Data: scheduling.Insured{ID: id, Version: version(c)}})
	}
	return p.done(c, personPath(id), "insured.closed")
}

// pause holds everything automatic to a person until a day; no day ends it.
func (p *Pages) pause(c echo.Context, actor scheduling.Actor) error {
	id := insuredID(c)
	until, err := scheduling.ParseDate(c.FormValue("paused_until"))
	if err != nil {
		err = scheduling.Refuse(scheduling.Invalid, "date.unreadable", "paused_until")
	} else {
		err = p.Inviting.Pause(c.Request().Context(), actor, id, until)
	}
	if err != nil {
		return p.retry(c, actor, err, "person", p.personView)
	}
	if until.IsZero() {
		return p.done(c, personPath(id), "insured.resumed")
	}
	return p.done(c, personPath(id), "insured.paused")
}

// insuredFrom reads the form of a person.
func insuredFrom(c echo.Context) (scheduling.Insured, error) {
	born, err := scheduling.ParseDate(c.FormValue("birth_date"))
	if err != nil {
		err = scheduling.Refuse(scheduling.Invalid, "date.unreadable", "birth_date")
	}
	ticked := func(name string) bool { return c.FormValue(name) != "" }
	return scheduling.Insured{
		Unit: scheduling.UnitID(c.FormValue("unit")), InternalNumber: c.FormValue("internal_number"),
		FirstName: c.FormValue("first_name"), LastName: c.FormValue("last_name"), BirthDate: born, Gender: c.FormValue("gender"),
		Street: c.FormValue("street"), Postcode: c.FormValue("postcode"), City: c.FormValue("city"), Insee: c.FormValue("insee"),
		Email: c.FormValue("email"), Phone: c.FormValue("phone"), MailConsent: ticked("mail_consent"), SMSConsent: ticked("sms_consent"),
		LetterConsent: ticked("letter_consent"), Language: c.FormValue("language"), Pathology: c.FormValue("pathology"),
		Occupation: c.FormValue("occupation"), OccupationGroup: c.FormValue("occupation_group"), Contract: c.FormValue("contract"), Notes: c.FormValue("notes"),
	}, err
}
