package eligibility_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"trame/templates"
)

func TestEveryReasonReadsAsASentence(t *testing.T) {
	set := rules(t, every...)
	rapid.Check(t, func(t *rapid.T) {
		known := dated(t)
		p := known
		for _, forget := range forgetting {
			if rapid.IntRange(0, 9).Draw(t, "forgets") == 0 {
				forget(&known, &p)
			}
		}
		for _, r := range set.Explain(&p, drawnDay.Draw(t, "on")) {
			sentence := templates.Message(r.Reason, r.With...)
			if sentence == r.Reason || strings.ContainsAny(sentence, "{}") {
				t.Fatalf("%s reads %q", r.Reason, sentence)
			}
		}
	})
}
