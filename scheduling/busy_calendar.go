package scheduling

import "time"

// BusyCalendar is a calendar of a person's own that says when she is busy, and
// nothing else: neither what for, nor where, nor with whom is kept.
type BusyCalendar struct {
	ID           BusyCalendarID
	Resource     string // "user:ID", "facilitator:ID"
	Source       BusySource
	Sealed       []byte // the address: whoever holds it reads the calendar
	Shown        string // what of the address may be seen: its host
	ETag         string // of the last answer, so that an unchanged calendar costs nothing
	LastModified string
	AddedBy      UserID
	AddedAt      time.Time
	NextAt       time.Time // due again; zero for a file
	AnsweredAt   time.Time // the last good answer, "unchanged" included
	ReadAt       time.Time // the last whole reading: its spans reach BusyHorizon from here
	FailingSince time.Time // zero: the last try went well
	Failures     int       // in a row
	Reason       BusyFailure
	Unreadable   int // lines of the calendar that could not be read
	FirstLine    int // the first of them
}

// BusySource is where a busy calendar comes from.
type BusySource string

// The sources.
const (
	BusyAddress BusySource = "address" // fetched every hour
	BusyFile    BusySource = "file"    // read once
)

// BusyFailure is why a calendar could not be read; the labels are in
// templates/messages.
type BusyFailure string

// BusyHorizon is how far ahead busy time is kept, in months: a year to plan,
// and the half before it.
const BusyHorizon = 18

// BusyWindow is the time that a reading at an instant keeps.
func BusyWindow(now time.Time) Span {
	return Span{now.AddDate(0, 0, -1), now.AddDate(0, BusyHorizon, 0)}
}

// BusyState is how far a busy calendar can be trusted; it is derived, never
// stored.
type BusyState string

// The states.
const (
	BusyFresh   BusyState = "fresh"
	BusyLate    BusyState = "late"    // the last tries failed, or the file is old
	BusyFailing BusyState = "failing" // for so long that somebody must look
)

const (
	busyPatience = 24 * time.Hour      // of failures, before a person is asked to look
	busyFileAge  = 90 * 24 * time.Hour // then a file is asked for again
)

// State derives how b stands at an instant.
func (b BusyCalendar) State(now time.Time) BusyState {
	switch {
	case b.Source == BusyFile && now.Sub(b.ReadAt) > busyFileAge:
		return BusyLate
	case b.FailingSince.IsZero():
		return BusyFresh
	case now.Sub(b.FailingSince) < busyPatience:
		return BusyLate
	}
	return BusyFailing
}

// BusyAlarm is since when a calendar must have failed for somebody to be
// asked to look at it.
func BusyAlarm(now time.Time) time.Time { return now.Add(-busyPatience) }
