package evaluation

import (
	"fmt"
	"testing"
)

// groups visits every way to spread n people over k cells.
func groups(n, k int, visit func([]int)) {
	counts := make([]int, k)
	var spread func(left, at int)
	spread = func(left, at int) {
		if at == k-1 {
			counts[at] = left
			visit(counts)
			return
		}
		for c := range left + 1 {
			counts[at] = c
			spread(left-c, at+1)
		}
	}
	spread(n, 0)
}

// exposed returns the first group in which a masked cell with somebody in it has
// the same count in every group that shows the same: a reader could compute it.
func exposed(shown func([]int) ([]bool, string), all func(func([]int))) string {
	type cell struct {
		shown string
		at    int
	}
	possible, example := map[cell]map[int]bool{}, map[cell]string{}
	all(func(counts []int) {
		masked, text := shown(counts)
		for i, c := range counts {
			if !masked[i] {
				continue
			}
			key := cell{text, i}
			if possible[key] == nil {
				possible[key] = map[int]bool{}
			}
			possible[key][c] = true
			example[key] = fmt.Sprint(counts)
		}
	})
	for key, values := range possible {
		for c := range values {
			if len(values) == 1 && c > 0 {
				return fmt.Sprintf("%s shows as %s: cell %d can only be %d", example[key], key.shown, key.at, c)
			}
		}
	}
	return ""
}

// show is what a reader sees of cells.
func show(counts []int, masked []bool) string {
	text := ""
	for i, c := range counts {
		if masked[i] {
			text += "· "
		} else {
			text += fmt.Sprint(c, " ")
		}
	}
	return text
}

func TestRule21_AMaskedCellCanNeverBeComputedBack(t *testing.T) {
	for _, k := range []int{2, 3, 4, 5} {
		for n := Threshold; n <= 22-k; n++ {
			everyGroup := func(visit func([]int)) { groups(n, k, visit) }
			if bad := exposed(func(counts []int) ([]bool, string) {
				masked := maskExclusive(counts, Threshold)
				return masked, show(counts, masked)
			}, everyGroup); bad != "" {
				t.Errorf("choices: %s", bad)
			}
			if bad := exposed(func(counts []int) ([]bool, string) {
				masked := MaskTogether(counts, Threshold)
				return masked, show(counts, masked)
			}, everyGroup); bad != "" {
				t.Errorf("together: %s", bad)
			}
			if k < 3 {
				continue
			}
			if bad := exposed(func(counts []int) ([]bool, string) {
				masked, mean := maskScale(counts, 1, Threshold)
				return masked, fmt.Sprintf("%s mean %.1f", show(counts, masked), mean)
			}, everyGroup); bad != "" {
				t.Errorf("scale: %s", bad)
			}
		}
	}
}

func TestRule21_NorACellOfSeveralAnswers(t *testing.T) {
	for _, k := range []int{2, 3} {
		for n := Threshold; n <= 14; n++ {
			everyGroup := func(visit func([]int)) {
				for total := n; total <= k*n; total++ { // each chose one at least
					groups(total, k, func(counts []int) {
						for _, c := range counts {
							if c > n {
								return
							}
						}
						visit(counts)
					})
				}
			}
			if bad := exposed(func(counts []int) ([]bool, string) {
				masked := maskMultiple(counts, n, Threshold)
				return masked, show(counts, masked)
			}, everyGroup); bad != "" {
				t.Errorf("n %d: %s", n, bad)
			}
		}
	}
}

func TestRule21_NoSmallCellIsEverShown(t *testing.T) {
	for _, threshold := range []int{5, 11} {
		groups(24, 4, func(counts []int) {
			masked := maskExclusive(counts, threshold)
			for i, c := range counts {
				if c > 0 && c < threshold && !masked[i] {
					t.Fatalf("%v shows %s", counts, show(counts, masked))
				}
			}
		})
	}
}

func TestRule21_SecondaryMasks(t *testing.T) {
	for name, c := range map[string]struct {
		counts []int
		want   string
	}{
		"nothing small, nothing masked":        {[]int{7, 5, 12}, "7 5 12 "},
		"an empty cell holds nobody":           {[]int{12, 0}, "12 0 "},
		"one small cell takes the next":        {[]int{30, 9, 2}, "30 · · "},
		"the smallest of the others, wherever": {[]int{9, 2, 30}, "· · 30 "},
		"equals go together":                   {[]int{30, 9, 9, 2}, "30 · · · "},
		"several small ones too":               {[]int{30, 9, 4, 4, 0}, "30 · · · 0 "},
		"all small, all masked":                {[]int{4, 3, 0}, "· · · "},
	} {
		t.Run(name, func(t *testing.T) {
			if got := show(c.counts, maskExclusive(c.counts, Threshold)); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}
