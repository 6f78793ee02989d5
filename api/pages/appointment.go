package pages

import (
	"mime"
	"net/http"

	"github.com/labstack/echo/v4"

	"trame/scheduling"
	"trame/scheduling/workflow/planning"
	"trame/templates"
)

// appointmentView is the page of a co-animator without account.
type appointmentView struct {
	planning.Appointment
	Path string // of the page, with its secret
}

func (p *Pages) appointmentView(c echo.Context) (templates.View, error) {
	a, err := p.Planning.Appointment(c.Request().Context(), c.Param("token"))
	return templates.View{
		Title: "Votre séance", Organisation: a.Organisation, Phone: a.Phone, PhoneHours: a.PhoneHours,
		Data: appointmentView{a, "/i/" + c.Param("token")},
	}, err
}

// appointment shows a co-animator what he is asked for. Opening it, however
// often and by whatever program, answers nothing.
func (p *Pages) appointment(c echo.Context) error {
	v, err := p.appointmentView(c)
	if err != nil {
		return err
	}
	return p.show(c, "appointment", v)
}

func (p *Pages) answerAppointment(c echo.Context) error {
	err := p.Planning.Answer(c.Request().Context(), c.Param("token"), scheduling.Reply(c.FormValue("reply")), c.FormValue("comment"))
	if err != nil {
		v, viewErr := p.appointmentView(c)
		if viewErr != nil {
			return viewErr
		}
		return p.again(c, err, "appointment", v)
	}
	return p.done(c, "/i/"+c.Param("token"), "appointment.answered."+string(scheduling.Reply(c.FormValue("reply"))))
}

// downloadAppointment is the one meeting, to add to a calendar once.
func (p *Pages) downloadAppointment(c echo.Context) error {
	body, err := p.Planning.Download(c.Request().Context(), c.Param("token"))
	return addOnce(c, "seance.ics", body, err)
}

// openAppointmentFeed makes an address that follows all his dates.
func (p *Pages) openAppointmentFeed(c echo.Context) error {
	token, err := p.Planning.OpenOwnFeed(c.Request().Context(), c.Param("token"))
	if err != nil {
		v, viewErr := p.appointmentView(c)
		if viewErr != nil {
			return viewErr
		}
		return p.again(c, err, "appointment", v)
	}
	return p.show(c, "own-feed", templates.View{Title: "Vos dates dans votre agenda", Data: p.addressOf(token, "", "/i/"+c.Param("token"))})
}

// appointmentSupport hands out a support of the meeting's module.
func (p *Pages) appointmentSupport(c echo.Context) error {
	r, content, err := p.Planning.Support(c.Request().Context(), c.Param("token"), scheduling.ResourceID(c.Param("resource")))
	if err != nil {
		return err
	}
	header := c.Response().Header()
	header.Set("Cache-Control", "private, no-store")
	header.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": r.FileName}))
	return c.Blob(http.StatusOK, r.FileType, content)
}
