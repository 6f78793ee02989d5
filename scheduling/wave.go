package scheduling

import (
	"slices"
	"time"
)

// Wave is a vague: invitations to one cohort that were chosen and sent
// together, and what is done about those that stay without an answer.
type Wave struct {
	ID        WaveID
	Cohort    CohortID
	Size      int       // how many were invited
	Criteria  string    // how they were chosen, in words
	Channels  []Channel // that it may use
	SendAt    time.Time // zero: at once
	ReplyBy   Date
	RemindOn  Date // on which those who have not answered are asked once more; zero: never
	CreatedBy UserID
	CreatedAt time.Time
}

// RemindGrace is how many days a reminder may be late, as after a server was
// stopped: then it is never sent (rule 15).
const RemindGrace = 3

// Validate gives every fault of a wave written on a day, for a cohort that may
// be entered until closes; zone is the organisation's.
func (w Wave) Validate(today, closes Date, zone *time.Location) error {
	var faults Faults
	faults.Check(!w.ReplyBy.Before(today), "reply_by", "invite.reply_by.past")
	faults.Check(!w.ReplyBy.After(closes), "reply_by", "invite.reply_by.late")
	leaves := today
	if !w.SendAt.IsZero() {
		leaves = DateOf(w.SendAt.In(zone))
		faults.Check(!leaves.Before(today), "send_at", "wave.send_at.past")
		faults.Check(!leaves.After(w.ReplyBy), "send_at", "wave.send_at.late")
	}
	if !w.RemindOn.IsZero() {
		faults.Check(w.RemindOn.After(leaves), "remind_on", "wave.remind_on.early")
		faults.Check(!w.RemindOn.After(w.ReplyBy), "remind_on", "wave.remind_on.late")
	}
	faults.Check(len(w.Channels) > 0 && !slices.ContainsFunc(w.Channels, func(c Channel) bool { return !slices.Contains(Channels, c) }), "channels", "wave.channels.none")
	faults.Check(len(w.Criteria) <= 500, "criteria", "wave.criteria.long")
	return faults.Err()
}
