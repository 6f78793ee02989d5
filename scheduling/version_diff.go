package scheduling

import (
	"fmt"
	"strconv"
	"strings"
)

// Difference is one thing that two contents do not share. Before and After are
// texts or codes; a list has a line per item. Only Before is set for what was
// taken out, only After for what was added.
type Difference struct {
	Module string // its title; "" for the version itself
	Field  string // title, minutes, guide, …; module for one added or taken out whole
	Before string
	After  string
}

// Differences lists what changed from before to after: the version's own
// fields, then the modules in the order of after, then those taken out.
// Modules are matched by title and part, what is left by position.
func Differences(before, after VersionContent) []Difference {
	d := differences{}
	d.version(before, after)
	matched := map[int]bool{}
	for i, m := range after.Modules {
		at := matchModule(before.Modules, after.Modules, i, matched)
		if at < 0 {
			d.add(m.Heading(), "module", "", m.Heading())
			continue
		}
		matched[at] = true
		d.module(before.Modules[at], m)
	}
	for i, m := range before.Modules {
		if !matched[i] {
			d.add(m.Heading(), "module", m.Heading(), "")
		}
	}
	return d
}

type differences []Difference

func (d *differences) add(module, field, before, after string) {
	if before != after {
		*d = append(*d, Difference{module, field, before, after})
	}
}

func (d *differences) version(before, after VersionContent) {
	b, a := before.Version, after.Version
	d.add("", "title", b.Title, a.Title)
	d.add("", "public_title", b.PublicTitle, a.PublicTitle)
	d.add("", "axis", b.Axis, a.Axis)
	d.add("", "problem", b.Problem, a.Problem)
	d.add("", "context", b.Context, a.Context)
	d.add("", "public", b.Public, a.Public)
	d.add("", "objectives", b.Objectives, a.Objectives)
	d.add("", "method", b.Method, a.Method)
	d.add("", "group", fmt.Sprintf("%d–%d", b.GroupMin, b.GroupMax), fmt.Sprintf("%d–%d", a.GroupMin, a.GroupMax))
	d.add("", "cadence_weeks", strconv.Itoa(b.CadenceWeeks), strconv.Itoa(a.CadenceWeeks))
	d.add("", "pause_for_school", strconv.FormatBool(b.PauseForSchool), strconv.FormatBool(a.PauseForSchool))
	d.add("", "follow_up_months", strconv.Itoa(b.FollowUpMonths), strconv.Itoa(a.FollowUpMonths))
	d.add("", "questionnaire", string(b.Questionnaire), string(a.Questionnaire))
	d.add("", "meetings", strconv.Itoa(len(before.Modules)), strconv.Itoa(len(after.Modules)))
	d.add("", "rules", ruleLines(before.Rules), ruleLines(after.Rules))
}

func (d *differences) module(b, a ModuleContent) {
	name := a.Heading()
	d.add(name, "title", b.Heading(), a.Heading())
	d.add(name, "position", strconv.Itoa(b.Position), strconv.Itoa(a.Position))
	d.add(name, "kind", b.Kind, a.Kind)
	d.add(name, "minutes", strconv.Itoa(b.Minutes), strconv.Itoa(a.Minutes))
	d.add(name, "partners", partnerLines(b.Partners), partnerLines(a.Partners))
	d.add(name, "testimony", strconv.FormatBool(b.Testimony), strconv.FormatBool(a.Testimony))
	d.add(name, "message", b.Message, a.Message)
	d.add(name, "method", b.Method, a.Method)
	d.add(name, "to_bring", b.ToBring, a.ToBring)
	d.add(name, "guide", guideLines(b.Guide), guideLines(a.Guide))
	d.add(name, "resources", resourceLines(b.Resources), resourceLines(a.Resources))
}

// matchModule is the index in before of what after[i] was, -1 for nothing;
// what was matched already is left alone.
func matchModule(before, after []ModuleContent, i int, matched map[int]bool) int {
	for j, m := range before {
		if m.Heading() == after[i].Heading() && !matched[j] {
			return j
		}
	}
	if i >= len(before) || matched[i] {
		return -1
	}
	for _, m := range after {
		if m.Heading() == before[i].Heading() {
			return -1 // it only moved
		}
	}
	return i
}

// Heading is how the module is called: « Mes droits d'assuré (1/2) ».
func (m Module) Heading() string {
	if m.Parts == 0 {
		return m.Title
	}
	return fmt.Sprintf("%s (%d/%d)", m.Title, m.Part, m.Parts)
}

func guideLines(steps []GuideStep) string {
	lines := make([]string, len(steps))
	for i, s := range steps {
		lines[i] = strings.TrimSuffix(fmt.Sprintf("%d min · %s · %s", s.Minutes, s.Title, s.Detail), " · ")
	}
	return strings.Join(lines, "\n")
}

func resourceLines(resources []Resource) string {
	lines := make([]string, len(resources))
	for i, r := range resources {
		lines[i] = r.Title + " · " + r.Link + r.FileName
		if r.FileHash != "" {
			lines[i] += " · " + r.FileHash[:min(8, len(r.FileHash))]
		}
	}
	return strings.Join(lines, "\n")
}

func ruleLines(rules []EligibilityRule) string {
	lines := make([]string, len(rules))
	for i, r := range rules {
		effect := "warns"
		if r.Blocks {
			effect = "blocks"
		}
		lines[i] = fmt.Sprintf("%s %s · %s · %s", r.Key, canonicalJSONText(r.Parameters), effect, r.Source)
	}
	return strings.Join(lines, "\n")
}

func canonicalJSONText(text string) string {
	object, ok := canonicalObject(text).(map[string]any)
	if !ok {
		return text
	}
	return string(canonicalJSON(object))
}

func partnerLines(kinds []PartnerKind) string {
	lines := make([]string, len(kinds))
	for i, kind := range kinds {
		lines[i] = string(kind)
	}
	return strings.Join(lines, "\n")
}
