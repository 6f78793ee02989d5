package templates

import (
	"encoding/json"
	"slices"
	"strings"

	"trame/scheduling"
)

// codeLists are the lists in which the codes of a rule have their words, where
// the list is not named like the rule.
var codeLists = map[string]string{"work_situation": "contract", "pathology_group": "pathology"}

// Criterion is a rule in words: « En arrêt depuis au moins 90 jours ». One
// written before criteria had a form reads as it was written.
func Criterion(key, parameters string) string {
	given := map[string]any{}
	if err := json.Unmarshal([]byte(parameters), &given); err != nil {
		return key + " " + parameters
	}
	list := key
	if other, ok := codeLists[key]; ok {
		list = other
	}
	name, args := "eligibility.rule."+key, []any{}
	for _, field := range []string{"at_least", "more_than", "at_most", "is"} {
		value, ok := given[field]
		if !ok {
			continue
		}
		name += "." + field
		if field == "is" {
			name += "_" + shown(value)
		}
		args = append(args, field, value)
	}
	for _, field := range []string{"any_of", "criteria"} {
		if codes, ok := given[field].([]any); ok {
			args = append(args, "codes", spoken(codes, list+".", " ou "))
		}
	}
	args = append(args, "places", places(given))
	if !HasMessage(name) {
		return key + " " + parameters
	}
	return Message(name, args...)
}

// places says where a rule of residence takes people from.
func places(given map[string]any) string {
	var all []string
	for field, key := range map[string]string{"communes": "eligibility.place.communes", "departements": "eligibility.place.departements", "zones": "eligibility.place.zones"} {
		if codes, ok := given[field].([]any); ok && len(codes) > 0 {
			all = append(all, Message(key, "n", len(codes), "which", spoken(codes, "", ", ")))
		}
	}
	slices.Sort(all)
	return strings.Join(all, ", ")
}

// Reason is why a rule answers as it does, its codes in words and its dates in
// letters.
func Reason(r scheduling.RuleResult) string {
	args := slices.Clone(r.With)
	for i := 1; i < len(args); i += 2 {
		args[i] = said(args[i])
	}
	return Message(r.Reason, args...)
}

// said is a value of a reason as it is read: a list, a day, a LIST.CODE, or
// itself.
func said(value any) any {
	switch v := value.(type) {
	case []any:
		return spoken(v, "", ", ")
	case string:
		if day, err := scheduling.ParseDate(v); err == nil && v != "" {
			return PlainDate(day)
		}
		if HasMessage("label." + v) {
			return Message("label." + v)
		}
	}
	return value
}

// spoken joins codes in their words.
func spoken(codes []any, list, last string) string {
	words := make([]string, len(codes))
	for i, c := range codes {
		words[i] = shown(said(list + shown(c)))
		words[i] = strings.TrimPrefix(words[i], list)
	}
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + last + words[len(words)-1]
}
