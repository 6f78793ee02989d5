package pages

import (
	"slices"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/workflow/planning"
	"trame/scheduling/workflow/steering"
	"trame/templates"
)

// today is where an agent begins: what needs him, and his week.
func (p *Pages) today(c echo.Context, actor scheduling.Actor) error {
	today, err := p.Steering.Today(c.Request().Context(), actor)
	if err != nil {
		return err
	}
	data := struct {
		Date        scheduling.Date
		MayOrganise bool
		Tasks       []taskLine
		Week        []seenLine
	}{Date: today.Date, MayOrganise: actor.Can(scheduling.Organise)}
	broken, err := p.Planning.Breaches(c.Request().Context(), actor, planning.BreachScope{})
	if err != nil {
		return err
	}
	data.Tasks = toRepair(broken, p.Zone)
	received, err := p.incomingTasks(c, actor)
	if err != nil {
		return err
	}
	data.Tasks = append(data.Tasks, received...)
	for _, t := range today.Tasks {
		if !repairs(t, broken) {
			data.Tasks = append(data.Tasks, lineOf(t, p.Zone))
		}
	}
	for _, s := range today.Week {
		data.Week = append(data.Week, seenLine{s, meetingName(s), cohortName(s.Label, s.City)})
	}
	return p.show(c, "today", templates.View{Title: "Aujourd’hui", Current: "today", Data: data})
}

// toRepair is a task for each session of which meetings no longer stand.
func toRepair(broken []planning.Breach, zone *time.Location) (lines []taskLine) {
	count, first := map[scheduling.CohortID]map[scheduling.MeetingID]bool{}, []planning.Breach{}
	for _, b := range broken {
		if count[b.Meeting.Cohort] == nil {
			count[b.Meeting.Cohort] = map[scheduling.MeetingID]bool{}
			first = append(first, b)
		}
		count[b.Meeting.Cohort][b.Meeting.ID] = true
	}
	for _, b := range first {
		lines = append(lines, taskLine{
			Text: templates.Message("repair.task", "n", len(count[b.Meeting.Cohort])),
			Note: templates.ShortDate(scheduling.DateOf(b.Meeting.StartsAt.In(zone))) + " · " + b.Label + " · " + breachWords(b),
			Href: repairPath(b.Meeting.Cohort),
		})
	}
	return lines
}

// repairs reports whether a task is done by repairing what is broken: nobody
// is looked for twice.
func repairs(t steering.Task, broken []planning.Breach) bool {
	return t.Kind == "unstaffed" && slices.ContainsFunc(broken, func(b planning.Breach) bool {
		return b.Meeting.ID == t.Meeting && string(b.Kind) == t.Detail
	})
}

type seenLine struct {
	store.Seen
	Name   string
	Cohort string
}

// meetingName is a meeting's title on a line: « Mes droits d’assuré (1/2) ».
func meetingName(s store.Seen) string {
	if s.Title == "" {
		return templates.Message("meeting.supplementary")
	}
	return scheduling.Module{Title: s.Title, Part: s.Part, Parts: s.Parts}.Heading()
}

// taskLine is a task in words, and where it is done.
type taskLine struct {
	Text, Note, Href string
	Late             bool
}

func lineOf(t steering.Task, zone *time.Location) taskLine {
	kind := t.Kind
	if t.Forgotten() {
		kind = "sheet_forgotten"
	}
	line := taskLine{
		Text: templates.Message("task."+kind, "n", t.N, "days", t.Days, "meeting", ordinalName(t.Position), "label", t.Label,
			"kind", templates.Capital(kindName(t.Detail))),
		Href: "/sessions/" + string(t.Cohort),
		Late: t.Forgotten(),
	}
	if t.Cohort != "" {
		line.Note = cohortName(t.Label, t.City)
	}
	if !t.At.IsZero() && t.Meeting != "" {
		line.Note = templates.ShortDate(scheduling.DateOf(t.At.In(zone))) + " · " + line.Note
	}
	line.lead(t)
	return line
}

// lead sends a line to where its task is done, when that is not its session.
func (line *taskLine) lead(t steering.Task) {
	switch t.Kind {
	case "sheet":
		line.Href = "/seances/" + string(t.Meeting) + "/presences"
	case "call_reminder", "call_absence", "call_out_of_reach":
		line.Href = "/appels#p-" + strings.TrimPrefix(t.Kind, "call_")
	case "unstaffed":
		line.Href = "/seances/" + string(t.Meeting) + "/intervenants"
	case "approve_local", "approve_regional":
		line.Href = "/versions/" + string(t.Version)
	case "follow_up":
		line.followUp(t)
	case "death":
		line.Href = "/deces/" + t.Detail
	case "texts":
		line.Href = cohortPath(t.Cohort) + "/evaluation/textes"
	case "busy_calendar":
		line.Href = "/intervenants/" + string(t.Of) + "/disponibilites"
	case "witness_to_find":
		line.Href = "/seances/" + string(t.Meeting) + "/temoins"
	case "willing":
		line.Href = "/temoins#disponibles"
	case "letters":
		line.Href = "/lettres"
		if t.Detail != "" {
			line.Note = templates.Message("task.letters.call")
		}
	case "failed":
		line.Href = "/messages"
	}
}

// followUp leads to whom to call, and says how many should have been called
// before.
func (line *taskLine) followUp(t steering.Task) {
	line.Href = "/suivi?session=" + string(t.Cohort)
	if t.Detail != "" && t.Detail != "0" {
		line.Note, line.Late = templates.Message("task.follow_up.late", "n", t.Detail)+" · "+line.Note, true
	}
}

// cohortName adds the town to a session's label that does not say it.
func cohortName(label, city string) string {
	if city == "" || strings.Contains(label, city) {
		return label
	}
	return label + " · " + city
}

// ordinalName is a meeting by its place in the session; 0 is the last one.
func ordinalName(position int) string {
	if position == 0 {
		return templates.Message("task.meeting.supplementary")
	}
	return templates.Message("task.meeting", "position", position)
}

func kindName(code string) string {
	if code == "" {
		return templates.Message("task.unstaffed.anyone")
	}
	return templates.Label("partner", code)
}
