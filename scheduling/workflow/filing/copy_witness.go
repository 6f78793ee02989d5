package filing

import (
	"strconv"
	"strings"
	"time"

	"trame/scheduling"
	"trame/templates"
)

type consentWire struct {
	AskedAt     time.Time `json:"asked_at,omitzero"`
	GivenOn     string    `json:"given_on,omitempty"`
	Way         string    `json:"way,omitempty"`
	ValidUntil  string    `json:"valid_until,omitempty"`
	Forms       []string  `json:"forms"`
	Themes      []string  `json:"themes"`
	Limits      string    `json:"limits,omitempty"`
	OwnUnit     bool      `json:"own_unit"`
	MostAYear   int       `json:"most_a_year,omitempty"`
	WithdrawnAt time.Time `json:"withdrawn_at,omitzero"`
}

type testimonyWire struct {
	Date        string    `json:"date"`
	Form        string    `json:"form"`
	AskedAt     time.Time `json:"asked_at"`
	Reply       string    `json:"reply,omitempty"`
	CancelledAt time.Time `json:"cancelled_at,omitzero"`
	Outcome     string    `json:"outcome,omitempty"`
	Note        string    `json:"note,omitempty"`
}

func (c Copy) wireWitness(w *copyWire) {
	for _, k := range c.Consents {
		one := consentWire{
			AskedAt: k.AskedAt, GivenOn: k.GivenOn.String(), Way: string(k.Way), ValidUntil: k.ValidUntil.String(), Forms: []string{}, Themes: []string{},
			Limits: k.Limits, OwnUnit: k.OwnUnit, MostAYear: k.MostAYear, WithdrawnAt: k.WithdrawnAt,
		}
		for _, form := range k.Forms {
			one.Forms = append(one.Forms, string(form))
		}
		one.Themes = append(one.Themes, k.Subjects...)
		w.Witness = append(w.Witness, one)
	}
	for _, t := range c.Testified {
		w.Testimonies = append(w.Testimonies, testimonyWire{t.Meeting.Date.String(), string(t.Form), t.AskedAt, string(t.Reply), t.CancelledAt, string(t.Outcome), t.Note})
	}
}

// witness is her consent to testify, and what she was asked.
func (c Copy) witness() (list []block) {
	for _, k := range c.Consents {
		b := block{head: title("witness.consent")}
		b.say("witness.asked", c.day(k.AskedAt))
		if !k.GivenOn.IsZero() {
			b.say("witness.given", templates.PlainDate(k.GivenOn)+", "+templates.Label("consent_way", k.Way))
			b.sayOn("witness.until", k.ValidUntil)
			b.say("witness.forms", forms(k.Forms))
			b.say("witness.themes", strings.Join(k.Subjects, ", "))
			b.say("witness.limits", k.Limits)
			b.say("witness.own_unit", yes(k.OwnUnit))
			if k.MostAYear > 0 {
				b.say("witness.most", strconv.Itoa(k.MostAYear))
			}
		}
		b.say("witness.withdrawn", c.day(k.WithdrawnAt))
		list = append(list, b)
	}
	for _, t := range c.Testified {
		b := block{head: title("testimony") + " " + templates.PlainDate(t.Meeting.Date)}
		b.say("testimony.form", forms([]scheduling.WitnessForm{t.Form}))
		b.say("testimony.asked", c.day(t.AskedAt))
		b.say("testimony.reply", map[scheduling.TestimonyReply]string{scheduling.TestifiesYes: templates.Message("copy.yes"), scheduling.TestifiesNo: templates.Message("copy.no")}[t.Reply])
		b.say("testimony.cancelled", c.day(t.CancelledAt))
		b.say("testimony.outcome", templates.Label("testimony", string(t.Outcome)))
		b.say("testimony.note", t.Note)
		list = append(list, b)
	}
	return list
}

func forms(list []scheduling.WitnessForm) string {
	words := make([]string, len(list))
	for n, form := range list {
		words[n] = templates.Label("witness_form", form)
	}
	return strings.Join(words, ", ")
}
