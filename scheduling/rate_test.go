package scheduling_test

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"trame/scheduling"
)

func TestRule19_AttendanceRate(t *testing.T) {
	regular := scheduling.AttendanceCounts{Present: 8, Partial: 1, Excused: 1}
	irregular := scheduling.AttendanceCounts{Present: 3, Excused: 3, Unexcused: 4}
	neverCame := scheduling.AttendanceCounts{Unexcused: 10}
	for name, c := range map[string]struct {
		people     []scheduling.AttendanceCounts
		gross, net scheduling.Rate
	}{
		"nobody":                         {nil, scheduling.Rate{}, scheduling.Rate{}},
		"partly there counts as there":   {[]scheduling.AttendanceCounts{regular}, scheduling.Rate{Part: 9, N: 10}, scheduling.Rate{Part: 9, N: 10}},
		"excused weighs like unexcused":  {[]scheduling.AttendanceCounts{irregular}, scheduling.Rate{Part: 3, N: 10}, scheduling.Rate{Part: 3, N: 10}},
		"net leaves out who never came":  {[]scheduling.AttendanceCounts{regular, irregular, neverCame}, scheduling.Rate{Part: 12, N: 30}, scheduling.Rate{Part: 12, N: 20}},
		"not yet filled in is not there": {[]scheduling.AttendanceCounts{{}}, scheduling.Rate{}, scheduling.Rate{}},
	} {
		t.Run(name, func(t *testing.T) {
			gross, net := scheduling.AttendanceRate(c.people)
			if gross != c.gross || net != c.net {
				t.Errorf("gross %v net %v, want %v and %v", gross, net, c.gross, c.net)
			}
		})
	}
}

func TestRule19_OnlyFourStatusesCount(t *testing.T) {
	var counts scheduling.AttendanceCounts
	for _, s := range []scheduling.AttendanceStatus{
		scheduling.Expected, scheduling.Present, scheduling.Partial, scheduling.AbsentExcused,
		scheduling.AbsentUnexcused, scheduling.NotConcerned, scheduling.Present,
	} {
		counts.Add(s)
	}
	if want := (scheduling.AttendanceCounts{Present: 2, Partial: 1, Excused: 1, Unexcused: 1}); counts != want {
		t.Errorf("got %+v, want %+v", counts, want)
	}
}

func TestWilsonInterval(t *testing.T) {
	for name, c := range map[string]struct {
		rate scheduling.Rate
		want string
	}{
		"the example of a group of twelve": {scheduling.Rate{Part: 11, N: 12}, "64.6–98.5 true"},
		"unanimous is not certain":         {scheduling.Rate{Part: 12, N: 12}, "75.8–100.0 true"},
		"nobody of ten":                    {scheduling.Rate{Part: 0, N: 10}, "0.0–27.8 true"},
		"a national sample is narrow":      {scheduling.Rate{Part: 3658, N: 3976}, "91.1–92.8 true"},
		"no base, no interval":             {scheduling.Rate{}, "0.0–0.0 false"},
	} {
		t.Run(name, func(t *testing.T) {
			low, high, ok := c.rate.Wilson()
			if got := fmt.Sprintf("%.1f–%.1f %t", low, high, ok); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestARateOfNobodyIsNotZero(t *testing.T) {
	if _, ok := (scheduling.Rate{}).Percent(); ok {
		t.Error("0 of 0 has a percentage")
	}
	if p, ok := (scheduling.Rate{Part: 1, N: 4}).Percent(); !ok || p != 25 {
		t.Errorf("1 of 4 is %v %v", p, ok)
	}
}

func TestRule23_LargestRemainder(t *testing.T) {
	for name, c := range map[string]struct {
		counts []int
		whole  int
		want   []int
	}{
		"thirds, the first gets the odd one":       {[]int{1, 1, 1}, 100, []int{34, 33, 33}},
		"the largest remainder, not the first":     {[]int{1, 4, 2}, 100, []int{14, 57, 29}},
		"plain rounding would make 99.9":           {[]int{1, 1, 1}, 1000, []int{334, 333, 333}},
		"an empty row stays empty":                 {[]int{0, 3, 3, 0}, 100, []int{0, 50, 50, 0}},
		"an empty base is all zeros":               {[]int{0, 0}, 100, []int{0, 0}},
		"no rows":                                  {nil, 100, []int{}},
		"the published ages":                       {[]int{0, 18, 39, 55, 2}, 1000, []int{0, 158, 342, 482, 18}},
		"the outcomes with the eight who vanished": {[]int{33, 19, 17, 15, 6, 4, 5, 7, 8}, 100, []int{29, 17, 15, 13, 5, 4, 4, 6, 7}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := scheduling.LargestRemainder(c.counts, c.whole); !slices.Equal(got, c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

func TestRule23_SharesAlwaysSumToTheWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		counts := rapid.SliceOfN(rapid.IntRange(0, 1_000_000), 1, 40).Draw(t, "counts")
		whole := rapid.SampledFrom([]int{scheduling.InPercent, scheduling.InTenths}).Draw(t, "whole")
		shares, base, sum := scheduling.LargestRemainder(counts, whole), 0, 0
		for i, c := range counts {
			base, sum = base+c, sum+shares[i]
			if c == 0 && shares[i] != 0 {
				t.Fatalf("nobody got %d", shares[i])
			}
		}
		if base == 0 {
			whole = 0
		}
		if sum != whole {
			t.Fatalf("%v sums to %d, want %d", shares, sum, whole)
		}
		for i, c := range counts {
			if base > 0 && (shares[i] < c*whole/base || shares[i] > c*whole/base+1) {
				t.Fatalf("%d of %d got %d", c, base, shares[i])
			}
		}
	})
}
