package evaluation

// The masks below hold against a reader who knows n, every figure shown, and this
// file. Each is proved in mask_test.go by trying all groups: for every masked cell
// with somebody in it, another group with another count there shows the same.

// small reports whether so few people are in a cell that it must be masked.
func small(count, threshold int) bool { return count > 0 && count < threshold }

// maskExclusive masks cells of which each person is in exactly one. The small
// ones are masked, and with them the smallest of the others, its equals included:
// nobody can tell which of the masked cells is which. Where there is no other, all
// are masked.
func maskExclusive(counts []int, threshold int) []bool {
	masked, secondary, tells := make([]bool, len(counts)), 0, false
	for _, c := range counts {
		tells = tells || small(c, threshold)
		if c >= threshold && (secondary == 0 || c < secondary) {
			secondary = c
		}
	}
	for i, c := range counts {
		masked[i] = tells && (small(c, threshold) || c == secondary || secondary == 0)
	}
	return masked
}

// maskScale masks a scale of three steps or more, the first worth least, and gives
// its mean to one decimal. One small cell masks the whole distribution, because
// the mean would give the others away, and the mean is worth more. A mean within
// one step of unanimity (eleven 5s and one 4) would single out the one who differs:
// it is shown as if they had been two steps away.
func maskScale(counts []int, least, threshold int) (masked []bool, mean float64) {
	masked = make([]bool, len(counts))
	n, sum, tells := 0, 0, false
	for i, c := range counts {
		n, sum = n+c, sum+i*c
		tells = tells || small(c, threshold)
	}
	if tells {
		sum = min(max(sum, 2), n*(len(counts)-1)-2)
		for i := range masked {
			masked[i] = true
		}
	}
	return masked, round(float64(least) + float64(sum)/float64(n))
}

// maskMultiple masks choices of which each person may make several, n people
// having made one at least: each cell stands alone with those who did not choose
// it, and is masked when either is small.
func maskMultiple(counts []int, n, threshold int) []bool {
	masked := make([]bool, len(counts))
	for i, c := range counts {
		masked[i] = small(c, threshold) || small(n-c, threshold)
	}
	return masked
}

// MaskTogether is maskExclusive for tables whose masked cells are told together:
// the small ones alone, where they are enough people for that and each might be
// more or fewer; with the smallest of the others where not.
func MaskTogether(counts []int, threshold int) []bool {
	few, people, others := 0, 0, 0
	for _, c := range counts {
		switch {
		case small(c, threshold):
			few, people = few+1, people+c
		case c > 0:
			others++
		}
	}
	if others == 0 || people < threshold || people == few || people == few*(threshold-1) { // one in each, or as many as may be
		return maskExclusive(counts, threshold)
	}
	masked := make([]bool, len(counts))
	for i, c := range counts {
		masked[i] = small(c, threshold)
	}
	return masked
}
