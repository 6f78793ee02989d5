package inviting

import (
	"slices"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
)

// Plan is a wave as it is asked for: whom, by what, when.
type Plan struct {
	People   []scheduling.InsuredID
	By       map[scheduling.InsuredID]scheduling.Channel // chosen for a person, within what she accepts
	Channels []scheduling.Channel                        // that the wave may use; nil: all
	Criteria string
	SendOn   scheduling.Date // zero, or today: at once
	ReplyBy  scheduling.Date
	RemindOn scheduling.Date // zero: those who do not answer are not asked again
}

// morning is when what is planned for a day leaves.
const morning = scheduling.Clock(9 * 60)

// wave is what a plan becomes for a run; its size is not known yet.
func (p Plan) wave(r run, today scheduling.Date) scheduling.Wave {
	w := scheduling.Wave{Cohort: r.cohort.ID, Criteria: p.Criteria, Channels: p.Channels, ReplyBy: p.ReplyBy, RemindOn: p.RemindOn}
	if w.Channels == nil {
		w.Channels = scheduling.Channels
	}
	if !p.SendOn.IsZero() && p.SendOn != today {
		w.SendAt, _ = morning.At(p.SendOn, r.zone)
	}
	return w
}

// leaves is when a wave's messages may leave at the earliest.
func leaves(w scheduling.Wave, now time.Time) time.Time {
	if w.SendAt.After(now) {
		return w.SendAt
	}
	return now
}

// among keeps those of ways that a wave may use.
func among(ways, allowed []scheduling.Channel) []scheduling.Channel {
	if allowed == nil {
		return ways
	}
	return slices.DeleteFunc(slices.Clone(ways), func(c scheduling.Channel) bool { return !slices.Contains(allowed, c) })
}

// Counts are how many of something go by each channel.
type Counts struct{ Mails, Texts, Letters int }

// Total is all of them.
func (c Counts) Total() int { return c.Mails + c.Texts + c.Letters }

func (c *Counts) add(channel scheduling.Channel) {
	switch channel {
	case scheduling.ByMail:
		c.Mails++
	case scheduling.BySMS:
		c.Texts++
	case scheduling.ByLetter:
		c.Letters++
	}
}

// messageKeys are the dedupe keys of every message that an invitation may
// have: the first, those that followed by another channel, the reminder.
func messageKeys(id scheduling.InvitationID) []string {
	first := firstKey(id)
	keys := []string{first, againKey(id)}
	for _, c := range scheduling.Channels {
		keys = append(keys, first+":"+string(c))
	}
	return keys
}

func firstKey(id scheduling.InvitationID) string { return "invitation:" + string(id) }

func againKey(id scheduling.InvitationID) string { return firstKey(id) + ":again" }

// writeTo queues what a person is sent about an invitation by its channel.
func (d *Desk) writeTo(tx *store.Tx, r run, inv scheduling.Invitation, i scheduling.Insured, kind, key string, due, grace time.Time) error {
	s, err := d.secretsOf(inv)
	if err != nil {
		return err
	}
	a := d.asking(r, i, s, tx.Now)
	a.ReplyBy = inv.ReplyBy
	m := r.draft(i, inv.Channel, kind, a)
	m.DedupeKey, m.DueAt, m.GraceAt = key, due, grace
	_, err = d.post.Queue(tx, m)
	return err
}
