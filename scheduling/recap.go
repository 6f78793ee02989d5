package scheduling

import "time"

// Recap is a récapitulatif: the page on which a facilitator who wants one mail
// for all answers for every date of a session.
type Recap struct {
	Cohort      CohortID
	Facilitator FacilitatorID
	TokenHash   string
	OpenedAt    time.Time // part of its secret: opened anew, it is another page
	EndedAt     time.Time // she is no longer expected at all
}

// Thread is the line in which its mails leave.
func (r Recap) Thread() string {
	return "recap:" + string(r.Cohort) + ":facilitator:" + string(r.Facilitator)
}

// RecapLine is a meeting as a mail of a recap told it.
type RecapLine struct {
	Message     MessageID
	Meeting     MeetingID
	StartsAt    time.Time
	EndsAt      time.Time
	Site        SiteID
	CancelledAt time.Time
}

// RecapChange is what became of a date since she was last told of it.
type RecapChange string

// The changes, in the order in which they are told.
const (
	RecapSame      RecapChange = ""
	RecapCancelled RecapChange = "cancelled"
	RecapReleased  RecapChange = "released" // the meeting goes on without her
	RecapMoved     RecapChange = "moved"
	RecapElsewhere RecapChange = "elsewhere"
	RecapBack      RecapChange = "back" // it was cancelled, and is planned again
	RecapNew       RecapChange = "new"
)

// Since says what became of a date that she was told of as told; known is
// false when she never was.
func (m Meeting) Since(told RecapLine, known bool) RecapChange {
	off := !m.CancelledAt.IsZero()
	switch {
	case !known && off:
		return RecapSame
	case !known:
		return RecapNew
	case off && told.CancelledAt.IsZero():
		return RecapCancelled
	case off:
		return RecapSame
	case !told.CancelledAt.IsZero():
		return RecapBack
	case !m.StartsAt.Equal(told.StartsAt) || !m.EndsAt.Equal(told.EndsAt):
		return RecapMoved
	case m.Site != told.Site:
		return RecapElsewhere
	}
	return RecapSame
}
