package attending_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/workflow/attending"
)

// TestRule23_NobodyWhoStartedIsForgotten: whatever became of her place or of
// the session, whoever came once has exactly one follow-up.
func TestRule23_NobodyWhoStartedIsForgotten(t *testing.T) {
	states := []scheduling.EnrolmentState{scheduling.Enrolled, scheduling.DroppedOut, scheduling.Withdrawn, scheduling.Deceased}
	statuses := []scheduling.AttendanceStatus{
		scheduling.Present, scheduling.Partial, scheduling.AbsentExcused, scheduling.AbsentUnexcused, scheduling.NotConcerned,
	}
	people := rapid.SliceOfN(rapid.IntRange(0, 79), 8, 8)
	story(t, func(w *world) {
		w.hold(1, "ppuu")
		w.hold(4, "pupu")
		started := map[scheduling.EnrolmentID]bool{"e1": true, "e2": true, "e3": true}
		for seed := range 5 {
			w.write(func(tx *store.Tx) (err error) {
				for n, draw := range people.Example(seed) {
					id, status := fmt.Sprintf("%d-%d", seed, n), statuses[draw/4%5]
					e := scheduling.Enrolment{
						ID: scheduling.EnrolmentID("e" + id), Cohort: "c", Insured: scheduling.InsuredID("i" + id), State: states[draw%4],
						RankedAt: tx.Now, EnrolledAt: tx.Now, CreatedAt: tx.Now, Version: 1,
					}
					if status.Came() {
						started[e.ID] = true
					}
					err = errors.Join(err,
						tx.AddInsured(scheduling.Insured{ID: e.Insured, Unit: "u95", FirstName: "A", LastName: id, CreatedAt: tx.Now, Version: 1}),
						tx.AddEnrolment(e),
						tx.AddAttendance(scheduling.Attendance{
							ID: scheduling.AttendanceID("a" + id), Meeting: meeting(1 + draw/20), Enrolment: e.ID, Status: status, MarkedBy: "ass", MarkedAt: tx.Now, Version: 1,
						}))
				}
				return err
			})
			if seed == 3 { // the session is called off: they started all the same
				w.write(func(tx *store.Tx) error {
					c, err := tx.Cohort("c")
					c.CancelledAt = tx.Now
					return errors.Join(err, tx.ReplaceCohort(c))
				})
			}
			followed := map[scheduling.EnrolmentID]bool{}
			for _, f := range w.due() {
				if followed[f.Enrolment] || !started[f.Enrolment] {
					w.t.Errorf("%s is followed twice, or never came", f.Enrolment)
				}
				followed[f.Enrolment] = true
			}
			if len(followed) != len(started) {
				w.t.Fatalf("%d are followed of %d who started", len(followed), len(started))
			}
		}
	})
}

func TestRule13_ADeathLearntOnThePhoneStopsEveryMessageByEveryChannelOfEverySession(t *testing.T) {
	story(t, func(w *world) {
		f := finished(w)["e2"]
		w.write(func(tx *store.Tx) (err error) {
			for _, channel := range scheduling.Channels {
				for _, cohort := range []scheduling.CohortID{"c", ""} { // this session's, and what hangs on none of hers
					key := string(channel) + "/" + string(cohort)
					err = errors.Join(err, tx.Queue(scheduling.Message{
						ID: store.NewID[scheduling.MessageID](), Unit: "u95", Channel: channel, Kind: "reminder", DedupeKey: key, Thread: key, Cohort: cohort,
						Insured: "i2", Recipient: "insured:i2", Sealed: []byte("x"), DueAt: tx.Now.Add(30 * 24 * time.Hour),
					}))
				}
			}
			return err
		})
		death := attending.Collected{Outcome: scheduling.OutcomeDeceased, AsOf: scheduling.MustDate("2027-07-20"), Source: scheduling.FollowUpPhone}
		w.ok(w.desk.Collect(w.t.Context(), w.adviser, f.ID, death, f.Version))
		w.read(func(tx *store.Tx) error {
			all, err := tx.MessagesTo("i2")
			for _, m := range all {
				if m.State() != scheduling.MessageDropped {
					w.t.Errorf("a message by %s, about %q, is %s", m.Channel, m.Cohort, m.State())
				}
			}
			if len(all) != 6 {
				w.t.Errorf("%d messages were there to stop", len(all))
			}
			return err
		})
	})
}
