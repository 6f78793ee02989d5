package eligibility

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"trame/scheduling"
)

// Rules are the criteria of a version, ready to be applied.
type Rules struct {
	list []rule
	hash string
}

type rule struct {
	scheduling.EligibilityRule
	Parameters
	kind  Kind
	judge judge
}

// Hash tells one set of rules from another: what decides, in order. Sources
// decide nothing.
func (r Rules) Hash() string { return r.hash }

// Block reports whether any rule decides; others only warn.
func (r Rules) Block() bool {
	return slices.ContainsFunc(r.list, func(r rule) bool { return r.Blocks })
}

// Compile reads rules, or says what is wrong with each: fields are
// rules.1.key, rules.1.at_least, …
func Compile(rules []scheduling.EligibilityRule) (Rules, error) {
	var f scheduling.Faults
	f.Check(len(rules) <= scheduling.MostRules, "rules", "rule.too_many")
	out := Rules{list: make([]rule, 0, len(rules))}
	sum := sha256.New()
	for i, stored := range rules {
		at := fmt.Sprintf("rules.%d.", i+1)
		kind, ok := KindOf(stored.Key)
		f.Check(ok, at+"key", "rule.key.unknown")
		if !ok {
			continue
		}
		p, err := read(stored.Parameters)
		if err != nil {
			f.Check(false, at+"parameters", "rule.parameters.unreadable")
			continue
		}
		kind.check(&f, at, p)
		out.list = append(out.list, rule{EligibilityRule: stored, Parameters: p, kind: kind, judge: kind.judge(p)})
		fmt.Fprintf(sum, "%s %s %t\n", stored.Key, p.Text(), stored.Blocks)
	}
	out.hash = hex.EncodeToString(sum.Sum(nil))
	if err := f.Err(); err != nil {
		return Rules{}, err
	}
	return out, nil
}

// read takes one JSON object of fields that exist.
func read(text string) (p Parameters, err error) {
	decoder := json.NewDecoder(bytes.NewReader([]byte(text)))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&p); err != nil {
		return p, err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return p, errors.New("more than one object")
	}
	return p, nil
}

// Read is what a rule is given, as far as it can be read: for the form in
// which it is corrected.
func Read(text string) Parameters {
	p, err := read(text)
	if err != nil {
		return Parameters{}
	}
	return p
}

// Text is p as a rule keeps it.
func (p Parameters) Text() string {
	text, err := json.Marshal(p)
	if err != nil { // texts and numbers always marshal
		panic(err)
	}
	return string(text)
}

// check adds the faults of p for a rule of kind k, at the field of each.
func (k Kind) check(f *scheduling.Faults, at string, p Parameters) {
	given := p.given()
	for _, name := range given {
		f.Check(slices.Contains(k.Fields, name), at+name, "rule.parameter.foreign")
	}
	if len(k.Fields) > 0 && !slices.ContainsFunc(given, func(name string) bool { return slices.Contains(k.Fields, name) }) {
		f.Check(false, at+k.Fields[0], "rule.parameter.required")
	}
	k.checkCodes(f, at+"any_of", p.AnyOf)
	k.checkCodes(f, at+"criteria", p.Criteria)
	most := map[string]int{"leave_days": 1095, "age": 130, "fragility": scheduling.FragilityItems}[k.Key]
	for name, n := range map[string]int{"at_least": p.AtLeast, "more_than": p.MoreThan, "at_most": p.AtMost} {
		f.Check(n >= 0 && (most == 0 || n <= most), at+name, "rule.parameter.range", "max", most)
	}
	f.Check(p.AtLeast == 0 || p.MoreThan == 0, at+"more_than", "rule.parameter.either")
	f.Check(p.AtMost == 0 || p.AtMost >= p.AtLeast, at+"at_most", "rule.parameter.order")
	f.Check(p.Is == "" || p.Is == string(scheduling.KnownYes) || p.Is == string(scheduling.KnownNo), at+"is", "rule.parameter.is")
	for _, code := range p.Departements {
		f.Check(len(code) == 2 || len(code) == 3, at+"departements", "rule.parameter.departement", "code", code)
	}
	for _, code := range p.Communes {
		f.Check(len(code) == 5, at+"communes", "rule.parameter.commune", "code", code)
	}
}

func (k Kind) checkCodes(f *scheduling.Faults, field string, given []string) {
	for _, code := range given {
		if !slices.Contains(k.Codes, code) && k.Codes != nil {
			f.Check(false, field, "rule.parameter.code", "code", code)
			return
		}
	}
}

// given names the fields of p that say something.
func (p Parameters) given() (names []string) {
	for _, field := range []struct {
		name  string
		given bool
	}{
		{"any_of", len(p.AnyOf) > 0},
		{"at_least", p.AtLeast != 0},
		{"more_than", p.MoreThan != 0},
		{"at_most", p.AtMost != 0},
		{"departements", len(p.Departements) > 0},
		{"zones", len(p.Zones) > 0},
		{"communes", len(p.Communes) > 0},
		{"criteria", len(p.Criteria) > 0},
		{"is", p.Is != ""},
	} {
		if field.given {
			names = append(names, field.name)
		}
	}
	return names
}
