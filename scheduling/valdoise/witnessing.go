package valdoise

import (
	"errors"

	"trame/scheduling"
	"trame/scheduling/store"
)

// witnesses are two people of the session that ended six months ago who agreed
// to testify: one by her link, who said yes to the last module in Osny; one by
// telephone, who was not asked yet.
func (p *present) witnesses(tx *store.Tx) error {
	her, other := p.reached[0], p.reached[1]
	one := scheduling.Witness{
		ID: "witness-link", Insured: her, AskedBy: "agent-claire", AskedAt: p.now.AddDate(0, 0, -20), GivenOn: p.today.AddDays(-18),
		Way: scheduling.ConsentByLink, Forms: []scheduling.WitnessForm{scheduling.InPerson, scheduling.ByAudio},
		Themes: []scheduling.WitnessThemeID{"work", "workplace", "family"}, Limits: "Plutôt l’après-midi, et pas pendant les vacances scolaires.", MostAYear: 2,
		ValidUntil: p.today.AddDays(-18).AddMonths(12), RecordedAt: p.now.AddDate(0, 0, -18), Version: 2,
	}
	two := scheduling.Witness{
		ID: "witness-phone", Insured: other, GivenOn: p.today.AddDays(-6), Way: scheduling.ConsentByPhone,
		Forms: []scheduling.WitnessForm{scheduling.InPerson, scheduling.InWriting}, Themes: []scheduling.WitnessThemeID{"paperwork", "tiredness"},
		OwnUnit: true, ValidUntil: p.today.AddDays(-6).AddMonths(12), RecordedBy: "agent-claire", RecordedAt: p.now.AddDate(0, 0, -6), Version: 1,
	}
	one.TokenHash, two.TokenHash = p.link("witness/"+string(one.ID)), p.link("witness/"+string(two.ID))
	meeting := p.closing
	asked := scheduling.Testimony{
		ID: "testimony-osny", Insured: her, Meeting: meeting.ID, Form: scheduling.InPerson, Channel: scheduling.ByMail, AskedBy: "agent-claire",
		AskedAt: p.now.AddDate(0, 0, -4), AnswerBy: p.today.AddDays(6), Reply: scheduling.TestifiesYes, ReplyFor: meeting.StartsAt,
		RepliedAt: p.now.AddDate(0, 0, -3), Version: 2,
	}
	asked.TokenHash = p.link("testimony/" + string(asked.ID))
	return errors.Join(tx.AddWitness(one), tx.AddWitness(two), tx.AddTestimony(asked))
}

// link is the hash of a link's token; "" where nobody opens any.
func (p *present) link(name string) (hash string) {
	if p.keys != nil {
		_, hash = p.keys.Link(name)
	}
	return hash
}
