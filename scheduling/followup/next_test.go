package followup_test

import (
	"testing"

	"trame/scheduling"
	"trame/scheduling/followup"
)

func TestTheNextTryIsProposed(t *testing.T) {
	for name, c := range map[string]struct {
		outcome   scheduling.AttemptOutcome
		tries     int
		day, want string
	}{
		"nobody answers":            {scheduling.AttemptNoAnswer, 1, "2027-08-02", "2027-08-04"},
		"never at a week-end":       {scheduling.AttemptNoAnswer, 1, "2027-08-05", "2027-08-09"},
		"a letter has its time":     {scheduling.AttemptSent, 1, "2027-08-02", "2027-08-16"},
		"a wrong number: otherwise": {scheduling.AttemptWrongNumber, 2, "2027-08-02", "2027-08-03"},
		"after three, less often":   {scheduling.AttemptNoAnswer, 4, "2027-08-02", "2027-08-06"},
		"reached: she says":         {scheduling.AttemptReached, 1, "2027-08-02", ""},
	} {
		t.Run(name, func(t *testing.T) {
			if got := followup.NextTry(c.outcome, c.tries, day(c.day)); got != day(c.want) {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}
