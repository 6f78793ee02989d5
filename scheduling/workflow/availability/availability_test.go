package availability_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"trame/scheduling"
	"trame/scheduling/fetch"
	"trame/scheduling/store"
	"trame/scheduling/store/storetest"
	"trame/scheduling/valdoise"
	"trame/scheduling/vault"
	"trame/scheduling/workflow/availability"
)

const (
	morning = "2027-01-12T08:00:00Z"
	psy     = "facilitator:facilitator-psy"
	claires = "user:agent-claire"
	osny    = "room:room-osny"
	address = "webcal://calendar.example.com/private-8d2f0c/basic.ics"
)

var reference = storetest.NewFilled(morning, func(ctx context.Context, db *store.DB) error { return valdoise.Load(ctx, db, "hash") })

// web is what stands at the one address there is.
type web struct {
	body  string
	err   error
	asked []fetch.Known
	at    string
}

func (w *web) get(_ context.Context, address string, known fetch.Known) (fetch.Answer, error) {
	w.asked, w.at = append(w.asked, known), address
	tag := fetch.Known{ETag: fmt.Sprintf("%q", fmt.Sprint(len(w.body)))}
	switch {
	case w.err != nil:
		return fetch.Answer{}, w.err
	case known == tag:
		return fetch.Answer{Known: tag, Unchanged: true}, nil
	}
	return fetch.Answer{Known: tag, Body: []byte(w.body)}, nil
}

// calendar is busy from an hour in UTC, each week.
func calendar(from string) string {
	return "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nSUMMARY:Secret\nDTSTART:" + from + "\nDURATION:PT1H\nRRULE:FREQ=WEEKLY\nEND:VEVENT\nEND:VCALENDAR\n"
}

type house struct {
	*testing.T
	db                   *store.DB
	clock                *storetest.Clock
	web                  *web
	desk                 *availability.Desk
	claire, samir, lucie scheduling.Actor
}

func inEachHouse(t *testing.T, f func(h *house)) {
	t.Helper()
	clock := storetest.NewClock(morning)
	reference.EachDialect(t, clock, func(t *testing.T, db *store.DB) {
		clock.Set(storetest.NewClock(morning).Now())
		keyset, err := vault.Generate()
		if err != nil {
			t.Fatal(err)
		}
		keys, err := vault.New(keyset)
		if err != nil {
			t.Fatal(err)
		}
		h := &house{T: t, db: db, clock: clock, web: &web{body: calendar("20270119T090000Z")}}
		h.desk = availability.New(db, keys, h.web.get)
		h.claire, h.samir, h.lucie = h.actor("agent-claire"), h.actor("agent-samir"), h.actor("agent-lucie")
		f(h)
	})
}

func (h *house) actor(id scheduling.UserID) (actor scheduling.Actor) {
	h.read(func(tx *store.Tx) error {
		u, err := tx.User(id)
		if err == nil {
			actor, err = tx.Actor(u, scheduling.DateOf(tx.Now))
		}
		return err
	})
	return actor
}

func (h *house) read(f func(tx *store.Tx) error) {
	h.Helper()
	if err := h.db.Read(h.Context(), f); err != nil {
		h.Fatal(err)
	}
}

// follow has the psychologist's calendar followed.
func (h *house) follow() scheduling.BusyCalendarID {
	h.Helper()
	id, err := h.desk.Follow(h.Context(), h.claire, psy, address)
	if err != nil {
		h.Fatal(err)
	}
	return id
}

func (h *house) calendar() availability.Followed {
	h.Helper()
	sheet, err := h.desk.Sheet(h.Context(), h.claire, psy)
	if err != nil || len(sheet.Calendars) != 1 {
		h.Fatalf("%d calendars (%v)", len(sheet.Calendars), err)
	}
	return sheet.Calendars[0]
}

// busyAt is the first hour at which the psychologist is busy.
func (h *house) busyAt() (hour string, spans int) {
	h.Helper()
	h.read(func(tx *store.Tx) error {
		list, err := tx.BusySpans(h.calendar().ID)
		if len(list) > 0 {
			hour = list[0].From.Format("02T15:04")
		}
		spans = len(list)
		return err
	})
	return hour, spans
}

func (h *house) refreshed() int {
	h.Helper()
	n, err := h.desk.Refresh(h.Context())
	if err != nil {
		h.Fatal(err)
	}
	return n
}

func TestACalendarIsFollowedForEighteenMonthsAhead(t *testing.T) {
	inEachHouse(t, func(h *house) {
		h.follow()
		if hour, spans := h.busyAt(); hour != "19T09:00" || spans != 78 {
			h.Errorf("busy from %s, %d times", hour, spans)
		}
		b := h.calendar()
		if b.State != scheduling.BusyFresh || b.Shown != "calendar.example.com" || h.web.at != "https://calendar.example.com/private-8d2f0c/basic.ics" {
			h.Errorf("followed %+v, asked at %s", b, h.web.at)
		}
		if bytes.Contains(b.Sealed, []byte("private")) {
			h.Error("the address lies open in the database")
		}
	})
}

func TestAnUnchangedCalendarIsAskedForAtMostHourlyAndWholeOnceAWeek(t *testing.T) {
	inEachHouse(t, func(h *house) {
		h.follow()
		if n := h.refreshed(); n != 0 {
			h.Errorf("%d asked for again at once", n)
		}
		h.clock.Add(59 * time.Minute)
		if n := h.refreshed(); n != 0 {
			h.Errorf("%d asked for within the hour", n)
		}
		h.clock.Add(17 * time.Minute)
		if n := h.refreshed(); n != 1 || h.web.asked[1] == (fetch.Known{}) {
			h.Errorf("%d asked for after it, with %v", n, h.web.asked)
		}
		h.clock.Add(8 * 24 * time.Hour)
		if n := h.refreshed(); n != 1 || h.web.asked[2] != (fetch.Known{}) {
			h.Errorf("%d asked for a week later, with %v", n, h.web.asked)
		}
		if _, spans := h.busyAt(); spans != 79 {
			h.Errorf("busy %d times: the horizon stays behind", spans)
		}
	})
}

func TestAChangedCalendarTakesThePlaceOfTheOld(t *testing.T) {
	inEachHouse(t, func(h *house) {
		h.follow()
		h.web.body = calendar("20270120T100000Z")
		h.web.body = strings.Replace(h.web.body, "SUMMARY:Secret", "SUMMARY:Secrets", 1)
		h.clock.Add(2 * time.Hour)
		h.refreshed()
		if hour, _ := h.busyAt(); hour != "20T10:00" {
			h.Errorf("busy from %s", hour)
		}
	})
}

func TestACalendarThatFailsKeepsWhatWasKnownAndWaitsLonger(t *testing.T) {
	inEachHouse(t, func(h *house) {
		h.follow()
		h.web.err = fetch.ErrGone
		tries := 0
		for range 60 { // hours
			h.clock.Add(time.Hour)
			tries += h.refreshed()
		}
		b := h.calendar()
		if tries > 7 || b.State != scheduling.BusyFailing || b.Reason != "gone" || b.Failures != tries {
			h.Errorf("%d tries, %+v", tries, b)
		}
		if _, spans := h.busyAt(); spans != 78 {
			h.Errorf("%d spans are left", spans)
		}
		h.read(func(tx *store.Tx) error {
			needs, err := tx.FailingCalendars(h.claire.Units(scheduling.Organise), scheduling.BusyAlarm(tx.Now))
			if len(needs) != 1 || needs[0].Of != "facilitator-psy" || needs[0].Label != "Émilie Caron" {
				h.Errorf("needs %+v", needs)
			}
			return err
		})
		h.web.err = nil
		h.clock.Add(31 * time.Hour)
		h.refreshed()
		if b := h.calendar(); b.State != scheduling.BusyFresh || b.Failures != 0 || b.Reason != "" {
			h.Errorf("back, it is %+v", b)
		}
	})
}

func TestACalendarThatCannotBeReadIsRefusedWithTheReason(t *testing.T) {
	inEachHouse(t, func(h *house) {
		for name, test := range map[string]struct {
			typed string
			body  string
			err   error
			want  string
		}{
			"no address":     {"example", "", nil, "busy_calendar.unreadable.address (address)"},
			"inside":         {address, "", fetch.ErrPrivate, "busy_calendar.unreadable.private (address)"},
			"gone":           {address, "", fetch.ErrGone, "busy_calendar.unreadable.gone (address)"},
			"broken":         {address, "", errors.New("reset"), "busy_calendar.unreadable.network (address)"},
			"a sign-in page": {address, "<html>", nil, "busy_calendar.unreadable.not_calendar (address)"},
		} {
			h.web.body, h.web.err = test.body, test.err
			if _, err := h.desk.Follow(h.Context(), h.claire, psy, test.typed); err == nil || err.Error() != test.want {
				h.Errorf("%s: %v, want %s", name, err, test.want)
			}
		}
		if _, err := h.desk.Upload(h.Context(), h.claire, psy, []byte("%PDF")); err == nil || err.Error() != "busy_calendar.unreadable.not_calendar (file)" {
			h.Errorf("a file that is none: %v", err)
		}
	})
}

func TestAFileTakesThePlaceOfTheOneBeforeAndThreeCalendarsAreEnough(t *testing.T) {
	inEachHouse(t, func(h *house) {
		for range 3 {
			if _, err := h.desk.Upload(h.Context(), h.claire, claires, []byte(calendar("20270119T090000Z"))); err != nil {
				h.Fatal(err)
			}
		}
		for i := range 3 {
			_, err := h.desk.Follow(h.Context(), h.claire, claires, address)
			if want := i == 2; (scheduling.KindOf(err) == scheduling.Conflict) != want {
				h.Errorf("calendar %d: %v", i+2, err)
			}
		}
		h.clock.Add(100 * 24 * time.Hour)
		sheet, err := h.desk.Sheet(h.Context(), h.claire, claires)
		if err != nil || len(sheet.Calendars) != 3 || sheet.Calendars[0].State != scheduling.BusyLate {
			h.Errorf("%+v (%v)", sheet.Calendars, err)
		}
		resource, err := h.desk.Unfollow(h.Context(), h.claire, sheet.Calendars[0].ID)
		if err != nil || resource != claires {
			h.Errorf("unfollowed %s (%v)", resource, err)
		}
	})
}

func TestWhoMayKeepWhoseAvailability(t *testing.T) {
	inEachHouse(t, func(h *house) {
		id := h.follow()
		away := scheduling.Absence{From: scheduling.MustDate("2027-02-01"), AllDay: true, Label: " congés "}
		for name, test := range map[string]struct {
			actor    scheduling.Actor
			resource string
			want     scheduling.Kind
		}{
			"an organiser, a partner's person": {h.claire, psy, 0},
			"an agent, herself":                {h.lucie, "user:agent-lucie", 0},
			"an organiser, a colleague":        {h.claire, "user:agent-samir", scheduling.NotFound},
			"an adviser, a partner's person":   {h.lucie, psy, scheduling.Forbidden},
			"nobody, a partner's person":       {scheduling.Actor{}, psy, scheduling.NotFound},
			"nobody, nobody":                   {scheduling.Actor{}, "user:", scheduling.NotFound},
			"an organiser, a room":             {h.claire, osny, 0},
			"an adviser, a room":               {h.lucie, osny, scheduling.Forbidden},
			"nobody, a room":                   {scheduling.Actor{}, osny, scheduling.NotFound},
		} {
			away.Resource = test.resource
			absence, err := h.desk.AddAbsence(h.Context(), test.actor, away)
			if scheduling.KindOf(err) != test.want {
				h.Errorf("%s, an absence: %v", name, err)
			}
			if err == nil {
				if resource, err := h.desk.RemoveAbsence(h.Context(), test.actor, absence); err != nil || resource != test.resource {
					h.Errorf("%s, take it out: %v", name, err)
				}
			}
			if test.resource == osny {
				test.want = scheduling.NotFound // its hours are its site's, and it has no calendar
			}
			err = h.desk.SetHours(h.Context(), test.actor, test.resource, []scheduling.WeeklyHours{{Weekday: time.Monday, From: 540, Until: 720}})
			if scheduling.KindOf(err) != test.want {
				h.Errorf("%s, hours: %v", name, err)
			}
			if _, err := h.desk.Follow(h.Context(), test.actor, test.resource, address); scheduling.KindOf(err) != test.want {
				h.Errorf("%s, a calendar: %v", name, err)
			}
		}
		if _, err := h.desk.Unfollow(h.Context(), h.lucie, id); scheduling.KindOf(err) != scheduling.Forbidden {
			h.Errorf("an adviser unfollows: %v", err)
		}
		sheet, err := h.desk.Sheet(h.Context(), h.lucie, psy)
		if err != nil || sheet.MayChange || sheet.Name != "Émilie Caron" || len(sheet.Hours) != 1 {
			h.Errorf("an adviser sees %+v (%v)", sheet, err)
		}
	})
}

// The address opens the calendar, and a title may tell an illness: neither is
// anywhere in the database but sealed.
func TestNothingOfACalendarButItsTimesIsKept(t *testing.T) {
	inEachHouse(t, func(h *house) {
		h.follow()
		h.read(func(tx *store.Tx) error {
			traces, err := tx.AuditIn(store.AuditFilter{Units: h.claire.Units(scheduling.SeePlan)}, 200)
			for _, trace := range traces {
				if text := fmt.Sprintf("%+v", trace); strings.Contains(text, "private-") || strings.Contains(text, "Secret") || strings.Contains(text, "example.com") {
					h.Errorf("a trace tells of the calendar: %s", text)
				}
			}
			return err
		})
		b := h.calendar()
		b.Sealed = nil
		if text := fmt.Sprintf("%+v", b); strings.Contains(text, "private-") || strings.Contains(text, "Secret") {
			h.Errorf("kept in the open: %s", text)
		}
	})
}
