package ical

import (
	"bytes"
	"fmt"
	"testing"
	"time"

	"trame/scheduling/ical/judges"
)

// seen is m as every reader of an object must understand it.
func seen(method Method, m Meeting, change func(*judges.Event)) judges.Event {
	e := judges.Event{
		Method: string(method), UID: m.UID, Sequence: m.Sequence, Summary: m.Summary, Description: m.Description, Location: m.Location,
		Status: string(m.Status), Start: judges.At(m.Start), End: judges.At(m.End),
	}
	change(&e)
	return e
}

func nobody(*judges.Event) {}

func asked(partstat string) func(*judges.Event) {
	return func(e *judges.Event) {
		e.Organizer, e.Attendees, e.Partstat = "mailto:"+desk.Address, []string{"mailto:" + mercier.Address}, partstat
	}
}

func organised(e *judges.Event) { e.Organizer = "mailto:" + desk.Address }

func called(name string, change func(*judges.Event)) func(*judges.Event) {
	return func(e *judges.Event) {
		change(e)
		e.Summary = name
	}
}

func TestRule16_EveryJudgeReadsEveryObjectAsItWasMeant(t *testing.T) {
	off := "ANNULÉ – " + tulipes.Summary
	hers := func(e *judges.Event) {
		asked("NEEDS-ACTION")(e)
		e.Summary, e.Class, e.Attendees = "Rencontre du service social", "PRIVATE", []string{"mailto:odile.martin@example.fr"}
	}
	meant := map[string][]judges.Event{
		"request":                       {seen(MethodRequest, tulipes, asked("NEEDS-ACTION"))},
		"request-moved-overseas":        {seen(MethodRequest, overseas.with(moved), asked("NEEDS-ACTION"))},
		"request-new-room-keeps-answer": {seen(MethodRequest, tulipes, asked("ACCEPTED"))},
		"request-to-a-participant":      {seen(MethodRequest, tulipes, hers)},
		"request-tentative":             {seen(MethodRequest, tulipes.with(func(m *Meeting) { m.Status = Tentative }), asked("TENTATIVE"))},
		"cancel":                        {seen(MethodCancel, tulipes.with(cancelled), asked(""))},
		"uninvite":                      {seen(MethodCancel, tulipes.with(moved).with(func(m *Meeting) { m.Status = "" }), asked(""))},
		"publish":                       {seen(MethodPublish, tulipes, organised)},
		"publish-cancelled":             {seen(MethodPublish, tulipes.with(cancelled), called(off, organised))},
		"feed":                          {seen(MethodFeed, overseas.with(other), nobody), seen(MethodFeed, tulipes.with(cancelled), called(off, nobody))},
		"feed-empty":                    {},
	}
	put := map[string]judges.Object{}
	for name, object := range objects {
		text, err := object.write()
		if err != nil {
			t.Fatal(err)
		}
		events, known := meant[name]
		if !known {
			t.Errorf("nobody says how %s is meant", name)
		}
		put[name] = judges.Object{Text: text, Events: events}
	}
	judges.Agree(t, put)
}

// The hours around every change of clocks, in every French zone, under a name
// of the zone that no judge can know: the VTIMEZONE alone tells the hour.
func TestRule29_EveryJudgeReadsTheHoursAroundEveryClockChange(t *testing.T) {
	put := map[string]judges.Object{}
	for name := range frenchZones {
		z, err := zoneOf(mustZone(name))
		if err != nil {
			t.Fatal(err)
		}
		var meetings []Meeting
		var meant []judges.Event
		for _, at := range changesOf(z) {
			for _, hours := range []time.Duration{-3, -1, 0, 1, 24} {
				m := tulipes.with(func(m *Meeting) {
					m.UID = fmt.Sprintf("%d.%d", at.Unix(), hours)
					m.Zone, m.Start = z.location, at.Add(hours*time.Hour)
					m.End = m.Start.Add(time.Hour)
				})
				if once(m) {
					meetings, meant = append(meetings, m), append(meant, seen(MethodFeed, m, nobody))
				}
			}
		}
		text, err := Feed(Calendar{Name: "Trame", Zone: z.location}, meetings)
		if err != nil {
			t.Fatal(err)
		}
		put[name] = judges.Object{Text: bytes.ReplaceAll(text, []byte(name), []byte("Trame-"+name[len(name)-5:])), Events: meant}
	}
	judges.Agree(t, put)
}

// changesOf are the instants around which z is judged: its changes of clocks
// from 2024 to 2037 or, where there are none, those of Paris in 2024.
func changesOf(z zone) (all []time.Time) {
	changes, last := z.changes, lastYear
	if len(changes) == 0 {
		home, err := zoneOf(paris)
		if err != nil {
			panic(err)
		}
		changes, last = home.changes, firstYear
	}
	for year := firstYear; year <= last; year++ {
		for _, c := range changes {
			all = append(all, c.in(year))
		}
	}
	return all
}

// once tells the hours of an autumn night that come twice: the second is
// refused, and half of the judges take the first for it.
func once(m Meeting) bool {
	for _, at := range []time.Time{m.Start, m.End} {
		for _, aside := range []time.Duration{-time.Hour, time.Hour} {
			if at.In(m.Zone).Format(wallClock) == at.Add(aside).In(m.Zone).Format(wallClock) {
				return false
			}
		}
	}
	return true
}

// A judge that never refuses judges nothing.
func TestTheJudgesAreAwake(t *testing.T) {
	put := map[string]judges.Object{}
	for name, text := range map[string][]byte{
		"an invitation from nobody":     edited(t, "request", "ORGANIZER", "X-ORGANIZER"),
		"an invitation to nobody":       edited(t, "request", "ATTENDEE", "X-ATTENDEE"),
		"an hour that is none":          edited(t, "request", "20270112T140000", "2027011214h"),
		"a calendar without a producer": edited(t, "request", "PRODID", "X-PRODID"),
	} {
		put[name] = judges.Object{Text: text}
	}
	judges.Refuse(t, put)
}
