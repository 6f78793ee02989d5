package exchange

import (
	"encoding/json"
	"slices"

	"trame/scheduling"
	"trame/scheduling/evaluation"
)

type fhirResponse struct {
	ResourceType  string         `json:"resourceType"`
	ID            string         `json:"id,omitempty"`
	Questionnaire string         `json:"questionnaire,omitempty"`
	Status        string         `json:"status"`
	Subject       *reference     `json:"subject,omitempty"`
	Item          []responseItem `json:"item,omitempty"`
}

type responseItem struct {
	LinkID    string         `json:"linkId"`
	Extension []extension    `json:"extension,omitempty"`
	Text      string         `json:"text,omitempty"`
	Answer    []answer       `json:"answer,omitempty"`
	Item      []responseItem `json:"item,omitempty"`
}

type answer struct {
	Boolean *bool        `json:"valueBoolean,omitempty"`
	Decimal *json.Number `json:"valueDecimal,omitempty"`
	Date    string       `json:"valueDate,omitempty"`
	String  string       `json:"valueString,omitempty"`
	Coding  *coding      `json:"valueCoding,omitempty"`
}

// WriteResponse is a submission to form, laid out in items, as a FHIR R4
// QuestionnaireResponse. It names nobody: no subject, no author, no time.
func WriteResponse(form Form, items []evaluation.Item, answers scheduling.Answers) ([]byte, error) {
	return json.MarshalIndent(response(eachText(form, plain.Replace), items, answers), "", "  ")
}

func response(form Form, items []evaluation.Item, answers scheduling.Answers) fhirResponse {
	r := fhirResponse{ResourceType: "QuestionnaireResponse", Questionnaire: canonical(form) + "|" + itoa(form.Number), Status: "completed"}
	section := ""
	into := &r.Item
	for _, page := range evaluation.Pages(items) {
		one, given := responseOf(page, answers)
		if !given {
			continue
		}
		if page.Section != section {
			section = page.Section
			text := plain.Replace(section)
			r.Item = append(r.Item, responseItem{LinkID: sectionKey(form, text), Text: text})
			into = &r.Item[len(r.Item)-1].Item
		}
		*into = append(*into, one)
	}
	return r
}

func sectionKey(form Form, text string) string {
	for _, q := range form.Questions {
		if q.Kind == scheduling.SectionHeading && q.Text == text {
			return q.Key
		}
	}
	return text
}

func responseOf(page evaluation.Page, answers scheduling.Answers) (one responseItem, given bool) {
	one = responseItem{LinkID: page.Asked.Key, Text: plain.Replace(page.Asked.Text)}
	if page.Subject.ID != "" {
		one.Extension = []extension{{URL: urn + "subject", String: page.Subject.ID}}
	}
	for _, item := range page.Items {
		values := answers[item.Key]
		if len(values) == 0 {
			continue
		}
		given = true
		switch {
		case item.Words: // in the place of the choice that asked for them
			one.Answer = slices.DeleteFunc(one.Answer, func(a answer) bool { return a.Coding != nil && a.Coding.Code == item.Row.Code })
			one.Answer = append(one.Answer, answer{String: plain.Replace(values[0])})
		case item.Asked.Kind == scheduling.MatrixQuestion:
			line := responseItem{LinkID: item.Asked.Key + "." + item.Row.Code, Text: plain.Replace(item.Row.Label), Answer: answersOf(item, values)}
			one.Item = append(one.Item, line)
		default:
			one.Answer = answersOf(item, values)
		}
	}
	return one, given
}

func answersOf(item evaluation.Item, values []string) (list []answer) {
	for _, v := range values {
		switch item.Kind {
		case scheduling.YesNoQuestion:
			yes := v == scheduling.Yes
			list = append(list, answer{Boolean: &yes})
		case scheduling.NumberQuestion:
			n := json.Number(v)
			list = append(list, answer{Decimal: &n})
		case scheduling.DateQuestion:
			list = append(list, answer{Date: v})
		case scheduling.TextQuestion:
			list = append(list, answer{String: plain.Replace(v)})
		default:
			list = append(list, answer{Coding: &coding{Code: v, Display: plain.Replace(label(item.Question, v))}})
		}
	}
	return list
}

// ReadResponse reads a QuestionnaireResponse to a form laid out in items, checks
// it, and says what of it was left out.
func ReadResponse(items []evaluation.Item, raw []byte) (scheduling.Answers, []Loss, error) {
	var r fhirResponse
	if err := decode(raw, &r); err != nil {
		return nil, nil, err
	}
	if r.ResourceType != "QuestionnaireResponse" {
		return nil, nil, refuse("exchange.not_response")
	}
	read := responseReader{answers: scheduling.Answers{}, pages: map[string]evaluation.Page{}}
	for _, page := range evaluation.Pages(items) {
		read.pages[page.Name] = page
	}
	read.items(r.Item, 0)
	clean, err := evaluation.Check(evaluation.Flat(items), read.answers)
	return clean, read.losses, err
}

type responseReader struct {
	answers scheduling.Answers
	pages   map[string]evaluation.Page
	losses  []Loss
}

func (r *responseReader) items(list []responseItem, depth int) {
	for _, one := range list {
		name := one.LinkID
		for _, e := range one.Extension {
			if e.URL == urn+"subject" {
				name += "@" + e.String
			}
		}
		page, known := r.pages[name]
		switch {
		case known:
			r.page(page, one)
		case len(one.Item) > 0 && depth < deepest:
			r.items(one.Item, depth+1)
		case len(one.Answer) > 0:
			r.losses = append(r.losses, Loss{"unknown_question", one.LinkID})
		}
	}
}

func (r *responseReader) page(page evaluation.Page, one responseItem) {
	for _, item := range page.Items {
		switch {
		case item.Words:
			for _, a := range one.Answer {
				if a.String != "" {
					r.answers[item.Key] = []string{a.String}
					r.answers[item.ShowIf.Question] = append(r.answers[item.ShowIf.Question], item.Row.Code)
				}
			}
		case item.Asked.Kind == scheduling.MatrixQuestion:
			for _, line := range one.Item {
				if line.LinkID == item.Asked.Key+"."+item.Row.Code {
					r.answers[item.Key] = valuesOf(item, line.Answer)
				}
			}
		default:
			r.answers[item.Key] = valuesOf(item, one.Answer)
		}
	}
}

func valuesOf(item evaluation.Item, given []answer) (values []string) {
	for _, a := range given {
		switch {
		case a.Coding != nil:
			values = append(values, a.Coding.Code)
		case a.Boolean != nil && *a.Boolean:
			values = append(values, scheduling.Yes)
		case a.Boolean != nil:
			values = append(values, scheduling.No)
		case a.Decimal != nil:
			values = append(values, a.Decimal.String())
		case a.Date != "":
			values = append(values, a.Date)
		case a.String != "" && item.Kind == scheduling.TextQuestion:
			values = append(values, a.String)
		}
	}
	return values
}
