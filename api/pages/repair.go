package pages

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"trame/scheduling"
	"trame/scheduling/workflow/planning"
	"trame/templates"
)

// repairPage is what no longer stands in a session, and what can be done.
type repairPage struct {
	planning.Repairs
	Path    string
	Broken  []breachLine
	Choices []repairChoice
	Reason  string   // for the service, said for the agent
	Blocked []string // why there is no choice
	Lifts   []string // what would make one
	Tells   bool     // participants read of one choice at least
}

// breachLine is a meeting that no longer stands, in words.
type breachLine struct {
	planning.Breach
	Words  string
	Post   bool   // the point à six mois, moved by hand
	Repair string // where its session is repaired
}

// repairChoice is an option in words.
type repairChoice struct {
	planning.RepairOption
	Title      string
	Comfort    []string
	Told       []string
	Recipients []templates.Recipient
	Button     string
}

func repairPath(id scheduling.CohortID) string { return cohortPath(id) + "/reparer" }

func (p *Pages) repairView(c echo.Context, actor scheduling.Actor) (templates.View, error) {
	r, err := p.Planning.Repairs(c.Request().Context(), actor, cohortID(c))
	if err != nil {
		return templates.View{}, err
	}
	data := repairPage{Repairs: r, Path: repairPath(r.Cohort.ID), Broken: breachLines(r.Breaches)}
	for _, o := range r.Options {
		data.Choices = append(data.Choices, choiceOf(o))
		data.Tells = data.Tells || o.Effect.Participants.Count > 0
	}
	if len(r.Breaches) > 0 {
		data.Reason = templates.Message("repair.reason." + string(r.Breaches[0].Why))
	}
	for _, why := range r.Why {
		data.Blocked = append(data.Blocked, templates.Label("repair_why", why))
	}
	for _, lift := range r.Lifts {
		data.Lifts = append(data.Lifts, templates.Label("repair_lift", lift))
	}
	return templates.View{Title: "Réparer la session", Current: "cohorts", Data: data}, nil
}

// repair shows the ways to mend a session; it changes nothing.
func (p *Pages) repair(c echo.Context, actor scheduling.Actor) error {
	v, err := p.repairView(c, actor)
	if err != nil {
		return err
	}
	return p.show(c, "repair", v)
}

// doRepair carries one out. What is no longer possible comes back with what
// is now.
func (p *Pages) doRepair(c echo.Context, actor scheduling.Actor) error {
	done, err := p.Planning.Repair(c.Request().Context(), actor, cohortID(c), c.FormValue("option"), c.FormValue("reason"), c.FormValue("word"))
	if err != nil {
		return p.retry(c, actor, err, "repair", p.repairView)
	}
	p.setFlash(c, "done", withCount("repair.done", "repair.leaving", done.Messages()))
	return c.Redirect(http.StatusSeeOther, cohortPath(cohortID(c)))
}

func breachLines(list []planning.Breach) []breachLine {
	lines := make([]breachLine, len(list))
	for i, b := range list {
		lines[i] = breachLine{b, breachWords(b), b.Meeting.Kind == scheduling.Supplementary, repairPath(b.Meeting.Cohort)}
	}
	return lines
}

// breachWords says why a meeting no longer stands: « médecin du travail :
// Catherine Vasseur ne peut pas venir ».
func breachWords(b planning.Breach) string {
	what := templates.Message("breach."+string(b.Why), "who", b.Who)
	switch {
	case b.Kind != "":
		return templates.Message("breach.part", "part", templates.Label("partner", b.Kind), "what", what)
	case strings.HasPrefix(b.Resource, "user:"):
		return templates.Message("breach.part", "part", templates.Message("breach.lead"), "what", what)
	}
	return what
}

func choiceOf(o planning.RepairOption) repairChoice {
	choice := repairChoice{RepairOption: o, Title: templates.Label("repair", o.Aim), Comfort: comfortWords(o.Before, o.After)}
	choice.Button = withCount("repair.button", "change.and_send", o.Messages())
	if people := o.Effect.Participants; people.Count > 0 {
		choice.Told = append(choice.Told, templates.Message("change.participants", "n", people.Count, "mail", people.ByMail, "letter", people.ByLetter))
		if people.ToCall > 0 {
			choice.Told = append(choice.Told, templates.Message("change.to_call", "n", people.ToCall))
		}
	} else {
		choice.Told = append(choice.Told, templates.Message("repair.quiet"))
	}
	if n := len(o.Effect.Animators); n > 0 {
		choice.Told = append(choice.Told, templates.Message("change.animators", "n", n))
	}
	choice.Recipients = recipients(o.Effect)
	add := func(list []planning.Animator, what string) {
		for _, a := range list {
			choice.Recipients = append(choice.Recipients, templates.Recipient{Who: a.Name, Channel: templates.Label("reach", scheduling.ByMail), What: templates.Message(what)})
		}
	}
	add(o.Joins, "repair.what.join")
	add(o.Leaves, "repair.what.leave")
	for _, a := range o.Joins {
		choice.Told = append(choice.Told, templates.Message("repair.joins", "who", a.Name))
	}
	for _, a := range o.Leaves {
		choice.Told = append(choice.Told, templates.Message("repair.leaves", "who", a.Name))
	}
	return choice
}

// gapWords is « 7 jours », or « De 6 à 8 jours ».
func gapWords(c planning.Comfort) string {
	if c.Shortest == c.Longest {
		return templates.Message("repair.comfort.days", "n", c.Longest)
	}
	return templates.Message("repair.comfort.days_between", "shortest", c.Shortest, "longest", c.Longest)
}

// comfortWords says what becomes of the group's rhythm: only what changes.
func comfortWords(before, after planning.Comfort) (words []string) {
	if before == after {
		return []string{templates.Message("repair.comfort.same")}
	}
	if before.OnWeekday != after.OnWeekday {
		words = append(words, templates.Message("repair.comfort.weekday", "n", after.OnWeekday, "of", after.Meetings, "day", templates.WeekdayName(after.Weekday), "before", before.OnWeekday))
	}
	if before.OnStart != after.OnStart {
		words = append(words, templates.Message("repair.comfort.start", "n", after.OnStart, "of", after.Meetings, "hour", templates.Hour(after.Start), "before", before.OnStart))
	}
	if before.Shortest != after.Shortest || before.Longest != after.Longest {
		words = append(words, templates.Message("repair.comfort.gap", "after", templates.Capital(gapWords(after)), "before", strings.ToLower(gapWords(before))))
	}
	if before.Rooms != after.Rooms {
		words = append(words, templates.Message("repair.comfort.rooms", "n", after.Rooms, "before", before.Rooms))
	}
	return words
}
