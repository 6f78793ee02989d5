package exchange

import (
	"encoding/json"

	"trame/scheduling"
	"trame/scheduling/evaluation"
)

// Named is the submission of a person, to a questionnaire that bears names.
type Named struct {
	ID      scheduling.SubmissionID
	Insured scheduling.InsuredID
	Name    string
	Items   []evaluation.Item // the form as it was laid out for her session
	Answers scheduling.Answers
}

type reference struct {
	Type       string      `json:"type"`
	Identifier *identifier `json:"identifier"`
	Display    string      `json:"display,omitempty"`
}

type identifier struct {
	System string `json:"system"`
	Value  string `json:"value"`
}

type bundle struct {
	ResourceType string        `json:"resourceType"`
	Type         string        `json:"type"`
	Entry        []bundleEntry `json:"entry,omitempty"`
}

type bundleEntry struct {
	FullURL  string       `json:"fullUrl"`
	Resource fhirResponse `json:"resource"`
}

// WriteBundle is named submissions to form as a FHIR R4 Bundle of
// QuestionnaireResponses, each with its subject. Anonymous ones have no such
// form: a whole sheet tells its writer, name or not (rule 21).
func WriteBundle(form Form, responses []Named) ([]byte, error) {
	form = eachText(form, plain.Replace)
	b := bundle{ResourceType: "Bundle", Type: "collection"}
	for _, n := range responses {
		r := response(form, n.Items, n.Answers)
		r.ID = string(n.ID)
		r.Subject = &reference{Type: "Patient", Identifier: &identifier{"urn:trame:insured", string(n.Insured)}, Display: plain.Replace(n.Name)}
		b.Entry = append(b.Entry, bundleEntry{"urn:uuid:" + string(n.ID), r})
	}
	return json.MarshalIndent(b, "", "  ")
}

// Scanned is a sheet of paper that other software read.
type Scanned struct {
	Code     string // the sheet's, its identifier
	Response json.RawMessage
}

const mostScans = 200

// ReadBundle reads a Bundle of QuestionnaireResponses, each with the code of its
// sheet as its identifier; ReadResponse reads on.
func ReadBundle(raw []byte) ([]Scanned, error) {
	var b struct {
		ResourceType string
		Entry        []struct{ Resource json.RawMessage }
	}
	if err := decode(raw, &b); err != nil {
		return nil, err
	}
	if b.ResourceType != "Bundle" || len(b.Entry) == 0 {
		return nil, refuse("exchange.not_bundle")
	}
	if len(b.Entry) > mostScans {
		return nil, refuse("exchange.too_many", "most", mostScans)
	}
	list := make([]Scanned, len(b.Entry))
	for i, e := range b.Entry {
		var r struct{ Identifier identifier }
		if err := decode(e.Resource, &r); err != nil {
			return nil, err
		}
		list[i] = Scanned{r.Identifier.Value, e.Resource}
	}
	return list, nil
}
