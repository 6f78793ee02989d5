package reporting

import (
	"cmp"
	"maps"
	"slices"
	"strconv"

	"trame/scheduling"
	"trame/scheduling/store"
)

// PartnerTime is what a partner's people gave: time at meetings that were held.
type PartnerTime struct {
	Name    string // "" where the partners are told by kind alone
	Kind    scheduling.PartnerKind
	Minutes int
}

// Area is a zone, or a fifth of the communes by fragility (rule 31).
type Area struct {
	Code     string // of the zone; 1 to 5 of a fifth; "" outside any, or unknown
	OnLeave  int    // insured people on sick leave, as the communes say; 0 unknown
	Places   int    // of the sessions held there
	Filled   Cell   // who started in them
	Invited  Cell   // who live there
	Enrolled Cell
}

// Cell is a number of people, hidden when small.
type Cell struct {
	N      int
	Hidden bool
}

// namedPartners is how many partners a report tells by name.
const namedPartners = 15

// place tells where, and with whom.
func (r *Report) place(tx *store.Tx, f store.Figures) error {
	if err := r.thank(tx, f[store.FigurePartner]); err != nil {
		return err
	}
	onLeave, err := tx.OnLeaveByZone(r.units)
	if err != nil {
		return err
	}
	zones := map[string]bool{"": true}
	for _, counts := range []map[string]int{onLeave, f[store.FigureZonePlaces], f[store.FigureZoneInvited], f[store.FigureZoneEnrolled]} {
		for zone := range counts {
			zones[zone] = true
		}
	}
	codes := slices.Sorted(maps.Keys(zones))
	codes = append(codes[1:], codes[0]) // outside any comes last
	r.Zones = r.areas(f, codes, store.FigureZoneFilled, store.FigureZoneInvited, store.FigureZoneEnrolled)
	for i, code := range codes {
		r.Zones[i].OnLeave, r.Zones[i].Places = onLeave[code], f.Of(store.FigureZonePlaces, code)
	}
	fifths := []string{"1", "2", "3", "4", "5", ""}
	r.Fifths = r.areas(f, fifths, "", store.FigureFifthInvited, store.FigureFifth)
	return nil
}

func (r *Report) areas(f store.Figures, codes []string, filled, invited, enrolled store.FigureKind) []Area {
	areas := make([]Area, len(codes))
	came, asked, joined := r.cells(f, codes, filled), r.cells(f, codes, invited), r.cells(f, codes, enrolled)
	for i, code := range codes {
		areas[i] = Area{Code: code, Filled: came[i], Invited: asked[i], Enrolled: joined[i]}
	}
	return areas
}

// cells are the numbers of a column whose people are each in one row.
func (r *Report) cells(f store.Figures, codes []string, kind store.FigureKind) []Cell {
	count := func(f store.Figures) []int {
		counts := make([]int, len(codes))
		for i, code := range codes {
			counts[i] = f.Of(kind, code)
		}
		return counts
	}
	counts, cells := count(f), make([]Cell, len(codes))
	hidden := make([]bool, len(codes))
	if r.Masked {
		hidden, _ = r.hides(counts, count)
	}
	for i, n := range counts {
		cells[i] = Cell{N: n}
		if hidden[i] {
			cells[i] = Cell{Hidden: true}
		}
	}
	return cells
}

// thank tells what the partners gave, the most first.
func (r *Report) thank(tx *store.Tx, minutes map[string]int) error {
	ids := make([]scheduling.PartnerID, 0, len(minutes))
	for id := range minutes {
		ids = append(ids, scheduling.PartnerID(id))
	}
	partners, err := tx.PartnersByID(ids)
	if err != nil {
		return err
	}
	kinds := map[scheduling.PartnerKind]int{}
	for _, p := range partners {
		kinds[p.Kind] += minutes[string(p.ID)]
		r.Partners = append(r.Partners, PartnerTime{p.Name, p.Kind, minutes[string(p.ID)]})
	}
	if len(partners) > namedPartners {
		r.Partners = nil
		for kind, n := range kinds {
			r.Partners = append(r.Partners, PartnerTime{Kind: kind, Minutes: n})
		}
	}
	slices.SortFunc(r.Partners, func(a, b PartnerTime) int {
		return cmp.Or(cmp.Compare(b.Minutes, a.Minutes), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Kind, b.Kind))
	})
	return nil
}

// Hours is minutes as hours and minutes: « 12 h 30 ».
func Hours(minutes int) string {
	if minutes%60 == 0 {
		return strconv.Itoa(minutes/60) + "\u00a0h"
	}
	rest := strconv.Itoa(minutes % 60)
	return strconv.Itoa(minutes/60) + "\u00a0h\u00a0" + "00"[len(rest):] + rest
}
