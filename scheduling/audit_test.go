package scheduling_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"trame/scheduling"
)

// chained links events of these reasons as store does, and gives the last hash.
func chained(reasons []string) (last string) {
	for i, reason := range reasons {
		e := scheduling.AuditEvent{Seq: int64(i + 1), ID: "e", Actor: "user:a", Verb: "read", Subject: "insured:i", Fields: "{}", Reason: reason, Previous: last}
		last = e.Sum()
	}
	return last
}

func TestRule26_TheChainShowsTampering(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		events := rapid.SliceOfNDistinct(rapid.StringN(1, 20, -1), 2, 8, rapid.ID[string]).Draw(t, "events")
		whole := chained(events)
		i := rapid.IntRange(0, len(events)-2).Draw(t, "i")
		swapped := slices.Clone(events)
		swapped[i], swapped[i+1] = swapped[i+1], swapped[i]
		altered := slices.Clone(events)
		altered[i] += "."
		removed := slices.Delete(slices.Clone(events), i, i+1)
		for name, tampered := range map[string][]string{"swapped": swapped, "altered": altered, "removed": removed} {
			if chained(tampered) == whole {
				t.Fatalf("%s does not show", name)
			}
		}
	})
}

// A golden value: the chain of a database written by an older version must verify.
func TestRule26_TheChainNeverChanges(t *testing.T) {
	e := scheduling.AuditEvent{
		Seq: 2, ID: "01a2", At: time.Date(2027, 1, 12, 13, 0, 0, 500_000_000, time.UTC), Actor: "user:a", Verb: "read",
		Subject: "insured:i", Unit: "unit-95", Fields: `{"n":1}`, Reason: "appel", Previous: "ab12",
	}
	if want := "82d5f012016b3bd0d2dd78c1ba6dfae94109c85f98886add4f4931249212f082"; e.Sum() != want {
		t.Errorf("got %s", e.Sum())
	}
}
