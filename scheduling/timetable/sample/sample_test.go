package sample_test

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"testing"

	"trame/scheduling/timetable"
	"trame/scheduling/timetable/sample"
)

func TestEveryInstanceIsValid(t *testing.T) {
	for _, size := range sample.Sizes {
		for _, tight := range []bool{false, true} {
			seeds := uint64(20)
			if size == sample.Region || size == sample.Nation {
				seeds = 1
			}
			for seed := uint64(1); seed <= seeds; seed++ {
				ins := sample.Instance(size, seed, tight)
				if err := ins.Validate(); err != nil {
					t.Errorf("%s: %v", ins.Name, err)
				}
			}
		}
	}
}

func TestTheFiguresAreTheFields(t *testing.T) {
	for size, want := range map[sample.Size][4]int{ // cohorts, rooms, people, sites
		sample.XS:         {3, 3, 2 + 4, 2},
		sample.Department: {376, 43, 39 + 90, 2},
		sample.Region:     {3006, 345, 310 + 800, 16},
		sample.Nation:     {16000, 2400, 1650 + 5000, 202},
	} {
		ins := sample.Instance(size, 1, false)
		if got := [4]int{len(ins.Cohorts), len(ins.Rooms), len(ins.People), len(ins.Sites)}; got != want {
			t.Errorf("%s: %v, want %v", size, got, want)
		}
	}
	plain, tight := sample.Instance(sample.L, 1, false), sample.Instance(sample.L, 1, true)
	if got := len(plain.People) - len(tight.People); got != 40 {
		t.Errorf("tight has %d people fewer, want 40", got)
	}
}

// A figure published for an instance would mean nothing if the instance moved.
func TestAnInstanceNeverChanges(t *testing.T) {
	for want, ins := range map[string]*timetable.Instance{
		"ac7bb88650fc38e3": sample.Instance(sample.XS, 1, false),
		"fa8a3b9a736ea3aa": sample.Instance(sample.L, 2, true),
	} {
		sum := sha256.New()
		if err := ins.Write(sum); err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprintf("%x", sum.Sum(nil)[:8]); got != want {
			t.Errorf("%s: %s, was %s", ins.Name, got, want)
		}
	}
}

func BenchmarkReadNation(b *testing.B) {
	var file bytes.Buffer
	if err := sample.Instance(sample.Nation, 1, false).Write(&file); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(file.Len()))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := timetable.ReadInstance(bytes.NewReader(file.Bytes())); err != nil {
			b.Fatal(err)
		}
	}
}
