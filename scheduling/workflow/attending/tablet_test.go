package attending_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"trame/scheduling"
	"trame/scheduling/workflow/attending"
)

func TestRule18_AMarkThatATabletSendsTwiceIsOneMark(t *testing.T) {
	story(t, func(w *world) {
		w.after(1)
		ctx := w.t.Context()
		for range 2 { // the answer to the first was lost
			got, err := w.desk.Take(ctx, w.worker, meeting(1), "tablet-1-mark-1", present("e1", 0))
			w.ok(err)
			if !got.Saved || got.Attendance.Version != 1 || got.By != "Agent ass" || got.Turnout.Present != 1 || got.Turnout.Unmarked != 3 {
				w.t.Errorf("taken %+v", got)
			}
		}
		got, err := w.desk.Take(ctx, w.second, meeting(1), "tablet-2-mark-1", attending.Mark{Enrolment: "e1", Status: scheduling.AbsentUnexcused})
		w.ok(err)
		if got.Saved || got.Attendance.Status != scheduling.Present || got.By != "Agent ass" {
			w.t.Errorf("a colleague's mark was overwritten, or hidden: %+v", got)
		}
		if lines := w.history(1); len(lines) != 1 {
			w.t.Errorf("history %q", lines)
		}
		_, err = w.desk.Take(ctx, w.second, meeting(1), "tablet-1-mark-1", present("e1", 0))
		w.refused(err, "idempotency.reused")
		_, err = w.desk.Take(ctx, w.worker, meeting(1), "tablet-1-mark-1", present("e2", 0))
		w.refused(err, "idempotency.reused")
		_, err = w.desk.Take(ctx, w.worker, meeting(1), "short", present("e2", 0))
		w.refused(err, "attendance.mark.name")
		_, err = w.desk.Take(ctx, w.manager, meeting(1), "tablet-3-mark-1", present("e2", 0))
		w.refused(err, "actor.may_not.invite")
	})
}

// tablet keeps marks while it has no network.
type tablet struct {
	actor scheduling.Actor
	seen  map[scheduling.EnrolmentID]int // the version of each line that it knows
	queue []sending
}

type sending struct {
	name string
	mark attending.Mark
}

// syncing is one meeting that two tablets mark.
type syncing struct {
	*world
	rt      *rapid.T
	meeting scheduling.MeetingID
	tablets [2]*tablet
	made    int
	saved   map[scheduling.EnrolmentID]int // marks by line
}

var (
	touched = []scheduling.AttendanceStatus{scheduling.Present, scheduling.Partial, scheduling.AbsentExcused, scheduling.AbsentUnexcused}
	marked  = []scheduling.EnrolmentID{"e1", "e2"}
)

// TestRule18_TwoTabletsThatSyncInAnyOrderLoseNothingAndDoubleNothing has two
// tablets mark the same people without network, and send what they have in any
// order, each mark once or more often: each is saved with one line of history,
// or told to be in conflict; and every line goes on from where the one before
// it ended.
func TestRule18_TwoTabletsThatSyncInAnyOrderLoseNothingAndDoubleNothing(t *testing.T) {
	story(t, func(w *world) {
		w.after(1)
		round := 0
		rapid.Check(w.t, func(rt *rapid.T) {
			round++
			s := &syncing{world: w, rt: rt, meeting: w.again(round), saved: map[scheduling.EnrolmentID]int{}}
			for n, actor := range []scheduling.Actor{w.worker, w.second} {
				s.tablets[n] = &tablet{actor: actor, seen: map[scheduling.EnrolmentID]int{}}
			}
			for left := rapid.IntRange(2, 8).Draw(rt, "touches"); left > 0 || len(s.tablets[0].queue)+len(s.tablets[1].queue) > 0; {
				b := s.tablets[rapid.IntRange(0, 1).Draw(rt, "tablet")]
				switch {
				case left > 0 && rapid.Bool().Draw(rt, "touch"):
					left--
					s.touch(b)
				case len(b.queue) > 0:
					s.send(b)
				}
			}
			s.consistent()
		})
	})
}

// touch has a tablet keep a mark.
func (s *syncing) touch(b *tablet) {
	s.made++
	b.queue = append(b.queue, sending{fmt.Sprintf("%s-mark-%03d", s.meeting, s.made), attending.Mark{
		Enrolment: rapid.SampledFrom(marked).Draw(s.rt, "who"), Status: rapid.SampledFrom(touched).Draw(s.rt, "status"),
	}})
}

// send sends a tablet's first mark, maybe several times: answers get lost.
func (s *syncing) send(b *tablet) {
	next := b.queue[0]
	b.queue = b.queue[1:]
	e := next.mark.Enrolment
	next.mark.Version = b.seen[e]
	before := len(s.lines(s.meeting, e))
	var outcomes []bool
	for range rapid.IntRange(1, 3).Draw(s.rt, "times") {
		s.clock.Add(time.Second)
		got, err := s.desk.Take(s.t.Context(), b.actor, s.meeting, next.name, next.mark)
		if err != nil {
			s.rt.Fatal(err)
		}
		outcomes = append(outcomes, got.Saved)
		b.seen[e] = got.Attendance.Version
	}
	written := len(s.lines(s.meeting, e)) - before
	if slices.Contains(outcomes, !outcomes[0]) || written > 1 || written == 1 && !outcomes[0] {
		s.rt.Fatalf("%s was told %v, and wrote %d lines", next.name, outcomes, written)
	}
	s.saved[e] += written
}

// consistent checks that the history of each line is whole: as long as the
// marks that were saved, unbroken, and ending in what stands.
func (s *syncing) consistent() {
	sheet, err := s.desk.Sheet(s.t.Context(), s.worker, s.meeting)
	if err != nil {
		s.rt.Fatal(err)
	}
	for _, e := range marked {
		lines := s.lines(s.meeting, e)
		if len(lines) != s.saved[e] {
			s.rt.Fatalf("%s: %d lines for %d marks", e, len(lines), s.saved[e])
		}
		at := scheduling.Expected
		for _, l := range lines {
			if l.From != at {
				s.rt.Fatalf("%s: a line goes on from %s, the one before ended in %s", e, l.From, at)
			}
			at = l.To
		}
		for _, r := range sheet.Rows {
			if r.Enrolment.ID == e && r.Attendance.Status != at {
				s.rt.Fatalf("%s stands at %s, its history at %s", e, r.Attendance.Status, at)
			}
		}
	}
}

func TestRule18_TabletsThatSendAtOnceSaveOneMarkALine(t *testing.T) {
	story(t, func(w *world) {
		w.after(1)
		var sending sync.WaitGroup
		var mu sync.Mutex
		saved := map[scheduling.EnrolmentID]int{}
		for n := range 24 { // six tablets, each mark sent twice at the same time
			actor := []scheduling.Actor{w.worker, w.second}[n/2%2]
			m := attending.Mark{Enrolment: scheduling.EnrolmentID(fmt.Sprint("e", 1+n/2%4)), Status: touched[n/2%3], MinutesMissed: 0}
			sending.Go(func() {
				got, err := w.desk.Take(w.t.Context(), actor, meeting(1), fmt.Sprintf("at-once-%02d", n/2), m)
				if err != nil {
					w.t.Error(err)
				}
				mu.Lock()
				defer mu.Unlock()
				if got.Saved {
					saved[m.Enrolment]++
				}
			})
		}
		sending.Wait()
		for e := range saved {
			if lines := w.lines(meeting(1), e); len(lines) != 1 {
				w.t.Errorf("%s: %d lines of history", e, len(lines))
			}
		}
		if len(saved) != 4 {
			w.t.Errorf("marks of %d lines were saved", len(saved))
		}
	})
}
