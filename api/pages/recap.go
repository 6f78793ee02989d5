package pages

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"trame/scheduling"
	"trame/scheduling/workflow/planning"
	"trame/templates"
)

// recapView is the page on which a co-animator answers for all his dates of a
// session.
type recapView struct {
	planning.RecapPage
	Path   string // of the page, with its secret
	absent []string
	typed  bool // the form came back: what was ticked wins
}

// Absent reports whether the box of a date is ticked.
func (v recapView) Absent(d planning.RecapDate) bool {
	if v.typed {
		return slices.Contains(v.absent, string(d.Animation))
	}
	return d.Reply == scheduling.Declined
}

func recapPath(c echo.Context) string { return "/r/" + c.Param("token") }

func (p *Pages) recapView(c echo.Context) (templates.View, error) {
	page, err := p.Planning.RecapPage(c.Request().Context(), c.Param("token"))
	data := recapView{RecapPage: page, Path: recapPath(c)}
	if form, formErr := c.FormParams(); formErr == nil && c.Request().Method == http.MethodPost {
		data.absent, data.typed = form["absent"], true
	}
	return templates.View{
		Title: "Vos séances", Organisation: page.Organisation, Phone: page.Phone, PhoneHours: page.PhoneHours, Data: data,
	}, err
}

// recap shows them. Opening it answers nothing: mail scanners open links too.
func (p *Pages) recap(c echo.Context) error {
	v, err := p.recapView(c)
	if err != nil {
		return err
	}
	return p.show(c, "recap", v)
}

// answerRecap says yes to every date that was shown, or no to those ticked.
func (p *Pages) answerRecap(c echo.Context) error {
	form, err := c.FormParams()
	if err != nil {
		return err
	}
	var answers []planning.RecapAnswer
	for _, shown := range form["date"] {
		id, start, _ := strings.Cut(shown, " ")
		seconds, err := strconv.ParseInt(start, 10, 64)
		if err != nil {
			continue
		}
		answer := planning.RecapAnswer{Animation: scheduling.AnimationID(id), Start: time.Unix(seconds, 0), Reply: scheduling.Accepted}
		if form.Get("answer") != "all" && slices.Contains(form["absent"], id) {
			answer.Reply = scheduling.Declined
		}
		answers = append(answers, answer)
	}
	stale, err := p.Planning.AnswerRecap(c.Request().Context(), c.Param("token"), answers, form.Get("comment"))
	switch {
	case err != nil:
		v, viewErr := p.recapView(c)
		if viewErr != nil {
			return viewErr
		}
		return p.again(c, err, "recap", v)
	case stale > 0:
		return p.done(c, recapPath(c), "recap.answered_but", "n", stale)
	}
	return p.done(c, recapPath(c), "recap.answered")
}

// openRecapFeed makes one more address that follows all his dates.
func (p *Pages) openRecapFeed(c echo.Context) error {
	token, err := p.Planning.OpenRecapFeed(c.Request().Context(), c.Param("token"))
	if err != nil {
		v, viewErr := p.recapView(c)
		if viewErr != nil {
			return viewErr
		}
		return p.again(c, err, "recap", v)
	}
	return p.show(c, "own-feed", templates.View{Title: "Vos dates dans votre agenda", Data: p.addressOf(token, "", recapPath(c))})
}

func (p *Pages) preferByAppointment(c echo.Context) error { return p.prefer(c, "/i/"+c.Param("token")) }

func (p *Pages) preferByRecap(c echo.Context) error { return p.prefer(c, recapPath(c)) }

// prefer has whoever holds a link say how he wants to be written to.
func (p *Pages) prefer(c echo.Context, back string) error {
	recap := c.FormValue("recap") != ""
	if err := p.Planning.SetOwnRecap(c.Request().Context(), c.Param("token"), recap); err != nil {
		return err
	}
	if recap {
		return p.done(c, back, "recap.chosen")
	}
	return p.done(c, back, "recap.left")
}

// preferenceView says what a change of how somebody is written to sends.
type preferenceView struct {
	Name    string
	Recap   bool
	Confirm templates.Confirm
}

// recapPreference shows an organiser what it would send.
func (p *Pages) recapPreference(c echo.Context, actor scheduling.Actor) error {
	effect, err := p.Planning.ForeseeRecap(c.Request().Context(), actor, scheduling.FacilitatorID(c.Param("id")))
	if err != nil {
		return err
	}
	name := effect.Facilitator.Name()
	data := preferenceView{Name: name, Recap: effect.Recap, Confirm: templates.Confirm{
		Title: templates.Message("change.confirm.title"), Post: c.Request().URL.Path, Cancel: "/intervenants/" + c.Param("id"),
		Hidden: []templates.Pair{{Name: "recap", Value: ""}},
	}}
	way := "each"
	if effect.Recap {
		way, data.Confirm.Hidden[0].Value = "one", "1"
	}
	data.Confirm.Button = withCount("recap.prefer."+way+".button", "change.and_send", effect.Mails)
	data.Confirm.Effects = []string{templates.Message("recap.prefer."+way+".effect", "dates", effect.Dates, "sessions", len(effect.Sessions), "mails", effect.Mails)}
	switch {
	case effect.Silent:
		data.Confirm.Text = templates.Message("animation.silent.no_address")
	case effect.Mails == 0:
		data.Confirm.Text = templates.Message("recap.nothing_sent")
	default:
		data.Confirm.Recipients = []templates.Recipient{{Who: name, Channel: templates.Label("reach", scheduling.ByMail), What: templates.Message("recap.prefer."+way+".what", "sessions", len(effect.Sessions), "dates", effect.Dates, "removed", effect.Mails-len(effect.Sessions))}}
		data.Confirm.Undo = templates.Message("recap.undo")
	}
	title := "Un mail par séance"
	if effect.Recap {
		title = "Un seul mail pour toutes ses dates"
	}
	return p.show(c, "facilitator-recap", templates.View{Title: title, Current: "partners", Data: data})
}

func (p *Pages) setRecapPreference(c echo.Context, actor scheduling.Actor) error {
	recap := c.FormValue("recap") != ""
	if err := p.Planning.SetRecap(c.Request().Context(), actor, scheduling.FacilitatorID(c.Param("id")), recap); err != nil {
		return err
	}
	if recap {
		return p.done(c, "/intervenants/"+c.Param("id"), "recap.preferred")
	}
	return p.done(c, "/intervenants/"+c.Param("id"), "recap.preferred_not")
}
