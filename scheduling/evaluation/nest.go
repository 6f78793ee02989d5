package evaluation

// Group is people of whom a table may be published, each counted in one class,
// and the sessions that they come from. It lies whole within its parent: a unit
// within the one above it, a programme within its unit.
type Group struct {
	Parent   int // the place of an earlier group; -1 of the first
	Counts   []int
	Sessions int
}

// Nest says what the tables of nested groups may show, to a reader who holds all
// of them and every group's total, and subtracts. Masked are the classes that
// are told together, the same in every group; may says which groups are shown.
//
// All that can be computed from the tables shown are sums of rests: a shown
// group less the shown groups right within it. Rests have nobody in common and
// the same classes; each is fit to be shown itself, so whatever is computed
// holds nobody or threshold people in each class, and never one session alone.
// The widest group comes first: what it may show is taken from those within.
func Nest(groups []Group, threshold int) (masked, may []bool) {
	may = make([]bool, len(groups))
	if len(groups) == 0 {
		return nil, may
	}
	masked = MaskTogether(groups[0].Counts, threshold)
	n := nest{groups, masked, threshold, may}
	may[0] = n.fit(groups[0])
	for at := range groups {
		if may[at] {
			n.within(at)
		}
	}
	return masked, may
}

type nest struct {
	groups    []Group
	masked    []bool
	threshold int
	may       []bool
}

// within chooses which of the groups right within one are shown: all that are
// fit, less the smallest until what is left of the one is fit too.
func (n nest) within(at int) {
	rest := Group{Counts: append([]int(nil), n.groups[at].Counts...), Sessions: n.groups[at].Sessions}
	var shown []int
	for i, g := range n.groups {
		if g.Parent == at && i != at && n.fit(g) {
			shown, n.may[i] = append(shown, i), true
			rest.take(g, 1)
		}
	}
	for len(shown) > 0 && !n.fit(rest) {
		least := 0
		for k, i := range shown {
			if total(n.groups[i]) <= total(n.groups[shown[least]]) {
				least = k
			}
		}
		n.may[shown[least]] = false
		rest.take(n.groups[shown[least]], -1)
		shown = append(shown[:least], shown[least+1:]...)
	}
}

// take subtracts another group's people, or with -1 gives them back.
func (g *Group) take(other Group, times int) {
	g.Sessions -= times * other.Sessions
	for k, c := range other.Counts {
		g.Counts[k] -= times * c
	}
}

func total(g Group) (people int) {
	for _, c := range g.Counts {
		people += c
	}
	return people
}

// fit reports whether a group may be shown: nobody is in it, or more sessions
// than one and no class with too few people.
func (n nest) fit(g Group) bool {
	together := 0
	for k, c := range g.Counts {
		if n.masked[k] {
			together += c
			continue
		}
		if small(c, n.threshold) {
			return false
		}
	}
	return !small(together, n.threshold) && (g.Sessions > 1 || total(g) == 0)
}
