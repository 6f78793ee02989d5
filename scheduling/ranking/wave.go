package ranking

import "math"

// Answers are what became of former invitations.
type Answers struct {
	Asked int // invitations that were answered, or had three weeks to be
	Came  int // « je viens »
}

// Before anybody was asked, three of ten are expected to come: ten invitations
// of that outcome are counted with the real ones, and soon weigh little.
const (
	expectedAsked = 10
	expectedCame  = 3
)

// Rate is the part of those asked who are expected to come, 0 to 1.
func (a Answers) Rate() float64 {
	return float64(a.Came+expectedCame) / float64(a.Asked+expectedAsked)
}

// Wave is how many to ask for so many free places, among so many people.
func (a Answers) Wave(free, people int) int {
	if free <= 0 {
		return 0
	}
	return min(people, int(math.Ceil(float64(free)/a.Rate())))
}
