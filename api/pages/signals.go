package pages

import (
	"encoding/json"
	"net/url"

	"github.com/labstack/echo/v4"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/workflow/screening"
	"trame/templates"
)

// signalStates are the tabs of the list, in the order of the work.
var signalStates = []store.SignalState{
	"", store.ToExamine, store.ToReview, "individual_first", "not_yet", "incomplete", "collective", "not_eligible", store.SignalRedirected, store.SignalClosed,
}

// signalsPage is the list of referrals, or their counts for who names nobody.
type signalsPage struct {
	screening.Signals
	State    string
	Lines    []signalLine
	Tabs     []templates.Tab
	Programs []templates.Option
	In       []templates.Option
	First    bool
}

// signalLine is a referral with what its outcome means.
type signalLine struct {
	store.Signal
	Why []string // what is missing, or what comes first
}

func (p *Pages) signals(c echo.Context, actor scheduling.Actor) error {
	ask := screening.Ask{
		Unit: scheduling.UnitID(c.QueryParam("unite")), Version: scheduling.VersionID(c.QueryParam("programme")), State: store.SignalState(c.QueryParam("avis")),
	}
	list, err := p.Screening.Signals(c.Request().Context(), actor, ask, store.Page{After: c.QueryParam("after")})
	if err != nil {
		return err
	}
	data := signalsPage{Signals: list, State: string(ask.State), First: c.QueryParam("after") == ""}
	for _, s := range list.Items {
		data.Lines = append(data.Lines, signalLine{s, why(s.Check)})
	}
	for _, v := range list.Versions {
		data.Programs = append(data.Programs, templates.Option{Value: string(v.ID), Label: v.Title})
	}
	for _, u := range list.Units {
		data.In = append(data.In, templates.Option{Value: string(u.ID), Label: u.Name})
	}
	data.tabs(ask)
	return p.show(c, "signals", templates.View{Title: "Signalements", Current: "people", Data: data})
}

// tabs leads to each state with its count, the other filters kept.
func (s *signalsPage) tabs(ask screening.Ask) {
	open := 0
	for state, n := range s.Counts {
		if state != store.SignalRedirected && state != store.SignalClosed {
			open += n
		}
	}
	for _, state := range signalStates {
		query := url.Values{}
		for name, value := range map[string]string{"avis": string(state), "unite": string(ask.Unit), "programme": string(ask.Version)} {
			if value != "" {
				query.Set(name, value)
			}
		}
		tab := templates.Tab{Label: templates.Label("eligibility", string(state)), Href: "/signalements", Current: state == ask.State}
		n := s.Counts[state]
		if state == "" {
			tab.Label, n = "ouverts", open
		}
		if len(query) > 0 {
			tab.Href += "?" + query.Encode()
		}
		tab.Count, _ = templates.Number(n)
		s.Tabs = append(s.Tabs, tab)
	}
}

// why is the reasons that decided: facts that are missing, or what asks for an
// interview or forbids.
func why(c scheduling.EligibilityCheck) (reasons []string) {
	var results []scheduling.RuleResult
	if c.Overridden != "" || c.Results == "" || json.Unmarshal([]byte(c.Results), &results) != nil {
		return nil
	}
	wanted := map[scheduling.Eligibility]scheduling.RuleAnswer{
		scheduling.Incomplete: scheduling.UnknownAnswer, scheduling.IndividualFirst: scheduling.Fail,
		scheduling.NotEligible: scheduling.Fail, scheduling.NotYet: scheduling.Fail,
	}[c.Outcome]
	for _, r := range results {
		if r.Blocks && r.Answer == wanted && r.Becomes.IsZero() == (c.Outcome != scheduling.NotYet) {
			reasons = append(reasons, templates.Reason(r))
		}
	}
	return reasons
}

// examineUnit examines everybody of a unit whose referral is open.
func (p *Pages) examineUnit(c echo.Context, actor scheduling.Actor) error {
	unit, version := scheduling.UnitID(c.FormValue("unit")), scheduling.VersionID(c.FormValue("version"))
	back := "/signalements?" + url.Values{"unite": {string(unit)}, "programme": {string(version)}}.Encode()
	tally, err := p.Screening.CheckUnit(c.Request().Context(), actor, unit, version, scheduling.Date{})
	if err != nil {
		return p.refusedTo(c, back, err)
	}
	return p.done(c, back, "screening.examined_many", "n", tally.People())
}
