package scheduling

import (
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// The code lists of a programme; labels are in templates/messages.
var (
	// Axes are the intervention axes of the social service.
	Axes = []string{"job_retention", "access_to_care", "hospital_discharge", "ageing_well", "prevention", "digital_inclusion"}
	// ModuleKinds are what a module is for.
	ModuleKinds = []string{"presentation", "ice_breaker", "content", "closing"}
	// ResourceKinds are the kinds of support.
	ResourceKinds = []string{"film", "clip", "aide_memoire", "slides", "other"}
)

// MinModules is how many modules make a collective intervention: under three
// meetings it is none (national descriptor, rule 3).
const MinModules = 3

const (
	titleLength = 200
	textLength  = 8000
	linkLength  = 2000
	jsonLength  = 4000
)

var (
	programmeCode = regexp.MustCompile(`^[A-Z0-9][A-Z0-9-]{1,39}$`)
	ruleKey       = regexp.MustCompile(`^[a-z][a-z0-9_]{1,59}$`)
)

// Validate checks what a programme is known by.
func (p Programme) Validate() error {
	var f Faults
	f.Check(p.Unit != "", "unit", "programme.unit.required")
	f.Check(programmeCode.MatchString(p.Code), "code", "programme.code.form")
	return f.Err()
}

// Validate checks what a draft must already respect; Ready asks the rest.
func (v ProgrammeVersion) Validate() error {
	var f Faults
	f.checkTitle(v.Title, "title")
	f.checkTitle(v.PublicTitle, "public_title")
	word := HealthWord(v.PublicTitle)
	f.Check(word == "", "public_title", "version.public_title.health_word", "word", word)
	f.Check(slices.Contains(Axes, v.Axis), "axis", "version.axis.unknown")
	f.checkText(v.Problem, "problem")
	f.checkText(v.Context, "context")
	f.checkText(v.Public, "public")
	f.checkText(v.Objectives, "objectives")
	f.checkText(v.Method, "method")
	f.Check(v.GroupMin >= 2 && v.GroupMin <= 100, "group_min", "version.group_min.range")
	f.Check(v.GroupMax >= v.GroupMin && v.GroupMax <= 100, "group_max", "version.group_max.range")
	f.Check(v.CadenceWeeks >= 1 && v.CadenceWeeks <= 26, "cadence_weeks", "version.cadence.range")
	f.Check(v.FollowUpMonths >= 0 && v.FollowUpMonths <= 24, "follow_up_months", "version.follow_up.range")
	return f.Err()
}

// Validate checks one module, whatever stands around it.
func (m Module) Validate() error {
	var f Faults
	f.checkTitle(m.Title, "title")
	f.Check(slices.Contains(ModuleKinds, m.Kind), "kind", "module.kind.unknown")
	f.Check(m.Minutes >= 15 && m.Minutes <= 720, "minutes", "module.minutes.range")
	whole := m.Part == 0 && m.Parts == 0
	f.Check(whole || m.Parts >= 2 && m.Parts <= 9, "parts", "module.parts.range")
	f.Check(whole || m.Part >= 1 && m.Part <= m.Parts, "part", "module.part.range")
	for i, kind := range m.Partners {
		f.Check(slices.Contains(PartnerKinds, kind), "partners", "module.partners.unknown")
		f.Check(!slices.Contains(m.Partners[:i], kind), "partners", "module.partners.twice")
	}
	f.checkText(m.Message, "message")
	f.checkText(m.Method, "method")
	f.checkText(m.ToBring, "to_bring")
	return f.Err()
}

// CheckGuide checks the steps of a module's guide; fields are steps.1.title, …
func CheckGuide(steps []GuideStep) error {
	var f Faults
	f.Check(len(steps) <= 60, "steps", "guide.too_long")
	for i, s := range steps {
		at := fmt.Sprintf("steps.%d.", i+1)
		f.checkTitle(s.Title, at+"title")
		f.Check(s.Minutes >= 0 && s.Minutes <= 720, at+"minutes", "guide.minutes.range")
		f.checkText(s.Detail, at+"detail")
	}
	return f.Err()
}

// Validate checks a support: one https link, or one file.
func (r Resource) Validate() error {
	var f Faults
	f.checkTitle(r.Title, "title")
	f.Check(slices.Contains(ResourceKinds, r.Kind), "kind", "resource.kind.unknown")
	switch {
	case r.Link == "" && r.FileName == "":
		f.Check(false, "link", "resource.link_or_file")
	case r.Link != "" && r.FileName != "":
		f.Check(false, "link", "resource.link_and_file")
	case r.Link != "":
		f.Check(secureLink(r.Link), "link", "resource.link.https")
	}
	return f.Err()
}

func secureLink(link string) bool {
	u, err := url.Parse(link)
	return err == nil && u.Scheme == "https" && u.Hostname() != "" && u.User == nil && len(link) <= linkLength
}

// CheckRules checks the eligibility rules of a version; fields are
// rules.1.key, …
func CheckRules(rules []EligibilityRule) error {
	var f Faults
	f.Check(len(rules) <= MostRules, "rules", "rule.too_many")
	for i, r := range rules {
		at := fmt.Sprintf("rules.%d.", i+1)
		f.Check(ruleKey.MatchString(r.Key), at+"key", "rule.key.form")
		f.Check(isObject(r.Parameters), at+"parameters", "rule.parameters.object")
		f.Check(strings.TrimSpace(r.Source) != "", at+"source", "rule.source.required")
		f.Check(utf8.RuneCountInString(r.Source) <= titleLength, at+"source", "text.too_long", "max", titleLength)
	}
	return f.Err()
}

func isObject(text string) bool {
	var object map[string]json.RawMessage
	return len(text) <= jsonLength && json.Unmarshal([]byte(text), &object) == nil && object != nil
}

// Ready checks that a content can be submitted: what a draft respects, and
// what an approver needs to read (rules 3 and 4). Module faults are at
// modules.1.title, …
func (c VersionContent) Ready() error {
	var f Faults
	f.include("", c.Version.Validate())
	f.Check(c.Version.Problem != "", "problem", "version.problem.required")
	f.Check(c.Version.Public != "", "public", "version.public.required")
	f.Check(c.Version.Objectives != "", "objectives", "version.objectives.required")
	f.Check(len(c.Modules) >= MinModules, "modules", "version.modules.too_few", "min", MinModules)
	modules := make([]Module, len(c.Modules))
	for i, m := range c.Modules {
		at := fmt.Sprintf("modules.%d.", i+1)
		modules[i] = m.Module
		f.include(at, m.Validate())
		f.include(at, CheckGuide(m.Guide))
		for j, r := range m.Resources {
			f.include(fmt.Sprintf("%sresources.%d.", at, j+1), r.Validate())
		}
	}
	f.include("", CheckOrder(modules))
	f.include("", CheckRules(c.Rules))
	return f.Err()
}

// CheckOrder checks that positions are 1..n and that the parts of a module
// stand side by side, in order (rule 4).
func CheckOrder(modules []Module) error {
	var f Faults
	for i, m := range modules {
		at := fmt.Sprintf("modules.%d.", i+1)
		f.Check(m.Position == i+1, at+"position", "module.position.gap")
		follows := i > 0 && modules[i-1].isPartOfSame(m) && modules[i-1].Part == m.Part-1
		goesOn := i+1 < len(modules) && modules[i+1].isPartOfSame(m) && modules[i+1].Part == m.Part+1
		f.Check((m.Part <= 1 || follows) && (m.Part == m.Parts || goesOn), at+"part", "module.part.apart",
			"title", m.Title, "part", m.Part, "parts", m.Parts)
	}
	return f.Err()
}

func (m Module) isPartOfSame(other Module) bool {
	return m.Title == other.Title && m.Parts == other.Parts && m.Parts > 0
}

func (f *Faults) checkTitle(text, field string) {
	f.Check(strings.TrimSpace(text) != "", field, "text.required")
	f.Check(utf8.RuneCountInString(text) <= titleLength, field, "text.too_long", "max", titleLength)
}

func (f *Faults) checkText(text, field string) {
	f.Check(utf8.RuneCountInString(text) <= textLength, field, "text.too_long", "max", textLength)
}

// include adds the faults of a part, their fields under prefix.
func (f *Faults) include(prefix string, err error) {
	part, ok := err.(Faults) //nolint:errorlint // Validate methods return Faults bare
	if !ok {
		return
	}
	for _, e := range part {
		f.Check(false, prefix+e.Field, e.Key, e.Args...)
	}
}
