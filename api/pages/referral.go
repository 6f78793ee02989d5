package pages

import (
	"fmt"
	"slices"

	"github.com/labstack/echo/v4"

	"trame/scheduling"
	"trame/scheduling/workflow/screening"
	"trame/templates"
)

func referralID(c echo.Context) scheduling.ReferralID { return scheduling.ReferralID(c.Param("id")) }

func referralPath(id scheduling.ReferralID) string { return "/signalements/" + string(id) }

// referralForm is what the form of a referral is drawn with. A new person is
// entered with it, in one form.
type referralForm struct {
	Referral    scheduling.Referral
	Insured     scheduling.Insured
	New         bool // the person too
	Social      bool
	Units       []templates.Option
	Pathologies []templates.Option
	Items       []string // of the fragility sheet
	Programs    []templates.Option
	Post, Back  string
}

func (p *Pages) referralView(c echo.Context, actor scheduling.Actor, form referralForm) (templates.View, error) {
	ctx := c.Request().Context()
	form.Social = actor.Can(scheduling.SeeSocial)
	units, err := p.Inviting.Units(ctx, actor)
	if err != nil {
		return templates.View{}, err
	}
	for _, u := range units {
		form.Units = append(form.Units, templates.Option{Value: string(u.ID), Label: u.Name})
	}
	if len(units) > 0 && form.Insured.Unit == "" {
		form.Insured.Unit = units[len(units)-1].ID
	}
	for _, code := range scheduling.Pathologies {
		form.Pathologies = append(form.Pathologies, templates.Option{Value: code, Label: templates.Label("pathology", code)})
	}
	choices, err := p.Screening.Choices(ctx, actor)
	if err != nil {
		return templates.View{}, err
	}
	for n := 1; n <= scheduling.FragilityItems; n++ {
		label := templates.Label("fragility", n)
		if len(choices.Items) >= n && choices.Items[n-1] != "" {
			label = choices.Items[n-1]
		}
		form.Items = append(form.Items, label)
	}
	for _, v := range choices.Versions {
		form.Programs = append(form.Programs, templates.Option{Value: string(v.ID), Label: v.Title})
	}
	if form.Referral.ReceivedOn.IsZero() {
		form.Referral.ReceivedOn = choices.Today
	}
	title := "Nouveau signalement"
	if form.Referral.ID != "" {
		title = "Modifier le signalement"
	}
	return templates.View{Title: title, Current: "people", Data: form}, nil
}

// newReferral is one form for a person whom nobody knew, and what brought her.
func (p *Pages) newReferral(c echo.Context, actor scheduling.Actor) error {
	if !actor.Can(scheduling.Invite) {
		return scheduling.Refuse(scheduling.Forbidden, "actor.may_not.invite", "")
	}
	return p.showReferralForm(c, actor, referralForm{New: true, Post: "/signalements", Back: "/signalements"}, nil)
}

func (p *Pages) showReferralForm(c echo.Context, actor scheduling.Actor, form referralForm, refusal error) error {
	v, err := p.referralView(c, actor, form)
	if err != nil {
		return err
	}
	if refusal != nil {
		return p.again(c, refusal, "referral-form", v)
	}
	return p.show(c, "referral-form", v)
}

func (p *Pages) enterReferral(c echo.Context, actor scheduling.Actor) error {
	i, err := insuredFrom(c)
	r, readErr := referralFrom(c)
	if err == nil {
		err = readErr
	}
	i.LetterConsent = i.LetterConsent && i.Street != ""
	var id scheduling.ReferralID
	if err == nil {
		id, err = p.Screening.Enter(c.Request().Context(), actor, i, r)
	}
	if err != nil {
		return p.showReferralForm(c, actor, referralForm{New: true, Post: "/signalements", Back: "/signalements"}, err)
	}
	return p.examinedIfAsked(c, actor, id)
}

// examinedIfAsked leads to the referral, or to its examination when the form
// asked for one.
func (p *Pages) examinedIfAsked(c echo.Context, actor scheduling.Actor, id scheduling.ReferralID) error {
	version := scheduling.VersionID(c.FormValue("examine"))
	if version == "" {
		return p.done(c, referralPath(id), "referral.entered")
	}
	check, err := p.Screening.ExamineReferral(c.Request().Context(), actor, id, version, scheduling.Date{})
	if err != nil {
		return p.refusedTo(c, referralPath(id), err)
	}
	return p.done(c, "/examens/"+string(check), "referral.entered")
}

// newReferralOf adds what brings somebody who is known already.
func (p *Pages) newReferralOf(c echo.Context, actor scheduling.Actor) error {
	i, _, err := p.Screening.OfPerson(c.Request().Context(), actor, insuredID(c))
	if err != nil {
		return err
	}
	if err := actor.May(scheduling.Invite, i.Unit); err != nil {
		return err
	}
	return p.showReferralForm(c, actor, formOf(i), nil)
}

func formOf(i scheduling.Insured) referralForm {
	return referralForm{Insured: i, Post: personPath(i.ID) + "/signalements", Back: personPath(i.ID)}
}

func (p *Pages) addReferral(c echo.Context, actor scheduling.Actor) error {
	r, err := referralFrom(c)
	var id scheduling.ReferralID
	if err == nil {
		id, err = p.Screening.AddReferral(c.Request().Context(), actor, insuredID(c), r)
	}
	if err != nil {
		i, _, readErr := p.Screening.OfPerson(c.Request().Context(), actor, insuredID(c))
		if readErr != nil {
			return readErr
		}
		return p.showReferralForm(c, actor, formOf(i), err)
	}
	return p.examinedIfAsked(c, actor, id)
}

func (p *Pages) editReferral(c echo.Context, actor scheduling.Actor) error {
	d, err := p.Screening.Dossier(c.Request().Context(), actor, referralID(c))
	if err != nil {
		return err
	}
	return p.showReferralForm(c, actor, editingOf(d), nil)
}

func editingOf(d screening.Dossier) referralForm {
	return referralForm{Referral: d.Referral, Insured: d.Insured, Post: referralPath(d.Referral.ID), Back: referralPath(d.Referral.ID)}
}

func (p *Pages) saveReferral(c echo.Context, actor scheduling.Actor) error {
	r, err := referralFrom(c)
	r.ID, r.Version = referralID(c), version(c)
	if err == nil {
		err = p.Screening.EditReferral(c.Request().Context(), actor, r)
	}
	if err != nil {
		d, readErr := p.Screening.Dossier(c.Request().Context(), actor, referralID(c))
		if readErr != nil {
			return readErr
		}
		return p.showReferralForm(c, actor, editingOf(d), err)
	}
	return p.done(c, referralPath(r.ID), "referral.saved")
}

// referralFrom reads the form of a referral; what it does not ask an adviser
// is unknown.
func referralFrom(c echo.Context) (r scheduling.Referral, err error) {
	date := func(field string) scheduling.Date {
		d, readErr := typedDate(c, field)
		if err == nil {
			err = readErr
		}
		return d
	}
	known := func(field string) scheduling.Known { return scheduling.Known(c.FormValue(field)) }
	r = scheduling.Referral{Source: scheduling.ReferralSource(c.FormValue("source")), Reference: c.FormValue("reference"), ReceivedOn: date("received_on")}
	r.Facts = scheduling.Facts{
		Purpose: scheduling.Purpose(c.FormValue("purpose")), LeaveStart: date("leave_start"), LeaveEnd: date("leave_end"),
		LeaveKind: scheduling.LeaveKind(c.FormValue("leave_kind")), LeaveTime: scheduling.LeaveTime(c.FormValue("leave_time")), PartTimeFrom: date("part_time_from"),
		ContractOn: date("contract_on"), Invalidity: scheduling.Invalidity(c.FormValue("invalidity")), InvalidityOn: date("invalidity_on"),
		Scheme: scheduling.Scheme(c.FormValue("scheme")), Followed: known("followed"), FollowedSince: date("followed_since"),
		LowAllowance: known("low_allowance"), LowPerHead: known("low_per_head"), SolidarityCover: known("solidarity_cover"), LongIllness: known("long_illness"),
	}
	for n := scheduling.FragilityItems; n >= 1; n-- {
		k := known(fmt.Sprintf("fragility.%d", n))
		if slices.Contains([]scheduling.Known{scheduling.KnownYes, scheduling.KnownNo}, k) {
			r.Facts.Fragility = r.Facts.Fragility.Tick(n, k)
		}
	}
	return r, err
}

// dossierPage is a referral with what its page needs besides.
type dossierPage struct {
	screening.Dossier
	Items    []string
	Programs []templates.Option
}

// referral is the file of a signal: facts, examinations, what to do.
func (p *Pages) referral(c echo.Context, actor scheduling.Actor) error {
	d, err := p.Screening.Dossier(c.Request().Context(), actor, referralID(c))
	if err != nil {
		return err
	}
	data := dossierPage{Dossier: d}
	for n := 1; n <= scheduling.FragilityItems; n++ {
		label := templates.Label("fragility", n)
		if len(d.Items) >= n && d.Items[n-1] != "" {
			label = d.Items[n-1]
		}
		if d.Facts.Fragility.At(n) == scheduling.KnownYes {
			data.Items = append(data.Items, label)
		}
	}
	for _, v := range d.Versions {
		data.Programs = append(data.Programs, templates.Option{Value: string(v.ID), Label: v.Title})
	}
	return p.show(c, "referral", templates.View{Title: "Signalement", Current: "people", Data: data})
}

func (p *Pages) examine(c echo.Context, actor scheduling.Actor) error {
	on, err := typedDate(c, "on")
	var id scheduling.EligibilityCheckID
	if err == nil {
		id, err = p.Screening.ExamineReferral(c.Request().Context(), actor, referralID(c), scheduling.VersionID(c.FormValue("version")), on)
	}
	if err != nil {
		return p.refusedTo(c, referralPath(referralID(c)), err)
	}
	return p.done(c, "/examens/"+string(id), "screening.examined")
}

func (p *Pages) closeReferral(c echo.Context, actor scheduling.Actor) error {
	if err := p.Screening.CloseReferral(c.Request().Context(), actor, referralID(c), version(c)); err != nil {
		return p.refusedTo(c, referralPath(referralID(c)), err)
	}
	return p.done(c, referralPath(referralID(c)), "referral.shut")
}
