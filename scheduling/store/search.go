package store

import (
	"strings"

	"trame/scheduling"
)

// Hit is what a search found.
type Hit struct {
	Kind  string // insured, cohort, facilitator, partner, programme
	ID    string
	Label string
	Note  string
}

// hitsOfKind bounds what a search shows of one kind.
const hitsOfKind = 10

// Search looks for words, whatever their case and accents, in sessions,
// partners, facilitators and programmes of planUnits and in people of
// peopleUnits; the first few of each. The names of the plan are few enough to
// be folded here: SQLite's lower() knows no accents.
func (tx *Tx) Search(planUnits, peopleUnits []scheduling.UnitID, words string) ([]Hit, error) {
	people, err := tx.SearchInsured(peopleUnits, words, Page{Limit: hitsOfKind})
	if err != nil {
		return nil, err
	}
	hits := make([]Hit, 0, len(people))
	for _, i := range people {
		hits = append(hits, Hit{"insured", string(i.ID), i.Name(), i.City})
	}
	named, err := some[Hit](tx, `
		select 'cohort' as kind, c.id, c.label, s.city as note from cohorts c join sites s on s.id = c.site_id where c.unit_id in @units
		union all
		select 'facilitator', f.id, f.first_name || ' ' || f.last_name, p.name
		from facilitators f join partners p on p.id = f.partner_id where p.unit_id in @units and f.active
		union all
		select 'partner', id, name, '' from partners where unit_id in @units
		union all
		select 'programme', p.id, v.title, p.code
		from programmes p join programme_versions v on v.programme_id = p.id
		where p.unit_id in @units and v.number = (select max(number) from programme_versions where programme_id = p.id)
		order by 1, 3, 2 desc`, map[string]any{"units": planUnits})
	if err != nil {
		return nil, err
	}
	found := map[string]int{}
	parts := strings.Fields(Fold(words))
	for _, hit := range named {
		if found[hit.Kind] < hitsOfKind && holds(Fold(hit.Label+" "+hit.Note), parts) {
			found[hit.Kind]++
			hits = append(hits, hit)
		}
	}
	return hits, nil
}

func holds(text string, parts []string) bool {
	for _, part := range parts {
		if !strings.Contains(text, part) {
			return false
		}
	}
	return true
}
