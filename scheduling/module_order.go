package scheduling

import "slices"

// Moved is the order of a version's modules after the n-th (from 1) goes up or
// down past its neighbour. The parts of a module move together, and nothing
// comes between those of another (rule 4). At the ends nothing changes.
func Moved(modules []Module, n int, up bool) []Module {
	blocks := partBlocks(modules)
	at, seen := 0, 0
	for seen+len(blocks[at]) < n {
		seen += len(blocks[at])
		at++
	}
	other := at + 1
	if up {
		other = at - 1
	}
	if other >= 0 && other < len(blocks) {
		blocks[at], blocks[other] = blocks[other], blocks[at]
	}
	return slices.Concat(blocks...)
}

// partBlocks cuts modules into runs that stay together.
func partBlocks(modules []Module) [][]Module {
	var blocks [][]Module
	for i, m := range modules {
		if i > 0 && modules[i-1].isPartOfSame(m) && modules[i-1].Part == m.Part-1 {
			blocks[len(blocks)-1] = append(blocks[len(blocks)-1], m)
		} else {
			blocks = append(blocks, []Module{m})
		}
	}
	return blocks
}
