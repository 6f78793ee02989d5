package scheduling

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
)

// VersionContent is all that an approval covers: a version with its modules,
// their guides and supports, and its eligibility rules, each in order.
type VersionContent struct {
	Version ProgrammeVersion
	Modules []ModuleContent
	Rules   []EligibilityRule
}

// ModuleContent is a module with its guide and supports, each in order.
type ModuleContent struct {
	Module
	Guide     []GuideStep
	Resources []Resource
}

// GuideMinutes is how long the steps of the guide last together.
func (m ModuleContent) GuideMinutes() int {
	sum := 0
	for _, step := range m.Guide {
		sum += step.Minutes
	}
	return sum
}

// contentForm names the canonical form: another form, another name.
const contentForm = "trame.programme/1"

// Hash is the SHA-256 of the content's canonical form, hexadecimal: what an
// approval is bound to (rule 2). Identities, dates and authors are no content:
// a copy that changed nothing has its origin's hash.
func (c VersionContent) Hash() string {
	sum := sha256.Sum256(c.Canonical())
	return hex.EncodeToString(sum[:])
}

// Canonical is the content as one JSON object: keys sorted, no white space,
// UTF-8 without HTML escapes, numbers as they were written (after RFC 8785).
func (c VersionContent) Canonical() []byte {
	v := c.Version
	modules := make([]any, len(c.Modules))
	for i, m := range c.Modules {
		modules[i] = m.canonical()
	}
	rules := make([]any, len(c.Rules))
	for i, r := range c.Rules {
		rules[i] = map[string]any{
			"key": r.Key, "parameters": canonicalObject(r.Parameters), "source": r.Source, "blocks": r.Blocks,
		}
	}
	return canonicalJSON(map[string]any{
		"form": contentForm, "title": v.Title, "public_title": v.PublicTitle, "axis": v.Axis,
		"problem": v.Problem, "context": v.Context, "public": v.Public, "objectives": v.Objectives,
		"method": v.Method, "group_min": v.GroupMin, "group_max": v.GroupMax,
		"cadence_weeks": v.CadenceWeeks, "pause_for_school": v.PauseForSchool,
		"follow_up_months": v.FollowUpMonths, "questionnaire": v.Questionnaire,
		"modules": modules, "rules": rules,
	})
}

func (m ModuleContent) canonical() map[string]any {
	guide := make([]any, len(m.Guide))
	for i, s := range m.Guide {
		guide[i] = map[string]any{"minutes": s.Minutes, "title": s.Title, "detail": s.Detail}
	}
	resources := make([]any, len(m.Resources))
	for i, r := range m.Resources {
		resources[i] = map[string]any{
			"kind": r.Kind, "title": r.Title, "link": r.Link, "file_name": r.FileName,
			"file_type": r.FileType, "file_hash": r.FileHash,
		}
	}
	partners := make([]string, len(m.Partners))
	for i, kind := range m.Partners {
		partners[i] = string(kind)
	}
	return map[string]any{
		"title": m.Title, "part": m.Part, "parts": m.Parts, "kind": m.Kind, "minutes": m.Minutes,
		"partners": partners, "testimony": m.Testimony, "message": m.Message, "method": m.Method,
		"to_bring": m.ToBring, "guide": guide, "resources": resources,
	}
}

// canonicalObject reads a JSON object that was validated before; what is none
// stands as the text it is.
func canonicalObject(text string) any {
	decoder := json.NewDecoder(bytes.NewReader([]byte(text)))
	decoder.UseNumber()
	var object map[string]any
	if err := decoder.Decode(&object); err != nil {
		return text
	}
	return object
}

// canonicalJSON sorts keys because encoding/json sorts those of a map.
func canonicalJSON(value map[string]any) []byte {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil { // texts, numbers, lists and maps always marshal
		panic(err)
	}
	return bytes.TrimSuffix(out.Bytes(), []byte("\n"))
}
