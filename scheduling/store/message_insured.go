package store

import (
	"time"

	"gorm.io/gorm"

	"trame/scheduling"
)

// MessagesTo lists the messages to a person, the newest first.
func (tx *Tx) MessagesTo(id scheduling.InsuredID) ([]scheduling.Message, error) {
	rows, err := all[messageRow](tx, "created_at desc, id desc", "insured_id = ?", id)
	return each(rows, err, func(r messageRow) scheduling.Message { return scheduling.Message(r) })
}

// DropMessagesTo gives up every unsent message to a person, by any channel and
// about any session; also those in a runner's hands, who asks before each
// (StillWanted).
func (tx *Tx) DropMessagesTo(id scheduling.InsuredID, reason string) error {
	return tx.db.Model(&messageRow{}).
		Where("insured_id = ? and "+undecided, id).
		Updates(map[string]any{"dropped_at": tx.Now, "error": reason}).Error
}

// StillWanted reports whether a message that was leased is still to be sent:
// whoever it is for may have died since, and nothing must follow.
func (tx *Tx) StillWanted(id scheduling.MessageID) (bool, error) {
	rows, err := some[int](tx, "select 1 from messages where id = ? and "+undecided, id)
	return len(rows) > 0, err
}

// MessagesDue lists what went or will go to some people from an instant on:
// how a day is found that holds no other message (rule 13).
func (tx *Tx) MessagesDue(ids []scheduling.InsuredID, from time.Time) ([]scheduling.Message, error) {
	rows, err := all[messageRow](tx, "due_at", "insured_id in ? and due_at >= ? and dropped_at is null and failed_at is null", ids, from.UTC())
	return each(rows, err, func(r messageRow) scheduling.Message { return scheduling.Message(r) })
}

// DueFor is when a message may go to each of some people by a channel: now,
// or at nine in the morning of the first day, in their zone, that holds no
// other (rule 13).
func (tx *Tx) DueFor(ids []scheduling.InsuredID, c scheduling.Channel, zone *time.Location) (map[scheduling.InsuredID]time.Time, error) {
	return tx.DueFrom(tx.Now, ids, c, zone)
}

// DueFrom is DueFor for messages that leave at an instant or later.
func (tx *Tx) DueFrom(from time.Time, ids []scheduling.InsuredID, c scheduling.Channel, zone *time.Location) (map[scheduling.InsuredID]time.Time, error) {
	today := scheduling.DateOf(from.In(zone))
	midnight, _ := scheduling.Clock(0).At(today, zone)
	messages, err := tx.MessagesDue(ids, midnight)
	if err != nil {
		return nil, err
	}
	type day struct {
		insured scheduling.InsuredID
		date    scheduling.Date
	}
	taken := map[day]bool{}
	for _, m := range messages {
		if m.Channel == c {
			taken[day{m.Insured, scheduling.DateOf(m.DueAt.In(zone))}] = true
		}
	}
	due := map[scheduling.InsuredID]time.Time{}
	for _, id := range ids {
		due[id] = from
		for d := today; taken[day{id, d}]; {
			d = d.AddDays(1)
			due[id], _ = scheduling.Clock(9*60).At(d, zone)
		}
	}
	return due, nil
}

// MessagesAbout lists a cohort's messages of some kinds, the oldest first.
func (tx *Tx) MessagesAbout(id scheduling.CohortID, kinds ...string) ([]scheduling.Message, error) {
	rows, err := all[messageRow](tx, "created_at, id", "cohort_id = ? and kind in ?", id, kinds)
	return each(rows, err, func(r messageRow) scheduling.Message { return scheduling.Message(r) })
}

// DropByKey gives up the unsent messages of dedupe keys that no runner holds.
func (tx *Tx) DropByKey(reason string, keys ...string) error {
	return tx.unsettled(keys).Updates(map[string]any{"dropped_at": tx.Now, "error": reason}).Error
}

// DropOn is DropByKey for a fact of which only the day may be known (rule 21).
func (tx *Tx) DropOn(day scheduling.Date, reason string, keys ...string) error {
	midnight, _ := scheduling.Clock(0).At(day, time.UTC)
	return tx.unsettled(keys).Updates(map[string]any{"dropped_at": midnight, "error": reason}).Error
}

// SentByKey records that the message of a dedupe key left by hand: a letter
// was posted.
func (tx *Tx) SentByKey(keys ...string) error {
	return tx.unsettled(keys).Updates(map[string]any{"sent_at": tx.Now, "error": ""}).Error
}

func (tx *Tx) unsettled(keys []string) *gorm.DB {
	return tx.db.Model(&messageRow{}).
		Where("dedupe_key in ? and "+undecided, keys).
		Where("leased_at is null or leased_at <= ?", tx.Now)
}

// ReturnedByKey records that the sent letters of dedupe keys came back.
func (tx *Tx) ReturnedByKey(keys ...string) error {
	return tx.db.Model(&messageRow{}).
		Where("dedupe_key in ? and channel = 'letter' and sent_at is not null and failed_at is null", keys).
		Updates(map[string]any{"failed_at": tx.Now, "error": "returned"}).Error
}
