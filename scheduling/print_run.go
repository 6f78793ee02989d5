package scheduling

import "time"

// PrintRun is letters that become one PDF in the background: more of them than
// anybody waits for in front of a screen. Its pages are sealed, and only who
// asked for them may open them. They go when they are printed, after a week, or
// when the file of somebody whose letter is in it is erased.
type PrintRun struct {
	ID      PrintRunID
	AskedBy UserID
	AskedAt time.Time
	Cohort  CohortID // "": every session
	Units   []UnitID // of the sessions
	Wanted  int      // letters

	BegunAt time.Time // its pages say how things stood then, or later
	BeatAt  time.Time // somebody draws it
	Done    int       // letters looked at, so far
	Written int       // of those, the ones on a page: somebody may have answered, or died
	Parts   int
	Bytes   int64

	ReadyAt     time.Time
	ForgottenAt time.Time
	Version     int
}

// PrintRunState is where a run stands; it is derived, never stored.
type PrintRunState string

// The states, in their order.
const (
	PrintRunDrawing   PrintRunState = "drawing"
	PrintRunReady     PrintRunState = "ready"
	PrintRunForgotten PrintRunState = "forgotten"
)

// State derives where r stands.
func (r PrintRun) State() PrintRunState {
	switch {
	case !r.ForgottenAt.IsZero():
		return PrintRunForgotten
	case !r.ReadyAt.IsZero():
		return PrintRunReady
	}
	return PrintRunDrawing
}

// PrintRunKept is how long a PDF waits to be printed.
const PrintRunKept = 7 * 24 * time.Hour

// Until is when its pages go, printed or not.
func (r PrintRun) Until() time.Time { return r.AskedAt.Add(PrintRunKept) }
