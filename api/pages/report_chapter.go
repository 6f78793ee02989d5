package pages

import (
	"fmt"
	"slices"
	"strings"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/workflow/reporting"
	"trame/templates"
)

// chapter is a part of a bilan, the same on the page, on paper and in a workbook:
// what it counts, of whom, and its rows.
type chapter struct {
	ID, Title  string
	Definition string
	Base       string
	Head       []string
	Rows       [][]string // the first cell is the row's name
	Texts      []string   // what people wrote
	Note       string
}

// lines are the rows, then the texts, for a file of cells.
func (c chapter) lines() [][]string {
	lines := c.Rows
	for _, text := range c.Texts {
		lines = append(lines[:len(lines):len(lines)], []string{templates.Message("results.text"), text})
	}
	return lines
}

// bulletin is what a bilan, or the results of a questionnaire, say as a file.
type bulletin struct {
	Heading, Lead, Period string
	Chapters              []chapter
}

func (v reportView) bulletin() bulletin {
	return bulletin{v.Heading(), v.Lead, v.Period(), v.chapters()}
}

// chapters is all that a bilan says, in the order of the page.
func (v reportView) chapters() []chapter {
	list := []chapter{v.activity()}
	for _, s := range v.Studies {
		list = append(list, s.chapter())
	}
	list = append(list, v.Grids...)
	if len(v.Lessons) > 0 {
		list = append(list, lessons(v.Lessons))
	}
	for i, c := range list {
		if v.Masked && slices.ContainsFunc(c.Rows, func(row []string) bool { return slices.Contains(row, masked) }) {
			list[i].Note = strings.TrimSpace(c.Note + " " + templates.Message("report.masked", "n", v.Threshold))
		}
	}
	return list
}

// activity is the plain numbers.
func (v reportView) activity() chapter {
	c := chapter{
		ID: "activity", Title: templates.Message("report.activity"), Head: words("activity"),
		Definition: templates.Message("report.activity.definition"), Base: templates.Message("report.activity.base"),
	}
	add := func(key, count, share, on string) {
		c.Rows = append(c.Rows, []string{templates.Message("report.figure." + key), count, share, on, templates.Message("report.figure." + key + ".means")})
	}
	add("cohorts", fmt.Sprint(v.Cohorts), "", "")
	add("meetings", fmt.Sprint(v.Meetings), "", "")
	add("hours", reporting.Hours(v.Minutes), "", "")
	add("places", fmt.Sprint(v.Places), "", "")
	add("invited", fmt.Sprint(v.Invited), "", "")
	add("enrolled", fmt.Sprint(v.Enrolled), "", "")
	add("started", fmt.Sprint(v.Started), "", "")
	add("completed", fmt.Sprint(v.Report.Completed), v.Completed, v.CompletedOn)
	add("booklets", fmt.Sprint(v.Booklets), v.Given, v.GivenOn)
	add("net", fmt.Sprint(v.Report.Net.Part), v.Net, v.NetOn)
	add("gross", fmt.Sprint(v.Report.Gross.Part), v.Gross, v.GrossOn)
	add("submissions", fmt.Sprint(v.Satisfaction.Submissions), "", "")
	add("satisfied", "", v.Satisfied, v.SatisfiedOn)
	return c
}

// words are the titles of a grid's columns.
func words(id string) []string {
	return strings.Split(templates.Message("report."+id+".columns"), " | ")
}

// chapter is a table of people, as rows.
func (v studyView) chapter() chapter {
	c := chapter{ID: v.ID, Title: v.Title, Definition: v.Definition, Base: v.Base, Head: []string{v.Heading, "Nombre", "Part de la base", "Part du connu"}}
	if v.Withheld {
		c.Note = templates.Message("report.withheld")
	}
	for _, r := range v.Rows {
		c.Rows = append(c.Rows, []string{r.Label, r.Count, r.Share, r.Within})
	}
	return c
}

func grid(id string) chapter {
	return chapter{
		ID: id, Title: templates.Message("report." + id), Definition: templates.Message("report." + id + ".definition"),
		Base: templates.Message("report." + id + ".base"), Head: words(id),
	}
}

// grids are the tables that are no study.
func grids(r reporting.Report) (list []chapter) {
	if r.Confidence.Answered > 0 {
		list = append(list, confidence(r.Confidence))
	}
	if len(r.Partners) > 0 {
		list = append(list, partnerHours(r.Partners))
	}
	list = append(list, zones(r.Zones), fifths(r.Fifths), benchmarks(r))
	return list
}

func confidence(c reporting.Confidence) chapter {
	g := grid("confidence")
	g.Base = templates.Message("report.confidence.base", "n", fmt.Sprint(c.Answered))
	for _, line := range c.Rows {
		count, share := masked, ""
		if !line.Hidden {
			count = fmt.Sprint(line.Chose.Part)
			share, _ = rateText(line.Chose)
		}
		g.Rows = append(g.Rows, []string{templates.Label("confidence", line.Code), count, share})
	}
	return g
}

func partnerHours(list []reporting.PartnerTime) chapter {
	g := grid("partners")
	for _, p := range list {
		kind := templates.Label("partner", string(p.Kind))
		if p.Name == "" {
			g.Rows = append(g.Rows, []string{kind, "", reporting.Hours(p.Minutes)})
			continue
		}
		g.Rows = append(g.Rows, []string{p.Name, kind, reporting.Hours(p.Minutes)})
	}
	return g
}

func zones(areas []reporting.Area) chapter {
	g := grid("zones")
	for _, a := range areas {
		name := a.Code
		if name == "" {
			name = templates.Message("report.zones.none")
		}
		onLeave := "—"
		if a.OnLeave > 0 {
			onLeave = fmt.Sprint(a.OnLeave)
		}
		g.Rows = append(g.Rows, []string{
			name, fmt.Sprintf("%s sur %d", cell(a.Filled), a.Places), onLeave,
			over(a.Invited, reporting.Cell{N: a.OnLeave, Hidden: a.OnLeave == 0}), over(a.Enrolled, a.Invited),
		})
	}
	return g
}

// lessons are what the teams wrote down, session by session.
func lessons(collected []store.CollectedLesson) chapter {
	g := grid("lessons")
	for _, l := range collected {
		g.Rows = append(g.Rows, []string{l.Label + " (" + templates.PlainDate(l.First) + ")", l.Keep, l.Change})
	}
	return g
}

func fifths(areas []reporting.Area) chapter {
	g := grid("fifths")
	for _, a := range areas {
		g.Rows = append(g.Rows, []string{templates.Label("fifth", "q"+a.Code), cell(a.Invited), over(a.Enrolled, a.Invited)})
	}
	return g
}

func cell(c reporting.Cell) string {
	if c.Hidden {
		return masked
	}
	return fmt.Sprint(c.N)
}

// over is « 12 (8,1 %) »: part, and its share of whole where both may be told.
func over(part, whole reporting.Cell) string {
	percent, ok := scheduling.Rate{Part: part.N, N: whole.N}.Percent()
	if part.Hidden || whole.Hidden || !ok || part.N > whole.N {
		return cell(part)
	}
	return fmt.Sprintf("%d (%s)", part.N, tenths(int(percent*10+0.5)))
}

// benchmarks sets national figures beside ours, with where they come from: they are
// of other groups, and no target.
func benchmarks(r reporting.Report) chapter {
	g := grid("context")
	ours := func(codes ...string) string {
		n := 0
		for i, row := range r.Outcomes.Rows {
			for _, code := range codes {
				if row.Code != code {
					continue
				}
				if r.Outcomes.Hidden[i] {
					return masked
				}
				n += row.Count
			}
		}
		percent, on := rateText(scheduling.Rate{Part: n, N: r.Outcomes.Known})
		if !r.Outcomes.KnownShown || r.Outcomes.Known == 0 {
			return "—"
		}
		return percent + " (" + on + ")"
	}
	satisfied := "—"
	if r.Satisfaction.Known {
		percent, on := rateText(r.Satisfaction.Satisfied)
		satisfied = percent + " (" + on + ")"
	}
	for _, line := range []struct{ key, ours string }{
		{"satisfied", satisfied},
		{"back", ours("work_resumed", "work_resumed_part_time", "training")},
		{"worsened", ours("stopped_worsened")},
		{"invalidity", ours("invalidity_1", "invalidity_2", "invalidity_3")},
	} {
		g.Rows = append(g.Rows, []string{
			templates.Message("report.context." + line.key), line.ours,
			templates.Message("report.context." + line.key + ".nation"), templates.Message("report.context.source"),
		})
	}
	return g
}
