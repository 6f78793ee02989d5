package inviting

import (
	"context"
	"fmt"

	"trame/scheduling"
	"trame/scheduling/ical"
)

// Calendar is the n-th visit of the page behind a link, from 1, as a calendar
// object to add once: the public title and place, private, nobody else named
// (calendar.md §6). Only who has a seat gets one.
func (d *Desk) Calendar(ctx context.Context, token string, n int) (object []byte, err error) {
	w, err := d.Welcome(ctx, token)
	if err != nil {
		return nil, err
	}
	if w.Standing != HasSeat || n < 1 || n > len(w.Visits) {
		return nil, scheduling.Refuse(scheduling.NotFound, "not_found", "")
	}
	v := w.Visits[n-1]
	zone, err := scheduling.LoadZone(v.Zone)
	if err != nil {
		return nil, fmt.Errorf("zone of meeting: %w", err)
	}
	status := ical.Confirmed
	if v.Cancelled {
		status = ical.Cancelled
	}
	return ical.Publish(ical.Meeting{
		UID: v.uid, Sequence: v.sequence, Summary: w.Title, Location: v.Place, Start: v.Start, End: v.End, Zone: zone,
		Status: status, Changed: v.changed, Private: true,
	}, ical.Party{Name: w.Organisation.SenderName, Address: w.Organisation.SenderEmail})
}
