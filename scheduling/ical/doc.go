// Package ical writes the calendar objects that leave Trame: invitations,
// cancellations, single downloads and feeds (RFC 5545, 5546, 7986). It is the
// one keeper of go-ical and writes around what that library leaves open: line
// folding, hostile text in values and parameters, VTIMEZONE.
//
// What it promises of every object it returns:
//   - one VEVENT, one UID, one attendee: no reader sees another (rule 14);
//   - no text, name or address can end its property and begin another;
//   - the same arguments give the same bytes, for ever;
//   - Validate accepts it.
//
// What it cannot know is what a title or a place may reveal: the caller hands
// the public title and the public place when the reader is a participant.
package ical
