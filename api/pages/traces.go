package pages

import (
	"errors"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"trame/scheduling"
	"trame/scheduling/workflow/trust"
	"trame/templates"
)

type tracesView struct {
	Lines    []traceLine
	Filter   trust.TracesFilter
	Pager    templates.Pager
	Zone     *time.Location
	Verified string // the result of a verification that was asked for
	Broken   bool
}

// traceLine is a trace in French.
type traceLine struct {
	trust.Trace
	Who, What, About, Href string
}

// traces shows what was done and read in the units whose traces the actor may
// read. Verifying the chain is asked for: it reads all of it.
func (p *Pages) traces(c echo.Context, actor scheduling.Actor) error {
	before, _ := strconv.ParseInt(c.QueryParam("avant"), 10, 64) // what is no number is the beginning
	filter := trust.TracesFilter{Verb: c.QueryParam("action"), Subject: c.QueryParam("objet"), Before: before}
	list, more, err := p.Trust.Traces(c.Request().Context(), actor, filter)
	if err != nil {
		return err
	}
	data := tracesView{Filter: filter, Zone: p.Zone}
	for _, t := range list {
		data.Lines = append(data.Lines, wordTrace(t))
	}
	if more {
		data.Pager.Next = "/reglages/traces?" + url.Values{
			"action": {filter.Verb}, "objet": {filter.Subject}, "avant": {strconv.FormatInt(list[len(list)-1].Seq, 10)},
		}.Encode()
	}
	if c.QueryParam("verifier") != "" {
		if err := p.verify(c, &data); err != nil {
			return err
		}
	}
	return p.show(c, "traces", templates.View{Title: "Traces", Current: "settings", Data: data})
}

func (p *Pages) verify(c echo.Context, data *tracesView) error {
	n, head, err := p.Trust.VerifyAudit(c.Request().Context())
	if broken, ok := errors.AsType[*trust.BrokenChain](err); ok {
		data.Broken, data.Verified = true, templates.Message("traces.broken", "seq", broken.Seq)
		return nil
	}
	data.Verified = templates.Message("traces.whole", "n", n, "head", head[:min(len(head), 16)])
	return err
}

// subjectPaths are the screens of the subjects that have one.
var subjectPaths = map[string]string{
	"insured": "/personnes/", "cohort": "/sessions/", "meeting": "/seances/", "version": "/versions/", "programme": "/programmes/",
	"site": "/sites/", "partner": "/partenaires/", "facilitator": "/intervenants/", "user": "/reglages/agents/",
}

func wordTrace(t trust.Trace) traceLine {
	kind, id, _ := strings.Cut(t.Subject, ":")
	line := traceLine{Trace: t, Who: t.By, What: t.Verb, About: kind}
	if actor, _, _ := strings.Cut(t.Actor, ":"); line.Who == "" && templates.HasMessage("label.trace_actor."+actor) {
		line.Who = templates.Label("trace_actor", actor)
	}
	if templates.HasMessage("label.trace_verb." + t.Verb) {
		line.What = templates.Label("trace_verb", t.Verb)
	}
	if templates.HasMessage("label.trace_subject." + kind) {
		line.About = templates.Label("trace_subject", kind)
	}
	if path := subjectPaths[kind]; path != "" && id != "" && t.Verb != "deleted" {
		line.Href = path + id
	}
	return line
}
